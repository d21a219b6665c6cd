/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/*
 * kvmrt guest services: the hypercall ABI between a guest's kernel and a
 * Linux/KVM host with kvmrt.ko.  This header stands alone: a guest of any
 * operating system may vendor it.
 *
 * Calling convention (x86)
 *
 *   Instruction  VMMCALL on AMD, VMCALL on Intel, at CPL 0, in any mode;
 *                outside long mode every register counts with its low half.
 *   in           RAX  KVMRT_GS_HC_NR
 *                RBX  function, enum kvmrt_gs_fn
 *                RCX  first argument
 *                RDX  second argument
 *                RSI  third argument, 0 today
 *   out          RAX  result: >= 0 done, < 0 a negative errno of Linux, as
 *                     numbered on x86.  No other register changes.
 *
 * Is there a host?  Call KVMRT_GS_FN_QUERY with KVMRT_GS_QUERY_ABI.  A host
 * without the service, or one whose gate is closed, answers -1000
 * (KVMRT_GS_NO_SERVICE) like to any hypercall that KVM does not know; bare
 * metal raises #UD, so a guest that isn't sure must be ready for the fault.
 * Only an answer with KVMRT_GS_ABI_MAGIC in its upper half is ours.
 *
 * KVMRT_GS_FN_QUERY(item)
 *   Facts for *this* VM, enum kvmrt_gs_query.  Never limited in rate.
 *   -EINVAL  unknown item
 *
 * KVMRT_GS_FN_PING(cookie)
 *   0.  Does nothing but leave the pair of events gs_ping_guest and
 *   gs_ping_host.  Copies nothing, allocates nothing, never limited in rate:
 *   it costs the host no more than any other exit.
 *   -EPERM  not permitted to this VM (so for every function but QUERY)
 *
 * KVMRT_GS_FN_LOG_MSG(gpa, len)
 *   Prints len bytes at guest-physical address gpa in the host's kernel log,
 *   behind the VM's id, name and vCPU.  Needs no NUL; ends at the first one.
 *   Whatever is not printable ASCII arrives escaped (\n, \e, \x07, \\, \").
 *   0 done
 *   -EINVAL    len is 0
 *   -EMSGSIZE  len is above QUERY(MSG_MAX); nothing was printed
 *   -EFAULT    not all of the buffer is memory of the guest (unmapped, MMIO,
 *              past the end, or gpa + len wraps); nothing was printed
 *   -EAGAIN    over this VM's rate; nothing was printed, the call is counted
 *   -ENOMEM    the host is short of memory
 *
 * KVMRT_GS_FN_TRACE_FLUSH(scope)
 *   Freezes the host's trace instance "kvmrt" for the CPUs of the scope,
 *   enum kvmrt_gs_scope, as a snapshot and tells the host's recorder.
 *   0 done
 *   -EINVAL  unknown scope
 *   -ENODEV  the host records nothing: no trace instance "kvmrt"
 *   -EBUSY   a snapshot is being taken, or the ring was being written to
 *   -EAGAIN  over this VM's rate
 *   -EOPNOTSUPP  this host's kernel can't take snapshots
 *
 * KVMRT_GS_FN_LOG_DATA(gpa, len)
 *   Leaves len bytes as events gs_log_data_host in the host's trace, in
 *   chunks of KVMRT_GS_DATA_CHUNK.  0 done; errors as for LOG_MSG with
 *   QUERY(DATA_MAX) as the limit.
 *
 * Any other function answers -ENOSYS.  Numbers are never used again.
 */
#ifndef _UAPI_LINUX_KVMRT_GS_H
#define _UAPI_LINUX_KVMRT_GS_H

/** KVMRT_GS_HC_NR - the hypercall number: "KRT" and a zero, fits 32 bits. */
#define KVMRT_GS_HC_NR		0x4b525400

/** KVMRT_GS_NO_SERVICE - what KVM answers where nobody serves the number. */
#define KVMRT_GS_NO_SERVICE	(-1000)

/**
 * KVMRT_GS_ABI_MAGIC - upper half of the answer to QUERY(ABI)
 *
 * Differs from the upper half of KVMRT_GS_HC_NR: where the instruction does
 * nothing at all, RAX keeps the number, which is no answer.
 */
#define KVMRT_GS_ABI_MAGIC	0x4b560000
#define KVMRT_GS_ABI_MAGIC_MASK	0x7fff0000

/** KVMRT_GS_ABI_VERSION - lower half of the answer to QUERY(ABI). */
#define KVMRT_GS_ABI_VERSION	1

/** KVMRT_GS_DATA_CHUNK - bytes of LOG_DATA that one trace event carries. */
#define KVMRT_GS_DATA_CHUNK	1024

/**
 * enum kvmrt_gs_fn - functions, in RBX
 * @KVMRT_GS_FN_QUERY: facts, RCX = enum kvmrt_gs_query
 * @KVMRT_GS_FN_PING: pair of events, RCX = cookie
 * @KVMRT_GS_FN_LOG_MSG: text to the host's log, RCX = gpa, RDX = bytes
 * @KVMRT_GS_FN_TRACE_FLUSH: freeze the host's trace, RCX = enum kvmrt_gs_scope
 * @KVMRT_GS_FN_LOG_DATA: bytes to the host's trace, RCX = gpa, RDX = bytes
 */
enum kvmrt_gs_fn {
	KVMRT_GS_FN_QUERY = 0,
	KVMRT_GS_FN_PING = 1,
	KVMRT_GS_FN_LOG_MSG = 2,
	KVMRT_GS_FN_TRACE_FLUSH = 3,
	KVMRT_GS_FN_LOG_DATA = 4,

	/* private: */
	KVMRT_GS_FN_MAX
};

/**
 * enum kvmrt_gs_query - items of KVMRT_GS_FN_QUERY, in RCX
 * @KVMRT_GS_QUERY_ABI: KVMRT_GS_ABI_MAGIC | KVMRT_GS_ABI_VERSION
 * @KVMRT_GS_QUERY_FEATURES: bit (1 << function) for each that this VM may call
 * @KVMRT_GS_QUERY_MSG_MAX: most bytes that LOG_MSG takes
 * @KVMRT_GS_QUERY_DATA_MAX: most bytes that LOG_DATA takes
 * @KVMRT_GS_QUERY_VM_ID: the host's id of this VM
 */
enum kvmrt_gs_query {
	KVMRT_GS_QUERY_ABI = 0,
	KVMRT_GS_QUERY_FEATURES = 1,
	KVMRT_GS_QUERY_MSG_MAX = 2,
	KVMRT_GS_QUERY_DATA_MAX = 3,
	KVMRT_GS_QUERY_VM_ID = 4,
};

/**
 * enum kvmrt_gs_scope - host CPUs that KVMRT_GS_FN_TRACE_FLUSH covers, in RCX
 * @KVMRT_GS_SCOPE_CPU_CURRENT: the CPU that serves the calling vCPU now
 * @KVMRT_GS_SCOPE_CPU_VM: the CPUs that the threads of this VM's vCPUs are on
 * @KVMRT_GS_SCOPE_CPU_ALL: all online CPUs
 */
enum kvmrt_gs_scope {
	KVMRT_GS_SCOPE_CPU_CURRENT = 0,
	KVMRT_GS_SCOPE_CPU_VM = 1,
	KVMRT_GS_SCOPE_CPU_ALL = 2,
};

#endif /* _UAPI_LINUX_KVMRT_GS_H */
