/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interrupts: what crosses the files about them, and events. */
#ifndef KVMRT_SRC_IRQ_H
#define KVMRT_SRC_IRQ_H

#include "internal.h"

/* Not reached through the tables that make symbols replaceable. */
#pragma GCC visibility push(hidden)

/* Bytes of names that others chose; longer ones are cut. */
#define KVMRT_IRQ_NAME_BYTES	64

/* Bytes of a list of CPUs in a request, with its NUL. */
#define KVMRT_IRQ_LIST_BYTES	1024

struct kvmrt_irq_count {
	uint32_t cpu;
	uint64_t count;
};

/* Lists of CPUs are as long as the host has CPUs, so they are allocated. */
struct kvmrt_irq {
	uint32_t number;
	uint32_t kind;		/* UINT32_MAX: gone */
	uint32_t hold;
	uint32_t node;		/* UINT32_MAX: unknown */
	uint32_t threaded;
	uint32_t remapped;
	uint32_t pending;
	uint32_t moved;
	uint32_t reserved;	/* UINT32_MAX: none */
	uint64_t moves;
	uint64_t retaken;
	uint64_t arrivals;
	char name[KVMRT_IRQ_NAME_BYTES];
	char device[KVMRT_IRQ_NAME_BYTES];
	char chip[KVMRT_IRQ_NAME_BYTES];
	char *home;		/* lists of CPUs; NULL: absent */
	char *affinity;
	char *effective;
	struct kvmrt_irq_count *counts;
	size_t nr_counts;
	size_t room;
};

struct kvmrt_irq_guard {
	uint32_t policy;
	uint64_t seen;
	uint64_t retaken;
	uint64_t worst_ns;
	char *cpus;
	char *to;
	char *default_cpus;
};

struct kvmrt_irq_bind {
	char device[KVMRT_IRQ_DEVICE_BYTES];
	char *cpus;
};

/*
 * Of a message: 0, -EBADMSG or -ENOMEM; what failed holds nothing.  Each has
 * its function that frees what is in the object, but not the object.
 */
int kvmrt_irq_from_nl(const struct nlmsghdr *nlh, void *object);
void kvmrt_irq_drop(void *object);
int kvmrt_irq_guard_from_nl(const struct nlmsghdr *nlh, void *object);
void kvmrt_irq_guard_drop(void *object);
int kvmrt_irq_bind_from_nl(const struct nlmsghdr *nlh, void *object);
void kvmrt_irq_bind_drop(void *object);

/* An attribute that is a list of CPUs: 0, -EBADMSG or -ENOMEM. */
int kvmrt_irq_take_list(const void *payload, size_t len, char **list);

/* Adds a list of CPUs to a request: 0, or -ERANGE with the error's text. */
int kvmrt_irq_put_list(struct kvmrt *ctx, union kvmrt_nl_request *request,
		       uint16_t type, const char *list);

/*
 * What a call came to, for the caller.  The module says ENODEV of a CPU that is
 * offline; from us that means that there is no module.
 */
int kvmrt_irq_verdict(struct kvmrt *ctx, int ret);

#pragma GCC visibility pop

#endif /* KVMRT_SRC_IRQ_H */
