// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of the library's host side: a disk with two queues, a network
 * card, a timer that can't be moved, and one that nobody uses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"

void double_irq_reset(void)
{
	static const struct kvmrt_irq irqs[] = {
		{ 9, "acpi", NULL, "IO-APIC", KVMRT_IRQ_OTHER,
		  KVMRT_IRQ_HELD_NOT, "0-3", "0-3", 1, false, false, 0 },
		{ 24, "nvme0q0", "0000:01:00.0", "PCI-MSIX", KVMRT_IRQ_MSI,
		  KVMRT_IRQ_HELD_NOT, "0-3", "0", 0, true, false, 7 },
		{ 25, "nvme0q1", "0000:01:00.0", "PCI-MSIX",
		  KVMRT_IRQ_MANAGED, KVMRT_IRQ_HELD_NOT, "2-3", "2-3", 2,
		  false, false, 100 },
		{ 26, "nvme0q2", "0000:01:00.0", "PCI-MSIX",
		  KVMRT_IRQ_MANAGED, KVMRT_IRQ_HELD_IDLE, "3", "3", -1, false,
		  false, 0 },
		{ 30, "eth0-rx", "0000:02:00.0", "PCI-MSI", KVMRT_IRQ_MSI,
		  KVMRT_IRQ_HELD_NOT, "0-3", "0-3", 3, false, false, 5 },
		{ 40, "hpet1", NULL, "HPET", KVMRT_IRQ_OTHER,
		  KVMRT_IRQ_HELD_PINNED, "1", "1", 1, false, false, 1 },
	};
	static const struct kvmrt_irq_step steps[] = {
		{ 25, "nvme0q1", "0000:01:00.0", KVMRT_IRQ_MANAGED,
		  KVMRT_IRQ_RESERVE, 2, 1, KVMRT_IRQ_HELD_NOT },
		{ 30, "eth0-rx", "0000:02:00.0", KVMRT_IRQ_MSI,
		  KVMRT_IRQ_MOVE, 3, 0, KVMRT_IRQ_HELD_NOT },
	};

	memcpy(double_nl.irqs, irqs, sizeof(irqs));
	double_nl.nr_irqs = sizeof(irqs) / sizeof(irqs[0]);
	memcpy(double_nl.steps, steps, sizeof(steps));
	double_nl.nr_steps = 2;
	double_nl.result = (struct kvmrt_irq_result){ 2, 0, 0, 0 };
	double_nl.guard = (struct kvmrt_irq_guard){ "2-3", "", 0, "0-1", 4 };
	double_nl.binds[0] = (struct kvmrt_irq_bind){ "0000:02:00.0", "1" };
	double_nl.nr_binds = 1;
}

/* ----------------------------------------------------------- interrupts */

/* A snapshot, as the library's. */
struct kvmrt_irq_list {
	struct kvmrt_irq irqs[DOUBLE_IRQS];
	size_t count;
};

static bool on(const struct kvmrt_irq *irq, const char *cpus)
{
	unsigned int numbers[16];
	int count = kvmrt_cpulist_parse(cpus, numbers, 16), i;

	for (i = 0; i < count; i++)
		if (irq->cpu == (int)numbers[i])
			return true;
	return false;
}

int kvmrt_irq_list_get(struct kvmrt *ctx, const char *cpus,
		       struct kvmrt_irq_list **list)
{
	size_t i;

	(void)ctx;
	if (double_nl.ret)
		return double_nl.ret;
	*list = calloc(1, sizeof(**list));
	for (i = 0; *list && i < double_nl.nr_irqs; i++)
		if (!cpus || on(&double_nl.irqs[i], cpus))
			(*list)->irqs[(*list)->count++] = double_nl.irqs[i];
	return *list ? 0 : -ENOMEM;
}

void kvmrt_irq_list_free(struct kvmrt_irq_list *list) { free(list); }

size_t kvmrt_irq_list_count(const struct kvmrt_irq_list *list)
{
	return list->count;
}

const struct kvmrt_irq *kvmrt_irq_list_at(const struct kvmrt_irq_list *list,
					  size_t index)
{
	return &list->irqs[index];
}

static struct kvmrt_irq *find(uint32_t number)
{
	size_t i;

	for (i = 0; i < double_nl.nr_irqs; i++)
		if (double_nl.irqs[i].number == number)
			return &double_nl.irqs[i];
	return NULL;
}

static struct kvmrt_irq *copy(const struct kvmrt_irq *irq)
{
	struct kvmrt_irq *new = malloc(sizeof(*new));

	if (new)
		*new = *irq;
	return new;
}

int kvmrt_irq_get(struct kvmrt *ctx, uint32_t number, struct kvmrt_irq **irq)
{
	struct kvmrt_irq *found = find(number);

	(void)ctx;
	if (!found)
		return -ENOENT;
	*irq = copy(found);
	return 0;
}

void kvmrt_irq_free(struct kvmrt_irq *irq) { free(irq); }
uint32_t kvmrt_irq_number(const struct kvmrt_irq *irq) { return irq->number; }
const char *kvmrt_irq_name(const struct kvmrt_irq *irq) { return irq->name; }
const char *kvmrt_irq_chip(const struct kvmrt_irq *irq) { return irq->chip; }
uint32_t kvmrt_irq_kind(const struct kvmrt_irq *irq) { return irq->kind; }
uint32_t kvmrt_irq_hold(const struct kvmrt_irq *irq) { return irq->hold; }
const char *kvmrt_irq_home(const struct kvmrt_irq *irq) { return irq->home; }
int kvmrt_irq_cpu(const struct kvmrt_irq *irq) { return irq->cpu; }
bool kvmrt_irq_moved(const struct kvmrt_irq *irq) { return irq->moved; }
bool kvmrt_irq_pending(const struct kvmrt_irq *irq) { return irq->pending; }

bool kvmrt_irq_gone(const struct kvmrt_irq *irq)
{
	return irq->kind == UINT32_MAX;
}

const char *kvmrt_irq_device(const struct kvmrt_irq *irq)
{
	return irq->device;
}

const char *kvmrt_irq_affinity(const struct kvmrt_irq *irq)
{
	return irq->affinity;
}

int kvmrt_irq_node(const struct kvmrt_irq *irq) { return irq->device ? 0 : -1; }

bool kvmrt_irq_threaded(const struct kvmrt_irq *irq)
{
	return irq->number == 9;
}

bool kvmrt_irq_remapped(const struct kvmrt_irq *irq)
{
	(void)irq;
	return false;
}

int kvmrt_irq_reserved(const struct kvmrt_irq *irq)
{
	return irq->moved ? irq->cpu : -1;
}

uint64_t kvmrt_irq_moves(const struct kvmrt_irq *irq) { return irq->moved; }

uint64_t kvmrt_irq_retaken(const struct kvmrt_irq *irq)
{
	(void)irq;
	return 0;
}

uint64_t kvmrt_irq_arrivals(const struct kvmrt_irq *irq)
{
	(void)irq;
	return 0;
}

size_t kvmrt_irq_counts(const struct kvmrt_irq *irq)
{
	return !irq->count ? 0 : irq->cpu > 0 ? 2 : 1;
}

int kvmrt_irq_count_at(const struct kvmrt_irq *irq, size_t index,
		       uint64_t *count)
{
	*count = index || irq->cpu <= 0 ? irq->count : 3;
	return index ? irq->cpu : 0;
}

/* --------------------------------------------------------------- moving */

static int refused(uint32_t number)
{
	if (double_nl.refused_irq && double_nl.refused_irq != number)
		return 0;
	return double_nl.set_ret;
}

int kvmrt_irq_move(struct kvmrt *ctx, uint32_t number, const char *cpus,
		   struct kvmrt_irq **irq)
{
	struct kvmrt_irq *found = find(number);
	unsigned int cpu = 0;
	int ret = refused(number);

	(void)ctx;
	double_note("move %u %s", number, cpus);
	if (ret)
		return ret;
	kvmrt_cpulist_parse(cpus, &cpu, 1);
	/* A wire moves when it fires next. */
	found->pending = found->kind == KVMRT_IRQ_OTHER;
	found->moved = true;
	if (!found->pending)
		found->cpu = (int)cpu;
	if (irq)
		*irq = copy(found);
	return 0;
}

int kvmrt_irq_restore(struct kvmrt *ctx, uint32_t number)
{
	int ret = refused(number);

	(void)ctx;
	double_note("restore %u", number);
	if (!ret)
		find(number)->moved = false;
	return ret;
}

int kvmrt_irq_restore_all(struct kvmrt *ctx, struct kvmrt_irq_result **result)
{
	size_t i;

	(void)ctx;
	double_note("restore all");
	for (i = 0; !double_nl.set_ret && i < double_nl.nr_irqs; i++)
		double_nl.irqs[i].moved = false;
	*result = &double_nl.result;
	return double_nl.set_ret;
}

void kvmrt_irq_result_free(struct kvmrt_irq_result *result) { (void)result; }

uint32_t kvmrt_irq_result_moved(const struct kvmrt_irq_result *result)
{
	return result->moved;
}

uint32_t kvmrt_irq_result_narrowed(const struct kvmrt_irq_result *result)
{
	return result->narrowed;
}

uint32_t kvmrt_irq_result_deferred(const struct kvmrt_irq_result *result)
{
	return result->deferred;
}

uint32_t kvmrt_irq_result_stayed(const struct kvmrt_irq_result *result)
{
	return result->stayed;
}
