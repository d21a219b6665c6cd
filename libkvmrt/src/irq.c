// SPDX-License-Identifier: LGPL-2.1-or-later
/* Interrupts: a snapshot of one, and of all. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "irq.h"

_Static_assert(KVMRT_IRQ_LIST_BYTES == KVMRT_CPULIST_MAX + 1,
	       "the library's limit is the module's");

struct kvmrt_irq_list {
	struct kvmrt_nl_array array;
};

int kvmrt_irq_take_list(const void *payload, size_t len, char **list)
{
	free(*list);
	*list = strndup(payload, len);
	if (!*list)
		return -ENOMEM;
	return kvmrt_cpulist_parse(*list, NULL, 0) < 0 ? -EBADMSG : 0;
}

static int take_home(const void *payload, size_t len, void *object)
{
	return kvmrt_irq_take_list(payload, len,
				   &((struct kvmrt_irq *)object)->home);
}

static int take_affinity(const void *payload, size_t len, void *object)
{
	return kvmrt_irq_take_list(payload, len,
				   &((struct kvmrt_irq *)object)->affinity);
}

static int take_effective(const void *payload, size_t len, void *object)
{
	return kvmrt_irq_take_list(payload, len,
				   &((struct kvmrt_irq *)object)->effective);
}

static const struct kvmrt_nl_field count_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_IRQ_COUNT_CPU, KVMRT_NL_U32, true,
		       struct kvmrt_irq_count, cpu),
	KVMRT_NL_FIELD(KVMRT_A_IRQ_COUNT_COUNT, KVMRT_NL_U64, true,
		       struct kvmrt_irq_count, count),
};

static int take_count(const void *attrs, size_t len, void *object)
{
	struct kvmrt_irq_count count = { 0 };
	struct kvmrt_irq *irq = object;
	int ret;

	ret = kvmrt_nl_fields(attrs, len, count_fields,
			      KVMRT_ARRAY_SIZE(count_fields), &count);
	if (ret)
		return ret;
	if (count.cpu >= KVMRT_CPULIST_CPUS)
		return -EBADMSG;
	if (irq->nr_counts == irq->room) {
		size_t room = irq->room ? irq->room * 2 : 8;
		void *counts;

		counts = reallocarray(irq->counts, room, sizeof(count));
		if (!counts)
			return -ENOMEM;
		irq->counts = counts;
		irq->room = room;
	}
	irq->counts[irq->nr_counts++] = count;
	return 0;
}

#define IRQ_FIELD(type, kind, required, member) \
	KVMRT_NL_FIELD(KVMRT_A_IRQ_##type, KVMRT_NL_##kind, required, \
		       struct kvmrt_irq, member)
#define IRQ_NEST(type_, take) \
	{ .type = KVMRT_A_IRQ_##type_, .kind = KVMRT_NL_NEST, .nest = (take) }

/* Of one that is gone by now, the number is all that is told. */
static const struct kvmrt_nl_field irq_fields[] = {
	IRQ_FIELD(IRQ, U32, true, number),
	IRQ_FIELD(NAME, TEXT, false, name),
	IRQ_FIELD(DEVICE, TEXT, false, device),
	IRQ_FIELD(CHIP, TEXT, false, chip),
	IRQ_FIELD(KIND, U32, false, kind),
	IRQ_FIELD(HOLD, U32, false, hold),
	IRQ_NEST(HOME, take_home),
	IRQ_NEST(AFFINITY, take_affinity),
	IRQ_NEST(EFFECTIVE, take_effective),
	IRQ_FIELD(NODE, U32, false, node),
	IRQ_FIELD(THREADED, U32, false, threaded),
	IRQ_FIELD(REMAPPED, U32, false, remapped),
	IRQ_FIELD(PENDING, U32, false, pending),
	IRQ_FIELD(MOVED, U32, false, moved),
	IRQ_FIELD(RESERVED, U32, false, reserved),
	IRQ_FIELD(MOVES, U64, false, moves),
	IRQ_FIELD(RETAKEN, U64, false, retaken),
	IRQ_FIELD(ARRIVALS, U64, false, arrivals),
	IRQ_NEST(COUNT, take_count),
};

int kvmrt_irq_from_nl(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_irq *irq = object;
	int ret;

	memset(irq, 0, sizeof(*irq));
	irq->kind = UINT32_MAX;
	irq->node = UINT32_MAX;
	irq->reserved = UINT32_MAX;
	ret = kvmrt_nl_message_fields(nlh, irq_fields,
				      KVMRT_ARRAY_SIZE(irq_fields), irq);
	if (ret)
		kvmrt_irq_drop(irq);
	return ret;
}

void kvmrt_irq_drop(void *object)
{
	struct kvmrt_irq *irq = object;

	free(irq->home);
	free(irq->affinity);
	free(irq->effective);
	free(irq->counts);
	irq->home = NULL;
	irq->affinity = NULL;
	irq->effective = NULL;
	irq->counts = NULL;
}

int kvmrt_irq_put_list(struct kvmrt *ctx, union kvmrt_nl_request *request,
		       uint16_t type, const char *list)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(&request->nlh);
	int ret;

	if (strlen(list) > KVMRT_CPULIST_MAX) {
		ret = kvmrt_fail(ctx, ERANGE,
				 "a list of cpus has at most %d bytes",
				 KVMRT_CPULIST_MAX);
		ctx->attr = kvmrt_nl_attr_name(genl->cmd, type);
		return ret;
	}
	mnl_attr_put_strz(&request->nlh, type, list);
	return 0;
}

int kvmrt_irq_verdict(struct kvmrt *ctx, int ret)
{
	if (ret != -ENODEV || !ctx->family)
		return ret;
	return kvmrt_errno(ENXIO);
}

KVMRT_API int kvmrt_irq_get(struct kvmrt *ctx, uint32_t number,
			    struct kvmrt_irq **irq)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_GET);
	mnl_attr_put_u32(&request.nlh, KVMRT_A_IRQ_IRQ, number);
	ret = kvmrt_nl_get(ctx, &request, kvmrt_irq_from_nl, new);
	if (ret) {
		kvmrt_irq_free(new);
		return kvmrt_errno(-ret);
	}
	*irq = new;
	return 0;
}

KVMRT_API void kvmrt_irq_free(struct kvmrt_irq *irq)
{
	if (!irq)
		return;
	kvmrt_irq_drop(irq);
	free(irq);
}

KVMRT_API int kvmrt_irq_list_get(struct kvmrt *ctx, const char *cpus,
				 struct kvmrt_irq_list **list)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq_list *new;
	int ret = 0;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = kvmrt_irq_from_nl;
	new->array.drop = kvmrt_irq_drop;
	new->array.size = sizeof(struct kvmrt_irq);

	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_GET);
	if (cpus)
		ret = kvmrt_irq_put_list(ctx, &request, KVMRT_A_IRQ_CPUS, cpus);
	if (!ret)
		ret = kvmrt_nl_dump(ctx, &request, &new->array);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*list = new;
	return 0;
}

KVMRT_API void kvmrt_irq_list_free(struct kvmrt_irq_list *list)
{
	if (!list)
		return;
	kvmrt_nl_array_free(&list->array);
	free(list);
}

KVMRT_API size_t kvmrt_irq_list_count(const struct kvmrt_irq_list *list)
{
	return list->array.count;
}

KVMRT_API const struct kvmrt_irq *
kvmrt_irq_list_at(const struct kvmrt_irq_list *list, size_t index)
{
	const struct kvmrt_irq *irqs = list->array.items;

	return index < list->array.count ? &irqs[index] : NULL;
}
