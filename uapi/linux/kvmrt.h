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
 *
 * KVMRT_CMD_IRQ_GET
 *   One interrupt by irq; a dump has all that exist or, with cpus, those that
 *   are aimed at one of these CPUs, in the order of their numbers. Timers of
 *   a CPU, interrupts between CPUs and NMIs have no number and are not here.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_IRQ
 *   answer    KVMRT_A_IRQ_IRQ, KVMRT_A_IRQ_NAME, KVMRT_A_IRQ_DEVICE,
 *             KVMRT_A_IRQ_CHIP, KVMRT_A_IRQ_KIND, KVMRT_A_IRQ_HOLD,
 *             KVMRT_A_IRQ_HOME, KVMRT_A_IRQ_AFFINITY, KVMRT_A_IRQ_EFFECTIVE,
 *             KVMRT_A_IRQ_NODE, KVMRT_A_IRQ_THREADED, KVMRT_A_IRQ_REMAPPED,
 *             KVMRT_A_IRQ_PENDING, KVMRT_A_IRQ_MOVED, KVMRT_A_IRQ_RESERVED,
 *             KVMRT_A_IRQ_MOVES, KVMRT_A_IRQ_RETAKEN, KVMRT_A_IRQ_ARRIVALS,
 *             KVMRT_A_IRQ_COUNT { KVMRT_A_IRQ_COUNT_CPU,
 *             KVMRT_A_IRQ_COUNT_COUNT }
 *   dump      KVMRT_A_IRQ_CPUS
 *   answers   the same, once for each object
 *   -EINVAL   irq is missing or cpus is there; in a dump, irq is there, or
 *             cpus is no list or has a CPU that does not exist
 *   -ENOENT   no such interrupt
 *
 * KVMRT_CMD_IRQ_MOVE
 *   Aims one interrupt at one of the CPUs given, at the one with the fewest.
 *   What is needed to put it back is kept until irq-restore. A dump with the
 *   same attributes changes nothing and has the plan.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_IRQ, KVMRT_A_IRQ_CPUS
 *   answer    KVMRT_A_IRQ_IRQ, KVMRT_A_IRQ_NAME, KVMRT_A_IRQ_DEVICE,
 *             KVMRT_A_IRQ_CHIP, KVMRT_A_IRQ_KIND, KVMRT_A_IRQ_HOLD,
 *             KVMRT_A_IRQ_HOME, KVMRT_A_IRQ_AFFINITY, KVMRT_A_IRQ_EFFECTIVE,
 *             KVMRT_A_IRQ_NODE, KVMRT_A_IRQ_THREADED, KVMRT_A_IRQ_REMAPPED,
 *             KVMRT_A_IRQ_PENDING, KVMRT_A_IRQ_MOVED, KVMRT_A_IRQ_RESERVED,
 *             KVMRT_A_IRQ_MOVES, KVMRT_A_IRQ_RETAKEN, KVMRT_A_IRQ_ARRIVALS,
 *             KVMRT_A_IRQ_COUNT { KVMRT_A_IRQ_COUNT_CPU,
 *             KVMRT_A_IRQ_COUNT_COUNT }
 *   dump      KVMRT_A_IRQ_IRQ, KVMRT_A_IRQ_CPUS
 *   answer    KVMRT_A_IRQ_IRQ, KVMRT_A_IRQ_NAME, KVMRT_A_IRQ_DEVICE,
 *             KVMRT_A_IRQ_KIND, KVMRT_A_IRQ_HOLD, KVMRT_A_IRQ_EFFECTIVE,
 *             KVMRT_A_IRQ_ACTION, KVMRT_A_IRQ_TARGET
 *   -EINVAL   irq or cpus is missing, cpus is no list, empty or has a CPU
 *             that does not exist
 *   -ENODEV   a CPU of the list is offline
 *   -ENOENT   no such interrupt
 *   -EPERM    a CPU of the list is guarded
 *   -EOPNOTSUPP it can't be moved, irq-get says why
 *   -ENOSPC   no CPU of the list has a vector left
 *   -EBUSY    its last move is not over
 *
 * KVMRT_CMD_IRQ_EVACUATE
 *   Takes all interrupts off the CPUs in from: all or none, or with
 *   best-effort as many as can be. First vectors are reserved, then
 *   interrupts move; a failure on the way puts back what had moved. A dump
 *   with the same attributes changes nothing and has the plan, one object for
 *   each interrupt that the evacuation would touch or that would stay.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_PLAN_FROM, KVMRT_A_IRQ_PLAN_TO,
 *             KVMRT_A_IRQ_PLAN_POLICY, KVMRT_A_IRQ_PLAN_BEST_EFFORT,
 *             KVMRT_A_IRQ_PLAN_GUARD
 *   answer    KVMRT_A_IRQ_PLAN_MOVED, KVMRT_A_IRQ_PLAN_NARROWED,
 *             KVMRT_A_IRQ_PLAN_DEFERRED, KVMRT_A_IRQ_PLAN_STAYED
 *   dump      KVMRT_A_IRQ_PLAN_FROM, KVMRT_A_IRQ_PLAN_TO,
 *             KVMRT_A_IRQ_PLAN_POLICY, KVMRT_A_IRQ_PLAN_BEST_EFFORT,
 *             KVMRT_A_IRQ_PLAN_GUARD
 *   answer    KVMRT_A_IRQ_PLAN_IRQ, KVMRT_A_IRQ_PLAN_NAME,
 *             KVMRT_A_IRQ_PLAN_DEVICE, KVMRT_A_IRQ_PLAN_KIND,
 *             KVMRT_A_IRQ_PLAN_ACTION, KVMRT_A_IRQ_PLAN_CPU,
 *             KVMRT_A_IRQ_PLAN_TARGET, KVMRT_A_IRQ_PLAN_HOLD
 *   -EINVAL   from is missing, a list is none, is empty or has a CPU that
 *             does not exist, from and to overlap, or no CPU is left to take
 *             the interrupts
 *   -ERANGE   policy, best-effort or guard is out of its range
 *   -ENODEV   a CPU of a list is offline
 *   -EPERM    a CPU of to is guarded
 *   -ENOSPC   vectors are missing, the text says how many
 *   -EBUSY    an interrupt can't be moved off, the text says which
 *   -EOPNOTSUPP guard, and this kernel has no sign to guard by
 *
 * KVMRT_CMD_IRQ_RESTORE
 *   Puts one interrupt back or, without irq, all that were moved, which ends
 *   the guard and all bindings first. Those whose CPUs are offline follow
 *   when these come; they count as stayed. A dump with the same attribute
 *   changes nothing and has the plan, in which narrow means that the mask
 *   alone is put back.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_PLAN_IRQ
 *   answer    KVMRT_A_IRQ_PLAN_MOVED, KVMRT_A_IRQ_PLAN_STAYED
 *   dump      KVMRT_A_IRQ_PLAN_IRQ
 *   answer    KVMRT_A_IRQ_PLAN_IRQ, KVMRT_A_IRQ_PLAN_NAME,
 *             KVMRT_A_IRQ_PLAN_DEVICE, KVMRT_A_IRQ_PLAN_KIND,
 *             KVMRT_A_IRQ_PLAN_ACTION, KVMRT_A_IRQ_PLAN_CPU,
 *             KVMRT_A_IRQ_PLAN_TARGET, KVMRT_A_IRQ_PLAN_HOLD
 *   -ENOENT   this interrupt was not moved
 *   -EPERM    the guard keeps it off the CPU where it was, or its device is
 *             bound
 *   -EBUSY    its last move is not over
 *   -ENOSPC   none of the CPUs where it was has a vector left
 *   -EHOSTDOWN these CPUs are offline; it follows when one comes
 *
 * KVMRT_CMD_IRQ_GUARD_GET
 *   Which CPUs are kept free of interrupts, and what that took.
 *   who       CAP_NET_ADMIN
 *   do        no attributes
 *   answer    KVMRT_A_IRQ_GUARD_CPUS, KVMRT_A_IRQ_GUARD_TO,
 *             KVMRT_A_IRQ_GUARD_POLICY, KVMRT_A_IRQ_GUARD_DEFAULT_CPUS,
 *             KVMRT_A_IRQ_GUARD_SEEN, KVMRT_A_IRQ_GUARD_RETAKEN,
 *             KVMRT_A_IRQ_GUARD_WORST_NS
 *
 * KVMRT_CMD_IRQ_GUARD_SET
 *   Changes which CPUs are kept free of interrupts; an empty cpus ends the
 *   guard and leaves the interrupts where they are. What is absent stays as
 *   it is. CPUs that become guarded are evacuated as best-effort does.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_GUARD_CPUS, KVMRT_A_IRQ_GUARD_TO,
 *             KVMRT_A_IRQ_GUARD_POLICY, KVMRT_A_IRQ_GUARD_DEFAULT_CPUS
 *   -EINVAL   nothing to change, a list is none or has a CPU that does not
 *             exist, or no CPU would be left to take interrupts
 *   -ERANGE   policy is out of its range
 *   -EOPNOTSUPP this kernel has no sign to guard by, or no default CPUs,
 *             info-get says why
 *
 * KVMRT_CMD_IRQ_MOVE_NTF
 *   An interrupt was moved or put back by a request.
 *   sent      to group "irq", attributes as KVMRT_CMD_IRQ_GET answers
 *
 * KVMRT_CMD_IRQ_RETAKE_NTF
 *   Somebody had aimed an interrupt at a guarded CPU; it is off again. Told
 *   at most ten times a second for each interrupt.
 *   sent      to group "irq", attributes as KVMRT_CMD_IRQ_GET answers
 *
 * KVMRT_CMD_IRQ_GUARD_NTF
 *   Which CPUs are guarded, or how, changed.
 *   sent      to group "irq", attributes as KVMRT_CMD_IRQ_GUARD_GET answers
 *
 * KVMRT_CMD_IRQ_BIND_GET
 *   The CPUs that a device is bound to; a dump has all that are bound, in the
 *   order of their names.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_BIND_DEVICE
 *   answer    KVMRT_A_IRQ_BIND_DEVICE, KVMRT_A_IRQ_BIND_CPUS
 *   dump      no attributes
 *   answers   the same, once for each object
 *   -EINVAL   device is missing, or in a dump it is there
 *   -ENOENT   it is not bound
 *
 * KVMRT_CMD_IRQ_BIND_SET
 *   Keeps all message interrupts of a device on some CPUs, those that it will
 *   have included: of a device that is passed to a VM, on a CPU of that VM.
 *   The device need not be there yet. Such interrupts are left alone by
 *   evacuations and by the guard. An empty cpus ends it and leaves them where
 *   they are; irq-restore without irq ends all.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_A_IRQ_BIND_DEVICE, KVMRT_A_IRQ_BIND_CPUS
 *   -EINVAL   device or cpus is missing or device is empty, or cpus is no
 *             list or has a CPU that does not exist
 *   -ENODEV   none of the CPUs is online
 *   -ENOENT   an empty cpus, and it was not bound
 *   -ENOSPC   64 devices are bound
 *   -EOPNOTSUPP this kernel has no sign to notice them by
 *
 * KVMRT_CMD_IRQ_BIND_NTF
 *   A device was bound, to other CPUs, or is not any more.
 *   sent      to group "irq", attributes as KVMRT_CMD_IRQ_BIND_GET answers
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

#define KVMRT_CPULIST_MAX	1023
#define KVMRT_DEVICE_MAX	31
#define KVMRT_BINDINGS_MAX	64

/**
 * enum kvmrt_irq_kind - how an interrupt can be moved
 * @KVMRT_IRQ_KIND_MANAGED: placed by the kernel for good, one for a queue and
 *   its CPUs
 * @KVMRT_IRQ_KIND_MSI: an ordinary message of a PCI device, MSI or MSI-X
 * @KVMRT_IRQ_KIND_OTHER: no message of PCI: a wire of an IO-APIC, or of
 *   another chip, where it may move only when it fires next
 */
enum kvmrt_irq_kind {
	KVMRT_IRQ_KIND_MANAGED,
	KVMRT_IRQ_KIND_MSI,
	KVMRT_IRQ_KIND_OTHER,
};

/**
 * enum kvmrt_irq_hold - why an interrupt stays where it is
 * @KVMRT_IRQ_HOLD_NONE: it can be moved
 * @KVMRT_IRQ_HOLD_IDLE: not in use, so nothing arrives
 * @KVMRT_IRQ_HOLD_PER_CPU: its hardware belongs to one CPU
 * @KVMRT_IRQ_HOLD_PINNED: its driver forbids moving it, as timers of one CPU
 *   do
 * @KVMRT_IRQ_HOLD_NO_SETTER: its chip can't aim it at a CPU
 * @KVMRT_IRQ_HOLD_NO_FORCED: managed and not remapped, and forced moves are
 *   off on this kernel, info-get says why
 * @KVMRT_IRQ_HOLD_NO_VECTOR: no CPU of the destination has a vector left for
 *   it
 * @KVMRT_IRQ_HOLD_BUSY: its last move was not over in time
 * @KVMRT_IRQ_HOLD_HOME_OFFLINE: the CPUs where it was are offline; it goes
 *   back when they come
 * @KVMRT_IRQ_HOLD_FAILED: the kernel refused the move
 * @KVMRT_IRQ_HOLD_BOUND: its device is bound to CPUs, and it is there
 * @KVMRT_IRQ_HOLD_GUARDED: the guard keeps it off the CPU where it was
 */
enum kvmrt_irq_hold {
	KVMRT_IRQ_HOLD_NONE,
	KVMRT_IRQ_HOLD_IDLE,
	KVMRT_IRQ_HOLD_PER_CPU,
	KVMRT_IRQ_HOLD_PINNED,
	KVMRT_IRQ_HOLD_NO_SETTER,
	KVMRT_IRQ_HOLD_NO_FORCED,
	KVMRT_IRQ_HOLD_NO_VECTOR,
	KVMRT_IRQ_HOLD_BUSY,
	KVMRT_IRQ_HOLD_HOME_OFFLINE,
	KVMRT_IRQ_HOLD_FAILED,
	KVMRT_IRQ_HOLD_BOUND,
	KVMRT_IRQ_HOLD_GUARDED,
};

/**
 * enum kvmrt_irq_policy - which CPU of the destination an interrupt gets
 * @KVMRT_IRQ_POLICY_SPREAD: the one with the fewest, which spreads them evenly
 * @KVMRT_IRQ_POLICY_PACK: the lowest that has a vector left, which keeps the
 *   others free
 * @KVMRT_IRQ_POLICY_NUMA: the one with the fewest on the device's own node, if
 *   it has any there
 */
enum kvmrt_irq_policy {
	KVMRT_IRQ_POLICY_SPREAD,
	KVMRT_IRQ_POLICY_PACK,
	KVMRT_IRQ_POLICY_NUMA,
};

/**
 * enum kvmrt_irq_action - what an evacuation does to an interrupt
 * @KVMRT_IRQ_ACTION_NONE: nothing, it does not meet these CPUs
 * @KVMRT_IRQ_ACTION_NARROW: it stays on its CPU, the others are taken out of
 *   its mask
 * @KVMRT_IRQ_ACTION_MOVE: it is aimed at another CPU at once
 * @KVMRT_IRQ_ACTION_RESERVE: likewise, after a vector was reserved there in
 *   its name
 * @KVMRT_IRQ_ACTION_DEFER: it is aimed at another CPU when it fires next
 * @KVMRT_IRQ_ACTION_STAY: it can't be moved, the hold says why
 */
enum kvmrt_irq_action {
	KVMRT_IRQ_ACTION_NONE,
	KVMRT_IRQ_ACTION_NARROW,
	KVMRT_IRQ_ACTION_MOVE,
	KVMRT_IRQ_ACTION_RESERVE,
	KVMRT_IRQ_ACTION_DEFER,
	KVMRT_IRQ_ACTION_STAY,
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
 * enum kvmrt_a_irq - attributes of the set "irq"
 * @KVMRT_A_IRQ_IRQ: u32; its number, as in /proc/interrupts
 * @KVMRT_A_IRQ_CPUS: string, at most 1023 bytes; in a request only, a list of
 *   CPUs like 0,2-5: where to; in a dump of irq-get, only interrupts that are
 *   aimed at one of them
 * @KVMRT_A_IRQ_NAME: string; who handles it, absent if nobody
 * @KVMRT_A_IRQ_DEVICE: string; the device, known of messages only
 * @KVMRT_A_IRQ_CHIP: string; its interrupt controller
 * @KVMRT_A_IRQ_KIND: u32, enum kvmrt_irq_kind; how it can be moved
 * @KVMRT_A_IRQ_HOLD: u32, enum kvmrt_irq_hold; why it can't be moved, none if
 *   it can
 * @KVMRT_A_IRQ_HOME: string; the CPUs that it was given before we moved it
 * @KVMRT_A_IRQ_AFFINITY: string; the CPUs that it is permitted now, as the
 *   kernel sees it
 * @KVMRT_A_IRQ_EFFECTIVE: string; the CPU that it really is aimed at, absent
 *   if none
 * @KVMRT_A_IRQ_NODE: u32; NUMA node of its device, absent if unknown
 * @KVMRT_A_IRQ_THREADED: u32; 1 if a thread handles it
 * @KVMRT_A_IRQ_REMAPPED: u32; 1 if an IOMMU delivers it, so that it can be
 *   moved at any time
 * @KVMRT_A_IRQ_PENDING: u32; 1 if a move waits for its next arrival
 * @KVMRT_A_IRQ_MOVED: u32; 1 while we keep what is needed to put it back
 * @KVMRT_A_IRQ_RESERVED: u32; the CPU on which a vector is reserved in its
 *   name, absent if none
 * @KVMRT_A_IRQ_MOVES: u64; times that we aimed it elsewhere, those of the
 *   guard included
 * @KVMRT_A_IRQ_RETAKEN: u64; times that somebody took it back to a guarded
 *   CPU
 * @KVMRT_A_IRQ_ARRIVALS: u64; arrivals since it was moved last, on the CPUs
 *   that it was to leave; only while moved
 * @KVMRT_A_IRQ_COUNT: nest of irq-count, repeated; arrivals by CPU, CPUs
 *   without any are absent
 * @KVMRT_A_IRQ_PAD: padding
 * @KVMRT_A_IRQ_ACTION: u32, enum kvmrt_irq_action; in a plan, what would be
 *   done to it
 * @KVMRT_A_IRQ_TARGET: u32; in a plan, the CPU that it would be aimed at,
 *   absent if it stays
 */
enum kvmrt_a_irq {
	KVMRT_A_IRQ_IRQ = 1,
	KVMRT_A_IRQ_CPUS,
	KVMRT_A_IRQ_NAME,
	KVMRT_A_IRQ_DEVICE,
	KVMRT_A_IRQ_CHIP,
	KVMRT_A_IRQ_KIND,
	KVMRT_A_IRQ_HOLD,
	KVMRT_A_IRQ_HOME,
	KVMRT_A_IRQ_AFFINITY,
	KVMRT_A_IRQ_EFFECTIVE,
	KVMRT_A_IRQ_NODE,
	KVMRT_A_IRQ_THREADED,
	KVMRT_A_IRQ_REMAPPED,
	KVMRT_A_IRQ_PENDING,
	KVMRT_A_IRQ_MOVED,
	KVMRT_A_IRQ_RESERVED,
	KVMRT_A_IRQ_MOVES,
	KVMRT_A_IRQ_RETAKEN,
	KVMRT_A_IRQ_ARRIVALS,
	KVMRT_A_IRQ_COUNT,
	KVMRT_A_IRQ_PAD,
	KVMRT_A_IRQ_ACTION,
	KVMRT_A_IRQ_TARGET,

	/* private: */
	__KVMRT_A_IRQ_MAX
};

#define KVMRT_A_IRQ_MAX (__KVMRT_A_IRQ_MAX - 1)

/**
 * enum kvmrt_a_irq_count - attributes of the set "irq-count"
 * @KVMRT_A_IRQ_COUNT_CPU: u32; the CPU
 * @KVMRT_A_IRQ_COUNT_COUNT: u64; arrivals there since the interrupt was set
 *   up
 * @KVMRT_A_IRQ_COUNT_PAD: padding
 */
enum kvmrt_a_irq_count {
	KVMRT_A_IRQ_COUNT_CPU = 1,
	KVMRT_A_IRQ_COUNT_COUNT,
	KVMRT_A_IRQ_COUNT_PAD,

	/* private: */
	__KVMRT_A_IRQ_COUNT_MAX
};

#define KVMRT_A_IRQ_COUNT_MAX (__KVMRT_A_IRQ_COUNT_MAX - 1)

/**
 * enum kvmrt_a_irq_plan - attributes of the set "irq-plan"
 * @KVMRT_A_IRQ_PLAN_IRQ: u32; number of the interrupt
 * @KVMRT_A_IRQ_PLAN_FROM: string, at most 1023 bytes; CPUs to be freed,
 *   online, as a list like 4-7
 * @KVMRT_A_IRQ_PLAN_TO: string, at most 1023 bytes; CPUs that take the
 *   interrupts, online, none of them to be freed or guarded; absent, all
 *   others
 * @KVMRT_A_IRQ_PLAN_POLICY: u32, enum kvmrt_irq_policy; which of these an
 *   interrupt gets; absent, spread
 * @KVMRT_A_IRQ_PLAN_BEST_EFFORT: u32, 0 to 1; 1, move what can be moved; else
 *   all or nothing
 * @KVMRT_A_IRQ_PLAN_GUARD: u32, 0 to 1; 1, keep them off these CPUs from here
 *   on
 * @KVMRT_A_IRQ_PLAN_NAME: string; who handles it, absent if nobody
 * @KVMRT_A_IRQ_PLAN_DEVICE: string; the device, known of messages only
 * @KVMRT_A_IRQ_PLAN_KIND: u32, enum kvmrt_irq_kind; how it can be moved
 * @KVMRT_A_IRQ_PLAN_ACTION: u32, enum kvmrt_irq_action; what is done to it
 * @KVMRT_A_IRQ_PLAN_CPU: u32; the CPU that it is aimed at now
 * @KVMRT_A_IRQ_PLAN_TARGET: u32; the CPU that it will be aimed at, absent if
 *   it stays
 * @KVMRT_A_IRQ_PLAN_HOLD: u32, enum kvmrt_irq_hold; why it stays, none if it
 *   does not
 * @KVMRT_A_IRQ_PLAN_MOVED: u32; interrupts that were aimed elsewhere
 * @KVMRT_A_IRQ_PLAN_NARROWED: u32; interrupts whose mask was narrowed
 * @KVMRT_A_IRQ_PLAN_DEFERRED: u32; interrupts that move when they fire next
 * @KVMRT_A_IRQ_PLAN_STAYED: u32; interrupts that could not be moved, irq-get
 *   says why
 */
enum kvmrt_a_irq_plan {
	KVMRT_A_IRQ_PLAN_IRQ = 1,
	KVMRT_A_IRQ_PLAN_FROM,
	KVMRT_A_IRQ_PLAN_TO,
	KVMRT_A_IRQ_PLAN_POLICY,
	KVMRT_A_IRQ_PLAN_BEST_EFFORT,
	KVMRT_A_IRQ_PLAN_GUARD,
	KVMRT_A_IRQ_PLAN_NAME,
	KVMRT_A_IRQ_PLAN_DEVICE,
	KVMRT_A_IRQ_PLAN_KIND,
	KVMRT_A_IRQ_PLAN_ACTION,
	KVMRT_A_IRQ_PLAN_CPU,
	KVMRT_A_IRQ_PLAN_TARGET,
	KVMRT_A_IRQ_PLAN_HOLD,
	KVMRT_A_IRQ_PLAN_MOVED,
	KVMRT_A_IRQ_PLAN_NARROWED,
	KVMRT_A_IRQ_PLAN_DEFERRED,
	KVMRT_A_IRQ_PLAN_STAYED,

	/* private: */
	__KVMRT_A_IRQ_PLAN_MAX
};

#define KVMRT_A_IRQ_PLAN_MAX (__KVMRT_A_IRQ_PLAN_MAX - 1)

/**
 * enum kvmrt_a_irq_guard - attributes of the set "irq-guard"
 * @KVMRT_A_IRQ_GUARD_CPUS: string, at most 1023 bytes; the CPUs that are kept
 *   free, empty if none
 * @KVMRT_A_IRQ_GUARD_TO: string, at most 1023 bytes; CPUs that take what is
 *   taken back; absent or empty, all others
 * @KVMRT_A_IRQ_GUARD_POLICY: u32, enum kvmrt_irq_policy; which of these an
 *   interrupt gets
 * @KVMRT_A_IRQ_GUARD_DEFAULT_CPUS: string, at most 1023 bytes; CPUs that
 *   ordinary interrupts get which appear from here on; the kernel's
 *   irq_default_affinity
 * @KVMRT_A_IRQ_GUARD_SEEN: u64; times that an interrupt was aimed at a
 *   guarded CPU
 * @KVMRT_A_IRQ_GUARD_RETAKEN: u64; interrupts that were moved off again for
 *   it
 * @KVMRT_A_IRQ_GUARD_WORST_NS: u64; longest time from the first such sign to
 *   the end of the moves
 * @KVMRT_A_IRQ_GUARD_PAD: padding
 */
enum kvmrt_a_irq_guard {
	KVMRT_A_IRQ_GUARD_CPUS = 1,
	KVMRT_A_IRQ_GUARD_TO,
	KVMRT_A_IRQ_GUARD_POLICY,
	KVMRT_A_IRQ_GUARD_DEFAULT_CPUS,
	KVMRT_A_IRQ_GUARD_SEEN,
	KVMRT_A_IRQ_GUARD_RETAKEN,
	KVMRT_A_IRQ_GUARD_WORST_NS,
	KVMRT_A_IRQ_GUARD_PAD,

	/* private: */
	__KVMRT_A_IRQ_GUARD_MAX
};

#define KVMRT_A_IRQ_GUARD_MAX (__KVMRT_A_IRQ_GUARD_MAX - 1)

/**
 * enum kvmrt_a_irq_bind - attributes of the set "irq-bind"
 * @KVMRT_A_IRQ_BIND_DEVICE: string, at most 31 bytes; the device, as /sys
 *   names it, like 0000:03:00.0
 * @KVMRT_A_IRQ_BIND_CPUS: string, at most 1023 bytes; the CPUs that its
 *   interrupts get and keep; empty, it is not bound
 */
enum kvmrt_a_irq_bind {
	KVMRT_A_IRQ_BIND_DEVICE = 1,
	KVMRT_A_IRQ_BIND_CPUS,

	/* private: */
	__KVMRT_A_IRQ_BIND_MAX
};

#define KVMRT_A_IRQ_BIND_MAX (__KVMRT_A_IRQ_BIND_MAX - 1)

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
 * @KVMRT_CMD_IRQ_GET: One interrupt by irq; a dump has all that exist or,
 *   with cpus, those that are aimed at one of these CPUs, in the order of
 *   their numbers. Timers of a CPU, interrupts between CPUs and NMIs have no
 *   number and are not here.
 * @KVMRT_CMD_IRQ_MOVE: Aims one interrupt at one of the CPUs given, at the
 *   one with the fewest. What is needed to put it back is kept until
 *   irq-restore. A dump with the same attributes changes nothing and has the
 *   plan.
 * @KVMRT_CMD_IRQ_EVACUATE: Takes all interrupts off the CPUs in from: all or
 *   none, or with best-effort as many as can be. First vectors are reserved,
 *   then interrupts move; a failure on the way puts back what had moved. A
 *   dump with the same attributes changes nothing and has the plan, one
 *   object for each interrupt that the evacuation would touch or that would
 *   stay.
 * @KVMRT_CMD_IRQ_RESTORE: Puts one interrupt back or, without irq, all that
 *   were moved, which ends the guard and all bindings first. Those whose CPUs
 *   are offline follow when these come; they count as stayed. A dump with the
 *   same attribute changes nothing and has the plan, in which narrow means
 *   that the mask alone is put back.
 * @KVMRT_CMD_IRQ_GUARD_GET: Which CPUs are kept free of interrupts, and what
 *   that took.
 * @KVMRT_CMD_IRQ_GUARD_SET: Changes which CPUs are kept free of interrupts;
 *   an empty cpus ends the guard and leaves the interrupts where they are.
 *   What is absent stays as it is. CPUs that become guarded are evacuated as
 *   best-effort does.
 * @KVMRT_CMD_IRQ_MOVE_NTF: An interrupt was moved or put back by a request.
 * @KVMRT_CMD_IRQ_RETAKE_NTF: Somebody had aimed an interrupt at a guarded
 *   CPU; it is off again. Told at most ten times a second for each interrupt.
 * @KVMRT_CMD_IRQ_GUARD_NTF: Which CPUs are guarded, or how, changed.
 * @KVMRT_CMD_IRQ_BIND_GET: The CPUs that a device is bound to; a dump has all
 *   that are bound, in the order of their names.
 * @KVMRT_CMD_IRQ_BIND_SET: Keeps all message interrupts of a device on some
 *   CPUs, those that it will have included: of a device that is passed to a
 *   VM, on a CPU of that VM. The device need not be there yet. Such
 *   interrupts are left alone by evacuations and by the guard. An empty cpus
 *   ends it and leaves them where they are; irq-restore without irq ends all.
 * @KVMRT_CMD_IRQ_BIND_NTF: A device was bound, to other CPUs, or is not any
 *   more.
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
	KVMRT_CMD_IRQ_GET,
	KVMRT_CMD_IRQ_MOVE,
	KVMRT_CMD_IRQ_EVACUATE,
	KVMRT_CMD_IRQ_RESTORE,
	KVMRT_CMD_IRQ_GUARD_GET,
	KVMRT_CMD_IRQ_GUARD_SET,
	KVMRT_CMD_IRQ_MOVE_NTF,
	KVMRT_CMD_IRQ_RETAKE_NTF,
	KVMRT_CMD_IRQ_GUARD_NTF,
	KVMRT_CMD_IRQ_BIND_GET,
	KVMRT_CMD_IRQ_BIND_SET,
	KVMRT_CMD_IRQ_BIND_NTF,

	/* private: */
	__KVMRT_CMD_MAX
};

#define KVMRT_CMD_MAX (__KVMRT_CMD_MAX - 1)

#define KVMRT_MCGRP_VM		"vm"
#define KVMRT_MCGRP_GS		"gs"
#define KVMRT_MCGRP_ACCOUNT	"account"
#define KVMRT_MCGRP_IRQ		"irq"

#endif /* _UAPI_LINUX_KVMRT_H */
