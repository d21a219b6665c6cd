// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting interrupts back: on the very CPU where each was, as long as that is
 * online, so that the vectors are counted as before.  Moves first; reservations
 * go when the interrupts have left them, which is not waited for here.
 */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/err.h>

#include "irq.h"

#define PASSES 40
#define PASS_US 1000

static int step(struct kvmrt_irq_record *record, int cpu)
{
	struct kvmrt_irq_step s = {
		.desc = record->desc,
		.cpu = cpu,
		.mask = record->home,
		.was_set = record->was_set,
	};

	return kvmrt_irq_step(&s);
}

/* Where it was, else the first of its home that is online, else -1. */
static int home_cpu(const struct kvmrt_irq_record *record)
{
	unsigned int cpu;

	if (record->home_cpu >= 0 && cpu_online(record->home_cpu) &&
	    cpumask_test_cpu(record->home_cpu, record->home))
		return record->home_cpu;
	cpu = cpumask_first_and(record->home, cpu_online_mask);
	return cpu < nr_cpu_ids ? cpu : -1;
}

/* @cpu, and for want of a vector there another of its home. */
static int step_home(struct kvmrt_irq_record *record, int cpu)
{
	int ret = step(record, cpu);

	if (ret != -ENOSPC)
		return ret;
	for_each_cpu_and(cpu, record->home, cpu_online_mask) {
		ret = step(record, cpu);
		if (ret != -ENOSPC)
			break;
	}
	return ret;
}

/* Where to, or why not: KVMRT_IRQ_HOLD_NONE and @cpu, -1 if it is not in use. */
static u32 find_home(const struct kvmrt_irq_record *record,
		     const struct kvmrt_irq_view *view, int *cpu)
{
	*cpu = -1;
	if (!view->in_use)
		return KVMRT_IRQ_HOLD_NONE;
	*cpu = home_cpu(record);
	if (*cpu < 0)
		return KVMRT_IRQ_HOLD_HOME_OFFLINE;
	if (view->device[0] && kvmrt_irq_bind_find(view->device))
		return KVMRT_IRQ_HOLD_BOUND;
	if (cpumask_test_cpu(*cpu, kvmrt_irq_guard_cpus()))
		return KVMRT_IRQ_HOLD_GUARDED;
	return KVMRT_IRQ_HOLD_NONE;
}

static int put_back(struct kvmrt_irq_record *record)
{
	struct kvmrt_irq_view view = {};
	int cpu;

	if (!kvmrt_irq_look(record->desc, &view))
		return -ENOENT;
	switch (find_home(record, &view, &cpu)) {
	case KVMRT_IRQ_HOLD_NONE:
		break;
	case KVMRT_IRQ_HOLD_HOME_OFFLINE:
		return -EHOSTDOWN;
	default:
		return -EPERM;
	}
	if (cpu < 0)
		/* It will start at home, a managed one with the mask that it has. */
		return record->managed ? 0 : step(record, -1);
	return view.cpu == cpu && !view.pending ? step(record, -1) :
						  step_home(record, cpu);
}

/**
 * kvmrt_irq_restore_plan() - what putting back would do
 * @set: all interrupts, with nothing planned
 */
void kvmrt_irq_restore_plan(struct kvmrt_irq_set *set)
{
	struct kvmrt_irq_item *item;
	struct kvmrt_irq_view view;
	size_t i;

	lockdep_assert_held(&kvmrt_irq_lock);
	for (i = 0; i < set->nr; i++) {
		item = &set->item[i];
		view = (struct kvmrt_irq_view){};
		if (!set->entry[i].record ||
		    !kvmrt_irq_look(set->entry[i].desc, &view))
			continue;
		item->hold = find_home(set->entry[i].record, &view, &item->target);
		if (item->hold != KVMRT_IRQ_HOLD_NONE) {
			item->action = KVMRT_IRQ_ACTION_STAY;
			item->target = -1;
		} else if (item->target < 0 || item->target == view.cpu) {
			item->action = KVMRT_IRQ_ACTION_NARROW;
			item->target = -1;
		} else {
			item->action = item->immediate ? KVMRT_IRQ_ACTION_MOVE :
							 KVMRT_IRQ_ACTION_DEFER;
		}
	}
}

/**
 * kvmrt_irq_restore() - put an interrupt back and drop its record
 * @record: ours of it
 *
 * Return: 0; -EHOSTDOWN: no CPU of its home is online, it follows when one
 * comes; -EPERM: its home is guarded or its device bound; otherwise as
 * kvmrt_irq_step().  Unless 0 the record stays.
 */
int kvmrt_irq_restore(struct kvmrt_irq_record *record)
{
	int ret;

	lockdep_assert_held(&kvmrt_irq_lock);

	ret = put_back(record);
	if (ret == -EHOSTDOWN)
		record->leaving = true;
	/* Gone or shut down meanwhile: only the reservation is left. */
	if (ret && ret != -ENOENT && ret != -ENXIO)
		return ret;
	kvmrt_irq_record_drop(record);
	kvmrt_irq_generation_next();
	return 0;
}

static unsigned int pass(unsigned int *moved)
{
	struct kvmrt_irq_record *record, *next;
	struct irq_desc *desc;
	unsigned int busy = 0;
	int ret;

	list_for_each_entry_safe(record, next, &kvmrt_irq_records, node) {
		desc = record->desc;
		kvmrt_irq_desc_ref(desc);
		ret = kvmrt_irq_restore(record);
		if (!ret) {
			++*moved;
			kvmrt_nl_notify_irq(KVMRT_IRQ_MOVED, desc);
		}
		busy += ret == -EBUSY;
		kvmrt_irq_desc_put(desc);
	}
	return busy;
}

/**
 * kvmrt_irq_restore_every() - put all back
 * @moved: how many were put back
 * @stayed: how many could not be, or follow when their CPUs come
 */
void kvmrt_irq_restore_every(unsigned int *moved, unsigned int *stayed)
{
	unsigned int busy, n;

	*moved = 0;
	for (n = 0; n < PASSES; n++) {
		mutex_lock(&kvmrt_irq_lock);
		cpus_read_lock();
		kvmrt_irq_record_collect();
		busy = pass(moved);
		*stayed = list_count_nodes(&kvmrt_irq_records);
		cpus_read_unlock();
		mutex_unlock(&kvmrt_irq_lock);
		if (!busy)
			return;
		usleep_range(PASS_US, 2 * PASS_US);
	}
}

/**
 * kvmrt_irq_restore_leaving() - put back those that waited for their CPUs
 *
 * Return: whether a later look may put back more.
 */
bool kvmrt_irq_restore_leaving(void)
{
	struct kvmrt_irq_record *record, *next;
	bool again = false;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry_safe(record, next, &kvmrt_irq_records, node)
		if (record->leaving)
			again |= kvmrt_irq_restore(record) == -EBUSY;
	return again;
}

/* What a person should read of an error of kvmrt_irq_restore(). */
static const char *restore_text(int error)
{
	switch (error) {
	case -EPERM:
		return "home is guarded, or device bound, of irq";
	case -EHOSTDOWN:
		return "home of irq is offline";
	case -EBUSY:
		return kvmrt_irq_hold_text(KVMRT_IRQ_HOLD_BUSY);
	case -ENOSPC:
		return kvmrt_irq_hold_text(KVMRT_IRQ_HOLD_NO_VECTOR);
	default:
		return kvmrt_irq_hold_text(KVMRT_IRQ_HOLD_FAILED);
	}
}

static int restore_one(unsigned int irq, struct kvmrt_irq_refusal *refusal)
{
	struct irq_desc *desc = kvmrt_irq_desc_get(irq);
	struct kvmrt_irq_record *record;
	int ret;

	record = desc ? kvmrt_irq_record_find(desc) : NULL;
	if (!record) {
		ret = kvmrt_irq_refuse(refusal, -ENOENT, KVMRT_IRQ_ABOUT_ITEM,
				       "irq was not moved", irq);
	} else {
		ret = kvmrt_irq_restore(record);
		if (ret)
			kvmrt_irq_refuse(refusal, ret, KVMRT_IRQ_ABOUT_ITEM,
					 restore_text(ret), irq);
		else
			kvmrt_nl_notify_irq(KVMRT_IRQ_MOVED, desc);
	}
	if (desc)
		kvmrt_irq_desc_put(desc);
	return ret;
}

/**
 * kvmrt_irq_restore_one() - put one interrupt back
 * @irq: its number
 * @refusal: why it was refused
 *
 * Return: 0; -EHOSTDOWN: it follows when its CPUs come; or another errno, and
 * nothing has changed.
 */
int kvmrt_irq_restore_one(unsigned int irq, struct kvmrt_irq_refusal *refusal)
{
	int ret;

	kvmrt_irq_begin();
	ret = restore_one(irq, refusal);
	kvmrt_irq_end();
	kvmrt_irq_tend_settle();
	return ret;
}

/**
 * kvmrt_irq_rehearse_restore() - what putting back would do
 * @irq: number of the interrupt, NULL: all
 * @refusal: why it would be refused at once
 *
 * Return: the plan, or an ERR_PTR.
 */
struct kvmrt_irq_set *
kvmrt_irq_rehearse_restore(const u32 *irq, struct kvmrt_irq_refusal *refusal)
{
	struct kvmrt_irq_set *set;
	int i = -1;

	kvmrt_irq_begin();
	set = kvmrt_irq_set_take(cpu_none_mask, cpu_none_mask,
				 KVMRT_IRQ_POLICY_SPREAD);
	if (set)
		kvmrt_irq_restore_plan(set);
	if (set && irq) {
		i = kvmrt_irq_set_only(set, *irq);
		if (i < 0 || !set->entry[i].record) {
			kvmrt_irq_set_free(set);
			set = ERR_PTR(kvmrt_irq_refuse(refusal, -ENOENT, KVMRT_IRQ_ABOUT_ITEM,
						       "irq was not moved", *irq));
		}
	}
	kvmrt_irq_end();
	return set ?: ERR_PTR(-ENOMEM);
}

/**
 * kvmrt_irq_restore_all() - end guard and bindings and put everything back
 * @result: what was done
 */
void kvmrt_irq_restore_all(struct kvmrt_irq_result *result)
{
	memset(result, 0, sizeof(*result));
	mutex_lock(&kvmrt_irq_lock);
	kvmrt_irq_guard_set(cpu_none_mask, NULL, KVMRT_IRQ_POLICY_SPREAD);
	kvmrt_irq_bind_clear();
	mutex_unlock(&kvmrt_irq_lock);
	kvmrt_irq_restore_every(&result->moved, &result->stayed);
	kvmrt_irq_tend_settle();
}
