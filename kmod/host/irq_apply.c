// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does what was planned: first everything that can fail for want of something,
 * memory and vectors; then all moves; then, once nothing can fail any more, the
 * records.  Nobody's clean-up is waited for but that of a move before ours.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "irq.h"

/* A clean-up takes a tick or two; all that are busy wait for theirs at once. */
#define PASSES		40
#define PASS_US		1000

static bool moves(const struct kvmrt_irq_item *item)
{
	return item->action == KVMRT_IRQ_ACTION_MOVE ||
	       item->action == KVMRT_IRQ_ACTION_RESERVE ||
	       item->action == KVMRT_IRQ_ACTION_DEFER;
}

static bool acts(const struct kvmrt_irq_item *item)
{
	return moves(item) || item->action == KVMRT_IRQ_ACTION_NARROW;
}

static void stays(struct kvmrt_irq_item *item, u32 hold)
{
	item->action = KVMRT_IRQ_ACTION_STAY;
	item->hold = hold;
	item->target = -1;
}

/* Records for those that have none. */
static int prepare_records(struct kvmrt_irq_set *set)
{
	struct kvmrt_irq_entry *entry;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		struct kvmrt_irq_view view;

		entry = &set->entry[i];
		if (entry->record || !acts(&set->item[i]))
			continue;
		view = (struct kvmrt_irq_view){
			.kind = set->item[i].kind,
			.cpu = set->item[i].cpu,
			.was_set = entry->was_set,
			.affinity = entry->before,
		};
		entry->made = kvmrt_irq_record_alloc(entry->desc, &view);
		if (!entry->made)
			return -ENOMEM;
	}
	return 0;
}

static int prepare_shadows(struct kvmrt_irq_set *set, bool best_effort,
			   size_t *culprit)
{
	struct kvmrt_irq_shadow *shadow;
	struct kvmrt_irq_item *item;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		item = &set->item[i];
		if (item->action != KVMRT_IRQ_ACTION_RESERVE)
			continue;
		shadow = kvmrt_irq_shadow_alloc(item->target);
		if (!IS_ERR(shadow)) {
			set->entry[i].shadow = shadow;
			continue;
		}
		stays(item, PTR_ERR(shadow) == -ENOSPC ?
				    KVMRT_IRQ_HOLD_NO_VECTOR :
				    KVMRT_IRQ_HOLD_FAILED);
		if (!best_effort) {
			*culprit = i;
			return PTR_ERR(shadow);
		}
	}
	return 0;
}

static void drop_unused(struct kvmrt_irq_set *set)
{
	struct kvmrt_irq_entry *entry;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		entry = &set->entry[i];
		if (entry->shadow)
			kvmrt_irq_shadow_retire(entry->shadow, entry->desc);
		if (entry->made)
			kvmrt_irq_record_drop(entry->made);
		entry->shadow = NULL;
		entry->made = NULL;
	}
}

static int step(struct kvmrt_irq_set *set, size_t i)
{
	struct kvmrt_irq_step s = {
		.desc = set->entry[i].desc,
		.cpu = moves(&set->item[i]) ? set->item[i].target : -1,
		.mask = set->entry[i].after,
		.was_set = true,
	};
	int ret = kvmrt_irq_step(&s);

	if (!ret)
		set->entry[i].deferred = s.pending;
	return ret;
}

/* One round of those that are left.  How many are busy; @error: the first. */
static unsigned int pass(struct kvmrt_irq_set *set, bool best_effort,
			 size_t *culprit, int *error)
{
	unsigned int busy = 0;
	size_t i;
	int ret;

	for (i = 0; i < set->nr; i++) {
		struct kvmrt_irq_entry *entry = &set->entry[i];
		struct kvmrt_irq_item *item = &set->item[i];

		if (entry->done || !acts(item))
			continue;
		ret = step(set, i);
		switch (ret) {
		case 0:
			entry->done = true;
			continue;
		case -EBUSY:
			*culprit = i;
			busy++;
			continue;
		case -ENOENT:
		case -ENXIO:
			/* Freed or shut down meanwhile: nothing arrives. */
			item->action = KVMRT_IRQ_ACTION_NONE;
			continue;
		default:
			stays(item, ret == -ENOSPC ? KVMRT_IRQ_HOLD_NO_VECTOR :
						     KVMRT_IRQ_HOLD_FAILED);
		}
		if (!best_effort) {
			*culprit = i;
			*error = ret;
			return 0;
		}
	}
	return busy;
}

static int move_all(struct kvmrt_irq_set *set, bool best_effort, size_t *culprit)
{
	unsigned int busy = 0, n;
	int error = 0;
	size_t i;

	for (n = 0; n < PASSES; n++) {
		if (n)
			usleep_range(PASS_US, 2 * PASS_US);
		busy = pass(set, best_effort, culprit, &error);
		if (error || !busy)
			return error;
	}
	if (!best_effort)
		return -EBUSY;
	for (i = 0; i < set->nr; i++)
		if (acts(&set->item[i]) && !set->entry[i].done)
			stays(&set->item[i], KVMRT_IRQ_HOLD_BUSY);
	return 0;
}

/* Back to where it was: its vector there is still its own. */
static int step_back(struct kvmrt_irq_set *set, size_t i)
{
	struct kvmrt_irq_step s = {
		.desc = set->entry[i].desc,
		.cpu = moves(&set->item[i]) ? set->item[i].cpu : -1,
		.mask = set->entry[i].before,
		.was_set = set->entry[i].was_set,
	};

	return kvmrt_irq_step(&s);
}

static void roll_back(struct kvmrt_irq_set *set)
{
	unsigned int busy, n;
	size_t i;
	int ret;

	for (n = 0; n < PASSES; n++) {
		busy = 0;
		for (i = 0; i < set->nr; i++) {
			if (!set->entry[i].done)
				continue;
			ret = step_back(set, i);
			if (ret == -EBUSY)
				busy++;
			else if (!ret || ret == -ENOENT || ret == -ENXIO)
				set->entry[i].done = false;
		}
		if (!busy)
			return;
		usleep_range(PASS_US, 2 * PASS_US);
	}
}

/* It is where it shall be: what we knew of it follows. */
static void commit_one(struct kvmrt_irq_set *set, size_t i)
{
	struct kvmrt_irq_entry *entry = &set->entry[i];
	struct kvmrt_irq_item *item = &set->item[i];
	struct kvmrt_irq_record *record = entry->record;

	if (!record) {
		record = entry->made;
		kvmrt_irq_record_add(record);
		entry->record = record;
		entry->made = NULL;
	}
	kvmrt_irq_generation_next();
	kvmrt_irq_record_set_off(record, set->field.from);
	if (!moves(item))
		return;
	record->moves++;
	/* A reservation elsewhere, or for an interrupt that is home again. */
	if (record->shadow &&
	    kvmrt_irq_shadow_cpu(record->shadow) != item->target) {
		kvmrt_irq_shadow_retire(record->shadow, record->desc);
		record->shadow = NULL;
	}
	if (entry->shadow) {
		record->shadow = entry->shadow;
		entry->shadow = NULL;
	}
}

static void commit(struct kvmrt_irq_set *set)
{
	size_t i;

	for (i = 0; i < set->nr; i++)
		if (set->entry[i].done)
			commit_one(set, i);
}

/**
 * kvmrt_irq_apply() - do what was planned
 * @set: the plan; what stays after all is marked in it
 * @best_effort: go on where one can't be moved
 * @culprit: index of the interrupt that failed
 *
 * Return: 0, or a negative errno and everything is as it was; if something can't
 * be put back, it is kept as moved, so that restoring will do it.
 */
int kvmrt_irq_apply(struct kvmrt_irq_set *set, bool best_effort, size_t *culprit)
{
	size_t i;
	int ret;

	lockdep_assert_held(&kvmrt_irq_lock);

	*culprit = 0;
	ret = prepare_records(set);
	if (!ret)
		ret = prepare_shadows(set, best_effort, culprit);
	if (!ret)
		ret = move_all(set, best_effort, culprit);
	if (ret)
		roll_back(set);
	commit(set);
	if (ret)
		for (i = 0; i < set->nr; i++)
			if (set->entry[i].done)
				pr_warn("irq %u: could not be put back, stays on cpu %d until restored\n",
					set->item[i].irq, set->item[i].target);
	drop_unused(set);
	return ret;
}
