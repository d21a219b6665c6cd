// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel says when it refuses: extended acknowledgements. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct extack {
	char text[sizeof(((struct kvmrt *)0)->text)];
	uint32_t offset;	/* of the bad attribute in the request */
	uint32_t missing;	/* type of the attribute that is missing */
};

static const struct kvmrt_nl_field extack_fields[] = {
	KVMRT_NL_FIELD(NLMSGERR_ATTR_MSG, KVMRT_NL_TEXT, false,
		       struct extack, text),
	KVMRT_NL_FIELD(NLMSGERR_ATTR_OFFS, KVMRT_NL_U32, false,
		       struct extack, offset),
	KVMRT_NL_FIELD(NLMSGERR_ATTR_MISS_TYPE, KVMRT_NL_U32, false,
		       struct extack, missing),
};

static const char *const vm_attrs[] = {
	[KVMRT_A_VM_ID] = "id",
	[KVMRT_A_VM_NAME] = "name",
	[KVMRT_A_VM_PID] = "pid",
};

static const char *const vcpu_attrs[] = {
	[KVMRT_A_VCPU_VM_ID] = "vm_id",
	[KVMRT_A_VCPU_ID] = "id",
};

static const char *const gs_attrs[] = {
	[KVMRT_A_GS_VM_ID] = "vm_id",
	[KVMRT_A_GS_ENABLED] = "enabled",
	[KVMRT_A_GS_ALLOW] = "allow",
	[KVMRT_A_GS_LOG_RATE] = "log_rate",
	[KVMRT_A_GS_DATA_RATE] = "data_rate",
	[KVMRT_A_GS_FLUSH_RATE] = "flush_rate",
};

static const char *const account_attrs[] = {
	[KVMRT_A_ACCOUNT_VM_ID] = "vm_id",
	[KVMRT_A_ACCOUNT_ENABLED] = "enabled",
	[KVMRT_A_ACCOUNT_RESET] = "reset",
};

static const char *const exit_attrs[] = {
	[KVMRT_A_EXIT_VM_ID] = "vm_id",
	[KVMRT_A_EXIT_VCPU_ID] = "vcpu_id",
	[KVMRT_A_EXIT_REASON] = "reason",
};

const char *kvmrt_nl_attr_name(uint8_t cmd, uint32_t type)
{
	const char *const *names;
	size_t count;

	switch (cmd) {
	case KVMRT_CMD_VM_GET:
	case KVMRT_CMD_VM_SET:
		names = vm_attrs;
		count = KVMRT_ARRAY_SIZE(vm_attrs);
		break;
	case KVMRT_CMD_VCPU_GET:
		names = vcpu_attrs;
		count = KVMRT_ARRAY_SIZE(vcpu_attrs);
		break;
	case KVMRT_CMD_GS_GET:
	case KVMRT_CMD_GS_SET:
		names = gs_attrs;
		count = KVMRT_ARRAY_SIZE(gs_attrs);
		break;
	case KVMRT_CMD_ACCOUNT_GET:
	case KVMRT_CMD_ACCOUNT_SET:
		names = account_attrs;
		count = KVMRT_ARRAY_SIZE(account_attrs);
		break;
	case KVMRT_CMD_EXIT_GET:
		names = exit_attrs;
		count = KVMRT_ARRAY_SIZE(exit_attrs);
		break;
	default:
		return NULL;
	}
	return type < count ? names[type] : NULL;
}

/* Type of the attribute of our request at an offset, 0 if none starts there. */
static uint32_t type_at(const struct nlmsghdr *request, uint32_t offset)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, request, GENL_HDRLEN)
		if ((uint32_t)((const char *)attr - (const char *)request) ==
		    offset)
			return mnl_attr_get_type(attr);
	return 0;
}

/* Where the attributes of an acknowledgement start; 0: it has none. */
static size_t tlv_offset(const struct nlmsghdr *reply)
{
	struct nlmsgerr err;

	if (!(reply->nlmsg_flags & NLM_F_ACK_TLVS))
		return 0;
	if (reply->nlmsg_type == NLMSG_DONE)
		return NLMSG_ALIGN(sizeof(int));
	if (mnl_nlmsg_get_payload_len(reply) < sizeof(err))
		return 0;
	if (reply->nlmsg_flags & NLM_F_CAPPED)
		return NLMSG_ALIGN(sizeof(err));
	/* Not capped: the whole of our request stands before them. */
	memcpy(&err, mnl_nlmsg_get_payload(reply), sizeof(err));
	return NLMSG_ALIGN(sizeof(err)) +
	       NLMSG_ALIGN((size_t)err.msg.nlmsg_len) - NLMSG_HDRLEN;
}

static void parse_extack(const struct nlmsghdr *reply, struct extack *extack)
{
	size_t len = mnl_nlmsg_get_payload_len(reply);
	size_t offset = tlv_offset(reply);
	struct extack parsed = { 0 };

	if (!offset || offset >= len)
		return;
	/* A broken one is as good as none: the error itself still counts. */
	if (!kvmrt_nl_fields(mnl_nlmsg_get_payload_offset(reply, offset),
			     len - offset, extack_fields,
			     KVMRT_ARRAY_SIZE(extack_fields), &parsed))
		*extack = parsed;
}

int kvmrt_nl_refused(struct kvmrt *ctx, const struct nlmsghdr *request,
		     const struct nlmsghdr *reply, int err)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);
	struct extack extack = { 0 };
	char why[128];
	uint32_t type;
	int ret;

	parse_extack(reply, &extack);
	if (extack.text[0])
		ret = kvmrt_fail(ctx, err, "%s", extack.text);
	else if (err == EPERM)
		ret = kvmrt_fail(ctx, err, "not permitted, needs CAP_NET_ADMIN");
	else
		ret = kvmrt_fail(ctx, err, "%s",
				 strerror_r(err, why, sizeof(why)));

	type = extack.missing ? extack.missing
			      : type_at(request, extack.offset);
	/* The commands of other families have numbers of their own. */
	if (request->nlmsg_type == ctx->family)
		ctx->attr = kvmrt_nl_attr_name(genl->cmd, type);
	return ret;
}
