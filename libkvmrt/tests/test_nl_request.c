// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/nl_request.c and src/nl_family.c. */
#include "test.h"

static void put_vm(uint32_t id)
{
	fake_reply(KVMRT_CMD_VM_GET);
	fake_flags(NLM_F_MULTI);
	fake_u32(KVMRT_A_VM_ID, id);
	fake_string(KVMRT_A_VM_NAME, "a");
}

static void expect_family_missing(void)
{
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_error(ENOENT, NULL, 0, 0);
}

static void expect_family_at(uint16_t id)
{
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_family(CTRL_CMD_NEWFAMILY, id);
	fake_ack();
}

static void expect_set_name(uint16_t family)
{
	fake_expect(family, NLM_F_REQUEST | NLM_F_ACK, KVMRT_CMD_VM_SET);
	fake_expect_u32(KVMRT_A_VM_ID, 1);
	fake_expect_string(KVMRT_A_VM_NAME, "n");
}

static void module_not_loaded(void **state)
{
	struct kvmrt_status *status = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	expect_family_missing();
	assert_fails(ctx, ENODEV, kvmrt_status_get(ctx, &status));
	assert_string_equal(kvmrt_error_text(ctx), "kvmrt.ko is not loaded");
	assert_null(status);
	/* It is looked for again. */
	fake_expect_family();
	expect_set_name(FAKE_FAMILY);
	fake_ack();
	assert_int_equal(kvmrt_vm_set_name(ctx, 1, "n"), 0);
	assert_string_equal(kvmrt_error_text(ctx), "");
	kvmrt_close(ctx);
}

static void module_unloaded_meanwhile(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_set_name(FAKE_FAMILY);
	fake_error(ENOENT, NULL, 0, 0);
	expect_family_missing();
	assert_fails(ctx, ENODEV, kvmrt_vm_set_name(ctx, 1, "n"));
	kvmrt_close(ctx);
}

/* A new module numbers its VMs anew: nothing may be done under old numbers. */
static void module_reloaded(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_set_name(FAKE_FAMILY);
	fake_error(ENOENT, NULL, 0, 0);
	expect_family_at(0x4321);
	assert_fails(ctx, ESTALE, kvmrt_vm_set_name(ctx, 1, "n"));
	expect_set_name(0x4321);
	fake_ack();
	assert_int_equal(kvmrt_vm_set_name(ctx, 1, "n"), 0);
	kvmrt_close(ctx);
}

/* Its old number may belong to a family that lacks the command. */
static void module_reloaded_number_taken(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_set_name(FAKE_FAMILY);
	fake_error(EOPNOTSUPP, NULL, 0, 0);
	expect_family_at(0x4321);
	assert_fails(ctx, ESTALE, kvmrt_vm_set_name(ctx, 1, "n"));
	kvmrt_close(ctx);
}

static void no_such_vm_is_not_no_module(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	/* The module's refusal names an attribute: no doubt about it. */
	expect_set_name(FAKE_FAMILY);
	fake_error(ENOENT, "no vm with this id: 1",
		   NLMSG_HDRLEN + GENL_HDRLEN, 0);
	assert_fails(ctx, ENOENT, kvmrt_vm_set_name(ctx, 1, "n"));
	assert_string_equal(kvmrt_error_text(ctx), "no vm with this id: 1");
	assert_string_equal(kvmrt_error_attr(ctx), "id");
	/* Without one it is made sure. */
	expect_set_name(FAKE_FAMILY);
	fake_error(ENOENT, "vm is gone", 0, 0);
	expect_family_at(FAKE_FAMILY);
	assert_fails(ctx, ENOENT, kvmrt_vm_set_name(ctx, 1, "n"));
	assert_string_equal(kvmrt_error_text(ctx), "vm is gone");
	kvmrt_close(ctx);
}

static void hostile_family_answers(void **state)
{
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	for (i = 0; i < 6; i++) {
		fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
			    CTRL_CMD_GETFAMILY);
		fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
		if (i < 5)
			fake_message(GENL_ID_CTRL, 0, CTRL_CMD_NEWFAMILY);
		switch (i) {
		case 0:		/* of another name */
			fake_string(CTRL_ATTR_FAMILY_NAME, "other");
			fake_u16(CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
			break;
		case 1:		/* without a number */
			fake_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
			break;
		case 2:		/* the number is one of netlink's own */
			fake_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
			fake_u16(CTRL_ATTR_FAMILY_ID, NLMSG_ERROR);
			break;
		case 3:		/* the number has another size */
			fake_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
			fake_u32(CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
			break;
		case 4:		/* groups that are none */
			fake_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
			fake_u16(CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
			fake_bytes(CTRL_ATTR_MCAST_GROUPS, "\xff\xff\0\0", 4);
			break;
		default:	/* nothing but success */
			break;
		}
		fake_ack();
		assert_fails(ctx, EBADMSG, kvmrt_vm_set_name(ctx, 1, "n"));
	}
	kvmrt_close(ctx);
}

static void dump_in_parts(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();
	uint32_t i;

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VM_GET);
	for (i = 1; i <= 100; i++) {
		put_vm(i);
		if (i % 7 == 0)
			fake_flush();
	}
	fake_done();
	assert_int_equal(kvmrt_vm_list_get(ctx, &list), 0);
	assert_int_equal(kvmrt_vm_list_count(list), 100);
	for (i = 1; i <= 100; i++)
		assert_int_equal(kvmrt_vm_id(kvmrt_vm_list_at(list, i - 1)), i);
	assert_null(kvmrt_vm_list_at(list, 100));
	kvmrt_vm_list_free(list);
	kvmrt_vm_list_free(NULL);
	kvmrt_close(ctx);
}

static void empty_dump(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VM_GET);
	fake_done();
	assert_int_equal(kvmrt_vm_list_get(ctx, &list), 0);
	assert_int_equal(kvmrt_vm_list_count(list), 0);
	kvmrt_vm_list_free(list);
	kvmrt_close(ctx);
}

static void interrupted_dump_is_read_again(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VM_GET);
	put_vm(1);
	fake_flush();
	put_vm(2);
	fake_flags(NLM_F_DUMP_INTR);
	fake_done();
	/* The mark may also come with the end. */
	fake_expect_dump(KVMRT_CMD_VM_GET);
	put_vm(1);
	fake_done();
	fake_flags(NLM_F_DUMP_INTR);
	fake_expect_dump(KVMRT_CMD_VM_GET);
	put_vm(3);
	fake_done();
	assert_int_equal(kvmrt_vm_list_get(ctx, &list), 0);
	assert_int_equal(kvmrt_vm_list_count(list), 1);
	assert_int_equal(kvmrt_vm_id(kvmrt_vm_list_at(list, 0)), 3);
	kvmrt_vm_list_free(list);
	kvmrt_close(ctx);
}

static void interrupted_dump_is_given_up(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < 10; i++) {
		fake_expect_dump(KVMRT_CMD_VM_GET);
		put_vm(1);
		fake_flags(NLM_F_DUMP_INTR);
		fake_done();
	}
	assert_fails(ctx, EAGAIN, kvmrt_vm_list_get(ctx, &list));
	assert_null(list);
	kvmrt_close(ctx);
}

static void dump_fails_at_its_end(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VM_GET);
	put_vm(1);
	fake_done_error(ENOMEM, "no memory for the list");
	assert_fails(ctx, ENOMEM, kvmrt_vm_list_get(ctx, &list));
	assert_string_equal(kvmrt_error_text(ctx), "no memory for the list");
	assert_null(list);
	kvmrt_close(ctx);
}

/* Every allocation of a dump fails once. */
static void dump_without_memory(void **state)
{
	struct kvmrt_vm_list *list = NULL;
	struct kvmrt *ctx = test_open();
	int failures = 0;
	uint32_t i;
	int nth;

	(void)state;
	fake_expect_family();
	expect_set_name(FAKE_FAMILY);
	fake_ack();
	assert_int_equal(kvmrt_vm_set_name(ctx, 1, "n"), 0);
	for (nth = 3; nth > 0; nth--) {
		if (nth > 1) {
			fake_expect_dump(KVMRT_CMD_VM_GET);
			for (i = 1; i <= 17; i++)
				put_vm(i);
			fake_done();
			fake_flush();
		}
		/* The list itself; its first items; more of them. */
		fake_alloc_fails(nth);
		assert_fails(ctx, ENOMEM, kvmrt_vm_list_get(ctx, &list));
		failures += fake_alloc_failed();
		assert_null(list);
	}
	assert_int_equal(failures, 3);
	kvmrt_close(ctx);
}

static void two_answers_where_one_is_due(void **state)
{
	struct kvmrt_vm *vm = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_u32(KVMRT_A_VM_ID, 1);
	put_vm(1);
	put_vm(2);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_vm_get(ctx, 1, &vm));
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_u32(KVMRT_A_VM_ID, 1);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_vm_get(ctx, 1, &vm));
	assert_null(vm);
	kvmrt_close(ctx);
}

static void answer_to_a_set_is_refused(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	expect_set_name(FAKE_FAMILY);
	fake_reply(KVMRT_CMD_VM_SET);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_vm_set_name(ctx, 1, "n"));
	kvmrt_close(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(module_not_loaded),
		TEST(module_unloaded_meanwhile),
		TEST(module_reloaded),
		TEST(module_reloaded_number_taken),
		TEST(no_such_vm_is_not_no_module),
		TEST(hostile_family_answers),
		TEST(dump_in_parts),
		TEST(empty_dump),
		TEST(interrupted_dump_is_read_again),
		TEST(interrupted_dump_is_given_up),
		TEST(dump_fails_at_its_end),
		TEST(dump_without_memory),
		TEST(two_answers_where_one_is_due),
		TEST(answer_to_a_set_is_refused),
	};

	return cmocka_run_group_tests_name("nl_request", tests, NULL, NULL);
}
