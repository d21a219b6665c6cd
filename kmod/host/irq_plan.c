// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which interrupt goes where.  Pure: numbers and masks in, numbers out, so that
 * the suite in tests/ has it to itself.
 *
 * Any interrupt may go to any CPU of the destination, so it is enough to take
 * them in turn: whoever finds no vector would not have found one in any order.
 */
#include <linux/kernel.h>
#include <linux/numa.h>

#include "irq.h"
#include "visible.h"

/* Is this one better than the best so far? */
static bool better(const struct kvmrt_irq_field *field, int cpu, int best)
{
	if (best < 0)
		return true;
	return field->policy != KVMRT_IRQ_POLICY_PACK &&
	       field->load[cpu] < field->load[best];
}

/* Of @within, all if that is NULL; of @node, all if that is NUMA_NO_NODE. */
static int best_of(const struct kvmrt_irq_field *field,
		   const struct cpumask *within, int node, bool takes_vector)
{
	int best = -1;
	int cpu;

	for_each_cpu(cpu, field->to) {
		if (within && !cpumask_test_cpu(cpu, within))
			continue;
		if (node != NUMA_NO_NODE && field->node[cpu] != node)
			continue;
		if (takes_vector && field->room[cpu] <= 0)
			continue;
		if (better(field, cpu, best))
			best = cpu;
	}
	return best;
}

/*
 * A CPU of the destination, -1 if none has a vector left.  What is given is
 * taken from its room and added to its load.
 */
static int pick(struct kvmrt_irq_field *field, const struct cpumask *within,
		int node, bool takes_vector)
{
	int cpu = -1;

	if (field->policy == KVMRT_IRQ_POLICY_NUMA && node != NUMA_NO_NODE)
		cpu = best_of(field, within, node, takes_vector);
	if (cpu < 0)
		cpu = best_of(field, within, NUMA_NO_NODE, takes_vector);
	if (cpu < 0)
		return -1;

	field->load[cpu]++;
	if (takes_vector && field->room[cpu] != INT_MAX)
		field->room[cpu]--;
	return cpu;
}

/*
 * Within its home a managed interrupt has a vector on every CPU by right, and
 * one more where a reservation of ours waits for it.
 */
static void plan_managed(struct kvmrt_irq_field *field,
			 struct kvmrt_irq_item *item)
{
	item->action = KVMRT_IRQ_ACTION_MOVE;
	if (cpumask_intersects(item->home, field->to)) {
		item->target = pick(field, item->home, item->node, false);
	} else if (item->reserved >= 0 &&
		   cpumask_test_cpu(item->reserved, field->to)) {
		item->target = item->reserved;
		field->load[item->reserved]++;
	} else {
		item->action = KVMRT_IRQ_ACTION_RESERVE;
		item->target = pick(field, NULL, item->node, true);
	}
}

static void plan_ordinary(struct kvmrt_irq_field *field,
			  struct kvmrt_irq_item *item)
{
	item->action = item->immediate ? KVMRT_IRQ_ACTION_MOVE :
					 KVMRT_IRQ_ACTION_DEFER;
	item->target = pick(field, item->home, item->node, true);
	if (item->target >= 0)
		return;
	item->wide = true;
	item->target = pick(field, NULL, item->node, true);
}

static void plan_one(struct kvmrt_irq_field *field, struct kvmrt_irq_item *item)
{
	bool managed = item->kind == KVMRT_IRQ_KIND_MANAGED;

	item->action = KVMRT_IRQ_ACTION_NONE;
	item->target = -1;
	item->wide = false;
	if (item->cpu < 0 || item->hold == KVMRT_IRQ_HOLD_BOUND)
		return;

	if (!cpumask_test_cpu(item->cpu, field->from)) {
		/* Or it would come back with the next ifup or hotplug. */
		if (!managed && item->hold == KVMRT_IRQ_HOLD_NONE &&
		    cpumask_intersects(item->affinity, field->from))
			item->action = KVMRT_IRQ_ACTION_NARROW;
		return;
	}
	if (item->hold == KVMRT_IRQ_HOLD_NONE) {
		if (managed)
			plan_managed(field, item);
		else
			plan_ordinary(field, item);
		if (item->target >= 0)
			return;
		item->hold = KVMRT_IRQ_HOLD_NO_VECTOR;
		field->missing++;
	}
	item->action = KVMRT_IRQ_ACTION_STAY;
	field->stay++;
}

/**
 * kvmrt_irq_plan() - plan an evacuation
 * @field: what for; @field->missing and @field->stay are set
 * @item: all interrupts
 * @nr_items: their number
 */
void kvmrt_irq_plan(struct kvmrt_irq_field *field, struct kvmrt_irq_item *item,
		    size_t nr_items)
{
	size_t i;

	field->missing = 0;
	field->stay = 0;
	for (i = 0; i < nr_items; i++)
		plan_one(field, &item[i]);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_irq_plan);
