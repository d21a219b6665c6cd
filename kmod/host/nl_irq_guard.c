// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object irq-guard: which CPUs are kept free of interrupts, and where ordinary
 * ones appear.
 */
#include <linux/slab.h>

#include "irq.h"
#include "nl.h"

int kvmrt_nl_fill_irq_guard(struct sk_buff *skb, const void *unused)
{
	const struct cpumask *cpus = kvmrt_irq_default_get();
	struct kvmrt_irq_guard_info info;

	kvmrt_irq_guard_get(&info);
	if (kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_GUARD_CPUS, info.cpus) ||
	    kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_GUARD_TO, info.to) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_GUARD_POLICY, info.policy) ||
	    (cpus &&
	     kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, cpus)) ||
	    nla_put_u64_64bit(skb, KVMRT_A_IRQ_GUARD_SEEN, info.seen,
			      KVMRT_A_IRQ_GUARD_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_IRQ_GUARD_RETAKEN, info.retaken,
			      KVMRT_A_IRQ_GUARD_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_IRQ_GUARD_WORST_NS, info.worst_ns,
			      KVMRT_A_IRQ_GUARD_PAD))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_irq_guard_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret;

	mutex_lock(&kvmrt_irq_lock);
	ret = kvmrt_nl_reply_sized(info, kvmrt_nl_irq_size(),
				   kvmrt_nl_fill_irq_guard, NULL);
	mutex_unlock(&kvmrt_irq_lock);
	return ret;
}

enum { CPUS, TO, DEFAULT, NR_LISTS };

/* @list: by the above; NULL where it is absent.  In one block. */
static int read_lists(struct genl_info *info, void *block,
		      struct cpumask *list[NR_LISTS])
{
	static const unsigned int types[NR_LISTS] = {
		[CPUS] = KVMRT_A_IRQ_GUARD_CPUS,
		[TO] = KVMRT_A_IRQ_GUARD_TO,
		[DEFAULT] = KVMRT_A_IRQ_GUARD_DEFAULT_CPUS,
	};
	int i, ret;

	for (i = 0; i < NR_LISTS; i++) {
		list[i] = NULL;
		if (!info->attrs[types[i]])
			continue;
		list[i] = block + i * cpumask_size();
		ret = kvmrt_nl_get_cpus(info->extack, info->attrs[types[i]],
					list[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static int check_default(struct genl_info *info, const struct cpumask *cpus)
{
	struct nlattr *attr = info->attrs[KVMRT_A_IRQ_GUARD_DEFAULT_CPUS];

	if (!kvmrt_feature_is_on(KVMRT_FEATURE_IRQ_DEFAULT)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "no default cpus on this kernel, info-get says why");
		return -EOPNOTSUPP;
	}
	if (!cpumask_intersects(cpus, cpu_online_mask)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "none of the default cpus is online");
		return -EINVAL;
	}
	return 0;
}

static const unsigned int guard_about[KVMRT_NR_IRQ_ABOUT] = {
	[KVMRT_IRQ_ABOUT_FROM] = KVMRT_A_IRQ_GUARD_CPUS,
	[KVMRT_IRQ_ABOUT_TO] = KVMRT_A_IRQ_GUARD_TO,
	[KVMRT_IRQ_ABOUT_GUARD] = KVMRT_A_IRQ_GUARD_CPUS,
};

static int set(struct genl_info *info, struct cpumask *list[NR_LISTS])
{
	struct nlattr *policy = info->attrs[KVMRT_A_IRQ_GUARD_POLICY];
	struct kvmrt_irq_refusal refusal = {};
	u32 value = policy ? nla_get_u32(policy) : 0;
	int ret = 0;

	if (list[DEFAULT])
		ret = check_default(info, list[DEFAULT]);
	if (!ret && (list[CPUS] || list[TO] || policy)) {
		ret = kvmrt_irq_guard_change(list[CPUS], list[TO],
					     policy ? &value : NULL, &refusal);
		if (ret)
			kvmrt_nl_refuse(info->extack, info->attrs, guard_about,
					&refusal);
	}
	if (!ret && list[DEFAULT]) {
		mutex_lock(&kvmrt_irq_lock);
		ret = kvmrt_irq_default_set(list[DEFAULT]);
		if (!ret)
			kvmrt_nl_notify_irq_guard();
		mutex_unlock(&kvmrt_irq_lock);
	}
	return ret;
}

int kvmrt_nl_irq_guard_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct cpumask *list[NR_LISTS];
	unsigned int type;
	void *block;
	int ret;

	for (type = KVMRT_A_IRQ_GUARD_CPUS;
	     type <= KVMRT_A_IRQ_GUARD_DEFAULT_CPUS; type++)
		if (info->attrs[type])
			break;
	if (type > KVMRT_A_IRQ_GUARD_DEFAULT_CPUS) {
		GENL_SET_ERR_MSG(info, "nothing to change");
		return -EINVAL;
	}

	block = kzalloc(NR_LISTS * cpumask_size(), GFP_KERNEL);
	if (!block)
		return -ENOMEM;
	ret = read_lists(info, block, list);
	if (!ret)
		ret = set(info, list);
	kfree(block);
	return ret;
}
