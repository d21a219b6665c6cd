/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Evacuations: the request is the same for the plan and for the deed. */
#ifndef KVMRT_SRC_IRQ_PLAN_H
#define KVMRT_SRC_IRQ_PLAN_H

#include "irq.h"

/* Not reached through the tables that make symbols replaceable. */
#pragma GCC visibility push(hidden)

/* Starts the request. */
void kvmrt_irq_evacuation_request(union kvmrt_nl_request *request,
				  const struct kvmrt_irq_evacuation *evacuation);

#pragma GCC visibility pop

#endif /* KVMRT_SRC_IRQ_PLAN_H */
