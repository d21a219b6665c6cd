/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's events of the trace system "kvmrt".
 *
 * Every one begins with the VM: our id of it, the pid of the thread that
 * created it (what M01's readers match with `ps`), and the vCPU's id.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvmrt

#if !defined(KVMRT_HOST_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define KVMRT_HOST_TRACE_H

#include <linux/kvm_host.h>
#include <linux/tracepoint.h>
#include <linux/kvmrt_gs.h>

TRACE_EVENT(kvm_host_hc_enter,
	TP_PROTO(u32 vm, const struct kvm_vcpu *vcpu, unsigned long nr,
		 unsigned long a0, unsigned long a1, unsigned long a2,
		 unsigned long a3),
	TP_ARGS(vm, vcpu, nr, a0, a1, a2, a3),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(unsigned long, nr)
		__field(unsigned long, a0)
		__field(unsigned long, a1)
		__field(unsigned long, a2)
		__field(unsigned long, a3)
	),

	TP_fast_assign(
		__entry->vm = vm;
		__entry->vm_pid = vcpu->kvm->userspace_pid;
		__entry->vcpu = vcpu->vcpu_id;
		__entry->nr = nr;
		__entry->a0 = a0;
		__entry->a1 = a1;
		__entry->a2 = a2;
		__entry->a3 = a3;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u nr=0x%lx a0=0x%lx a1=0x%lx a2=0x%lx a3=0x%lx",
		  __entry->vm, __entry->vm_pid, __entry->vcpu, __entry->nr,
		  __entry->a0, __entry->a1, __entry->a2, __entry->a3)
);

TRACE_EVENT(kvm_host_hc_exit,
	TP_PROTO(u32 vm, const struct kvm_vcpu *vcpu, unsigned long nr,
		 long ret, bool to_user),
	TP_ARGS(vm, vcpu, nr, ret, to_user),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(unsigned long, nr)
		__field(long, ret)
		__field(bool, to_user)
	),

	TP_fast_assign(
		__entry->vm = vm;
		__entry->vm_pid = vcpu->kvm->userspace_pid;
		__entry->vcpu = vcpu->vcpu_id;
		__entry->nr = nr;
		__entry->ret = ret;
		__entry->to_user = to_user;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u nr=0x%lx ret=%ld%s",
		  __entry->vm, __entry->vm_pid, __entry->vcpu, __entry->nr,
		  __entry->ret, __entry->to_user ? " to-user-space" : "")
);

TRACE_EVENT(gs_ping_host,
	TP_PROTO(u32 vm, const struct kvm_vcpu *vcpu, u64 cookie),
	TP_ARGS(vm, vcpu, cookie),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(u64, cookie)
	),

	TP_fast_assign(
		__entry->vm = vm;
		__entry->vm_pid = vcpu->kvm->userspace_pid;
		__entry->vcpu = vcpu->vcpu_id;
		__entry->cookie = cookie;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u cookie=0x%llx",
		  __entry->vm, __entry->vm_pid, __entry->vcpu,
		  __entry->cookie)
);

TRACE_EVENT(gs_flush_host,
	TP_PROTO(u32 vm, const struct kvm_vcpu *vcpu, u64 scope),
	TP_ARGS(vm, vcpu, scope),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(u64, scope)
	),

	TP_fast_assign(
		__entry->vm = vm;
		__entry->vm_pid = vcpu->kvm->userspace_pid;
		__entry->vcpu = vcpu->vcpu_id;
		__entry->scope = scope;
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u scope=%llu",
		  __entry->vm, __entry->vm_pid, __entry->vcpu, __entry->scope)
);

/* One for each KVMRT_GS_DATA_CHUNK bytes; offset tells the place. */
TRACE_EVENT(gs_log_data_host,
	TP_PROTO(u32 vm, const struct kvm_vcpu *vcpu, u32 total, u32 offset,
		 const u8 *data, u32 len),
	TP_ARGS(vm, vcpu, total, offset, data, len),

	TP_STRUCT__entry(
		__field(u32, vm)
		__field(s32, vm_pid)
		__field(u32, vcpu)
		__field(u32, total)
		__field(u32, offset)
		__dynamic_array(u8, data, len)
	),

	TP_fast_assign(
		__entry->vm = vm;
		__entry->vm_pid = vcpu->kvm->userspace_pid;
		__entry->vcpu = vcpu->vcpu_id;
		__entry->total = total;
		__entry->offset = offset;
		memcpy(__get_dynamic_array(data), data, len);
	),

	TP_printk("vm=%u vm_pid=%d vcpu=%u total=%u offset=%u data=%s",
		  __entry->vm, __entry->vm_pid, __entry->vcpu, __entry->total,
		  __entry->offset,
		  __print_hex(__get_dynamic_array(data),
			      __get_dynamic_array_len(data)))
);

#endif /* KVMRT_HOST_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH host
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
