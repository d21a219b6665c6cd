// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/nl_call.c: what may happen between question and answer. */
#include "test.h"

/* The least that is a VM. */
static void put_vm(uint32_t id)
{
	fake_reply(KVMRT_CMD_VM_GET);
	fake_u32(KVMRT_A_VM_ID, id);
	fake_string(KVMRT_A_VM_NAME, "a");
}

static void expect_get(void)
{
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_u32(KVMRT_A_VM_ID, 5);
}

static void get_ok(struct kvmrt *ctx)
{
	struct kvmrt_vm *vm = NULL;

	assert_int_equal(kvmrt_vm_get(ctx, 5, &vm), 0);
	assert_int_equal(kvmrt_vm_id(vm), 5);
	kvmrt_vm_free(vm);
}

static void get_fails(struct kvmrt *ctx, int err)
{
	struct kvmrt_vm *vm = NULL;

	assert_fails(ctx, err, kvmrt_vm_get(ctx, 5, &vm));
	assert_null(vm);
}

/* After any failure the context still works. */
static void close_working(struct kvmrt *ctx)
{
	expect_get();
	put_vm(5);
	fake_ack();
	get_ok(ctx);
	assert_string_equal(kvmrt_error_text(ctx), "");
	kvmrt_close(ctx);
}

static void interrupted_by_signals(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_get();
	fake_send_fails(EINTR);
	fake_receive_fails(EINTR);
	fake_receive_fails(EINTR);
	put_vm(5);
	fake_flush();
	fake_receive_fails(EINTR);
	fake_ack();
	get_ok(ctx);
	close_working(ctx);
}

static void system_calls_fail(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_get();
	fake_send_fails(ECONNREFUSED);
	get_fails(ctx, ECONNREFUSED);
	expect_get();
	fake_receive_fails(ENOBUFS);
	get_fails(ctx, ENOBUFS);
	expect_get();
	fake_receive_fails(EAGAIN);
	get_fails(ctx, ETIMEDOUT);
	expect_get();
	fake_receive_fails(0);
	get_fails(ctx, EBADMSG);
	close_working(ctx);
}

static void late_answer_is_skipped(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_get();
	put_vm(6);
	fake_foreign_seq();
	fake_error(EPERM, NULL, 0, 0);
	fake_foreign_seq();
	fake_flush();
	put_vm(7);
	fake_foreign_portid();
	put_vm(5);
	fake_ack();
	get_ok(ctx);
	close_working(ctx);
}

static void larger_than_any_answer(void **state)
{
	static const char zeros[70 * 1024];
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_get();
	fake_raw(zeros, sizeof(zeros));
	get_fails(ctx, EBADMSG);
	close_working(ctx);
}

/* Lengths that lie: of a message, beyond the datagram and below a header. */
static void broken_framing(void **state)
{
	static const uint32_t lengths[] = { 0, 1, 15, 4096, UINT32_MAX };
	struct kvmrt *ctx = test_open();
	size_t i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		expect_get();
		put_vm(5);
		fake_wrong_length(lengths[i]);
		fake_ack();
		get_fails(ctx, EBADMSG);
	}
	expect_get();
	fake_raw("short", 6);
	get_fails(ctx, EBADMSG);
	close_working(ctx);
}

static void answers_of_the_wrong_kind(void **state)
{
	static const struct {
		uint16_t type;
		uint8_t cmd;
	} wrong[] = {
		{ FAKE_FAMILY, KVMRT_CMD_GS_GET },	/* another object */
		{ FAKE_FAMILY, 0 },
		{ FAKE_FAMILY, 255 },
		{ FAKE_FAMILY + 1, KVMRT_CMD_VM_GET },	/* another family */
		{ GENL_ID_CTRL, CTRL_CMD_NEWFAMILY },
	};
	struct kvmrt *ctx = test_open();
	size_t i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		expect_get();
		fake_message(wrong[i].type, 0, wrong[i].cmd);
		fake_u32(KVMRT_A_VM_ID, 5);
		fake_ack();
		get_fails(ctx, EBADMSG);
	}
	close_working(ctx);
}

static void control_messages(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_get();
	fake_message(NLMSG_NOOP, 0, 0);
	put_vm(5);
	fake_message(NLMSG_NOOP, 0, 0);
	fake_ack();
	get_ok(ctx);
	expect_get();
	fake_message(NLMSG_OVERRUN, 0, 0);
	get_fails(ctx, ENOBUFS);
	close_working(ctx);
}

static void verdicts_that_are_none(void **state)
{
	struct kvmrt *ctx = test_open();
	struct nlmsghdr bare = {
		.nlmsg_len = sizeof(bare), .nlmsg_type = NLMSG_ERROR,
	};

	(void)state;
	fake_expect_family();
	expect_get();
	fake_error(-5, NULL, 0, 0);
	get_fails(ctx, EBADMSG);
	expect_get();
	fake_error(4096, NULL, 0, 0);
	get_fails(ctx, EBADMSG);
	expect_get();
	fake_raw(&bare, sizeof(bare));
	get_fails(ctx, EBADMSG);
	/* A header alone is too short for a message of a family, too. */
	expect_get();
	bare.nlmsg_type = FAKE_FAMILY;
	fake_raw(&bare, sizeof(bare));
	fake_ack();
	get_fails(ctx, EBADMSG);
	close_working(ctx);
}

/* The rest of a bad list is read: else the kernel refuses the next one. */
static void bad_dump_is_drained(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VM_GET);
	put_vm(1);
	fake_flush();
	fake_reply(KVMRT_CMD_VM_GET);
	fake_flush();
	put_vm(3);
	fake_flush();
	fake_done();
	assert_fails(ctx, EBADMSG, kvmrt_vm_list_get(ctx, &list));
	assert_null(list);
	close_working(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(interrupted_by_signals),
		TEST(system_calls_fail),
		TEST(late_answer_is_skipped),
		TEST(larger_than_any_answer),
		TEST(broken_framing),
		TEST(answers_of_the_wrong_kind),
		TEST(control_messages),
		TEST(verdicts_that_are_none),
		TEST(bad_dump_is_drained),
	};

	return cmocka_run_group_tests_name("nl_call", tests, NULL, NULL);
}
