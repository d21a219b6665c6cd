/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Made by scripts/gen-netlink from Documentation/netlink/specs/kvmrt.yaml: do not edit. */
/*
 * Family "kvmrt", version 1. Administration of a real-time KVM host: which
 * VMs run, what kvmrt.ko can do on this kernel and what not, and what the
 * guest services permit to each VM.
 *
 * A generic netlink family in the initial network namespace. Rules for all
 * commands:
 * - A command says below who may use it. CAP_NET_ADMIN means: in the initial
 *   user namespace; without it the answer is -EPERM.
 * - Requests are checked strictly. An attribute that the command does not
 *   take, one of the wrong length, a string that is too long or lacks its
 *   NUL: -EINVAL; a number out of its range: -ERANGE. A refused request
 *   changes nothing.
 * - Every refusal carries a text and, where one attribute is at fault, its
 *   offset or the number of the missing one (NETLINK_EXT_ACK). The answer to
 *   a dump that is refused is an error message like any other, but kernels
 *   before 6.6 leave its text out.
 * - A dump during which objects came or went has NLM_F_DUMP_INTR: repeat it.
 *   Attributes that are absent from an answer are unknown or do not apply;
 *   readers skip attributes that they do not know.
 * - A notification has the attributes of the command that reads the same
 *   object. A listener that is too slow gets ENOBUFS from its socket and
 *   should read everything again.
 *
 * KVMRT_CMD_INFO_GET
 *   What the module is and which parts of it work here.
 *   who       anybody
 *   do        no attributes
 *   answer    KVMRT_A_INFO_MODULE_VERSION, KVMRT_A_INFO_ABI,
 *             KVMRT_A_INFO_KERNEL, KVMRT_A_INFO_KVM_LOADED, KVMRT_A_INFO_VMS,
 *             KVMRT_A_INFO_FEATURE { KVMRT_A_FEATURE_NAME,
 *             KVMRT_A_FEATURE_STATE, KVMRT_A_FEATURE_REASON },
 *             KVMRT_A_INFO_MISSED
 *
 * KVMRT_CMD_VM_GET
 *   One VM by exactly one of id, name and pid; a dump has all VMs, in the
 *   order of their ids.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_VM_ID, KVMRT_A_VM_NAME, KVMRT_A_VM_PID
 *   answer    KVMRT_A_VM_ID, KVMRT_A_VM_NAME, KVMRT_A_VM_PID,
 *             KVMRT_A_VM_COMM, KVMRT_A_VM_START_TIME_NS, KVMRT_A_VM_VCPUS
 *   dump      no attributes
 *   answers   the same, once for each object
 *   -EINVAL   none or several of id, name and pid, or any of them in a dump
 *   -ENOENT   no such VM
 *
 * KVMRT_CMD_VM_SET
 *   Gives the VM with this id its name; an empty name takes it away.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_VM_ID, KVMRT_A_VM_NAME
 *   -EINVAL   id or name is missing, or the name has a byte that it may not
 *   -ENOENT   no such VM
 *   -EEXIST   another VM has this name
 *
 * KVMRT_CMD_VCPU_GET
 *   One vCPU by vm-id and id; a dump has the vCPUs of every VM, or with vm-id
 *   those of one, in the order of their creation.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_VCPU_VM_ID, KVMRT_A_VCPU_ID
 *   answer    KVMRT_A_VCPU_VM_ID, KVMRT_A_VCPU_ID, KVMRT_A_VCPU_INDEX,
 *             KVMRT_A_VCPU_TID, KVMRT_A_VCPU_TSC_OFFSET,
 *             KVMRT_A_VCPU_TSC_RATIO, KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS,
 *             KVMRT_A_VCPU_TSC_KHZ
 *   dump      KVMRT_A_VCPU_VM_ID
 *   answers   the same, once for each object
 *   -EINVAL   vm-id or id is missing, or id is in a dump
 *   -ENOENT   no such VM or vCPU
 *
 * KVMRT_CMD_GS_GET
 *   Guest services of one VM or, without vm-id, the module's gate and the
 *   settings that a new VM begins with; a dump has all VMs.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_GS_VM_ID
 *   answer    KVMRT_A_GS_VM_ID, KVMRT_A_GS_ENABLED, KVMRT_A_GS_ALLOW,
 *             KVMRT_A_GS_LOG_RATE, KVMRT_A_GS_DATA_RATE,
 *             KVMRT_A_GS_FLUSH_RATE, KVMRT_A_GS_MSG_MAX, KVMRT_A_GS_DATA_MAX,
 *             KVMRT_A_GS_COUNTER { KVMRT_A_GS_COUNTER_FUNCTION,
 *             KVMRT_A_GS_COUNTER_ACCEPTED, KVMRT_A_GS_COUNTER_REFUSED,
 *             KVMRT_A_GS_COUNTER_DROPPED }, KVMRT_A_GS_UNKNOWN
 *   dump      no attributes
 *   answers   the same, once for each object
 *   -EINVAL   vm-id in a dump
 *   -ENOENT   no such VM
 *
 * KVMRT_CMD_GS_SET
 *   Changes one VM's guest services or, without vm-id, the module's gate and
 *   the settings that a new VM begins with.  What is absent stays as it is; a
 *   refused request changes nothing.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_GS_VM_ID, KVMRT_A_GS_ENABLED, KVMRT_A_GS_ALLOW,
 *             KVMRT_A_GS_LOG_RATE, KVMRT_A_GS_DATA_RATE,
 *             KVMRT_A_GS_FLUSH_RATE
 *   -EINVAL   nothing to change, enabled together with vm-id, or allow has a
 *             bit that is no function
 *   -ERANGE   a rate or enabled is out of its range
 *   -ENOENT   no such VM
 *
 * KVMRT_CMD_VM_ADD_NTF
 *   A VM was created.
 *   sent      to group "vm", attributes as KVMRT_CMD_VM_GET answers
 *
 * KVMRT_CMD_VM_CHANGE_NTF
 *   A VM's name or number of vCPUs changed.
 *   sent      to group "vm", attributes as KVMRT_CMD_VM_GET answers
 *
 * KVMRT_CMD_VM_DEL_NTF
 *   A VM is gone.
 *   sent      to group "vm", attributes as KVMRT_CMD_VM_GET answers
 *
 * KVMRT_CMD_GS_CHANGE_NTF
 *   Settings of the guest services changed.
 *   sent      to group "gs", attributes as KVMRT_CMD_GS_GET answers
 *
 * KVMRT_CMD_GS_FLUSH_NTF
 *   A guest froze the host's trace; save the snapshot now, then clear it
 *   (write 2 to its file): the kernel's swap clears nothing.
 *   sent      to group "gs"
 *   content   KVMRT_A_FLUSH_VM_ID, KVMRT_A_FLUSH_VCPU_ID,
 *             KVMRT_A_FLUSH_SCOPE, KVMRT_A_FLUSH_CPUS, KVMRT_A_FLUSH_SEQ,
 *             KVMRT_A_FLUSH_TIME_NS
 *
 * KVMRT_CMD_GS_DROP_NTF
 *   A VM went over a rate; told at most once a second for each VM.
 *   sent      to group "gs", attributes as KVMRT_CMD_GS_GET answers
 *
 * KVMRT_CMD_ACCOUNT_GET
 *   Exit accounting of one VM or, without vm-id, what a new VM begins with; a
 *   dump has all VMs.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_ACCOUNT_VM_ID
 *   answer    KVMRT_A_ACCOUNT_VM_ID, KVMRT_A_ACCOUNT_ENABLED,
 *             KVMRT_A_ACCOUNT_SINCE_NS
 *   dump      no attributes
 *   answers   the same, once for each object
 *   -EINVAL   vm-id in a dump
 *   -ENOENT   no such VM
 *
 * KVMRT_CMD_ACCOUNT_SET
 *   Switches exit accounting of one VM on or off, or resets it; without vm-id
 *   that of all VMs, and of those to come.  Switching off forgets what was
 *   counted; switching on what is on changes nothing.  Unloading the module
 *   switches off.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_ACCOUNT_VM_ID, KVMRT_A_ACCOUNT_ENABLED,
 *             KVMRT_A_ACCOUNT_RESET
 *   -EINVAL   nothing to change, or reset together with enabled
 *   -ERANGE   enabled or reset is out of its range
 *   -ENOENT   no such VM
 *   -ENODATA  reset of a VM whose accounting is off
 *   -EOPNOTSUPP accounting can't be had on this kernel, info-get says why
 *   -ENOMEM   no memory; of one VM, nothing changed
 *
 * KVMRT_CMD_EXIT_GET
 *   What was accounted for one vCPU and one exit reason, by vm-id, vcpu-id
 *   and reason; a dump has every reason that was seen, of every vCPU of every
 *   VM or, with vm-id, of one, in the order of their first exit.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_EXIT_VM_ID, KVMRT_A_EXIT_VCPU_ID, KVMRT_A_EXIT_REASON
 *   answer    KVMRT_A_EXIT_VM_ID, KVMRT_A_EXIT_VCPU_ID, KVMRT_A_EXIT_REASON,
 *             KVMRT_A_EXIT_ISA, KVMRT_A_EXIT_COUNT, KVMRT_A_EXIT_TOTAL_NS,
 *             KVMRT_A_EXIT_WORST_NS, KVMRT_A_EXIT_WORST_AT_NS,
 *             KVMRT_A_EXIT_WORST_AT_TSC, KVMRT_A_EXIT_USER {
 *             KVMRT_A_EXIT_USER_REASON, KVMRT_A_EXIT_USER_COUNT,
 *             KVMRT_A_EXIT_USER_TOTAL_NS, KVMRT_A_EXIT_USER_WORST_NS,
 *             KVMRT_A_EXIT_USER_WORST_AT_NS, KVMRT_A_EXIT_USER_WORST_AT_TSC
 *             }, KVMRT_A_EXIT_BUCKET { KVMRT_A_EXIT_BUCKET_LOG2_NS,
 *             KVMRT_A_EXIT_BUCKET_COUNT }
 *   dump      KVMRT_A_EXIT_VM_ID
 *   answers   the same, once for each object
 *   -EINVAL   vm-id, vcpu-id or reason is missing, or in a dump vcpu-id or
 *             reason is there
 *   -ENOENT   no such VM or vCPU, or no exit of it for this reason
 *   -ENODATA  accounting of the VM is off
 *
 * KVMRT_CMD_ACCOUNT_CHANGE_NTF
 *   Exit accounting was switched or reset.
 *   sent      to group "account", attributes as KVMRT_CMD_ACCOUNT_GET answers
 */

#ifndef _UAPI_LINUX_KVMRT_H
#define _UAPI_LINUX_KVMRT_H

#define KVMRT_GENL_NAME		"kvmrt"
#define KVMRT_GENL_VERSION	1

#define KVMRT_NAME_MAX		63
#define KVMRT_RATE_MAX		1000000
#define KVMRT_EXIT_REASON_OTHER	4294967294

/**
 * enum kvmrt_feature_state - whether a part of the module works on this kernel
 * @KVMRT_FEATURE_STATE_OFF: not available, the reason says why
 * @KVMRT_FEATURE_STATE_WAITING: available, takes effect once kvm.ko is loaded
 * @KVMRT_FEATURE_STATE_ON: in effect
 */
enum kvmrt_feature_state {
	KVMRT_FEATURE_STATE_OFF,
	KVMRT_FEATURE_STATE_WAITING,
	KVMRT_FEATURE_STATE_ON,
};

/**
 * enum kvmrt_isa - whose exit codes, numbered as KVM's own kvm_exit event does
 * @KVMRT_ISA_VMX: Intel, EXIT_REASON_* of asm/vmx.h
 * @KVMRT_ISA_SVM: AMD, SVM_EXIT_* of asm/svm.h
 */
enum kvmrt_isa {
	KVMRT_ISA_VMX = 1,
	KVMRT_ISA_SVM,
};

/**
 * enum kvmrt_a_info - attributes of the set "info"
 * @KVMRT_A_INFO_MODULE_VERSION: string; version of kvmrt.ko
 * @KVMRT_A_INFO_ABI: u32; version of the hypercall ABI
 * @KVMRT_A_INFO_KERNEL: string; release of the running kernel
 * @KVMRT_A_INFO_KVM_LOADED: u32; 1 while kvm.ko is loaded
 * @KVMRT_A_INFO_VMS: u32; number of VMs in the registry
 * @KVMRT_A_INFO_FEATURE: nest of feature, repeated; one for each part of the
 *   module
 * @KVMRT_A_INFO_MISSED: u64; VMs or vCPUs that went unregistered for want of
 *   memory
 * @KVMRT_A_INFO_PAD: padding
 */
enum kvmrt_a_info {
	KVMRT_A_INFO_MODULE_VERSION = 1,
	KVMRT_A_INFO_ABI,
	KVMRT_A_INFO_KERNEL,
	KVMRT_A_INFO_KVM_LOADED,
	KVMRT_A_INFO_VMS,
	KVMRT_A_INFO_FEATURE,
	KVMRT_A_INFO_MISSED,
	KVMRT_A_INFO_PAD,

	/* private: */
	__KVMRT_A_INFO_MAX
};

#define KVMRT_A_INFO_MAX (__KVMRT_A_INFO_MAX - 1)

/**
 * enum kvmrt_a_feature - attributes of the set "feature"
 * @KVMRT_A_FEATURE_NAME: string; what it is called in messages and documents
 * @KVMRT_A_FEATURE_STATE: u32, enum kvmrt_feature_state; whether it works
 * @KVMRT_A_FEATURE_REASON: string; why it is off or waiting, absent if it is
 *   on
 */
enum kvmrt_a_feature {
	KVMRT_A_FEATURE_NAME = 1,
	KVMRT_A_FEATURE_STATE,
	KVMRT_A_FEATURE_REASON,

	/* private: */
	__KVMRT_A_FEATURE_MAX
};

#define KVMRT_A_FEATURE_MAX (__KVMRT_A_FEATURE_MAX - 1)

/**
 * enum kvmrt_a_vm - attributes of the set "vm"
 * @KVMRT_A_VM_ID: u32, from 1; the VM's number, never used again while the
 *   module stays loaded
 * @KVMRT_A_VM_NAME: string, at most 63 bytes; name that an administrator
 *   gave, absent if none; 1 to 63 bytes of printable ASCII, no quotes or
 *   backslashes, unique among live VMs
 * @KVMRT_A_VM_PID: u32, from 1; process that created the VM, as the reader's
 *   pid namespace sees it
 * @KVMRT_A_VM_COMM: string; command name of that process at creation
 * @KVMRT_A_VM_START_TIME_NS: u64; when it was created, nanoseconds of
 *   CLOCK_BOOTTIME
 * @KVMRT_A_VM_VCPUS: u32; number of vCPUs
 * @KVMRT_A_VM_PAD: padding
 */
enum kvmrt_a_vm {
	KVMRT_A_VM_ID = 1,
	KVMRT_A_VM_NAME,
	KVMRT_A_VM_PID,
	KVMRT_A_VM_COMM,
	KVMRT_A_VM_START_TIME_NS,
	KVMRT_A_VM_VCPUS,
	KVMRT_A_VM_PAD,

	/* private: */
	__KVMRT_A_VM_MAX
};

#define KVMRT_A_VM_MAX (__KVMRT_A_VM_MAX - 1)

/**
 * enum kvmrt_a_vcpu - attributes of the set "vcpu"
 * @KVMRT_A_VCPU_VM_ID: u32, from 1; the VM it belongs to
 * @KVMRT_A_VCPU_ID: u32; vCPU id, as the VMM chose it
 * @KVMRT_A_VCPU_INDEX: u32; position in order of creation
 * @KVMRT_A_VCPU_TID: u32; thread that runs it, absent until its first run
 * @KVMRT_A_VCPU_TSC_OFFSET: s64; guest TSC = (host TSC x ratio >> fraction
 *   bits) + offset
 * @KVMRT_A_VCPU_TSC_RATIO: u64; scaling ratio, fixed point with
 *   tsc-ratio-frac-bits
 * @KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS: u32; fraction bits of tsc-ratio, 0 where
 *   the CPU can't scale
 * @KVMRT_A_VCPU_TSC_KHZ: u32; rate of the guest's TSC, kHz
 * @KVMRT_A_VCPU_PAD: padding
 */
enum kvmrt_a_vcpu {
	KVMRT_A_VCPU_VM_ID = 1,
	KVMRT_A_VCPU_ID,
	KVMRT_A_VCPU_INDEX,
	KVMRT_A_VCPU_TID,
	KVMRT_A_VCPU_TSC_OFFSET,
	KVMRT_A_VCPU_TSC_RATIO,
	KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS,
	KVMRT_A_VCPU_TSC_KHZ,
	KVMRT_A_VCPU_PAD,

	/* private: */
	__KVMRT_A_VCPU_MAX
};

#define KVMRT_A_VCPU_MAX (__KVMRT_A_VCPU_MAX - 1)

/**
 * enum kvmrt_a_gs - attributes of the set "gs"
 * @KVMRT_A_GS_VM_ID: u32, from 1; the VM; absent, the module's own settings
 *   and the defaults
 * @KVMRT_A_GS_ENABLED: u32, 0 to 1; 1 if the module offers guest services at
 *   all; not with vm-id
 * @KVMRT_A_GS_ALLOW: u32; bit (1 << enum kvmrt_gs_fn) for each function that
 *   is permitted
 * @KVMRT_A_GS_LOG_RATE: u32, 1 to 1000000; calls of LOG_MSG per second, as
 *   many at once
 * @KVMRT_A_GS_DATA_RATE: u32, 1 to 1000000; calls of LOG_DATA per second, as
 *   many at once
 * @KVMRT_A_GS_FLUSH_RATE: u32, 1 to 1000000; calls of TRACE_FLUSH per second,
 *   as many at once
 * @KVMRT_A_GS_MSG_MAX: u32; most bytes of LOG_MSG
 * @KVMRT_A_GS_DATA_MAX: u32; most bytes of LOG_DATA
 * @KVMRT_A_GS_COUNTER: nest of gs-counter, repeated; one for each function,
 *   only with vm-id
 * @KVMRT_A_GS_UNKNOWN: u64; calls of functions that do not exist, only with
 *   vm-id
 * @KVMRT_A_GS_PAD: padding
 */
enum kvmrt_a_gs {
	KVMRT_A_GS_VM_ID = 1,
	KVMRT_A_GS_ENABLED,
	KVMRT_A_GS_ALLOW,
	KVMRT_A_GS_LOG_RATE,
	KVMRT_A_GS_DATA_RATE,
	KVMRT_A_GS_FLUSH_RATE,
	KVMRT_A_GS_MSG_MAX,
	KVMRT_A_GS_DATA_MAX,
	KVMRT_A_GS_COUNTER,
	KVMRT_A_GS_UNKNOWN,
	KVMRT_A_GS_PAD,

	/* private: */
	__KVMRT_A_GS_MAX
};

#define KVMRT_A_GS_MAX (__KVMRT_A_GS_MAX - 1)

/**
 * enum kvmrt_a_gs_counter - attributes of the set "gs-counter"
 * @KVMRT_A_GS_COUNTER_FUNCTION: u32; enum kvmrt_gs_fn
 * @KVMRT_A_GS_COUNTER_ACCEPTED: u64; calls that were served
 * @KVMRT_A_GS_COUNTER_REFUSED: u64; calls refused for want of permission or
 *   for a bad argument
 * @KVMRT_A_GS_COUNTER_DROPPED: u64; calls over the rate
 * @KVMRT_A_GS_COUNTER_PAD: padding
 */
enum kvmrt_a_gs_counter {
	KVMRT_A_GS_COUNTER_FUNCTION = 1,
	KVMRT_A_GS_COUNTER_ACCEPTED,
	KVMRT_A_GS_COUNTER_REFUSED,
	KVMRT_A_GS_COUNTER_DROPPED,
	KVMRT_A_GS_COUNTER_PAD,

	/* private: */
	__KVMRT_A_GS_COUNTER_MAX
};

#define KVMRT_A_GS_COUNTER_MAX (__KVMRT_A_GS_COUNTER_MAX - 1)

/**
 * enum kvmrt_a_flush - attributes of the set "flush"
 * @KVMRT_A_FLUSH_VM_ID: u32; the VM that asked
 * @KVMRT_A_FLUSH_VCPU_ID: u32; its vCPU
 * @KVMRT_A_FLUSH_SCOPE: u32; enum kvmrt_gs_scope
 * @KVMRT_A_FLUSH_CPUS: string; CPUs of the snapshot, as a list like 0,2-5
 * @KVMRT_A_FLUSH_SEQ: u32; counts the snapshots since the module was loaded,
 *   from 1
 * @KVMRT_A_FLUSH_TIME_NS: u64; when, nanoseconds of CLOCK_BOOTTIME
 * @KVMRT_A_FLUSH_PAD: padding
 */
enum kvmrt_a_flush {
	KVMRT_A_FLUSH_VM_ID = 1,
	KVMRT_A_FLUSH_VCPU_ID,
	KVMRT_A_FLUSH_SCOPE,
	KVMRT_A_FLUSH_CPUS,
	KVMRT_A_FLUSH_SEQ,
	KVMRT_A_FLUSH_TIME_NS,
	KVMRT_A_FLUSH_PAD,

	/* private: */
	__KVMRT_A_FLUSH_MAX
};

#define KVMRT_A_FLUSH_MAX (__KVMRT_A_FLUSH_MAX - 1)

/**
 * enum kvmrt_a_account - attributes of the set "account"
 * @KVMRT_A_ACCOUNT_VM_ID: u32, from 1; the VM; absent, what a new VM begins
 *   with
 * @KVMRT_A_ACCOUNT_ENABLED: u32, 0 to 1; 1 while every exit of its vCPUs is
 *   accounted by reason
 * @KVMRT_A_ACCOUNT_RESET: u32, 1 to 1; forget what was counted; only in a
 *   request
 * @KVMRT_A_ACCOUNT_SINCE_NS: u64; switched on or reset last, nanoseconds of
 *   CLOCK_BOOTTIME; only with vm-id and while enabled
 * @KVMRT_A_ACCOUNT_PAD: padding
 */
enum kvmrt_a_account {
	KVMRT_A_ACCOUNT_VM_ID = 1,
	KVMRT_A_ACCOUNT_ENABLED,
	KVMRT_A_ACCOUNT_RESET,
	KVMRT_A_ACCOUNT_SINCE_NS,
	KVMRT_A_ACCOUNT_PAD,

	/* private: */
	__KVMRT_A_ACCOUNT_MAX
};

#define KVMRT_A_ACCOUNT_MAX (__KVMRT_A_ACCOUNT_MAX - 1)

/**
 * enum kvmrt_a_exit - attributes of the set "exit"
 * @KVMRT_A_EXIT_VM_ID: u32, from 1; the VM
 * @KVMRT_A_EXIT_VCPU_ID: u32; its vCPU, as the VMM numbered it
 * @KVMRT_A_EXIT_REASON: u32; the hardware's exit code, as numbered by isa, or
 *   exit-reason-other, 4294967294, for all beyond the first 127 that a vCPU
 *   had
 * @KVMRT_A_EXIT_ISA: u32, enum kvmrt_isa; which processor's exit codes these
 *   are
 * @KVMRT_A_EXIT_COUNT: u64; exits for this reason
 * @KVMRT_A_EXIT_TOTAL_NS: u64; time out of the guest, from the exit to the
 *   next entry, time in user space and asleep included
 * @KVMRT_A_EXIT_WORST_NS: u64; the longest of them
 * @KVMRT_A_EXIT_WORST_AT_NS: u64; when the longest began, nanoseconds of
 *   CLOCK_BOOTTIME
 * @KVMRT_A_EXIT_WORST_AT_TSC: u64; likewise as the host's TSC, the clock of
 *   the recordings
 * @KVMRT_A_EXIT_USER: nest of exit-user, repeated; one for each cause of
 *   going to user space that these exits had
 * @KVMRT_A_EXIT_BUCKET: nest of exit-bucket, repeated; histogram of the time
 *   out of the guest; empty buckets are absent
 * @KVMRT_A_EXIT_PAD: padding
 */
enum kvmrt_a_exit {
	KVMRT_A_EXIT_VM_ID = 1,
	KVMRT_A_EXIT_VCPU_ID,
	KVMRT_A_EXIT_REASON,
	KVMRT_A_EXIT_ISA,
	KVMRT_A_EXIT_COUNT,
	KVMRT_A_EXIT_TOTAL_NS,
	KVMRT_A_EXIT_WORST_NS,
	KVMRT_A_EXIT_WORST_AT_NS,
	KVMRT_A_EXIT_WORST_AT_TSC,
	KVMRT_A_EXIT_USER,
	KVMRT_A_EXIT_BUCKET,
	KVMRT_A_EXIT_PAD,

	/* private: */
	__KVMRT_A_EXIT_MAX
};

#define KVMRT_A_EXIT_MAX (__KVMRT_A_EXIT_MAX - 1)

/**
 * enum kvmrt_a_exit_user - attributes of the set "exit-user"
 * @KVMRT_A_EXIT_USER_REASON: u32; KVM_EXIT_* of linux/kvm.h; KVM_EXIT_UNKNOWN
 *   if KVM_RUN failed with an error other than EINTR; exit-reason-other for
 *   all beyond the first 63 pairs of exit reason and cause that a vCPU had
 * @KVMRT_A_EXIT_USER_COUNT: u64; exits that went to user space for it
 * @KVMRT_A_EXIT_USER_TOTAL_NS: u64; their time out of the guest
 * @KVMRT_A_EXIT_USER_WORST_NS: u64; the longest of them
 * @KVMRT_A_EXIT_USER_WORST_AT_NS: u64; when the longest began, nanoseconds of
 *   CLOCK_BOOTTIME
 * @KVMRT_A_EXIT_USER_WORST_AT_TSC: u64; likewise as the host's TSC
 * @KVMRT_A_EXIT_USER_PAD: padding
 */
enum kvmrt_a_exit_user {
	KVMRT_A_EXIT_USER_REASON = 1,
	KVMRT_A_EXIT_USER_COUNT,
	KVMRT_A_EXIT_USER_TOTAL_NS,
	KVMRT_A_EXIT_USER_WORST_NS,
	KVMRT_A_EXIT_USER_WORST_AT_NS,
	KVMRT_A_EXIT_USER_WORST_AT_TSC,
	KVMRT_A_EXIT_USER_PAD,

	/* private: */
	__KVMRT_A_EXIT_USER_MAX
};

#define KVMRT_A_EXIT_USER_MAX (__KVMRT_A_EXIT_USER_MAX - 1)

/**
 * enum kvmrt_a_exit_bucket - attributes of the set "exit-bucket"
 * @KVMRT_A_EXIT_BUCKET_LOG2_NS: u32; n counts times t with 2^n <= t < 2^(n +
 *   1) nanoseconds; 0 counts 0 too, and the last, 39, all above
 * @KVMRT_A_EXIT_BUCKET_COUNT: u64; how many
 * @KVMRT_A_EXIT_BUCKET_PAD: padding
 */
enum kvmrt_a_exit_bucket {
	KVMRT_A_EXIT_BUCKET_LOG2_NS = 1,
	KVMRT_A_EXIT_BUCKET_COUNT,
	KVMRT_A_EXIT_BUCKET_PAD,

	/* private: */
	__KVMRT_A_EXIT_BUCKET_MAX
};

#define KVMRT_A_EXIT_BUCKET_MAX (__KVMRT_A_EXIT_BUCKET_MAX - 1)

/**
 * enum kvmrt_cmd - commands and notifications
 * @KVMRT_CMD_INFO_GET: What the module is and which parts of it work here.
 * @KVMRT_CMD_VM_GET: One VM by exactly one of id, name and pid; a dump has
 *   all VMs, in the order of their ids.
 * @KVMRT_CMD_VM_SET: Gives the VM with this id its name; an empty name takes
 *   it away.
 * @KVMRT_CMD_VCPU_GET: One vCPU by vm-id and id; a dump has the vCPUs of
 *   every VM, or with vm-id those of one, in the order of their creation.
 * @KVMRT_CMD_GS_GET: Guest services of one VM or, without vm-id, the module's
 *   gate and the settings that a new VM begins with; a dump has all VMs.
 * @KVMRT_CMD_GS_SET: Changes one VM's guest services or, without vm-id, the
 *   module's gate and the settings that a new VM begins with.  What is absent
 *   stays as it is; a refused request changes nothing.
 * @KVMRT_CMD_VM_ADD_NTF: A VM was created.
 * @KVMRT_CMD_VM_CHANGE_NTF: A VM's name or number of vCPUs changed.
 * @KVMRT_CMD_VM_DEL_NTF: A VM is gone.
 * @KVMRT_CMD_GS_CHANGE_NTF: Settings of the guest services changed.
 * @KVMRT_CMD_GS_FLUSH_NTF: A guest froze the host's trace; save the snapshot
 *   now, then clear it (write 2 to its file): the kernel's swap clears
 *   nothing.
 * @KVMRT_CMD_GS_DROP_NTF: A VM went over a rate; told at most once a second
 *   for each VM.
 * @KVMRT_CMD_ACCOUNT_GET: Exit accounting of one VM or, without vm-id, what a
 *   new VM begins with; a dump has all VMs.
 * @KVMRT_CMD_ACCOUNT_SET: Switches exit accounting of one VM on or off, or
 *   resets it; without vm-id that of all VMs, and of those to come.
 *   Switching off forgets what was counted; switching on what is on changes
 *   nothing.  Unloading the module switches off.
 * @KVMRT_CMD_EXIT_GET: What was accounted for one vCPU and one exit reason,
 *   by vm-id, vcpu-id and reason; a dump has every reason that was seen, of
 *   every vCPU of every VM or, with vm-id, of one, in the order of their
 *   first exit.
 * @KVMRT_CMD_ACCOUNT_CHANGE_NTF: Exit accounting was switched or reset.
 */
enum kvmrt_cmd {
	KVMRT_CMD_INFO_GET = 1,
	KVMRT_CMD_VM_GET,
	KVMRT_CMD_VM_SET,
	KVMRT_CMD_VCPU_GET,
	KVMRT_CMD_GS_GET,
	KVMRT_CMD_GS_SET,
	KVMRT_CMD_VM_ADD_NTF,
	KVMRT_CMD_VM_CHANGE_NTF,
	KVMRT_CMD_VM_DEL_NTF,
	KVMRT_CMD_GS_CHANGE_NTF,
	KVMRT_CMD_GS_FLUSH_NTF,
	KVMRT_CMD_GS_DROP_NTF,
	KVMRT_CMD_ACCOUNT_GET,
	KVMRT_CMD_ACCOUNT_SET,
	KVMRT_CMD_EXIT_GET,
	KVMRT_CMD_ACCOUNT_CHANGE_NTF,

	/* private: */
	__KVMRT_CMD_MAX
};

#define KVMRT_CMD_MAX (__KVMRT_CMD_MAX - 1)

#define KVMRT_MCGRP_VM		"vm"
#define KVMRT_MCGRP_GS		"gs"
#define KVMRT_MCGRP_ACCOUNT	"account"

#endif /* _UAPI_LINUX_KVMRT_H */
