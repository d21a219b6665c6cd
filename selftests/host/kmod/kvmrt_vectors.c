// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes all interrupt vectors of some CPUs but a few, as a machine with very
 * many queues does: each as a managed interrupt that nothing raises.  Gives
 * them back when it is unloaded.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irqdomain.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <asm/hw_irq.h>
#include <asm/irqdomain.h>

#define MAX_TAKEN	4096

static char *cpus = "";
module_param(cpus, charp, 0444);
MODULE_PARM_DESC(cpus, "the CPUs, a list like 0,2-3");

static unsigned int leave;
module_param(leave, uint, 0444);
MODULE_PARM_DESC(leave, "vectors that each of them keeps");

static unsigned int *taken;
static unsigned int nr;

static int take(unsigned int cpu)
{
	struct irq_affinity_desc *affinity = kzalloc(sizeof(*affinity), GFP_KERNEL);
	struct irq_alloc_info info = {};
	int irq;

	if (!affinity)
		return -ENOMEM;
	affinity->is_managed = 1;
	cpumask_copy(&affinity->mask, cpumask_of(cpu));
	irq = __irq_domain_alloc_irqs(x86_vector_domain, -1, 1, NUMA_NO_NODE,
				      &info, false, affinity);
	kfree(affinity);
	return irq;
}

static void give_back(unsigned int down_to)
{
	while (nr > down_to)
		irq_dispose_mapping(taken[--nr]);
}

static int take_all(unsigned int cpu)
{
	unsigned int before = nr;
	int irq = 0;

	while (nr < MAX_TAKEN && irq >= 0) {
		irq = take(cpu);
		if (irq >= 0)
			taken[nr++] = irq;
	}
	if (irq != -ENOSPC || nr - before < leave)
		return irq < 0 && irq != -ENOSPC ? irq : -EINVAL;
	give_back(nr - leave);
	return 0;
}

static int __init vectors_init(void)
{
	cpumask_var_t mask;
	unsigned int cpu;
	int ret;

	if (!zalloc_cpumask_var(&mask, GFP_KERNEL))
		return -ENOMEM;
	ret = cpulist_parse(cpus, mask);
	if (ret)
		goto out;
	taken = kcalloc(MAX_TAKEN, sizeof(*taken), GFP_KERNEL);
	if (!taken) {
		ret = -ENOMEM;
		goto out;
	}
	cpus_read_lock();
	for_each_cpu_and(cpu, mask, cpu_online_mask) {
		ret = take_all(cpu);
		if (ret) {
			give_back(0);
			kfree(taken);
			break;
		}
	}
	cpus_read_unlock();
out:
	free_cpumask_var(mask);
	return ret;
}

static void __exit vectors_exit(void)
{
	cpus_read_lock();
	give_back(0);
	cpus_read_unlock();
	kfree(taken);
}

module_init(vectors_init);
module_exit(vectors_exit);

MODULE_DESCRIPTION("Takes interrupt vectors away");
MODULE_LICENSE("GPL");
