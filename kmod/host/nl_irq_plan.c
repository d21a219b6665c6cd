// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object irq-plan: taking interrupts off CPUs, what that would do, and putting
 * them back.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "irq.h"
#include "nl.h"

static u32 number(struct nlattr **attrs, unsigned int type)
{
	return attrs[type] ? nla_get_u32(attrs[type]) : 0;
}

/* The request's masks are of one block, which the caller frees. */
static int read_request(struct netlink_ext_ack *extack, struct nlattr **attrs,
			struct kvmrt_irq_request *request, void **masks)
{
	struct nlattr *from = attrs[KVMRT_A_IRQ_PLAN_FROM];
	struct nlattr *to = attrs[KVMRT_A_IRQ_PLAN_TO];
	struct cpumask *mask;
	int ret;

	*masks = NULL;
	if (!from) {
		NL_SET_ERR_MSG(extack, "from is missing: give the cpus to be freed");
		return -EINVAL;
	}
	*masks = kzalloc(2 * cpumask_size(), GFP_KERNEL);
	if (!*masks)
		return -ENOMEM;
	mask = *masks;
	ret = kvmrt_nl_get_cpus(extack, from, mask);
	if (ret)
		return ret;
	request->from = mask;
	request->to = NULL;
	if (to) {
		mask = *masks + cpumask_size();
		ret = kvmrt_nl_get_cpus(extack, to, mask);
		if (ret)
			return ret;
		request->to = mask;
	}
	request->policy = number(attrs, KVMRT_A_IRQ_PLAN_POLICY);
	request->best_effort = number(attrs, KVMRT_A_IRQ_PLAN_BEST_EFFORT);
	request->guard = number(attrs, KVMRT_A_IRQ_PLAN_GUARD);
	return 0;
}

static int fill_result(struct sk_buff *skb, const void *object)
{
	const struct kvmrt_irq_result *result = object;

	if (nla_put_u32(skb, KVMRT_A_IRQ_PLAN_MOVED, result->moved) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_NARROWED, result->narrowed) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_DEFERRED, result->deferred) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_STAYED, result->stayed))
		return -EMSGSIZE;
	return 0;
}

static int fill_restored(struct sk_buff *skb, const void *object)
{
	const struct kvmrt_irq_result *result = object;

	if (nla_put_u32(skb, KVMRT_A_IRQ_PLAN_MOVED, result->moved) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_STAYED, result->stayed))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_irq_evacuate_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kvmrt_irq_request request;
	struct kvmrt_irq_refusal refusal = {};
	struct kvmrt_irq_result result;
	void *masks;
	int ret;

	ret = read_request(info->extack, info->attrs, &request, &masks);
	if (!ret) {
		ret = kvmrt_irq_evacuate(&request, &result, &refusal);
		if (ret)
			kvmrt_nl_refuse(info->extack, &refusal);
		else
			ret = kvmrt_nl_reply(info, fill_result, &result);
	}
	kfree(masks);
	return ret;
}

/* A dump of a plan: the set, and the next item in it. */
struct plan_cursor {
	struct kvmrt_irq_set *set;
	size_t next;
	u32 seq;
};

static struct plan_cursor *cursor_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct plan_cursor) > sizeof(cb->ctx));
	return (struct plan_cursor *)cb->ctx;
}

int kvmrt_nl_irq_evacuate_start(struct netlink_callback *cb)
{
	struct plan_cursor *cursor = cursor_of(cb);
	struct kvmrt_irq_request request;
	struct kvmrt_irq_refusal refusal = {};
	struct kvmrt_irq_set *set;
	void *masks;
	int ret;

	ret = read_request(cb->extack, compat_genl_dump_attrs(cb), &request,
			   &masks);
	if (!ret) {
		set = kvmrt_irq_rehearse(&request, &refusal);
		ret = PTR_ERR_OR_ZERO(set);
		if (ret)
			kvmrt_nl_refuse(cb->extack, &refusal);
		else
			cursor->set = set;
		cursor->seq = kvmrt_irq_generation();
	}
	kfree(masks);
	return ret;
}

int kvmrt_nl_irq_evacuate_done(struct netlink_callback *cb)
{
	kvmrt_irq_set_free(cursor_of(cb)->set);
	return 0;
}

struct plan_object {
	const struct kvmrt_irq_item *item;
	const struct kvmrt_irq_entry *entry;
};

static int fill_item(struct sk_buff *skb, const void *object)
{
	const struct plan_object *plan = object;
	const struct kvmrt_irq_item *item = plan->item;
	const struct kvmrt_irq_entry *entry = plan->entry;

	if (nla_put_u32(skb, KVMRT_A_IRQ_PLAN_IRQ, item->irq) ||
	    (entry->name[0] &&
	     nla_put_string(skb, KVMRT_A_IRQ_PLAN_NAME, entry->name)) ||
	    (entry->device[0] &&
	     nla_put_string(skb, KVMRT_A_IRQ_PLAN_DEVICE, entry->device)) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_KIND, item->kind) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_ACTION, item->action) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_CPU, item->cpu) ||
	    (item->target >= 0 &&
	     nla_put_u32(skb, KVMRT_A_IRQ_PLAN_TARGET, item->target)) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_HOLD, item->hold))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_irq_evacuate_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct plan_cursor *cursor = cursor_of(cb);
	struct kvmrt_irq_set *set = cursor->set;
	struct plan_object plan;
	int ret;

	/* One moment's plan: nothing that comes later can make it inconsistent. */
	cb->seq = cursor->seq;
	for (; cursor->next < set->nr; cursor->next++) {
		plan.item = &set->item[cursor->next];
		plan.entry = &set->entry[cursor->next];
		if (plan.item->action == KVMRT_IRQ_ACTION_NONE)
			continue;
		ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_IRQ_EVACUATE,
					fill_item, &plan);
		if (ret)
			return skb->len ?: ret;
	}
	return skb->len;
}

int kvmrt_nl_irq_restore_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_A_IRQ_PLAN_IRQ];
	struct kvmrt_irq_refusal refusal = {};
	struct kvmrt_irq_result result = { .moved = 1 };
	int ret;

	if (!attr) {
		kvmrt_irq_restore_all(&result);
		return kvmrt_nl_reply(info, fill_restored, &result);
	}
	ret = kvmrt_irq_restore_one(nla_get_u32(attr), &refusal);
	if (ret) {
		kvmrt_nl_refuse(info->extack, &refusal);
		return ret;
	}
	return kvmrt_nl_reply(info, fill_restored, &result);
}
