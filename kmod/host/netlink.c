// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family: registration, finding the VM that a request is
 * about before its handler runs, and the messages around objects.  What an
 * object consists of is in nl_*.c, the tables are in netlink_gen.c.
 */
#include "nl.h"

static struct kvmrt_vm *vm_by_id(struct genl_info *info, unsigned int type)
{
	struct nlattr *attr = info->attrs[type];
	u32 id = nla_get_u32(attr);
	struct kvmrt_vm *vm = kvmrt_vm_get_id(id);

	if (vm)
		return vm;
	COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack, attr, "no vm with this id",
					 ": %u", id);
	return ERR_PTR(-ENOENT);
}

static struct kvmrt_vm *vm_by_pid(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_A_VM_PID];
	u32 pid = nla_get_u32(attr);
	struct kvmrt_vm *vm = kvmrt_vm_get_pid(pid);

	if (vm)
		return vm;
	COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(info->extack, attr, "no vm of this pid",
					 ": %u", pid);
	return ERR_PTR(-ENOENT);
}

static struct kvmrt_vm *vm_by_name(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KVMRT_A_VM_NAME];
	const char *name = nla_data(attr);
	struct kvmrt_vm *vm;

	/* Empty is how VMs without a name are kept, not a name to ask for. */
	if (!*name) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "vm name is empty");
		return ERR_PTR(-EINVAL);
	}
	vm = kvmrt_vm_get_name(name);
	if (vm)
		return vm;
	/* The name would not fit the text, and it is the caller's own. */
	NL_SET_ERR_MSG_ATTR(info->extack, attr, "no vm with this name");
	return ERR_PTR(-ENOENT);
}

/* vm-get: by exactly one of three. */
static struct kvmrt_vm *vm_by_any(struct genl_info *info)
{
	static const unsigned int types[] = {
		KVMRT_A_VM_ID, KVMRT_A_VM_NAME, KVMRT_A_VM_PID
	};
	unsigned int found = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (!info->attrs[types[i]])
			continue;
		if (found) {
			NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[types[i]],
					    "vm is told twice: give one of id, name and pid");
			return ERR_PTR(-EINVAL);
		}
		found = types[i];
	}

	switch (found) {
	case KVMRT_A_VM_ID:
		return vm_by_id(info, KVMRT_A_VM_ID);
	case KVMRT_A_VM_NAME:
		return vm_by_name(info);
	case KVMRT_A_VM_PID:
		return vm_by_pid(info);
	default:
		NL_SET_ERR_MSG(info->extack, "vm is missing: give one of id, name and pid");
		return ERR_PTR(-EINVAL);
	}
}

static struct kvmrt_vm *vm_required(struct genl_info *info, unsigned int type)
{
	if (GENL_REQ_ATTR_CHECK(info, type)) {
		GENL_SET_ERR_MSG(info, "vm id is missing");
		return ERR_PTR(-EINVAL);
	}
	return vm_by_id(info, type);
}

static int pre_doit(const struct compat_genl_doit_ops *ops, struct sk_buff *skb,
		    struct genl_info *info)
{
	struct kvmrt_vm *vm = NULL;

	/*
	 * Every command but info-get is for administrators.  Others see the
	 * number of VMs as it was last counted: they must not make us walk
	 * KVM's list under its lock as often as they like.
	 */
	if (netlink_capable(skb, CAP_NET_ADMIN))
		kvmrt_scan_refresh();

	switch (info->genlhdr->cmd) {
	case KVMRT_CMD_VM_GET:
		vm = vm_by_any(info);
		break;
	case KVMRT_CMD_VM_SET:
		vm = vm_required(info, KVMRT_A_VM_ID);
		break;
	case KVMRT_CMD_VCPU_GET:
		vm = vm_required(info, KVMRT_A_VCPU_VM_ID);
		break;
	case KVMRT_CMD_GS_GET:
	case KVMRT_CMD_GS_SET:
		if (info->attrs[KVMRT_A_GS_VM_ID])
			vm = vm_by_id(info, KVMRT_A_GS_VM_ID);
		break;
	case KVMRT_CMD_ACCOUNT_GET:
	case KVMRT_CMD_ACCOUNT_SET:
		if (info->attrs[KVMRT_A_ACCOUNT_VM_ID])
			vm = vm_by_id(info, KVMRT_A_ACCOUNT_VM_ID);
		break;
	case KVMRT_CMD_EXIT_GET:
		vm = vm_required(info, KVMRT_A_EXIT_VM_ID);
		break;
	default:
		break;
	}
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	info->user_ptr[0] = vm;
	return 0;
}

static void post_doit(const struct compat_genl_doit_ops *ops,
		      struct sk_buff *skb, struct genl_info *info)
{
	struct kvmrt_vm *vm = kvmrt_nl_vm(info);

	if (vm)
		kvmrt_vm_put(vm);
}

struct genl_family kvmrt_nl_family __ro_after_init = {
	.name		= KVMRT_GENL_NAME,
	.version	= KVMRT_GENL_VERSION,
	.module		= THIS_MODULE,
	/* A request may sleep for KVM's lock: it must not stall other families. */
	.parallel_ops	= true,
	.pre_doit	= pre_doit,
	.post_doit	= post_doit,
	.ops		= kvmrt_nl_ops,
	.n_ops		= ARRAY_SIZE(kvmrt_nl_ops),
	.mcgrps		= kvmrt_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(kvmrt_nl_mcgrps),
};

/**
 * kvmrt_nl_reply() - answer a request with one object
 * @info: the request
 * @fill: writes the object
 * @object: for @fill
 *
 * Return: 0 or a negative errno.
 */
int kvmrt_nl_reply(struct genl_info *info, kvmrt_nl_fill_t *fill,
		   const void *object)
{
	struct sk_buff *msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	int ret = -EMSGSIZE;
	void *hdr;

	if (!msg)
		return -ENOMEM;
	hdr = genlmsg_put_reply(msg, info, &kvmrt_nl_family, 0,
				info->genlhdr->cmd);
	if (hdr)
		ret = fill(msg, object);
	if (ret) {
		nlmsg_free(msg);
		return ret;
	}
	genlmsg_end(msg, hdr);
	return genlmsg_reply(msg, info);
}

/**
 * kvmrt_nl_dump_one() - add one object to a dump
 * @skb: the dump's buffer
 * @cb: the dump; its seq is set
 * @cmd: command of the message
 * @fill: writes the object
 * @object: for @fill
 *
 * Return: 0, or -EMSGSIZE when the buffer is full and the object must come
 * first in the next one.
 */
int kvmrt_nl_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      kvmrt_nl_fill_t *fill, const void *object)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &kvmrt_nl_family,
				NLM_F_MULTI, cmd);
	int ret;

	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	ret = fill(skb, object);
	if (ret) {
		genlmsg_cancel(skb, hdr);
		return ret;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * kvmrt_nl_dump_vms() - a dump of one object for each VM
 * @skb: the dump's buffer
 * @cb: the dump; args[0] is the id of the last VM that was sent
 * @cmd: command of the messages
 * @fill: writes the object of a struct kvmrt_vm
 *
 * Return: what a dumpit function returns.
 */
int kvmrt_nl_dump_vms(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      kvmrt_nl_fill_t *fill)
{
	struct kvmrt_vm *vm;
	u32 id;
	int ret;

	cb->seq = kvmrt_registry_generation();
	while ((vm = kvmrt_vm_get_next(cb->args[0]))) {
		id = vm->id;
		ret = kvmrt_nl_dump_one(skb, cb, cmd, fill, vm);
		kvmrt_vm_put(vm);
		if (ret)
			return skb->len ?: ret;
		cb->args[0] = id;
	}
	return skb->len;
}

/**
 * kvmrt_nl_dump_begin() - common part of all functions that begin a dump
 * @cb: the dump
 *
 * Return: 0.
 */
int kvmrt_nl_dump_begin(struct netlink_callback *cb)
{
	kvmrt_scan_refresh();
	return 0;
}

/**
 * kvmrt_nl_dump_refuse() - refuse attributes that only the other mode takes
 * @cb: the dump
 * @first: first attribute of a range
 * @last: last attribute of it
 *
 * A command has one policy for both modes.
 *
 * Return: 0, or -EINVAL when one of them is there.
 */
int kvmrt_nl_dump_refuse(struct netlink_callback *cb, unsigned int first,
			 unsigned int last)
{
	struct nlattr **attrs = compat_genl_dump_attrs(cb);
	unsigned int type;

	for (type = first; type <= last; type++) {
		if (!attrs[type])
			continue;
		COMPAT_NL_SET_ERR_MSG_ATTR_VALUE(cb->extack, attrs[type],
						 "a dump does not take this attribute",
						 ": %u", type);
		return -EINVAL;
	}
	return 0;
}

/**
 * kvmrt_nl_build() - a notification about an object
 * @cmd: command of the message
 * @size: room that the object needs
 * @fill: writes the object
 * @object: for @fill
 *
 * Return: the message, or NULL for want of memory.
 */
struct sk_buff *kvmrt_nl_build(u8 cmd, size_t size, kvmrt_nl_fill_t *fill,
			       const void *object)
{
	struct sk_buff *msg = genlmsg_new(size, GFP_KERNEL);
	void *hdr;

	if (!msg)
		return NULL;
	hdr = genlmsg_put(msg, 0, 0, &kvmrt_nl_family, 0, cmd);
	if (!hdr || fill(msg, object)) {
		nlmsg_free(msg);
		return NULL;
	}
	genlmsg_end(msg, hdr);
	return msg;
}

/**
 * kvmrt_netlink_init() - register the family
 *
 * Return: 0 or a negative errno.
 */
int kvmrt_netlink_init(void)
{
	int ret = genl_register_family(&kvmrt_nl_family);

	if (!ret)
		kvmrt_nl_event_open();
	return ret;
}

/**
 * kvmrt_netlink_exit() - no request and no notification from here on
 */
void kvmrt_netlink_exit(void)
{
	kvmrt_nl_event_close();
	genl_unregister_family(&kvmrt_nl_family);
}
