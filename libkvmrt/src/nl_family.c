// SPDX-License-Identifier: LGPL-2.1-or-later
/* Finding the module's family and its multicast groups. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <string.h>

#include "internal.h"

struct group {
	char name[GENL_NAMSIZ];
	uint32_t id;
};

static const struct kvmrt_nl_field group_fields[] = {
	KVMRT_NL_FIELD(CTRL_ATTR_MCAST_GRP_NAME, KVMRT_NL_STRING, true,
		       struct group, name),
	KVMRT_NL_FIELD(CTRL_ATTR_MCAST_GRP_ID, KVMRT_NL_U32, true,
		       struct group, id),
};

static int take_group(const void *attrs, size_t len, void *object)
{
	struct kvmrt_nl_family *family = object;
	struct group group = { 0 };
	int ret;

	ret = kvmrt_nl_fields(attrs, len, group_fields,
			      KVMRT_ARRAY_SIZE(group_fields), &group);
	if (ret)
		return ret;
	if (!strcmp(group.name, KVMRT_MCGRP_VM))
		family->group_vm = group.id;
	else if (!strcmp(group.name, KVMRT_MCGRP_GS))
		family->group_gs = group.id;
	else if (!strcmp(group.name, KVMRT_MCGRP_ACCOUNT))
		family->group_account = group.id;
	return 0;
}

/* An array of nests, whose types only count from 1: none is looked at. */
static int take_groups(const void *attrs, size_t len, void *object)
{
	const char *pos = attrs;

	while (len > 0) {
		struct nlattr attr;
		size_t step;
		int ret;

		if (len < sizeof(attr))
			return -EBADMSG;
		memcpy(&attr, pos, sizeof(attr));
		if (attr.nla_len < sizeof(attr) || attr.nla_len > len)
			return -EBADMSG;
		ret = take_group(pos + sizeof(attr),
				 attr.nla_len - sizeof(attr), object);
		if (ret)
			return ret;
		step = NLA_ALIGN(attr.nla_len);
		if (step > len)
			step = len;
		pos += step;
		len -= step;
	}
	return 0;
}

/* The id has 16 bits, which no other attribute of ours has. */
static int take_id(const void *payload, size_t len, void *object)
{
	struct kvmrt_nl_family *family = object;

	if (len != sizeof(family->id))
		return -EBADMSG;
	memcpy(&family->id, payload, sizeof(family->id));
	return family->id >= NLMSG_MIN_TYPE ? 0 : -EBADMSG;
}

static const struct kvmrt_nl_field family_fields[] = {
	KVMRT_NL_FIELD(CTRL_ATTR_FAMILY_NAME, KVMRT_NL_STRING, true,
		       struct kvmrt_nl_family, name),
	{ .type = CTRL_ATTR_FAMILY_ID, .kind = KVMRT_NL_NEST,
	  .required = true, .nest = take_id },
	{ .type = CTRL_ATTR_MCAST_GROUPS, .kind = KVMRT_NL_NEST,
	  .nest = take_groups },
};

static void build_request(union kvmrt_nl_request *request, const char *name)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	/* libmnl leaves the padding of attributes as it was. */
	memset(request, 0, sizeof(*request));
	nlh = mnl_nlmsg_put_header(request->buf);
	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, name);
}

void kvmrt_nl_family_request(union kvmrt_nl_request *request)
{
	build_request(request, KVMRT_GENL_NAME);
}

int kvmrt_nl_family_parse(const struct nlmsghdr *nlh,
			  struct kvmrt_nl_family *family)
{
	memset(family, 0, sizeof(*family));
	return kvmrt_nl_message_fields(nlh, family_fields,
				       KVMRT_ARRAY_SIZE(family_fields), family);
}

static int take_family(const struct nlmsghdr *nlh, void *data)
{
	return kvmrt_nl_family_parse(nlh, data);
}

static int ask(struct kvmrt *ctx, const char *name, const char *module,
	       struct kvmrt_nl_family *family)
{
	union kvmrt_nl_request request;
	int ret;

	memset(family, 0, sizeof(*family));
	build_request(&request, name);
	ret = kvmrt_nl_exchange(ctx, &request.nlh, take_family, family);
	if (ret == -ENOENT)
		return kvmrt_fail(ctx, ENODEV, "%s is not loaded", module);
	if (ret < 0)
		return ret;
	if (strcmp(family->name, name) != 0)
		return kvmrt_fail(ctx, EBADMSG,
				  "the kernel named another family");
	return 0;
}

int kvmrt_nl_family_get(struct kvmrt *ctx, struct kvmrt_nl_family *family)
{
	return ask(ctx, KVMRT_GENL_NAME, "kvmrt.ko", family);
}

int kvmrt_nl_family_id(struct kvmrt *ctx, const char *name, const char *module,
		       uint16_t *id)
{
	struct kvmrt_nl_family family;
	int ret;

	ret = ask(ctx, name, module, &family);
	if (!ret)
		*id = family.id;
	return ret;
}
