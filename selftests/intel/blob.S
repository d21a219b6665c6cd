/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest code of blobvm: makes one hypercall and stops.
 *
 * in   RDI  struct vm_call (vm.h), at its guest address
 *
 * Every register of the ABI is written back afterwards, so that the VMM can
 * tell that none but RAX changed.  The end is an OUT and not a HLT, because
 * user mode must be able to do it (blobvm gives it the I/O privilege).
 * Position independent: copied to guest memory as it is.
 */

#define BLOB_PORT	0x10

	.section .rodata

	.globl blob_long, blob_long_end
	.code64
blob_long:
	mov	0x00(%rdi), %rax
	mov	0x08(%rdi), %rbx
	mov	0x10(%rdi), %rcx
	mov	0x18(%rdi), %rdx
	mov	0x20(%rdi), %rsi
	vmcall
	mov	%rax, 0x00(%rdi)
	mov	%rbx, 0x08(%rdi)
	mov	%rcx, 0x10(%rdi)
	mov	%rdx, 0x18(%rdi)
	mov	%rsi, 0x20(%rdi)
	out	%al, $BLOB_PORT
	/* The VMM never comes back here. */
	ud2
blob_long_end:

	/* 32-bit: the low halves of the same fields. */
	.globl blob_prot, blob_prot_end
	.code32
blob_prot:
	mov	0x00(%edi), %eax
	mov	0x08(%edi), %ebx
	mov	0x10(%edi), %ecx
	mov	0x18(%edi), %edx
	mov	0x20(%edi), %esi
	vmcall
	mov	%eax, 0x00(%edi)
	mov	%ebx, 0x08(%edi)
	mov	%ecx, 0x10(%edi)
	mov	%edx, 0x18(%edi)
	mov	%esi, 0x20(%edi)
	out	%al, $BLOB_PORT
	ud2
blob_prot_end:

	.section .note.GNU-stack, "", @progbits
