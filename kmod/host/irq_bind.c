// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices whose interrupts are kept on given CPUs, those that they will have
 * included: a device that is passed to a VM gets new ones whenever its guest
 * starts its driver.  The worker moves what is elsewhere; evacuations and the
 * guard leave alone what is where it is bound to.
 */
#include <linux/cpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "irq.h"

/* All under kvmrt_irq_lock; the probe reads the number without. */
static LIST_HEAD(bindings);
static unsigned int nr_bindings;

/**
 * kvmrt_irq_bind_count() - how many devices are bound
 *
 * Any context.
 *
 * Return: the number.
 */
unsigned int kvmrt_irq_bind_count(void)
{
	return READ_ONCE(nr_bindings);
}

/**
 * kvmrt_irq_bind_find() - what a device is bound to
 * @device: its name
 *
 * Return: the binding, NULL if it is not bound.
 */
struct kvmrt_irq_binding *kvmrt_irq_bind_find(const char *device)
{
	struct kvmrt_irq_binding *binding;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry(binding, &bindings, node)
		if (!strcmp(binding->device, device))
			return binding;
	return NULL;
}

/**
 * kvmrt_irq_bind_next() - the binding after one, for dumps
 * @device: name of the last, empty for the first
 *
 * Return: the binding, NULL at the end.
 */
struct kvmrt_irq_binding *kvmrt_irq_bind_next(const char *device)
{
	struct kvmrt_irq_binding *binding;

	lockdep_assert_held(&kvmrt_irq_lock);
	list_for_each_entry(binding, &bindings, node)
		if (strcmp(binding->device, device) > 0)
			return binding;
	return NULL;
}

/**
 * kvmrt_irq_bound() - is an interrupt where its device is bound to?
 * @device: name of its device, empty if unknown
 * @cpu: where it is aimed, -1: nowhere
 *
 * Return: whether it is.
 */
bool kvmrt_irq_bound(const char *device, int cpu)
{
	struct kvmrt_irq_binding *binding;

	if (!*device || cpu < 0)
		return false;
	binding = kvmrt_irq_bind_find(device);
	return binding && cpumask_test_cpu(cpu, binding->cpus);
}

static void forget(struct kvmrt_irq_binding *binding)
{
	list_del(&binding->node);
	kfree(binding);
	WRITE_ONCE(nr_bindings, nr_bindings - 1);
}

static struct kvmrt_irq_binding *add(const char *device)
{
	struct kvmrt_irq_binding *binding, *other;

	binding = kzalloc(sizeof(*binding) + cpumask_size(), GFP_KERNEL);
	if (!binding)
		return NULL;
	binding->cpus = (struct cpumask *)(binding + 1);
	strscpy(binding->device, device, sizeof(binding->device));
	list_for_each_entry(other, &bindings, node)
		if (strcmp(other->device, device) > 0)
			break;
	list_add_tail(&binding->node, &other->node);
	WRITE_ONCE(nr_bindings, nr_bindings + 1);
	return binding;
}

/**
 * kvmrt_irq_bind_set() - bind a device, or end that
 * @device: its name
 * @cpus: what to; empty: nothing
 *
 * The caller kicks the worker.
 *
 * Return: 0; -ENOENT: to be ended, but is none; -ENOSPC: too many; -ENOMEM.
 */
int kvmrt_irq_bind_set(const char *device, const struct cpumask *cpus)
{
	struct kvmrt_irq_binding *binding = kvmrt_irq_bind_find(device);

	if (cpumask_empty(cpus)) {
		if (!binding)
			return -ENOENT;
		forget(binding);
	} else {
		if (!binding && nr_bindings >= KVMRT_BINDINGS_MAX)
			return -ENOSPC;
		binding = binding ?: add(device);
		if (!binding)
			return -ENOMEM;
		cpumask_copy(binding->cpus, cpus);
	}
	kvmrt_nl_notify_irq_bind(device);
	return 0;
}

/* Nothing is bound any more. */
void kvmrt_irq_bind_clear(void)
{
	struct kvmrt_irq_binding *binding;
	char device[KVMRT_DEVICE_MAX + 1];

	/* The name is told once the binding is gone. */
	while ((binding = kvmrt_irq_bind_next(""))) {
		strscpy(device, binding->device, sizeof(device));
		kvmrt_irq_bind_set(device, cpu_none_mask);
	}
}

static bool scan_one(const struct kvmrt_irq_binding *binding,
		     const struct cpumask *to, const struct cpumask *from)
{
	struct kvmrt_irq_set *set;
	size_t i, culprit;
	bool again;

	set = kvmrt_irq_set_take(from, to, KVMRT_IRQ_POLICY_SPREAD);
	if (!set)
		return true;
	for (i = 0; i < set->nr; i++)
		if (strcmp(set->entry[i].device, binding->device))
			set->item[i].action = KVMRT_IRQ_ACTION_NONE;
	again = kvmrt_irq_set_hold_back(set) || kvmrt_irq_apply(set, true, &culprit);
	for (i = 0; i < set->nr; i++) {
		again |= set->item[i].hold == KVMRT_IRQ_HOLD_BUSY;
		if (set->entry[i].done)
			kvmrt_nl_notify_irq(KVMRT_IRQ_MOVED, set->entry[i].desc);
	}
	kvmrt_irq_set_free(set);
	return again;
}

/**
 * kvmrt_irq_bind_scan() - move what is not where it is bound to
 *
 * Under cpus_read_lock() too.  A device none of whose CPUs is online is left
 * where it is.
 *
 * Return: whether a later look may move more.
 */
bool kvmrt_irq_bind_scan(void)
{
	struct kvmrt_irq_binding *binding;
	cpumask_var_t to, from;
	bool again = true;

	lockdep_assert_held(&kvmrt_irq_lock);
	if (list_empty(&bindings))
		return false;
	if (!alloc_cpumask_var(&to, GFP_KERNEL))
		return true;
	if (!alloc_cpumask_var(&from, GFP_KERNEL))
		goto out;
	again = false;
	list_for_each_entry(binding, &bindings, node) {
		cpumask_and(to, binding->cpus, cpu_online_mask);
		cpumask_andnot(from, cpu_possible_mask, binding->cpus);
		if (!cpumask_empty(to))
			again |= scan_one(binding, to, from);
	}
	free_cpumask_var(from);
out:
	free_cpumask_var(to);
	return again;
}
