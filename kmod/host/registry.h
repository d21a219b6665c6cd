/* SPDX-License-Identifier: GPL-2.0-only */
/* What registry.c shares with scan.c and vm.c: the set of VMs and its lock. */
#ifndef KVMRT_HOST_REGISTRY_H
#define KVMRT_HOST_REGISTRY_H

#include <linux/list.h>
#include <linux/spinlock.h>

#include "visible.h"

struct kvm;
struct kvmrt_vcpu;
struct kvmrt_vm;

/*
 * Protects the list and the hash of VMs, their vCPU lists, dead, name and the
 * generation.  Raw, since VMs leave from an ftrace callback, which may run
 * with preemption off on PREEMPT_RT too; so nothing is allocated, freed or
 * printed under it.
 */
extern raw_spinlock_t kvmrt_registry_lock;

/* All live VMs by ascending id; under the lock. */
extern struct list_head kvmrt_registry_vms;

/* A VM changed: readers' dumps begin anew, listeners hear.  Under the lock. */
void kvmrt_registry_changed(struct kvmrt_vm *vm);

/* Under the lock or RCU. */
struct kvmrt_vm *kvmrt_registry_find(const struct kvm *kvm);
struct kvmrt_vm *kvmrt_registry_insert(struct kvmrt_vm *new);
void kvmrt_registry_free(struct kvmrt_vm *vm);
int kvmrt_registry_insert_vcpu(struct kvmrt_vcpu *vcpu);
struct kvmrt_vm *kvmrt_registry_next_dead(void);
void kvmrt_registry_bury_all(void);

#endif /* KVMRT_HOST_REGISTRY_H */
