// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadows: managed interrupts that nothing raises.  Each holds one vector on
 * one CPU, in the name of an interrupt that we have there away from its home;
 * reservations on one CPU are interchangeable.
 *
 * The kernel can't take back a reservation on an offline CPU without losing
 * count, so a shadow there is parked until its CPU comes back.  And it must not
 * be taken back before the interrupt has left: what the kernel then found to
 * take back would be somebody else's.
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irqdomain.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <asm/hw_irq.h>
#include <asm/irqdomain.h>

#include "irq.h"

/*
 * Without the private layouts nobody tells when a move is over.  An IOMMU's
 * driver begins the clean-up at once, and it takes a tick.
 */
#define CLEANUP_JIFFIES	msecs_to_jiffies(100)

struct kvmrt_irq_shadow {
	struct list_head node;
	unsigned int irq;
	unsigned int cpu;
	struct irq_desc *desc;		/* while retired: has to leave first */
	unsigned long since;		/* retired */
};

/* All under kvmrt_irq_lock. */
static LIST_HEAD(in_use);
static LIST_HEAD(retired);

/**
 * kvmrt_irq_shadow_alloc() - reserve a vector
 * @cpu: on this CPU, which is online
 *
 * Return: the shadow; -ENOSPC if the CPU has no vector left; -ENOMEM.
 */
struct kvmrt_irq_shadow *kvmrt_irq_shadow_alloc(unsigned int cpu)
{
	struct irq_affinity_desc *affinity;
	struct kvmrt_irq_shadow *shadow;
	struct irq_alloc_info info = {};
	int irq;

	lockdep_assert_held(&kvmrt_irq_lock);

	shadow = kzalloc(sizeof(*shadow), GFP_KERNEL);
	affinity = kzalloc(sizeof(*affinity), GFP_KERNEL);
	if (!shadow || !affinity) {
		irq = -ENOMEM;
		goto out;
	}
	affinity->is_managed = 1;
	cpumask_copy(&affinity->mask, cpumask_of(cpu));
	irq = __irq_domain_alloc_irqs(x86_vector_domain, -1, 1, cpu_to_node(cpu),
				      &info, false, affinity);
out:
	kfree(affinity);
	if (irq < 0) {
		kfree(shadow);
		return ERR_PTR(irq);
	}
	shadow->irq = irq;
	shadow->cpu = cpu;
	list_add(&shadow->node, &in_use);
	return shadow;
}

int kvmrt_irq_shadow_cpu(const struct kvmrt_irq_shadow *shadow)
{
	return shadow ? shadow->cpu : -1;
}

/**
 * kvmrt_irq_shadow_retire() - a reservation is not needed any more
 * @shadow: which, the caller's no longer
 * @desc: who used it, and has left or will
 */
void kvmrt_irq_shadow_retire(struct kvmrt_irq_shadow *shadow,
			     struct irq_desc *desc)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	kvmrt_irq_desc_ref(desc);
	shadow->desc = desc;
	shadow->since = jiffies;
	list_move_tail(&shadow->node, &retired);
}

static bool still_used(struct kvmrt_irq_shadow *shadow)
{
	struct irq_desc *desc = shadow->desc;
	bool used;

	if (!kvmrt_irq_forced() &&
	    time_before(jiffies, shadow->since + CLEANUP_JIFFIES))
		return true;

	raw_spin_lock_irq(&desc->lock);
	used = kvmrt_irq_desc_usable(desc) &&
	       kvmrt_irq_apic_uses(&desc->irq_data, shadow->cpu);
	raw_spin_unlock_irq(&desc->lock);
	return used;
}

/**
 * kvmrt_irq_shadow_reap() - give back reservations that nobody uses
 *
 * Return: how many wait for an interrupt to leave; those of offline CPUs are
 * not among them.
 */
unsigned int kvmrt_irq_shadow_reap(void)
{
	struct kvmrt_irq_shadow *shadow, *next;
	unsigned int waiting = 0;

	lockdep_assert_held(&kvmrt_irq_lock);

	list_for_each_entry_safe(shadow, next, &retired, node) {
		if (!cpu_online(shadow->cpu))
			continue;
		if (still_used(shadow)) {
			waiting++;
			continue;
		}
		irq_dispose_mapping(shadow->irq);
		kvmrt_irq_desc_put(shadow->desc);
		list_del(&shadow->node);
		kfree(shadow);
	}
	return waiting;
}

/**
 * kvmrt_irq_shadow_abandon() - forget all shadows
 *
 * Those that could not be given back stay what they are, interrupts that nothing
 * raises: the kernel keeps count of them.
 *
 * Return: how many.
 */
unsigned int kvmrt_irq_shadow_abandon(void)
{
	struct kvmrt_irq_shadow *shadow, *next;
	unsigned int nr = 0;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_splice_init(&in_use, &retired);
	list_for_each_entry_safe(shadow, next, &retired, node) {
		if (shadow->desc)
			kvmrt_irq_desc_put(shadow->desc);
		list_del(&shadow->node);
		kfree(shadow);
		nr++;
	}
	return nr;
}

bool kvmrt_irq_is_shadow(unsigned int irq)
{
	struct kvmrt_irq_shadow *shadow;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry(shadow, &in_use, node)
		if (shadow->irq == irq)
			return true;
	list_for_each_entry(shadow, &retired, node)
		if (shadow->irq == irq)
			return true;
	return false;
}
