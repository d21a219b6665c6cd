/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM with one vCPU and 1 MiB of memory, whose guest (blob.S) makes one
 * hypercall each time that it runs.
 */
#ifndef SELFTESTS_INTEL_VM_H
#define SELFTESTS_INTEL_VM_H

#include <stdint.h>

/* The guest's memory, from address 0. */
#define VM_MEM_SIZE	0x100000
/* From here on it is free for the arguments of calls. */
#define VM_GPA_DATA	0x8000
/* Above the memory: an address that is no one's. */
#define VM_GPA_HOLE	0x40000000

enum vm_mode {
	VM_LONG,	/* 64-bit, CPL 0 */
	VM_PROT,	/* 32-bit, CPL 0, no paging */
	VM_USER,	/* 64-bit, CPL 3 */
};

/* One hypercall, as blob.S reads and writes it. */
struct vm_call {
	uint64_t rax, rbx, rcx, rdx, rsi;
};

struct vm {
	enum vm_mode mode;
	int kvm;
	int fd;
	int vcpu;
	struct kvm_run *run;
	unsigned char *mem;
};

/*
 * Both print what went wrong and return -1 then, else 0.  A VM lives until the
 * process ends.
 */
int vm_create(struct vm *vm, enum vm_mode mode);
/* Runs one hypercall in the guest; @call has the answer in RAX afterwards. */
int vm_run(struct vm *vm, struct vm_call *call);

#endif
