/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Moving interrupts: one, all that some CPUs have, and back.
 *
 * Beside the common errors, what names CPUs may return:
 *
 *   EINVAL  no list, empty, a CPU that does not exist, or no CPU is left
 *   ERANGE  a list that is longer than the module takes
 *   ENXIO   a CPU that is offline
 *   EPERM   a CPU that is guarded, as destination
 *   ENOSPC  vectors are missing, the text says how many
 *   EBUSY   an interrupt whose last move is not over, or that can't be moved
 */
#ifndef KVMRT_IRQ_MOVE_H
#define KVMRT_IRQ_MOVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;
struct kvmrt_irq;

/**
 * kvmrt_irq_move() - aim one interrupt at other CPUs
 * @ctx: the context
 * @number: the interrupt's
 * @cpus: a list as "0,2-5"; it gets the one with the fewest interrupts
 * @irq: receives what became of it; end it with kvmrt_irq_free(); may be NULL
 *
 * What is needed to put it back is kept until kvmrt_irq_restore().
 *
 * Returns 0, -ENOENT if there is no such interrupt, -EOPNOTSUPP if it can't be
 * moved (kvmrt_irq_hold() says why), -EINVAL, -ERANGE, -ENXIO, -EPERM,
 * -ENOSPC, -EBUSY (see above), or one of the common errors.
 */
int kvmrt_irq_move(struct kvmrt *ctx, uint32_t number, const char *cpus,
		   struct kvmrt_irq **irq);

/* ----------------------------------------------------------- evacuation */

/**
 * enum kvmrt_irq_choice - which CPU of the destination an interrupt gets
 * @KVMRT_IRQ_SPREAD: the one with the fewest, which spreads them evenly
 * @KVMRT_IRQ_PACK: the lowest that has a vector left
 * @KVMRT_IRQ_NUMA: the one with the fewest on the device's own node, if it has
 *	any there
 */
enum kvmrt_irq_choice {
	KVMRT_IRQ_SPREAD = 0,
	KVMRT_IRQ_PACK = 1,
	KVMRT_IRQ_NUMA = 2,
};

/** kvmrt_irq_policy_name() - "spread", "pack", "numa"; NULL if unknown */
const char *kvmrt_irq_policy_name(uint32_t policy);

/** kvmrt_irq_policy_parse() - enum kvmrt_irq_choice of a word, or -EINVAL */
int kvmrt_irq_policy_parse(const char *name);

/** struct kvmrt_irq_evacuation - what is to be evacuated, and how */
struct kvmrt_irq_evacuation;

/**
 * kvmrt_irq_evacuation_new() - think of an evacuation
 * @from: CPUs that interrupts are to leave, a list as "4-7"
 * @evacuation: receives it; end it with kvmrt_irq_evacuation_free()
 *
 * All or nothing, to all other CPUs, spread evenly, without a guard.
 *
 * Returns 0, -ERANGE if the list is too long, or -ENOMEM.
 */
int kvmrt_irq_evacuation_new(const char *from,
			     struct kvmrt_irq_evacuation **evacuation);

/** kvmrt_irq_evacuation_free() - end it; NULL is accepted */
void kvmrt_irq_evacuation_free(struct kvmrt_irq_evacuation *evacuation);

/**
 * kvmrt_irq_evacuation_to() - choose CPUs that take the interrupts
 * @evacuation: the evacuation
 * @to: a list
 *
 * Returns 0, or -ERANGE if the list is too long.
 */
int kvmrt_irq_evacuation_to(struct kvmrt_irq_evacuation *evacuation,
			    const char *to);

/** kvmrt_irq_evacuation_policy() - enum kvmrt_irq_choice */
void kvmrt_irq_evacuation_policy(struct kvmrt_irq_evacuation *evacuation,
				 uint32_t policy);

/** kvmrt_irq_evacuation_best_effort() - move what can be moved */
void kvmrt_irq_evacuation_best_effort(struct kvmrt_irq_evacuation *evacuation,
				      bool best_effort);

/** kvmrt_irq_evacuation_guard() - and keep interrupts off from here on */
void kvmrt_irq_evacuation_guard(struct kvmrt_irq_evacuation *evacuation,
				bool guard);

/** struct kvmrt_irq_result - how many interrupts a request reached */
struct kvmrt_irq_result;

/**
 * kvmrt_irq_evacuate() - take all interrupts off some CPUs
 * @ctx: the context
 * @evacuation: which, and how
 * @result: receives what was done; end it with kvmrt_irq_result_free(); may be
 *	    NULL
 *
 * All move or none, unless it is one with best effort.
 *
 * Returns 0; -EOPNOTSUPP for a guard where this kernel gives no sign to guard
 * by; -EINVAL, -ERANGE, -ENXIO, -EPERM, -ENOSPC, -EBUSY (see above), with
 * nothing changed; or one of the common errors.
 */
int kvmrt_irq_evacuate(struct kvmrt *ctx,
		       const struct kvmrt_irq_evacuation *evacuation,
		       struct kvmrt_irq_result **result);

/**
 * kvmrt_irq_restore() - put one interrupt back
 * @ctx: the context
 * @number: the interrupt's
 *
 * Returns 0; -ENOENT if it was not moved; -EPERM if the guard keeps it off the
 * CPU where it was, or its device is bound; -EHOSTDOWN if the CPUs where it
 * was are offline (it follows when one comes); -ENOSPC, -EBUSY (see above); or
 * one of the common errors.
 */
int kvmrt_irq_restore(struct kvmrt *ctx, uint32_t number);

/**
 * kvmrt_irq_restore_all() - put all interrupts back, end guard and bindings
 * @ctx: the context
 * @result: receives how many; end it with kvmrt_irq_result_free(); may be NULL
 *
 * Those that stayed are out of place for want of CPUs or of vectors.
 *
 * Returns 0 or one of the common errors.
 */
int kvmrt_irq_restore_all(struct kvmrt *ctx, struct kvmrt_irq_result **result);

/** kvmrt_irq_result_free() - end it; NULL is accepted */
void kvmrt_irq_result_free(struct kvmrt_irq_result *result);

/** kvmrt_irq_result_moved() - interrupts that were aimed elsewhere */
uint32_t kvmrt_irq_result_moved(const struct kvmrt_irq_result *result);

/** kvmrt_irq_result_narrowed() - interrupts that may no more go there */
uint32_t kvmrt_irq_result_narrowed(const struct kvmrt_irq_result *result);

/** kvmrt_irq_result_deferred() - interrupts that move when they fire next */
uint32_t kvmrt_irq_result_deferred(const struct kvmrt_irq_result *result);

/** kvmrt_irq_result_stayed() - interrupts that could not be moved */
uint32_t kvmrt_irq_result_stayed(const struct kvmrt_irq_result *result);

/* ----------------------------------------------------------------- plan */

/**
 * enum kvmrt_irq_deed - what an evacuation does to an interrupt
 * @KVMRT_IRQ_NONE: nothing, it does not meet these CPUs
 * @KVMRT_IRQ_NARROW: it stays on its CPU, the others are taken out of its mask
 * @KVMRT_IRQ_MOVE: it is aimed at another CPU at once
 * @KVMRT_IRQ_RESERVE: likewise, after a vector was reserved there in its name
 * @KVMRT_IRQ_DEFER: it is aimed at another CPU when it fires next
 * @KVMRT_IRQ_STAY: it can't be moved, the hold says why
 */
enum kvmrt_irq_deed {
	KVMRT_IRQ_NONE = 0,
	KVMRT_IRQ_NARROW = 1,
	KVMRT_IRQ_MOVE = 2,
	KVMRT_IRQ_RESERVE = 3,
	KVMRT_IRQ_DEFER = 4,
	KVMRT_IRQ_STAY = 5,
};

/** kvmrt_irq_action_name() - such as "move", "stay"; NULL if unknown */
const char *kvmrt_irq_action_name(uint32_t action);

/** struct kvmrt_irq_step - what would be done to one interrupt, of a plan */
struct kvmrt_irq_step;

/** struct kvmrt_irq_plan - what an evacuation would do */
struct kvmrt_irq_plan;

/**
 * kvmrt_irq_plan_get() - what an evacuation would do, without doing it
 * @ctx: the context
 * @evacuation: which, and how
 * @plan: receives it; end it with kvmrt_irq_plan_free()
 *
 * One step for each interrupt that the evacuation would touch, or that would
 * stay.  Linux 6.1 has no words for a plan that is refused.
 *
 * Returns what kvmrt_irq_evacuate() would.
 */
int kvmrt_irq_plan_get(struct kvmrt *ctx,
		       const struct kvmrt_irq_evacuation *evacuation,
		       struct kvmrt_irq_plan **plan);

/** kvmrt_irq_plan_free() - end a plan and all steps in it; NULL is accepted */
void kvmrt_irq_plan_free(struct kvmrt_irq_plan *plan);

/** kvmrt_irq_plan_count() - number of steps */
size_t kvmrt_irq_plan_count(const struct kvmrt_irq_plan *plan);

/**
 * kvmrt_irq_plan_at() - one step
 * @plan: the plan
 * @index: 0 to kvmrt_irq_plan_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the plan.
 */
const struct kvmrt_irq_step *kvmrt_irq_plan_at(const struct kvmrt_irq_plan *plan,
					       size_t index);

/** kvmrt_irq_step_number() - the interrupt's number */
uint32_t kvmrt_irq_step_number(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_name() - who handles it; NULL if nobody does */
const char *kvmrt_irq_step_name(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_device() - its device as /sys names it; NULL if unknown */
const char *kvmrt_irq_step_device(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_kind() - enum kvmrt_irq_class */
uint32_t kvmrt_irq_step_kind(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_action() - enum kvmrt_irq_deed */
uint32_t kvmrt_irq_step_action(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_cpu() - the CPU that it is aimed at now; -1 if none */
int kvmrt_irq_step_cpu(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_target() - the CPU that it would be aimed at; -1 if none */
int kvmrt_irq_step_target(const struct kvmrt_irq_step *step);

/** kvmrt_irq_step_hold() - enum kvmrt_irq_held: why it would stay */
uint32_t kvmrt_irq_step_hold(const struct kvmrt_irq_step *step);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_IRQ_MOVE_H */
