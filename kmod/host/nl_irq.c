// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object irq: interrupts as they are, and the move of one.  And lists of CPUs, for
 * all that have them.
 */
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "irq.h"
#include "nl.h"

/**
 * kvmrt_nl_put_cpus() - a list of CPUs like 0,2-5
 * @skb: the message
 * @type: the attribute
 * @cpus: which
 *
 * Return: 0 or -EMSGSIZE.
 */
int kvmrt_nl_put_cpus(struct sk_buff *skb, unsigned int type,
		      const struct cpumask *cpus)
{
	int len = snprintf(NULL, 0, "%*pbl", cpumask_pr_args(cpus)) + 1;
	struct nlattr *attr = nla_reserve(skb, type, len);

	if (!attr)
		return -EMSGSIZE;
	snprintf(nla_data(attr), len, "%*pbl", cpumask_pr_args(cpus));
	return 0;
}

/**
 * kvmrt_nl_get_cpus() - read a list of CPUs
 * @extack: of the request
 * @attr: the list
 * @cpus: where to; empty for an empty list
 *
 * Return: 0, or -EINVAL and the request has its text.
 */
int kvmrt_nl_get_cpus(struct netlink_ext_ack *extack, const struct nlattr *attr,
		      struct cpumask *cpus)
{
	int ret;

	cpumask_clear(cpus);
	if (!*(const char *)nla_data(attr))
		return 0;
	ret = cpulist_parse(nla_data(attr), cpus);
	if (!ret && cpumask_subset(cpus, cpu_possible_mask))
		return 0;
	if (!ret || ret == -ERANGE)
		NL_SET_ERR_MSG_ATTR(extack, attr, "list has a cpu that does not exist");
	else
		NL_SET_ERR_MSG_ATTR(extack, attr, "not a list of cpus like 0,2-5");
	return -EINVAL;
}

/**
 * kvmrt_nl_refuse() - say why a request was refused
 * @extack: of the request
 * @attrs: its attributes
 * @types: by enum kvmrt_irq_about, which of them that is; 0: none
 * @refusal: why
 */
void kvmrt_nl_refuse(struct netlink_ext_ack *extack, struct nlattr **attrs,
		     const unsigned int *types,
		     const struct kvmrt_irq_refusal *refusal)
{
	unsigned int type = types[refusal->about];

	if (refusal->text)
		compat_nl_set_text_value(extack, refusal->text, refusal->value);
	if (refusal->text && type && attrs[type])
		NL_SET_BAD_ATTR(extack, attrs[type]);
}

const unsigned int kvmrt_nl_move_about[KVMRT_NR_IRQ_ABOUT] = {
	[KVMRT_IRQ_ABOUT_ITEM] = KVMRT_A_IRQ_IRQ,
	[KVMRT_IRQ_ABOUT_TO] = KVMRT_A_IRQ_CPUS,
};

/* Most bytes of an object: counts of every CPU, three lists, and the rest. */
size_t kvmrt_nl_irq_size(void)
{
	return GENLMSG_DEFAULT_SIZE +
	       nr_cpu_ids * (nla_total_size(0) + nla_total_size(sizeof(u32)) +
			     nla_total_size_64bit(sizeof(u64)) + 3 * 6);
}

static int put_string(struct sk_buff *skb, unsigned int type, const char *text)
{
	return *text ? nla_put_string(skb, type, text) : 0;
}

static int put_view(struct sk_buff *skb, const struct kvmrt_irq_view *view)
{
	if (nla_put_u32(skb, KVMRT_A_IRQ_IRQ, view->irq) ||
	    put_string(skb, KVMRT_A_IRQ_NAME, view->name) ||
	    put_string(skb, KVMRT_A_IRQ_DEVICE, view->device) ||
	    put_string(skb, KVMRT_A_IRQ_CHIP, view->chip) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_KIND, view->kind) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_HOLD, view->hold) ||
	    kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_AFFINITY, view->affinity) ||
	    (view->cpu >= 0 &&
	     kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_EFFECTIVE, cpumask_of(view->cpu))) ||
	    (view->node != NUMA_NO_NODE &&
	     nla_put_u32(skb, KVMRT_A_IRQ_NODE, view->node)) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_THREADED, view->threaded) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_REMAPPED, view->remapped) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_PENDING, view->pending))
		return -EMSGSIZE;
	return 0;
}

static int put_record(struct sk_buff *skb, const struct kvmrt_irq_record *record)
{
	u64 arrivals = kvmrt_irq_desc_count(record->desc, record->off);

	if (kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_HOME, record->home) ||
	    (record->shadow &&
	     nla_put_u32(skb, KVMRT_A_IRQ_RESERVED,
			 kvmrt_irq_shadow_cpu(record->shadow))) ||
	    nla_put_u64_64bit(skb, KVMRT_A_IRQ_MOVES, record->moves,
			      KVMRT_A_IRQ_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_IRQ_RETAKEN, record->retaken,
			      KVMRT_A_IRQ_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_IRQ_ARRIVALS,
			      arrivals - record->off_count, KVMRT_A_IRQ_PAD))
		return -EMSGSIZE;
	return 0;
}

static int put_counts(struct sk_buff *skb, struct irq_desc *desc)
{
	struct nlattr *nest;
	unsigned int cpu;
	u64 count;

	for_each_possible_cpu(cpu) {
		count = kvmrt_irq_desc_count(desc, cpumask_of(cpu));
		if (!count)
			continue;
		nest = nla_nest_start(skb, KVMRT_A_IRQ_COUNT);
		if (!nest ||
		    nla_put_u32(skb, KVMRT_A_IRQ_COUNT_CPU, cpu) ||
		    nla_put_u64_64bit(skb, KVMRT_A_IRQ_COUNT_COUNT, count,
				      KVMRT_A_IRQ_COUNT_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int fill(struct sk_buff *skb, struct irq_desc *desc,
		const struct kvmrt_irq_view *view)
{
	const struct kvmrt_irq_record *record = kvmrt_irq_record_find(desc);

	if (put_view(skb, view) ||
	    nla_put_u32(skb, KVMRT_A_IRQ_MOVED, !!record))
		return -EMSGSIZE;
	if (record ? put_record(skb, record) :
		     kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_HOME, view->affinity))
		return -EMSGSIZE;
	return put_counts(skb, desc);
}

int kvmrt_nl_fill_irq(struct sk_buff *skb, const void *object)
{
	/* Only read: a look takes its lock. */
	struct irq_desc *desc = (struct irq_desc *)object;
	struct kvmrt_irq_view view;
	cpumask_var_t affinity;
	int ret;

	lockdep_assert_held(&kvmrt_irq_lock);
	if (!alloc_cpumask_var(&affinity, GFP_KERNEL))
		return -ENOMEM;
	view.affinity = affinity;
	if (!kvmrt_irq_look(desc, &view)) {
		/* Gone meanwhile: the number is all that is left of it. */
		ret = nla_put_u32(skb, KVMRT_A_IRQ_IRQ, desc->irq_data.irq);
	} else {
		if (view.hold == KVMRT_IRQ_HOLD_NONE &&
		    kvmrt_irq_bound(view.device, view.cpu))
			view.hold = KVMRT_IRQ_HOLD_BOUND;
		ret = fill(skb, desc, &view);
	}
	free_cpumask_var(affinity);
	return ret;
}

static int no_such(struct genl_info *info, u32 irq)
{
	COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack,
					 info->attrs[KVMRT_A_IRQ_IRQ],
					 "no irq with this number", ": %u", irq);
	return -ENOENT;
}

static int reply(struct genl_info *info, u32 irq)
{
	struct irq_desc *desc = kvmrt_irq_desc_get(irq);
	int ret;

	if (!desc)
		return no_such(info, irq);
	mutex_lock(&kvmrt_irq_lock);
	ret = kvmrt_irq_is_shadow(irq) ?
		      no_such(info, irq) :
		      kvmrt_nl_reply_sized(info, kvmrt_nl_irq_size(),
					   kvmrt_nl_fill_irq, desc);
	mutex_unlock(&kvmrt_irq_lock);
	kvmrt_irq_desc_put(desc);
	return ret;
}

int kvmrt_nl_irq_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_IRQ_IRQ)) {
		GENL_SET_ERR_MSG(info, "irq is missing");
		return -EINVAL;
	}
	if (info->attrs[KVMRT_A_IRQ_CPUS]) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[KVMRT_A_IRQ_CPUS],
				    "cpus is of a dump: an irq is told by its number");
		return -EINVAL;
	}
	return reply(info, nla_get_u32(info->attrs[KVMRT_A_IRQ_IRQ]));
}

/**
 * kvmrt_nl_read_move() - what the move of one interrupt is asked with
 * @extack: of the request
 * @attrs: its attributes
 * @irq: told: which
 * @cpus: room for the list, which @request then names
 * @request: told: where to
 *
 * Return: 0, or -EINVAL and the request has its text.
 */
int kvmrt_nl_read_move(struct netlink_ext_ack *extack, struct nlattr **attrs,
		       u32 *irq, struct cpumask *cpus,
		       struct kvmrt_irq_request *request)
{
	if (NL_REQ_ATTR_CHECK(extack, NULL, attrs, KVMRT_A_IRQ_IRQ)) {
		NL_SET_ERR_MSG(extack, "irq is missing");
		return -EINVAL;
	}
	if (NL_REQ_ATTR_CHECK(extack, NULL, attrs, KVMRT_A_IRQ_CPUS)) {
		NL_SET_ERR_MSG(extack, "cpus is missing: give where to");
		return -EINVAL;
	}
	*irq = nla_get_u32(attrs[KVMRT_A_IRQ_IRQ]);
	*request = (struct kvmrt_irq_request){
		.to = cpus,
		.policy = KVMRT_IRQ_POLICY_SPREAD,
	};
	return kvmrt_nl_get_cpus(extack, attrs[KVMRT_A_IRQ_CPUS], cpus);
}

int kvmrt_nl_irq_move_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kvmrt_irq_refusal refusal = {};
	struct kvmrt_irq_request request;
	struct kvmrt_irq_result result;
	cpumask_var_t cpus;
	u32 irq;
	int ret;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	ret = kvmrt_nl_read_move(info->extack, info->attrs, &irq, cpus, &request);
	if (!ret) {
		ret = kvmrt_irq_move(irq, &request, &result, &refusal);
		if (ret)
			kvmrt_nl_refuse(info->extack, info->attrs,
					kvmrt_nl_move_about, &refusal);
		else
			ret = reply(info, irq);
	}
	free_cpumask_var(cpus);
	return ret;
}

/* What a dump keeps between two buffers. */
struct irq_cursor {
	unsigned int next;	/* number to go on with */
	struct cpumask *only;	/* aimed at one of these; NULL: all */
};

static struct irq_cursor *cursor_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct irq_cursor) > sizeof(cb->ctx));
	return (struct irq_cursor *)cb->ctx;
}

int kvmrt_nl_irq_get_start(struct netlink_callback *cb)
{
	struct nlattr *attr = compat_genl_dump_attrs(cb)[KVMRT_A_IRQ_CPUS];
	struct irq_cursor *cursor = cursor_of(cb);
	int ret;

	ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_IRQ_IRQ, KVMRT_A_IRQ_IRQ);
	if (ret)
		return ret;
	cb->min_dump_alloc = kvmrt_nl_irq_size();
	if (!attr)
		return 0;

	cursor->only = kzalloc(cpumask_size(), GFP_KERNEL);
	if (!cursor->only)
		return -ENOMEM;
	ret = kvmrt_nl_get_cpus(cb->extack, attr, cursor->only);
	if (ret)
		kfree(cursor->only);
	return ret;
}

int kvmrt_nl_irq_get_done(struct netlink_callback *cb)
{
	kfree(cursor_of(cb)->only);
	return 0;
}

static bool wanted(const struct irq_cursor *cursor, struct irq_desc *desc)
{
	struct kvmrt_irq_view view = {};

	if (kvmrt_irq_is_shadow(desc->irq_data.irq))
		return false;
	return kvmrt_irq_look(desc, &view) &&
	       (!cursor->only ||
		(view.cpu >= 0 && cpumask_test_cpu(view.cpu, cursor->only)));
}

int kvmrt_nl_irq_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct irq_cursor *cursor = cursor_of(cb);
	struct irq_desc *desc;
	int ret = 0;

	mutex_lock(&kvmrt_irq_lock);
	cb->seq = kvmrt_irq_generation();
	for (; !ret && cursor->next < nr_irqs; cursor->next++) {
		desc = kvmrt_irq_desc_get(cursor->next);
		if (!desc)
			continue;
		if (wanted(cursor, desc))
			ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_IRQ_GET,
						kvmrt_nl_fill_irq, desc);
		kvmrt_irq_desc_put(desc);
		if (ret)
			break;
	}
	mutex_unlock(&kvmrt_irq_lock);
	return skb->len ?: ret;
}
