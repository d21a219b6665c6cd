// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of the interrupts that we moved: where they were, and what is
 * reserved for them where they are.  A record is of a descriptor; when the
 * kernel gives that up, for an unbound driver or a reset of the device, only
 * the reservation is left to give back.
 */
#include <linux/irqdomain.h>
#include <linux/slab.h>

#include "irq.h"

/* Moves of one interrupt that the guard makes, and tells of, in a second. */
#define TRIES_PER_SECOND	50
#define TOLD_PER_SECOND		10

LIST_HEAD(kvmrt_irq_records);

/**
 * kvmrt_irq_record_find() - our record of an interrupt
 * @desc: which
 *
 * Return: the record, NULL if it is where the kernel had it.
 */
struct kvmrt_irq_record *kvmrt_irq_record_find(const struct irq_desc *desc)
{
	struct kvmrt_irq_record *record;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry(record, &kvmrt_irq_records, node)
		if (record->desc == desc)
			return record;
	return NULL;
}

/**
 * kvmrt_irq_record_alloc() - a record of an interrupt that is about to move
 * @desc: which
 * @view: how it is now, its mask included
 *
 * Return: the record, for kvmrt_irq_record_add() or _drop(); NULL: no memory.
 */
struct kvmrt_irq_record *
kvmrt_irq_record_alloc(struct irq_desc *desc, const struct kvmrt_irq_view *view)
{
	struct kvmrt_irq_record *record;

	/* The record, and behind it its two masks. */
	record = kzalloc(sizeof(*record) + 2 * cpumask_size(), GFP_KERNEL);
	if (!record)
		return NULL;
	INIT_LIST_HEAD(&record->node);
	record->home = (struct cpumask *)(record + 1);
	record->off = (void *)record->home + cpumask_size();
	kvmrt_irq_desc_ref(desc);
	record->desc = desc;
	record->managed = view->kind == KVMRT_IRQ_KIND_MANAGED;
	record->was_set = view->was_set;
	record->home_cpu = view->cpu;
	cpumask_copy(record->home, view->affinity);
	kvmrt_bucket_set_rate(&record->told, TOLD_PER_SECOND);
	kvmrt_bucket_set_rate(&record->tries, TRIES_PER_SECOND);
	return record;
}

void kvmrt_irq_record_add(struct kvmrt_irq_record *record)
{
	struct kvmrt_irq_record *other;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry(other, &kvmrt_irq_records, node)
		if (other->desc->irq_data.irq > record->desc->irq_data.irq)
			break;
	list_add_tail(&record->node, &other->node);
}

void kvmrt_irq_record_drop(struct kvmrt_irq_record *record)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	if (record->shadow)
		kvmrt_irq_shadow_retire(record->shadow, record->desc);
	list_del(&record->node);
	kvmrt_irq_desc_put(record->desc);
	kfree(record);
}

/**
 * kvmrt_irq_record_collect() - drop records of interrupts that are no more
 */
void kvmrt_irq_record_collect(void)
{
	struct kvmrt_irq_record *record, *next;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry_safe(record, next, &kvmrt_irq_records, node)
		if (!kvmrt_irq_desc_live(record->desc))
			kvmrt_irq_record_drop(record);
}

void kvmrt_irq_record_forget(void)
{
	struct kvmrt_irq_record *record, *next;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry_safe(record, next, &kvmrt_irq_records, node) {
		record->shadow = NULL;
		kvmrt_irq_record_drop(record);
	}
}

/**
 * kvmrt_irq_record_set_off() - begin to count arrivals where none should be
 * @record: of an interrupt that has just been moved
 * @off: CPUs that it should stay away from
 */
void kvmrt_irq_record_set_off(struct kvmrt_irq_record *record,
			      const struct cpumask *off)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	cpumask_copy(record->off, off);
	record->off_count = kvmrt_irq_desc_count(record->desc, off);
}
