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
#include "last_vcpu.h"
#include "registry.h"

DEFINE_RAW_SPINLOCK(kvmrt_registry_lock);
LIST_HEAD(kvmrt_registry_vms);

static DEFINE_HASHTABLE(by_kvm, 6);	/* written under the lock, read by RCU */
static DEFINE_HASHTABLE(by_vcpu, 8);	/* likewise */

/*
 * Whose vCPU called last on this CPU.  Only a VM's own vCPUs put it here, and
 * it is taken out everywhere before KVM frees it, so that a match is alive.
 */
static DEFINE_PER_CPU(struct kvmrt_vm *, last_caller);

DEFINE_PER_CPU(struct kvmrt_vcpu *, kvmrt_last_vcpu);

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

	list_for_each_entry_safe(vcpu, next, &vm->vcpus, node) {
		kvmrt_exits_free(rcu_dereference_protected(vcpu->exits, true));
		kfree_rcu(vcpu, rcu);
	}
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
		kvmrt_account_vm_added(new);
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

static void forget_last(struct kvmrt_vm *vm, int cpu)
{
	struct kvmrt_vcpu **last = per_cpu_ptr(&kvmrt_last_vcpu, cpu);
	struct kvmrt_vcpu *vcpu = READ_ONCE(*last);

	cmpxchg(per_cpu_ptr(&last_caller, cpu), vm, NULL);
	/* Of a VM that is not buried yet, or we would not find it here. */
	if (vcpu && vcpu->vm == vm)
		cmpxchg(last, vcpu, NULL);
}

/*
 * Out of the set.  Its vCPUs run no more, so nobody makes it the last caller
 * again; and it isn't before our unlock that somebody may free it.
 */
static void bury(struct kvmrt_vm *vm)
{
	struct kvmrt_vcpu *vcpu;
	int cpu;

	lockdep_assert_held(&kvmrt_registry_lock);

	hash_del_rcu(&vm->hash);
	list_for_each_entry(vcpu, &vm->vcpus, node)
		hash_del_rcu(&vcpu->hash);
	kvmrt_account_vm_gone(vm);
	list_move_tail(&vm->node, &dead_vms);
	vm->dead = true;
	for_each_possible_cpu(cpu)
		forget_last(vm, cpu);
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

/*
 * A vCPU that is complete becomes one of its VM.  -EEXIST: it is there
 * already; -EAGAIN: the VM's accounting was switched, begin anew.
 */
int kvmrt_registry_insert_vcpu(struct kvmrt_vcpu *vcpu)
{
	struct kvmrt_vm *vm = vcpu->vm;
	int ret = 0;

	raw_spin_lock(&kvmrt_registry_lock);
	if (vm->nr_vcpus != vcpu->index) {
		ret = -EEXIST;
	} else if (vm->accounted != !!rcu_access_pointer(vcpu->exits)) {
		ret = -EAGAIN;
	} else {
		list_add_tail(&vcpu->node, &vm->vcpus);
		hash_add_rcu(by_vcpu, &vcpu->hash, (unsigned long)vcpu->vcpu);
		vm->nr_vcpus++;
		kvmrt_registry_changed(vm);
	}
	raw_spin_unlock(&kvmrt_registry_lock);
	return ret;
}

/**
 * kvmrt_registry_find_vcpu() - the long way of kvmrt_last_vcpu_is()
 * @kvm_vcpu: KVM's vCPU, inside KVM_RUN on this CPU
 *
 * Return: what we know of it, NULL if it isn't in the registry yet.
 */
struct kvmrt_vcpu *kvmrt_registry_find_vcpu(const struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_vcpu *vcpu;

	hash_for_each_possible_rcu_notrace(by_vcpu, vcpu, hash,
					   (unsigned long)kvm_vcpu) {
		if (vcpu->vcpu == kvm_vcpu) {
			__this_cpu_write(kvmrt_last_vcpu, vcpu);
			return vcpu;
		}
	}
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_find_vcpu);

/**
 * kvmrt_registry_vcpu_of_current() - the vCPU that this thread runs
 *
 * For probes, with preemption off, inside KVM_RUN, where KVM tells no vCPU.
 *
 * Return: the vCPU whose exit was seen last on this thread, or NULL.
 */
struct kvmrt_vcpu *kvmrt_registry_vcpu_of_current(void)
{
	struct kvmrt_vcpu *vcpu = __this_cpu_read(kvmrt_last_vcpu), *found = NULL;
	int bucket;

	if (likely(vcpu && vcpu->task == current))
		return vcpu;

	/* It moved here since its exit. */
	hash_for_each_rcu(by_vcpu, bucket, vcpu, hash)
		if (READ_ONCE(vcpu->task) == current &&
		    (!found || vcpu->trip.tsc > found->trip.tsc))
			found = vcpu;
	return found;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_registry_vcpu_of_current);

void kvmrt_registry_forget_trips(void)
{
	struct kvmrt_vcpu *vcpu;
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry(vm, &kvmrt_registry_vms, node)
		list_for_each_entry(vcpu, &vm->vcpus, node) {
			WRITE_ONCE(vcpu->trip.out, false);
			WRITE_ONCE(vcpu->trip.msr_access, 0);
			WRITE_ONCE(vcpu->trip.to_user, false);
			WRITE_ONCE(vcpu->trip.told, false);
		}
	raw_spin_unlock(&kvmrt_registry_lock);
}

void kvmrt_registry_note_tsc(void)
{
	const struct kvm_vcpu_arch *arch;
	struct kvmrt_vcpu *vcpu;
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry(vm, &kvmrt_registry_vms, node)
		list_for_each_entry(vcpu, &vm->vcpus, node) {
			arch = &vcpu->vcpu->arch;
			vcpu->tsc_offset = READ_ONCE(arch->l1_tsc_offset);
			vcpu->tsc_ratio = READ_ONCE(arch->l1_tsc_scaling_ratio);
		}
	raw_spin_unlock(&kvmrt_registry_lock);
}

/* All VMs out of the set, alive or not; the hooks are gone. */
void kvmrt_registry_bury_all(void)
{
	struct kvmrt_vm *vm, *next;

	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry_safe(vm, next, &kvmrt_registry_vms, node)
		bury(vm);
	raw_spin_unlock(&kvmrt_registry_lock);
}
