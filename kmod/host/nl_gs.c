// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object gs: what the guest services permit, to one VM or to VMs to come, and
 * what they counted.
 */
#include <linux/mutex.h>
#include "nl.h"

/*
 * Makes reading, changing and writing back of settings one step, for all VMs.
 * Outermost: taken by gs-set only, and kvmrt_gs_set_conf() takes its own below.
 */
static DEFINE_MUTEX(gs_set_lock);

static int put_counter(struct sk_buff *skb, u32 function,
		       const struct kvmrt_gs_counter *counter)
{
	struct nlattr *nest = nla_nest_start(skb, KVMRT_A_GS_COUNTER);

	if (!nest ||
	    nla_put_u32(skb, KVMRT_A_GS_COUNTER_FUNCTION, function) ||
	    nla_put_u64_64bit(skb, KVMRT_A_GS_COUNTER_ACCEPTED,
			      atomic64_read(&counter->accepted),
			      KVMRT_A_GS_COUNTER_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_GS_COUNTER_REFUSED,
			      atomic64_read(&counter->refused),
			      KVMRT_A_GS_COUNTER_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_GS_COUNTER_DROPPED,
			      atomic64_read(&counter->dropped),
			      KVMRT_A_GS_COUNTER_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_conf(struct sk_buff *skb, const struct kvmrt_gs_conf *conf)
{
	if (nla_put_u32(skb, KVMRT_A_GS_ALLOW, conf->allow) ||
	    nla_put_u32(skb, KVMRT_A_GS_LOG_RATE, conf->log_rate) ||
	    nla_put_u32(skb, KVMRT_A_GS_DATA_RATE, conf->data_rate) ||
	    nla_put_u32(skb, KVMRT_A_GS_FLUSH_RATE, conf->flush_rate) ||
	    nla_put_u32(skb, KVMRT_A_GS_MSG_MAX, KVMRT_GS_MSG_MAX) ||
	    nla_put_u32(skb, KVMRT_A_GS_DATA_MAX, KVMRT_GS_DATA_MAX))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_fill_gs(struct sk_buff *skb, const void *object)
{
	/* Only read: get_conf takes a lock that is not in the VM. */
	struct kvmrt_vm *vm = (struct kvmrt_vm *)object;
	struct kvmrt_gs_conf conf;
	u32 fn;

	kvmrt_gs_get_conf(vm, &conf);
	if (!vm) {
		if (nla_put_u32(skb, KVMRT_A_GS_ENABLED, kvmrt_gs_enabled()))
			return -EMSGSIZE;
		return put_conf(skb, &conf);
	}
	if (nla_put_u32(skb, KVMRT_A_GS_VM_ID, vm->id) || put_conf(skb, &conf))
		return -EMSGSIZE;
	for (fn = 0; fn < KVMRT_GS_FN_MAX; fn++)
		if (put_counter(skb, fn, &vm->gs.counter[fn]))
			return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, KVMRT_A_GS_UNKNOWN,
			      atomic64_read(&vm->gs.unknown), KVMRT_A_GS_PAD))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_gs_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return kvmrt_nl_reply(info, kvmrt_nl_fill_gs, kvmrt_nl_vm(info));
}

int kvmrt_nl_gs_get_start(struct netlink_callback *cb)
{
	int ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_GS_VM_ID, KVMRT_A_GS_VM_ID);

	return ret ?: kvmrt_nl_dump_begin(cb);
}

int kvmrt_nl_gs_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return kvmrt_nl_dump_vms(skb, cb, KVMRT_CMD_GS_GET,
				 kvmrt_nl_fill_gs);
}

/* Everything that a policy can't say.  A refusal leaves all as it was. */
static int gs_set_precheck(struct genl_info *info)
{
	struct nlattr *enabled = info->attrs[KVMRT_A_GS_ENABLED];
	struct nlattr *allow = info->attrs[KVMRT_A_GS_ALLOW];
	unsigned int type;

	if (enabled && kvmrt_nl_vm(info)) {
		NL_SET_ERR_MSG_ATTR(info->extack, enabled,
				    "enabled is the module's: not with a vm id");
		return -EINVAL;
	}
	if (allow && nla_get_u32(allow) & ~((1U << KVMRT_GS_FN_MAX) - 1)) {
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack, allow,
						 "allow has a bit that is no function",
						 ": 0x%x", nla_get_u32(allow));
		return -EINVAL;
	}
	for (type = KVMRT_A_GS_ENABLED; type <= KVMRT_A_GS_FLUSH_RATE; type++)
		if (info->attrs[type])
			return 0;
	GENL_SET_ERR_MSG(info, "nothing to change");
	return -EINVAL;
}

static bool take(struct genl_info *info, unsigned int type, u32 *value)
{
	if (!info->attrs[type])
		return false;
	*value = nla_get_u32(info->attrs[type]);
	return true;
}

int kvmrt_nl_gs_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kvmrt_vm *vm = kvmrt_nl_vm(info);
	struct kvmrt_gs_conf conf;
	bool change = false;
	u32 enabled;
	int ret;

	ret = gs_set_precheck(info);
	if (ret)
		return ret;

	mutex_lock(&gs_set_lock);
	kvmrt_gs_get_conf(vm, &conf);
	change |= take(info, KVMRT_A_GS_ALLOW, &conf.allow);
	change |= take(info, KVMRT_A_GS_LOG_RATE, &conf.log_rate);
	change |= take(info, KVMRT_A_GS_DATA_RATE, &conf.data_rate);
	change |= take(info, KVMRT_A_GS_FLUSH_RATE, &conf.flush_rate);
	if (change)
		kvmrt_gs_set_conf(vm, &conf);
	if (take(info, KVMRT_A_GS_ENABLED, &enabled))
		kvmrt_gs_set_enabled(enabled);
	/* Under the lock, so that the last one that is told is the last state. */
	kvmrt_nl_notify_gs(vm);
	mutex_unlock(&gs_set_lock);
	return 0;
}
