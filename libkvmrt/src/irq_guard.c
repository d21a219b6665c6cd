// SPDX-License-Identifier: LGPL-2.1-or-later
/* The guard: asked, and changed. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "irq.h"

/* Order of the attributes in a request. */
enum list { CPUS, TO, DEFAULT_CPUS, LISTS };

struct kvmrt_irq_guard_change {
	char lists[LISTS][KVMRT_IRQ_LIST_BYTES];
	bool has_list[LISTS];
	bool has_policy;
	uint32_t policy;
};

static int take_cpus(const void *payload, size_t len, void *object)
{
	struct kvmrt_irq_guard *guard = object;

	return kvmrt_irq_take_list(payload, len, &guard->cpus);
}

static int take_to(const void *payload, size_t len, void *object)
{
	struct kvmrt_irq_guard *guard = object;

	return kvmrt_irq_take_list(payload, len, &guard->to);
}

static int take_default_cpus(const void *payload, size_t len, void *object)
{
	struct kvmrt_irq_guard *guard = object;

	return kvmrt_irq_take_list(payload, len, &guard->default_cpus);
}

static const struct kvmrt_nl_field guard_fields[] = {
	{ .type = KVMRT_A_IRQ_GUARD_CPUS, .kind = KVMRT_NL_NEST,
	  .required = true, .nest = take_cpus },
	{ .type = KVMRT_A_IRQ_GUARD_TO, .kind = KVMRT_NL_NEST,
	  .nest = take_to },
	KVMRT_NL_FIELD(KVMRT_A_IRQ_GUARD_POLICY, KVMRT_NL_U32, false,
		       struct kvmrt_irq_guard, policy),
	{ .type = KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, .kind = KVMRT_NL_NEST,
	  .nest = take_default_cpus },
	KVMRT_NL_FIELD(KVMRT_A_IRQ_GUARD_SEEN, KVMRT_NL_U64, false,
		       struct kvmrt_irq_guard, seen),
	KVMRT_NL_FIELD(KVMRT_A_IRQ_GUARD_RETAKEN, KVMRT_NL_U64, false,
		       struct kvmrt_irq_guard, retaken),
	KVMRT_NL_FIELD(KVMRT_A_IRQ_GUARD_WORST_NS, KVMRT_NL_U64, false,
		       struct kvmrt_irq_guard, worst_ns),
};

int kvmrt_irq_guard_from_nl(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_irq_guard *guard = object;
	int ret;

	memset(guard, 0, sizeof(*guard));
	ret = kvmrt_nl_message_fields(nlh, guard_fields,
				      KVMRT_ARRAY_SIZE(guard_fields), guard);
	if (ret)
		kvmrt_irq_guard_drop(guard);
	return ret;
}

void kvmrt_irq_guard_drop(void *object)
{
	struct kvmrt_irq_guard *guard = object;

	free(guard->cpus);
	free(guard->to);
	free(guard->default_cpus);
	guard->cpus = NULL;
	guard->to = NULL;
	guard->default_cpus = NULL;
}

KVMRT_API int kvmrt_irq_guard_get(struct kvmrt *ctx,
				  struct kvmrt_irq_guard **guard)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq_guard *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_GUARD_GET);
	ret = kvmrt_nl_get(ctx, &request, kvmrt_irq_guard_from_nl, new);
	if (ret) {
		kvmrt_irq_guard_free(new);
		return kvmrt_errno(-ret);
	}
	*guard = new;
	return 0;
}

KVMRT_API void kvmrt_irq_guard_free(struct kvmrt_irq_guard *guard)
{
	if (!guard)
		return;
	kvmrt_irq_guard_drop(guard);
	free(guard);
}

KVMRT_API const char *kvmrt_irq_guard_cpus(const struct kvmrt_irq_guard *guard)
{
	return guard->cpus;
}

KVMRT_API const char *kvmrt_irq_guard_to(const struct kvmrt_irq_guard *guard)
{
	return guard->to ? guard->to : "";
}

KVMRT_API uint32_t kvmrt_irq_guard_policy(const struct kvmrt_irq_guard *guard)
{
	return guard->policy;
}

KVMRT_API const char *
kvmrt_irq_guard_default_cpus(const struct kvmrt_irq_guard *guard)
{
	return guard->default_cpus;
}

KVMRT_API uint64_t kvmrt_irq_guard_seen(const struct kvmrt_irq_guard *guard)
{
	return guard->seen;
}

KVMRT_API uint64_t kvmrt_irq_guard_retaken(const struct kvmrt_irq_guard *guard)
{
	return guard->retaken;
}

KVMRT_API uint64_t kvmrt_irq_guard_worst_ns(const struct kvmrt_irq_guard *guard)
{
	return guard->worst_ns;
}

KVMRT_API int kvmrt_irq_guard_change_new(struct kvmrt_irq_guard_change **change)
{
	struct kvmrt_irq_guard_change *new;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_errno(ENOMEM);
	*change = new;
	return 0;
}

KVMRT_API void
kvmrt_irq_guard_change_free(struct kvmrt_irq_guard_change *change)
{
	free(change);
}

static int set_list(struct kvmrt_irq_guard_change *change, enum list list,
		    const char *value)
{
	if (strlen(value) >= KVMRT_IRQ_LIST_BYTES)
		return kvmrt_errno(ERANGE);
	memcpy(change->lists[list], value, strlen(value) + 1);
	change->has_list[list] = true;
	return 0;
}

KVMRT_API int kvmrt_irq_guard_change_cpus(struct kvmrt_irq_guard_change *change,
					  const char *cpus)
{
	return set_list(change, CPUS, cpus);
}

KVMRT_API int kvmrt_irq_guard_change_to(struct kvmrt_irq_guard_change *change,
					const char *to)
{
	return set_list(change, TO, to);
}

KVMRT_API void
kvmrt_irq_guard_change_policy(struct kvmrt_irq_guard_change *change,
			      uint32_t policy)
{
	change->policy = policy;
	change->has_policy = true;
}

KVMRT_API int
kvmrt_irq_guard_change_default_cpus(struct kvmrt_irq_guard_change *change,
				    const char *cpus)
{
	return set_list(change, DEFAULT_CPUS, cpus);
}

KVMRT_API int kvmrt_irq_guard_set(struct kvmrt *ctx,
				  const struct kvmrt_irq_guard_change *change)
{
	static const uint16_t types[LISTS] = {
		[CPUS] = KVMRT_A_IRQ_GUARD_CPUS,
		[TO] = KVMRT_A_IRQ_GUARD_TO,
		[DEFAULT_CPUS] = KVMRT_A_IRQ_GUARD_DEFAULT_CPUS,
	};
	union kvmrt_nl_request request;
	size_t i;

	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_GUARD_SET);
	for (i = 0; i < LISTS; i++)
		if (change->has_list[i])
			mnl_attr_put_strz(&request.nlh, types[i],
					  change->lists[i]);
	if (change->has_policy)
		mnl_attr_put_u32(&request.nlh, KVMRT_A_IRQ_GUARD_POLICY,
				 change->policy);
	return kvmrt_irq_verdict(ctx, kvmrt_nl_set(ctx, &request));
}
