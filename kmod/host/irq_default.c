// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPUs that ordinary interrupts get when they appear.  The kernel has one
 * mask for that, which this writes as /proc/irq/default_smp_affinity does.
 * Managed interrupts don't look at it: the guard moves those.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/module.h>

#include "irq.h"
#include "ksym.h"

static char *irq_default_cpus = "";
module_param(irq_default_cpus, charp, 0444);
MODULE_PARM_DESC(irq_default_cpus,
		 "CPUs that ordinary interrupts get when they appear, a list like 0,2-3 (default: as it is)");

/* All under kvmrt_irq_lock. */
static struct cpumask *mask;		/* the kernel's */
static struct cpumask ours;
static struct cpumask before;
static bool changed;

const struct cpumask *kvmrt_irq_default_get(void)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	return mask;
}

/**
 * kvmrt_irq_default_set() - where ordinary interrupts appear from here on
 * @cpus: these
 *
 * Return: 0; -EOPNOTSUPP: not on this kernel; -EINVAL: none of them is online.
 */
int kvmrt_irq_default_set(const struct cpumask *cpus)
{
	lockdep_assert_held(&kvmrt_irq_lock);
	if (!mask)
		return -EOPNOTSUPP;
	if (!cpumask_intersects(cpus, cpu_online_mask))
		return -EINVAL;
	if (!changed)
		cpumask_copy(&before, mask);
	changed = true;
	cpumask_copy(&ours, cpus);
	cpumask_copy(mask, cpus);
	return 0;
}

/**
 * kvmrt_irq_default_init() - find the kernel's mask, and set it if asked to
 *
 * Sets the feature.
 *
 * Return: 0; -EINVAL: the parameter is no list of CPUs, or none is online.
 */
int __init kvmrt_irq_default_init(void)
{
	cpumask_var_t *where = kvmrt_ksym_irq_default_affinity();
	cpumask_var_t cpus;
	int ret;

	if (where && *where) {
		mask = *where;
		kvmrt_feature_on(KVMRT_FEATURE_IRQ_DEFAULT);
	} else {
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_DEFAULT,
				  "this kernel has no irq_default_affinity");
	}
	if (!*irq_default_cpus)
		return 0;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	ret = cpulist_parse(irq_default_cpus, cpus);
	if (!ret) {
		mutex_lock(&kvmrt_irq_lock);
		ret = kvmrt_irq_default_set(cpus);
		mutex_unlock(&kvmrt_irq_lock);
	}
	free_cpumask_var(cpus);
	if (ret == -EOPNOTSUPP)
		return 0;	/* the feature says so */
	if (ret)
		pr_err("irq_default_cpus=%s: no list of CPUs, or none of them is online (%d)\n",
		       irq_default_cpus, ret);
	return ret ? -EINVAL : 0;
}

/**
 * kvmrt_irq_default_exit() - what it was before, unless somebody else changed it
 */
void kvmrt_irq_default_exit(void)
{
	mutex_lock(&kvmrt_irq_lock);
	if (changed && cpumask_equal(mask, &ours))
		cpumask_copy(mask, &before);
	changed = false;
	mutex_unlock(&kvmrt_irq_lock);
}
