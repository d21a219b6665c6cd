// SPDX-License-Identifier: GPL-2.0-only
/* Whose exits are accounted, as account.c keeps it. */
#include <linux/slab.h>
#include <kunit/test.h>

#include "exits.h"
#include "kvmrt.h"
#include "last_vcpu.h"
#include "stand_in.h"

static int account_init(struct kunit *test)
{
	stand_in_require_no_kvm(test);
	return 0;
}

static void account_exit(struct kunit *test)
{
	kvmrt_account_disable(NULL);
}

static int get(struct kunit *test, struct kvmrt_vm *vm, u32 index, u32 position)
{
	struct kvmrt_exit_info *info;
	u32 id;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	return kvmrt_account_get(vm, index, position, &id, info);
}

/* As its probes would. */
static void one_exit(struct kunit *test, struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_trip trip = { .reason = 7, .isa = KVMRT_ISA_VMX };
	struct kvmrt_exits *exits;
	struct kvmrt_vcpu *vcpu;

	preempt_disable();
	vcpu = kvmrt_registry_find_vcpu(kvm_vcpu);
	exits = rcu_dereference_sched(vcpu->exits);
	if (exits)
		kvmrt_exits_add(exits, &trip, 100);
	preempt_enable();
	KUNIT_EXPECT_NOT_NULL(test, exits);
}

static void account_one(struct kunit *test)
{
	struct stand_in *a = stand_in_create(test, 2);
	struct stand_in *b = stand_in_create(test, 1);
	struct kvmrt_vm *vm_a = kvmrt_registry_vm_running(a->vcpu[0]);
	struct kvmrt_vm *vm_b = kvmrt_registry_vm_running(b->vcpu[0]);

	KUNIT_EXPECT_EQ(test, get(test, vm_a, 0, 0), -ENODATA);
	KUNIT_EXPECT_EQ(test, kvmrt_account_reset(vm_a), -ENODATA);
	KUNIT_EXPECT_EQ(test, kvmrt_account_enable(vm_a), 0);
	KUNIT_EXPECT_NE(test, kvmrt_account_since_ns(vm_a), 0);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 0, 0), -ERANGE);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 1, 0), -ERANGE);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 2, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, get(test, vm_b, 0, 0), -ENODATA);

	one_exit(test, a->vcpu[1]);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 1, 0), 0);
	/* On again changes nothing, a reset forgets, off forgets too. */
	KUNIT_EXPECT_EQ(test, kvmrt_account_enable(vm_a), 0);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 1, 0), 0);
	KUNIT_EXPECT_EQ(test, kvmrt_account_reset(vm_a), 0);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 1, 0), -ERANGE);
	kvmrt_account_disable(vm_a);
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 1, 0), -ENODATA);
	KUNIT_EXPECT_EQ(test, kvmrt_account_since_ns(vm_a), 0);
}

static void account_later_vcpu(struct kunit *test)
{
	struct stand_in *a = stand_in_create(test, 1);
	struct kvmrt_vm *vm = kvmrt_registry_vm_running(a->vcpu[0]);

	KUNIT_EXPECT_EQ(test, kvmrt_account_enable(vm), 0);
	stand_in_add_vcpu(test, a);
	kvmrt_scan_adopt_running(a->vcpu[1]);
	KUNIT_EXPECT_EQ(test, get(test, vm, 1, 0), -ERANGE);
	one_exit(test, a->vcpu[1]);
	KUNIT_EXPECT_EQ(test, get(test, vm, 1, 0), 0);
}

static void account_all(struct kunit *test)
{
	struct stand_in *a = stand_in_create(test, 1);
	struct kvmrt_vm *vm_a = kvmrt_registry_vm_running(a->vcpu[0]), *vm_b;
	struct stand_in *b;

	KUNIT_EXPECT_FALSE(test, kvmrt_account_default());
	KUNIT_EXPECT_EQ(test, kvmrt_account_enable(NULL), 0);
	KUNIT_EXPECT_TRUE(test, kvmrt_account_default());
	KUNIT_EXPECT_EQ(test, get(test, vm_a, 0, 0), -ERANGE);

	b = stand_in_create(test, 1);
	vm_b = kvmrt_registry_vm_running(b->vcpu[0]);
	KUNIT_EXPECT_EQ(test, get(test, vm_b, 0, 0), -ERANGE);
	one_exit(test, b->vcpu[0]);
	KUNIT_EXPECT_EQ(test, kvmrt_account_reset(NULL), 0);
	KUNIT_EXPECT_EQ(test, get(test, vm_b, 0, 0), -ERANGE);

	stand_in_destroy(a);
	kvmrt_account_disable(NULL);
	KUNIT_EXPECT_EQ(test, get(test, vm_b, 0, 0), -ENODATA);
	KUNIT_EXPECT_FALSE(test, kvmrt_account_default());
}

static struct kunit_case account_cases[] = {
	KUNIT_CASE(account_one),
	KUNIT_CASE(account_later_vcpu),
	KUNIT_CASE(account_all),
	{}
};

static struct kunit_suite account_suite = {
	.name = "kvmrt_account",
	.init = account_init,
	.exit = account_exit,
	.test_cases = account_cases,
};

kunit_test_suite(account_suite);
