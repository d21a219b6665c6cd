/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making events, for the subscription that reads them. */
#ifndef KVMRT_SRC_EVENT_H
#define KVMRT_SRC_EVENT_H

#include "internal.h"

/* Not reached through the tables that make symbols replaceable. */
#pragma GCC visibility push(hidden)

/* An event without content: 0 or -ENOMEM. */
int kvmrt_event_new(enum kvmrt_event_kind kind, struct kvmrt_event **event);

/*
 * The event of a notification of our family: 1 with an event, 0 for one that
 * this library doesn't know, -EBADMSG or -ENOMEM.
 */
int kvmrt_event_from_nl(const struct nlmsghdr *nlh, struct kvmrt_event **event);

#pragma GCC visibility pop

#endif /* KVMRT_SRC_EVENT_H */
