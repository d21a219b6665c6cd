// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/gs_change.c. */
#include "test.h"

static void everything(void **state)
{
	struct kvmrt_gs_change *change = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	assert_int_equal(kvmrt_gs_change_new(&change), 0);
	kvmrt_gs_change_flush_rate(change, 1);
	kvmrt_gs_change_data_rate(change, 2);
	kvmrt_gs_change_log_rate(change, 3);
	kvmrt_gs_change_allow(change, UINT32_MAX);
	kvmrt_gs_change_enabled(change, true);
	/* The last word counts. */
	kvmrt_gs_change_log_rate(change, 4);

	fake_expect_family();
	fake_expect_do(KVMRT_CMD_GS_SET);
	fake_expect_u32(KVMRT_A_GS_ENABLED, 1);
	fake_expect_u32(KVMRT_A_GS_ALLOW, UINT32_MAX);
	fake_expect_u32(KVMRT_A_GS_LOG_RATE, 4);
	fake_expect_u32(KVMRT_A_GS_DATA_RATE, 2);
	fake_expect_u32(KVMRT_A_GS_FLUSH_RATE, 1);
	fake_ack();
	assert_int_equal(kvmrt_gs_conf_set(ctx, 0, change), 0);
	kvmrt_gs_change_free(change);
	kvmrt_gs_change_free(NULL);
	kvmrt_close(ctx);
}

/* Values of 0 are values; what was not set is not sent; used twice. */
static void only_what_was_set(void **state)
{
	struct kvmrt_gs_change *change = NULL;
	struct kvmrt *ctx = test_open();
	uint32_t vm;

	(void)state;
	assert_int_equal(kvmrt_gs_change_new(&change), 0);
	kvmrt_gs_change_allow(change, 0);
	fake_expect_family();
	for (vm = 1; vm <= 2; vm++) {
		fake_expect_do(KVMRT_CMD_GS_SET);
		fake_expect_u32(KVMRT_A_GS_VM_ID, vm);
		fake_expect_u32(KVMRT_A_GS_ALLOW, 0);
		fake_ack();
		assert_int_equal(kvmrt_gs_conf_set(ctx, vm, change), 0);
	}
	kvmrt_gs_change_free(change);
	kvmrt_close(ctx);
}

static void nothing_set(void **state)
{
	struct kvmrt_gs_change *change = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	assert_int_equal(kvmrt_gs_change_new(&change), 0);
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_GS_SET);
	fake_error(EINVAL, "nothing to change", 0, 0);
	assert_fails(ctx, EINVAL, kvmrt_gs_conf_set(ctx, 0, change));
	assert_string_equal(kvmrt_error_text(ctx), "nothing to change");
	kvmrt_gs_change_free(change);
	kvmrt_close(ctx);
}

static void no_memory(void **state)
{
	struct kvmrt_gs_change *change = NULL;

	(void)state;
	fake_alloc_fails(1);
	errno = 0;
	assert_int_equal(kvmrt_gs_change_new(&change), -ENOMEM);
	assert_int_equal(errno, ENOMEM);
	assert_null(change);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(everything),
		TEST(only_what_was_set),
		TEST(nothing_set),
		TEST(no_memory),
	};

	return cmocka_run_group_tests_name("gs_change", tests, NULL, NULL);
}
