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

/* What a dump of vCPUs keeps between two buffers. */
struct vcpu_cursor {
	u32 only;	/* id of the VM that was asked for, 0: all */
	u32 done;	/* id of the last VM that was sent completely */
	u32 vm;		/* id of the VM that is being sent, 0: none */
	u32 index;	/* of its next vCPU */
};

static struct vcpu_cursor *cursor_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct vcpu_cursor) > sizeof(cb->ctx));
	return (struct vcpu_cursor *)cb->ctx;
}

int kvmrt_nl_vcpu_get_start(struct netlink_callback *cb)
{
	struct nlattr *attr = compat_genl_dump_attrs(cb)[KVMRT_A_VCPU_VM_ID];
	struct kvmrt_vm *vm;
	int ret;

	ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_VCPU_ID, KVMRT_A_VCPU_ID);
	if (ret)
		return ret;
	kvmrt_nl_dump_begin(cb);
	if (!attr)
		return 0;

	vm = kvmrt_vm_get_id(nla_get_u32(attr));
	if (!vm) {
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(cb->extack, attr,
						 "no vm with this id", ": %u",
						 nla_get_u32(attr));
		return -ENOENT;
	}
	kvmrt_vm_put(vm);
	cursor_of(cb)->only = nla_get_u32(attr);
	return 0;
}

/* The VM to go on with, NULL at the end.  Takes a reference. */
static struct kvmrt_vm *cursor_vm(struct vcpu_cursor *cursor)
{
	struct kvmrt_vm *vm;

	if (cursor->vm) {
		vm = kvmrt_vm_get_id(cursor->vm);
		if (vm)
			return vm;
		/* It died meanwhile; its generation tells the reader. */
		cursor->done = cursor->vm;
	}
	cursor->index = 0;
	if (!cursor->only)
		vm = kvmrt_vm_get_next(cursor->done);
	else if (!cursor->done)
		vm = kvmrt_vm_get_id(cursor->only);
	else
		vm = NULL;
	cursor->vm = vm ? vm->id : 0;
	return vm;
}

int kvmrt_nl_vcpu_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct vcpu_cursor *cursor = cursor_of(cb);
	struct kvmrt_vcpu_info vcpu;
	struct kvmrt_vm *vm;
	int ret = 0;

	cb->seq = kvmrt_registry_generation();
	while (!ret && (vm = cursor_vm(cursor))) {
		while (!ret && !kvmrt_vm_vcpu_info(vm, cursor->index, &vcpu)) {
			ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_VCPU_GET,
						fill_vcpu, &vcpu);
			if (!ret)
				cursor->index++;
		}
		if (!ret) {
			cursor->done = cursor->vm;
			cursor->vm = 0;
		}
		kvmrt_vm_put(vm);
	}
	return skb->len ?: ret;
}
