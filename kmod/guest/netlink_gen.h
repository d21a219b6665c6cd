/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Made by scripts/gen-netlink from Documentation/netlink/specs/kvmrt_guest.yaml: do not edit. */

#ifndef _LINUX_KVMRT_GUEST_GEN_H
#define _LINUX_KVMRT_GUEST_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <linux/kvmrt_guest_genl.h>
#include <linux/kvmrt_guest.h>

extern const struct nla_policy kvmrt_guest_status_get_nl_policy[KVMRT_GUEST_A_STATUS_HOST + 1];

extern const struct nla_policy kvmrt_guest_gate_set_nl_policy[KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED + 1];

extern const struct nla_policy kvmrt_guest_ping_nl_policy[KVMRT_GUEST_A_CALL_COOKIE + 1];

extern const struct nla_policy kvmrt_guest_log_msg_nl_policy[KVMRT_GUEST_A_CALL_MSG + 1];

extern const struct nla_policy kvmrt_guest_log_data_nl_policy[KVMRT_GUEST_A_CALL_DATA + 1];

extern const struct nla_policy kvmrt_guest_flush_nl_policy[KVMRT_GUEST_A_CALL_SCOPE + 1];

/* Ops table for kvmrt_guest */
extern const struct genl_ops kvmrt_guest_nl_ops[6];

int kvmrt_guest_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_guest_nl_gate_set_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_guest_nl_ping_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_guest_nl_log_msg_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_guest_nl_log_data_doit(struct sk_buff *skb, struct genl_info *info);
int kvmrt_guest_nl_flush_doit(struct sk_buff *skb, struct genl_info *info);

extern const struct genl_multicast_group kvmrt_guest_nl_mcgrps[1];

enum {
	KVMRT_GUEST_NLGRP_STATUS,
};

#endif /* _LINUX_KVMRT_GUEST_GEN_H */
