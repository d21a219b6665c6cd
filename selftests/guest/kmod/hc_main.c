// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt_hcfuzz: tests the hypercall ABI from a guest's kernel and tells the
 * kernel log: a line PASS or FAIL for each case, and one with the sums.
 *
 * Loading always succeeds if there is a host to test; the log is the result.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "hcfuzz.h"
#include "hypercall.h"

static char *test = "abi";
module_param(test, charp, 0444);
MODULE_PARM_DESC(test, "abi: exact table; fuzz: random calls");

static ulong calls = 1000000;
module_param(calls, ulong, 0444);
MODULE_PARM_DESC(calls, "fuzz: number of calls");

static ulong seed = 1;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "fuzz: start of the random numbers");

static ulong mem_mb;
module_param(mem_mb, ulong, 0444);
MODULE_PARM_DESC(mem_mb, "the guest's memory, in one piece; 0: unknown");

u8 *hc_buffer;
u64 hc_buffer_gpa;
u64 hc_mem_end;
unsigned long hc_msg_max;
unsigned long hc_data_max;
unsigned long hc_features;
unsigned long hc_vm_id;

static unsigned int passed;
static unsigned int failed;

void hc_result(bool good, const char *name, long ret, const char *wanted)
{
	if (good) {
		passed++;
		pr_info("PASS %s\n", name);
	} else {
		failed++;
		pr_err("FAIL %s: got %ld, wanted %s\n", name, ret, wanted);
	}
}

static int __init hcfuzz_init(void)
{
	long abi = kvmrt_hypercall(KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_ABI, 0);

	if (abi != (KVMRT_GS_ABI_MAGIC | KVMRT_GS_ABI_VERSION)) {
		pr_err("no host to test: query answers %ld\n", abi);
		return -ENODEV;
	}
	hc_buffer = (u8 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, HC_BUFFER_ORDER);
	if (!hc_buffer)
		return -ENOMEM;
	hc_buffer_gpa = virt_to_phys(hc_buffer);
	hc_mem_end = (u64)mem_mb << 20;
	hc_features = kvmrt_hypercall(KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_FEATURES, 0);
	hc_msg_max = kvmrt_hypercall(KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_MSG_MAX, 0);
	hc_data_max = kvmrt_hypercall(KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_DATA_MAX, 0);
	hc_vm_id = kvmrt_hypercall(KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_VM_ID, 0);
	if (hc_msg_max >= HC_BUFFER_SIZE || hc_data_max >= HC_BUFFER_SIZE) {
		pr_err("limits 0x%lx and 0x%lx make no sense\n", hc_msg_max, hc_data_max);
		failed++;
	} else if (!strcmp(test, "abi")) {
		hc_abi_run();
	} else if (!strcmp(test, "fuzz")) {
		hc_fuzz_run(calls, seed);
	} else {
		pr_err("test=%s is unknown\n", test);
		failed++;
	}
	pr_info("%s: %u passed, %u failed\n", test, passed, failed);
	free_pages((unsigned long)hc_buffer, HC_BUFFER_ORDER);
	return 0;
}

static void __exit hcfuzz_exit(void)
{
}

module_init(hcfuzz_init);
module_exit(hcfuzz_exit);

MODULE_DESCRIPTION("Tester of kvmrt's hypercall ABI");
MODULE_LICENSE("GPL");
