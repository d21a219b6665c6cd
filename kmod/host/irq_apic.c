// SPDX-License-Identifier: GPL-2.0-only
/*
 * What x86 keeps of an interrupt behind its public face: the vector, the one
 * before, and how many vectors a CPU has left.  No header tells these layouts,
 * so each is compared with what the running kernel holds before anything is
 * built on it.  Nothing here is ever written.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/irqdomain.h>
#include <linux/percpu.h>
#include <asm/hw_irq.h>
#include <asm/irq_vectors.h>
#include <asm/irqdomain.h>

#include "irq.h"
#include "ksym.h"

/* The kernel's struct apic_chip_data, the same from 6.1 to 6.12. */
struct apic_layout {
	struct irq_cfg cfg;
	unsigned int vector;
	unsigned int prev_vector;
	unsigned int cpu;
	unsigned int prev_cpu;
	unsigned int irq;
	struct hlist_node clist;
	unsigned int move_in_progress : 1;
	unsigned int is_managed : 1;
	unsigned int can_reserve : 1;
	unsigned int has_reserved : 1;
};

/* How the kernel's struct cpumap begins; its bitmaps differ between versions. */
struct cpumap_layout {
	unsigned int available;
	unsigned int allocated;
	unsigned int managed;
	unsigned int managed_allocated;
	bool initialized;
	bool online;
};

/* Likewise of its struct irq_matrix. */
struct matrix_layout {
	unsigned int matrix_bits;
	unsigned int alloc_start;
	unsigned int alloc_end;
	unsigned int alloc_size;
	unsigned int global_available;
	unsigned int global_reserved;
	unsigned int systembits_inalloc;
	unsigned int total_allocated;
	unsigned int online_maps;
	struct cpumap_layout __percpu *maps;
};

static bool forced __ro_after_init;
static const struct matrix_layout *matrix __ro_after_init;

static const struct apic_layout *apic_of(struct irq_data *data)
{
	return container_of(irqd_cfg(data), struct apic_layout, cfg);
}

static bool has_vector(struct irq_data *data)
{
	return irqd_is_activated(data) &&
	       irq_domain_get_irq_data(x86_vector_domain, data->irq);
}

bool kvmrt_irq_forced(void)
{
	return forced;
}

/**
 * kvmrt_irq_apic_busy() - is its last move not over?
 * @data: of a descriptor whose lock is held, and that can be aimed
 *
 * A second move would leave a vector behind: of a managed interrupt the kernel
 * does not look.
 *
 * Return: whether it must not be moved; false if that can't be known.
 */
bool kvmrt_irq_apic_busy(struct irq_data *data)
{
	const struct apic_layout *apic;

	if (!forced || !has_vector(data))
		return false;
	apic = apic_of(data);
	return apic->move_in_progress || !hlist_unhashed(&apic->clist);
}

/**
 * kvmrt_irq_apic_uses() - does it hold a vector on a CPU?
 * @data: of a descriptor whose lock is held, and that can be aimed
 * @cpu: which
 *
 * Return: whether it does, the one that it leaves behind included.
 */
bool kvmrt_irq_apic_uses(struct irq_data *data, unsigned int cpu)
{
	const struct apic_layout *apic;

	if (!has_vector(data))
		return false;
	if (!forced)
		return irqd_is_started(data) &&
		       cpumask_test_cpu(cpu, irq_data_get_effective_affinity_mask(data));
	apic = apic_of(data);
	return (apic->vector && apic->vector != MANAGED_IRQ_SHUTDOWN_VECTOR &&
		apic->cpu == cpu) ||
	       (apic->prev_vector && apic->prev_cpu == cpu);
}

/**
 * kvmrt_irq_apic_room() - how many vectors has a CPU left?
 * @cpu: which
 *
 * Return: their number, good for a plan: others may take them meanwhile.
 * INT_MAX if that can't be known.
 */
int kvmrt_irq_apic_room(unsigned int cpu)
{
	if (!matrix)
		return INT_MAX;
	return READ_ONCE(per_cpu_ptr(matrix->maps, cpu)->available);
}

/* What must hold of every interrupt that has been started. */
static bool __init agrees(unsigned int irq, struct irq_data *data)
{
	const struct apic_layout *apic = apic_of(data);

	return apic->irq == irq && apic->vector == apic->cfg.vector &&
	       apic->cpu < nr_cpu_ids &&
	       cpumask_test_cpu(apic->cpu,
				irq_data_get_effective_affinity_mask(data)) &&
	       apic->is_managed == irqd_affinity_is_managed(data);
}

/* The first that does not agree, 0 if all do; @seen: how many were looked at. */
static unsigned int __init check_apic(unsigned int *seen)
{
	struct irq_desc *desc;
	unsigned int irq;
	bool ok = true;

	*seen = 0;
	for (irq = 0; irq < nr_irqs; irq++) {
		desc = kvmrt_irq_desc_get(irq);
		if (!desc)
			continue;
		raw_spin_lock_irq(&desc->lock);
		if (kvmrt_irq_desc_usable(desc) &&
		    irqd_is_started(&desc->irq_data) &&
		    has_vector(&desc->irq_data)) {
			ok = agrees(irq, &desc->irq_data);
			++*seen;
		}
		raw_spin_unlock_irq(&desc->lock);
		kvmrt_irq_desc_put(desc);
		if (!ok)
			return irq;
	}
	return 0;
}

/* Sums over CPUs are what the whole says, unless vectors come and go now. */
static bool __init matrix_adds_up(const struct matrix_layout *m)
{
	unsigned int available = 0, allocated = 0, online = 0, cpu;

	for_each_possible_cpu(cpu) {
		const struct cpumap_layout *map = per_cpu_ptr(m->maps, cpu);

		if (!map->online)
			continue;
		available += READ_ONCE(map->available);
		allocated += READ_ONCE(map->allocated);
		online++;
	}
	return available == READ_ONCE(m->global_available) &&
	       allocated == READ_ONCE(m->total_allocated) &&
	       online == m->online_maps && online == num_online_cpus();
}

static bool __init check_matrix(const struct matrix_layout *m)
{
	int tries;

	if (m->matrix_bits != NR_VECTORS ||
	    m->alloc_start != FIRST_EXTERNAL_VECTOR ||
	    m->alloc_end != FIRST_SYSTEM_VECTOR ||
	    m->alloc_size != m->alloc_end - m->alloc_start)
		return false;

	for (tries = 0; tries < 20; tries++) {
		if (matrix_adds_up(m))
			return true;
		usleep_range(500, 1000);
	}
	return false;
}

/**
 * kvmrt_irq_apic_init() - look whether the layouts are those that we know
 *
 * Sets the features that stand on them.
 */
void __init kvmrt_irq_apic_init(void)
{
	const struct matrix_layout *const *where = kvmrt_ksym_vector_matrix();
	const char *missing = kvmrt_ksym_irq_missing();
	unsigned int seen, irq;

	irq = missing ? 0 : check_apic(&seen);
	if (missing)
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_FORCED,
				  "this kernel has no %s", missing);
	else if (irq)
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_FORCED,
				  "its data of interrupt %u are laid out in a way not known",
				  irq);
	else if (!seen)
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_FORCED,
				  "no interrupt is in use to compare layouts with");
	else
		forced = true;
	if (forced)
		kvmrt_feature_on(KVMRT_FEATURE_IRQ_FORCED);

	cpus_read_lock();
	if (!where || !*where)
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_BUDGET,
				  "this kernel has no vector_matrix");
	else if (!check_matrix(*where))
		kvmrt_feature_off(KVMRT_FEATURE_IRQ_BUDGET,
				  "its vector_matrix is laid out in a way not known");
	else
		matrix = *where;
	cpus_read_unlock();
	if (matrix)
		kvmrt_feature_on(KVMRT_FEATURE_IRQ_BUDGET);
}
