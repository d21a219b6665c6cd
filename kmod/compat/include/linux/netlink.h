/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Overlay of <linux/netlink.h>.
 *
 * 6.3 can print into the text of an extended ack; before, a text must be a
 * constant.  Dies with the last kernel before 6.3.
 */
#ifndef KVMRT_COMPAT_LINUX_NETLINK_H
#define KVMRT_COMPAT_LINUX_NETLINK_H

#include_next <linux/netlink.h>
#include <linux/printk.h>

/*
 * COMPAT_NL_SET_ERR_MSG_ATTR_VALUE() - a text and the value that it is about
 *
 * Old kernels say the text alone; the value is at the attribute's offset.
 */
#ifdef NL_SET_ERR_MSG_ATTR_FMT
#define COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(extack, attr, msg, fmt, value)	\
	NL_SET_ERR_MSG_ATTR_FMT(extack, attr, msg fmt, value)
#else
#define COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(extack, attr, msg, fmt, value)	\
do {									\
	no_printk(fmt, value);						\
	NL_SET_ERR_MSG_ATTR(extack, attr, msg);				\
} while (0)
#endif

#endif /* KVMRT_COMPAT_LINUX_NETLINK_H */
