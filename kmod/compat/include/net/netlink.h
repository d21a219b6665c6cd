/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Overlay of <net/netlink.h>.
 *
 * Before 6.7 a policy's pointer to a range lacked its const, though nobody ever
 * wrote through it.  Dies with the last kernel before 6.7.
 */
#ifndef KVMRT_COMPAT_NET_NETLINK_H
#define KVMRT_COMPAT_NET_NETLINK_H

#include <linux/version.h>
#include_next <net/netlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#undef NLA_POLICY_FULL_RANGE
#define NLA_POLICY_FULL_RANGE(tp, _range) {				\
	.type = NLA_ENSURE_UINT_OR_BINARY_TYPE(tp),			\
	.validation_type = NLA_VALIDATE_RANGE_PTR,			\
	.range = (struct netlink_range_validation *)(_range),		\
}
#endif

#endif /* KVMRT_COMPAT_NET_NETLINK_H */
