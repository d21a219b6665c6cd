// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of bad and good calls with the exact result of each.  The script
 * that loads this module sets the host's rates high enough beforehand.
 */
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "hcfuzz.h"
#include "hypercall.h"

#define BIG	BIT_ULL(63)

struct call {
	const char *name;
	unsigned long fn;
	unsigned long a0;
	unsigned long a1;
	u32 wanted;
};

static void run(const struct call *call)
{
	long ret = kvmrt_hypercall(call->fn, call->a0, call->a1);

	hc_result(hc_class(call->fn, call->a0, ret) & call->wanted, call->name, ret,
		  hc_class_text(call->wanted));
}

static void run_functions(void)
{
	static const struct call calls[] = {
		{ "query-abi", KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_ABI, 0, HC_DONE },
		{ "query-features", KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_FEATURES, 0, HC_DONE },
		{ "query-msg-max", KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_MSG_MAX, 0, HC_DONE },
		{ "query-data-max", KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_DATA_MAX, 0, HC_DONE },
		{ "query-vm-id", KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_VM_ID, 0, HC_DONE },
		{ "query-5", KVMRT_GS_FN_QUERY, 5, 0, HC_EINVAL },
		{ "query-2^32", KVMRT_GS_FN_QUERY, BIT_ULL(32), 0, HC_EINVAL },
		{ "query-2^63", KVMRT_GS_FN_QUERY, BIG, 0, HC_EINVAL },
		{ "query-all-ones", KVMRT_GS_FN_QUERY, ~0UL, 0, HC_EINVAL },
		{ "ping-0", KVMRT_GS_FN_PING, 0, 0, HC_DONE },
		{ "ping-all-ones", KVMRT_GS_FN_PING, ~0UL, ~0UL, HC_DONE },
		{ "function-5", KVMRT_GS_FN_MAX, 0, 0, HC_UNKNOWN },
		{ "function-31", 31, 0, 0, HC_UNKNOWN },
		{ "function-32", 32, 0, 0, HC_UNKNOWN },
		{ "function-64", 64, 0, 0, HC_UNKNOWN },
		{ "function-2^31", BIT_ULL(31), 0, 0, HC_UNKNOWN },
		{ "function-2^32+1", BIT_ULL(32) + 1, 0, 0, HC_UNKNOWN },
		{ "function-2^63+1", BIG + 1, 0, 0, HC_UNKNOWN },
		{ "function-all-ones", ~0UL, 0, 0, HC_UNKNOWN },
		{ "flush-scope-3", KVMRT_GS_FN_TRACE_FLUSH, 3, 0, HC_EINVAL },
		{ "flush-scope-2^32", KVMRT_GS_FN_TRACE_FLUSH, BIT_ULL(32), 0, HC_EINVAL },
		{ "flush-scope-2^63", KVMRT_GS_FN_TRACE_FLUSH, BIG, 0, HC_EINVAL },
		{ "flush-scope-all-ones", KVMRT_GS_FN_TRACE_FLUSH, ~0UL, 0, HC_EINVAL },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		run(&calls[i]);
}

/* The buffers that are bad for LOG_MSG are bad for LOG_DATA. */
static void run_buffers(const char *fn_name, unsigned long fn, unsigned long max)
{
	const u64 gpa = hc_buffer_gpa, page = PAGE_SIZE, end = hc_mem_end;
	const struct call calls[] = {
		{ "len-0", fn, gpa, 0, HC_EINVAL },
		{ "len-0-address-bad", fn, BIG, 0, HC_EINVAL },
		{ "len-1", fn, gpa, 1, HC_DONE },
		{ "len-max", fn, gpa, max, HC_DONE },
		{ "len-max+1", fn, gpa, max + 1, HC_EMSGSIZE },
		{ "len-2^32+1", fn, gpa, BIT_ULL(32) + 1, HC_EMSGSIZE },
		{ "len-2^63", fn, gpa, BIG, HC_EMSGSIZE },
		{ "len-all-ones", fn, gpa, ~0UL, HC_EMSGSIZE },
		{ "unaligned", fn, gpa + 3, 17, HC_DONE },
		{ "crosses-a-page", fn, gpa + page - 5, 11, HC_DONE },
		{ "last-byte-of-a-page", fn, gpa + page - 1, 1, HC_DONE },
		{ "unmapped", fn, 0xfffffff000ULL, 16, HC_EFAULT },
		{ "unmapped-2^51", fn, BIT_ULL(51), 16, HC_EFAULT },
		{ "beyond-52-bits", fn, BIT_ULL(52), 16, HC_EFAULT },
		{ "address-2^63", fn, BIG, 16, HC_EFAULT },
		{ "address-wraps", fn, ~0UL - 3, 16, HC_EFAULT },
		{ "address-all-ones", fn, ~0UL, 1, HC_EFAULT },
		{ "mmio", fn, 0xfec00000, 16, HC_EFAULT },
		{ "end-of-memory", fn, end - 8, 16, HC_EFAULT },
		{ "past-memory", fn, end, 1, HC_EFAULT },
	};
	char name[48];
	int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		struct call call = calls[i];

		if (!end && (call.a0 == end || call.a0 == end - 8))
			continue;
		snprintf(name, sizeof(name), "%s-%s", fn_name, call.name);
		call.name = name;
		run(&call);
	}
}

/* Texts that try to pass for something else; the script looks at the host's log. */
static void run_texts(void)
{
	static const char * const texts[] = {
		"plain text of a guest",
		"two\nlines",
		"forged\n<0>kvmrt: forged by a newline",
		"forged\rkvmrt: forged by a carriage return",
		"\x1b[2J\x1b[1;1Hforged by escapes",
		"\0010forged by a level",
		"%s%n%p forged by a format",
		"quote \" and backslash \\",
		"\xc3\x28 \xff\xfe bad UTF-8, \xe2\x80\xae turned",
		"\177\200\23331m eight bits",
		"ends\n",
		"\n",
	};
	char name[32];
	long ret;
	int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t len = strlen(texts[i]);

		memset(hc_buffer, 'X', PAGE_SIZE);
		memcpy(hc_buffer, texts[i], len);
		ret = kvmrt_hypercall(KVMRT_GS_FN_LOG_MSG, hc_buffer_gpa, len);
		snprintf(name, sizeof(name), "text-%d", i);
		hc_result(!ret, name, ret, "done");
	}
	/* Behind a NUL nothing counts, and a NUL is not needed. */
	strscpy((char *)hc_buffer, "ends at its NUL", PAGE_SIZE);
	strscpy((char *)hc_buffer + 16, "LEAKED", PAGE_SIZE - 16);
	ret = kvmrt_hypercall(KVMRT_GS_FN_LOG_MSG, hc_buffer_gpa, 64);
	hc_result(!ret, "text-with-nul", ret, "done");
	memset(hc_buffer, 'n', PAGE_SIZE);
	ret = kvmrt_hypercall(KVMRT_GS_FN_LOG_MSG, hc_buffer_gpa, hc_msg_max);
	hc_result(!ret, "text-without-nul", ret, "done");
	hc_buffer[0] = '\0';
	ret = kvmrt_hypercall(KVMRT_GS_FN_LOG_MSG, hc_buffer_gpa, 8);
	hc_result(!ret, "text-of-nul", ret, "done");
}

/* Numbers beside ours are KVM's business: it knows none of them. */
static void run_numbers(void)
{
	static const unsigned long numbers[] = {
		KVMRT_GS_HC_NR + 1, KVMRT_GS_HC_NR - 1,
		BIT_ULL(32) | KVMRT_GS_HC_NR, BIG | KVMRT_GS_HC_NR,
	};
	char name[32];
	long ret;
	int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		ret = numbers[i];
		asm volatile(ALTERNATIVE("vmcall", "vmmcall", X86_FEATURE_VMMCALL)
			     : "+a" (ret)
			     : "b" (KVMRT_GS_FN_PING), "c" (0UL), "d" (0UL), "S" (0UL)
			     : "memory");
		snprintf(name, sizeof(name), "number-%d", i);
		hc_result(ret == KVMRT_GS_NO_SERVICE, name, ret, "-1000");
	}
}

/* Nothing but RAX may change. */
static void run_registers(void)
{
	unsigned long rbx = KVMRT_GS_FN_PING, rcx = 0x1111111122222222UL;
	unsigned long rdx = 0x3333333344444444UL, rsi = 0x5555555566666666UL;
	unsigned long rdi = 0xbbbbbbbbccccccccUL;
	long ret = KVMRT_GS_HC_NR;

	asm volatile(ALTERNATIVE("vmcall", "vmmcall", X86_FEATURE_VMMCALL)
		     : "+a" (ret), "+b" (rbx), "+c" (rcx), "+d" (rdx), "+S" (rsi),
		       "+D" (rdi)
		     : : "memory");
	hc_result(!ret && rbx == KVMRT_GS_FN_PING && rcx == 0x1111111122222222UL &&
		  rdx == 0x3333333344444444UL && rsi == 0x5555555566666666UL &&
		  rdi == 0xbbbbbbbbccccccccUL,
		  "registers-kept", ret, "done, and every other register as it was");
}

void hc_abi_run(void)
{
	run_functions();
	memset(hc_buffer, 'm', HC_BUFFER_SIZE);
	run_buffers("msg", KVMRT_GS_FN_LOG_MSG, hc_msg_max);
	cond_resched();
	run_buffers("data", KVMRT_GS_FN_LOG_DATA, hc_data_max);
	run_texts();
	run_numbers();
	run_registers();
}
