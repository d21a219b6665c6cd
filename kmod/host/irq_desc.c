// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt descriptors: finding one, holding on to it, and reading what the
 * kernel says of it.  Changes nothing.
 *
 * A descriptor is reference counted.  The kernel drops its own reference an RCU
 * grace period after it took the number out of its table, so one that is found
 * under rcu_read_lock() can be kept.  What hangs off a descriptor lives
 * shorter: before the kernel frees that, it takes the chip away, under the
 * descriptor's lock.  Under that lock a chip that can aim the interrupt means
 * that all of it is there.
 */
#include <linux/interrupt.h>
#include <linux/kobject.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "irq.h"

/**
 * kvmrt_irq_desc_get() - the descriptor of an interrupt
 * @irq: its number
 *
 * Return: the descriptor, whose reference the caller puts; NULL if there is no
 * such interrupt.
 */
struct irq_desc *kvmrt_irq_desc_get(unsigned int irq)
{
	struct irq_desc *desc = NULL;
	struct irq_data *data;

	rcu_read_lock();
	data = irq_get_irq_data(irq);
	if (data) {
		desc = irq_data_to_desc(data);
		kvmrt_irq_desc_ref(desc);
	}
	rcu_read_unlock();
	return desc;
}

void kvmrt_irq_desc_ref(struct irq_desc *desc)
{
	kobject_get(&desc->kobj);
}

void kvmrt_irq_desc_put(struct irq_desc *desc)
{
	kobject_put(&desc->kobj);
}

/**
 * kvmrt_irq_desc_usable() - can it be aimed, now and until its lock is dropped?
 * @desc: a descriptor with a reference
 *
 * Return: whether it can; false for good once the kernel gave it up.
 */
bool kvmrt_irq_desc_usable(struct irq_desc *desc)
{
	struct irq_chip *chip = irq_data_get_irq_chip(&desc->irq_data);

	lockdep_assert_held(&desc->lock);
	return chip && chip->irq_set_affinity;
}

/**
 * kvmrt_irq_desc_live() - has the kernel not given it up?
 * @desc: a descriptor with a reference
 *
 * Return: whether its number still means this descriptor.
 */
bool kvmrt_irq_desc_live(struct irq_desc *desc)
{
	bool live;

	rcu_read_lock();
	live = irq_get_irq_data(desc->irq_data.irq) == &desc->irq_data;
	rcu_read_unlock();
	return live;
}

u64 kvmrt_irq_desc_count(struct irq_desc *desc, const struct cpumask *cpus)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_cpu(cpu, cpus)
		sum += irq_desc_kstat_cpu(desc, cpu);
	return sum;
}

/* Handlers of one interrupt, separated as /proc/interrupts does. */
static void look_handlers(struct irq_desc *desc, struct kvmrt_irq_view *view)
{
	struct irqaction *action;

	for (action = desc->action; action; action = action->next) {
		if (action->name) {
			if (view->name[0])
				strlcat(view->name, ", ", sizeof(view->name));
			strlcat(view->name, action->name, sizeof(view->name));
		}
		view->threaded |= action->thread ||
				  (action->secondary && action->secondary->thread);
	}
}

static bool pci_message(struct irq_data *data)
{
	struct msi_desc *msi = irq_data_get_msi_desc(data);

	return msi && msi->dev && dev_is_pci(msi->dev);
}

/**
 * kvmrt_irq_desc_wired() - is it no message, but can be moved while it is masked?
 * @desc: whose lock is held, and that can be aimed
 *
 * An IO-APIC can tell whether a level is being served; edges, and the fault
 * interrupts of IOMMUs, can be raised once more.
 *
 * Return: whether it is.
 */
bool kvmrt_irq_desc_wired(struct irq_desc *desc)
{
	struct irq_chip *chip = irq_data_get_irq_chip(&desc->irq_data);

	lockdep_assert_held(&desc->lock);
	return !pci_message(&desc->irq_data) &&
	       chip->irq_mask && chip->irq_unmask && chip->irq_retrigger &&
	       (chip->irq_get_irqchip_state || !irqd_is_level_type(&desc->irq_data));
}

/* Of what is behind the descriptor; only while it can be aimed. */
static void look_behind(struct irq_desc *desc, struct kvmrt_irq_view *view)
{
	struct irq_data *data = &desc->irq_data;
	struct msi_desc *msi = irq_data_get_msi_desc(data);

	view->remapped = irqd_can_move_in_process_context(data);
	if (msi && msi->dev)
		strscpy(view->device, dev_name(msi->dev), sizeof(view->device));
	if (pci_message(data))
		view->kind = KVMRT_IRQ_KIND_MSI;
	if (irqd_affinity_is_managed(data))
		view->kind = KVMRT_IRQ_KIND_MANAGED;
	view->direct = view->remapped ||
		       (kvmrt_irq_forced() &&
			(view->kind != KVMRT_IRQ_KIND_OTHER ||
			 kvmrt_irq_desc_wired(desc)));
}

static u32 look_hold(struct irq_desc *desc, const struct kvmrt_irq_view *view)
{
	struct irq_data *data = &desc->irq_data;

	if (!view->in_use)
		return KVMRT_IRQ_HOLD_IDLE;
	if (irqd_is_per_cpu(data))
		return KVMRT_IRQ_HOLD_PER_CPU;
	if (!irqd_can_balance(data))
		return KVMRT_IRQ_HOLD_PINNED;
	if (!kvmrt_irq_desc_usable(desc))
		return KVMRT_IRQ_HOLD_NO_SETTER;
	if (view->kind == KVMRT_IRQ_KIND_MANAGED && !view->remapped &&
	    !kvmrt_irq_forced())
		return KVMRT_IRQ_HOLD_NO_FORCED;
	return KVMRT_IRQ_HOLD_NONE;
}

/**
 * kvmrt_irq_look() - read what the kernel says of an interrupt
 * @desc: a descriptor with a reference
 * @view: where to
 *
 * Return: whether the interrupt exists.
 */
bool kvmrt_irq_look(struct irq_desc *desc, struct kvmrt_irq_view *view)
{
	struct cpumask *affinity = view->affinity;
	struct irq_data *data = &desc->irq_data;
	struct irq_chip *chip;
	unsigned long flags;
	unsigned int cpu;

	memset(view, 0, sizeof(*view));
	view->affinity = affinity;
	view->irq = data->irq;
	view->kind = KVMRT_IRQ_KIND_OTHER;
	view->cpu = -1;
	if (!kvmrt_irq_desc_live(desc))
		return false;

	raw_spin_lock_irqsave(&desc->lock, flags);
	chip = irq_data_get_irq_chip(data);
	if (chip && chip->name)
		strscpy(view->chip, chip->name, sizeof(view->chip));
	view->node = irq_data_get_node(data);
	view->in_use = irqd_is_started(data);
	view->pending = irqd_is_setaffinity_pending(data);
	view->was_set = irqd_affinity_was_set(data);
	look_handlers(desc, view);
	if (kvmrt_irq_desc_usable(desc))
		look_behind(desc, view);
	if (affinity)
		cpumask_copy(affinity, irq_data_get_affinity_mask(data));
	if (view->in_use) {
		cpu = cpumask_first(irq_data_get_effective_affinity_mask(data));
		/* Chips that don't tell: the kernel's own reading of the mask. */
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first_and(irq_data_get_affinity_mask(data),
						cpu_online_mask);
		view->cpu = cpu < nr_cpu_ids ? cpu : -1;
	}
	view->hold = look_hold(desc, view);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return true;
}
