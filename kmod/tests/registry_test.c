// SPDX-License-Identifier: GPL-2.0-only
/* How VMs come into registry.c and go out of it. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <kunit/test.h>

#include "kvmrt.h"
#include "stand_in.h"

static u32 adopt(struct stand_in *vm)
{
	return kvmrt_registry_vm_running(vm->vcpu[0])->id;
}

static void registry_in_and_out(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 2);
	u32 count = kvmrt_registry_count();
	u32 id;

	KUNIT_EXPECT_EQ(test, kvmrt_registry_vm_id(vm->kvm), 0);
	id = adopt(vm);
	KUNIT_EXPECT_GT(test, id, 0);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_vm_id(vm->kvm), id);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_count(), count + 1);
	/* Whichever vCPU asks, and however often. */
	KUNIT_EXPECT_EQ(test, kvmrt_registry_vm_running(vm->vcpu[1])->id, id);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_count(), count + 1);

	stand_in_destroy(vm);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_vm_id(vm->kvm), 0);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_count(), count);
}

/* The end of a VM that was never taken in is nothing. */
static void registry_unknown_gone(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	u32 count = kvmrt_registry_count();
	u32 generation = kvmrt_registry_generation();

	stand_in_destroy(vm);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_count(), count);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_generation(), generation);
}

/* An id names one VM for ever, though KVM may use the address again. */
static void registry_ids_not_reused(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	u32 last = 0, id, i;

	for (i = 0; i < 100; i++) {
		id = adopt(vm);
		KUNIT_EXPECT_GT(test, id, last);
		last = id;
		stand_in_destroy(vm);
	}
}

static void registry_generation(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	u32 before = kvmrt_registry_generation(), alive, gone;

	adopt(vm);
	alive = kvmrt_registry_generation();
	KUNIT_EXPECT_NE(test, alive, before);
	KUNIT_EXPECT_NE(test, alive, 0);
	adopt(vm);
	KUNIT_EXPECT_EQ(test, kvmrt_registry_generation(), alive);
	stand_in_destroy(vm);
	gone = kvmrt_registry_generation();
	KUNIT_EXPECT_NE(test, gone, alive);
	KUNIT_EXPECT_NE(test, gone, before);
}

/* Who holds a reference reads a dead VM, and is told that it is. */
static void registry_dead_but_held(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	struct kvmrt_vcpu_info vcpu;
	struct kvmrt_vm_info info;
	struct kvmrt_vm *held;
	u32 id = adopt(vm);

	held = kvmrt_vm_get_id(id);
	KUNIT_ASSERT_NOT_NULL(test, held);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_vcpu_info(held, 0, &vcpu), 0);
	stand_in_destroy(vm);
	KUNIT_EXPECT_NULL(test, kvmrt_vm_get_id(id));
	kvmrt_vm_info(held, &info);
	KUNIT_EXPECT_EQ(test, info.id, id);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_vcpu_info(held, 0, &vcpu), -ENOENT);
	KUNIT_EXPECT_EQ(test, kvmrt_vm_set_name(held, "late"), -ESRCH);
	kvmrt_vm_put(held);
}

#define RACERS	4

struct racer {
	struct stand_in *vm;
	struct completion *go;
	struct completion done;
	u32 id;
};

static int race(void *arg)
{
	struct racer *racer = arg;

	wait_for_completion(racer->go);
	racer->id = adopt(racer->vm);
	complete(&racer->done);

	return 0;
}

/* Several vCPUs of one unknown VM call at once: it becomes one entry. */
static void registry_race(struct kunit *test)
{
	u32 count = kvmrt_registry_count();
	struct racer racer[RACERS];
	struct task_struct *task;
	u32 round, started, i;

	for (round = 0; round < 10; round++) {
		struct stand_in *vm = stand_in_create(test, 2);
		DECLARE_COMPLETION_ONSTACK(go);

		for (started = 0; started < RACERS; started++) {
			racer[started].vm = vm;
			racer[started].go = &go;
			init_completion(&racer[started].done);
			task = kthread_run(race, &racer[started],
					   "kvmrt_race/%u", started);
			if (IS_ERR(task))
				break;
		}
		complete_all(&go);
		for (i = 0; i < started; i++)
			wait_for_completion(&racer[i].done);
		KUNIT_ASSERT_EQ(test, started, RACERS);
		for (i = 1; i < RACERS; i++)
			KUNIT_EXPECT_EQ(test, racer[i].id, racer[0].id);
		KUNIT_EXPECT_EQ(test, kvmrt_registry_count(), count + 1);
		stand_in_destroy(vm);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(registry_in_and_out),
	KUNIT_CASE(registry_unknown_gone),
	KUNIT_CASE(registry_ids_not_reused),
	KUNIT_CASE(registry_generation),
	KUNIT_CASE(registry_dead_but_held),
	KUNIT_CASE(registry_race),
	{}
};

static struct kunit_suite suite = {
	.name = "kvmrt_registry",
	.test_cases = cases,
};

kunit_test_suite(suite);
