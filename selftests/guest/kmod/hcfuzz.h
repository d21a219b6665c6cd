/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercall tester of a guest: prototypes grouped by file.
 */
#ifndef KVMRT_HCFUZZ_H
#define KVMRT_HCFUZZ_H

#include <linux/bits.h>
#include <linux/types.h>
#include <linux/kvmrt_gs.h>

/* ------------------------------------------------------------- hc_main.c */

/* Memory of the tests: contiguous pages, and what the host said at first. */
#define HC_BUFFER_ORDER	2
#define HC_BUFFER_SIZE	(PAGE_SIZE << HC_BUFFER_ORDER)

extern u8 *hc_buffer;
extern u64 hc_buffer_gpa;
extern u64 hc_mem_end;
extern unsigned long hc_msg_max;
extern unsigned long hc_data_max;
extern unsigned long hc_features;
extern unsigned long hc_vm_id;

void hc_result(bool good, const char *name, long ret, const char *wanted);

/* ------------------------------------------------------------ hc_model.c */

/* What a result may be, one bit each. */
#define HC_DONE		BIT(0)
#define HC_EPERM	BIT(1)
#define HC_EINVAL	BIT(2)
#define HC_EMSGSIZE	BIT(3)
#define HC_EFAULT	BIT(4)
#define HC_EAGAIN	BIT(5)
#define HC_ENOMEM	BIT(6)
#define HC_ENODEV	BIT(7)
#define HC_EBUSY	BIT(8)
#define HC_EOPNOTSUPP	BIT(9)
#define HC_UNKNOWN	BIT(10)
#define HC_RESULTS	11

/* Is a stretch of guest-physical addresses memory?  Some only the host knows. */
enum hc_memory {
	HC_MEMORY_YES,
	HC_MEMORY_NO,
	HC_MEMORY_MAYBE,
};

u32 hc_class(unsigned long fn, unsigned long a0, long ret);
u32 hc_allowed(unsigned long fn, unsigned long a0, unsigned long a1);
const char *hc_class_text(u32 classes);

/* -------------------------------------------------------------- hc_abi.c */

void hc_abi_run(void);

/* ------------------------------------------------------------- hc_fuzz.c */

void hc_fuzz_run(u64 calls, u64 seed);

#endif /* KVMRT_HCFUZZ_H */
