// SPDX-License-Identifier: GPL-2.0-only
/*
 * One move of one interrupt, and nothing else: no record, no reservation.
 *
 * A message that no IOMMU remaps is re-aimed in two writes that the device may
 * fire between.  The kernel's setter copes with that on the CPU that the
 * interrupt is aimed at, with interrupts off; so that is where we go.
 *
 * A managed interrupt has its mask, by which its vectors are counted, swapped
 * for the length of the setter.  All of it is under the descriptor's lock, which
 * every reader that counts takes.
 *
 * What is no message of PCI, a wire of an IO-APIC or the fault interrupt of an
 * IOMMU, is masked for the move, on the same CPU; a level is only moved while
 * nobody serves it.
 *
 * An interrupt that never fires would keep its old vector for ever, and could
 * not be moved again.  So the clean-up is begun at once, as the drivers of
 * IOMMUs do it.
 */
#include <linux/cpu.h>
#include <linux/interrupt.h>
#include <linux/irqdomain.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/workqueue.h>
#include <asm/hw_irq.h>
#include <asm/irqdomain.h>

#include "irq.h"
#include "ksym.h"

/* Threads of one interrupt that follow it at once; others at its next arrival. */
#define MAX_THREADS	8

/* What runs on the right CPU. */
struct aim {
	struct kvmrt_irq_step *step;
	int ret;
};

static struct cpumask *mask_of(struct irq_desc *desc)
{
	return desc->irq_common_data.affinity;
}

/* For what the kernel clears, and has no accessor that does. */
static void clear_state(struct irq_desc *desc, u32 bits)
{
	ACCESS_PRIVATE(&desc->irq_common_data, state_use_accessors) &= ~bits;
}

static void forget_pending(struct irq_desc *desc)
{
	clear_state(desc, IRQD_SETAFFINITY_PENDING);
#ifdef CONFIG_GENERIC_PENDING_IRQ
	cpumask_clear(desc->pending_mask);
#endif
}

/* The mask that stays.  Not the kernel's setter: that would choose a CPU. */
static void settle(struct irq_desc *desc, const struct kvmrt_irq_step *step)
{
	cpumask_copy(mask_of(desc), step->mask);
	if (irqd_affinity_is_managed(&desc->irq_data))
		return;
	if (step->was_set)
		irqd_mark_affinity_was_set(&desc->irq_data);
	else
		clear_state(desc, IRQD_AFFINITY_SET);
}

/* Drivers that asked to hear of the mask, which is settled. */
static void tell_driver(struct irq_desc *desc)
{
	struct irq_affinity_notify *notify = desc->affinity_notify;

	if (!notify || irqd_affinity_is_managed(&desc->irq_data))
		return;
	kref_get(&notify->kref);
	if (!schedule_work(&notify->work))
		kref_put(&notify->kref, notify->release);
}

/*
 * A level that a CPU is serving: the IO-APIC waits for the end of that vector
 * and no other, so it must not get another.
 */
static bool in_service(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;
	struct irq_chip *chip = irq_data_get_irq_chip(data);
	bool active = false;

	return kvmrt_irq_desc_wired(desc) && irqd_is_level_type(data) &&
	       !chip->irq_get_irqchip_state(data, IRQCHIP_STATE_ACTIVE, &active) &&
	       active;
}

/* Under the lock.  0, or why it can't be moved now. */
static int check(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	if (!kvmrt_irq_desc_usable(desc))
		return -ENOENT;
	if (!irqd_is_started(data) || !irqd_is_activated(data))
		return -ENXIO;
	if (irqd_is_per_cpu(data))
		return -EOPNOTSUPP;
	if (!kvmrt_irq_apic_busy(data))
		return in_service(desc) ? -EBUSY : 0;
	/* Whoever moved it left it to the next arrival: don't wait for that. */
	kvmrt_ksym_irq_schedule_cleanup(irqd_cfg(data));
	return -EBUSY;
}

static int set(struct irq_desc *desc, const struct kvmrt_irq_step *step)
{
	struct irq_data *data = &desc->irq_data;
	struct irq_chip *chip = irq_data_get_irq_chip(data);
	bool managed = irqd_affinity_is_managed(data);
	bool mask = !irqd_can_move_in_process_context(data) &&
		    !irqd_irq_masked(data);
	int ret;

	if (mask && chip->irq_mask)
		chip->irq_mask(data);
	if (mask && in_service(desc)) {	/* it came before the mask did */
		chip->irq_unmask(data);
		return -EBUSY;
	}
	if (managed)
		cpumask_copy(mask_of(desc), cpumask_of(step->cpu));
	ret = kvmrt_ksym_irq_do_set_affinity(data, cpumask_of(step->cpu), false);
	if (!ret)
		forget_pending(desc);
	if (!ret || managed)
		settle(desc, step);
	if (mask && chip->irq_unmask)
		chip->irq_unmask(data);
	/* An edge that comes while it is masked may be lost; one more is harmless. */
	if (mask && kvmrt_irq_desc_wired(desc) && !irqd_is_level_type(data))
		chip->irq_retrigger(data);
	if (!ret) {
		kvmrt_ksym_irq_schedule_cleanup(irqd_cfg(data));
		tell_driver(desc);
	}
	return ret;
}

/* Interrupts are off. */
static void aim(void *arg)
{
	struct aim *aim = arg;
	struct irq_desc *desc = aim->step->desc;
	struct irq_data *data = &desc->irq_data;

	raw_spin_lock(&desc->lock);
	aim->ret = check(desc);
	if (!aim->ret && !irqd_can_move_in_process_context(data) &&
	    !cpumask_test_cpu(smp_processor_id(),
			      irq_data_get_effective_affinity_mask(data)))
		aim->ret = -EAGAIN;	/* it was moved while we came here */
	if (!aim->ret)
		aim->ret = set(desc, aim->step);
	raw_spin_unlock(&desc->lock);
}

static int move_forced(struct kvmrt_irq_step *step)
{
	struct irq_data *data = &step->desc->irq_data;
	struct aim a = { .step = step, .ret = -EAGAIN };
	unsigned int cpu;
	int tries, ret;

	for (tries = 0; tries < 5 && a.ret == -EAGAIN; tries++) {
		if (irqd_can_move_in_process_context(data)) {
			local_irq_disable();
			aim(&a);
			local_irq_enable();
			continue;
		}
		cpu = cpumask_first(irq_data_get_effective_affinity_mask(data));
		if (cpu >= nr_cpu_ids)
			return -ENXIO;
		ret = smp_call_function_single(cpu, aim, &a, 1);
		if (ret)
			return ret;
	}
	return a.ret == -EAGAIN ? -EBUSY : a.ret;
}

/* The mask alone; the CPU that it is aimed at is in it, or it is not in use. */
static int move_mask(struct kvmrt_irq_step *step)
{
	struct irq_desc *desc = step->desc;
	int ret = 0;

	raw_spin_lock_irq(&desc->lock);
	if (!kvmrt_irq_desc_usable(desc)) {
		ret = -ENOENT;
	} else {
		forget_pending(desc);
		settle(desc, step);
		tell_driver(desc);
	}
	raw_spin_unlock_irq(&desc->lock);
	return ret;
}

/* Chips that move an interrupt when it fires: the kernel chooses from the mask. */
static int move_plain(struct kvmrt_irq_step *step)
{
	struct irq_desc *desc = step->desc;
	int ret;

	if (!kvmrt_irq_desc_live(desc))
		return -ENOENT;
	ret = irq_set_affinity(desc->irq_data.irq, step->mask);
	if (ret)
		return ret;

	raw_spin_lock_irq(&desc->lock);
	step->pending = irqd_is_setaffinity_pending(&desc->irq_data);
	if (!step->was_set)
		clear_state(desc, IRQD_AFFINITY_SET);
	raw_spin_unlock_irq(&desc->lock);
	return 0;
}

/*
 * Without the kernel's inner setter: only what an IOMMU remaps, as the exported
 * one moves that at once and has it cleaned up.  It takes the lock itself, so
 * the swapped mask is safe from the descriptor's end only by the device's locks.
 */
static int move_exported(struct kvmrt_irq_step *step, struct device *dev)
{
	struct irq_desc *desc = step->desc;
	bool managed = irqd_affinity_is_managed(&desc->irq_data);
	int ret;

	if (!device_trylock(dev))
		return -EBUSY;
	msi_lock_descs(dev);
	ret = -ENOENT;
	if (!kvmrt_irq_desc_live(desc))
		goto out;

	raw_spin_lock_irq(&desc->lock);
	ret = check(desc);
	if (!ret && managed)
		cpumask_copy(mask_of(desc), cpumask_of(step->cpu));
	raw_spin_unlock_irq(&desc->lock);
	if (ret)
		goto out;

	ret = irq_set_affinity(desc->irq_data.irq, cpumask_of(step->cpu));

	raw_spin_lock_irq(&desc->lock);
	if (!ret || managed)
		settle(desc, step);
	raw_spin_unlock_irq(&desc->lock);
out:
	msi_unlock_descs(dev);
	device_unlock(dev);
	return ret;
}

static void hold_thread(struct irqaction *action, struct task_struct **threads,
			unsigned int *nr)
{
	if (action && action->thread && *nr < MAX_THREADS)
		threads[(*nr)++] = get_task_struct(action->thread);
}

/*
 * Before 6.12 a thread looks where it belongs when its interrupt fires: until
 * then it would stay, and wake there.
 */
static void follow_threads(struct irq_desc *desc)
{
	struct task_struct *threads[MAX_THREADS];
	struct irqaction *action;
	unsigned int cpu, i, nr = 0;

	raw_spin_lock_irq(&desc->lock);
	cpu = cpumask_first(irq_data_get_effective_affinity_mask(&desc->irq_data));
	for (action = desc->action; action; action = action->next) {
		hold_thread(action, threads, &nr);
		hold_thread(action->secondary, threads, &nr);
	}
	raw_spin_unlock_irq(&desc->lock);

	for (i = 0; i < nr; i++) {
		/* Fails only if the CPU went, and then the thread will look. */
		if (cpu < nr_cpu_ids)
			set_cpus_allowed_ptr(threads[i], cpumask_of(cpu));
		put_task_struct(threads[i]);
	}
}

/* How it can be moved, and by what. */
enum way { WAY_FORCED, WAY_EXPORTED, WAY_PLAIN, WAY_NONE };

static enum way choose(struct irq_desc *desc, struct device **dev)
{
	struct irq_data *data = &desc->irq_data;
	enum way way = WAY_PLAIN;
	struct msi_desc *msi;
	bool message, remapped;

	raw_spin_lock_irq(&desc->lock);
	if (!kvmrt_irq_desc_usable(desc))
		goto out;
	msi = irq_data_get_msi_desc(data);
	message = msi && msi->dev && dev_is_pci(msi->dev);
	remapped = irqd_can_move_in_process_context(data);
	if (kvmrt_irq_forced()) {
		if (irqd_is_activated(data) &&
		    irq_domain_get_irq_data(x86_vector_domain, data->irq) &&
		    (message || remapped || kvmrt_irq_desc_wired(desc)))
			way = WAY_FORCED;
	} else if (message && remapped) {
		way = WAY_EXPORTED;
		*dev = get_device(msi->dev);
	}
	if (way == WAY_PLAIN && irqd_affinity_is_managed(data))
		way = WAY_NONE;
out:
	raw_spin_unlock_irq(&desc->lock);
	return way;
}

/**
 * kvmrt_irq_step() - move an interrupt
 * @step: how
 *
 * Sleeps; under cpus_read_lock().  The reservation that a managed interrupt
 * needs away from home is there already.
 *
 * Return: 0; -ENOENT, the kernel gave it up; -ENXIO, it is not in use; -EBUSY,
 * its last move is not over, try again soon; -ENOSPC, no vector there;
 * -EOPNOTSUPP; or what the chip's setter says.  Then nothing has changed.
 */
int kvmrt_irq_step(struct kvmrt_irq_step *step)
{
	struct device *dev = NULL;
	int ret;

	step->pending = false;
	if (step->cpu < 0)
		return move_mask(step);

	switch (choose(step->desc, &dev)) {
	case WAY_FORCED:
		ret = move_forced(step);
		break;
	case WAY_EXPORTED:
		ret = move_exported(step, dev);
		put_device(dev);
		break;
	case WAY_PLAIN:
		ret = move_plain(step);
		break;
	default:
		ret = -EOPNOTSUPP;
	}
	if (!ret && !step->pending)
		follow_threads(step->desc);
	return ret;
}
