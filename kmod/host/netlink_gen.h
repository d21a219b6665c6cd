/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Made by scripts/gen-netlink from Documentation/netlink/specs/kvmrt.yaml: do not edit. */

#ifndef _LINUX_KVMRT_GEN_H
#define _LINUX_KVMRT_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <linux/kvmrt.h>

extern const struct nla_policy kvmrt_info_get_nl_policy[KVMRT_A_INFO_MODULE_VERSION + 1];

extern const struct nla_policy kvmrt_vm_get_nl_policy[KVMRT_A_VM_PID + 1];

extern const struct nla_policy kvmrt_vm_set_nl_policy[KVMRT_A_VM_NAME + 1];

extern const struct nla_policy kvmrt_vcpu_get_nl_policy[KVMRT_A_VCPU_ID + 1];

extern const struct nla_policy kvmrt_gs_get_nl_policy[KVMRT_A_GS_VM_ID + 1];

extern const struct nla_policy kvmrt_gs_set_nl_policy[KVMRT_A_GS_FLUSH_RATE + 1];

extern const struct nla_policy kvmrt_account_get_nl_policy[KVMRT_A_ACCOUNT_VM_ID + 1];

extern const struct nla_policy kvmrt_account_set_nl_policy[KVMRT_A_ACCOUNT_RESET + 1];

extern const struct nla_policy kvmrt_exit_get_nl_policy[KVMRT_A_EXIT_REASON + 1];

/* Ops table for kvmrt */
extern const struct genl_ops kvmrt_nl_ops[9];

int kvmrt_nl_vm_get_start(struct netlink_callback *cb);
int kvmrt_nl_vcpu_get_start(struct netlink_callback *cb);
int kvmrt_nl_gs_get_start(struct netlink_callback *cb);
int kvmrt_nl_account_get_start(struct netlink_callback *cb);
int kvmrt_nl_exit_get_start(struct netlink_callback *cb);

int kvmrt_nl_info_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_vm_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_vm_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int kvmrt_nl_vm_set_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_vcpu_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_vcpu_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int kvmrt_nl_gs_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_gs_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int kvmrt_nl_gs_set_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_account_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_account_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int kvmrt_nl_account_set_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_exit_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_nl_exit_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

extern const struct genl_multicast_group kvmrt_nl_mcgrps[3];

enum {
	KVMRT_NLGRP_VM,
	KVMRT_NLGRP_GS,
	KVMRT_NLGRP_ACCOUNT,
};

#endif /* _LINUX_KVMRT_GEN_H */
