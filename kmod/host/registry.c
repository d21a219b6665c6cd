// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VMs exist, kept without their doing anything.  No reference on a VM
 * is ever taken: it dies when its VMM dies.
 *
 * VMs come in by two ways, both of which may sleep:
 *   - scan(), a walk of KVM's vm_list under kvm_lock, started by hooks that
 *     see VMs and vCPUs being created, and by readers;
 *   - kvmrt_registry_vm_running(), out of KVM_RUN of one of its vCPUs, for a
 *     guest that calls before the walk came to it.
 * VMs go out by one way: KVM calls kvm_arch_pre_destroy_vm() after it took
 * the VM off vm_list (under kvm_lock), when no vCPU can run any more.  So a
 * VM that is on the list, or whose vCPU runs, can't have passed the way out
 * yet: what comes in always meets its end.  Only after it does KVM free the
 * vCPUs, so that vcpu pointers in here are good under our lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hashtable.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "kvmrt.h"
#include "ksym.h"
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
static atomic64_t missed;

static DEFINE_MUTEX(scan_lock);		/* protects can_scan against detach */
static bool can_scan;

static void registry_work(struct work_struct *work);
static DECLARE_WORK(work, registry_work);

static bool closed;			/* the module goes: no more work */

/* A VM that exists before us is as old as its process, as far as we know. */
static bool first_scan;

static struct kvmrt_vm *find(const struct kvm *kvm)
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

/* KVM notes the thread that created the VM; the VMM is its whole process. */
static struct task_struct *get_vmm(const struct kvm *kvm)
{
	struct task_struct *task, *leader = NULL;

	rcu_read_lock();
	task = pid_task(find_pid_ns(kvm->userspace_pid, &init_pid_ns),
			PIDTYPE_PID);
	if (task) {
		leader = task->group_leader;
		get_task_struct(leader);
	}
	rcu_read_unlock();

	return leader;
}

static struct kvmrt_vm *vm_alloc(struct kvm *kvm)
{
	struct task_struct *vmm;
	struct kvmrt_vm *vm;

	vm = kzalloc(sizeof(*vm), GFP_KERNEL);
	if (!vm)
		return NULL;

	kref_init(&vm->ref);
	INIT_LIST_HEAD(&vm->vcpus);
	vm->kvm = kvm;
	vm->start_ns = ktime_get_boottime_ns();
	set_bit(KVMRT_VM_ADDED, &vm->pending);
	kvmrt_gs_init_vm(&vm->gs);

	vmm = get_vmm(kvm);
	if (vmm) {
		vm->pid = get_task_pid(vmm, PIDTYPE_TGID);
		get_task_comm(vm->comm, vmm);
		if (first_scan)
			vm->start_ns = vmm->start_boottime;
		put_task_struct(vmm);
	}

	return vm;
}

/* For a VM that nobody has seen, or whose last reader is done. */
static void vm_free(struct kvmrt_vm *vm)
{
	struct kvmrt_vcpu *vcpu, *next;

	list_for_each_entry_safe(vcpu, next, &vm->vcpus, node)
		kfree(vcpu);
	put_pid(vm->pid);
	kfree_rcu(vm, rcu);
}

static void vm_release(struct kref *ref)
{
	vm_free(container_of(ref, struct kvmrt_vm, ref));
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

/* Into the set, unless somebody else was faster; the one that is in it. */
static struct kvmrt_vm *insert(struct kvmrt_vm *new)
{
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	vm = find(new->kvm);
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

static bool add_vcpu(struct kvmrt_vm *vm, struct kvm_vcpu *kvm_vcpu, u32 index)
{
	struct kvmrt_vcpu *vcpu;

	vcpu = kzalloc(sizeof(*vcpu), GFP_KERNEL);
	if (!vcpu)
		return false;

	vcpu->vcpu = kvm_vcpu;
	vcpu->id = kvm_vcpu->vcpu_id;
	vcpu->index = index;

	raw_spin_lock(&kvmrt_registry_lock);
	if (vm->nr_vcpus == index) {
		list_add_tail(&vcpu->node, &vm->vcpus);
		vm->nr_vcpus++;
		kvmrt_registry_changed(vm);
		vcpu = NULL;
	}
	raw_spin_unlock(&kvmrt_registry_lock);

	kfree(vcpu);
	return true;
}

/*
 * Take a VM in, or what is new of one that is in.  The caller holds kvm_lock
 * and found it on vm_list, or is inside KVM_RUN of one of its vCPUs.
 */
static struct kvmrt_vm *adopt(struct kvm *kvm)
{
	struct kvmrt_vm *vm, *new;
	struct kvm_vcpu *vcpu;
	unsigned long i;

	rcu_read_lock();
	vm = find(kvm);
	rcu_read_unlock();

	if (!vm) {
		new = vm_alloc(kvm);
		if (!new)
			goto err_missed;
		vm = insert(new);
		if (vm != new)
			vm_free(new);
	}

	kvm_for_each_vcpu(i, vcpu, kvm) {
		if (i < READ_ONCE(vm->nr_vcpus))
			continue;
		if (!add_vcpu(vm, vcpu, i))
			goto err_missed;
	}

	return vm;

err_missed:
	atomic64_inc(&missed);
	pr_warn_ratelimited("no memory to register a VM or vCPU of process %d; it is tried again\n",
			    kvm->userspace_pid);
	return vm;
}

static void scan(void)
{
	struct kvm *kvm;

	mutex_lock(&scan_lock);
	if (can_scan) {
		mutex_lock(kvmrt_ksym_kvm.lock);
		list_for_each_entry(kvm, kvmrt_ksym_kvm.vm_list, vm_list)
			adopt(kvm);
		mutex_unlock(kvmrt_ksym_kvm.lock);
		first_scan = false;
	}
	mutex_unlock(&scan_lock);
}

/* Tell listeners what became of a VM since they last heard. */
static void notify(struct kvmrt_vm *vm)
{
	struct kvmrt_vm_info info;

	kvmrt_vm_info(vm, &info);
	if (test_and_clear_bit(KVMRT_VM_ADDED, &vm->pending)) {
		clear_bit(KVMRT_VM_CHANGED, &vm->pending);
		kvmrt_nl_notify_vm(KVMRT_VM_ADDED, &info);
	} else if (test_and_clear_bit(KVMRT_VM_CHANGED, &vm->pending)) {
		kvmrt_nl_notify_vm(KVMRT_VM_CHANGED, &info);
	}
}

static void notify_live(void)
{
	struct kvmrt_vm *vm;
	u32 id = 0;

	while ((vm = kvmrt_vm_get_next(id))) {
		id = vm->id;
		if (READ_ONCE(vm->pending))
			notify(vm);
		kvmrt_vm_put(vm);
	}
}

static struct kvmrt_vm *next_dead(void)
{
	struct kvmrt_vm *vm;

	raw_spin_lock(&kvmrt_registry_lock);
	vm = list_first_entry_or_null(&dead_vms, struct kvmrt_vm, node);
	if (vm)
		list_del(&vm->node);
	raw_spin_unlock(&kvmrt_registry_lock);

	return vm;
}

static void bury(void)
{
	struct kvmrt_vm_info info;
	struct kvmrt_vm *vm;

	while ((vm = next_dead())) {
		/* Who was never announced is, so that listeners can count. */
		if (test_bit(KVMRT_VM_ADDED, &vm->pending))
			notify(vm);
		kvmrt_vm_info(vm, &info);
		kvmrt_nl_notify_vm(KVMRT_VM_DELETED, &info);
		kvmrt_vm_put(vm);
	}
}

static void registry_work(struct work_struct *unused)
{
	scan();
	notify_live();
	bury();
}

/**
 * kvmrt_registry_kick() - something grew: look at KVM's list soon
 *
 * Callable with preemption off.
 */
void kvmrt_registry_kick(void)
{
	if (!READ_ONCE(closed))
		queue_work(system_unbound_wq, &work);
}

/* Its vCPUs run no more, so nobody puts it back. */
static void forget_caller(struct kvmrt_vm *vm)
{
	int cpu;

	for_each_possible_cpu(cpu)
		cmpxchg(per_cpu_ptr(&last_caller, cpu), vm, NULL);
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
	vm = find(kvm);
	if (vm) {
		hash_del_rcu(&vm->hash);
		list_move_tail(&vm->node, &dead_vms);
		vm->dead = true;
		WRITE_ONCE(nr_vms, nr_vms - 1);
		WRITE_ONCE(generation, generation + 1);
	}
	raw_spin_unlock(&kvmrt_registry_lock);

	if (vm) {
		forget_caller(vm);
		kvmrt_registry_kick();
	}
}

/**
 * kvmrt_registry_refresh() - make every VM that exists now visible
 *
 * Sleeps; takes KVM's kvm_lock, so not to be called with one of KVM's locks
 * or inside KVM_RUN.
 */
void kvmrt_registry_refresh(void)
{
	scan();
}

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
		vm = find(vcpu->kvm);
		this_cpu_write(last_caller, vm);
	}
	preempt_enable();
	if (likely(vm))
		return vm;

	vm = adopt(vcpu->kvm);
	kvmrt_registry_kick();
	return vm;
}

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
	vm = find(kvm);
	id = vm ? vm->id : 0;
	rcu_read_unlock();

	return id;
}

/**
 * kvmrt_registry_missed() - how often memory was short for a VM or vCPU
 *
 * Return: that number, since the module was loaded.
 */
u64 kvmrt_registry_missed(void)
{
	return atomic64_read(&missed);
}

/**
 * kvmrt_registry_count() - how many VMs are alive
 *
 * Return: that number.
 */
u32 kvmrt_registry_count(void)
{
	return READ_ONCE(nr_vms);
}

/**
 * kvmrt_registry_generation() - changes with every VM that comes, goes, changes
 *
 * Return: the generation, never 0, for cb->seq of a dump.
 */
u32 kvmrt_registry_generation(void)
{
	return READ_ONCE(generation) ?: 1;
}

/**
 * kvmrt_registry_attach() - kvm.ko is there and hooked
 *
 * Without its hooks, nothing is ever taken in.
 */
void kvmrt_registry_attach(void)
{
	if (!kvmrt_feature_is_on(KVMRT_FEATURE_REGISTRY))
		return;

	mutex_lock(&scan_lock);
	first_scan = true;
	can_scan = true;
	mutex_unlock(&scan_lock);
	kvmrt_registry_kick();
}

/**
 * kvmrt_registry_detach() - hooks are out; forget all VMs, alive or not
 */
void kvmrt_registry_detach(void)
{
	struct kvmrt_vm *vm, *next;

	mutex_lock(&scan_lock);
	can_scan = false;
	mutex_unlock(&scan_lock);

	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry_safe(vm, next, &kvmrt_registry_vms, node) {
		hash_del_rcu(&vm->hash);
		list_move_tail(&vm->node, &dead_vms);
		vm->dead = true;
		forget_caller(vm);
	}
	WRITE_ONCE(nr_vms, 0);
	WRITE_ONCE(generation, generation + 1);
	raw_spin_unlock(&kvmrt_registry_lock);

	kvmrt_registry_kick();
	flush_work(&work);
}

/**
 * kvmrt_registry_exit() - after the last hook; no notification comes any more
 */
void kvmrt_registry_exit(void)
{
	WRITE_ONCE(closed, true);
	cancel_work_sync(&work);
}
