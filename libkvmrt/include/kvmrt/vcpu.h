/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual CPUs, the threads that run them, and their clocks. */
#ifndef KVMRT_VCPU_H
#define KVMRT_VCPU_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/** struct kvmrt_vcpu - a snapshot of one vCPU, within a list */
struct kvmrt_vcpu;

/** struct kvmrt_vcpu_list - snapshots of vCPUs, by VM, in order of creation */
struct kvmrt_vcpu_list;

/**
 * kvmrt_vcpu_list_get() - the vCPUs of a VM, or of all
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for all VMs
 * @list: receives the list; end it with kvmrt_vcpu_list_free()
 *
 * Returns 0 (for an empty list too), -ENOENT if there is no such VM, or one
 * of the common errors.
 */
int kvmrt_vcpu_list_get(struct kvmrt *ctx, uint32_t vm_id,
			struct kvmrt_vcpu_list **list);

/** kvmrt_vcpu_list_free() - end a list and the vCPUs in it; NULL is accepted */
void kvmrt_vcpu_list_free(struct kvmrt_vcpu_list *list);

/** kvmrt_vcpu_list_count() - number of vCPUs in the list */
size_t kvmrt_vcpu_list_count(const struct kvmrt_vcpu_list *list);

/**
 * kvmrt_vcpu_list_at() - one vCPU of the list
 * @list: the list
 * @index: 0 to kvmrt_vcpu_list_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the list.
 */
const struct kvmrt_vcpu *
kvmrt_vcpu_list_at(const struct kvmrt_vcpu_list *list, size_t index);

/** kvmrt_vcpu_vm_id() - id of the VM that it belongs to */
uint32_t kvmrt_vcpu_vm_id(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_id() - its id, as the monitor chose it */
uint32_t kvmrt_vcpu_id(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_index() - its position in order of creation, from 0 */
uint32_t kvmrt_vcpu_index(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_tid() - the thread that runs it; 0 before its first run */
pid_t kvmrt_vcpu_tid(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_tsc_khz() - rate of the guest's TSC; 0 if unknown */
uint32_t kvmrt_vcpu_tsc_khz(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_tsc_offset() - what the guest's TSC is ahead of the host's */
int64_t kvmrt_vcpu_tsc_offset(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_tsc_ratio() - scaling ratio, fixed point */
uint64_t kvmrt_vcpu_tsc_ratio(const struct kvmrt_vcpu *vcpu);

/** kvmrt_vcpu_tsc_ratio_frac_bits() - fraction bits of it; 0: no scaling */
uint32_t kvmrt_vcpu_tsc_ratio_frac_bits(const struct kvmrt_vcpu *vcpu);

/**
 * kvmrt_vcpu_guest_tsc() - what the guest's TSC read at a time of the host's
 * @vcpu: the vCPU
 * @host_tsc: TSC of the host
 *
 * (host_tsc x ratio >> fraction bits) + offset, modulo 2^64, as the CPU does.
 */
uint64_t kvmrt_vcpu_guest_tsc(const struct kvmrt_vcpu *vcpu,
			      uint64_t host_tsc);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_VCPU_H */
