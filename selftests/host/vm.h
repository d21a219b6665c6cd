/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM of 1 MiB whose guest (blob.S) makes hypercalls, on one or several vCPUs.
 */
#ifndef SELFTESTS_HOST_VM_H
#define SELFTESTS_HOST_VM_H

#include <stdbool.h>
#include <stdint.h>

/* The guest's memory, from address 0. */
#define VM_MEM_SIZE	0x100000
/* From here on it is free for the arguments of calls. */
#define VM_GPA_DATA	0x8000
/* Above the memory: an address that is no one's. */
#define VM_GPA_HOLE	0x40000000

#define VM_VCPUS_MAX	16
/* Answers that a loop goes on after. */
#define VM_ANSWERS	4

enum vm_mode {
	VM_LONG,	/* 64-bit, CPL 0 */
	VM_PROT,	/* 32-bit, CPL 0, no paging */
	VM_USER,	/* 64-bit, CPL 3 */
	VM_REAL,	/* 16-bit */
};

/* Whose hypercalls the guest has asked KVM to emulate. */
enum vm_kind {
	VM_PLAIN,
	VM_HYPERV,
	VM_XEN,
};

/* What blob.S reads and writes; its offsets are known there. */
struct vm_call {
	uint64_t rax, rbx, rcx, rdx, rsi;
	uint64_t loop;
	struct {
		uint64_t value, count;
	} answer[VM_ANSWERS];
};

struct vm_vcpu {
	int fd;
	struct kvm_run *run;
	struct vm_call *call;	/* in guest memory */
	uint64_t gpa;		/* of it */
};

struct vm_options {
	enum vm_mode mode;
	enum vm_kind kind;
	unsigned int vcpus;
	bool has_tsc_offset;
	int64_t tsc_offset;
};

struct vm {
	struct vm_options options;
	int kvm;
	int fd;
	unsigned char *mem;
	struct vm_vcpu vcpu[VM_VCPUS_MAX];
};

/* How a run of the guest ended. */
enum vm_end {
	VM_END_ERROR = -1,	/* told on stderr */
	VM_END_ANSWER,		/* RAX of the call is the answer */
	VM_END_XEN,		/* KVM handed a Xen hypercall to user space */
};

/*
 * Prints what went wrong and returns -1 then, else 0.  A VM lives until the
 * process ends.
 */
int vm_create(struct vm *vm, const struct vm_options *options);
/* Runs a vCPU until its guest code ends; @call has the answer afterwards. */
enum vm_end vm_run(struct vm *vm, unsigned int index, struct vm_call *call);

#endif
