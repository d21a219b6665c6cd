// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/gs_conf.c. */
#include "test.h"

static void put_settings(void)
{
	fake_u32(KVMRT_A_GS_ALLOW, 0x1f);
	fake_u32(KVMRT_A_GS_LOG_RATE, 10);
	fake_u32(KVMRT_A_GS_DATA_RATE, 20);
	fake_u32(KVMRT_A_GS_FLUSH_RATE, 1);
	fake_u32(KVMRT_A_GS_MSG_MAX, 256);
	fake_u32(KVMRT_A_GS_DATA_MAX, 4096);
}

static void put_counter(uint32_t function, uint64_t base)
{
	fake_nest(KVMRT_A_GS_COUNTER);
	fake_u32(KVMRT_A_GS_COUNTER_FUNCTION, function);
	fake_u64(KVMRT_A_GS_COUNTER_ACCEPTED, base + 1);
	fake_u64(KVMRT_A_GS_COUNTER_REFUSED, base + 2);
	fake_u64(KVMRT_A_GS_COUNTER_DROPPED, base + 3);
	fake_nest_end();
}

static void expect_get(uint32_t vm_id)
{
	fake_expect_do(KVMRT_CMD_GS_GET);
	if (vm_id)
		fake_expect_u32(KVMRT_A_GS_VM_ID, vm_id);
	fake_reply(KVMRT_CMD_GS_GET);
}

static void of_the_module(void **state)
{
	struct kvmrt_gs_conf *conf = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_get(0);
	fake_u32(KVMRT_A_GS_ENABLED, 1);
	put_settings();
	fake_ack();
	assert_int_equal(kvmrt_gs_conf_get(ctx, 0, &conf), 0);
	assert_int_equal(kvmrt_gs_conf_vm_id(conf), 0);
	assert_int_equal(kvmrt_gs_conf_enabled(conf), 1);
	assert_int_equal(kvmrt_gs_conf_allow(conf), 0x1f);
	assert_int_equal(kvmrt_gs_conf_log_rate(conf), 10);
	assert_int_equal(kvmrt_gs_conf_data_rate(conf), 20);
	assert_int_equal(kvmrt_gs_conf_flush_rate(conf), 1);
	assert_int_equal(kvmrt_gs_conf_msg_max(conf), 256);
	assert_int_equal(kvmrt_gs_conf_data_max(conf), 4096);
	assert_int_equal(kvmrt_gs_conf_unknown(conf), 0);
	kvmrt_gs_conf_free(conf);
	kvmrt_gs_conf_free(NULL);

	expect_get(0);
	fake_u32(KVMRT_A_GS_ENABLED, 0);
	put_settings();
	fake_ack();
	assert_int_equal(kvmrt_gs_conf_get(ctx, 0, &conf), 0);
	assert_int_equal(kvmrt_gs_conf_enabled(conf), 0);
	kvmrt_gs_conf_free(conf);
	kvmrt_close(ctx);
}

static void of_a_vm(void **state)
{
	struct kvmrt_gs_conf *conf = NULL;
	struct kvmrt *ctx = test_open();
	uint32_t fn;

	(void)state;
	fake_expect_family();
	expect_get(5);
	fake_u32(KVMRT_A_GS_VM_ID, 5);
	put_settings();
	for (fn = 0; fn < KVMRT_GS_FUNCTIONS; fn++)
		put_counter(fn, fn * 1000);
	/* Of a module that knows more functions than we. */
	put_counter(KVMRT_GS_FUNCTIONS, 1);
	put_counter(UINT32_MAX, 1);
	fake_u64(KVMRT_A_GS_UNKNOWN, UINT64_MAX);
	fake_ack();
	assert_int_equal(kvmrt_gs_conf_get(ctx, 5, &conf), 0);
	assert_int_equal(kvmrt_gs_conf_vm_id(conf), 5);
	assert_int_equal(kvmrt_gs_conf_enabled(conf), -1);
	for (fn = 0; fn < KVMRT_GS_FUNCTIONS; fn++) {
		assert_int_equal(kvmrt_gs_conf_accepted(conf, fn),
				 fn * 1000 + 1);
		assert_int_equal(kvmrt_gs_conf_refused(conf, fn),
				 fn * 1000 + 2);
		assert_int_equal(kvmrt_gs_conf_dropped(conf, fn),
				 fn * 1000 + 3);
	}
	assert_int_equal(kvmrt_gs_conf_accepted(conf, KVMRT_GS_FUNCTIONS), 0);
	assert_int_equal(kvmrt_gs_conf_refused(conf, UINT32_MAX), 0);
	assert_int_equal(kvmrt_gs_conf_dropped(conf, UINT32_MAX), 0);
	assert_true(kvmrt_gs_conf_unknown(conf) == UINT64_MAX);
	kvmrt_gs_conf_free(conf);
	kvmrt_close(ctx);
}

static void of_all_vms(void **state)
{
	struct kvmrt_gs_conf_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_GS_GET);
	fake_reply(KVMRT_CMD_GS_GET);
	fake_u32(KVMRT_A_GS_VM_ID, 1);
	put_settings();
	fake_reply(KVMRT_CMD_GS_GET);
	fake_u32(KVMRT_A_GS_VM_ID, 4);
	put_settings();
	fake_done();
	assert_int_equal(kvmrt_gs_conf_list_get(ctx, &list), 0);
	assert_int_equal(kvmrt_gs_conf_list_count(list), 2);
	assert_int_equal(kvmrt_gs_conf_vm_id(kvmrt_gs_conf_list_at(list, 1)),
			 4);
	assert_null(kvmrt_gs_conf_list_at(list, 2));
	kvmrt_gs_conf_list_free(list);
	kvmrt_gs_conf_list_free(NULL);
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_gs_conf_list_get(ctx, &list));
	kvmrt_close(ctx);
}

static void bad_objects(void **state)
{
	struct kvmrt_gs_conf *conf = NULL;
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < 5; i++) {
		expect_get(5);
		if (i)
			fake_u32(KVMRT_A_GS_VM_ID, i == 1 ? 6 : 5);
		if (i != 2)
			put_settings();
		if (i == 3) {		/* a counter of nothing */
			fake_nest(KVMRT_A_GS_COUNTER);
			fake_nest_end();
		} else if (i == 4) {	/* no attributes inside */
			fake_bytes(KVMRT_A_GS_COUNTER, "\1\0\0\0\0", 5);
		}
		fake_ack();
		assert_fails(ctx, EBADMSG, kvmrt_gs_conf_get(ctx, 5, &conf));
	}
	assert_null(conf);
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_gs_conf_get(ctx, 5, &conf));
	kvmrt_close(ctx);
}

static void function_names(void **state)
{
	uint32_t fn;

	(void)state;
	for (fn = 0; fn < KVMRT_GS_FUNCTIONS; fn++) {
		const char *name = kvmrt_gs_function_name(fn);

		assert_non_null(name);
		assert_int_equal(kvmrt_gs_function_parse(name), fn);
	}
	assert_null(kvmrt_gs_function_name(KVMRT_GS_FUNCTIONS));
	assert_null(kvmrt_gs_function_name(UINT32_MAX));
	errno = 0;
	assert_int_equal(kvmrt_gs_function_parse("pin"), -EINVAL);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(kvmrt_gs_function_parse("pings"), -EINVAL);
	assert_int_equal(kvmrt_gs_function_parse(""), -EINVAL);
	assert_int_equal(KVMRT_GS_ALLOW(KVMRT_GS_FUNCTION_LOG_MSG), 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(of_the_module),
		TEST(of_a_vm),
		TEST(of_all_vms),
		TEST(bad_objects),
		TEST(function_names),
	};

	return cmocka_run_group_tests_name("gs_conf", tests, NULL, NULL);
}
