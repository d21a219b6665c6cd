// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds a function the way a livepatch does: one hook that may change where it
 * goes (IPMODIFY), of which the kernel allows a single one for each function.
 * It changes nothing.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/string.h>

static char *function = "kvm_emulate_hypercall";
module_param(function, charp, 0444);
MODULE_PARM_DESC(function, "the function to hold");

static void notrace pass_on(unsigned long ip, unsigned long parent_ip,
			    struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
}

static struct ftrace_ops ops = {
	.func = pass_on,
	.flags = FTRACE_OPS_FL_IPMODIFY,
};

static int __init conflict_init(void)
{
	int ret;

	ret = ftrace_set_filter(&ops, function, strlen(function), 0);
	if (ret)
		return ret;

	ret = register_ftrace_function(&ops);
	if (ret)
		ftrace_free_filter(&ops);
	return ret;
}

static void __exit conflict_exit(void)
{
	unregister_ftrace_function(&ops);
	ftrace_free_filter(&ops);
}

module_init(conflict_init);
module_exit(conflict_exit);

MODULE_DESCRIPTION("Holds a function as a livepatch does, for tests");
MODULE_LICENSE("GPL");
