/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest code of tinyvm, position independent, copied to guest memory as it is.
 *
 * in   RDI  struct vm_call (vm.h), at its guest address
 *
 * One round: load the registers, make the hypercall, count the answer.  While
 * struct vm_call says "loop", another round follows an answer that is on its
 * list; any other answer, or the end of the loop, ends in an OUT with every
 * register of the ABI written back, so that the VMM can tell that none but RAX
 * changed.  An OUT and not a HLT, because user mode must be able to do it
 * (tinyvm gives it the I/O privilege).
 *
 * The instruction is Intel's; vm.c puts in AMD's, found by its label.
 */

#define BLOB_PORT	0x10

/* Offsets in struct vm_call. */
#define CALL_RAX	0x00
#define CALL_RBX	0x08
#define CALL_RCX	0x10
#define CALL_RDX	0x18
#define CALL_RSI	0x20
#define CALL_LOOP	0x28
#define CALL_ANSWER	0x30	/* VM_ANSWERS pairs: value, count */
#define CALL_ANSWER_END	0x70

	.section .rodata

	.globl blob_long, blob_long_insn, blob_long_end
	.code64
blob_long:
	mov	CALL_RAX(%rdi), %rax
	mov	CALL_RBX(%rdi), %rbx
	mov	CALL_RCX(%rdi), %rcx
	mov	CALL_RDX(%rdi), %rdx
	mov	CALL_RSI(%rdi), %rsi
blob_long_insn:
	vmcall
	cmpq	$0, CALL_LOOP(%rdi)
	je	3f
	lea	CALL_ANSWER(%rdi), %r8
	lea	CALL_ANSWER_END(%rdi), %r9
1:	cmp	%rax, (%r8)
	je	2f
	add	$16, %r8
	cmp	%r9, %r8
	jb	1b
	jmp	3f
2:	incq	8(%r8)
	jmp	blob_long
3:	mov	%rax, CALL_RAX(%rdi)
	mov	%rbx, CALL_RBX(%rdi)
	mov	%rcx, CALL_RCX(%rdi)
	mov	%rdx, CALL_RDX(%rdi)
	mov	%rsi, CALL_RSI(%rdi)
	out	%al, $BLOB_PORT
	/* The VMM never comes back here. */
	ud2
blob_long_end:

	/*
	 * 32-bit code, and real mode's with the same words of source: the low
	 * halves of the same fields, and no loop.
	 */
	.macro	round_32
	mov	CALL_RAX(%edi), %eax
	mov	CALL_RBX(%edi), %ebx
	mov	CALL_RCX(%edi), %ecx
	mov	CALL_RDX(%edi), %edx
	mov	CALL_RSI(%edi), %esi
	.endm
	.macro	leave_32
	mov	%eax, CALL_RAX(%edi)
	mov	%ebx, CALL_RBX(%edi)
	mov	%ecx, CALL_RCX(%edi)
	mov	%edx, CALL_RDX(%edi)
	mov	%esi, CALL_RSI(%edi)
	out	%al, $BLOB_PORT
	ud2
	.endm

	.globl blob_prot, blob_prot_insn, blob_prot_end
	.code32
blob_prot:
	round_32
blob_prot_insn:
	vmcall
	leave_32
blob_prot_end:

	.globl blob_real, blob_real_insn, blob_real_end
	.code16
blob_real:
	round_32
blob_real_insn:
	vmcall
	leave_32
blob_real_end:

	.section .note.GNU-stack, "", @progbits
