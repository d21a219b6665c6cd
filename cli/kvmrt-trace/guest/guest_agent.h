/* SPDX-License-Identifier: GPL-2.0-only */
/* kvmrt-trace agent: the guest's end of guest.h. */
#ifndef KVMRT_TRACE_GUEST_AGENT_H
#define KVMRT_TRACE_GUEST_AGENT_H

#include "guest.h"

/* One recording for whoever is at the other end; an exit code. */
int kt_agent_serve(int in, int out);
/* Calls the host some times from each CPU: pairs of events prove the order. */
void kt_agent_ping(void);

#endif /* KVMRT_TRACE_GUEST_AGENT_H */
