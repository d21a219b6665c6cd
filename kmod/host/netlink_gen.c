// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Made by scripts/gen-netlink from Documentation/netlink/specs/kvmrt.yaml: do not edit. */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <linux/kvmrt.h>

/* Integer value ranges */
static const struct netlink_range_validation kvmrt_a_gs_log_rate_range = {
	.min	= 1ULL,
	.max	= KVMRT_RATE_MAX,
};

static const struct netlink_range_validation kvmrt_a_gs_data_rate_range = {
	.min	= 1ULL,
	.max	= KVMRT_RATE_MAX,
};

static const struct netlink_range_validation kvmrt_a_gs_flush_rate_range = {
	.min	= 1ULL,
	.max	= KVMRT_RATE_MAX,
};

/* KVMRT_CMD_INFO_GET - do */
const struct nla_policy kvmrt_info_get_nl_policy[KVMRT_A_INFO_MODULE_VERSION + 1] = {};

/* KVMRT_CMD_VM_GET - do */
const struct nla_policy kvmrt_vm_get_nl_policy[KVMRT_A_VM_PID + 1] = {
	[KVMRT_A_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[KVMRT_A_VM_NAME] = { .type = NLA_NUL_STRING, .len = KVMRT_NAME_MAX, },
	[KVMRT_A_VM_PID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* KVMRT_CMD_VM_SET - do */
const struct nla_policy kvmrt_vm_set_nl_policy[KVMRT_A_VM_NAME + 1] = {
	[KVMRT_A_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[KVMRT_A_VM_NAME] = { .type = NLA_NUL_STRING, .len = KVMRT_NAME_MAX, },
};

/* KVMRT_CMD_VCPU_GET - do */
const struct nla_policy kvmrt_vcpu_get_nl_policy[KVMRT_A_VCPU_ID + 1] = {
	[KVMRT_A_VCPU_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[KVMRT_A_VCPU_ID] = { .type = NLA_U32, },
};

/* KVMRT_CMD_GS_GET - do */
const struct nla_policy kvmrt_gs_get_nl_policy[KVMRT_A_GS_VM_ID + 1] = {
	[KVMRT_A_GS_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* KVMRT_CMD_GS_SET - do */
const struct nla_policy kvmrt_gs_set_nl_policy[KVMRT_A_GS_FLUSH_RATE + 1] = {
	[KVMRT_A_GS_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[KVMRT_A_GS_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[KVMRT_A_GS_ALLOW] = { .type = NLA_U32, },
	[KVMRT_A_GS_LOG_RATE] = NLA_POLICY_FULL_RANGE(NLA_U32, &kvmrt_a_gs_log_rate_range),
	[KVMRT_A_GS_DATA_RATE] = NLA_POLICY_FULL_RANGE(NLA_U32, &kvmrt_a_gs_data_rate_range),
	[KVMRT_A_GS_FLUSH_RATE] = NLA_POLICY_FULL_RANGE(NLA_U32, &kvmrt_a_gs_flush_rate_range),
};

/* KVMRT_CMD_ACCOUNT_GET - do */
const struct nla_policy kvmrt_account_get_nl_policy[KVMRT_A_ACCOUNT_VM_ID + 1] = {
	[KVMRT_A_ACCOUNT_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* KVMRT_CMD_ACCOUNT_SET - do */
const struct nla_policy kvmrt_account_set_nl_policy[KVMRT_A_ACCOUNT_RESET + 1] = {
	[KVMRT_A_ACCOUNT_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[KVMRT_A_ACCOUNT_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[KVMRT_A_ACCOUNT_RESET] = NLA_POLICY_RANGE(NLA_U32, 1, 1),
};

/* KVMRT_CMD_EXIT_GET - do */
const struct nla_policy kvmrt_exit_get_nl_policy[KVMRT_A_EXIT_REASON + 1] = {
	[KVMRT_A_EXIT_VM_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[KVMRT_A_EXIT_VCPU_ID] = { .type = NLA_U32, },
	[KVMRT_A_EXIT_REASON] = { .type = NLA_U32, },
};

/* Ops table for kvmrt */
const struct genl_ops kvmrt_nl_ops[9] = {
	{
		.cmd		= KVMRT_CMD_INFO_GET,
		.doit		= kvmrt_nl_info_get_doit,
		.policy		= kvmrt_info_get_nl_policy,
		.maxattr	= KVMRT_A_INFO_MODULE_VERSION,
	},
	{
		.cmd		= KVMRT_CMD_VM_GET,
		.doit		= kvmrt_nl_vm_get_doit,
		.start		= kvmrt_nl_vm_get_start,
		.dumpit		= kvmrt_nl_vm_get_dumpit,
		.policy		= kvmrt_vm_get_nl_policy,
		.maxattr	= KVMRT_A_VM_PID,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_VM_SET,
		.doit		= kvmrt_nl_vm_set_doit,
		.policy		= kvmrt_vm_set_nl_policy,
		.maxattr	= KVMRT_A_VM_NAME,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_VCPU_GET,
		.doit		= kvmrt_nl_vcpu_get_doit,
		.start		= kvmrt_nl_vcpu_get_start,
		.dumpit		= kvmrt_nl_vcpu_get_dumpit,
		.policy		= kvmrt_vcpu_get_nl_policy,
		.maxattr	= KVMRT_A_VCPU_ID,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_GS_GET,
		.doit		= kvmrt_nl_gs_get_doit,
		.start		= kvmrt_nl_gs_get_start,
		.dumpit		= kvmrt_nl_gs_get_dumpit,
		.policy		= kvmrt_gs_get_nl_policy,
		.maxattr	= KVMRT_A_GS_VM_ID,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_GS_SET,
		.doit		= kvmrt_nl_gs_set_doit,
		.policy		= kvmrt_gs_set_nl_policy,
		.maxattr	= KVMRT_A_GS_FLUSH_RATE,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_ACCOUNT_GET,
		.doit		= kvmrt_nl_account_get_doit,
		.start		= kvmrt_nl_account_get_start,
		.dumpit		= kvmrt_nl_account_get_dumpit,
		.policy		= kvmrt_account_get_nl_policy,
		.maxattr	= KVMRT_A_ACCOUNT_VM_ID,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_ACCOUNT_SET,
		.doit		= kvmrt_nl_account_set_doit,
		.policy		= kvmrt_account_set_nl_policy,
		.maxattr	= KVMRT_A_ACCOUNT_RESET,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= KVMRT_CMD_EXIT_GET,
		.doit		= kvmrt_nl_exit_get_doit,
		.start		= kvmrt_nl_exit_get_start,
		.dumpit		= kvmrt_nl_exit_get_dumpit,
		.policy		= kvmrt_exit_get_nl_policy,
		.maxattr	= KVMRT_A_EXIT_REASON,
		.flags		= GENL_ADMIN_PERM,
	},
};

const struct genl_multicast_group kvmrt_nl_mcgrps[3] = {
	[KVMRT_NLGRP_VM] = { "vm", .flags = GENL_MCAST_CAP_NET_ADMIN, },
	[KVMRT_NLGRP_GS] = { "gs", .flags = GENL_MCAST_CAP_NET_ADMIN, },
	[KVMRT_NLGRP_ACCOUNT] = { "account", .flags = GENL_MCAST_CAP_NET_ADMIN, },
};
