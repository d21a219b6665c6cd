/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's module and its gates, by its netlink family "kvmrt_guest", for
 * an administrator in the guest.  Applications have <kvmrt/gs.h>.
 *
 * The functions that ask the kernel return the errors of <kvmrt/kvmrt.h>, with
 * kvmrt_guest.ko in the place of kvmrt.ko.
 */
#ifndef KVMRT_GUEST_LIB_H
#define KVMRT_GUEST_LIB_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/**
 * enum kvmrt_gate - gates of the guest, each a bit
 * @KVMRT_GATE_HC: gs_hc_guest_enabled: this kernel may call the host
 * @KVMRT_GATE_SYSCALL: gs_syscall_enabled: applications may call this kernel
 */
enum kvmrt_gate {
	KVMRT_GATE_HC = 1,
	KVMRT_GATE_SYSCALL = 2,
};

/** kvmrt_gate_name() - parameter of kvmrt_guest.ko; NULL for no single gate */
const char *kvmrt_gate_name(uint32_t gate);

/** struct kvmrt_guest - a snapshot of the guest's module */
struct kvmrt_guest;

/**
 * kvmrt_guest_get() - ask the guest's module
 * @ctx: the context
 * @guest: receives the snapshot; end it with kvmrt_guest_free()
 *
 * Needs no privilege.  Returns 0 or one of the common errors.
 */
int kvmrt_guest_get(struct kvmrt *ctx, struct kvmrt_guest **guest);

/** kvmrt_guest_free() - end a snapshot; NULL is accepted */
void kvmrt_guest_free(struct kvmrt_guest *guest);

/** kvmrt_guest_version() - version of kvmrt_guest.ko; valid as the snapshot */
const char *kvmrt_guest_version(const struct kvmrt_guest *guest);

/** kvmrt_guest_gates() - enum kvmrt_gate of those that are open */
uint32_t kvmrt_guest_gates(const struct kvmrt_guest *guest);

/** kvmrt_guest_vm_id() - the host's id of this VM; 0 if unknown */
uint32_t kvmrt_guest_vm_id(const struct kvmrt_guest *guest);

/**
 * kvmrt_gate_set() - open or close gates
 * @ctx: the context
 * @gates: enum kvmrt_gate of those to change
 * @open: open them or close them
 *
 * At once, for everybody in this guest, until the module goes.  Returns 0,
 * -EINVAL for no gate or one that this library doesn't know, -EPERM without
 * CAP_NET_ADMIN, or one of the common errors.
 */
int kvmrt_gate_set(struct kvmrt *ctx, uint32_t gates, bool open);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_GUEST_LIB_H */
