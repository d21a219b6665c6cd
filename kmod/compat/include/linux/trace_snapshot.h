/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots of a trace instance: exported to modules, but declared only in
 * the kernel's private kernel/trace/trace.h.  The same from 5.1 to 6.12.
 */
#ifndef KVMRT_COMPAT_LINUX_TRACE_SNAPSHOT_H
#define KVMRT_COMPAT_LINUX_TRACE_SNAPSHOT_H

#include <linux/types.h>

struct trace_array;

typedef bool (*cond_update_fn_t)(struct trace_array *tr, void *cond_data);

int tracing_snapshot_cond_enable(struct trace_array *tr, void *cond_data,
				 cond_update_fn_t update);
int tracing_snapshot_cond_disable(struct trace_array *tr);
void tracing_snapshot_cond(struct trace_array *tr, void *cond_data);

#endif /* KVMRT_COMPAT_LINUX_TRACE_SNAPSHOT_H */
