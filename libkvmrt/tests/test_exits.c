// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/exits.c and src/exit_names.c. */
/* requires: S01 */
#include <linux/kvm.h>

#include "test.h"

static void put_sums(uint16_t count, uint16_t total, uint16_t worst,
		     uint64_t from)
{
	fake_u64(count, from);
	fake_u64(total, from + 1);
	fake_u64(worst, from + 2);
}

static void put_exit(uint32_t vm_id, uint32_t vcpu_id, uint32_t reason)
{
	fake_reply(KVMRT_CMD_EXIT_GET);
	fake_u32(KVMRT_A_EXIT_VM_ID, vm_id);
	fake_u32(KVMRT_A_EXIT_VCPU_ID, vcpu_id);
	fake_u32(KVMRT_A_EXIT_REASON, reason);
	fake_u32(KVMRT_A_EXIT_ISA, KVMRT_EXIT_ISA_SVM);
	put_sums(KVMRT_A_EXIT_COUNT, KVMRT_A_EXIT_TOTAL_NS,
		 KVMRT_A_EXIT_WORST_NS, 1000);
	fake_u64(KVMRT_A_EXIT_WORST_AT_NS, 1003);
	fake_u64(KVMRT_A_EXIT_WORST_AT_TSC, UINT64_MAX);
}

static void put_user(uint32_t reason, uint64_t from)
{
	fake_nest(KVMRT_A_EXIT_USER);
	fake_u32(KVMRT_A_EXIT_USER_REASON, reason);
	put_sums(KVMRT_A_EXIT_USER_COUNT, KVMRT_A_EXIT_USER_TOTAL_NS,
		 KVMRT_A_EXIT_USER_WORST_NS, from);
	fake_u64(KVMRT_A_EXIT_USER_WORST_AT_NS, from + 3);
	fake_u64(KVMRT_A_EXIT_USER_WORST_AT_TSC, from + 4);
	fake_nest_end();
}

static void put_bucket(uint32_t log2_ns, uint64_t count)
{
	fake_nest(KVMRT_A_EXIT_BUCKET);
	fake_u32(KVMRT_A_EXIT_BUCKET_LOG2_NS, log2_ns);
	fake_u64(KVMRT_A_EXIT_BUCKET_COUNT, count);
	fake_nest_end();
}

static void check_first(const struct kvmrt_exit *row)
{
	const struct kvmrt_exit_user *user;

	assert_int_equal(kvmrt_exit_vm_id(row), 9);
	assert_int_equal(kvmrt_exit_vcpu_id(row), 2);
	assert_int_equal(kvmrt_exit_reason(row), 0x400);
	assert_int_equal(kvmrt_exit_isa(row), KVMRT_EXIT_ISA_SVM);
	assert_int_equal(kvmrt_exit_count(row), 1000);
	assert_int_equal(kvmrt_exit_total_ns(row), 1001);
	assert_int_equal(kvmrt_exit_worst_ns(row), 1002);
	assert_int_equal(kvmrt_exit_worst_at_ns(row), 1003);
	assert_true(kvmrt_exit_worst_at_tsc(row) == UINT64_MAX);
	assert_int_equal(kvmrt_exit_bucket(row, 0), 3);
	assert_int_equal(kvmrt_exit_bucket(row, 1), 0);
	assert_int_equal(kvmrt_exit_bucket(row, 39), 997);
	assert_int_equal(kvmrt_exit_bucket(row, 40), 0);
	assert_int_equal(kvmrt_exit_bucket(row, UINT32_MAX), 0);
	assert_int_equal(kvmrt_exit_users(row), 2);
	assert_null(kvmrt_exit_user_at(row, 2));
	user = kvmrt_exit_user_at(row, 1);
	assert_int_equal(kvmrt_exit_user_reason(user), 6);
	assert_int_equal(kvmrt_exit_user_count(user), 20);
	assert_int_equal(kvmrt_exit_user_total_ns(user), 21);
	assert_int_equal(kvmrt_exit_user_worst_ns(user), 22);
	assert_int_equal(kvmrt_exit_user_worst_at_ns(user), 23);
	assert_int_equal(kvmrt_exit_user_worst_at_tsc(user), 24);
}

static void of_one_vm(void **state)
{
	struct kvmrt_exit_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_EXIT_GET);
	fake_expect_u32(KVMRT_A_EXIT_VM_ID, 9);
	put_exit(9, 2, 0x400);
	put_user(2, 10);
	put_user(6, 20);
	put_bucket(0, 3);
	put_bucket(39, 997);
	put_exit(9, 2, 0x78);
	fake_done();
	assert_int_equal(kvmrt_exit_list_get(ctx, 9, &list), 0);
	kvmrt_close(ctx);
	assert_int_equal(kvmrt_exit_list_count(list), 2);
	assert_null(kvmrt_exit_list_at(list, 2));
	check_first(kvmrt_exit_list_at(list, 0));
	assert_int_equal(kvmrt_exit_users(kvmrt_exit_list_at(list, 1)), 0);
	kvmrt_exit_list_free(list);
	kvmrt_exit_list_free(NULL);
}

static void of_all_vms(void **state)
{
	struct kvmrt_exit_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_EXIT_GET);
	fake_done();
	assert_int_equal(kvmrt_exit_list_get(ctx, 0, &list), 0);
	assert_int_equal(kvmrt_exit_list_count(list), 0);
	kvmrt_exit_list_free(list);
	kvmrt_close(ctx);
}

static void bad_objects(void **state)
{
	struct kvmrt_exit_list *list = NULL;
	struct kvmrt *ctx = test_open();
	int i, user;

	(void)state;
	fake_expect_family();
	for (i = 0; i < 5; i++) {
		fake_expect_dump(KVMRT_CMD_EXIT_GET);
		put_exit(i ? 1 : 0, 0, 0x400);
		if (i == 1) {
			put_bucket(40, 1);
		} else if (i == 2) {
			fake_nest(KVMRT_A_EXIT_BUCKET);
			fake_u32(KVMRT_A_EXIT_BUCKET_LOG2_NS, 1);
			fake_nest_end();
		} else if (i == 3) {
			/* More causes than there can be. */
			for (user = 0; user < 65; user++)
				put_user(2, 1);
		} else if (i == 4) {
			fake_nest(KVMRT_A_EXIT_USER);
			fake_nest_end();
		}
		fake_done();
		assert_fails(ctx, EBADMSG, kvmrt_exit_list_get(ctx, 0, &list));
	}
	assert_null(list);
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_exit_list_get(ctx, 0, &list));
	kvmrt_close(ctx);
}

/* Linux 6.1 says no word when a dump is refused at its start. */
static void refused(void **state)
{
	struct kvmrt_exit_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_EXIT_GET);
	fake_expect_u32(KVMRT_A_EXIT_VM_ID, 8);
	fake_error(ENODATA, NULL, 0, 0);
	assert_fails(ctx, ENODATA, kvmrt_exit_list_get(ctx, 8, &list));
	assert_string_equal(kvmrt_error_text(ctx),
			    "exit accounting of vm 8 is off");
	assert_string_equal(kvmrt_error_attr(ctx), "vm_id");

	fake_expect_dump(KVMRT_CMD_EXIT_GET);
	fake_expect_u32(KVMRT_A_EXIT_VM_ID, 8);
	fake_error(ENOENT, NULL, 0, 0);
	fake_expect_family();
	assert_fails(ctx, ENOENT, kvmrt_exit_list_get(ctx, 8, &list));
	assert_string_equal(kvmrt_error_text(ctx), "no vm with this id: 8");

	fake_expect_dump(KVMRT_CMD_EXIT_GET);
	fake_expect_u32(KVMRT_A_EXIT_VM_ID, 7);
	fake_error(ENODATA, "accounting is off", NLMSG_HDRLEN + GENL_HDRLEN, 0);
	assert_fails(ctx, ENODATA, kvmrt_exit_list_get(ctx, 7, &list));
	assert_string_equal(kvmrt_error_text(ctx), "accounting is off");
	kvmrt_close(ctx);
}

static void names(void **state)
{
	static const struct {
		uint32_t isa;
		uint32_t reason;
		const char *name;	/* NULL: unknown */
	} cases[] = {
		{ KVMRT_EXIT_ISA_VMX, 0, "EXCEPTION_NMI" },
		{ KVMRT_EXIT_ISA_VMX, 48, "EPT_VIOLATION" },
		/* A failed entry, in bit 31. */
		{ KVMRT_EXIT_ISA_VMX, 0x80000021, "INVALID_STATE" },
		{ KVMRT_EXIT_ISA_VMX, 0xfffe, NULL },
		{ KVMRT_EXIT_ISA_SVM, 0x400, "npf" },
		{ KVMRT_EXIT_ISA_SVM, 0x78, "hlt" },
		{ KVMRT_EXIT_ISA_SVM, 0x4e, "PF excp" },
		{ KVMRT_EXIT_ISA_SVM, 0xffffffff, "invalid_guest_state" },
		{ KVMRT_EXIT_ISA_SVM, 0x10400, NULL },
		{ 0, 0, NULL },
		{ 3, 0, NULL },
	};
	const char *name;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		name = kvmrt_exit_reason_name(cases[i].isa, cases[i].reason);
		if (cases[i].name) {
			assert_non_null(name);
			assert_string_equal(name, cases[i].name);
		} else {
			assert_null(name);
		}
	}
	assert_string_equal(kvmrt_user_exit_name(KVM_EXIT_IO), "KVM_EXIT_IO");
	assert_string_equal(kvmrt_user_exit_name(KVM_EXIT_INTR),
			    "KVM_EXIT_INTR");
	assert_string_equal(kvmrt_user_exit_name(39),
			    "KVM_EXIT_MEMORY_FAULT");
	assert_null(kvmrt_user_exit_name(13));
	assert_null(kvmrt_user_exit_name(UINT32_MAX));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(of_one_vm),
		TEST(of_all_vms),
		TEST(bad_objects),
		TEST(refused),
		TEST(names),
	};

	return cmocka_run_group_tests_name("exits", tests, NULL, NULL);
}
