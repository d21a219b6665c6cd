// SPDX-License-Identifier: GPL-2.0-only
/*
 * Order of initialisation, and parameters.  Loading fails for want of memory
 * or of a name only: a guest without services is told so by the status.
 */
#include <linux/module.h>
#include "guest.h"

module_param_named(gs_hc_guest_enabled, kvmrt_gs_hc_guest_enabled, bool, 0444);
MODULE_PARM_DESC(gs_hc_guest_enabled,
		 "gate of the guest's kernel: ask the host for services and use them (default 0)");
module_param_named(gs_syscall_enabled, kvmrt_gs_syscall_enabled, bool, 0444);
MODULE_PARM_DESC(gs_syscall_enabled,
		 "gate of user space: offer the services to applications (default 0)");

static int __init kvmrt_guest_init(void)
{
	int ret;

	ret = kvmrt_gs_init();
	if (ret)
		return ret;
	kvmrt_host_init();
	ret = kvmrt_netlink_init();
	if (ret)
		goto err_gs;
	ret = kvmrt_dev_init();
	if (ret)
		goto err_netlink;
	return 0;

err_netlink:
	kvmrt_netlink_exit();
err_gs:
	kvmrt_gs_exit();
	return ret;
}

static void __exit kvmrt_guest_exit(void)
{
	kvmrt_dev_exit();
	kvmrt_netlink_exit();
	kvmrt_gs_exit();
}

module_init(kvmrt_guest_init);
module_exit(kvmrt_guest_exit);

MODULE_DESCRIPTION("Guest services of kvmrt, the guest's side");
MODULE_LICENSE("GPL");
MODULE_VERSION(KVMRT_GUEST_VERSION);
