// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt.ko: order of start and its exact mirror at the end; nothing else.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "kvmrt.h"

static int __init kvmrt_init(void)
{
	int ret;

	ret = kvmrt_ksym_init();
	if (ret)
		return ret;

	ret = kvmrt_netlink_init();
	if (ret)
		return ret;

	kvmrt_flush_init();

	ret = kvmrt_kvm_tp_init();
	if (ret)
		goto err_netlink_exit;

	ret = kvmrt_kvm_init();
	if (ret)
		goto err_tp_exit;

	pr_info("version %s, guest services %s\n", KVMRT_VERSION,
		kvmrt_gs_enabled() ? "on" : "off (gs_hc_host_enabled=0)");
	return 0;

err_tp_exit:
	kvmrt_kvm_tp_exit();
err_netlink_exit:
	kvmrt_scan_exit();
	kvmrt_flush_exit();
	kvmrt_netlink_exit();
	return ret;
}

static void __exit kvmrt_exit(void)
{
	kvmrt_kvm_exit();
	kvmrt_kvm_tp_exit();
	kvmrt_scan_exit();
	kvmrt_flush_exit();
	kvmrt_netlink_exit();
}

module_init(kvmrt_init);
module_exit(kvmrt_exit);

MODULE_DESCRIPTION("Real-time virtual machines on stock Linux, the host's side");
MODULE_AUTHOR("The kvmrt developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(KVMRT_VERSION);
