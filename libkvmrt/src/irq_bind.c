// SPDX-License-Identifier: LGPL-2.1-or-later
/* Devices whose interrupts are kept on some CPUs. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "irq.h"

_Static_assert(KVMRT_IRQ_DEVICE_BYTES == KVMRT_DEVICE_MAX + 1,
	       "the interface's limit is the module's");

struct kvmrt_irq_bind_list {
	struct kvmrt_nl_array array;
};

static int take_cpus(const void *payload, size_t len, void *object)
{
	struct kvmrt_irq_bind *bind = object;

	return kvmrt_irq_take_list(payload, len, &bind->cpus);
}

static const struct kvmrt_nl_field bind_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_IRQ_BIND_DEVICE, KVMRT_NL_STRING, true,
		       struct kvmrt_irq_bind, device),
	{ .type = KVMRT_A_IRQ_BIND_CPUS, .kind = KVMRT_NL_NEST,
	  .required = true, .nest = take_cpus },
};

int kvmrt_irq_bind_from_nl(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_irq_bind *bind = object;
	int ret;

	memset(bind, 0, sizeof(*bind));
	ret = kvmrt_nl_message_fields(nlh, bind_fields,
				      KVMRT_ARRAY_SIZE(bind_fields), bind);
	if (ret)
		kvmrt_irq_bind_drop(bind);
	return ret;
}

void kvmrt_irq_bind_drop(void *object)
{
	struct kvmrt_irq_bind *bind = object;

	free(bind->cpus);
	bind->cpus = NULL;
}

static int put_device(struct kvmrt *ctx, union kvmrt_nl_request *request,
		      uint8_t cmd, const char *device)
{
	int ret;

	kvmrt_nl_request_init(request, cmd);
	if (strlen(device) > KVMRT_DEVICE_MAX) {
		ret = kvmrt_fail(ctx, ERANGE,
				 "a device's name has at most %d bytes",
				 KVMRT_DEVICE_MAX);
		ctx->attr = kvmrt_nl_attr_name(cmd, KVMRT_A_IRQ_BIND_DEVICE);
		return ret;
	}
	mnl_attr_put_strz(&request->nlh, KVMRT_A_IRQ_BIND_DEVICE, device);
	return 0;
}

KVMRT_API int kvmrt_irq_bind_set(struct kvmrt *ctx, const char *device,
				 const char *cpus)
{
	union kvmrt_nl_request request;
	int ret;

	ret = put_device(ctx, &request, KVMRT_CMD_IRQ_BIND_SET, device);
	if (!ret)
		ret = kvmrt_irq_put_list(ctx, &request, KVMRT_A_IRQ_BIND_CPUS,
					 cpus);
	if (!ret)
		ret = kvmrt_nl_set(ctx, &request);
	return kvmrt_irq_verdict(ctx, ret);
}

KVMRT_API int kvmrt_irq_bind_get(struct kvmrt *ctx, const char *device,
				 struct kvmrt_irq_bind **bind)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq_bind *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	ret = put_device(ctx, &request, KVMRT_CMD_IRQ_BIND_GET, device);
	if (!ret)
		ret = kvmrt_nl_get(ctx, &request, kvmrt_irq_bind_from_nl, new);
	if (ret) {
		kvmrt_irq_bind_free(new);
		return kvmrt_errno(-ret);
	}
	*bind = new;
	return 0;
}

KVMRT_API void kvmrt_irq_bind_free(struct kvmrt_irq_bind *bind)
{
	if (!bind)
		return;
	kvmrt_irq_bind_drop(bind);
	free(bind);
}

KVMRT_API int kvmrt_irq_bind_list_get(struct kvmrt *ctx,
				      struct kvmrt_irq_bind_list **list)
{
	union kvmrt_nl_request request;
	struct kvmrt_irq_bind_list *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = kvmrt_irq_bind_from_nl;
	new->array.drop = kvmrt_irq_bind_drop;
	new->array.size = sizeof(struct kvmrt_irq_bind);

	kvmrt_nl_request_init(&request, KVMRT_CMD_IRQ_BIND_GET);
	ret = kvmrt_nl_dump(ctx, &request, &new->array);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*list = new;
	return 0;
}

KVMRT_API void kvmrt_irq_bind_list_free(struct kvmrt_irq_bind_list *list)
{
	if (!list)
		return;
	kvmrt_nl_array_free(&list->array);
	free(list);
}

KVMRT_API size_t
kvmrt_irq_bind_list_count(const struct kvmrt_irq_bind_list *list)
{
	return list->array.count;
}

KVMRT_API const struct kvmrt_irq_bind *
kvmrt_irq_bind_list_at(const struct kvmrt_irq_bind_list *list, size_t index)
{
	const struct kvmrt_irq_bind *binds = list->array.items;

	return index < list->array.count ? &binds[index] : NULL;
}

KVMRT_API const char *kvmrt_irq_bind_device(const struct kvmrt_irq_bind *bind)
{
	return bind->device;
}

KVMRT_API const char *kvmrt_irq_bind_cpus(const struct kvmrt_irq_bind *bind)
{
	return bind->cpus;
}
