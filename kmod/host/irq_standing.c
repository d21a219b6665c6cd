// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that hold on: what the guard keeps free, and what devices are bound
 * to.  Checked here, kept by irq_guard.c and irq_bind.c.
 */
#include <linux/cpu.h>

#include "irq.h"

static int guard_change(const struct cpumask *cpus, const struct cpumask *to,
			u32 policy, struct cpumask *left,
			struct kvmrt_irq_refusal *refusal)
{
	int cpu;

	if (!cpumask_empty(cpus) && !kvmrt_feature_is_on(KVMRT_FEATURE_IRQ_GUARD))
		return kvmrt_irq_refuse(refusal, -EOPNOTSUPP, KVMRT_IRQ_ABOUT_GUARD,
					"no guard on this kernel, info-get says why", -1);
	cpu = kvmrt_irq_first_of_both(cpus, to);
	if (cpu >= 0)
		return kvmrt_irq_refuse(refusal, -EINVAL, KVMRT_IRQ_ABOUT_TO,
					"cpu can't be guarded and take interrupts", cpu);
	cpumask_andnot(left, cpumask_empty(to) ? cpu_online_mask : to, cpus);
	if (!cpumask_intersects(left, cpu_online_mask))
		return kvmrt_irq_refuse(refusal, -EINVAL, KVMRT_IRQ_ABOUT_FROM,
					"no cpu is left to take the interrupts", -1);
	kvmrt_irq_guard_set(cpus, to, policy);
	return 0;
}

/**
 * kvmrt_irq_guard_change() - change what is guarded
 * @cpus: these and no others; NULL: as it is
 * @to: CPUs that take what is taken back, empty: all others; NULL: as it is
 * @policy: NULL: as it is
 * @refusal: why it was refused
 *
 * Return: 0 or a negative errno, and nothing has changed.
 */
int kvmrt_irq_guard_change(const struct cpumask *cpus, const struct cpumask *to,
			   const u32 *policy, struct kvmrt_irq_refusal *refusal)
{
	struct kvmrt_irq_guard_info now;
	cpumask_var_t left;
	int ret;

	if (!alloc_cpumask_var(&left, GFP_KERNEL))
		return -ENOMEM;
	kvmrt_irq_begin();
	kvmrt_irq_guard_get(&now);
	ret = guard_change(cpus ?: now.cpus, to ?: now.to,
			   policy ? *policy : now.policy, left, refusal);
	kvmrt_irq_end();
	free_cpumask_var(left);
	return ret;
}

static int bind(const char *device, const struct cpumask *cpus,
		struct kvmrt_irq_refusal *refusal)
{
	int ret;

	if (!cpumask_empty(cpus)) {
		if (!kvmrt_feature_is_on(KVMRT_FEATURE_IRQ_GUARD))
			return kvmrt_irq_refuse(refusal, -EOPNOTSUPP, KVMRT_IRQ_ABOUT_NOTHING,
						"no bindings without irq-guard", -1);
		if (!cpumask_intersects(cpus, cpu_online_mask))
			return kvmrt_irq_refuse(refusal, -ENODEV, KVMRT_IRQ_ABOUT_TO,
						"none of the cpus is online", -1);
	}
	ret = kvmrt_irq_bind_set(device, cpus);
	if (ret == -ENOENT)
		kvmrt_irq_refuse(refusal, ret, KVMRT_IRQ_ABOUT_ITEM,
				 "device is not bound", -1);
	else if (ret == -ENOSPC)
		kvmrt_irq_refuse(refusal, ret, KVMRT_IRQ_ABOUT_ITEM,
				 "so many devices are bound already", KVMRT_BINDINGS_MAX);
	return ret;
}

/**
 * kvmrt_irq_bind() - keep the interrupts of a device on some CPUs
 * @device: its name
 * @cpus: which; empty: no longer
 * @refusal: why it was refused
 *
 * Return: 0 or a negative errno, and nothing has changed.
 */
int kvmrt_irq_bind(const char *device, const struct cpumask *cpus,
		   struct kvmrt_irq_refusal *refusal)
{
	int ret;

	kvmrt_irq_begin();
	ret = bind(device, cpus, refusal);
	/* At once, so that the one who asked finds them there. */
	if (!ret)
		kvmrt_irq_bind_scan();
	kvmrt_irq_end();
	return ret;
}
