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

/**
 * compat_nl_set_text_value() - a text that was chosen elsewhere, and its value
 * @extack: where to, may be NULL
 * @text: a constant
 * @value: the number that it is about; -1: none
 *
 * Old kernels say the text alone.
 */
static inline void compat_nl_set_text_value(struct netlink_ext_ack *extack,
					    const char *text, int value)
{
	if (!extack)
		return;
#ifdef NL_SET_ERR_MSG_FMT
	if (value >= 0) {
		NL_SET_ERR_MSG_FMT(extack, "%s: %d", text, value);
		return;
	}
#endif
	extack->_msg = text;
}

#endif /* KVMRT_COMPAT_LINUX_NETLINK_H */
