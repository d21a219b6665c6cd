// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kinds of request that the module knows: get one, get all, set. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A dump that others changed meanwhile is read this often. */
#define DUMP_ATTEMPTS	10

void kvmrt_nl_request_init(union kvmrt_nl_request *request, uint8_t cmd)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	/* libmnl leaves the padding of attributes as it was. */
	memset(request, 0, sizeof(*request));
	nlh = mnl_nlmsg_put_header(request->buf);
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = KVMRT_GENL_VERSION;
}

/*
 * Errors that the kernel gives without a word of ours when the id that we
 * know of the family belongs to nobody, or by now to another family.
 */
static bool family_may_be_gone(const struct kvmrt *ctx, int ret)
{
	return (ret == -ENOENT || ret == -EOPNOTSUPP) && !ctx->attr;
}

/* Tells a module that went, or went and came back, from a plain refusal. */
static int check_family(struct kvmrt *ctx, int err)
{
	char text[sizeof(ctx->text)];
	struct kvmrt_nl_family family;
	uint16_t before = ctx->family;
	int ret;

	memcpy(text, ctx->text, sizeof(text));
	ctx->family = 0;
	ret = kvmrt_nl_family_get(ctx, &family);
	if (ret)
		return ret;
	ctx->family = family.id;
	if (family.id != before)
		return kvmrt_fail(ctx, ESTALE,
				  "kvmrt.ko was loaded anew, ids of vms known so far are void");
	return kvmrt_fail(ctx, -err, "%s", text);
}

/* Returns what kvmrt_nl_exchange() returns. */
static int call(struct kvmrt *ctx, union kvmrt_nl_request *request,
		kvmrt_nl_take_fn take, void *data)
{
	int ret;

	if (!ctx->family) {
		struct kvmrt_nl_family family;

		ret = kvmrt_nl_family_get(ctx, &family);
		if (ret)
			return ret;
		ctx->family = family.id;
	}
	request->nlh.nlmsg_type = ctx->family;
	ret = kvmrt_nl_exchange(ctx, &request->nlh, take, data);
	if (family_may_be_gone(ctx, ret))
		ret = check_family(ctx, ret);
	return ret;
}

int kvmrt_nl_set(struct kvmrt *ctx, union kvmrt_nl_request *request)
{
	int ret;

	ret = call(ctx, request, NULL, NULL);
	return ret < 0 ? ret : 0;
}

struct one {
	kvmrt_nl_parse_fn parse;
	void *object;
	bool taken;
};

static int take_one(const struct nlmsghdr *nlh, void *data)
{
	struct one *one = data;

	if (one->taken)
		return -EBADMSG;
	one->taken = true;
	return one->parse(nlh, one->object);
}

int kvmrt_nl_get(struct kvmrt *ctx, union kvmrt_nl_request *request,
		 kvmrt_nl_parse_fn parse, void *object)
{
	struct one one = { .parse = parse, .object = object };
	int ret;

	ret = call(ctx, request, take_one, &one);
	if (ret < 0)
		return ret;
	if (!one.taken)
		return kvmrt_fail(ctx, EBADMSG,
				  "kvmrt.ko acknowledged without an answer");
	return 0;
}

int kvmrt_nl_get_of_vm(struct kvmrt *ctx, union kvmrt_nl_request *request,
		       uint16_t attr, uint32_t vm_id, kvmrt_nl_parse_fn parse,
		       void *object, const uint32_t *answered)
{
	int ret;

	if (vm_id)
		mnl_attr_put_u32(&request->nlh, attr, vm_id);
	ret = kvmrt_nl_get(ctx, request, parse, object);
	if (!ret && *answered != vm_id)
		ret = kvmrt_fail(ctx, EBADMSG,
				 "kvmrt.ko answered for vm %u instead of %u",
				 *answered, vm_id);
	return ret;
}

static int grow(struct kvmrt_nl_array *array)
{
	size_t room = array->room ? array->room * 2 : 16;
	void *items;

	items = reallocarray(array->items, room, array->size);
	if (!items)
		return -ENOMEM;
	array->items = items;
	array->room = room;
	return 0;
}

static int take_item(const struct nlmsghdr *nlh, void *data)
{
	struct kvmrt_nl_array *array = data;
	void *item;
	int ret;

	if (array->count == array->room) {
		ret = grow(array);
		if (ret)
			return ret;
	}
	item = (char *)array->items + array->count * array->size;
	ret = array->parse(nlh, item);
	if (!ret)
		array->count++;
	return ret;
}

int kvmrt_nl_dump(struct kvmrt *ctx, union kvmrt_nl_request *request,
		  struct kvmrt_nl_array *array)
{
	int attempt;
	int ret = 0;

	request->nlh.nlmsg_flags |= NLM_F_DUMP;
	for (attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
		array->count = 0;
		ret = call(ctx, request, take_item, array);
		if (ret <= 0)
			break;
	}
	if (ret == 0)
		return 0;

	free(array->items);
	array->items = NULL;
	array->count = 0;
	array->room = 0;
	if (ret > 0)
		return kvmrt_fail(ctx, EAGAIN,
				  "the list changed each of %d times that it was read",
				  DUMP_ATTEMPTS);
	return ret;
}
