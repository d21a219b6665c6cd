// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object exit: what a vCPU's exits for one reason cost.
 */
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <asm/msr.h>
#include "exits.h"
#include "nl.h"

/* What is sent, and when it was read, on both clocks. */
struct exit_object {
	u32 vm_id;
	u32 vcpu_id;
	u64 now_ns;
	u64 now_tsc;
	struct kvmrt_exit_info info;
};

static u64 at_ns(const struct exit_object *exit, u64 tsc)
{
	return exit->now_ns - kvmrt_exits_ns(exit->now_tsc - tsc);
}

static int put_exit_user(struct sk_buff *skb, const struct exit_object *exit,
			 u32 reason, const struct kvmrt_exit_sum *sum)
{
	struct nlattr *nest = nla_nest_start(skb, KVMRT_A_EXIT_USER);

	if (!nest ||
	    nla_put_u32(skb, KVMRT_A_EXIT_USER_REASON, reason) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_USER_COUNT, sum->count,
			      KVMRT_A_EXIT_USER_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_USER_TOTAL_NS,
			      kvmrt_exits_ns(sum->total),
			      KVMRT_A_EXIT_USER_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_USER_WORST_NS,
			      kvmrt_exits_ns(sum->worst),
			      KVMRT_A_EXIT_USER_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_USER_WORST_AT_NS,
			      at_ns(exit, sum->worst_at),
			      KVMRT_A_EXIT_USER_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_USER_WORST_AT_TSC,
			      sum->worst_at, KVMRT_A_EXIT_USER_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_bucket(struct sk_buff *skb, u32 log2_ns, u64 count)
{
	struct nlattr *nest;

	if (!count)
		return 0;
	nest = nla_nest_start(skb, KVMRT_A_EXIT_BUCKET);
	if (!nest ||
	    nla_put_u32(skb, KVMRT_A_EXIT_BUCKET_LOG2_NS, log2_ns) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_BUCKET_COUNT, count,
			      KVMRT_A_EXIT_BUCKET_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_sum(struct sk_buff *skb, const struct exit_object *exit,
		   const struct kvmrt_exit_sum *sum)
{
	if (nla_put_u64_64bit(skb, KVMRT_A_EXIT_COUNT, sum->count,
			      KVMRT_A_EXIT_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_TOTAL_NS,
			      kvmrt_exits_ns(sum->total), KVMRT_A_EXIT_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_WORST_NS,
			      kvmrt_exits_ns(sum->worst), KVMRT_A_EXIT_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_WORST_AT_NS,
			      at_ns(exit, sum->worst_at), KVMRT_A_EXIT_PAD) ||
	    nla_put_u64_64bit(skb, KVMRT_A_EXIT_WORST_AT_TSC, sum->worst_at,
			      KVMRT_A_EXIT_PAD))
		return -EMSGSIZE;
	return 0;
}

static int fill_exit(struct sk_buff *skb, const void *object)
{
	const struct exit_object *exit = object;
	const struct kvmrt_exit_info *info = &exit->info;
	u32 i;

	if (nla_put_u32(skb, KVMRT_A_EXIT_VM_ID, exit->vm_id) ||
	    nla_put_u32(skb, KVMRT_A_EXIT_VCPU_ID, exit->vcpu_id) ||
	    nla_put_u32(skb, KVMRT_A_EXIT_REASON, info->reason) ||
	    nla_put_u32(skb, KVMRT_A_EXIT_ISA, info->isa) ||
	    put_sum(skb, exit, &info->sum))
		return -EMSGSIZE;
	for (i = 0; i < info->nr_users; i++)
		if (put_exit_user(skb, exit, info->user[i].reason,
				  &info->user[i].sum))
			return -EMSGSIZE;
	for (i = 0; i < KVMRT_EXIT_BUCKETS; i++)
		if (put_bucket(skb, i, info->bucket[i]))
			return -EMSGSIZE;
	return 0;
}

static struct exit_object *alloc_exit(struct kvmrt_vm *vm)
{
	struct exit_object *exit = kmalloc(sizeof(*exit), GFP_KERNEL);

	if (exit)
		exit->vm_id = vm->id;
	return exit;
}

/* As kvmrt_account_get(). */
static int read_exit(struct kvmrt_vm *vm, u32 index, u32 position,
		     struct exit_object *exit)
{
	int ret = kvmrt_account_get(vm, index, position, &exit->vcpu_id,
				    &exit->info);
	unsigned long flags;

	/* The same moment: whoever came between would be an error of at_ns(). */
	local_irq_save(flags);
	exit->now_tsc = rdtsc();
	exit->now_ns = ktime_get_boottime_ns();
	local_irq_restore(flags);
	return ret;
}

static int find_vcpu(struct kvmrt_vm *vm, u32 id, u32 *index)
{
	struct kvmrt_vcpu_info vcpu;

	for (*index = 0; !kvmrt_vm_vcpu_info(vm, *index, &vcpu); ++*index)
		if (vcpu.id == id)
			return 0;
	return -ENOENT;
}

static int refuse_exit(struct genl_info *info, int err, unsigned int type)
{
	struct nlattr *attr = info->attrs[type];

	if (err == -ENODATA)
		GENL_SET_ERR_MSG(info, "exit accounting of the vm is off");
	else if (type == KVMRT_A_EXIT_VCPU_ID)
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack, attr,
						 "vm has no vcpu with this id",
						 ": %u", nla_get_u32(attr));
	else
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack, attr,
						 "vcpu had no exit for this reason",
						 ": 0x%x", nla_get_u32(attr));
	return err;
}

static int reply_exit(struct genl_info *info, struct exit_object *exit)
{
	struct kvmrt_vm *vm = kvmrt_nl_vm(info);
	u32 index, position;
	int ret;

	if (find_vcpu(vm, nla_get_u32(info->attrs[KVMRT_A_EXIT_VCPU_ID]),
		      &index))
		return refuse_exit(info, -ENOENT, KVMRT_A_EXIT_VCPU_ID);

	for (position = 0;; position++) {
		ret = read_exit(vm, index, position, exit);
		if (ret)
			break;
		if (exit->info.reason ==
		    nla_get_u32(info->attrs[KVMRT_A_EXIT_REASON]))
			return kvmrt_nl_reply(info, fill_exit, exit);
	}
	if (ret == -ENODATA)
		return refuse_exit(info, ret, 0);
	return refuse_exit(info, -ENOENT, KVMRT_A_EXIT_REASON);
}

int kvmrt_nl_exit_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct exit_object *exit;
	int ret;

	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_EXIT_VCPU_ID)) {
		GENL_SET_ERR_MSG(info, "vcpu id is missing");
		return -EINVAL;
	}
	if (GENL_REQ_ATTR_CHECK(info, KVMRT_A_EXIT_REASON)) {
		GENL_SET_ERR_MSG(info, "exit reason is missing");
		return -EINVAL;
	}
	exit = alloc_exit(kvmrt_nl_vm(info));
	if (!exit)
		return -ENOMEM;
	ret = reply_exit(info, exit);
	kfree(exit);
	return ret;
}

int kvmrt_nl_exit_get_start(struct netlink_callback *cb)
{
	struct nlattr *attr = compat_genl_dump_attrs(cb)[KVMRT_A_EXIT_VM_ID];
	struct kvmrt_vm *vm;
	int ret;

	ret = kvmrt_nl_dump_refuse(cb, KVMRT_A_EXIT_VCPU_ID,
				   KVMRT_A_EXIT_REASON);
	if (ret)
		return ret;
	ret = kvmrt_nl_dump_only(cb, KVMRT_A_EXIT_VM_ID, &vm);
	if (!vm)
		return ret;

	ret = READ_ONCE(vm->accounted) ? 0 : -ENODATA;
	kvmrt_vm_put(vm);
	if (ret)
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(cb->extack, attr,
						 "exit accounting of the vm is off",
						 ": vm %u", nla_get_u32(attr));
	return ret;
}

static int dump_vm(struct sk_buff *skb, struct netlink_callback *cb,
		   struct kvmrt_vm *vm, struct kvmrt_nl_cursor *cursor)
{
	struct exit_object *exit = alloc_exit(vm);
	int ret = 0;

	if (!exit)
		return -ENOMEM;
	for (;;) {
		ret = read_exit(vm, cursor->index, cursor->position, exit);
		if (ret == -ENOENT) {
			ret = 0;
			break;
		}
		if (ret) {
			cursor->index++;
			cursor->position = 0;
			continue;
		}
		ret = kvmrt_nl_dump_one(skb, cb, KVMRT_CMD_EXIT_GET, fill_exit,
					exit);
		if (ret)
			break;
		cursor->position++;
	}
	kfree(exit);
	return ret;
}

int kvmrt_nl_exit_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return kvmrt_nl_dump_parts(skb, cb, dump_vm);
}
