// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cheapest of many exits, in ticks of the guest's TSC, as the guest's
 * kernel sees it.  Under the emulator's -icount a tick is an instruction of
 * host and guest together, so the minimum is the length of the path.
 *
 * insmod kvmrt_bench.ko what=cpuid|unknown|ping [rounds=N]; the result is a
 * line "kvmrt_bench: WHAT MIN ANSWER" in the kernel log, and the load fails
 * with ECANCELED, so that nothing needs to be unloaded.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/irqflags.h>
#include <linux/kvm_para.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "hypercall.h"

/* A number that KVM does not know, and nobody else's either. */
#define UNKNOWN_NR	77

static char *what = "unknown";
module_param(what, charp, 0);
MODULE_PARM_DESC(what, "cpuid, unknown (hypercall) or ping");

static unsigned int rounds = 2000;
module_param(rounds, uint, 0);
MODULE_PARM_DESC(rounds, "how many exits to take the cheapest of");

static long exit_cpuid(void)
{
	return cpuid_eax(KVM_CPUID_SIGNATURE);
}

static long exit_unknown(void)
{
	return kvm_hypercall1(UNKNOWN_NR, 0);
}

static long exit_ping(void)
{
	return kvmrt_hypercall(KVMRT_GS_FN_PING, 0x2a, 0);
}

static const struct {
	const char *name;
	long (*fn)(void);
} exits[] = {
	{ "cpuid", exit_cpuid },
	{ "unknown", exit_unknown },
	{ "ping", exit_ping },
};

static u64 cheapest(long (*fn)(void), long *answer)
{
	u64 min_ticks = U64_MAX, start;
	unsigned long flags;
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		local_irq_save(flags);
		start = rdtsc_ordered();
		*answer = fn();
		min_ticks = min(min_ticks, rdtsc_ordered() - start);
		local_irq_restore(flags);
	}

	return min_ticks;
}

static int __init kvmrt_bench_init(void)
{
	unsigned int i;
	long answer;
	u64 ticks;

	for (i = 0; i < ARRAY_SIZE(exits); i++) {
		if (strcmp(exits[i].name, what))
			continue;
		ticks = cheapest(exits[i].fn, &answer);
		pr_info("%s %llu %ld\n", what, ticks, answer);
		return -ECANCELED;
	}

	pr_err("what=%s is not one of cpuid, unknown, ping\n", what);
	return -EINVAL;
}
module_init(kvmrt_bench_init);

MODULE_DESCRIPTION("Cost of exits, seen from the guest's kernel");
MODULE_LICENSE("GPL");
