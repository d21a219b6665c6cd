/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the module is and which parts of it work on this kernel. */
#ifndef KVMRT_STATUS_H
#define KVMRT_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/** struct kvmrt_status - a snapshot of the module's state */
struct kvmrt_status;

/** struct kvmrt_feature - one part of the module, within a status */
struct kvmrt_feature;

/**
 * enum kvmrt_feature_works - whether a part of the module works
 * @KVMRT_FEATURE_OFF: not available on this kernel, the reason says why
 * @KVMRT_FEATURE_WAITING: available, takes effect once kvm.ko is loaded
 * @KVMRT_FEATURE_ON: in effect
 */
enum kvmrt_feature_works {
	KVMRT_FEATURE_OFF = 0,
	KVMRT_FEATURE_WAITING = 1,
	KVMRT_FEATURE_ON = 2,
};

/**
 * kvmrt_status_get() - ask for the state of the module; needs no privilege
 * @ctx: the context
 * @status: receives the snapshot; end it with kvmrt_status_free()
 *
 * Returns 0 or one of the common errors.
 */
int kvmrt_status_get(struct kvmrt *ctx, struct kvmrt_status **status);

/** kvmrt_status_free() - end a snapshot; NULL is accepted */
void kvmrt_status_free(struct kvmrt_status *status);

/** kvmrt_status_module_version() - version of kvmrt.ko */
const char *kvmrt_status_module_version(const struct kvmrt_status *status);

/** kvmrt_status_kernel() - release of the running kernel */
const char *kvmrt_status_kernel(const struct kvmrt_status *status);

/** kvmrt_status_abi() - version of the hypercall ABI that guests see */
uint32_t kvmrt_status_abi(const struct kvmrt_status *status);

/** kvmrt_status_kvm_loaded() - is kvm.ko loaded? */
bool kvmrt_status_kvm_loaded(const struct kvmrt_status *status);

/** kvmrt_status_vms() - number of VMs that the module knows */
uint32_t kvmrt_status_vms(const struct kvmrt_status *status);

/** kvmrt_status_missed() - VMs and vCPUs missed for want of memory */
uint64_t kvmrt_status_missed(const struct kvmrt_status *status);

/** kvmrt_status_features() - number of parts that the module has */
size_t kvmrt_status_features(const struct kvmrt_status *status);

/**
 * kvmrt_status_feature() - one part of the module
 * @status: the snapshot
 * @index: 0 to kvmrt_status_features() - 1
 *
 * NULL if there is no such index.  Valid as long as the snapshot.
 */
const struct kvmrt_feature *
kvmrt_status_feature(const struct kvmrt_status *status, size_t index);

/** kvmrt_feature_name() - what it is called in messages and documents */
const char *kvmrt_feature_name(const struct kvmrt_feature *feature);

/** kvmrt_feature_state() - does it work? */
enum kvmrt_feature_works
kvmrt_feature_state(const struct kvmrt_feature *feature);

/** kvmrt_feature_state_name() - its state as a word: "off", "waiting", "on" */
const char *kvmrt_feature_state_name(const struct kvmrt_feature *feature);

/** kvmrt_feature_reason() - why it is off or waiting; NULL if none is given */
const char *kvmrt_feature_reason(const struct kvmrt_feature *feature);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_STATUS_H */
