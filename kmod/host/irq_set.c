// SPDX-License-Identifier: GPL-2.0-only
/*
 * All interrupts at one moment, laid out for a plan, and the masks that go with
 * what was planned.  Changes nothing.
 */
#include <linux/cpu.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "irq.h"

/* Masks of an entry: before, home, after. */
#define MASKS	3

static size_t count(void)
{
	struct irq_desc *desc;
	unsigned int irq;
	size_t nr = 0;

	for (irq = 0; irq < nr_irqs; irq++) {
		desc = kvmrt_irq_desc_get(irq);
		if (!desc)
			continue;
		nr++;
		kvmrt_irq_desc_put(desc);
	}
	return nr;
}

static struct kvmrt_irq_set *set_alloc(size_t nr)
{
	struct kvmrt_irq_set *set = kzalloc(sizeof(*set), GFP_KERNEL);
	struct kvmrt_irq_field *field;
	char *masks = NULL;
	size_t i;

	if (!set)
		return NULL;
	field = &set->field;
	field->room = kcalloc(nr_cpu_ids, sizeof(*field->room), GFP_KERNEL);
	field->load = kcalloc(nr_cpu_ids, sizeof(*field->load), GFP_KERNEL);
	set->node = kcalloc(nr_cpu_ids, sizeof(*set->node), GFP_KERNEL);
	field->node = set->node;
	set->item = kvcalloc(nr, sizeof(*set->item), GFP_KERNEL);
	set->entry = kvcalloc(nr, sizeof(*set->entry), GFP_KERNEL);
	masks = kvcalloc(nr * MASKS, cpumask_size(), GFP_KERNEL);
	set->masks = masks;
	if (!field->room || !field->load || !set->node || !set->item ||
	    !set->entry || !masks) {
		kvmrt_irq_set_free(set);
		return NULL;
	}
	for (i = 0; i < nr; i++, masks += MASKS * cpumask_size()) {
		set->entry[i].before = (void *)masks;
		set->entry[i].home = (void *)(masks + cpumask_size());
		set->entry[i].after = (void *)(masks + 2 * cpumask_size());
	}
	return set;
}

static void take_cpus(struct kvmrt_irq_set *set)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		set->field.room[cpu] = kvmrt_irq_apic_room(cpu);
		set->node[cpu] = cpu_to_node(cpu);
	}
}

/* False: it is not one that a plan is about. */
static bool take_one(struct kvmrt_irq_entry *entry, struct kvmrt_irq_item *item,
		     struct irq_desc *desc)
{
	struct kvmrt_irq_view view = { .affinity = entry->before };
	struct kvmrt_irq_record *record;

	if (kvmrt_irq_is_shadow(desc->irq_data.irq) ||
	    !kvmrt_irq_look(desc, &view))
		return false;

	record = kvmrt_irq_record_find(desc);
	cpumask_copy(entry->home, record ? record->home : view.affinity);
	entry->desc = desc;
	entry->record = record;
	entry->was_set = view.was_set;
	strscpy(entry->name, view.name, sizeof(entry->name));
	strscpy(entry->device, view.device, sizeof(entry->device));

	item->irq = view.irq;
	item->kind = view.kind;
	item->hold = view.hold;
	if (view.hold == KVMRT_IRQ_HOLD_NONE &&
	    kvmrt_irq_bound(view.device, view.cpu))
		item->hold = KVMRT_IRQ_HOLD_BOUND;
	item->cpu = view.in_use ? view.cpu : -1;
	item->node = view.node;
	item->immediate = view.direct;
	item->reserved = record ? kvmrt_irq_shadow_cpu(record->shadow) : -1;
	item->home = entry->home;
	item->affinity = entry->before;
	/* Ours is on its way already, and what was before it says nothing. */
	if (record && view.pending && !item->immediate)
		item->cpu = -1;
	return true;
}

/* What the kernel may choose from once the interrupt is where it shall be. */
static void plan_mask(struct kvmrt_irq_set *set, size_t i)
{
	const struct kvmrt_irq_item *item = &set->item[i];
	struct kvmrt_irq_entry *entry = &set->entry[i];

	if (item->kind == KVMRT_IRQ_KIND_MANAGED)
		cpumask_copy(entry->after, entry->before);
	else if (item->action == KVMRT_IRQ_ACTION_NARROW)
		cpumask_andnot(entry->after, entry->before, set->field.from);
	else if (item->wide)
		cpumask_copy(entry->after, set->field.to);
	else
		cpumask_and(entry->after, entry->home, set->field.to);
	/* For want of vectors it was outside of its mask, and that is to be freed. */
	if (cpumask_empty(entry->after))
		cpumask_copy(entry->after, set->field.to);
}

/**
 * kvmrt_irq_set_take() - all interrupts, and a plan for them
 * @from: CPUs to be freed
 * @to: CPUs that take them, online
 * @policy: enum kvmrt_irq_policy
 *
 * The masks stay the caller's, and stay as they are while the set is used.
 *
 * Return: the set, for kvmrt_irq_set_free(); NULL: no memory.
 */
struct kvmrt_irq_set *kvmrt_irq_set_take(const struct cpumask *from,
					 const struct cpumask *to, u32 policy)
{
	size_t room = count() + 16;	/* some may come meanwhile */
	struct kvmrt_irq_set *set = set_alloc(room);
	struct irq_desc *desc;
	unsigned int irq;
	size_t i;

	lockdep_assert_held(&kvmrt_irq_lock);

	if (!set)
		return NULL;
	set->field.from = from;
	set->field.to = to;
	set->field.policy = policy;
	take_cpus(set);
	for (irq = 0; irq < nr_irqs && set->nr < room; irq++) {
		desc = kvmrt_irq_desc_get(irq);
		if (!desc)
			continue;
		if (!take_one(&set->entry[set->nr], &set->item[set->nr], desc)) {
			kvmrt_irq_desc_put(desc);
			continue;
		}
		if (set->item[set->nr].cpu >= 0)
			set->field.load[set->item[set->nr].cpu]++;
		set->nr++;
	}

	kvmrt_irq_plan(&set->field, set->item, set->nr);
	for (i = 0; i < set->nr; i++)
		plan_mask(set, i);
	return set;
}

/**
 * kvmrt_irq_set_only() - forget what was planned for all others
 * @set: the set
 * @irq: number of the one
 *
 * Return: its index, -1 if the set does not have it.
 */
int kvmrt_irq_set_only(struct kvmrt_irq_set *set, unsigned int irq)
{
	int found = -1;
	size_t i;

	set->field.missing = 0;
	set->field.stay = 0;
	for (i = 0; i < set->nr; i++) {
		if (set->item[i].irq != irq) {
			set->item[i].action = KVMRT_IRQ_ACTION_NONE;
			continue;
		}
		found = i;
		set->field.stay = set->item[i].action == KVMRT_IRQ_ACTION_STAY;
		set->field.missing =
			set->item[i].hold == KVMRT_IRQ_HOLD_NO_VECTOR;
	}
	return found;
}

/**
 * kvmrt_irq_set_hold_back() - take out those that were moved too often lately
 * @set: a plan of the worker's own
 *
 * Return: whether there are some, for a later look.
 */
bool kvmrt_irq_set_hold_back(struct kvmrt_irq_set *set)
{
	u64 now_ns = ktime_get_mono_fast_ns();
	bool held = false;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		struct kvmrt_irq_record *record = set->entry[i].record;

		if (!record || set->item[i].action == KVMRT_IRQ_ACTION_NONE ||
		    set->item[i].action == KVMRT_IRQ_ACTION_STAY ||
		    kvmrt_bucket_take(&record->tries, now_ns))
			continue;
		set->item[i].action = KVMRT_IRQ_ACTION_NONE;
		held = true;
	}
	return held;
}

void kvmrt_irq_set_free(struct kvmrt_irq_set *set)
{
	size_t i;

	if (!set)
		return;
	for (i = 0; i < set->nr; i++)
		kvmrt_irq_desc_put(set->entry[i].desc);
	kvfree(set->masks);
	kvfree(set->entry);
	kvfree(set->item);
	kfree(set->node);
	kfree(set->field.load);
	kfree(set->field.room);
	kfree(set);
}
