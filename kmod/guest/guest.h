/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prototypes of the guest module, grouped by the file that implements them.
 *
 * Calls go down: main -> {gs_dev, netlink} -> gs_call -> host.  Nothing points
 * up but the notification, which host.c hands to netlink.c.
 */
#ifndef KVMRT_GUEST_GUEST_H
#define KVMRT_GUEST_GUEST_H

#include <linux/bits.h>
#include <linux/kvmrt_gs.h>
#include <linux/kvmrt_guest.h>
#include <linux/types.h>

#define KVMRT_GUEST_VERSION "0.1.0"

/* ---------------------------------------------------------------- host.c */

/* The third bit beside KVMRT_GUEST_GATE_*, and all three together. */
#define KVMRT_GUEST_SERVES	BIT(2)
#define KVMRT_GUEST_READY	(KVMRT_GUEST_GATE_HC | KVMRT_GUEST_GATE_SYSCALL | \
				 KVMRT_GUEST_SERVES)

extern unsigned int kvmrt_guest_ready;
extern bool kvmrt_gs_hc_guest_enabled;
extern bool kvmrt_gs_syscall_enabled;

void kvmrt_host_init(void);
int kvmrt_host_check(void);
int kvmrt_host_refusal(long ret);
u32 kvmrt_host_limit(enum kvmrt_gs_fn fn, u32 len);
void kvmrt_host_status(struct kvmrt_guest_status *status);
void kvmrt_host_set_gates(u32 gates, u32 mask);
const char *kvmrt_host_text(u32 host);

/* ------------------------------------------------------------- gs_call.c */

int kvmrt_gs_init(void);
void kvmrt_gs_exit(void);
long kvmrt_gs_ping(unsigned long cookie);
long kvmrt_gs_flush(unsigned long scope);
long kvmrt_gs_log_user(enum kvmrt_gs_fn fn, const void __user *from, u32 len);
long kvmrt_gs_log(enum kvmrt_gs_fn fn, const void *from, u32 len);

/* -------------------------------------------------------------- gs_dev.c */

int kvmrt_dev_init(void);
void kvmrt_dev_exit(void);

/* ------------------------------------------------------------- netlink.c */

int kvmrt_netlink_init(void);
void kvmrt_netlink_exit(void);
void kvmrt_netlink_notify(const struct kvmrt_guest_status *status);

#endif /* KVMRT_GUEST_GUEST_H */
