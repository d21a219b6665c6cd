// SPDX-License-Identifier: LGPL-2.1-or-later
/* Evacuations: thought of, and planned. */
#include <errno.h>
#include <limits.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "irq_plan.h"

_Static_assert((int)KVMRT_IRQ_SPREAD == (int)KVMRT_IRQ_POLICY_SPREAD &&
	       (int)KVMRT_IRQ_PACK == (int)KVMRT_IRQ_POLICY_PACK &&
	       (int)KVMRT_IRQ_NUMA == (int)KVMRT_IRQ_POLICY_NUMA,
	       "the interface's policies are the protocol's");
_Static_assert((int)KVMRT_IRQ_NONE == (int)KVMRT_IRQ_ACTION_NONE &&
	       (int)KVMRT_IRQ_NARROW == (int)KVMRT_IRQ_ACTION_NARROW &&
	       (int)KVMRT_IRQ_MOVE == (int)KVMRT_IRQ_ACTION_MOVE &&
	       (int)KVMRT_IRQ_RESERVE == (int)KVMRT_IRQ_ACTION_RESERVE &&
	       (int)KVMRT_IRQ_DEFER == (int)KVMRT_IRQ_ACTION_DEFER &&
	       (int)KVMRT_IRQ_STAY == (int)KVMRT_IRQ_ACTION_STAY,
	       "the interface's actions are the protocol's");

struct kvmrt_irq_evacuation {
	char from[KVMRT_IRQ_LIST_BYTES];
	char to[KVMRT_IRQ_LIST_BYTES];
	bool has_to;
	bool best_effort;
	bool guard;
	uint32_t policy;
};

struct kvmrt_irq_step {
	uint32_t number;
	uint32_t kind;
	uint32_t action;
	uint32_t cpu;		/* UINT32_MAX: none */
	uint32_t target;	/* likewise */
	uint32_t hold;
	char name[KVMRT_IRQ_NAME_BYTES];
	char device[KVMRT_IRQ_NAME_BYTES];
};

struct kvmrt_irq_plan {
	struct kvmrt_nl_array array;
};

static const char *const policies[] = { "spread", "pack", "numa" };

static const char *const actions[] = {
	"none", "narrow", "move", "reserve", "defer", "stay",
};

KVMRT_API const char *kvmrt_irq_policy_name(uint32_t policy)
{
	return policy < KVMRT_ARRAY_SIZE(policies) ? policies[policy] : NULL;
}

KVMRT_API int kvmrt_irq_policy_parse(const char *name)
{
	size_t i;

	for (i = 0; i < KVMRT_ARRAY_SIZE(policies); i++)
		if (!strcmp(policies[i], name))
			return (int)i;
	return kvmrt_errno(EINVAL);
}

KVMRT_API const char *kvmrt_irq_action_name(uint32_t action)
{
	return action < KVMRT_ARRAY_SIZE(actions) ? actions[action] : NULL;
}

static int set_list(char *list, const char *value)
{
	if (strlen(value) >= KVMRT_IRQ_LIST_BYTES)
		return kvmrt_errno(ERANGE);
	memcpy(list, value, strlen(value) + 1);
	return 0;
}

KVMRT_API int
kvmrt_irq_evacuation_new(const char *from,
			 struct kvmrt_irq_evacuation **evacuation)
{
	struct kvmrt_irq_evacuation *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_errno(ENOMEM);
	ret = set_list(new->from, from);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*evacuation = new;
	return 0;
}

KVMRT_API void
kvmrt_irq_evacuation_free(struct kvmrt_irq_evacuation *evacuation)
{
	free(evacuation);
}

KVMRT_API int
kvmrt_irq_evacuation_to(struct kvmrt_irq_evacuation *evacuation,
			const char *to)
{
	int ret = set_list(evacuation->to, to);

	if (!ret)
		evacuation->has_to = true;
	return ret;
}

KVMRT_API void
kvmrt_irq_evacuation_policy(struct kvmrt_irq_evacuation *evacuation,
			    uint32_t policy)
{
	evacuation->policy = policy;
}

KVMRT_API void
kvmrt_irq_evacuation_best_effort(struct kvmrt_irq_evacuation *evacuation,
				 bool best_effort)
{
	evacuation->best_effort = best_effort;
}

KVMRT_API void
kvmrt_irq_evacuation_guard(struct kvmrt_irq_evacuation *evacuation, bool guard)
{
	evacuation->guard = guard;
}

void kvmrt_irq_evacuation_request(union kvmrt_nl_request *request,
				  const struct kvmrt_irq_evacuation *evacuation)
{
	struct nlmsghdr *nlh = &request->nlh;

	kvmrt_nl_request_init(request, KVMRT_CMD_IRQ_EVACUATE);
	mnl_attr_put_strz(nlh, KVMRT_A_IRQ_PLAN_FROM, evacuation->from);
	if (evacuation->has_to)
		mnl_attr_put_strz(nlh, KVMRT_A_IRQ_PLAN_TO, evacuation->to);
	if (evacuation->policy)
		mnl_attr_put_u32(nlh, KVMRT_A_IRQ_PLAN_POLICY,
				 evacuation->policy);
	if (evacuation->best_effort)
		mnl_attr_put_u32(nlh, KVMRT_A_IRQ_PLAN_BEST_EFFORT, 1);
	if (evacuation->guard)
		mnl_attr_put_u32(nlh, KVMRT_A_IRQ_PLAN_GUARD, 1);
}

#define STEP_FIELD(type, kind, required, member) \
	KVMRT_NL_FIELD(KVMRT_A_IRQ_PLAN_##type, KVMRT_NL_##kind, required, \
		       struct kvmrt_irq_step, member)

static const struct kvmrt_nl_field step_fields[] = {
	STEP_FIELD(IRQ, U32, true, number),
	STEP_FIELD(NAME, TEXT, false, name),
	STEP_FIELD(DEVICE, TEXT, false, device),
	STEP_FIELD(KIND, U32, true, kind),
	STEP_FIELD(ACTION, U32, true, action),
	STEP_FIELD(CPU, U32, false, cpu),
	STEP_FIELD(TARGET, U32, false, target),
	STEP_FIELD(HOLD, U32, false, hold),
};

static int parse(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_irq_step *step = object;

	memset(step, 0, sizeof(*step));
	step->cpu = UINT32_MAX;
	step->target = UINT32_MAX;
	return kvmrt_nl_message_fields(nlh, step_fields,
				       KVMRT_ARRAY_SIZE(step_fields), step);
}

KVMRT_API int kvmrt_irq_plan_get(struct kvmrt *ctx,
				 const struct kvmrt_irq_evacuation *evacuation,
				 struct kvmrt_irq_plan **plan)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq_plan *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = parse;
	new->array.size = sizeof(struct kvmrt_irq_step);

	kvmrt_irq_evacuation_request(&request, evacuation);
	ret = kvmrt_nl_dump(ctx, &request, &new->array);
	if (ret) {
		free(new);
		return kvmrt_irq_verdict(ctx, kvmrt_errno(-ret));
	}
	*plan = new;
	return 0;
}

KVMRT_API void kvmrt_irq_plan_free(struct kvmrt_irq_plan *plan)
{
	if (!plan)
		return;
	kvmrt_nl_array_free(&plan->array);
	free(plan);
}

KVMRT_API size_t kvmrt_irq_plan_count(const struct kvmrt_irq_plan *plan)
{
	return plan->array.count;
}

KVMRT_API const struct kvmrt_irq_step *
kvmrt_irq_plan_at(const struct kvmrt_irq_plan *plan, size_t index)
{
	const struct kvmrt_irq_step *steps = plan->array.items;

	return index < plan->array.count ? &steps[index] : NULL;
}

static int number_or_none(uint32_t number)
{
	return number <= INT_MAX ? (int)number : -1;
}

KVMRT_API uint32_t kvmrt_irq_step_number(const struct kvmrt_irq_step *step)
{
	return step->number;
}

KVMRT_API const char *kvmrt_irq_step_name(const struct kvmrt_irq_step *step)
{
	return step->name[0] ? step->name : NULL;
}

KVMRT_API const char *kvmrt_irq_step_device(const struct kvmrt_irq_step *step)
{
	return step->device[0] ? step->device : NULL;
}

KVMRT_API uint32_t kvmrt_irq_step_kind(const struct kvmrt_irq_step *step)
{
	return step->kind;
}

KVMRT_API uint32_t kvmrt_irq_step_action(const struct kvmrt_irq_step *step)
{
	return step->action;
}

KVMRT_API int kvmrt_irq_step_cpu(const struct kvmrt_irq_step *step)
{
	return number_or_none(step->cpu);
}

KVMRT_API int kvmrt_irq_step_target(const struct kvmrt_irq_step *step)
{
	return number_or_none(step->target);
}

KVMRT_API uint32_t kvmrt_irq_step_hold(const struct kvmrt_irq_step *step)
{
	return step->hold;
}
