// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/account.c, and of its events. */
/* requires: S01 */
#include "test.h"

static void put(uint32_t vm_id, uint32_t enabled, uint64_t since_ns)
{
	fake_reply(KVMRT_CMD_ACCOUNT_GET);
	if (vm_id)
		fake_u32(KVMRT_A_ACCOUNT_VM_ID, vm_id);
	fake_u32(KVMRT_A_ACCOUNT_ENABLED, enabled);
	if (since_ns)
		fake_u64(KVMRT_A_ACCOUNT_SINCE_NS, since_ns);
	fake_ack();
}

static void get(void **state)
{
	struct kvmrt_account *account = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_ACCOUNT_GET);
	fake_expect_u32(KVMRT_A_ACCOUNT_VM_ID, 5);
	put(5, 1, 77);
	assert_int_equal(kvmrt_account_get(ctx, 5, &account), 0);
	assert_int_equal(kvmrt_account_vm_id(account), 5);
	assert_true(kvmrt_account_enabled(account));
	assert_int_equal(kvmrt_account_since_ns(account), 77);
	kvmrt_account_free(account);

	fake_expect_do(KVMRT_CMD_ACCOUNT_GET);
	put(0, 0, 0);
	assert_int_equal(kvmrt_account_get(ctx, 0, &account), 0);
	assert_false(kvmrt_account_enabled(account));
	assert_int_equal(kvmrt_account_since_ns(account), 0);
	kvmrt_account_free(account);
	kvmrt_account_free(NULL);
	kvmrt_close(ctx);
}

static void get_fails(void **state)
{
	struct kvmrt_account *account = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_ACCOUNT_GET);
	fake_expect_u32(KVMRT_A_ACCOUNT_VM_ID, 5);
	put(6, 1, 77);
	assert_fails(ctx, EBADMSG, kvmrt_account_get(ctx, 5, &account));

	fake_expect_do(KVMRT_CMD_ACCOUNT_GET);
	fake_expect_u32(KVMRT_A_ACCOUNT_VM_ID, 5);
	fake_error(ENOENT, "no vm with this id: 5", NLMSG_HDRLEN + GENL_HDRLEN,
		   0);
	assert_fails(ctx, ENOENT, kvmrt_account_get(ctx, 5, &account));
	assert_string_equal(kvmrt_error_attr(ctx), "vm_id");
	assert_null(account);
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_account_get(ctx, 5, &account));
	kvmrt_close(ctx);
}

static void set(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_ACCOUNT_SET);
	fake_expect_u32(KVMRT_A_ACCOUNT_VM_ID, 5);
	fake_expect_u32(KVMRT_A_ACCOUNT_ENABLED, 1);
	fake_ack();
	assert_int_equal(kvmrt_account_enable(ctx, 5, true), 0);

	fake_expect_do(KVMRT_CMD_ACCOUNT_SET);
	fake_expect_u32(KVMRT_A_ACCOUNT_ENABLED, 0);
	fake_ack();
	assert_int_equal(kvmrt_account_enable(ctx, 0, false), 0);

	fake_expect_do(KVMRT_CMD_ACCOUNT_SET);
	fake_expect_u32(KVMRT_A_ACCOUNT_RESET, 1);
	fake_ack();
	assert_int_equal(kvmrt_account_reset(ctx, 0), 0);

	fake_expect_do(KVMRT_CMD_ACCOUNT_SET);
	fake_expect_u32(KVMRT_A_ACCOUNT_VM_ID, 5);
	fake_expect_u32(KVMRT_A_ACCOUNT_RESET, 1);
	fake_error(ENODATA, "exit accounting of this vm is off: 5", 0, 0);
	assert_fails(ctx, ENODATA, kvmrt_account_reset(ctx, 5));
	kvmrt_close(ctx);
}

static void changes_are_told(void **state)
{
	struct kvmrt_events *events = NULL;
	const struct kvmrt_account *account;
	struct kvmrt_event *event = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	assert_int_equal(kvmrt_events_open(ctx, KVMRT_EVENTS_ACCOUNT, &events),
			 0);
	kvmrt_close(ctx);
	fake_event_begin();
	fake_reply(KVMRT_CMD_ACCOUNT_CHANGE_NTF);
	fake_u32(KVMRT_A_ACCOUNT_VM_ID, 6);
	fake_u32(KVMRT_A_ACCOUNT_ENABLED, 1);
	fake_u64(KVMRT_A_ACCOUNT_SINCE_NS, UINT64_C(123456789012));
	/* What VMs to come begin with. */
	fake_reply(KVMRT_CMD_ACCOUNT_CHANGE_NTF);
	fake_u32(KVMRT_A_ACCOUNT_ENABLED, 0);
	fake_flush();
	/* It doesn't say what it is now. */
	fake_reply(KVMRT_CMD_ACCOUNT_CHANGE_NTF);
	fake_u32(KVMRT_A_ACCOUNT_VM_ID, 6);
	fake_event_end();

	assert_int_equal(kvmrt_events_read(events, 0, &event), 1);
	assert_int_equal(kvmrt_event_kind(event), KVMRT_EVENT_ACCOUNT_CHANGE);
	assert_string_equal(kvmrt_event_name(event), "account_change");
	assert_null(kvmrt_event_vm(event));
	assert_null(kvmrt_event_gs_conf(event));
	account = kvmrt_event_account(event);
	assert_int_equal(kvmrt_account_vm_id(account), 6);
	assert_true(kvmrt_account_enabled(account));
	assert_int_equal(kvmrt_account_since_ns(account),
			 UINT64_C(123456789012));
	kvmrt_event_free(event);

	assert_int_equal(kvmrt_events_read(events, 0, &event), 1);
	account = kvmrt_event_account(event);
	assert_int_equal(kvmrt_account_vm_id(account), 0);
	assert_false(kvmrt_account_enabled(account));
	assert_int_equal(kvmrt_account_since_ns(account), 0);
	kvmrt_event_free(event);
	event = NULL;
	assert_int_equal(kvmrt_events_read(events, 0, &event), -EBADMSG);
	assert_null(event);
	assert_int_equal(kvmrt_events_read(events, 0, &event), 0);
	kvmrt_events_close(events);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(get),
		TEST(get_fails),
		TEST(set),
		TEST(changes_are_told),
	};

	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
