/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the netlink files share.  Nobody else includes this.
 */
#ifndef KVMRT_HOST_NL_H
#define KVMRT_HOST_NL_H

#include <net/genetlink.h>
#include "kvmrt.h"
#include "netlink_gen.h"

extern struct genl_family kvmrt_nl_family;

/*
 * Writes the attributes of an object.  One for each kind of object, for the
 * answer, the dump and the notification alike.  0 or -EMSGSIZE.
 */
typedef int kvmrt_nl_fill_t(struct sk_buff *skb, const void *object);

kvmrt_nl_fill_t kvmrt_nl_fill_vm;	/* struct kvmrt_vm_info */
kvmrt_nl_fill_t kvmrt_nl_fill_gs;	/* struct kvmrt_vm, NULL: the module */
kvmrt_nl_fill_t kvmrt_nl_fill_account;	/* likewise */

/* The VM that pre_doit found, NULL where the command needs none. */
static inline struct kvmrt_vm *kvmrt_nl_vm(struct genl_info *info)
{
	return info->user_ptr[0];
}

/* netlink.c */
int kvmrt_nl_reply(struct genl_info *info, kvmrt_nl_fill_t *fill,
		   const void *object);
int kvmrt_nl_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      kvmrt_nl_fill_t *fill, const void *object);
int kvmrt_nl_dump_vms(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      kvmrt_nl_fill_t *fill);
int kvmrt_nl_dump_begin(struct netlink_callback *cb);
int kvmrt_nl_dump_refuse(struct netlink_callback *cb, unsigned int first,
			 unsigned int last);
struct sk_buff *kvmrt_nl_build(u8 cmd, size_t size, kvmrt_nl_fill_t *fill,
			       const void *object);

/**
 * struct kvmrt_nl_cursor - what a dump of parts of VMs keeps between two buffers
 * @only: id of the VM that was asked for, 0: all
 * @done: id of the last VM that was sent completely
 * @vm: id of the VM that is being sent, 0: none
 * @index: of its vCPU that is next, or is being sent
 * @position: of what is next of that vCPU, where that has several
 */
struct kvmrt_nl_cursor {
	u32 only;
	u32 done;
	u32 vm;
	u32 index;
	u32 position;
};

/* 0 when the VM is sent completely, else as kvmrt_nl_dump_one(), or -ENOMEM. */
typedef int kvmrt_nl_dump_vm_t(struct sk_buff *skb, struct netlink_callback *cb,
			       struct kvmrt_vm *vm,
			       struct kvmrt_nl_cursor *cursor);

/* nl_dump.c */
int kvmrt_nl_dump_only(struct netlink_callback *cb, unsigned int type,
		       struct kvmrt_vm **vm);
int kvmrt_nl_dump_parts(struct sk_buff *skb, struct netlink_callback *cb,
			kvmrt_nl_dump_vm_t *dump_vm);

/* nl_event.c */
void kvmrt_nl_event_open(void);
void kvmrt_nl_event_close(void);

#endif /* KVMRT_HOST_NL_H */
