// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object irq-bind: devices whose interrupts are kept on some CPUs.
 */
#include <linux/slab.h>

#include "irq.h"
#include "nl.h"

int kvmrt_nl_fill_irq_bind(struct sk_buff *skb, const void *object)
{
	const char *device = object;
	const struct kvmrt_irq_binding *binding = kvmrt_irq_bind_find(device);

	if (nla_put_string(skb, KVMRT_A_IRQ_BIND_DEVICE, device) ||
	    kvmrt_nl_put_cpus(skb, KVMRT_A_IRQ_BIND_CPUS,
			      binding ? binding->cpus : cpu_none_mask))
		return -EMSGSIZE;
	return 0;
}

static const char *device_of(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_A_IRQ_BIND_DEVICE];

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_IRQ_BIND_DEVICE)) {
		GENL_SET_ERR_MSG(info, "device is missing");
		return NULL;
	}
	if (!*(const char *)nla_data(attr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "device is empty");
		return NULL;
	}
	return nla_data(attr);
}

int kvmrt_nl_irq_bind_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *device = device_of(info);
	int ret;

	if (!device)
		return -EINVAL;
	mutex_lock(&kvmrt_irq_lock);
	if (kvmrt_irq_bind_find(device)) {
		ret = kvmrt_nl_reply_sized(info, kvmrt_nl_irq_size(),
					   kvmrt_nl_fill_irq_bind, device);
	} else {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[KVMRT_A_IRQ_BIND_DEVICE],
				    "device is not bound");
		ret = -ENOENT;
	}
	mutex_unlock(&kvmrt_irq_lock);
	return ret;
}

/* The name of the last that was sent. */
static char *cursor_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(KVMRT_DEVICE_MAX + 1 > sizeof(cb->ctx));
	return (char *)cb->ctx;
}

int kvmrt_nl_irq_bind_get_start(struct netlink_callback *cb)
{
	cb->min_dump_alloc = kvmrt_nl_irq_size();
	return kvmrt_nl_dump_refuse(cb, KVMRT_A_IRQ_BIND_DEVICE,
				    KVMRT_A_IRQ_BIND_DEVICE);
}

int kvmrt_nl_irq_bind_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct kvmrt_irq_binding *binding;
	char *last = cursor_of(cb);
	int ret = 0;

	mutex_lock(&kvmrt_irq_lock);
	cb->seq = kvmrt_irq_generation();
	while (!ret && (binding = kvmrt_irq_bind_next(last))) {
		ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_IRQ_BIND_GET,
					kvmrt_nl_fill_irq_bind, binding->device);
		if (!ret)
			strscpy(last, binding->device, KVMRT_DEVICE_MAX + 1);
	}
	mutex_unlock(&kvmrt_irq_lock);
	return skb->len ?: ret;
}

static const unsigned int bind_about[KVMRT_NR_IRQ_ABOUT] = {
	[KVMRT_IRQ_ABOUT_ITEM] = KVMRT_A_IRQ_BIND_DEVICE,
	[KVMRT_IRQ_ABOUT_TO] = KVMRT_A_IRQ_BIND_CPUS,
};

int kvmrt_nl_irq_bind_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kvmrt_irq_refusal refusal = {};
	const char *device = device_of(info);
	cpumask_var_t cpus;
	int ret;

	if (!device)
		return -EINVAL;
	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_IRQ_BIND_CPUS)) {
		GENL_SET_ERR_MSG(info, "cpus is missing: give where to, or an empty list");
		return -EINVAL;
	}
	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	ret = kvmrt_nl_get_cpus(info->extack,
				info->attrs[KVMRT_A_IRQ_BIND_CPUS], cpus);
	if (!ret) {
		ret = kvmrt_irq_bind(device, cpus, &refusal);
		if (ret)
			kvmrt_nl_refuse(info->extack, info->attrs, bind_about,
					&refusal);
	}
	free_cpumask_var(cpus);
	return ret;
}
