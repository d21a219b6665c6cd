/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interrupts: where they arrive, and why one of them stays there. */
#ifndef KVMRT_IRQ_H
#define KVMRT_IRQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/**
 * enum kvmrt_irq_class - how an interrupt can be moved
 * @KVMRT_IRQ_MANAGED: placed by the kernel for good, one for a queue and its
 *	CPUs
 * @KVMRT_IRQ_MSI: an ordinary message of a PCI device, MSI or MSI-X
 * @KVMRT_IRQ_OTHER: no message of PCI: a wire of an IO-APIC or another chip,
 *	where it may move only when it fires next
 */
enum kvmrt_irq_class {
	KVMRT_IRQ_MANAGED = 0,
	KVMRT_IRQ_MSI = 1,
	KVMRT_IRQ_OTHER = 2,
};

/**
 * enum kvmrt_irq_held - why an interrupt stays where it is
 * @KVMRT_IRQ_HELD_NOT: it can be moved
 * @KVMRT_IRQ_HELD_IDLE: not in use, so nothing arrives
 * @KVMRT_IRQ_HELD_PER_CPU: its hardware belongs to one CPU
 * @KVMRT_IRQ_HELD_PINNED: its driver forbids moving it
 * @KVMRT_IRQ_HELD_NO_SETTER: its chip can't aim it at a CPU
 * @KVMRT_IRQ_HELD_NO_FORCED: managed and not remapped, and forced moves are
 *	off on this kernel; kvmrt_status_get() says why
 * @KVMRT_IRQ_HELD_NO_VECTOR: no CPU of the destination has a vector left
 * @KVMRT_IRQ_HELD_BUSY: its last move was not over in time
 * @KVMRT_IRQ_HELD_HOME_OFFLINE: the CPUs where it was are offline
 * @KVMRT_IRQ_HELD_FAILED: the kernel refused the move
 * @KVMRT_IRQ_HELD_BOUND: its device is bound to CPUs, and it is there
 */
enum kvmrt_irq_held {
	KVMRT_IRQ_HELD_NOT = 0,
	KVMRT_IRQ_HELD_IDLE = 1,
	KVMRT_IRQ_HELD_PER_CPU = 2,
	KVMRT_IRQ_HELD_PINNED = 3,
	KVMRT_IRQ_HELD_NO_SETTER = 4,
	KVMRT_IRQ_HELD_NO_FORCED = 5,
	KVMRT_IRQ_HELD_NO_VECTOR = 6,
	KVMRT_IRQ_HELD_BUSY = 7,
	KVMRT_IRQ_HELD_HOME_OFFLINE = 8,
	KVMRT_IRQ_HELD_FAILED = 9,
	KVMRT_IRQ_HELD_BOUND = 10,
};

/**
 * kvmrt_irq_kind_name() - how an interrupt can be moved, as a word
 * @kind: enum kvmrt_irq_class
 *
 * "managed", "msi", "other"; NULL for one that this library doesn't know.
 */
const char *kvmrt_irq_kind_name(uint32_t kind);

/**
 * kvmrt_irq_hold_name() - why an interrupt stays, as a word
 * @hold: enum kvmrt_irq_held
 *
 * Such as "none", "per-cpu", "no-vector"; NULL for one that this library
 * doesn't know.
 */
const char *kvmrt_irq_hold_name(uint32_t hold);

/**
 * kvmrt_irq_hold_text() - why an interrupt stays, for people
 * @hold: enum kvmrt_irq_held
 *
 * Such as "its hardware belongs to one CPU".  Never NULL.
 */
const char *kvmrt_irq_hold_text(uint32_t hold);

/** struct kvmrt_irq - a snapshot of one interrupt */
struct kvmrt_irq;

/** struct kvmrt_irq_list - snapshots of interrupts, in order of their numbers */
struct kvmrt_irq_list;

/**
 * kvmrt_irq_get() - the interrupt with a number
 * @ctx: the context
 * @number: its number, as in /proc/interrupts
 * @irq: receives the snapshot; end it with kvmrt_irq_free()
 *
 * Returns 0, -ENOENT if there is no such interrupt, or one of the common
 * errors.
 */
int kvmrt_irq_get(struct kvmrt *ctx, uint32_t number, struct kvmrt_irq **irq);

/** kvmrt_irq_free() - end a snapshot; NULL is accepted */
void kvmrt_irq_free(struct kvmrt_irq *irq);

/**
 * kvmrt_irq_list_get() - all interrupts, or those that arrive on some CPUs
 * @ctx: the context
 * @cpus: only interrupts that are aimed at one of these, as "0,2-5"; NULL: all
 * @list: receives the list; end it with kvmrt_irq_list_free()
 *
 * Timers of a CPU, interrupts between CPUs and NMIs have no number and are not
 * in it.
 *
 * Returns 0 (for an empty list too), -EINVAL if @cpus is no list or has a CPU
 * that does not exist, -ERANGE if it is too long, or one of the common errors.
 */
int kvmrt_irq_list_get(struct kvmrt *ctx, const char *cpus,
		       struct kvmrt_irq_list **list);

/** kvmrt_irq_list_free() - end a list and all in it; NULL is accepted */
void kvmrt_irq_list_free(struct kvmrt_irq_list *list);

/** kvmrt_irq_list_count() - number of interrupts in the list */
size_t kvmrt_irq_list_count(const struct kvmrt_irq_list *list);

/**
 * kvmrt_irq_list_at() - one interrupt of the list
 * @list: the list
 * @index: 0 to kvmrt_irq_list_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the list; don't free it.
 */
const struct kvmrt_irq *kvmrt_irq_list_at(const struct kvmrt_irq_list *list,
					  size_t index);

/** kvmrt_irq_number() - its number, as in /proc/interrupts */
uint32_t kvmrt_irq_number(const struct kvmrt_irq *irq);

/**
 * kvmrt_irq_gone() - did it go before it could be looked at?
 * @irq: the interrupt, of an event
 *
 * Then its number is all that is known.
 */
bool kvmrt_irq_gone(const struct kvmrt_irq *irq);

/** kvmrt_irq_name() - who handles it; NULL if nobody does */
const char *kvmrt_irq_name(const struct kvmrt_irq *irq);

/** kvmrt_irq_device() - its device as /sys names it; NULL if unknown */
const char *kvmrt_irq_device(const struct kvmrt_irq *irq);

/** kvmrt_irq_chip() - its interrupt controller; NULL if unknown */
const char *kvmrt_irq_chip(const struct kvmrt_irq *irq);

/** kvmrt_irq_kind() - enum kvmrt_irq_class */
uint32_t kvmrt_irq_kind(const struct kvmrt_irq *irq);

/** kvmrt_irq_hold() - enum kvmrt_irq_held */
uint32_t kvmrt_irq_hold(const struct kvmrt_irq *irq);

/** kvmrt_irq_home() - CPUs that it had before it was moved, a list as "0,2-5" */
const char *kvmrt_irq_home(const struct kvmrt_irq *irq);

/** kvmrt_irq_affinity() - CPUs that it may arrive on now, a list */
const char *kvmrt_irq_affinity(const struct kvmrt_irq *irq);

/** kvmrt_irq_cpu() - the CPU that it is really aimed at; -1 if none */
int kvmrt_irq_cpu(const struct kvmrt_irq *irq);

/** kvmrt_irq_node() - NUMA node of its device; -1 if unknown */
int kvmrt_irq_node(const struct kvmrt_irq *irq);

/** kvmrt_irq_threaded() - does a thread handle it? */
bool kvmrt_irq_threaded(const struct kvmrt_irq *irq);

/** kvmrt_irq_remapped() - does an IOMMU deliver it? */
bool kvmrt_irq_remapped(const struct kvmrt_irq *irq);

/** kvmrt_irq_pending() - does a move wait for its next arrival? */
bool kvmrt_irq_pending(const struct kvmrt_irq *irq);

/** kvmrt_irq_moved() - can it be put back by kvmrt_irq_restore()? */
bool kvmrt_irq_moved(const struct kvmrt_irq *irq);

/** kvmrt_irq_reserved() - CPU with a vector reserved in its name; -1 if none */
int kvmrt_irq_reserved(const struct kvmrt_irq *irq);

/** kvmrt_irq_moves() - times that it was aimed elsewhere */
uint64_t kvmrt_irq_moves(const struct kvmrt_irq *irq);

/** kvmrt_irq_retaken() - times that somebody took it back to a guarded CPU */
uint64_t kvmrt_irq_retaken(const struct kvmrt_irq *irq);

/**
 * kvmrt_irq_arrivals() - arrivals on the CPUs that it was to leave, since it
 * was moved last
 * @irq: the interrupt
 *
 * 0 while it is not moved.
 */
uint64_t kvmrt_irq_arrivals(const struct kvmrt_irq *irq);

/** kvmrt_irq_count() - arrivals on a CPU since it was set up */
uint64_t kvmrt_irq_count(const struct kvmrt_irq *irq, unsigned int cpu);

/** kvmrt_irq_counts() - number of CPUs where it ever arrived */
size_t kvmrt_irq_counts(const struct kvmrt_irq *irq);

/**
 * kvmrt_irq_count_at() - one of these CPUs
 * @irq: the interrupt
 * @index: 0 to kvmrt_irq_counts() - 1
 * @count: receives its arrivals there; may be NULL
 *
 * Returns the CPU, or -EINVAL if there is no such index.
 */
int kvmrt_irq_count_at(const struct kvmrt_irq *irq, size_t index,
		       uint64_t *count);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_IRQ_H */
