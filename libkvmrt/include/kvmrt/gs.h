/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libkvmrt, the guest's side: an application in a guest reaches its host.
 *
 * Every function is thread safe.  The device /dev/kvmrt_gs is opened at the
 * first call and stays open until the process ends (close-on-exec); a call
 * after fork() uses the parent's, which is harmless.  None of them blocks
 * longer than the host takes to answer.
 *
 * Return value of the long ones: 0 when the host did it, else a negative
 * errno, and errno is set to the positive one:
 *
 *   ENODEV      no /dev/kvmrt_gs: kvmrt_guest.ko is not loaded
 *   EACCES      the caller may not open it
 *   EPERM       a gate of the guest is closed, or the host does not permit
 *               this function to this VM
 *   EOPNOTSUPP  no host offers guest services
 *   EAGAIN      over the rate that the host permits to this VM
 *   EINVAL EMSGSIZE EFAULT ENODEV EBUSY ENOMEM   see the function
 */
#ifndef KVMRT_GS_H
#define KVMRT_GS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Scope of kvmrt_gs_xtrace_flush(): the host CPU that serves this vCPU. */
#define KVMRT_GS_XTRACE_CPU_CURRENT	0UL
/** Scope: the host CPUs that serve this VM's vCPUs. */
#define KVMRT_GS_XTRACE_CPU_VM		1UL
/** Scope: all active host CPUs. */
#define KVMRT_GS_XTRACE_CPU_ALL		2UL

/**
 * kvmrt_gs_available() - are guest services present, enabled and permitted?
 *
 * True implies nothing about a function: ask for each.
 */
bool kvmrt_gs_available(void);

/** kvmrt_gs_ping_available() - may kvmrt_gs_ping() be called now? */
bool kvmrt_gs_ping_available(void);

/** kvmrt_gs_log_msg_available() - may kvmrt_gs_log_msg() be called now? */
bool kvmrt_gs_log_msg_available(void);

/** kvmrt_gs_xtrace_flush_available() - likewise for kvmrt_gs_xtrace_flush() */
bool kvmrt_gs_xtrace_flush_available(void);

/** kvmrt_gs_xtrace_log_data_available() - for kvmrt_gs_xtrace_log_data() */
bool kvmrt_gs_xtrace_log_data_available(void);

/**
 * kvmrt_gs_ping() - force one exit to the host that both sides' traces show
 * @cookie: a value of the caller's, in the events gs_ping_guest, gs_ping_host
 *
 * Copies and allocates nothing on the way; one system call, one hypercall.
 */
long kvmrt_gs_ping(unsigned long cookie);

/**
 * kvmrt_gs_log_msg() - a short text for the host's kernel log
 * @msg: printable ASCII, NUL-terminated; other bytes arrive escaped
 *
 * EINVAL: @msg is NULL or empty.  EMSGSIZE: longer than the host takes;
 * nothing was sent.
 */
long kvmrt_gs_log_msg(char *msg);

/**
 * kvmrt_gs_xtrace_flush() - freeze the host's trace for its recorder to save
 * @scope: one of KVMRT_GS_XTRACE_CPU_*
 *
 * EINVAL: unknown scope.  ENODEV: the host records no trace.  EBUSY: another
 * flush is under way.
 */
long kvmrt_gs_xtrace_flush(unsigned long scope);

/**
 * kvmrt_gs_xtrace_log_data() - bytes as a pair of trace events, guest and host
 * @data: the bytes
 * @size: how many
 *
 * EINVAL: @data is NULL or @size is below 1.  EMSGSIZE: more than the host
 * takes; nothing was sent.
 */
long kvmrt_gs_xtrace_log_data(void *data, long size);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_GS_H */
