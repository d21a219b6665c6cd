/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Overlay of <net/genetlink.h>.
 *
 * 6.2 split struct genl_ops by mode: pre_doit and post_doit got the new struct.
 * 6.6 moved a dump's attributes into the struct genl_info of the request.
 * 6.7 (and 6.1.67) let a multicast group say who may join it.
 * Dies with the last kernel before 6.7.
 */
#ifndef KVMRT_COMPAT_NET_GENETLINK_H
#define KVMRT_COMPAT_NET_GENETLINK_H

#include <linux/version.h>
#include_next <net/genetlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define compat_genl_doit_ops genl_ops
#else
#define compat_genl_doit_ops genl_split_ops
#endif

/**
 * compat_genl_dump_attrs() - attributes of the request that began a dump
 * @cb: the dump
 *
 * Return: the array by type; valid in the dump's start, dumpit and done.
 */
static inline struct nlattr **compat_genl_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	return genl_dumpit_info(cb)->attrs;
#else
	return genl_info_dump(cb)->attrs;
#endif
}

#ifndef GENL_REQ_ATTR_CHECK
#define GENL_REQ_ATTR_CHECK(info, attr) (!(info)->attrs[(attr)])
#endif

/* Without it anybody may join: there is no way to say who may not. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN 0
#endif

#endif /* KVMRT_COMPAT_NET_GENETLINK_H */
