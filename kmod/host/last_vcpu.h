/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From KVM's vCPU to ours, in as few instructions as can be: every exit of
 * every guest comes by while somebody listens.
 */
#ifndef KVMRT_HOST_LAST_VCPU_H
#define KVMRT_HOST_LAST_VCPU_H

#include <linux/percpu.h>

#include "kvmrt.h"

/*
 * Which vCPU a probe saw last on this CPU.  Only a vCPU's own probes put it
 * here, and registry.c takes it out everywhere before KVM frees it, so that a
 * match is alive.
 */
DECLARE_PER_CPU(struct kvmrt_vcpu *, kvmrt_last_vcpu);

struct kvmrt_vcpu *kvmrt_registry_find_vcpu(const struct kvm_vcpu *kvm_vcpu);

/* Preemption off, inside KVM_RUN of the vCPU.  NULL: not registered yet. */
static __always_inline struct kvmrt_vcpu *
kvmrt_last_vcpu_is(const struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_vcpu *vcpu = __this_cpu_read(kvmrt_last_vcpu);

	if (likely(vcpu && vcpu->vcpu == kvm_vcpu))
		return vcpu;
	return kvmrt_registry_find_vcpu(kvm_vcpu);
}

#endif /* KVMRT_HOST_LAST_VCPU_H */
