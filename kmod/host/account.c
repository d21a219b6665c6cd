// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose exits are accounted: switching on and off, of a VM or of all, and
 * reading.  The blocks that are written in probes are exits.c's; here they are
 * given to vCPUs and taken from them, under the registry's lock.
 */
#include <linux/mutex.h>

#include "kvmrt.h"
#include "exits.h"
#include "registry.h"

/* Makes switching one step.  Taken before kvm_tp's lock, and the registry's. */
static DEFINE_MUTEX(account_lock);

static bool by_default;		/* under the registry's lock */
static u32 nr_accounted;	/* live VMs; likewise */

static void free_list(struct kvmrt_exits *list)
{
	struct kvmrt_exits *exits;

	while ((exits = kvmrt_exits_pop(&list)))
		kvmrt_exits_free(exits);
}

static int alloc_list(struct kvmrt_exits **list, u32 n)
{
	struct kvmrt_exits *exits;

	while (n--) {
		exits = kvmrt_exits_alloc();
		if (!exits) {
			free_list(*list);
			return -ENOMEM;
		}
		kvmrt_exits_push(list, exits);
	}
	return 0;
}

static void set_accounted(struct kvmrt_vm *vm, bool accounted)
{
	lockdep_assert_held(&kvmrt_registry_lock);

	if (!vm->dead && vm->accounted != accounted)
		nr_accounted += accounted ? 1 : -1;
	WRITE_ONCE(vm->accounted, accounted);
}

/*
 * Gives each vCPU a block; what it had comes to the list.  Returns false if
 * blocks are too few: a vCPU came meanwhile.
 */
static bool give(struct kvmrt_vm *vm, u32 n, struct kvmrt_exits **fresh,
		 struct kvmrt_exits **old)
{
	struct kvmrt_exits *exits;
	struct kvmrt_vcpu *vcpu;

	lockdep_assert_held(&kvmrt_registry_lock);

	if (vm->nr_vcpus > n)
		return false;
	set_accounted(vm, true);
	list_for_each_entry(vcpu, &vm->vcpus, node) {
		exits = rcu_dereference_protected(vcpu->exits, true);
		rcu_assign_pointer(vcpu->exits, kvmrt_exits_pop(fresh));
		kvmrt_exits_push(old, exits);
	}
	return true;
}

/* -ENODATA if it is to be on already, and isn't. */
static int start(struct kvmrt_vm *vm, bool is_on)
{
	struct kvmrt_exits *fresh, *old = NULL;
	bool done = false;
	int ret;
	u32 n;

	lockdep_assert_held(&account_lock);

	if (is_on && !READ_ONCE(vm->accounted))
		return -ENODATA;
	while (!done) {
		fresh = NULL;
		n = READ_ONCE(vm->nr_vcpus);
		ret = alloc_list(&fresh, n);
		if (ret)
			return ret;
		raw_spin_lock(&kvmrt_registry_lock);
		done = give(vm, n, &fresh, &old);
		raw_spin_unlock(&kvmrt_registry_lock);
		free_list(fresh);
	}
	free_list(old);
	return 0;
}

static void stop(struct kvmrt_vm *vm)
{
	struct kvmrt_exits *exits, *old = NULL;
	struct kvmrt_vcpu *vcpu;

	raw_spin_lock(&kvmrt_registry_lock);
	set_accounted(vm, false);
	list_for_each_entry(vcpu, &vm->vcpus, node) {
		exits = rcu_dereference_protected(vcpu->exits, true);
		RCU_INIT_POINTER(vcpu->exits, NULL);
		kvmrt_exits_push(&old, exits);
	}
	raw_spin_unlock(&kvmrt_registry_lock);
	free_list(old);
}

static void set_default(bool enabled)
{
	raw_spin_lock(&kvmrt_registry_lock);
	WRITE_ONCE(by_default, enabled);
	raw_spin_unlock(&kvmrt_registry_lock);
}

static int start_all(bool is_on)
{
	struct kvmrt_vm *vm;
	int ret, first = 0;
	u32 id = 0;

	while ((vm = kvmrt_vm_get_next(id))) {
		id = vm->id;
		ret = 0;
		/* Reset those that are on; switch on those that are off. */
		if (READ_ONCE(vm->accounted) == is_on)
			ret = start(vm, is_on);
		first = first ?: ret;
		kvmrt_vm_put(vm);
	}
	return first;
}

/**
 * kvmrt_account_enable() - account for exits from here on
 * @vm: of this VM, whose accounting may be on; NULL: of all VMs, and to come
 *
 * Return: 0 or -ENOMEM.
 */
int kvmrt_account_enable(struct kvmrt_vm *vm)
{
	int ret = 0;

	mutex_lock(&account_lock);
	kvmrt_exits_init();
	if (!vm) {
		set_default(true);
		ret = start_all(false);
	} else if (!vm->accounted) {
		ret = start(vm, false);
	}
	kvmrt_kvm_tp_update();
	mutex_unlock(&account_lock);
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_account_enable);

/**
 * kvmrt_account_disable() - account no more, and forget what was counted
 * @vm: of this VM; NULL: of all VMs, and of those to come
 */
void kvmrt_account_disable(struct kvmrt_vm *vm)
{
	u32 id = 0;

	mutex_lock(&account_lock);
	if (vm) {
		stop(vm);
	} else {
		set_default(false);
		while ((vm = kvmrt_vm_get_next(id))) {
			id = vm->id;
			stop(vm);
			kvmrt_vm_put(vm);
		}
	}
	kvmrt_kvm_tp_update();
	mutex_unlock(&account_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_account_disable);

/**
 * kvmrt_account_reset() - forget what was counted, and count on
 * @vm: of this VM; NULL: of all that are accounted
 *
 * Return: 0; -ENOMEM; -ENODATA if accounting of @vm is off.
 */
int kvmrt_account_reset(struct kvmrt_vm *vm)
{
	int ret;

	mutex_lock(&account_lock);
	ret = vm ? start(vm, true) : start_all(true);
	mutex_unlock(&account_lock);
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_account_reset);

/**
 * kvmrt_account_default() - is a new VM accounted?
 *
 * Return: whether it is.
 */
bool kvmrt_account_default(void)
{
	return READ_ONCE(by_default);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_account_default);

/* Under RCU and with a reference on the VM.  NULL if it is off. */
static struct kvmrt_exits *exits_of(struct kvmrt_vm *vm, u32 index, u32 *id,
				    int *err)
{
	struct kvmrt_exits *exits = NULL;
	struct kvmrt_vcpu *vcpu;

	*err = -ENOENT;
	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry(vcpu, &vm->vcpus, node) {
		if (vcpu->index != index)
			continue;
		exits = rcu_dereference_protected(vcpu->exits, true);
		*err = -ENODATA;
		*id = vcpu->id;
		break;
	}
	raw_spin_unlock(&kvmrt_registry_lock);
	return exits;
}

/**
 * kvmrt_account_since_ns() - since when a VM's exits are accounted
 * @vm: the VM
 *
 * Return: that time, CLOCK_BOOTTIME; 0 if they aren't, or it has no vCPU.
 */
u64 kvmrt_account_since_ns(struct kvmrt_vm *vm)
{
	struct kvmrt_exits *exits;
	u64 since_ns = 0;
	int err;
	u32 id;

	rcu_read_lock();
	exits = exits_of(vm, 0, &id, &err);
	if (exits)
		since_ns = kvmrt_exits_since_ns(exits);
	rcu_read_unlock();
	return since_ns;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_account_since_ns);

/**
 * kvmrt_account_get() - copy what was accounted for one reason of a vCPU
 * @vm: its VM
 * @index: the vCPU's place in order of creation
 * @position: the reason's place in order of first exits
 * @vcpu_id: set to the vCPU's id, if there is such a vCPU
 * @info: where to
 *
 * Return: 0; -ENOENT no such vCPU; -ENODATA its accounting is off; -ERANGE no
 * such reason.
 */
int kvmrt_account_get(struct kvmrt_vm *vm, u32 index, u32 position,
		      u32 *vcpu_id, struct kvmrt_exit_info *info)
{
	struct kvmrt_exits *exits;
	int ret;

	rcu_read_lock();
	exits = exits_of(vm, index, vcpu_id, &ret);
	if (exits)
		ret = kvmrt_exits_get(exits, position, info) ? 0 : -ERANGE;
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_account_get);

/* A new VM, in the set and not seen by anybody yet. */
void kvmrt_account_vm_added(struct kvmrt_vm *vm)
{
	if (by_default)
		set_accounted(vm, true);
}

/* It is about to be marked dead. */
void kvmrt_account_vm_gone(struct kvmrt_vm *vm)
{
	if (vm->accounted)
		set_accounted(vm, false);
}

/* Has anybody to be accounted, or may come who has?  Any context. */
bool kvmrt_account_wanted(void)
{
	return READ_ONCE(by_default) || READ_ONCE(nr_accounted);
}
