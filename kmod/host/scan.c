// SPDX-License-Identifier: GPL-2.0-only
/*
 * How VMs come into the registry, by two ways, both of which may sleep:
 *   - scan(), a walk of KVM's vm_list under kvm_lock, started by hooks that
 *     see VMs and vCPUs being created, and by readers;
 *   - kvmrt_scan_adopt_running(), out of KVM_RUN of one of its vCPUs, for a
 *     guest that calls before the walk came to it.
 * The same work tells listeners of VMs that came and went, and frees the dead.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "kvmrt.h"
#include "ksym.h"
#include "registry.h"
#include "visible.h"

static atomic64_t missed;

static DEFINE_MUTEX(scan_lock);		/* protects can_scan against detach */
static bool can_scan;

static void scan_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(work, scan_work);

/* How soon to look again for a VM that was half made. */
#define RESCAN_DELAY	msecs_to_jiffies(10)

static bool closed;			/* the module goes: no more work */

/* A VM that exists before us is as old as its process, as far as we know. */
static bool first_scan;

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

static void free_vcpu(struct kvmrt_vcpu *vcpu)
{
	kvmrt_exits_free(rcu_dereference_protected(vcpu->exits, true));
	kfree(vcpu);
}

static struct kvmrt_vcpu *alloc_vcpu(struct kvmrt_vm *vm,
				     struct kvm_vcpu *kvm_vcpu, u32 index)
{
	struct kvmrt_vcpu *vcpu;

	vcpu = kzalloc(sizeof(*vcpu), GFP_KERNEL);
	if (!vcpu)
		return NULL;

	if (READ_ONCE(vm->accounted)) {
		RCU_INIT_POINTER(vcpu->exits, kvmrt_exits_alloc());
		if (!rcu_access_pointer(vcpu->exits)) {
			kfree(vcpu);
			return NULL;
		}
	}

	vcpu->vcpu = kvm_vcpu;
	vcpu->vm = vm;
	vcpu->id = kvm_vcpu->vcpu_id;
	vcpu->index = index;
	vcpu->tag.vm = vm->id;
	vcpu->tag.vm_pid = kvm_vcpu->kvm->userspace_pid;
	vcpu->tag.vcpu = vcpu->id;
	return vcpu;
}

static bool add_vcpu(struct kvmrt_vm *vm, struct kvm_vcpu *kvm_vcpu, u32 index)
{
	struct kvmrt_vcpu *vcpu;
	int ret;

	do {
		vcpu = alloc_vcpu(vm, kvm_vcpu, index);
		if (!vcpu)
			return false;
		ret = kvmrt_registry_insert_vcpu(vcpu);
		if (ret)
			free_vcpu(vcpu);
	} while (ret == -EAGAIN);

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
	vm = kvmrt_registry_find(kvm);
	rcu_read_unlock();

	if (!vm) {
		new = vm_alloc(kvm);
		if (!new)
			goto err_missed;
		vm = kvmrt_registry_insert(new);
		if (vm != new)
			kvmrt_registry_free(new);
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

static void queue_scan(unsigned long delay)
{
	if (!READ_ONCE(closed))
		queue_delayed_work(system_unbound_wq, &work, delay);
}

/*
 * KVM notes the creator as its last step, after the VM is on vm_list: one
 * without is nobody's yet, and its pid would stay unknown for ever.
 */
static void scan_locked(void)
{
	bool half_made = false;
	struct kvm *kvm;

	lockdep_assert_held(&scan_lock);

	mutex_lock(kvmrt_ksym_kvm.lock);
	list_for_each_entry(kvm, kvmrt_ksym_kvm.vm_list, vm_list) {
		if (READ_ONCE(kvm->userspace_pid))
			adopt(kvm);
		else
			half_made = true;
	}
	mutex_unlock(kvmrt_ksym_kvm.lock);
	first_scan = false;

	if (half_made)
		queue_scan(RESCAN_DELAY);
}

static void scan(void)
{
	mutex_lock(&scan_lock);
	if (can_scan)
		scan_locked();
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

static void reap(void)
{
	struct kvmrt_vm_info info;
	struct kvmrt_vm *vm;

	while ((vm = kvmrt_registry_next_dead())) {
		/* Who was never announced is, so that listeners can count. */
		if (test_bit(KVMRT_VM_ADDED, &vm->pending))
			notify(vm);
		kvmrt_vm_info(vm, &info);
		kvmrt_nl_notify_vm(KVMRT_VM_DELETED, &info);
		kvmrt_vm_put(vm);
		/* Was it the last one that was accounted? */
		kvmrt_kvm_tp_kick();
	}
}

static void scan_work(struct work_struct *unused)
{
	scan();
	notify_live();
	reap();
}

/**
 * kvmrt_scan_kick() - something grew: look at KVM's list soon
 *
 * Callable with preemption off.
 */
void kvmrt_scan_kick(void)
{
	queue_scan(0);
}

/**
 * kvmrt_scan_adopt_running() - take in the VM of a vCPU inside KVM_RUN
 * @vcpu: the vCPU, loaded by the caller's thread
 *
 * Return: the VM, or NULL without memory.
 */
struct kvmrt_vm *kvmrt_scan_adopt_running(struct kvm_vcpu *vcpu)
{
	struct kvmrt_vm *vm = adopt(vcpu->kvm);

	kvmrt_scan_kick();
	return vm;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_scan_adopt_running);

/**
 * kvmrt_scan_refresh() - make every VM that exists now visible
 *
 * Sleeps; takes KVM's kvm_lock, so not to be called with one of KVM's locks
 * or inside KVM_RUN.
 */
void kvmrt_scan_refresh(void)
{
	scan();
}

/**
 * kvmrt_scan_missed() - how often memory was short for a VM or vCPU
 *
 * Return: that number, since the module was loaded.
 */
u64 kvmrt_scan_missed(void)
{
	return atomic64_read(&missed);
}

/**
 * kvmrt_scan_attach() - kvm.ko is there and hooked
 *
 * Without its hooks, nothing is ever taken in.
 */
void kvmrt_scan_attach(void)
{
	if (!kvmrt_feature_is_on(KVMRT_FEATURE_REGISTRY))
		return;

	mutex_lock(&scan_lock);
	first_scan = true;
	can_scan = true;
	mutex_unlock(&scan_lock);
	kvmrt_scan_kick();
}

/**
 * kvmrt_scan_detach() - hooks are out; forget all VMs, alive or not
 */
void kvmrt_scan_detach(void)
{
	mutex_lock(&scan_lock);
	can_scan = false;
	mutex_unlock(&scan_lock);

	kvmrt_registry_bury_all();
	kvmrt_scan_kick();
	flush_delayed_work(&work);
}

/**
 * kvmrt_scan_exit() - after the last hook; no notification comes any more
 */
void kvmrt_scan_exit(void)
{
	WRITE_ONCE(closed, true);
	cancel_delayed_work_sync(&work);
}
