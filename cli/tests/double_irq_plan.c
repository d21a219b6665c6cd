// SPDX-License-Identifier: GPL-2.0-only
/*
 * Evacuations, the guard and bindings of the library's host side.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"

/* What was asked for, in words. */
struct kvmrt_irq_evacuation {
	char from[64];
	char to[64];
	uint32_t policy;
	bool best_effort;
	bool guard;
};

struct kvmrt_irq_guard_change {
	char text[256];
};

int kvmrt_irq_evacuation_new(const char *from,
			     struct kvmrt_irq_evacuation **evacuation)
{
	*evacuation = calloc(1, sizeof(**evacuation));
	if (!*evacuation)
		return -ENOMEM;
	snprintf((*evacuation)->from, sizeof((*evacuation)->from), "%s", from);
	return 0;
}

void kvmrt_irq_evacuation_free(struct kvmrt_irq_evacuation *evacuation)
{
	free(evacuation);
}

int kvmrt_irq_evacuation_to(struct kvmrt_irq_evacuation *evacuation,
			    const char *to)
{
	snprintf(evacuation->to, sizeof(evacuation->to), " to %s", to);
	return 0;
}

void kvmrt_irq_evacuation_policy(struct kvmrt_irq_evacuation *evacuation,
				 uint32_t policy)
{
	evacuation->policy = policy;
}

void kvmrt_irq_evacuation_best_effort(struct kvmrt_irq_evacuation *evacuation,
				      bool best_effort)
{
	evacuation->best_effort = best_effort;
}

void kvmrt_irq_evacuation_guard(struct kvmrt_irq_evacuation *evacuation,
				bool guard)
{
	evacuation->guard = guard;
}

static void note(const char *what, const struct kvmrt_irq_evacuation *e)
{
	double_note("%s %s%s %s%s%s", what, e->from, e->to,
		    kvmrt_irq_policy_name(e->policy),
		    e->best_effort ? " best" : "", e->guard ? " guard" : "");
}

int kvmrt_irq_evacuate(struct kvmrt *ctx,
		       const struct kvmrt_irq_evacuation *evacuation,
		       struct kvmrt_irq_result **result)
{
	(void)ctx;
	note("evacuate", evacuation);
	double_nl.evacuated = !double_nl.set_ret;
	*result = &double_nl.result;
	return double_nl.set_ret;
}

int kvmrt_irq_plan_get(struct kvmrt *ctx,
		       const struct kvmrt_irq_evacuation *evacuation,
		       struct kvmrt_irq_plan **plan)
{
	(void)ctx;
	note("plan", evacuation);
	*plan = (struct kvmrt_irq_plan *)(double_nl.evacuated ?
					  double_nl.steps_after :
					  double_nl.steps);
	return double_nl.plan_ret;
}

void kvmrt_irq_plan_free(struct kvmrt_irq_plan *plan) { (void)plan; }

size_t kvmrt_irq_plan_count(const struct kvmrt_irq_plan *plan)
{
	return (const void *)plan == double_nl.steps ?
	       double_nl.nr_steps : double_nl.nr_steps_after;
}

const struct kvmrt_irq_step *kvmrt_irq_plan_at(const struct kvmrt_irq_plan *plan,
					       size_t index)
{
	return (const struct kvmrt_irq_step *)plan + index;
}

uint32_t kvmrt_irq_step_number(const struct kvmrt_irq_step *step)
{
	return step->number;
}

const char *kvmrt_irq_step_name(const struct kvmrt_irq_step *step)
{
	return step->name;
}

const char *kvmrt_irq_step_device(const struct kvmrt_irq_step *step)
{
	return step->device;
}

uint32_t kvmrt_irq_step_kind(const struct kvmrt_irq_step *step)
{
	return step->kind;
}

uint32_t kvmrt_irq_step_action(const struct kvmrt_irq_step *step)
{
	return step->action;
}

int kvmrt_irq_step_cpu(const struct kvmrt_irq_step *step) { return step->cpu; }

int kvmrt_irq_step_target(const struct kvmrt_irq_step *step)
{
	return step->target;
}

uint32_t kvmrt_irq_step_hold(const struct kvmrt_irq_step *step)
{
	return step->hold;
}

/* ---------------------------------------------------------------- guard */

int kvmrt_irq_guard_get(struct kvmrt *ctx, struct kvmrt_irq_guard **guard)
{
	(void)ctx;
	*guard = &double_nl.guard;
	return double_nl.ret;
}

void kvmrt_irq_guard_free(struct kvmrt_irq_guard *guard) { (void)guard; }

const char *kvmrt_irq_guard_cpus(const struct kvmrt_irq_guard *guard)
{
	return guard->cpus;
}

const char *kvmrt_irq_guard_to(const struct kvmrt_irq_guard *guard)
{
	return guard->to;
}

uint32_t kvmrt_irq_guard_policy(const struct kvmrt_irq_guard *guard)
{
	return guard->policy;
}

const char *kvmrt_irq_guard_default_cpus(const struct kvmrt_irq_guard *guard)
{
	return guard->default_cpus;
}

uint64_t kvmrt_irq_guard_seen(const struct kvmrt_irq_guard *guard)
{
	return guard->seen;
}

uint64_t kvmrt_irq_guard_retaken(const struct kvmrt_irq_guard *guard)
{
	return guard->seen - 1;
}

uint64_t kvmrt_irq_guard_worst_ns(const struct kvmrt_irq_guard *guard)
{
	return guard->seen * 1000;
}

int kvmrt_irq_guard_change_new(struct kvmrt_irq_guard_change **change)
{
	*change = calloc(1, sizeof(**change));
	return *change ? 0 : -ENOMEM;
}

void kvmrt_irq_guard_change_free(struct kvmrt_irq_guard_change *change)
{
	free(change);
}

static int add(struct kvmrt_irq_guard_change *change, const char *what,
	       const char *to)
{
	size_t len = strlen(change->text);

	snprintf(change->text + len, sizeof(change->text) - len, " %s=%s",
		 what, to);
	return 0;
}

int kvmrt_irq_guard_change_cpus(struct kvmrt_irq_guard_change *change,
				const char *cpus)
{
	return add(change, "cpus", cpus);
}

int kvmrt_irq_guard_change_to(struct kvmrt_irq_guard_change *change,
			      const char *to)
{
	return add(change, "to", to);
}

void kvmrt_irq_guard_change_policy(struct kvmrt_irq_guard_change *change,
				   uint32_t policy)
{
	add(change, "policy", kvmrt_irq_policy_name(policy));
}

int kvmrt_irq_guard_change_default_cpus(struct kvmrt_irq_guard_change *change,
					const char *cpus)
{
	return add(change, "default", cpus);
}

int kvmrt_irq_guard_set(struct kvmrt *ctx,
			const struct kvmrt_irq_guard_change *change)
{
	(void)ctx;
	double_note("guard%s", change->text);
	return double_nl.set_ret;
}

/* ------------------------------------------------------------- bindings */

int kvmrt_irq_bind_set(struct kvmrt *ctx, const char *device, const char *cpus)
{
	(void)ctx;
	double_note("bind %s %s", device, cpus);
	return double_nl.set_ret;
}

int kvmrt_irq_bind_get(struct kvmrt *ctx, const char *device,
		       struct kvmrt_irq_bind **bind)
{
	size_t i;

	(void)ctx;
	if (double_nl.ret)
		return double_nl.ret;
	for (i = 0; i < double_nl.nr_binds; i++) {
		if (!strcmp(double_nl.binds[i].device, device)) {
			*bind = &double_nl.binds[i];
			return 0;
		}
	}
	return -ENOENT;
}

void kvmrt_irq_bind_free(struct kvmrt_irq_bind *bind) { (void)bind; }

int kvmrt_irq_bind_list_get(struct kvmrt *ctx,
			    struct kvmrt_irq_bind_list **list)
{
	*list = (struct kvmrt_irq_bind_list *)ctx;
	return double_nl.ret;
}

void kvmrt_irq_bind_list_free(struct kvmrt_irq_bind_list *list)
{
	(void)list;
}

size_t kvmrt_irq_bind_list_count(const struct kvmrt_irq_bind_list *list)
{
	(void)list;
	return double_nl.nr_binds;
}

const struct kvmrt_irq_bind *
kvmrt_irq_bind_list_at(const struct kvmrt_irq_bind_list *list, size_t index)
{
	(void)list;
	return &double_nl.binds[index];
}

const char *kvmrt_irq_bind_device(const struct kvmrt_irq_bind *bind)
{
	return bind->device;
}

const char *kvmrt_irq_bind_cpus(const struct kvmrt_irq_bind *bind)
{
	return bind->cpus;
}
