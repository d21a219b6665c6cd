/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_regs_get_argument() came with 6.4, as did
 * ftrace_regs_set_instruction_pointer(), until then
 * ftrace_instruction_pointer_set().  Dies with 6.1.
 */
#ifndef KVMRT_COMPAT_LINUX_FTRACE_H
#define KVMRT_COMPAT_LINUX_FTRACE_H

#include_next <linux/ftrace.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define ftrace_regs_get_argument(fregs, n) \
	regs_get_kernel_argument(&(fregs)->regs, n)
#define ftrace_regs_set_instruction_pointer(fregs, ip) \
	ftrace_instruction_pointer_set(fregs, ip)
#endif

#endif /* KVMRT_COMPAT_LINUX_FTRACE_H */
