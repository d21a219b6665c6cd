// SPDX-License-Identifier: GPL-2.0-only
/* Finding, reading and naming VMs, as vm.c does. */
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <kunit/test.h>

#include "kvmrt.h"
#include "stand_in.h"

/* Good until the VM is destroyed: the registry's reference. */
static struct kvmrt_vm *enter(struct stand_in *vm)
{
	return kvmrt_registry_vm_running(vm->vcpu[0]);
}

/* Expects that a look-up found @want, and drops the look-up's reference. */
static void expect_found(struct kunit *test, struct kvmrt_vm *found,
			 struct kvmrt_vm *want)
{
	KUNIT_EXPECT_PTR_EQ(test, found, want);
	kvmrt_vm_put(found);
}

static void vm_by_id(struct kunit *test)
{
	struct kvmrt_vm *a = enter(stand_in_create(test, 1));
	struct kvmrt_vm *b = enter(stand_in_create(test, 1));

	expect_found(test, kvmrt_vm_get_id(a->id), a);
	expect_found(test, kvmrt_vm_get_id(b->id), b);
	expect_found(test, kvmrt_vm_get_id(0), NULL);
	expect_found(test, kvmrt_vm_get_id(b->id + 1), NULL);
	expect_found(test, kvmrt_vm_get_id(U32_MAX), NULL);
}

static void vm_by_pid(struct kunit *test)
{
	struct kvmrt_vm *a = enter(stand_in_create(test, 1));
	struct stand_in *orphan = stand_in_create(test, 1);
	struct kvmrt_vm *b;

	/* Nobody has this pid: its creator is gone already. */
	orphan->kvm->userspace_pid = PID_MAX_LIMIT;
	b = enter(orphan);
	expect_found(test, kvmrt_vm_get_pid(task_tgid_nr(current)), a);
	expect_found(test, kvmrt_vm_get_pid(PID_MAX_LIMIT), NULL);
	expect_found(test, kvmrt_vm_get_pid(0), NULL);
	KUNIT_EXPECT_NULL(test, b->pid);
}

static void vm_by_next(struct kunit *test)
{
	struct stand_in *vms[3];
	struct kvmrt_vm *vm[3];
	int i;

	for (i = 0; i < 3; i++) {
		vms[i] = stand_in_create(test, 1);
		vm[i] = enter(vms[i]);
	}
	expect_found(test, kvmrt_vm_get_next(vm[0]->id - 1), vm[0]);
	expect_found(test, kvmrt_vm_get_next(vm[0]->id), vm[1]);
	expect_found(test, kvmrt_vm_get_next(vm[1]->id), vm[2]);
	expect_found(test, kvmrt_vm_get_next(vm[2]->id), NULL);
	expect_found(test, kvmrt_vm_get_next(U32_MAX), NULL);
	stand_in_destroy(vms[1]);
	expect_found(test, kvmrt_vm_get_next(vm[0]->id), vm[2]);
}

static void vm_info(struct kunit *test)
{
	struct kvmrt_vm *vm = enter(stand_in_create(test, 3));
	struct kvmrt_vm_info info;

	kvmrt_vm_info(vm, &info);
	KUNIT_EXPECT_EQ(test, info.id, vm->id);
	KUNIT_EXPECT_EQ(test, info.pid, task_tgid_nr(current));
	KUNIT_EXPECT_EQ(test, info.nr_vcpus, 3);
	KUNIT_EXPECT_STREQ(test, info.comm, current->group_leader->comm);
	KUNIT_EXPECT_STREQ(test, info.name, "");
	KUNIT_EXPECT_GT(test, info.start_ns, 0);
}

static void vm_vcpus(struct kunit *test)
{
	struct kvmrt_vm *vm = enter(stand_in_create(test, 3));
	struct kvmrt_vcpu_info info;
	u32 i;

	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, kvmrt_vm_vcpu_info(vm, i, &info), 0);
		KUNIT_EXPECT_EQ(test, info.vm_id, vm->id);
		KUNIT_EXPECT_EQ(test, info.id, i * 10);
		KUNIT_EXPECT_EQ(test, info.index, i);
		/* Never ran. */
		KUNIT_EXPECT_EQ(test, info.tid, 0);
		KUNIT_EXPECT_EQ(test, info.tsc_offset, 1000 + i);
		KUNIT_EXPECT_EQ(test, info.tsc_ratio, 1);
		KUNIT_EXPECT_EQ(test, info.tsc_ratio_frac_bits, 0);
		KUNIT_EXPECT_EQ(test, info.tsc_khz, 2000000);
	}
	KUNIT_EXPECT_EQ(test, kvmrt_vm_vcpu_info(vm, 3, &info), -ENOENT);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_vcpu_info(vm, U32_MAX, &info), -ENOENT);
}

static const struct name {
	const char *name;
	int ret;
} names[] = {
	{ "vm1", 0 },
	{ "", 0 },
	{ " ", 0 },
	{ "with blank", 0 },
	{ "a-b_c.d:e/f(g)[h]~!@#$%^&*+=|<>?,;'`", 0 },
	{ "123456789012345678901234567890123456789012345678901234567890123", 0 },
	{ "1234567890123456789012345678901234567890123456789012345678901234",
	  -EINVAL },
	{ "quote\"", -EINVAL },
	{ "back\\slash", -EINVAL },
	{ "new\nline", -EINVAL },
	{ "tab\t", -EINVAL },
	{ "escape\033", -EINVAL },
	{ "delete\177", -EINVAL },
	{ "latin\344", -EINVAL },
	{ "utf-8 \303\244", -EINVAL },
};

/* Names make bad descriptions: some are what KTAP itself is made of. */
static void name_number(const struct name *name, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%td %s", name - names,
		 name->ret ? "refused" : "taken");
}

KUNIT_ARRAY_PARAM(name, names, name_number);

static void vm_name(struct kunit *test)
{
	struct kvmrt_vm *vm = enter(stand_in_create(test, 1));
	const struct name *name = test->param_value;
	struct kvmrt_vm_info info;

	KUNIT_ASSERT_EQ(test, kvmrt_vm_set_name(vm, "before"), 0);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(vm, name->name), name->ret);
	kvmrt_vm_info(vm, &info);
	KUNIT_EXPECT_STREQ(test, info.name, name->ret ? "before" : name->name);
}

static void vm_name_unique(struct kunit *test)
{
	struct stand_in *first = stand_in_create(test, 1);
	struct kvmrt_vm *a = enter(first);
	struct kvmrt_vm *b = enter(stand_in_create(test, 1));

	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(a, "one"), 0);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(b, "one"), -EEXIST);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(a, "one"), 0);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(b, "One"), 0);
	expect_found(test, kvmrt_vm_get_name("one"), a);
	expect_found(test, kvmrt_vm_get_name("One"), b);
	expect_found(test, kvmrt_vm_get_name("on"), NULL);
	/* Two without a name are not the same, nor found by it. */
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(a, ""), 0);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(b, ""), 0);
	expect_found(test, kvmrt_vm_get_name(""), NULL);
	/* A name is free again when its VM dies. */
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(a, "one"), 0);
	stand_in_destroy(first);
	expect_found(test, kvmrt_vm_get_name("one"), NULL);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(b, "one"), 0);
}

/* A vCPU that is plugged in later is found by the walk of KVM's list. */
static void vm_cpus_none_ran(struct kunit *test)
{
	struct kvmrt_vm *vm = enter(stand_in_create(test, 2));
	struct cpumask *cpus = kunit_kzalloc(test, cpumask_size(), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, cpus);
	cpumask_setall(cpus);
	kvmrt_vm_cpus(vm, cpus);
	KUNIT_EXPECT_TRUE(test, cpumask_empty(cpus));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(vm_by_id),
	KUNIT_CASE(vm_by_pid),
	KUNIT_CASE(vm_by_next),
	KUNIT_CASE(vm_info),
	KUNIT_CASE(vm_vcpus),
	KUNIT_CASE_PARAM(vm_name, name_gen_params),
	KUNIT_CASE(vm_name_unique),
	KUNIT_CASE(vm_cpus_none_ran),
	{}
};

static struct kunit_suite suite = {
	.name = "kvmrt_vm",
	.test_cases = cases,
};

kunit_test_suite(suite);
