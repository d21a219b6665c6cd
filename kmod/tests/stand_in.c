// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>
#include <linux/xarray.h>
#include <kunit/resource.h>

#include "kvmrt.h"
#include "stand_in.h"

static void release(void *arg)
{
	struct stand_in *vm = arg;

	stand_in_destroy(vm);
	xa_destroy(&vm->kvm->vcpu_array);
}

struct stand_in *stand_in_create(struct kunit *test, unsigned int vcpus)
{
	struct stand_in *vm;
	unsigned int i;

	vm = kunit_kzalloc(test, sizeof(*vm), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, vm);
	vm->kvm = kunit_kzalloc(test, sizeof(*vm->kvm), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, vm->kvm);
	xa_init(&vm->kvm->vcpu_array);
	vm->kvm->userspace_pid = current->pid;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, release, vm), 0);

	for (i = 0; i < vcpus; i++)
		stand_in_add_vcpu(test, vm);

	return vm;
}

void stand_in_add_vcpu(struct kunit *test, struct stand_in *vm)
{
	unsigned int index = atomic_read(&vm->kvm->online_vcpus);
	struct kvm_vcpu *vcpu;

	KUNIT_ASSERT_LT(test, index, STAND_IN_VCPUS);
	vcpu = kunit_kzalloc(test, sizeof(*vcpu), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, vcpu);
	vcpu->kvm = vm->kvm;
	vcpu->vcpu_id = index * 10;
	vcpu->vcpu_idx = index;
	vcpu->arch.l1_tsc_offset = 1000 + index;
	vcpu->arch.l1_tsc_scaling_ratio = 1;
	vcpu->arch.virtual_tsc_khz = 2000000;
	KUNIT_ASSERT_EQ(test, xa_err(xa_store(&vm->kvm->vcpu_array, index, vcpu,
					      GFP_KERNEL)), 0);
	vm->vcpu[index] = vcpu;
	atomic_inc(&vm->kvm->online_vcpus);
}

void stand_in_destroy(struct stand_in *vm)
{
	kvmrt_registry_vm_gone(vm->kvm);
}

void stand_in_require_no_kvm(struct kunit *test)
{
	if (kvmrt_kvm_loaded())
		kunit_skip(test, "kvm.ko is loaded");
}
