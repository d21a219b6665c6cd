// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object account: whose exits are accounted.
 */
#include <linux/mutex.h>
#include "nl.h"

/* So that the last change that is told is the last state.  Outermost. */
static DEFINE_MUTEX(account_set_lock);

int kvmrt_nl_fill_account(struct sk_buff *skb, const void *object)
{
	/* Only read: a look at its vCPUs takes the registry's lock. */
	struct kvmrt_vm *vm = (struct kvmrt_vm *)object;
	bool enabled = vm ? READ_ONCE(vm->accounted) : kvmrt_account_default();
	u64 since_ns = vm && enabled ? kvmrt_account_since_ns(vm) : 0;

	if ((vm && nla_put_u32(skb, KVMRT_A_ACCOUNT_VM_ID, vm->id)) ||
	    nla_put_u32(skb, KVMRT_A_ACCOUNT_ENABLED, enabled) ||
	    (since_ns && nla_put_u64_64bit(skb, KVMRT_A_ACCOUNT_SINCE_NS,
					   since_ns, KVMRT_A_ACCOUNT_PAD)))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_account_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return kvmrt_nl_reply(info, kvmrt_nl_fill_account, kvmrt_nl_vm(info));
}

int kvmrt_nl_account_get_start(struct netlink_callback *cb)
{
	int ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_ACCOUNT_VM_ID,
				       KVMRT_A_ACCOUNT_VM_ID);

	return ret ?: kvmrt_nl_dump_begin(cb);
}

int kvmrt_nl_account_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return kvmrt_nl_dump_vms(skb, cb, KVMRT_CMD_ACCOUNT_GET,
				 kvmrt_nl_fill_account);
}

/* Everything that a policy can't say.  A refusal leaves all as it was. */
static int account_set_precheck(struct genl_info *info)
{
	struct nlattr *enabled = info->attrs[KVMRT_A_ACCOUNT_ENABLED];
	struct nlattr *reset = info->attrs[KVMRT_A_ACCOUNT_RESET];
	struct kvmrt_feature_info feature;

	if (!enabled && !reset) {
		GENL_SET_ERR_MSG(info, "nothing to change: give enabled or reset");
		return -EINVAL;
	}
	if (enabled && reset) {
		NL_SET_ERR_MSG_ATTR(info->extack, reset,
				    "reset and enabled are two requests");
		return -EINVAL;
	}
	if (!enabled || !nla_get_u32(enabled))
		return 0;

	/* While kvm.ko isn't there it is only waiting. */
	kvmrt_feature_get(KVMRT_FEATURE_ACCOUNT, &feature);
	if (feature.state == KVMRT_FEATURE_STATE_OFF) {
		GENL_SET_ERR_MSG(info, "exit accounting is off on this kernel, info-get says why");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int account_set(struct genl_info *info)
{
	struct nlattr *enabled = info->attrs[KVMRT_A_ACCOUNT_ENABLED];
	struct kvmrt_vm *vm = kvmrt_nl_vm(info);
	int ret = 0;

	if (!enabled)
		ret = kvmrt_account_reset(vm);
	else if (nla_get_u32(enabled))
		ret = kvmrt_account_enable(vm);
	else
		kvmrt_account_disable(vm);

	if (ret == -ENODATA)
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack,
						 info->attrs[KVMRT_A_ACCOUNT_RESET],
						 "exit accounting of the vm is off",
						 ": vm %u", vm->id);
	return ret;
}

int kvmrt_nl_account_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = account_set_precheck(info);

	if (ret)
		return ret;

	mutex_lock(&account_set_lock);
	ret = account_set(info);
	if (!ret)
		kvmrt_nl_notify_account(kvmrt_nl_vm(info));
	mutex_unlock(&account_set_lock);
	return ret;
}
