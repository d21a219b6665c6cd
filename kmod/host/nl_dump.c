// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps of what VMs consist of: where one goes on in its next buffer, and what
 * happens when the VM has died by then.
 */
#include "nl.h"

static struct kvmrt_nl_cursor *cursor_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct kvmrt_nl_cursor) > sizeof(cb->ctx));
	return (struct kvmrt_nl_cursor *)cb->ctx;
}

/**
 * kvmrt_nl_dump_only() - begin a dump that may be of one VM only
 * @cb: the dump
 * @type: attribute with the VM's id; absent, the dump is of all VMs
 * @vm: receives that VM with a reference, or NULL
 *
 * Return: 0, or -ENOENT when there is no such VM.
 */
int kvmrt_nl_dump_only(struct netlink_callback *cb, unsigned int type,
		       struct kvmrt_vm **vm)
{
	struct nlattr *attr = compat_genl_dump_attrs(cb)[type];

	*vm = NULL;
	kvmrt_nl_dump_begin(cb);
	if (!attr)
		return 0;

	*vm = kvmrt_vm_get_id(nla_get_u32(attr));
	if (!*vm) {
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(cb->extack, attr,
						 "no vm with this id", ": %u",
						 nla_get_u32(attr));
		return -ENOENT;
	}
	cursor_of(cb)->only = nla_get_u32(attr);
	return 0;
}

/* The VM to go on with, NULL at the end.  Takes a reference. */
static struct kvmrt_vm *cursor_vm(struct kvmrt_nl_cursor *cursor)
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
	cursor->position = 0;
	if (!cursor->only)
		vm = kvmrt_vm_get_next(cursor->done);
	else if (!cursor->done)
		vm = kvmrt_vm_get_id(cursor->only);
	else
		vm = NULL;
	cursor->vm = vm ? vm->id : 0;
	return vm;
}

/**
 * kvmrt_nl_dump_parts() - a dump of what VMs consist of
 * @skb: the dump's buffer
 * @cb: the dump, begun by kvmrt_nl_dump_only()
 * @dump_vm: sends what is left of one VM
 *
 * Return: what a dumpit function returns.
 */
int kvmrt_nl_dump_parts(struct sk_buff *skb, struct netlink_callback *cb,
			kvmrt_nl_dump_vm_t *dump_vm)
{
	struct kvmrt_nl_cursor *cursor = cursor_of(cb);
	struct kvmrt_vm *vm;
	int ret = 0;

	cb->seq = kvmrt_registry_generation();
	while (!ret && (vm = cursor_vm(cursor))) {
		ret = dump_vm(skb, cb, vm, cursor);
		if (!ret) {
			cursor->done = cursor->vm;
			cursor->vm = 0;
		}
		kvmrt_vm_put(vm);
	}
	return skb->len ?: ret;
}
