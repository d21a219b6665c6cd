/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Made by scripts/gen-netlink from Documentation/netlink/specs/kvmrt_guest.yaml: do not edit. */
/*
 * Family "kvmrt_guest", version 1. The guest's side of the guest services:
 * state of the services as this guest sees them, the run-time switches of its
 * two gates, and the calls themselves for scripts and for programs without
 * access to the device /dev/kvmrt_gs. Whoever may configure the network
 * (CAP_NET_ADMIN) may call; everybody may ask for the status.
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
 * KVMRT_GUEST_CMD_STATUS_GET
 *   State of the services. Asks the host anew if the gate is open.
 *   who       anybody
 *   do        no attributes
 *   answer    KVMRT_GUEST_A_STATUS_HOST,
 *             KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED,
 *             KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED,
 *             KVMRT_GUEST_A_STATUS_FEATURES, KVMRT_GUEST_A_STATUS_ABI,
 *             KVMRT_GUEST_A_STATUS_MSG_MAX, KVMRT_GUEST_A_STATUS_DATA_MAX,
 *             KVMRT_GUEST_A_STATUS_VM_ID, KVMRT_GUEST_A_STATUS_VERSION
 *
 * KVMRT_GUEST_CMD_GATE_SET
 *   Open or close gates; an attribute that is absent leaves its gate as it
 *   is. A call on its way when its gate closes is completed.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED,
 *             KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED
 *   answer    KVMRT_GUEST_A_STATUS_HOST,
 *             KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED,
 *             KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED,
 *             KVMRT_GUEST_A_STATUS_FEATURES, KVMRT_GUEST_A_STATUS_ABI,
 *             KVMRT_GUEST_A_STATUS_MSG_MAX, KVMRT_GUEST_A_STATUS_DATA_MAX,
 *             KVMRT_GUEST_A_STATUS_VM_ID, KVMRT_GUEST_A_STATUS_VERSION
 *
 * KVMRT_GUEST_CMD_STATUS_NTF
 *   A gate or the state of the host, as this guest noticed it, changed.
 *   sent      to group "status", attributes as KVMRT_GUEST_CMD_STATUS_GET
 *             answers
 *
 * KVMRT_GUEST_CMD_PING
 *   Leave a pair of events with the cookie, in the guest and on the host.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_GUEST_A_CALL_COOKIE
 *
 * KVMRT_GUEST_CMD_LOG_MSG
 *   Print a message in the host's kernel log.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_GUEST_A_CALL_MSG
 *
 * KVMRT_GUEST_CMD_LOG_DATA
 *   Leave bytes as events in the traces of the guest and of the host.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_GUEST_A_CALL_DATA
 *
 * KVMRT_GUEST_CMD_FLUSH
 *   Freeze the host's trace for the CPUs of the scope.
 *   who       CAP_NET_ADMIN
 *   do        KVMRT_GUEST_A_CALL_SCOPE
 */

#ifndef _UAPI_LINUX_KVMRT_GUEST_GENL_H
#define _UAPI_LINUX_KVMRT_GUEST_GENL_H

#define KVMRT_GUEST_FAMILY_NAME		"kvmrt_guest"
#define KVMRT_GUEST_FAMILY_VERSION	1

/**
 * enum kvmrt_guest_a_status - attributes of the set "status"
 * @KVMRT_GUEST_A_STATUS_HOST: u32, enum kvmrt_guest_host; What discovery
 *   found.
 * @KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED: u32, 0 to 1; Gate of the guest's
 *   kernel, 1 is open.
 * @KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED: u32, 0 to 1; Gate of the guest's
 *   user space, 1 is open.
 * @KVMRT_GUEST_A_STATUS_FEATURES: u32; Bit (1 << enum kvmrt_gs_fn) for each
 *   that the host permits now.
 * @KVMRT_GUEST_A_STATUS_ABI: u32; The host's ABI version.
 * @KVMRT_GUEST_A_STATUS_MSG_MAX: u32; Most bytes of one message.
 * @KVMRT_GUEST_A_STATUS_DATA_MAX: u32; Most bytes of one call with data.
 * @KVMRT_GUEST_A_STATUS_VM_ID: u32; The host's id of this VM.
 * @KVMRT_GUEST_A_STATUS_VERSION: string; Version of the module.
 */
enum kvmrt_guest_a_status {
	KVMRT_GUEST_A_STATUS_HOST = 1,
	KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED,
	KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED,
	KVMRT_GUEST_A_STATUS_FEATURES,
	KVMRT_GUEST_A_STATUS_ABI,
	KVMRT_GUEST_A_STATUS_MSG_MAX,
	KVMRT_GUEST_A_STATUS_DATA_MAX,
	KVMRT_GUEST_A_STATUS_VM_ID,
	KVMRT_GUEST_A_STATUS_VERSION,

	/* private: */
	__KVMRT_GUEST_A_STATUS_MAX,
	KVMRT_GUEST_A_STATUS_MAX = (__KVMRT_GUEST_A_STATUS_MAX - 1)
};

/**
 * enum kvmrt_guest_a_call - attributes of the set "call"
 * @KVMRT_GUEST_A_CALL_PAD: padding
 * @KVMRT_GUEST_A_CALL_COOKIE: u64; Any number, found again in the events of
 *   both sides.
 * @KVMRT_GUEST_A_CALL_SCOPE: u32, 0 to 2; CPUs of the host, enum
 *   kvmrt_gs_scope.
 * @KVMRT_GUEST_A_CALL_MSG: binary; Text of at most status.msg-max bytes; it
 *   ends at the first NUL.
 * @KVMRT_GUEST_A_CALL_DATA: binary; At most status.data-max bytes.
 */
enum kvmrt_guest_a_call {
	KVMRT_GUEST_A_CALL_PAD = 1,
	KVMRT_GUEST_A_CALL_COOKIE,
	KVMRT_GUEST_A_CALL_SCOPE,
	KVMRT_GUEST_A_CALL_MSG,
	KVMRT_GUEST_A_CALL_DATA,

	/* private: */
	__KVMRT_GUEST_A_CALL_MAX,
	KVMRT_GUEST_A_CALL_MAX = (__KVMRT_GUEST_A_CALL_MAX - 1)
};

/**
 * enum kvmrt_guest_cmd - commands and notifications
 * @KVMRT_GUEST_CMD_STATUS_GET: State of the services. Asks the host anew if
 *   the gate is open.
 * @KVMRT_GUEST_CMD_GATE_SET: Open or close gates; an attribute that is absent
 *   leaves its gate as it is. A call on its way when its gate closes is
 *   completed.
 * @KVMRT_GUEST_CMD_STATUS_NTF: A gate or the state of the host, as this guest
 *   noticed it, changed.
 * @KVMRT_GUEST_CMD_PING: Leave a pair of events with the cookie, in the guest
 *   and on the host.
 * @KVMRT_GUEST_CMD_LOG_MSG: Print a message in the host's kernel log.
 * @KVMRT_GUEST_CMD_LOG_DATA: Leave bytes as events in the traces of the guest
 *   and of the host.
 * @KVMRT_GUEST_CMD_FLUSH: Freeze the host's trace for the CPUs of the scope.
 */
enum kvmrt_guest_cmd {
	KVMRT_GUEST_CMD_STATUS_GET = 1,
	KVMRT_GUEST_CMD_GATE_SET,
	KVMRT_GUEST_CMD_STATUS_NTF,
	KVMRT_GUEST_CMD_PING,
	KVMRT_GUEST_CMD_LOG_MSG,
	KVMRT_GUEST_CMD_LOG_DATA,
	KVMRT_GUEST_CMD_FLUSH,

	/* private: */
	__KVMRT_GUEST_CMD_MAX,
	KVMRT_GUEST_CMD_MAX = (__KVMRT_GUEST_CMD_MAX - 1)
};

#define KVMRT_GUEST_MCGRP_STATUS	"status"

#endif /* _UAPI_LINUX_KVMRT_GUEST_GENL_H */
