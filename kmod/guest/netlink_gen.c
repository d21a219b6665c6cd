// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Made by scripts/gen-netlink from Documentation/netlink/specs/kvmrt_guest.yaml: do not edit. */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <linux/kvmrt_guest_genl.h>
#include <linux/kvmrt_guest.h>

/* KVMRT_GUEST_CMD_STATUS_GET - do */
const struct nla_policy kvmrt_guest_status_get_nl_policy[KVMRT_GUEST_A_STATUS_HOST + 1] = {};

/* KVMRT_GUEST_CMD_GATE_SET - do */
const struct nla_policy kvmrt_guest_gate_set_nl_policy[KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED + 1] = {
	[KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* KVMRT_GUEST_CMD_PING - do */
const struct nla_policy kvmrt_guest_ping_nl_policy[KVMRT_GUEST_A_CALL_COOKIE + 1] = {
	[KVMRT_GUEST_A_CALL_COOKIE] = { .type = NLA_U64, },
};

/* KVMRT_GUEST_CMD_LOG_MSG - do */
const struct nla_policy kvmrt_guest_log_msg_nl_policy[KVMRT_GUEST_A_CALL_MSG + 1] = {
	[KVMRT_GUEST_A_CALL_MSG] = { .type = NLA_BINARY, },
};

/* KVMRT_GUEST_CMD_LOG_DATA - do */
const struct nla_policy kvmrt_guest_log_data_nl_policy[KVMRT_GUEST_A_CALL_DATA + 1] = {
	[KVMRT_GUEST_A_CALL_DATA] = { .type = NLA_BINARY, },
};

/* KVMRT_GUEST_CMD_FLUSH - do */
const struct nla_policy kvmrt_guest_flush_nl_policy[KVMRT_GUEST_A_CALL_SCOPE + 1] = {
	[KVMRT_GUEST_A_CALL_SCOPE] = NLA_POLICY_MAX(NLA_U32, 2),
};

/* Ops table for kvmrt_guest */
const struct genl_ops kvmrt_guest_nl_ops[6] = {
	{
		.cmd		= KVMRT_GUEST_CMD_STATUS_GET,
		.doit		= kvmrt_guest_nl_status_get_doit,
		.policy		= kvmrt_guest_status_get_nl_policy,
		.maxattr	= KVMRT_GUEST_A_STATUS_HOST,
	},
	{
		.cmd		= KVMRT_GUEST_CMD_GATE_SET,
		.doit		= kvmrt_guest_nl_gate_set_doit,
		.policy		= kvmrt_guest_gate_set_nl_policy,
		.maxattr	= KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_GUEST_CMD_PING,
		.doit		= kvmrt_guest_nl_ping_doit,
		.policy		= kvmrt_guest_ping_nl_policy,
		.maxattr	= KVMRT_GUEST_A_CALL_COOKIE,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_GUEST_CMD_LOG_MSG,
		.doit		= kvmrt_guest_nl_log_msg_doit,
		.policy		= kvmrt_guest_log_msg_nl_policy,
		.maxattr	= KVMRT_GUEST_A_CALL_MSG,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_GUEST_CMD_LOG_DATA,
		.doit		= kvmrt_guest_nl_log_data_doit,
		.policy		= kvmrt_guest_log_data_nl_policy,
		.maxattr	= KVMRT_GUEST_A_CALL_DATA,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_GUEST_CMD_FLUSH,
		.doit		= kvmrt_guest_nl_flush_doit,
		.policy		= kvmrt_guest_flush_nl_policy,
		.maxattr	= KVMRT_GUEST_A_CALL_SCOPE,
		.flags		= GENL_ADMIN_PERM,
	},
};

const struct genl_multicast_group kvmrt_guest_nl_mcgrps[1] = {
	[KVMRT_GUEST_NLGRP_STATUS] = { "status", },
};
