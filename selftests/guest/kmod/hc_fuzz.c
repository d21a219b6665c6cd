// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random calls made of boundary values, each judged by the model.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include "hcfuzz.h"
#include "hypercall.h"

/* So many wrong answers are told; all are counted. */
#define TOLD_MAX	20

static struct rnd_state random;

static u64 random64(void)
{
	u64 high = prandom_u32_state(&random);

	return high << 32 | prandom_u32_state(&random);
}

static u32 below(u32 end)
{
	return prandom_u32_state(&random) % end;
}

static u64 edge(void)
{
	static const u64 edges[] = {
		0, 1, 2, 3, 4, 5, 7, 8, 31, 32, 63, 64, 255, 256, 257, 1023,
		1024, 4095, 4096, 4097, 65535, 65536, BIT_ULL(31) - 1,
		BIT_ULL(31), BIT_ULL(32) - 1, BIT_ULL(32), BIT_ULL(32) + 1,
		BIT_ULL(52), BIT_ULL(63) - 1, BIT_ULL(63), BIT_ULL(63) + 1,
		~0ULL - 1, ~0ULL,
	};

	return edges[below(ARRAY_SIZE(edges))];
}

static u64 any(void)
{
	switch (below(4)) {
	case 0:
		return random64();
	case 1:
		return random64() >> below(64);
	case 2:
		return edge() + below(3) - 1;
	default:
		return edge();
	}
}

static unsigned long some_function(void)
{
	/* Most calls should get past the look-up. */
	return below(8) ? below(KVMRT_GS_FN_MAX) : any();
}

static unsigned long some_address(void)
{
	switch (below(8)) {
	case 0:
	case 1:
	case 2:
		return hc_buffer_gpa + below(HC_BUFFER_SIZE);
	case 3:
		return hc_buffer_gpa + HC_BUFFER_SIZE - below(16);
	case 4:
		return hc_mem_end - below(8192) + below(16);
	case 5:
		return 0xfec00000 + below(PAGE_SIZE);
	case 6:
		return -(u64)below(8192);
	default:
		return any();
	}
}

static unsigned long some_length(unsigned long max)
{
	switch (below(8)) {
	case 0:
		return 0;
	case 1:
		return 1;
	case 2:
		return max;
	case 3:
		return max + 1;
	case 4:
		return any();
	default:
		return below(max) + 1;
	}
}

/* New bytes in a small part of the buffer, of the kinds that logs dislike. */
static void soil(void)
{
	u32 at = below(HC_BUFFER_SIZE - 16);
	int i;

	for (i = 0; i < 16; i++) {
		switch (below(4)) {
		case 0:
			hc_buffer[at + i] = "\n\r\x1b\t\0%\\\"\x01<"[below(10)];
			break;
		case 1:
			hc_buffer[at + i] = below(256);
			break;
		default:
			hc_buffer[at + i] = 'a' + below(26);
			break;
		}
	}
}

void hc_fuzz_run(u64 calls, u64 seed)
{
	u64 counts[HC_RESULTS] = {}, wrong = 0, n;
	char text[256];
	int i, at = 0;

	prandom_seed_state(&random, seed);
	for (n = 0; n < calls; n++) {
		unsigned long fn = some_function(), a0, a1;
		u32 class, allowed;
		long ret;

		if (fn == KVMRT_GS_FN_LOG_MSG || fn == KVMRT_GS_FN_LOG_DATA) {
			soil();
			a0 = some_address();
			a1 = some_length(fn == KVMRT_GS_FN_LOG_MSG ? hc_msg_max :
								     hc_data_max);
		} else {
			a0 = below(2) ? below(8) : any();
			a1 = any();
		}
		ret = kvmrt_hypercall(fn, a0, a1);
		class = hc_class(fn, a0, ret);
		allowed = hc_allowed(fn, a0, a1);
		if (class & allowed) {
			counts[__ffs(class)]++;
		} else if (wrong++ < TOLD_MAX) {
			pr_err("call %llu: fn 0x%lx a0 0x%lx a1 0x%lx: %ld is not %s\n",
			       n, fn, a0, a1, ret, hc_class_text(allowed));
		}
		if (!(n & 255))
			cond_resched();
	}
	for (i = 0; i < HC_RESULTS; i++)
		if (counts[i])
			at += scnprintf(text + at, sizeof(text) - at, " %s %llu",
					hc_class_text(BIT(i)), counts[i]);
	pr_info("results:%s\n", text);
	hc_result(!wrong, "fuzz", wrong, "no wrong answer");
}
