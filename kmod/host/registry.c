// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VMs exist: the set, finding in it, and leaving it.  No reference on a
 * VM is ever taken: it dies when its VMM dies.  How VMs come in is scan.c's.
 *
 * VMs go out by one way: KVM calls kvm_arch_pre_destroy_vm() after it took
 * the VM off vm_list (under kvm_lock), when no vCPU can run any more.  So a
 * VM that is on the list, or whose vCPU runs, can't have passed the way out
 * yet: what comes in always meets its end.  Only after it does KVM free the
 * vCPUs, so that vcpu pointers in here are good under our lock.
 */
#include <linux/hashtable.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "kvmrt.h"
#include "registry.h"

DEFINE_RAW_SPINLOCK(kvmrt_registry_lock);
LIST_HEAD(kvmrt_registry_vms);

static DEFINE_HASHTABLE(by_kvm, 6);	/* written under the lock, read by RCU */

/*
 * Whose vCPU called last on this CPU.  Only a VM's own vCPUs put it here, and
 * it is taken out everywhere before KVM frees it, so that a match is alive.
 */
static DEFINE_PER_CPU(struct kvmrt_vm *, last_caller);

static LIST_HEAD(dead_vms);		/* under the lock, until work buries them */
static u32 last_id;			/* under the lock */
static u32 nr_vms;			/* written under the lock */
static u32 generation = 1;		/* written under the lock */

struct kvmrt_vm *kvmrt_registry_find(const struct kvm *kvm)
{
	struct kvmrt_vm *vm;

	hash_for_each_possible_rcu(by_kvm, vm, hash, (unsigned long)kvm,
				   lockdep_is_held(&kvmrt_registry_lock))
		if (vm->kvm == kvm)
			return vm;

	return NULL;
}

void kvmrt_registry_changed(struct kvmrt_vm *vm)
{
	lockdep_assert_held(&kvmrt_registry_lock);

	WRITE_ONCE(generation, generation + 1);
	set_bit(KVMRT_VM_CHANGED, &vm->pending);
}

/* For a VM that nobody has seen, or whose last reader is done. */
void kvmrt_registry_free(struct kvmrt_vm *vm)
{
	struct kvmrt_vcpu *vcpu, *next;

	list_for_each_entry_safe(vcpu, next, &vm->vcpus, node)
		kfree(vcpu);
	put_pid(vm->pid);
	kfree_rcu(vm, rcu);
}

static void vm_release(struct kref *ref)
{
	kvmrt_registry_free(container_of(ref, struct kvmrt_vm, ref));
}

/**
 * kvmrt_vm_put() - drop a reference of kvmrt_vm_get_id() and its kin
 * @vm: the VM, or NULL
 */
void kvmrt_vm_put(struct kvmrt_vm *vm)
{
	if (vm)
		kref_put(&vm->ref, vm_release);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_put);

/* Into the set, unless somebody else was faster; the one that is in it. */
struct kvmrt_vm *kvmrt_registry_insert(struct kvmrt_vm *new)
{
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	vm = kvmrt_registry_find(new->kvm);
	if (!vm) {
		new->id = ++last_id;
		hash_add_rcu(by_kvm, &new->hash, (unsigned long)new->kvm);
		list_add_tail(&new->node, &kvmrt_registry_vms);
		WRITE_ONCE(nr_vms, nr_vms + 1);
		WRITE_ONCE(generation, generation + 1);
		vm = new;
	}
	raw_spin_unlock(&kvmrt_registry_lock);
	return vm;
}

/* A dead VM and the registry's reference on it, or NULL. */
struct kvmrt_vm *kvmrt_registry_next_dead(void)
{
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	vm = list_first_entry_or_null(&dead_vms, struct kvmrt_vm, node);
	if (vm)
		list_del(&vm->node);
	raw_spin_unlock(&kvmrt_registry_lock);
	return vm;
}

/*
 * Out of the set.  Its vCPUs run no more, so nobody makes it the last caller
 * again; and it isn't before our unlock that somebody may free it.
 */
static void bury(struct kvmrt_vm *vm)
{
	int cpu;

	lockdep_assert_held(&kvmrt_registry_lock);

	hash_del_rcu(&vm->hash);
	list_move_tail(&vm->node, &dead_vms);
	vm->dead = true;
	for_each_possible_cpu(cpu)
		cmpxchg(per_cpu_ptr(&last_caller, cpu), vm, NULL);
	WRITE_ONCE(nr_vms, nr_vms - 1);
	WRITE_ONCE(generation, generation + 1);
}

/**
 * kvmrt_registry_vm_gone() - KVM begins to destroy a VM
 * @kvm: the VM, perhaps one that was never taken in
 *
 * Callable with preemption off.  When it returns nobody uses @kvm any more.
 */
void kvmrt_registry_vm_gone(struct kvm *kvm)
{
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	vm = kvmrt_registry_find(kvm);
	if (vm)
		bury(vm);
	raw_spin_unlock(&kvmrt_registry_lock);

	if (vm)
		kvmrt_scan_kick();
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_vm_gone);

/**
 * kvmrt_registry_vm_running() - the VM of a vCPU that is inside KVM_RUN
 * @vcpu: the vCPU, loaded by the caller's thread
 *
 * Return: the VM, valid until the vCPU leaves KVM_RUN; NULL without memory.
 */
struct kvmrt_vm *kvmrt_registry_vm_running(struct kvm_vcpu *vcpu)
{
	struct kvmrt_vm *vm;

	/* Preemption off is RCU too, and the short way: every PING comes by. */
	preempt_disable();
	vm = this_cpu_read(last_caller);
	if (unlikely(!vm || vm->kvm != vcpu->kvm)) {
		vm = kvmrt_registry_find(vcpu->kvm);
		this_cpu_write(last_caller, vm);
	}
	preempt_enable();
	if (likely(vm))
		return vm;

	return kvmrt_scan_adopt_running(vcpu);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_vm_running);

/**
 * kvmrt_registry_vm_id() - the id of a VM that can't go away now
 * @kvm: the VM
 *
 * Return: its id, 0 if it isn't in the registry yet.
 */
u32 kvmrt_registry_vm_id(const struct kvm *kvm)
{
	struct kvmrt_vm *vm;
	u32 id;

	rcu_read_lock();
	vm = kvmrt_registry_find(kvm);
	id = vm ? vm->id : 0;
	rcu_read_unlock();
	return id;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_vm_id);

/**
 * kvmrt_registry_count() - how many VMs are alive
 *
 * Return: that number.
 */
u32 kvmrt_registry_count(void)
{
	return READ_ONCE(nr_vms);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_count);

/**
 * kvmrt_registry_generation() - changes with every VM that comes, goes, changes
 *
 * Return: the generation, never 0, for cb->seq of a dump.
 */
u32 kvmrt_registry_generation(void)
{
	return READ_ONCE(generation) ?: 1;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_generation);

/* All VMs out of the set, alive or not; the hooks are gone. */
void kvmrt_registry_bury_all(void)
{
	struct kvmrt_vm *vm, *next;

	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry_safe(vm, next, &kvmrt_registry_vms, node)
		bury(vm);
	raw_spin_unlock(&kvmrt_registry_lock);
}
