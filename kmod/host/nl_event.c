// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications.  They come from below, from whoever changed something, and
 * may come while the family isn't registered yet or any more.
 */
#include <linux/rwsem.h>
#include "nl.h"

/*
 * Readers send, the writer opens or closes: after closing, nobody is sending.
 * Innermost: nothing of ours is taken under it.
 */
static DECLARE_RWSEM(event_lock);
static bool event_open;

void kvmrt_nl_event_open(void)
{
	down_write(&event_lock);
	event_open = true;
	up_write(&event_lock);
}

void kvmrt_nl_event_close(void)
{
	down_write(&event_lock);
	event_open = false;
	up_write(&event_lock);
}

static bool has_listeners(unsigned int group)
{
	bool ret;

	down_read(&event_lock);
	ret = event_open &&
	      genl_has_listeners(&kvmrt_nl_family, &init_net, group);
	up_read(&event_lock);
	return ret;
}

/*
 * Without a message the listeners get ENOBUFS, like those that read too slowly:
 * they learn that they missed something.
 */
static void send(unsigned int group, struct sk_buff *msg)
{
	down_read(&event_lock);
	if (!event_open)
		nlmsg_free(msg);
	else if (msg)
		genlmsg_multicast(&kvmrt_nl_family, msg, 0, group, GFP_KERNEL);
	else
		genl_set_err(&kvmrt_nl_family, &init_net, 0, group, -ENOBUFS);
	up_read(&event_lock);
}

/* Filling takes locks, so it is done before event_lock is taken. */
static void notify(unsigned int group, u8 cmd, size_t size,
		   kvmrt_nl_fill_t *fill, const void *object)
{
	if (has_listeners(group))
		send(group, kvmrt_nl_build(cmd, size, fill, object));
}

/**
 * kvmrt_nl_notify_vm() - a VM came, changed or went
 * @event: which of these
 * @info: the VM
 *
 * Sleeps.
 */
void kvmrt_nl_notify_vm(enum kvmrt_vm_event event,
			const struct kvmrt_vm_info *info)
{
	static const u8 cmd[] = {
		[KVMRT_VM_ADDED] = KVMRT_CMD_VM_ADD_NTF,
		[KVMRT_VM_CHANGED] = KVMRT_CMD_VM_CHANGE_NTF,
		[KVMRT_VM_DELETED] = KVMRT_CMD_VM_DEL_NTF,
	};

	notify(KVMRT_NLGRP_VM, cmd[event], GENLMSG_DEFAULT_SIZE,
	       kvmrt_nl_fill_vm, info);
}

/**
 * kvmrt_nl_notify_gs() - settings of the guest services changed
 * @vm: those of this VM; NULL: the module's own
 *
 * Sleeps.
 */
void kvmrt_nl_notify_gs(struct kvmrt_vm *vm)
{
	notify(KVMRT_NLGRP_GS, KVMRT_CMD_GS_CHANGE_NTF, GENLMSG_DEFAULT_SIZE,
	       kvmrt_nl_fill_gs, vm);
}

/**
 * kvmrt_nl_notify_gs_drop() - a VM went over a rate
 * @vm: the VM
 *
 * Sleeps.  The caller sees to it that this is rare.
 */
void kvmrt_nl_notify_gs_drop(struct kvmrt_vm *vm)
{
	notify(KVMRT_NLGRP_GS, KVMRT_CMD_GS_DROP_NTF, GENLMSG_DEFAULT_SIZE,
	       kvmrt_nl_fill_gs, vm);
}

/**
 * kvmrt_nl_notify_account() - exit accounting was switched or reset
 * @vm: of this VM; NULL: of all
 *
 * Sleeps.
 */
void kvmrt_nl_notify_account(struct kvmrt_vm *vm)
{
	notify(KVMRT_NLGRP_ACCOUNT, KVMRT_CMD_ACCOUNT_CHANGE_NTF,
	       GENLMSG_DEFAULT_SIZE, kvmrt_nl_fill_account, vm);
}

/* A list of CPUs has no useful bound, so it is printed before there is a message. */
struct flush_object {
	const struct kvmrt_flush_info *info;
	const char *cpus;
};

static int fill_flush(struct sk_buff *skb, const void *object)
{
	const struct flush_object *flush = object;
	const struct kvmrt_flush_info *info = flush->info;

	if (nla_put_u32(skb, KVMRT_A_FLUSH_VM_ID, info->vm_id) ||
	    nla_put_u32(skb, KVMRT_A_FLUSH_VCPU_ID, info->vcpu_id) ||
	    nla_put_u32(skb, KVMRT_A_FLUSH_SCOPE, info->scope) ||
	    nla_put_string(skb, KVMRT_A_FLUSH_CPUS, flush->cpus) ||
	    nla_put_u32(skb, KVMRT_A_FLUSH_SEQ, info->seq) ||
	    nla_put_u64_64bit(skb, KVMRT_A_FLUSH_TIME_NS, info->time_ns,
			      KVMRT_A_FLUSH_PAD))
		return -EMSGSIZE;
	return 0;
}

/**
 * kvmrt_nl_notify_flush() - a guest froze the trace
 * @info: who, what and when
 *
 * Sleeps.
 */
void kvmrt_nl_notify_flush(const struct kvmrt_flush_info *info)
{
	char *cpus = kasprintf(GFP_KERNEL, "%*pbl", cpumask_pr_args(info->cpus));
	/* Short of memory, better without the list than not at all. */
	struct flush_object flush = { .info = info, .cpus = cpus ?: "" };

	notify(KVMRT_NLGRP_GS, KVMRT_CMD_GS_FLUSH_NTF,
	       GENLMSG_DEFAULT_SIZE + strlen(flush.cpus), fill_flush, &flush);
	kfree(cpus);
}
