/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's tracepoints: the one place that knows their prototypes, which no
 * header of the kernel's tells and which change between kernels.
 *
 * A probe takes the arguments of its tracepoint up to the last that it needs;
 * kvm_tp_shape.c checks those against the running kernel's BTF before a probe
 * is attached.
 */
#ifndef KVMRT_HOST_KVM_TP_H
#define KVMRT_HOST_KVM_TP_H

#include <linux/kvm_host.h>
#include <linux/types.h>

#include "kvmrt.h"
#include "ksym.h"

/*
 * Arguments behind the probe's own data, a letter for each: v is a pointer to
 * struct kvm_vcpu, 1, 4 and 8 are an integer of that many bytes.
 */
#define KVMRT_TP_ENTRY_SHAPE		"v"
#define KVMRT_TP_EXIT_SHAPE		"v4"
#define KVMRT_TP_MSR_SHAPE		"448"
#define KVMRT_TP_USERSPACE_EXIT_SHAPE	"44"

/* kvm_probe.c */
void kvmrt_probe_entry(void *data, struct kvm_vcpu *kvm_vcpu);
void kvmrt_probe_exit(void *data, struct kvm_vcpu *kvm_vcpu, u32 isa);
void kvmrt_probe_msr(void *data, unsigned int write, u32 msr, u64 value);
void kvmrt_probe_userspace_exit(void *data, u32 reason, int err);

/* trace_kvm.c: the same for ftrace alone, @data is a struct trace_event_file. */
void kvmrt_ring_entry(void *data, struct kvm_vcpu *kvm_vcpu);
void kvmrt_ring_exit(void *data, struct kvm_vcpu *kvm_vcpu, u32 isa);

/* What the hardware tells of the exit that is being handled. */
static __always_inline void kvmrt_probe_exit_info(struct kvm_vcpu *kvm_vcpu,
						  struct kvmrt_trip *trip)
{
	/* A pointer that KVM holds in data: not sealed, see ksym.h. */
	kvmrt_ksym_kvm.x86_ops->get_exit_info(kvm_vcpu, &trip->reason,
					      &trip->info1, &trip->info2,
					      &trip->intr_info,
					      &trip->error_code);
}

/* kvm_tp_shape.c */

/* Why a tracepoint must not be attached to. */
enum kvmrt_tp_refusal {
	KVMRT_TP_FITS,
	KVMRT_TP_MISSING,	/* kvm.ko has none of this name */
	KVMRT_TP_NO_BTF,	/* nothing to check its arguments against */
	KVMRT_TP_DIFFERS,	/* it has other arguments */
};

enum kvmrt_tp_refusal kvmrt_tp_check(const char *name, const char *shape);

#endif /* KVMRT_HOST_KVM_TP_H */
