/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keeping interrupts where they are to be: off the guarded CPUs, those of bound
 * devices on theirs, and new ones on the default CPUs.
 */
#ifndef KVMRT_IRQ_GUARD_H
#define KVMRT_IRQ_GUARD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/** struct kvmrt_irq_guard - a snapshot of the guard */
struct kvmrt_irq_guard;

/**
 * kvmrt_irq_guard_get() - which CPUs are kept free of interrupts
 * @ctx: the context
 * @guard: receives the snapshot; end it with kvmrt_irq_guard_free()
 *
 * Returns 0 or one of the common errors.
 */
int kvmrt_irq_guard_get(struct kvmrt *ctx, struct kvmrt_irq_guard **guard);

/** kvmrt_irq_guard_free() - end a snapshot; NULL is accepted */
void kvmrt_irq_guard_free(struct kvmrt_irq_guard *guard);

/** kvmrt_irq_guard_cpus() - CPUs that are kept free, a list; "" if none */
const char *kvmrt_irq_guard_cpus(const struct kvmrt_irq_guard *guard);

/** kvmrt_irq_guard_to() - CPUs that take what comes; "" for all others */
const char *kvmrt_irq_guard_to(const struct kvmrt_irq_guard *guard);

/** kvmrt_irq_guard_policy() - enum kvmrt_irq_choice */
uint32_t kvmrt_irq_guard_policy(const struct kvmrt_irq_guard *guard);

/**
 * kvmrt_irq_guard_default_cpus() - CPUs that ordinary interrupts get which
 * appear from here on
 * @guard: the snapshot
 *
 * A list; NULL where this can't be had, kvmrt_status_get() says why.
 */
const char *kvmrt_irq_guard_default_cpus(const struct kvmrt_irq_guard *guard);

/** kvmrt_irq_guard_seen() - times that one was aimed at a guarded CPU */
uint64_t kvmrt_irq_guard_seen(const struct kvmrt_irq_guard *guard);

/** kvmrt_irq_guard_retaken() - interrupts that were moved off again for it */
uint64_t kvmrt_irq_guard_retaken(const struct kvmrt_irq_guard *guard);

/** kvmrt_irq_guard_worst_ns() - longest time from such a sign to the move */
uint64_t kvmrt_irq_guard_worst_ns(const struct kvmrt_irq_guard *guard);

/** struct kvmrt_irq_guard_change - what is to change about the guard */
struct kvmrt_irq_guard_change;

/**
 * kvmrt_irq_guard_change_new() - think of a change, of nothing so far
 * @change: receives it; end it with kvmrt_irq_guard_change_free()
 *
 * Returns 0 or -ENOMEM.
 */
int kvmrt_irq_guard_change_new(struct kvmrt_irq_guard_change **change);

/** kvmrt_irq_guard_change_free() - end it; NULL is accepted */
void kvmrt_irq_guard_change_free(struct kvmrt_irq_guard_change *change);

/**
 * kvmrt_irq_guard_change_cpus() - change which CPUs are kept free
 * @change: the change
 * @cpus: a list; "" ends the guard and leaves the interrupts where they are
 *
 * Returns 0, or -ERANGE if the list is too long.
 */
int kvmrt_irq_guard_change_cpus(struct kvmrt_irq_guard_change *change,
				const char *cpus);

/**
 * kvmrt_irq_guard_change_to() - change which CPUs take what comes
 * @change: the change
 * @to: a list; "" for all others
 *
 * Returns 0, or -ERANGE if the list is too long.
 */
int kvmrt_irq_guard_change_to(struct kvmrt_irq_guard_change *change,
			      const char *to);

/** kvmrt_irq_guard_change_policy() - enum kvmrt_irq_choice */
void kvmrt_irq_guard_change_policy(struct kvmrt_irq_guard_change *change,
				   uint32_t policy);

/**
 * kvmrt_irq_guard_change_default_cpus() - change what new interrupts get
 * @change: the change
 * @cpus: a list
 *
 * Returns 0, or -ERANGE if the list is too long.
 */
int kvmrt_irq_guard_change_default_cpus(struct kvmrt_irq_guard_change *change,
					const char *cpus);

/**
 * kvmrt_irq_guard_set() - change the guard, all of a change or nothing
 * @ctx: the context
 * @change: what is to change; the rest stays
 *
 * CPUs that become guarded are evacuated, as well as can be.
 *
 * Returns 0; -EINVAL if there is nothing to change, a list is none or has a CPU
 * that does not exist, or no CPU would be left; -ERANGE for a bad policy;
 * -EOPNOTSUPP if this kernel gives no sign to guard by, or has no default CPUs;
 * or one of the common errors.
 */
int kvmrt_irq_guard_set(struct kvmrt *ctx,
			const struct kvmrt_irq_guard_change *change);

/* ------------------------------------------------------------- bindings */

/** KVMRT_IRQ_DEVICE_BYTES - a buffer that holds any device, with its NUL */
#define KVMRT_IRQ_DEVICE_BYTES	32

/** struct kvmrt_irq_bind - a snapshot of a device and the CPUs it is bound to */
struct kvmrt_irq_bind;

/** struct kvmrt_irq_bind_list - all bound devices, in order of their names */
struct kvmrt_irq_bind_list;

/**
 * kvmrt_irq_bind_set() - keep a device's interrupts on some CPUs
 * @ctx: the context
 * @device: its name in /sys, such as "0000:03:00.0"; it need not be there yet
 * @cpus: a list; "" ends it and leaves the interrupts where they are
 *
 * Holds for all message interrupts that the device has and will have.
 *
 * Returns 0; -EINVAL if @device is empty, or @cpus is no list or has a CPU that
 * does not exist; -ERANGE if one is too long; -ENXIO if none of the CPUs is
 * online; -ENOENT for "" if it was not bound; -ENOSPC if too many are;
 * -EOPNOTSUPP if this kernel gives no sign to notice interrupts by; or one of
 * the common errors.
 */
int kvmrt_irq_bind_set(struct kvmrt *ctx, const char *device, const char *cpus);

/**
 * kvmrt_irq_bind_get() - the CPUs that a device is bound to
 * @ctx: the context
 * @device: its name in /sys
 * @bind: receives the snapshot; end it with kvmrt_irq_bind_free()
 *
 * Returns 0, -ENOENT if it is not bound, -ERANGE if the name is too long, or
 * one of the common errors.
 */
int kvmrt_irq_bind_get(struct kvmrt *ctx, const char *device,
		       struct kvmrt_irq_bind **bind);

/** kvmrt_irq_bind_free() - end a snapshot; NULL is accepted */
void kvmrt_irq_bind_free(struct kvmrt_irq_bind *bind);

/**
 * kvmrt_irq_bind_list_get() - all bound devices
 * @ctx: the context
 * @list: receives the list; end it with kvmrt_irq_bind_list_free()
 *
 * Returns 0 (for an empty list too) or one of the common errors.
 */
int kvmrt_irq_bind_list_get(struct kvmrt *ctx,
			    struct kvmrt_irq_bind_list **list);

/** kvmrt_irq_bind_list_free() - end a list and all in it; NULL is accepted */
void kvmrt_irq_bind_list_free(struct kvmrt_irq_bind_list *list);

/** kvmrt_irq_bind_list_count() - number of bound devices */
size_t kvmrt_irq_bind_list_count(const struct kvmrt_irq_bind_list *list);

/**
 * kvmrt_irq_bind_list_at() - one of them
 * @list: the list
 * @index: 0 to kvmrt_irq_bind_list_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the list; don't free it.
 */
const struct kvmrt_irq_bind *
kvmrt_irq_bind_list_at(const struct kvmrt_irq_bind_list *list, size_t index);

/** kvmrt_irq_bind_device() - the device */
const char *kvmrt_irq_bind_device(const struct kvmrt_irq_bind *bind);

/** kvmrt_irq_bind_cpus() - its CPUs, a list; "" if it is not bound any more */
const char *kvmrt_irq_bind_cpus(const struct kvmrt_irq_bind *bind);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_IRQ_GUARD_H */
