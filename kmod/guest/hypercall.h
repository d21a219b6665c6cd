/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall instruction, safe to execute anywhere.
 */
#ifndef KVMRT_GUEST_HYPERCALL_H
#define KVMRT_GUEST_HYPERCALL_H

#include <asm/alternative.h>
#include <asm/asm.h>
#include <asm/cpufeatures.h>
#include <linux/compiler.h>
#include <linux/kvmrt_gs.h>

/*
 * What kvmrt_hypercall() returns when nobody took the call.  Bare metal and
 * some hypervisors raise #UD, which the exception table ends; an Intel CPU in
 * VMX root operation (a KVM host) executes VMCALL, sets flags and goes on.
 * Either way RAX still holds the number, which is no answer of the ABI.
 */
#define KVMRT_HYPERCALL_UNTAKEN	((long)KVMRT_GS_HC_NR)

/**
 * kvmrt_hypercall() - the bare instruction, without a check or an event
 * @fn: enum kvmrt_gs_fn
 * @a0: first argument
 * @a1: second argument
 *
 * The kernel sets X86_FEATURE_VMMCALL on the CPUs of AMD and Hygon, so each
 * vendor's own instruction is patched in: one that needs no help from the
 * host's KVM, and no branch here.
 *
 * Return: the host's answer, or KVMRT_HYPERCALL_UNTAKEN.
 */
static __always_inline long kvmrt_hypercall(unsigned long fn, unsigned long a0,
					    unsigned long a1)
{
	long ret = KVMRT_GS_HC_NR;

	asm volatile("1: " ALTERNATIVE("vmcall", "vmmcall", X86_FEATURE_VMMCALL) "\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : "+a" (ret)
		     : "b" (fn), "c" (a0), "d" (a1), "S" (0UL)
		     : "memory");
	return ret;
}

#endif /* KVMRT_GUEST_HYPERCALL_H */
