// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting interrupts back: on the very CPU where each was, as long as that is
 * online, so that the vectors are counted as before.  Moves first; reservations
 * go when the interrupts have left them, which is not waited for here.
 */
#include <linux/cpu.h>
#include <linux/delay.h>

#include "irq.h"

#define PASSES		40
#define PASS_US		1000

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

static int put_back(struct kvmrt_irq_record *record)
{
	struct kvmrt_irq_view view = {};
	int cpu;

	if (!kvmrt_irq_look(record->desc, &view))
		return -ENOENT;
	if (!view.in_use)
		/* It will start at home, a managed one with the mask that it has. */
		return record->managed ? 0 : step(record, -1);

	cpu = home_cpu(record);
	if (cpu < 0)
		return -EHOSTDOWN;
	if (cpumask_test_cpu(cpu, kvmrt_irq_guard_cpus()) ||
	    (view.device[0] && kvmrt_irq_bind_find(view.device)))
		return -EPERM;
	return view.cpu == cpu && !view.pending ? step(record, -1) :
						  step_home(record, cpu);
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
	record->leaving = ret == -EHOSTDOWN;
	/* Gone or shut down meanwhile: only the reservation is left. */
	if (ret && ret != -ENOENT && ret != -ENXIO)
		return ret;
	kvmrt_irq_record_drop(record);
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

void kvmrt_irq_restore_leaving(void)
{
	struct kvmrt_irq_record *record, *next;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry_safe(record, next, &kvmrt_irq_records, node)
		if (record->leaving)
			kvmrt_irq_restore(record);
}
