// SPDX-License-Identifier: GPL-2.0-only
/* The VM of blobvm: /dev/kvm from creation to the answer of a hypercall. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/kvm.h>
#include "vm.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* A guest that loops, or a host that never answers, ends the program. */
#define TIMEOUT_S	60

/* What lies where in the guest's memory. */
#define GPA_PML4	0x1000
#define GPA_PDPT	0x2000
#define GPA_PD		0x3000
#define GPA_CODE	0x4000
#define GPA_CALL	0x5000

#define PTE_PRESENT	0x01
#define PTE_WRITE	0x02
#define PTE_USER	0x04
#define PTE_LARGE	0x80

#define CR0_PE		0x00000001
#define CR0_ET		0x00000010
#define CR0_NE		0x00000020
#define CR0_PG		0x80000000
#define CR4_PAE		0x20
#define EFER_LME	0x100
#define EFER_LMA	0x400
#define RFLAGS_FIXED	0x2
#define RFLAGS_IOPL3	0x3000

#define CPUID_MAX	256

extern const unsigned char blob_long[], blob_long_end[];
extern const unsigned char blob_prot[], blob_prot_end[];

static int fail(const char *what)
{
	fprintf(stderr, "blobvm: %s: %s\n", what, strerror(errno));
	return -1;
}

static int map_memory(struct vm *vm)
{
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = 0,
		.memory_size = VM_MEM_SIZE,
	};

	vm->mem = mmap(NULL, VM_MEM_SIZE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vm->mem == MAP_FAILED)
		return fail("guest memory");
	region.userspace_addr = (uintptr_t)vm->mem;
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		return fail("KVM_SET_USER_MEMORY_REGION");
	return 0;
}

/* The guest's CPUID is the host's: without one, KVM refuses long mode. */
static int set_cpuid(struct vm *vm)
{
	struct kvm_cpuid2 *cpuid;
	int ret = 0;

	cpuid = calloc(1, sizeof(*cpuid) +
			  CPUID_MAX * sizeof(cpuid->entries[0]));
	if (!cpuid)
		return fail("memory for CPUID");
	cpuid->nent = CPUID_MAX;
	if (ioctl(vm->kvm, KVM_GET_SUPPORTED_CPUID, cpuid))
		ret = fail("KVM_GET_SUPPORTED_CPUID");
	else if (ioctl(vm->vcpu, KVM_SET_CPUID2, cpuid))
		ret = fail("KVM_SET_CPUID2");
	free(cpuid);
	return ret;
}

/* Identity map of the first 2 MiB, open to user mode. */
static void write_page_tables(struct vm *vm)
{
	const uint64_t flags = PTE_PRESENT | PTE_WRITE | PTE_USER;
	const struct { uint64_t gpa, entry; } tables[] = {
		{ GPA_PML4, GPA_PDPT | flags },
		{ GPA_PDPT, GPA_PD | flags },
		{ GPA_PD, PTE_LARGE | flags },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		memcpy(vm->mem + tables[i].gpa, &tables[i].entry,
		       sizeof(tables[i].entry));
}

static int set_mode(struct vm *vm)
{
	const bool is64 = vm->mode != VM_PROT;
	const uint8_t cpl = vm->mode == VM_USER ? 3 : 0;
	const struct kvm_segment flat = {
		.limit = 0xffffffff, .selector = 0x10 | cpl, .type = 3,
		.present = 1, .dpl = cpl, .db = 1, .s = 1, .g = 1,
	};
	struct kvm_sregs sregs;

	if (ioctl(vm->vcpu, KVM_GET_SREGS, &sregs))
		return fail("KVM_GET_SREGS");
	sregs.ds = flat;
	sregs.es = flat;
	sregs.fs = flat;
	sregs.gs = flat;
	sregs.ss = flat;
	sregs.cs = flat;
	sregs.cs.selector = 0x08 | cpl;
	sregs.cs.type = 11;
	sregs.cs.l = is64;
	sregs.cs.db = !is64;
	sregs.cr0 = CR0_PE | CR0_ET | CR0_NE;
	if (is64) {
		write_page_tables(vm);
		sregs.cr0 |= CR0_PG;
		sregs.cr3 = GPA_PML4;
		sregs.cr4 |= CR4_PAE;
		sregs.efer |= EFER_LME | EFER_LMA;
	}
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &sregs))
		return fail("KVM_SET_SREGS");
	return 0;
}

int vm_create(struct vm *vm, enum vm_mode mode)
{
	const unsigned char *code = blob_long, *end = blob_long_end;
	int size;

	vm->mode = mode;
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return fail("/dev/kvm");
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return fail("KVM_CREATE_VM");
	if (map_memory(vm))
		return -1;
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0)
		return fail("KVM_CREATE_VCPU");
	size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size < (int)sizeof(*vm->run))
		return fail("KVM_GET_VCPU_MMAP_SIZE");
	vm->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
		       vm->vcpu, 0);
	if (vm->run == MAP_FAILED)
		return fail("the vCPU's kvm_run");
	if (set_cpuid(vm) || set_mode(vm))
		return -1;
	if (vm->mode == VM_PROT) {
		code = blob_prot;
		end = blob_prot_end;
	}
	memcpy(vm->mem + GPA_CODE, code, end - code);
	return 0;
}

int vm_run(struct vm *vm, struct vm_call *call)
{
	const struct vm_call sent = *call;
	struct kvm_regs regs = {
		.rip = GPA_CODE,
		.rdi = GPA_CALL,
		.rflags = RFLAGS_FIXED |
			  (vm->mode == VM_USER ? RFLAGS_IOPL3 : 0),
	};

	memcpy(vm->mem + GPA_CALL, call, sizeof(*call));
	if (ioctl(vm->vcpu, KVM_SET_REGS, &regs))
		return fail("KVM_SET_REGS");
	alarm(TIMEOUT_S);
	if (ioctl(vm->vcpu, KVM_RUN, 0))
		return fail("KVM_RUN");
	alarm(0);
	if (vm->run->exit_reason != KVM_EXIT_IO) {
		fprintf(stderr, "blobvm: the guest left with exit reason %u\n",
			vm->run->exit_reason);
		return -1;
	}
	memcpy(call, vm->mem + GPA_CALL, sizeof(*call));
	if (call->rbx != sent.rbx || call->rcx != sent.rcx ||
	    call->rdx != sent.rdx || call->rsi != sent.rsi) {
		fprintf(stderr, "blobvm: a register other than RAX changed\n");
		return -1;
	}
	/* Only the low half was written back. */
	if (vm->mode == VM_PROT)
		call->rax = (int64_t)(int32_t)call->rax;
	return 0;
}
