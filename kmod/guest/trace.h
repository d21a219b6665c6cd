/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events of the guest.  kvmrt.ko adds its own to the same system, under
 * other names, on a machine that is guest and host.
 *
 * The event of a pair lies between the start and the end of its hypercall, so
 * in one clock the host's half lies between them too.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvmrt

#if !defined(KVMRT_GUEST_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define KVMRT_GUEST_TRACE_H

#include <linux/kvmrt_gs.h>
#include <linux/tracepoint.h>

#define kvmrt_trace_fn(fn)						\
	__print_symbolic(fn,						\
			 { KVMRT_GS_FN_QUERY, "QUERY" },		\
			 { KVMRT_GS_FN_PING, "PING" },			\
			 { KVMRT_GS_FN_LOG_MSG, "LOG_MSG" },		\
			 { KVMRT_GS_FN_TRACE_FLUSH, "TRACE_FLUSH" },	\
			 { KVMRT_GS_FN_LOG_DATA, "LOG_DATA" })

TRACE_EVENT(kvm_guest_hc_start,
	TP_PROTO(unsigned long fn, unsigned long a0, unsigned long a1,
		 unsigned long a2),
	TP_ARGS(fn, a0, a1, a2),
	TP_STRUCT__entry(
		__field(unsigned long, fn)
		__field(unsigned long, a0)
		__field(unsigned long, a1)
		__field(unsigned long, a2)
	),
	TP_fast_assign(
		__entry->fn = fn;
		__entry->a0 = a0;
		__entry->a1 = a1;
		__entry->a2 = a2;
	),
	TP_printk("fn %s a0 0x%lx a1 0x%lx a2 0x%lx",
		  kvmrt_trace_fn(__entry->fn),
		  __entry->a0, __entry->a1, __entry->a2)
);

TRACE_EVENT(kvm_guest_hc_end,
	TP_PROTO(unsigned long fn, long ret),
	TP_ARGS(fn, ret),
	TP_STRUCT__entry(
		__field(unsigned long, fn)
		__field(long, ret)
	),
	TP_fast_assign(
		__entry->fn = fn;
		__entry->ret = ret;
	),
	TP_printk("fn %s ret %ld", kvmrt_trace_fn(__entry->fn), __entry->ret)
);

TRACE_EVENT(gs_ping_guest,
	TP_PROTO(unsigned long cookie),
	TP_ARGS(cookie),
	TP_STRUCT__entry(
		__field(unsigned long, cookie)
	),
	TP_fast_assign(
		__entry->cookie = cookie;
	),
	TP_printk("cookie 0x%lx", __entry->cookie)
);

TRACE_EVENT(gs_flush_guest,
	TP_PROTO(unsigned long scope),
	TP_ARGS(scope),
	TP_STRUCT__entry(
		__field(unsigned long, scope)
	),
	TP_fast_assign(
		__entry->scope = scope;
	),
	TP_printk("scope %s",
		  __print_symbolic(__entry->scope,
				   { KVMRT_GS_SCOPE_CPU_CURRENT, "CPU_CURRENT" },
				   { KVMRT_GS_SCOPE_CPU_VM, "CPU_VM" },
				   { KVMRT_GS_SCOPE_CPU_ALL, "CPU_ALL" }))
);

/* One chunk of a call's data: bytes @offset to @offset + len of @total. */
TRACE_EVENT(gs_log_data_guest,
	TP_PROTO(u32 total, u32 offset, const void *chunk, u32 len),
	TP_ARGS(total, offset, chunk, len),
	TP_STRUCT__entry(
		__field(u32, total)
		__field(u32, offset)
		__dynamic_array(u8, data, len)
	),
	TP_fast_assign(
		__entry->total = total;
		__entry->offset = offset;
		memcpy(__get_dynamic_array(data), chunk, len);
	),
	TP_printk("total %u offset %u data %s", __entry->total, __entry->offset,
		  __print_hex(__get_dynamic_array(data), __get_dynamic_array_len(data)))
);

#endif /* KVMRT_GUEST_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../guest
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
