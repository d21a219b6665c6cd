// SPDX-License-Identifier: LGPL-2.1-or-later
/* Moving interrupts, and putting them back. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "irq_plan.h"

struct kvmrt_irq_result {
	uint32_t moved;
	uint32_t narrowed;
	uint32_t deferred;
	uint32_t stayed;
};

static const struct kvmrt_nl_field result_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_IRQ_PLAN_MOVED, KVMRT_NL_U32, true,
		       struct kvmrt_irq_result, moved),
	KVMRT_NL_FIELD(KVMRT_A_IRQ_PLAN_NARROWED, KVMRT_NL_U32, false,
		       struct kvmrt_irq_result, narrowed),
	KVMRT_NL_FIELD(KVMRT_A_IRQ_PLAN_DEFERRED, KVMRT_NL_U32, false,
		       struct kvmrt_irq_result, deferred),
	KVMRT_NL_FIELD(KVMRT_A_IRQ_PLAN_STAYED, KVMRT_NL_U32, true,
		       struct kvmrt_irq_result, stayed),
};

static int parse(const struct nlmsghdr *nlh, void *object)
{
	memset(object, 0, sizeof(struct kvmrt_irq_result));
	return kvmrt_nl_message_fields(nlh, result_fields,
				       KVMRT_ARRAY_SIZE(result_fields), object);
}

KVMRT_API int kvmrt_irq_move(struct kvmrt *ctx, uint32_t number,
			     const char *cpus, struct kvmrt_irq **irq)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_MOVE);
	mnl_attr_put_u32(&request.nlh, KVMRT_A_IRQ_IRQ, number);
	ret = kvmrt_irq_put_list(ctx, &request, KVMRT_A_IRQ_CPUS, cpus);
	if (!ret)
		ret = kvmrt_nl_get(ctx, &request, kvmrt_irq_from_nl, new);
	if (ret || !irq)
		kvmrt_irq_free(new);
	else
		*irq = new;
	return ret ? kvmrt_irq_verdict(ctx, kvmrt_errno(-ret)) : 0;
}

/* Sends a request that is answered by numbers. */
static int count(struct kvmrt *ctx, union kvmrt_nl_request *request,
		 struct kvmrt_irq_result **result)
{
	struct kvmrt_irq_result *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	ret = kvmrt_nl_get(ctx, request, parse, new);
	if (ret || !result)
		free(new);
	else
		*result = new;
	return ret ? kvmrt_irq_verdict(ctx, kvmrt_errno(-ret)) : 0;
}

KVMRT_API int kvmrt_irq_evacuate(struct kvmrt *ctx,
				 const struct kvmrt_irq_evacuation *evacuation,
				 struct kvmrt_irq_result **result)
{
	union kvmrt_nl_request request;

	kvmrt_irq_evacuation_request(&request, evacuation);
	return count(ctx, &request, result);
}

KVMRT_API int kvmrt_irq_restore(struct kvmrt *ctx, uint32_t number)
{
	union kvmrt_nl_request request;

	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_RESTORE);
	mnl_attr_put_u32(&request.nlh, KVMRT_A_IRQ_PLAN_IRQ, number);
	return count(ctx, &request, NULL);
}

KVMRT_API int kvmrt_irq_restore_all(struct kvmrt *ctx,
				    struct kvmrt_irq_result **result)
{
	union kvmrt_nl_request request;

	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_RESTORE);
	return count(ctx, &request, result);
}

KVMRT_API void kvmrt_irq_result_free(struct kvmrt_irq_result *result)
{
	free(result);
}

KVMRT_API uint32_t kvmrt_irq_result_moved(const struct kvmrt_irq_result *result)
{
	return result->moved;
}

KVMRT_API uint32_t
kvmrt_irq_result_narrowed(const struct kvmrt_irq_result *result)
{
	return result->narrowed;
}

KVMRT_API uint32_t
kvmrt_irq_result_deferred(const struct kvmrt_irq_result *result)
{
	return result->deferred;
}

KVMRT_API uint32_t
kvmrt_irq_result_stayed(const struct kvmrt_irq_result *result)
{
	return result->stayed;
}
