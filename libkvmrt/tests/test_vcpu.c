// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/vcpu.c. */
#include "test.h"

static void put_vcpu(uint32_t vm_id, uint32_t index)
{
	fake_reply(KVMRT_CMD_VCPU_GET);
	fake_u32(KVMRT_A_VCPU_VM_ID, vm_id);
	fake_u32(KVMRT_A_VCPU_ID, index * 2);
	fake_u32(KVMRT_A_VCPU_INDEX, index);
}

static void put_clock(int64_t offset, uint64_t ratio, uint32_t bits)
{
	fake_u64(KVMRT_A_VCPU_TSC_OFFSET, (uint64_t)offset);
	fake_u64(KVMRT_A_VCPU_TSC_RATIO, ratio);
	fake_u32(KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS, bits);
}

static void of_one_vm(void **state)
{
	struct kvmrt_vcpu_list *list = NULL;
	const struct kvmrt_vcpu *vcpu;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VCPU_GET);
	fake_expect_u32(KVMRT_A_VCPU_VM_ID, 9);
	put_vcpu(9, 0);
	fake_u32(KVMRT_A_VCPU_TID, 4711);
	put_clock(-1000, UINT64_C(1) << 32, 32);
	fake_u32(KVMRT_A_VCPU_TSC_KHZ, 2400000);
	put_vcpu(9, 1);
	fake_done();
	assert_int_equal(kvmrt_vcpu_list_get(ctx, 9, &list), 0);
	kvmrt_close(ctx);
	assert_int_equal(kvmrt_vcpu_list_count(list), 2);
	assert_null(kvmrt_vcpu_list_at(list, 2));

	vcpu = kvmrt_vcpu_list_at(list, 0);
	assert_int_equal(kvmrt_vcpu_vm_id(vcpu), 9);
	assert_int_equal(kvmrt_vcpu_id(vcpu), 0);
	assert_int_equal(kvmrt_vcpu_index(vcpu), 0);
	assert_int_equal(kvmrt_vcpu_tid(vcpu), 4711);
	assert_int_equal(kvmrt_vcpu_tsc_offset(vcpu), -1000);
	assert_int_equal(kvmrt_vcpu_tsc_ratio(vcpu), UINT64_C(1) << 32);
	assert_int_equal(kvmrt_vcpu_tsc_ratio_frac_bits(vcpu), 32);
	assert_int_equal(kvmrt_vcpu_tsc_khz(vcpu), 2400000);

	/* One that never ran. */
	vcpu = kvmrt_vcpu_list_at(list, 1);
	assert_int_equal(kvmrt_vcpu_id(vcpu), 2);
	assert_int_equal(kvmrt_vcpu_tid(vcpu), 0);
	assert_int_equal(kvmrt_vcpu_tsc_khz(vcpu), 0);
	kvmrt_vcpu_list_free(list);
	kvmrt_vcpu_list_free(NULL);
}

static void of_all_vms(void **state)
{
	struct kvmrt_vcpu_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VCPU_GET);
	put_vcpu(1, 0);
	put_vcpu(2, 0);
	fake_done();
	assert_int_equal(kvmrt_vcpu_list_get(ctx, 0, &list), 0);
	assert_int_equal(kvmrt_vcpu_list_count(list), 2);
	assert_int_equal(kvmrt_vcpu_vm_id(kvmrt_vcpu_list_at(list, 1)), 2);
	kvmrt_vcpu_list_free(list);
	kvmrt_close(ctx);
}

/* guest = (host x ratio >> bits) + offset, as the CPU computes it. */
static void guest_tsc(void **state)
{
	static const struct {
		int64_t offset;
		uint64_t ratio;
		uint32_t bits;
		uint64_t host;
		uint64_t guest;
	} cases[] = {
		/* no scaling, whatever the ratio says */
		{ 0, 5, 0, 1000, 1000 },
		{ -1000, 0, 0, 1000, 0 },
		{ -1001, 0, 0, 1000, UINT64_MAX },
		/* AMD: 32 bits; half and double speed */
		{ 10, UINT64_C(1) << 31, 32, 1000, 510 },
		{ 10, UINT64_C(1) << 33, 32, 1000, 2010 },
		/* Intel: 48 bits; the product needs more than 64 */
		{ 0, UINT64_C(3) << 47, 48, UINT64_C(1) << 60,
		  UINT64_C(3) << 59 },
		{ 7, UINT64_C(1) << 48, 48, UINT64_MAX, 6 },
	};
	struct kvmrt_vcpu_list *list = NULL;
	struct kvmrt *ctx = test_open();
	size_t i;

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VCPU_GET);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_vcpu(1, (uint32_t)i);
		put_clock(cases[i].offset, cases[i].ratio, cases[i].bits);
	}
	fake_done();
	assert_int_equal(kvmrt_vcpu_list_get(ctx, 0, &list), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(kvmrt_vcpu_guest_tsc(kvmrt_vcpu_list_at(list, i),
						 cases[i].host) ==
			    cases[i].guest);
	kvmrt_vcpu_list_free(list);
	kvmrt_close(ctx);
}

static void bad_objects(void **state)
{
	struct kvmrt_vcpu_list *list = NULL;
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < 3; i++) {
		fake_expect_dump(KVMRT_CMD_VCPU_GET);
		put_vcpu(i != 0, 0);
		if (i == 1)	/* a shift that C leaves undefined */
			fake_u32(KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS, 64);
		else if (i == 2)
			fake_u32(KVMRT_A_VCPU_TSC_RATIO, 1);
		fake_done();
		assert_fails(ctx, EBADMSG, kvmrt_vcpu_list_get(ctx, 0, &list));
	}
	assert_null(list);
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_vcpu_list_get(ctx, 0, &list));
	kvmrt_close(ctx);
}

static void no_such_vm(void **state)
{
	struct kvmrt_vcpu_list *list = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_VCPU_GET);
	fake_expect_u32(KVMRT_A_VCPU_VM_ID, 9);
	fake_error(ENOENT, "no vm with this id: 9",
		   NLMSG_HDRLEN + GENL_HDRLEN, 0);
	assert_fails(ctx, ENOENT, kvmrt_vcpu_list_get(ctx, 9, &list));
	assert_string_equal(kvmrt_error_attr(ctx), "vm_id");

	/* Linux 6.1 says no word. */
	fake_expect_dump(KVMRT_CMD_VCPU_GET);
	fake_expect_u32(KVMRT_A_VCPU_VM_ID, 8);
	fake_error(ENOENT, NULL, 0, 0);
	fake_expect_family();
	assert_fails(ctx, ENOENT, kvmrt_vcpu_list_get(ctx, 8, &list));
	assert_string_equal(kvmrt_error_text(ctx), "no vm with this id: 8");
	assert_string_equal(kvmrt_error_attr(ctx), "vm_id");
	kvmrt_close(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(of_one_vm),
		TEST(of_all_vms),
		TEST(guest_tsc),
		TEST(bad_objects),
		TEST(no_such_vm),
	};

	return cmocka_run_group_tests_name("vcpu", tests, NULL, NULL);
}
