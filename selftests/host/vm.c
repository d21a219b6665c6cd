// SPDX-License-Identifier: GPL-2.0-only
/* The VM of tinyvm: /dev/kvm from creation to the answer of a hypercall. */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/kvm.h>
#include "vm.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* What lies where in the guest's memory. */
#define GPA_PML4	0x1000
#define GPA_PDPT	0x2000
#define GPA_PD		0x3000
#define GPA_CODE	0x4000
#define GPA_CALLS	0x5000
#define CALL_STRIDE	0x100

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
/* Leaves and MSRs of a hypervisor that is Hyper-V to its guests. */
#define CPUID_HV_BASE	0x40000000
#define CPUID_HV_IFACE	0x40000001
#define HV_SIGNATURE	0x31237648	/* "Hv#1" */
#define MSR_HV_GUEST_OS	0x40000000
/* Where a Xen guest asks for its page of hypercalls. */
#define MSR_XEN_HVM	0x40000200

#define BLOB(name)							\
	extern const unsigned char blob_##name[], blob_##name##_insn[],	\
		blob_##name##_end[]
BLOB(long);
BLOB(prot);
BLOB(real);

static int fail(const char *what)
{
	fprintf(stderr, "tinyvm: %s: %s\n", what, strerror(errno));
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

static void add_hyperv_leaves(struct kvm_cpuid2 *cpuid)
{
	struct kvm_cpuid_entry2 *entry = cpuid->entries;
	unsigned int i, kept = 0;

	/* In place of KVM's own leaves. */
	for (i = 0; i < cpuid->nent; i++)
		if (entry[i].function >> 8 != CPUID_HV_BASE >> 8)
			entry[kept++] = entry[i];
	memset(&entry[kept], 0, 2 * sizeof(*entry));
	entry[kept].function = CPUID_HV_BASE;
	entry[kept].eax = CPUID_HV_IFACE;
	entry[kept + 1].function = CPUID_HV_IFACE;
	entry[kept + 1].eax = HV_SIGNATURE;
	cpuid->nent = kept + 2;
}

/* The guest's CPUID is the host's: without one, KVM refuses long mode. */
static int set_cpuid(struct vm *vm, struct vm_vcpu *vcpu)
{
	struct kvm_cpuid2 *cpuid;
	int ret = 0;

	cpuid = calloc(1, sizeof(*cpuid) +
			  (CPUID_MAX + 2) * sizeof(cpuid->entries[0]));
	if (!cpuid)
		return fail("memory for CPUID");
	cpuid->nent = CPUID_MAX;
	if (ioctl(vm->kvm, KVM_GET_SUPPORTED_CPUID, cpuid)) {
		ret = fail("KVM_GET_SUPPORTED_CPUID");
		goto out;
	}
	if (vm->options.kind == VM_HYPERV)
		add_hyperv_leaves(cpuid);
	if (ioctl(vcpu->fd, KVM_SET_CPUID2, cpuid))
		ret = fail("KVM_SET_CPUID2");
out:
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

static void set_flat_mode(enum vm_mode mode, struct kvm_sregs *sregs)
{
	const bool is64 = mode != VM_PROT;
	const uint8_t cpl = mode == VM_USER ? 3 : 0;
	const struct kvm_segment flat = {
		.limit = 0xffffffff, .selector = 0x10 | cpl, .type = 3,
		.present = 1, .dpl = cpl, .db = 1, .s = 1, .g = 1,
	};

	sregs->ds = flat;
	sregs->es = flat;
	sregs->fs = flat;
	sregs->gs = flat;
	sregs->ss = flat;
	sregs->cs = flat;
	sregs->cs.selector = 0x08 | cpl;
	sregs->cs.type = 11;
	sregs->cs.l = is64;
	sregs->cs.db = !is64;
	sregs->cr0 = CR0_PE | CR0_ET | CR0_NE;
	if (is64) {
		sregs->cr0 |= CR0_PG;
		sregs->cr3 = GPA_PML4;
		sregs->cr4 |= CR4_PAE;
		sregs->efer |= EFER_LME | EFER_LMA;
	}
}

static int set_mode(struct vm *vm, struct vm_vcpu *vcpu)
{
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_GET_SREGS, &sregs))
		return fail("KVM_GET_SREGS");
	if (vm->options.mode == VM_REAL) {
		sregs.cs.base = 0;
		sregs.cs.selector = 0;
	} else {
		set_flat_mode(vm->options.mode, &sregs);
	}
	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs))
		return fail("KVM_SET_SREGS");
	return 0;
}

static int set_tsc_offset(struct vm *vm, struct vm_vcpu *vcpu)
{
	struct kvm_device_attr attr = {
		.group = KVM_VCPU_TSC_CTRL,
		.attr = KVM_VCPU_TSC_OFFSET,
		.addr = (uintptr_t)&vm->options.tsc_offset,
	};

	if (ioctl(vcpu->fd, KVM_SET_DEVICE_ATTR, &attr))
		return fail("KVM_VCPU_TSC_OFFSET");
	return 0;
}

/* What a Hyper-V guest does first: say who it is. */
static int set_hyperv_guest(struct vm_vcpu *vcpu)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = {
		.head.nmsrs = 1,
		.entry = { .index = MSR_HV_GUEST_OS, .data = 1 },
	};

	if (ioctl(vcpu->fd, KVM_SET_MSRS, &msrs) != 1)
		return fail("the MSR of a Hyper-V guest");
	return 0;
}

static int set_xen_guest(struct vm *vm)
{
	struct kvm_xen_hvm_config config = {
		.flags = KVM_XEN_HVM_CONFIG_INTERCEPT_HCALL,
		.msr = MSR_XEN_HVM,
	};

	if (ioctl(vm->fd, KVM_XEN_HVM_CONFIG, &config))
		return fail("KVM_XEN_HVM_CONFIG");
	return 0;
}

static int create_vcpu(struct vm *vm, unsigned int index)
{
	struct vm_vcpu *vcpu = &vm->vcpu[index];
	int size;

	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, index);
	if (vcpu->fd < 0)
		return fail("KVM_CREATE_VCPU");
	size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size < (int)sizeof(*vcpu->run))
		return fail("KVM_GET_VCPU_MMAP_SIZE");
	vcpu->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			 vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		return fail("the vCPU's kvm_run");
	vcpu->gpa = GPA_CALLS + index * CALL_STRIDE;
	vcpu->call = (struct vm_call *)(vm->mem + vcpu->gpa);
	if (set_cpuid(vm, vcpu) || set_mode(vm, vcpu))
		return -1;
	if (vm->options.has_tsc_offset && set_tsc_offset(vm, vcpu))
		return -1;
	if (vm->options.kind == VM_HYPERV && set_hyperv_guest(vcpu))
		return -1;
	return 0;
}

static bool cpu_is_amd(void)
{
	unsigned int eax, ebx, ecx, edx;

	__cpuid(0, eax, ebx, ecx, edx);
	return ebx == signature_AMD_ebx || ebx == 0x6f677948; /* Hygon */
}

static void write_code(struct vm *vm)
{
	static const unsigned char vmmcall[] = { 0x0f, 0x01, 0xd9 };
	const unsigned char *code = blob_long, *insn = blob_long_insn;
	const unsigned char *end = blob_long_end;

	if (vm->options.mode == VM_PROT) {
		code = blob_prot;
		insn = blob_prot_insn;
		end = blob_prot_end;
	} else if (vm->options.mode == VM_REAL) {
		code = blob_real;
		insn = blob_real_insn;
		end = blob_real_end;
	}
	memcpy(vm->mem + GPA_CODE, code, end - code);
	if (cpu_is_amd())
		memcpy(vm->mem + GPA_CODE + (insn - code), vmmcall,
		       sizeof(vmmcall));
}

int vm_create(struct vm *vm, const struct vm_options *options)
{
	unsigned int i;

	vm->options = *options;
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return fail("/dev/kvm");
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return fail("KVM_CREATE_VM");
	if (map_memory(vm))
		return -1;
	if (options->kind == VM_XEN && set_xen_guest(vm))
		return -1;
	write_page_tables(vm);
	write_code(vm);
	for (i = 0; i < options->vcpus; i++)
		if (create_vcpu(vm, i))
			return -1;
	return 0;
}

/* Anything but RAX and what the loop counts must be as it was. */
static bool only_rax_changed(const struct vm_call *sent,
			     const struct vm_call *got)
{
	return got->rbx == sent->rbx && got->rcx == sent->rcx &&
	       got->rdx == sent->rdx && got->rsi == sent->rsi;
}

enum vm_end vm_run(struct vm *vm, unsigned int index, struct vm_call *call)
{
	struct vm_vcpu *vcpu = &vm->vcpu[index];
	const struct vm_call sent = *call;
	struct kvm_regs regs = {
		.rip = GPA_CODE,
		.rdi = vcpu->gpa,
		.rflags = RFLAGS_FIXED |
			  (vm->options.mode == VM_USER ? RFLAGS_IOPL3 : 0),
	};

	*vcpu->call = *call;
	if (ioctl(vcpu->fd, KVM_SET_REGS, &regs))
		return fail("KVM_SET_REGS");
	if (ioctl(vcpu->fd, KVM_RUN, 0))
		return fail("KVM_RUN");
	if (vcpu->run->exit_reason == KVM_EXIT_XEN)
		return VM_END_XEN;
	if (vcpu->run->exit_reason != KVM_EXIT_IO) {
		fprintf(stderr, "tinyvm: the guest left with exit reason %u\n",
			vcpu->run->exit_reason);
		return VM_END_ERROR;
	}
	*call = *vcpu->call;
	if (!only_rax_changed(&sent, call)) {
		fprintf(stderr, "tinyvm: a register other than RAX changed\n");
		return VM_END_ERROR;
	}
	/* Only the low half was written back. */
	if (vm->options.mode == VM_PROT || vm->options.mode == VM_REAL)
		call->rax = (int64_t)(int32_t)call->rax;
	return VM_END_ANSWER;
}
