/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A real VM inside the test's own process: vCPUs, 64 KiB of memory and, when
 * wanted, a hypercall made from its vCPU 0.
 */
#ifndef SELFTESTS_NETLINK_TESTVM_H
#define SELFTESTS_NETLINK_TESTVM_H

#include <stdint.h>

#define TESTVM_MEM_SIZE		0x10000
#define TESTVM_MAX_VCPUS	128
/* From here on memory is free for the arguments of calls. */
#define TESTVM_GPA_DATA		0x8000

struct testvm {
	int kvm;
	int fd;
	int vcpus[TESTVM_MAX_VCPUS];
	int nr_vcpus;
	unsigned char *mem;
	struct kvm_run *run;	/* of vCPU 0 */
	int run_size;
};

/* Both print what failed.  0 or -1. */
int testvm_create(struct testvm *vm, int nr_vcpus);
int testvm_add_vcpu(struct testvm *vm, uint32_t id);
/*
 * One hypercall of the guest services from real mode, so with 32-bit registers.
 * Returns what the guest found in its EAX; INT64_MIN when the VM doesn't run.
 */
int64_t testvm_call(struct testvm *vm, uint32_t fn, uint32_t a0, uint32_t a1);
void testvm_destroy(struct testvm *vm);

#endif /* SELFTESTS_NETLINK_TESTVM_H */
