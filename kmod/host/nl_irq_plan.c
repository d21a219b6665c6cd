// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object irq-plan: taking interrupts off CPUs, and putting them back.  A dump of
 * these, and of the move of one, is the plan of it and changes nothing.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "irq.h"
#include "nl.h"

static u32 number(struct nlattr **attrs, unsigned int type)
{
	return attrs[type] ? nla_get_u32(attrs[type]) : 0;
}

/* NULL for none. */
static int read_cpus(struct netlink_ext_ack *extack, const struct nlattr *attr,
		     struct cpumask *room, const struct cpumask **cpus)
{
	*cpus = attr ? room : NULL;
	return attr ? kvmrt_nl_get_cpus(extack, attr, room) : 0;
}

static const unsigned int plan_about[KVMRT_NR_IRQ_ABOUT] = {
	[KVMRT_IRQ_ABOUT_ITEM] = KVMRT_A_IRQ_PLAN_IRQ,
	[KVMRT_IRQ_ABOUT_FROM] = KVMRT_A_IRQ_PLAN_FROM,
	[KVMRT_IRQ_ABOUT_TO] = KVMRT_A_IRQ_PLAN_TO,
	[KVMRT_IRQ_ABOUT_GUARD] = KVMRT_A_IRQ_PLAN_GUARD,
};

/*
 * A request's masks are in one block, which the caller frees.  Only what a
 * command's policy has may be looked at: the array ends there.
 */
static int read_evacuate(struct netlink_ext_ack *extack, struct nlattr **attrs,
			 struct kvmrt_irq_request *request, void **masks)
{
	*masks = NULL;
	if (NL_REQ_ATTR_CHECK(extack, NULL, attrs, KVMRT_A_IRQ_PLAN_FROM)) {
		NL_SET_ERR_MSG(extack, "from is missing: give the cpus to be freed");
		return -EINVAL;
	}
	*masks = kzalloc(2 * cpumask_size(), GFP_KERNEL);
	if (!*masks)
		return -ENOMEM;
	*request = (struct kvmrt_irq_request){
		.policy = number(attrs, KVMRT_A_IRQ_PLAN_POLICY),
		.best_effort = number(attrs, KVMRT_A_IRQ_PLAN_BEST_EFFORT),
		.guard = number(attrs, KVMRT_A_IRQ_PLAN_GUARD),
	};
	return read_cpus(extack, attrs[KVMRT_A_IRQ_PLAN_FROM], *masks,
			 &request->from) ?:
	       read_cpus(extack, attrs[KVMRT_A_IRQ_PLAN_TO],
			 *masks + cpumask_size(), &request->to);
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

	ret = read_evacuate(info->extack, info->attrs, &request, &masks);
	if (!ret) {
		ret = kvmrt_irq_evacuate(&request, &result, &refusal);
		if (ret)
			kvmrt_nl_refuse(info->extack, info->attrs, plan_about,
					&refusal);
		else
			ret = kvmrt_nl_reply(info, fill_result, &result);
	}
	kfree(masks);
	return ret;
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
		kvmrt_nl_refuse(info->extack, info->attrs, plan_about, &refusal);
		return ret;
	}
	return kvmrt_nl_reply(info, fill_restored, &result);
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

static int start(struct netlink_callback *cb, struct kvmrt_irq_set *set,
		 const unsigned int *about,
		 const struct kvmrt_irq_refusal *refusal)
{
	struct plan_cursor *cursor = cursor_of(cb);

	if (IS_ERR(set)) {
		kvmrt_nl_refuse(cb->extack, compat_genl_dump_attrs(cb), about,
				refusal);
		return PTR_ERR(set);
	}
	cursor->set = set;
	cursor->seq = kvmrt_irq_generation();
	return 0;
}

int kvmrt_nl_irq_evacuate_start(struct netlink_callback *cb)
{
	struct kvmrt_irq_request request;
	struct kvmrt_irq_refusal refusal = {};
	void *masks;
	int ret;

	ret = read_evacuate(cb->extack, compat_genl_dump_attrs(cb), &request,
			    &masks);
	if (!ret)
		ret = start(cb, kvmrt_irq_rehearse(&request, &refusal),
			    plan_about, &refusal);
	kfree(masks);
	return ret;
}

int kvmrt_nl_irq_move_start(struct netlink_callback *cb)
{
	struct nlattr **attrs = compat_genl_dump_attrs(cb);
	struct kvmrt_irq_refusal refusal = {};
	struct kvmrt_irq_request request;
	cpumask_var_t cpus;
	u32 irq;
	int ret;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	ret = kvmrt_nl_read_move(cb->extack, attrs, &irq, cpus, &request);
	if (!ret)
		ret = start(cb, kvmrt_irq_rehearse_move(irq, &request, &refusal),
			    kvmrt_nl_move_about, &refusal);
	free_cpumask_var(cpus);
	return ret;
}

int kvmrt_nl_irq_restore_start(struct netlink_callback *cb)
{
	struct nlattr *attr = compat_genl_dump_attrs(cb)[KVMRT_A_IRQ_PLAN_IRQ];
	struct kvmrt_irq_refusal refusal = {};
	u32 irq = attr ? nla_get_u32(attr) : 0;

	return start(cb, kvmrt_irq_rehearse_restore(attr ? &irq : NULL, &refusal),
		     plan_about, &refusal);
}

static int done(struct netlink_callback *cb)
{
	kvmrt_irq_set_free(cursor_of(cb)->set);
	return 0;
}

int kvmrt_nl_irq_evacuate_done(struct netlink_callback *cb)
{
	return done(cb);
}

int kvmrt_nl_irq_move_done(struct netlink_callback *cb)
{
	return done(cb);
}

int kvmrt_nl_irq_restore_done(struct netlink_callback *cb)
{
	return done(cb);
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
	    (item->cpu >= 0 &&
	     nla_put_u32(skb, KVMRT_A_IRQ_PLAN_CPU, item->cpu)) ||
	    (item->target >= 0 &&
	     nla_put_u32(skb, KVMRT_A_IRQ_PLAN_TARGET, item->target)) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PLAN_HOLD, item->hold))
		return -EMSGSIZE;
	return 0;
}

/* The same of the set of irq-get. */
static int fill_move(struct sk_buff *skb, const void *object)
{
	const struct plan_object *plan = object;
	const struct kvmrt_irq_item *item = plan->item;
	const struct kvmrt_irq_entry *entry = plan->entry;

	if (nla_put_u32(skb, KVMRT_A_IRQ_IRQ, item->irq) ||
	    (entry->name[0] &&
	     nla_put_string(skb, KVMRT_A_IRQ_NAME, entry->name)) ||
	    (entry->device[0] &&
	     nla_put_string(skb, KVMRT_A_IRQ_DEVICE, entry->device)) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_KIND, item->kind) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_HOLD, item->hold) ||
	    (item->cpu >= 0 &&
	     kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_EFFECTIVE, cpumask_of(item->cpu))) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_ACTION, item->action) ||
	    (item->target >= 0 &&
	     nla_put_u32(skb, KVMRT_A_IRQ_TARGET, item->target)))
		return -EMSGSIZE;
	return 0;
}

static int dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		kvmrt_nl_fill_t *fill)
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
		ret = kvmrt_nl_dump_one(skb, cb, cmd, fill, &plan);
		if (ret)
			return skb->len ?: ret;
	}
	return skb->len;
}

int kvmrt_nl_irq_evacuate_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	return dump(skb, cb, KVMRT_CMD_IRQ_EVACUATE, fill_item);
}

int kvmrt_nl_irq_move_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, KVMRT_CMD_IRQ_MOVE, fill_move);
}

int kvmrt_nl_irq_restore_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, KVMRT_CMD_IRQ_RESTORE, fill_item);
}
