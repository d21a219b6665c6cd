// SPDX-License-Identifier: GPL-2.0-only
/*
 * The probes on KVM's tracepoints.  They run on the vCPU's thread inside
 * KVM_RUN with preemption off, on PREEMPT_RT too: no spinlock_t, no
 * allocation, no printk; and at every exit of every guest: no instruction
 * that can be spared.
 */
#include <linux/sched.h>
#include <asm/msr.h>
#include <asm/tsc.h>

#include "kvmrt.h"
#include "ksym.h"
#include "exits.h"
#include "kvm_tp.h"
#include "last_vcpu.h"
#include "trace_kvm.h"

/* A vCPU that no scan has come to yet; there will be one soon. */
static struct kvmrt_tag tag_of(const struct kvm_vcpu *kvm_vcpu)
{
	return (struct kvmrt_tag){
		.vm_pid = kvm_vcpu->kvm->userspace_pid,
		.vcpu = kvm_vcpu->vcpu_id,
	};
}

static noinline void entry_of_unknown(const struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_tag tag = tag_of(kvm_vcpu);

	trace_kvm_enter_vm_pid(&tag);
}

static noinline void exit_of_unknown(struct kvm_vcpu *kvm_vcpu, u32 isa)
{
	struct kvmrt_tag tag = tag_of(kvm_vcpu);
	struct kvmrt_trip trip;

	kvmrt_probe_exit_info(kvm_vcpu, &trip);
	trace_kvm_exit_vm_pid(&tag, isa, trip.reason);
}

/*
 * What is done only for listeners is out of line: where exits are accounted
 * and nobody listens, this function needs no register saved.
 */

/* The clock that a guest sees changes with an entry, whenever it was set. */
static noinline void tell_tsc(struct kvmrt_vcpu *vcpu)
{
	u64 offset = vcpu->vcpu->arch.l1_tsc_offset;
	u64 ratio = vcpu->vcpu->arch.l1_tsc_scaling_ratio;

	if (likely(vcpu->tsc_offset == offset && vcpu->tsc_ratio == ratio))
		return;
	vcpu->tsc_offset = offset;
	vcpu->tsc_ratio = ratio;
	trace_kvm_vcpu_tsc(&vcpu->tag, offset, ratio,
			   kvmrt_vm_ratio_frac_bits(ratio));
}

static noinline void tell_handler(struct kvmrt_vcpu *vcpu)
{
	if (vcpu->trip.out && !vcpu->trip.told)
		trace_kvm_exit_handler(&vcpu->tag, &vcpu->trip);
}

static noinline void tell_enter(struct kvmrt_vcpu *vcpu)
{
	trace_kvm_enter_vm_pid(&vcpu->tag);
}

/* All that makes up a trip, but the exit itself; see struct kvmrt_trip. */
static __always_inline void trip_over(struct kvmrt_trip *trip)
{
	trip->msr_access = 0;
	trip->to_user = false;
	trip->out = false;
	trip->told = false;
}

void kvmrt_probe_entry(void *data, struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_vcpu *vcpu = kvmrt_last_vcpu_is(kvm_vcpu);
	struct kvmrt_exits *exits;

	if (unlikely(!vcpu)) {
		entry_of_unknown(kvm_vcpu);
		return;
	}

	exits = rcu_dereference_sched(vcpu->exits);
	if (exits && vcpu->trip.out)
		kvmrt_exits_add(exits, &vcpu->trip, rdtsc());

	if (trace_kvm_exit_handler_enabled())
		tell_handler(vcpu);
	trip_over(&vcpu->trip);
	if (trace_kvm_vcpu_tsc_enabled())
		tell_tsc(vcpu);
	if (trace_kvm_enter_vm_pid_enabled())
		tell_enter(vcpu);
}

static noinline void tell_exit(struct kvmrt_vcpu *vcpu)
{
	trace_kvm_exit_vm_pid(&vcpu->tag, vcpu->trip.isa, vcpu->trip.reason);
}

void kvmrt_probe_exit(void *data, struct kvm_vcpu *kvm_vcpu, u32 isa)
{
	u64 now = rdtsc();
	struct kvmrt_vcpu *vcpu = kvmrt_last_vcpu_is(kvm_vcpu);
	struct kvmrt_trip *trip;

	if (unlikely(!vcpu)) {
		exit_of_unknown(kvm_vcpu, isa);
		return;
	}

	trip = &vcpu->trip;
	kvmrt_probe_exit_info(kvm_vcpu, trip);
	vcpu->task = current;
	trip->tsc = now;
	trip->isa = isa;
	trip->out = true;
	if (trace_kvm_exit_vm_pid_enabled())
		tell_exit(vcpu);
}

/* Before the exit's event where KVM serves it on its shortest way. */
void kvmrt_probe_msr(void *data, unsigned int write, u32 msr, u64 value)
{
	struct kvmrt_vcpu *vcpu = kvmrt_registry_vcpu_of_current();

	if (!vcpu)
		return;
	vcpu->trip.msr = msr;
	vcpu->trip.msr_value = value;
	vcpu->trip.msr_access = write ? 2 : 1;
}

static u32 user_reason(u32 reason, int err)
{
	if (!err || err == 1)
		return reason;
	/* Else KVM left run->exit_reason as it was. */
	return err == -EINTR ? KVM_EXIT_INTR : KVM_EXIT_UNKNOWN;
}

/* A VMM may ask for KVM_RUN and be turned back: the first cause counts. */
void kvmrt_probe_userspace_exit(void *data, u32 reason, int err)
{
	struct kvmrt_vcpu *vcpu = kvmrt_registry_vcpu_of_current();
	struct kvmrt_trip *trip;

	if (!vcpu || !vcpu->trip.out || vcpu->trip.to_user)
		return;
	trip = &vcpu->trip;
	trip->user_reason = user_reason(reason, err);
	trip->to_user = true;
	if (trace_kvm_exit_handler_enabled() && !trip->told)
		trace_kvm_exit_handler(&vcpu->tag, trip);
	trip->told = true;
}
