// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object vm: who runs here, and the names that administrators give.
 */
#include "nl.h"

int kvmrt_nl_fill_vm(struct sk_buff *skb, const void *object)
{
	const struct kvmrt_vm_info *vm = object;

	if (nla_put_u32(skb, KVMRT_A_VM_ID, vm->id) ||
	    (vm->name[0] && nla_put_string(skb, KVMRT_A_VM_NAME, vm->name)) ||
	    (vm->pid && nla_put_u32(skb, KVMRT_A_VM_PID, vm->pid)) ||
	    nla_put_string(skb, KVMRT_A_VM_COMM, vm->comm) ||
	    nla_put_u64_64bit(skb, KVMRT_A_VM_START_TIME_NS, vm->start_ns,
			      KVMRT_A_VM_PAD) ||
	    nla_put_u32(skb, KVMRT_A_VM_VCPUS, vm->nr_vcpus))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_vm_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kvmrt_vm_info vm;

	kvmrt_vm_info(kvmrt_nl_vm(info), &vm);
	return kvmrt_nl_reply(info, kvmrt_nl_fill_vm, &vm);
}

int kvmrt_nl_vm_get_start(struct netlink_callback *cb)
{
	int ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_VM_ID, KVMRT_A_VM_PID);

	return ret ?: kvmrt_nl_dump_begin(cb);
}

/* The cursor is the id of the last VM that was sent. */
int kvmrt_nl_vm_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct kvmrt_vm_info info;
	struct kvmrt_vm *vm;
	int ret;

	cb->seq = kvmrt_registry_generation();
	while ((vm = kvmrt_vm_get_next(cb->args[0]))) {
		kvmrt_vm_info(vm, &info);
		kvmrt_vm_put(vm);
		ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_VM_GET,
					kvmrt_nl_fill_vm, &info);
		if (ret)
			return skb->len ?: ret;
		cb->args[0] = info.id;
	}
	return skb->len;
}

int kvmrt_nl_vm_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[KVMRT_A_VM_NAME];
	int ret;

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_VM_NAME)) {
		GENL_SET_ERR_MSG(info, "vm name is missing");
		return -EINVAL;
	}
	ret = kvmrt_vm_set_name(kvmrt_nl_vm(info), nla_data(name));
	switch (ret) {
	case -EINVAL:
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "vm name has a character that is not allowed");
		break;
	case -EEXIST:
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "vm name belongs to another vm");
		break;
	case -ESRCH:
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[KVMRT_A_VM_ID],
				    "vm is gone");
		return -ENOENT;
	default:
		break;
	}
	return ret;
}
