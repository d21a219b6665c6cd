/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of a vCPU's way into the guest and out of it.  Each begins like those
 * of trace.h: our id of the VM, the pid of the thread that created it, and the
 * vCPU's id.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvmrt

#if !defined(KVMRT_HOST_TRACE_KVM_H) || defined(TRACE_HEADER_MULTI_READ)
#define KVMRT_HOST_TRACE_KVM_H

#include <linux/tracepoint.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "kvmrt.h"
#include "trace_kvm_listen.h"
#include "trace_kvm_user.h"

/* As KVM prints it; SVM's one negative code is a positive u32 here. */
#define kvmrt_print_reason(isa, reason)					\
	(isa) == 1 ?							\
	__print_symbolic((reason) & 0xffff, VMX_EXIT_REASONS) :		\
	__print_symbolic(reason, SVM_EXIT_REASONS,			\
			 { 0xffffffff, "invalid_guest_state" })

/* A VM entry that failed, VMX only. */
#define kvmrt_print_failed(isa, reason)					\
	(isa) == 1 && ((reason) & 0x80000000) ? " FAILED_VMENTRY" : ""

TRACE_EVENT_FN(kvm_enter_vm_pid,
	TP_PROTO(const struct kvmrt_tag *tag),
	TP_ARGS(tag),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
	),

	TP_fast_assign(
		__entry->vm = tag->vm;
		__entry->vm_pid = tag->vm_pid;
		__entry->vcpu = tag->vcpu;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u",
		  __entry->vm, __entry->vm_pid, __entry->vcpu),

	kvmrt_listen_enter, kvmrt_unlisten_enter
);

TRACE_EVENT_FN(kvm_exit_vm_pid,
	TP_PROTO(const struct kvmrt_tag *tag, u32 isa, u32 reason),
	TP_ARGS(tag, isa, reason),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(u32, isa)
		__field(u32, reason)
	),

	TP_fast_assign(
		__entry->vm = tag->vm;
		__entry->vm_pid = tag->vm_pid;
		__entry->vcpu = tag->vcpu;
		__entry->isa = isa;
		__entry->reason = reason;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u reason=%s%s",
		  __entry->vm, __entry->vm_pid, __entry->vcpu,
		  kvmrt_print_reason(__entry->isa, __entry->reason),
		  kvmrt_print_failed(__entry->isa, __entry->reason)),

	kvmrt_listen_exit, kvmrt_unlisten_exit
);

TRACE_EVENT_FN(kvm_exit_handler,
	TP_PROTO(const struct kvmrt_tag *tag, const struct kvmrt_trip *trip),
	TP_ARGS(tag, trip),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(u32, isa)
		__field(u32, reason)
		__field(u64, info1)
		__field(u64, info2)
		__field(u32, intr_info)
		__field(u32, error_code)
		__field(u32, msr)
		__field(u64, msr_value)
		__field(u8, msr_access)
		__field(u8, to_user)
		__field(u32, user_reason)
	),

	TP_fast_assign(
		__entry->vm = tag->vm;
		__entry->vm_pid = tag->vm_pid;
		__entry->vcpu = tag->vcpu;
		__entry->isa = trip->isa;
		__entry->reason = trip->reason;
		__entry->info1 = trip->info1;
		__entry->info2 = trip->info2;
		__entry->intr_info = trip->intr_info;
		__entry->error_code = trip->error_code;
		__entry->msr_access = trip->msr_access;
		__entry->msr = trip->msr_access ? trip->msr : 0;
		__entry->msr_value = trip->msr_access ? trip->msr_value : 0;
		__entry->to_user = trip->to_user;
		__entry->user_reason = trip->to_user ? trip->user_reason : 0;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u reason=%s%s info1=0x%llx info2=0x%llx intr_info=0x%x error_code=0x%x msr=%s:0x%x=0x%llx user=%s",
		  __entry->vm, __entry->vm_pid, __entry->vcpu,
		  kvmrt_print_reason(__entry->isa, __entry->reason),
		  kvmrt_print_failed(__entry->isa, __entry->reason),
		  __entry->info1, __entry->info2, __entry->intr_info,
		  __entry->error_code,
		  __print_symbolic(__entry->msr_access, { 0, "none" },
				   { 1, "read" }, { 2, "write" }),
		  __entry->msr, __entry->msr_value,
		  __entry->to_user ?
		  __print_symbolic(__entry->user_reason, KVMRT_USER_REASONS) :
		  "no"),

	kvmrt_listen_handler, kvmrt_unlisten_handler
);

/* From the entry that follows on, the guest's clock is this. */
TRACE_EVENT_FN(kvm_vcpu_tsc,
	TP_PROTO(const struct kvmrt_tag *tag, u64 offset, u64 ratio,
		 u32 frac_bits),
	TP_ARGS(tag, offset, ratio, frac_bits),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(u64, offset)
		__field(u64, ratio)
		__field(u32, frac_bits)
	),

	TP_fast_assign(
		__entry->vm = tag->vm;
		__entry->vm_pid = tag->vm_pid;
		__entry->vcpu = tag->vcpu;
		__entry->offset = offset;
		__entry->ratio = ratio;
		__entry->frac_bits = frac_bits;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u offset=%lld ratio=0x%llx frac_bits=%u",
		  __entry->vm, __entry->vm_pid, __entry->vcpu,
		  __entry->offset, __entry->ratio, __entry->frac_bits),

	kvmrt_listen_tsc, kvmrt_unlisten_tsc
);

#endif /* KVMRT_HOST_TRACE_KVM_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH host
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace_kvm
#include <trace/define_trace.h>
