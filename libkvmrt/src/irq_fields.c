// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a snapshot of an interrupt says, and its words. */
#include <errno.h>
#include <limits.h>
#include <linux/kvmrt.h>
#include <string.h>

#include "irq.h"

_Static_assert((int)KVMRT_IRQ_MANAGED == (int)KVMRT_IRQ_KIND_MANAGED &&
	       (int)KVMRT_IRQ_MSI == (int)KVMRT_IRQ_KIND_MSI &&
	       (int)KVMRT_IRQ_OTHER == (int)KVMRT_IRQ_KIND_OTHER,
	       "the interface's kinds are the protocol's");
_Static_assert((int)KVMRT_IRQ_HELD_NOT == (int)KVMRT_IRQ_HOLD_NONE &&
	       (int)KVMRT_IRQ_HELD_IDLE == (int)KVMRT_IRQ_HOLD_IDLE &&
	       (int)KVMRT_IRQ_HELD_PER_CPU == (int)KVMRT_IRQ_HOLD_PER_CPU &&
	       (int)KVMRT_IRQ_HELD_PINNED == (int)KVMRT_IRQ_HOLD_PINNED &&
	       (int)KVMRT_IRQ_HELD_NO_SETTER == (int)KVMRT_IRQ_HOLD_NO_SETTER &&
	       (int)KVMRT_IRQ_HELD_NO_FORCED == (int)KVMRT_IRQ_HOLD_NO_FORCED &&
	       (int)KVMRT_IRQ_HELD_NO_VECTOR == (int)KVMRT_IRQ_HOLD_NO_VECTOR &&
	       (int)KVMRT_IRQ_HELD_BUSY == (int)KVMRT_IRQ_HOLD_BUSY &&
	       (int)KVMRT_IRQ_HELD_HOME_OFFLINE ==
	       (int)KVMRT_IRQ_HOLD_HOME_OFFLINE &&
	       (int)KVMRT_IRQ_HELD_FAILED == (int)KVMRT_IRQ_HOLD_FAILED &&
	       (int)KVMRT_IRQ_HELD_BOUND == (int)KVMRT_IRQ_HOLD_BOUND,
	       "the interface's holds are the protocol's");

static const char *const kinds[] = { "managed", "msi", "other" };

static const struct {
	const char *name;
	const char *text;
} holds[] = {
	[KVMRT_IRQ_HELD_NOT] = { "none", "it can be moved" },
	[KVMRT_IRQ_HELD_IDLE] = { "idle", "it is not in use" },
	[KVMRT_IRQ_HELD_PER_CPU] = { "per-cpu",
				     "its hardware belongs to one CPU" },
	[KVMRT_IRQ_HELD_PINNED] = { "pinned", "its driver forbids moving it" },
	[KVMRT_IRQ_HELD_NO_SETTER] = { "no-setter",
				       "its chip can't aim it at a CPU" },
	[KVMRT_IRQ_HELD_NO_FORCED] = { "no-forced",
				       "forced moves are off on this kernel" },
	[KVMRT_IRQ_HELD_NO_VECTOR] = { "no-vector",
				       "no CPU there has a vector left" },
	[KVMRT_IRQ_HELD_BUSY] = { "busy", "its last move is not over" },
	[KVMRT_IRQ_HELD_HOME_OFFLINE] = { "home-offline",
					  "the CPUs where it was are offline" },
	[KVMRT_IRQ_HELD_FAILED] = { "failed", "the kernel refused the move" },
	[KVMRT_IRQ_HELD_BOUND] = { "bound", "its device is bound to its CPU" },
};

KVMRT_API const char *kvmrt_irq_kind_name(uint32_t kind)
{
	return kind < KVMRT_ARRAY_SIZE(kinds) ? kinds[kind] : NULL;
}

KVMRT_API const char *kvmrt_irq_hold_name(uint32_t hold)
{
	return hold < KVMRT_ARRAY_SIZE(holds) ? holds[hold].name : NULL;
}

KVMRT_API const char *kvmrt_irq_hold_text(uint32_t hold)
{
	return hold < KVMRT_ARRAY_SIZE(holds) ?
	       holds[hold].text : "a reason that this library doesn't know";
}

/* What is absent is empty, and NULL for the caller. */
static const char *text_or_null(const char *text)
{
	return text[0] ? text : NULL;
}

static const char *list_or_empty(const char *list)
{
	return list ? list : "";
}

static int number_or_none(uint32_t number)
{
	return number <= INT_MAX ? (int)number : -1;
}

KVMRT_API uint32_t kvmrt_irq_number(const struct kvmrt_irq *irq)
{
	return irq->number;
}

KVMRT_API bool kvmrt_irq_gone(const struct kvmrt_irq *irq)
{
	return irq->kind == UINT32_MAX;
}

KVMRT_API const char *kvmrt_irq_name(const struct kvmrt_irq *irq)
{
	return text_or_null(irq->name);
}

KVMRT_API const char *kvmrt_irq_device(const struct kvmrt_irq *irq)
{
	return text_or_null(irq->device);
}

KVMRT_API const char *kvmrt_irq_chip(const struct kvmrt_irq *irq)
{
	return text_or_null(irq->chip);
}

KVMRT_API uint32_t kvmrt_irq_kind(const struct kvmrt_irq *irq)
{
	return irq->kind;
}

KVMRT_API uint32_t kvmrt_irq_hold(const struct kvmrt_irq *irq)
{
	return irq->hold;
}

KVMRT_API const char *kvmrt_irq_home(const struct kvmrt_irq *irq)
{
	return list_or_empty(irq->home);
}

KVMRT_API const char *kvmrt_irq_affinity(const struct kvmrt_irq *irq)
{
	return list_or_empty(irq->affinity);
}

KVMRT_API int kvmrt_irq_cpu(const struct kvmrt_irq *irq)
{
	unsigned int cpu;

	if (!irq->effective ||
	    kvmrt_cpulist_parse(irq->effective, &cpu, 1) < 1)
		return -1;
	return (int)cpu;
}

KVMRT_API int kvmrt_irq_node(const struct kvmrt_irq *irq)
{
	return number_or_none(irq->node);
}

KVMRT_API bool kvmrt_irq_threaded(const struct kvmrt_irq *irq)
{
	return irq->threaded != 0;
}

KVMRT_API bool kvmrt_irq_remapped(const struct kvmrt_irq *irq)
{
	return irq->remapped != 0;
}

KVMRT_API bool kvmrt_irq_pending(const struct kvmrt_irq *irq)
{
	return irq->pending != 0;
}

KVMRT_API bool kvmrt_irq_moved(const struct kvmrt_irq *irq)
{
	return irq->moved != 0;
}

KVMRT_API int kvmrt_irq_reserved(const struct kvmrt_irq *irq)
{
	return number_or_none(irq->reserved);
}

KVMRT_API uint64_t kvmrt_irq_moves(const struct kvmrt_irq *irq)
{
	return irq->moves;
}

KVMRT_API uint64_t kvmrt_irq_retaken(const struct kvmrt_irq *irq)
{
	return irq->retaken;
}

KVMRT_API uint64_t kvmrt_irq_arrivals(const struct kvmrt_irq *irq)
{
	return irq->arrivals;
}

KVMRT_API uint64_t kvmrt_irq_count(const struct kvmrt_irq *irq,
				   unsigned int cpu)
{
	size_t i;

	for (i = 0; i < irq->nr_counts; i++)
		if (irq->counts[i].cpu == cpu)
			return irq->counts[i].count;
	return 0;
}

KVMRT_API size_t kvmrt_irq_counts(const struct kvmrt_irq *irq)
{
	return irq->nr_counts;
}

KVMRT_API int kvmrt_irq_count_at(const struct kvmrt_irq *irq, size_t index,
				 uint64_t *count)
{
	if (index >= irq->nr_counts)
		return kvmrt_errno(EINVAL);
	if (count)
		*count = irq->counts[index].count;
	return (int)irq->counts[index].cpu;
}
