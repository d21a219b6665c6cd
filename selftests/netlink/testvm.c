// SPDX-License-Identifier: GPL-2.0-only
/* The VM of the netlink tests: /dev/kvm from creation to a hypercall. */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/kvm.h>
#include <linux/kvmrt_gs.h>
#include "testvm.h"

#define GPA_CODE	0x1000
#define RFLAGS_FIXED	0x2

static int failed(const char *what)
{
	fprintf(stderr, "testvm: %s: %s\n", what, strerror(errno));
	return -1;
}

static int is_amd(void)
{
	unsigned int eax, ebx = 0, ecx, edx;

	__get_cpuid(0, &eax, &ebx, &ecx, &edx);
	return ebx == signature_AMD_ebx;
}

/* The hypercall, then a halt, which leaves KVM_RUN. */
static void write_code(struct testvm *vm)
{
	static const unsigned char amd[] = { 0x0f, 0x01, 0xd9, 0xf4 };
	static const unsigned char intel[] = { 0x0f, 0x01, 0xc1, 0xf4 };

	memcpy(vm->mem + GPA_CODE, is_amd() ? amd : intel, sizeof(amd));
}

int testvm_add_vcpu(struct testvm *vm, uint32_t id)
{
	int fd;

	if (vm->nr_vcpus == TESTVM_MAX_VCPUS) {
		errno = E2BIG;
		return failed("vCPUs");
	}
	fd = ioctl(vm->fd, KVM_CREATE_VCPU, id);
	if (fd < 0)
		return failed("KVM_CREATE_VCPU");
	vm->vcpus[vm->nr_vcpus++] = fd;
	return 0;
}

int testvm_create(struct testvm *vm, int nr_vcpus)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = TESTVM_MEM_SIZE,
	};
	int id;

	*vm = (struct testvm){ .kvm = -1, .fd = -1 };
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return failed("/dev/kvm");
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return failed("KVM_CREATE_VM");
	vm->mem = mmap(NULL, TESTVM_MEM_SIZE, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (vm->mem == MAP_FAILED)
		return failed("memory");
	region.userspace_addr = (uintptr_t)vm->mem;
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		return failed("KVM_SET_USER_MEMORY_REGION");
	write_code(vm);
	for (id = 0; id < nr_vcpus; id++)
		if (testvm_add_vcpu(vm, id))
			return -1;
	if (!nr_vcpus)
		return 0;
	vm->run_size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	vm->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		       vm->vcpus[0], 0);
	if (vm->run == MAP_FAILED)
		return failed("kvm_run");
	return 0;
}

int64_t testvm_call(struct testvm *vm, uint32_t fn, uint32_t a0, uint32_t a1)
{
	struct kvm_regs regs = {
		.rax = KVMRT_GS_HC_NR, .rbx = fn, .rcx = a0, .rdx = a1,
		.rip = GPA_CODE, .rflags = RFLAGS_FIXED,
	};
	struct kvm_sregs sregs;

	if (ioctl(vm->vcpus[0], KVM_GET_SREGS, &sregs)) {
		failed("KVM_GET_SREGS");
		return INT64_MIN;
	}
	sregs.cs.selector = 0;
	sregs.cs.base = 0;
	if (ioctl(vm->vcpus[0], KVM_SET_SREGS, &sregs) ||
	    ioctl(vm->vcpus[0], KVM_SET_REGS, &regs) ||
	    ioctl(vm->vcpus[0], KVM_RUN, 0)) {
		failed("KVM_RUN");
		return INT64_MIN;
	}
	if (vm->run->exit_reason != KVM_EXIT_HLT ||
	    ioctl(vm->vcpus[0], KVM_GET_REGS, &regs)) {
		fprintf(stderr, "testvm: exit reason %u\n", vm->run->exit_reason);
		return INT64_MIN;
	}
	return (int32_t)regs.rax;
}

void testvm_destroy(struct testvm *vm)
{
	int i;

	if (vm->run)
		munmap(vm->run, vm->run_size);
	for (i = 0; i < vm->nr_vcpus; i++)
		close(vm->vcpus[i]);
	close(vm->fd);
	if (vm->mem)
		munmap(vm->mem, TESTVM_MEM_SIZE);
	close(vm->kvm);
}
