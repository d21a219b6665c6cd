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
/* struct irq_desc, NULL, a device's name; all under kvmrt_irq_lock. */
kvmrt_nl_fill_t kvmrt_nl_fill_irq;
kvmrt_nl_fill_t kvmrt_nl_fill_irq_guard;
kvmrt_nl_fill_t kvmrt_nl_fill_irq_bind;
size_t kvmrt_nl_irq_size(void);

/* The VM that pre_doit found, NULL where the command needs none. */
static inline struct kvmrt_vm *kvmrt_nl_vm(struct genl_info *info)
{
	return info->user_ptr[0];
}

/* netlink.c */
int kvmrt_nl_reply(struct genl_info *info, kvmrt_nl_fill_t *fill,
		   const void *object);
int kvmrt_nl_reply_sized(struct genl_info *info, size_t size,
			 kvmrt_nl_fill_t *fill, const void *object);
int kvmrt_nl_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      kvmrt_nl_fill_t *fill, const void *object);
int kvmrt_nl_dump_vms(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      kvmrt_nl_fill_t *fill);
int kvmrt_nl_dump_begin(struct netlink_callback *cb);
int kvmrt_nl_dump_refuse(struct netlink_callback *cb, unsigned int first,
			 unsigned int last);
struct sk_buff *kvmrt_nl_build(u8 cmd, size_t size, kvmrt_nl_fill_t *fill,
			       const void *object);

/* nl_irq.c */
struct cpumask;
struct kvmrt_irq_refusal;
int kvmrt_nl_put_cpus(struct sk_buff *skb, unsigned int type,
		      const struct cpumask *cpus);
/* 0; -EINVAL with its text: no list, or a CPU that does not exist. */
int kvmrt_nl_get_cpus(struct netlink_ext_ack *extack, const struct nlattr *attr,
		      struct cpumask *cpus);
struct kvmrt_irq_request;
extern const unsigned int kvmrt_nl_move_about[];
int kvmrt_nl_read_move(struct netlink_ext_ack *extack, struct nlattr **attrs,
		       u32 *irq, struct cpumask *cpus,
		       struct kvmrt_irq_request *request);
/* @types: by enum kvmrt_irq_about, the attribute of this request; 0: none. */
void kvmrt_nl_refuse(struct netlink_ext_ack *extack, struct nlattr **attrs,
		     const unsigned int *types,
		     const struct kvmrt_irq_refusal *refusal);

/* nl_event.c */
void kvmrt_nl_event_open(void);
void kvmrt_nl_event_close(void);

#endif /* KVMRT_HOST_NL_H */
