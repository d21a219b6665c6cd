// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object vcpu: threads and clocks of a VM's virtual CPUs.
 */
#include "nl.h"

static int fill_vcpu(struct sk_buff *skb, const void *object)
{
	const struct kvmrt_vcpu_info *vcpu = object;

	if (nla_put_u32(skb, KVMRT_A_VCPU_VM_ID, vcpu->vm_id) ||
	    nla_put_u32(skb, KVMRT_A_VCPU_ID, vcpu->id) ||
	    nla_put_u32(skb, KVMRT_A_VCPU_INDEX, vcpu->index) ||
	    (vcpu->tid && nla_put_u32(skb, KVMRT_A_VCPU_TID, vcpu->tid)) ||
	    nla_put_s64(skb, KVMRT_A_VCPU_TSC_OFFSET, vcpu->tsc_offset,
			KVMRT_A_VCPU_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_VCPU_TSC_RATIO, vcpu->tsc_ratio,
			      KVMRT_A_VCPU_PAD) ||
	    nla_put_u32(skb, KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS,
			vcpu->tsc_ratio_frac_bits) ||
	    nla_put_u32(skb, KVMRT_A_VCPU_TSC_KHZ, vcpu->tsc_khz))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_vcpu_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_A_VCPU_ID];
	struct kvmrt_vcpu_info vcpu;
	u32 index, id;

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_VCPU_ID)) {
		GENL_SET_ERR_MSG(info, "vcpu id is missing");
		return -EINVAL;
	}
	id = nla_get_u32(attr);
	for (index = 0; !kvmrt_vm_vcpu_info(kvmrt_nl_vm(info), index, &vcpu);
	     index++)
		if (vcpu.id == id)
			return kvmrt_nl_reply(info, fill_vcpu, &vcpu);

	COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack, attr,
					 "vm has no vcpu with this id", ": %u",
					 id);
	return -ENOENT;
}

int kvmrt_nl_vcpu_get_start(struct netlink_callback *cb)
{
	struct kvmrt_vm *vm;
	int ret;

	ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_VCPU_ID, KVMRT_A_VCPU_ID);
	if (ret)
		return ret;
	ret = kvmrt_nl_dump_only(cb, KVMRT_A_VCPU_VM_ID, &vm);
	if (vm)
		kvmrt_vm_put(vm);
	return ret;
}

static int dump_vm(struct sk_buff *skb, struct netlink_callback *cb,
		   struct kvmrt_vm *vm, struct kvmrt_nl_cursor *cursor)
{
	struct kvmrt_vcpu_info vcpu;
	int ret = 0;

	while (!ret && !kvmrt_vm_vcpu_info(vm, cursor->index, &vcpu)) {
		ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_VCPU_GET, fill_vcpu,
					&vcpu);
		if (!ret)
			cursor->index++;
	}
	return ret;
}

int kvmrt_nl_vcpu_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return kvmrt_nl_dump_parts(skb, cb, dump_vm);
}
