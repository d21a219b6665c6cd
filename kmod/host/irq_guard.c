// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guard: CPUs that are kept free of interrupts, whatever drivers, irqbalance
 * or hotplug do.  The kernel leaves a trace event whenever it aims an interrupt,
 * at startup too; one that aims at a guarded CPU wakes the worker, which plans
 * and moves as an evacuation does.  Somebody who never gives up is out-voted at
 * a limited rate.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/ktime.h>
#include <linux/tracepoint.h>
#include <asm/irq_vectors.h>
#include <asm/trace/irq_vectors.h>

#include "irq.h"

/*
 * Changed under kvmrt_irq_lock; the probe reads the first without, and a bit too
 * many or too few only means a look for nothing, or one from whoever changed it.
 */
static struct cpumask guarded;
static struct cpumask takers;		/* empty: all others */
static u32 guard_policy;
static u64 retaken;
static u64 worst_ns;

static atomic64_t seen;
static atomic64_t first_ns;		/* of the first sign since the last look */

static struct tracepoint *vector_config;
static bool attached;

/* Interrupts are off, and the kernel's vector lock is held. */
static void probe(void *unused, unsigned int irq, unsigned int vector,
		  unsigned int cpu, unsigned int apicdest)
{
	/* Where interrupts that are not started are said to be aimed. */
	if (vector == MANAGED_IRQ_SHUTDOWN_VECTOR)
		return;
	/* It has no name here. */
	if (kvmrt_irq_bind_count())
		kvmrt_irq_tend_kick();
	if (!cpumask_test_cpu(cpu, &guarded))
		return;
	atomic64_inc(&seen);
	atomic64_cmpxchg(&first_ns, 0, ktime_get_mono_fast_ns());
	kvmrt_irq_tend_kick();
}

static void find(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "vector_config"))
		vector_config = tp;
}

/**
 * kvmrt_irq_guard_init() - attach to the kernel's sign
 *
 * Sets the feature.
 */
void __init kvmrt_irq_guard_init(void)
{
	/* The header has the prototype of the kernel that we are built for. */
	check_trace_callback_type_vector_config(probe);

	for_each_kernel_tracepoint(find, NULL);
	attached = vector_config &&
		   !tracepoint_probe_register(vector_config, probe, NULL);
	if (attached)
		kvmrt_feature_on(KVMRT_FEATURE_IRQ_GUARD);
	else
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_GUARD,
				  "this kernel has no trace event vector_config");
}

void kvmrt_irq_guard_exit(void)
{
	if (!attached)
		return;
	tracepoint_probe_unregister(vector_config, probe, NULL);
	tracepoint_synchronize_unregister();
	attached = false;
}

const struct cpumask *kvmrt_irq_guard_cpus(void)
{
	return &guarded;
}

/**
 * kvmrt_irq_guard_get() - what is guarded, and what that took
 * @info: where to; its masks are good while the lock is held
 */
void kvmrt_irq_guard_get(struct kvmrt_irq_guard_info *info)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	*info = (struct kvmrt_irq_guard_info){
		.cpus = &guarded,
		.to = &takers,
		.policy = guard_policy,
		.seen = atomic64_read(&seen),
		.retaken = retaken,
		.worst_ns = worst_ns,
	};
}

/**
 * kvmrt_irq_guard_set() - change what is guarded
 * @cpus: these and no others
 * @to: who takes what is taken back; NULL or empty: all others
 * @policy: enum kvmrt_irq_policy
 *
 * The caller kicks the worker, once it is ready for it.
 */
void kvmrt_irq_guard_set(const struct cpumask *cpus, const struct cpumask *to,
			 u32 policy)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	/* Of a mask on itself nothing changes. */
	if (cpus != &guarded)
		cpumask_copy(&guarded, cpus);
	if (!to)
		cpumask_clear(&takers);
	else if (to != &takers)
		cpumask_copy(&takers, to);
	guard_policy = policy;
	kvmrt_nl_notify_irq_guard();
}

/* Who takes interrupts now.  False: nobody is left. */
static bool find_takers(struct cpumask *to)
{
	cpumask_andnot(to, cpu_online_mask, &guarded);
	if (cpumask_intersects(to, &takers))
		cpumask_and(to, to, &takers);
	return !cpumask_empty(to);
}

static unsigned int account(struct kvmrt_irq_set *set, u64 now_ns)
{
	unsigned int nr = 0;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		struct kvmrt_irq_record *record = set->entry[i].record;

		if (!set->entry[i].done ||
		    set->item[i].action == KVMRT_IRQ_ACTION_NARROW)
			continue;
		nr++;
		record->retaken++;
		if (kvmrt_bucket_take(&record->told, now_ns))
			kvmrt_nl_notify_irq(KVMRT_IRQ_RETAKEN, record->desc);
	}
	return nr;
}

static bool scan(const struct cpumask *to, u64 since_ns)
{
	struct kvmrt_irq_set *set;
	u64 now_ns = ktime_get_mono_fast_ns();
	unsigned int nr;
	size_t culprit;
	bool again;

	set = kvmrt_irq_set_take(&guarded, to, guard_policy);
	if (!set)
		return true;
	again = kvmrt_irq_set_hold_back(set);
	if (kvmrt_irq_apply(set, true, &culprit))
		again = true;
	nr = account(set, now_ns);
	retaken += nr;
	if (nr && since_ns)
		worst_ns = max(worst_ns, ktime_get_mono_fast_ns() - since_ns);
	for (culprit = 0; culprit < set->nr; culprit++)
		again |= set->item[culprit].hold == KVMRT_IRQ_HOLD_BUSY;
	kvmrt_irq_set_free(set);
	return again;
}

/**
 * kvmrt_irq_guard_scan() - move off what was taken back, or is new
 *
 * Return: whether something is left that a later look may move.
 */
bool kvmrt_irq_guard_scan(void)
{
	u64 since_ns = atomic64_xchg(&first_ns, 0);
	cpumask_var_t to;
	bool again = false;

	lockdep_assert_held(&kvmrt_irq_lock);

	if (cpumask_empty(&guarded))
		return false;
	if (!alloc_cpumask_var(&to, GFP_KERNEL))
		return true;
	if (find_takers(to))
		again = scan(to, since_ns);
	free_cpumask_var(to);
	return again;
}
