// SPDX-License-Identifier: GPL-2.0-only
/*
 * Family kvmrt_guest: status, gates, and the calls for scripts.  The protocol
 * is in Documentation/netlink/specs/kvmrt_guest.yaml; what comes from it is in
 * netlink_gen.c.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/netlink.h>
#include <linux/kvmrt_guest_genl.h>
#include "guest.h"
#include "netlink_gen.h"

static struct genl_family family;

static int fill_status(struct sk_buff *skb, u32 portid, u32 seq, u8 cmd,
		       const struct kvmrt_guest_status *status)
{
	void *hdr;

	hdr = genlmsg_put(skb, portid, seq, &family, 0, cmd);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, KVMRT_GUEST_A_STATUS_HOST, status->host) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED,
			!!(status->gates & KVMRT_GUEST_GATE_HC)) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED,
			!!(status->gates & KVMRT_GUEST_GATE_SYSCALL)) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_FEATURES, status->features) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_ABI, status->abi) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_MSG_MAX, status->msg_max) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_DATA_MAX, status->data_max) ||
	    nla_put_u32(skb, KVMRT_GUEST_A_STATUS_VM_ID, status->vm_id) ||
	    nla_put_string(skb, KVMRT_GUEST_A_STATUS_VERSION, KVMRT_GUEST_VERSION)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int reply_status(struct genl_info *info)
{
	struct kvmrt_guest_status status;
	struct sk_buff *skb;
	int ret;

	kvmrt_host_status(&status);
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb) {
		GENL_SET_ERR_MSG(info, "no memory for the reply");
		return -ENOMEM;
	}
	ret = fill_status(skb, info->snd_portid, info->snd_seq,
			  info->genlhdr->cmd, &status);
	if (ret) {
		GENL_SET_ERR_MSG(info, "the reply does not fit");
		nlmsg_free(skb);
		return ret;
	}
	return genlmsg_reply(skb, info);
}

/**
 * kvmrt_netlink_notify() - tell who listens that the status changed
 * @status: the new one
 *
 * What can't be told for want of memory is lost; listeners can ask.
 */
void kvmrt_netlink_notify(const struct kvmrt_guest_status *status)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&family, &init_net, KVMRT_GUEST_NLGRP_STATUS))
		return;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return;
	if (fill_status(skb, 0, 0, KVMRT_GUEST_CMD_STATUS_NTF, status))
		nlmsg_free(skb);
	else
		genlmsg_multicast(&family, skb, 0, KVMRT_GUEST_NLGRP_STATUS,
				  GFP_KERNEL);
}

int kvmrt_guest_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_status(info);
}

int kvmrt_guest_nl_gate_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *hc = info->attrs[KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED];
	struct nlattr *sys = info->attrs[KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED];
	u32 gates = 0, mask = 0;

	if (!hc && !sys) {
		GENL_SET_ERR_MSG(info, "neither gs_hc_guest_enabled nor gs_syscall_enabled given");
		return -EINVAL;
	}
	if (hc) {
		mask |= KVMRT_GUEST_GATE_HC;
		if (nla_get_u32(hc))
			gates |= KVMRT_GUEST_GATE_HC;
	}
	if (sys) {
		mask |= KVMRT_GUEST_GATE_SYSCALL;
		if (nla_get_u32(sys))
			gates |= KVMRT_GUEST_GATE_SYSCALL;
	}
	kvmrt_host_set_gates(gates, mask);
	return reply_status(info);
}

static const char *no_service_text(void)
{
	struct kvmrt_guest_status status;

	kvmrt_host_status(&status);
	/* Somebody serves: then it is this one function that the host can't do. */
	return status.features ? "the host's kernel can not do that" :
				 kvmrt_host_text(status.host);
}

/* What the caller of a call reads beside @ret, which is returned. */
static int told(struct genl_info *info, struct nlattr *attr, int ret)
{
	const u32 open = KVMRT_GUEST_GATE_HC | KVMRT_GUEST_GATE_SYSCALL;
	const char *text = NULL;

	switch (ret) {
	case 0:
		return 0;
	case -EPERM:
		text = (READ_ONCE(kvmrt_guest_ready) & open) == open ?
			"the host does not permit this function to this VM" :
			"gate gs_hc_guest_enabled or gs_syscall_enabled is closed";
		break;
	case -EOPNOTSUPP:
		text = no_service_text();
		break;
	case -EINVAL:
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "empty, or a value that the host does not know");
		return ret;
	case -EMSGSIZE:
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "longer than the host takes, nothing was sent");
		return ret;
	case -EAGAIN:
		text = "over this VM's rate, nothing was done";
		break;
	case -EBUSY:
		text = "a snapshot is being taken";
		break;
	case -ENODEV:
		text = "the host records no trace";
		break;
	case -ENOMEM:
		text = "the host is short of memory";
		break;
	default:
		text = "the host refused, or does not know this function";
		break;
	}
	if (info->extack)
		info->extack->_msg = text;
	return ret;
}

int kvmrt_guest_nl_ping_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_GUEST_A_CALL_COOKIE];

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_GUEST_A_CALL_COOKIE)) {
		GENL_SET_ERR_MSG(info, "cookie missing");
		return -EINVAL;
	}
	return told(info, attr, kvmrt_gs_ping(nla_get_u64(attr)));
}

int kvmrt_guest_nl_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_GUEST_A_CALL_SCOPE];

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_GUEST_A_CALL_SCOPE)) {
		GENL_SET_ERR_MSG(info, "scope missing");
		return -EINVAL;
	}
	return told(info, attr, kvmrt_gs_flush(nla_get_u32(attr)));
}

int kvmrt_guest_nl_log_msg_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_GUEST_A_CALL_MSG];

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_GUEST_A_CALL_MSG)) {
		GENL_SET_ERR_MSG(info, "msg missing");
		return -EINVAL;
	}
	return told(info, attr, kvmrt_gs_log(KVMRT_GS_FN_LOG_MSG, nla_data(attr),
					     nla_len(attr)));
}

int kvmrt_guest_nl_log_data_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_GUEST_A_CALL_DATA];

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_GUEST_A_CALL_DATA)) {
		GENL_SET_ERR_MSG(info, "data missing");
		return -EINVAL;
	}
	return told(info, attr, kvmrt_gs_log(KVMRT_GS_FN_LOG_DATA, nla_data(attr),
					     nla_len(attr)));
}

static struct genl_family family __ro_after_init = {
	.name		= KVMRT_GUEST_FAMILY_NAME,
	.version	= KVMRT_GUEST_FAMILY_VERSION,
	.module		= THIS_MODULE,
	.parallel_ops	= true,
	.ops		= kvmrt_guest_nl_ops,
	.n_ops		= ARRAY_SIZE(kvmrt_guest_nl_ops),
	.mcgrps		= kvmrt_guest_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(kvmrt_guest_nl_mcgrps),
};

int kvmrt_netlink_init(void)
{
	return genl_register_family(&family);
}

void kvmrt_netlink_exit(void)
{
	genl_unregister_family(&family);
}
