/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMs that KVM never made, for logic that reads no more of a struct kvm than
 * its creator and its vCPUs.
 */
#ifndef KVMRT_TESTS_STAND_IN_H
#define KVMRT_TESTS_STAND_IN_H

#include <linux/kvm_host.h>
#include <kunit/test.h>

#define STAND_IN_VCPUS	4

struct stand_in {
	struct kvm *kvm;
	struct kvm_vcpu *vcpu[STAND_IN_VCPUS];
};

/*
 * A VM of the current thread with @vcpus vCPUs, whose ids are 0, 10, 20, ...
 * It is in no registry until kvmrt_registry_vm_running(), and out of it and
 * freed when the test ends.  Fails the test without memory.
 */
struct stand_in *stand_in_create(struct kunit *test, unsigned int vcpus);
/* One more vCPU. */
void stand_in_add_vcpu(struct kunit *test, struct stand_in *vm);
/* Its end, as KVM would tell; more than once is harmless. */
void stand_in_destroy(struct stand_in *vm);

/* Skips a test that would meet the VMs or the hooks of a real KVM. */
void stand_in_require_no_kvm(struct kunit *test);

#endif /* KVMRT_TESTS_STAND_IN_H */
