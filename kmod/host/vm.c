// SPDX-License-Identifier: GPL-2.0-only
/*
 * One VM of the registry: finding it, reading it, naming it.
 */
#include <linux/cpufeature.h>
#include <linux/ctype.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "kvmrt.h"
#include "registry.h"

static bool has_id(const struct kvmrt_vm *vm, const void *key)
{
	return vm->id == *(const u32 *)key;
}

static bool has_pid(const struct kvmrt_vm *vm, const void *key)
{
	return vm->pid && pid_vnr(vm->pid) == *(const u32 *)key;
}

static bool has_name(const struct kvmrt_vm *vm, const void *key)
{
	return !strcmp(vm->name, key);
}

static bool is_above(const struct kvmrt_vm *vm, const void *key)
{
	return vm->id > *(const u32 *)key;
}

/* Under the lock, where a VM on the list has the registry's reference. */
static struct kvmrt_vm *
get_first(bool (*match)(const struct kvmrt_vm *vm, const void *key),
	  const void *key)
{
	struct kvmrt_vm *vm, *found = NULL;

	raw_spin_lock(&kvmrt_registry_lock);
	list_for_each_entry(vm, &kvmrt_registry_vms, node) {
		if (match(vm, key)) {
			kref_get(&vm->ref);
			found = vm;
			break;
		}
	}
	raw_spin_unlock(&kvmrt_registry_lock);

	return found;
}

/**
 * kvmrt_vm_get_id() - a live VM by its id
 * @id: the id
 *
 * Return: the VM with a reference for kvmrt_vm_put(), or NULL.
 */
struct kvmrt_vm *kvmrt_vm_get_id(u32 id)
{
	return get_first(has_id, &id);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_get_id);

/**
 * kvmrt_vm_get_pid() - a live VM by the process that runs it
 * @pid: process id, as current's pid namespace sees it
 *
 * Return: the VM with a reference for kvmrt_vm_put(), or NULL.  A process
 * with several VMs answers for its first.
 */
struct kvmrt_vm *kvmrt_vm_get_pid(u32 pid)
{
	return pid ? get_first(has_pid, &pid) : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_get_pid);

/**
 * kvmrt_vm_get_name() - a live VM by the name that an administrator gave
 * @name: the name
 *
 * Return: the VM with a reference for kvmrt_vm_put(), or NULL.
 */
struct kvmrt_vm *kvmrt_vm_get_name(const char *name)
{
	return *name ? get_first(has_name, name) : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_get_name);

/**
 * kvmrt_vm_get_next() - the live VM with the smallest id above a given one
 * @id: the given one, 0 to begin
 *
 * Return: the VM with a reference for kvmrt_vm_put(), or NULL at the end.
 */
struct kvmrt_vm *kvmrt_vm_get_next(u32 id)
{
	return get_first(is_above, &id);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_get_next);

/**
 * kvmrt_vm_info() - copy what is known of a VM
 * @vm: the VM, dead perhaps
 * @info: where to
 */
void kvmrt_vm_info(struct kvmrt_vm *vm, struct kvmrt_vm_info *info)
{
	memset(info, 0, sizeof(*info));
	info->id = vm->id;
	info->pid = vm->pid ? pid_vnr(vm->pid) : 0;
	info->start_ns = vm->start_ns;
	memcpy(info->comm, vm->comm, sizeof(info->comm));

	raw_spin_lock(&kvmrt_registry_lock);
	info->nr_vcpus = vm->nr_vcpus;
	memcpy(info->name, vm->name, sizeof(info->name));
	raw_spin_unlock(&kvmrt_registry_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_info);

/**
 * kvmrt_vm_ratio_frac_bits() - fraction bits of a vCPU's TSC ratio
 * @ratio: as KVM has it
 *
 * KVM keeps them to itself; they are fixed by the CPU: 32 with SVM's TSC ratio
 * MSR, 48 with VMX's multiplier.  A ratio of 1 is KVM's word for a CPU that
 * can't scale.
 *
 * Return: their number, 0 where the CPU can't scale.
 */
u32 kvmrt_vm_ratio_frac_bits(u64 ratio)
{
	if (ratio == 1)
		return 0;

	return boot_cpu_has(X86_FEATURE_SVM) ? 32 : 48;
}

static void fill_vcpu_info(const struct kvmrt_vm *vm,
			   const struct kvmrt_vcpu *vcpu,
			   struct kvmrt_vcpu_info *info)
{
	const struct kvm_vcpu_arch *arch = &vcpu->vcpu->arch;
	struct pid *pid;

	info->vm_id = vm->id;
	info->id = vcpu->id;
	info->index = vcpu->index;
	info->tsc_offset = READ_ONCE(arch->l1_tsc_offset);
	info->tsc_ratio = READ_ONCE(arch->l1_tsc_scaling_ratio);
	info->tsc_ratio_frac_bits = kvmrt_vm_ratio_frac_bits(info->tsc_ratio);
	info->tsc_khz = READ_ONCE(arch->virtual_tsc_khz);

	rcu_read_lock();
	pid = rcu_dereference(vcpu->vcpu->pid);
	info->tid = pid ? pid_vnr(pid) : 0;
	rcu_read_unlock();
}

/**
 * kvmrt_vm_vcpu_info() - copy what is known of a vCPU
 * @vm: its VM
 * @index: its place in order of creation
 * @info: where to
 *
 * Return: 0; -ENOENT if there is no such vCPU, or the VM is dead.
 */
int kvmrt_vm_vcpu_info(struct kvmrt_vm *vm, u32 index,
		       struct kvmrt_vcpu_info *info)
{
	struct kvmrt_vcpu *vcpu;
	int ret = -ENOENT;

	memset(info, 0, sizeof(*info));

	raw_spin_lock(&kvmrt_registry_lock);
	if (!vm->dead) {
		list_for_each_entry(vcpu, &vm->vcpus, node) {
			if (vcpu->index == index) {
				fill_vcpu_info(vm, vcpu, info);
				ret = 0;
				break;
			}
		}
	}
	raw_spin_unlock(&kvmrt_registry_lock);

	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_vcpu_info);

/* What may stand between quotes in the host's log and in a shell script. */
static bool name_is_valid(const char *name)
{
	size_t len = strlen(name), i;

	if (len > KVMRT_NAME_MAX)
		return false;

	for (i = 0; i < len; i++)
		if (!isascii(name[i]) || !isprint(name[i]) ||
		    name[i] == '"' || name[i] == '\\')
			return false;

	return true;
}

/**
 * kvmrt_vm_set_name() - name a VM
 * @vm: the VM
 * @name: printable ASCII without quotes and backslashes; "" takes it away
 *
 * Return: 0; -EINVAL for a bad name; -EEXIST if another live VM has it;
 * -ESRCH if the VM is dead.
 */
int kvmrt_vm_set_name(struct kvmrt_vm *vm, const char *name)
{
	struct kvmrt_vm *other;
	int ret = 0;

	if (!name_is_valid(name))
		return -EINVAL;

	raw_spin_lock(&kvmrt_registry_lock);
	if (vm->dead)
		ret = -ESRCH;
	list_for_each_entry(other, &kvmrt_registry_vms, node)
		if (*name && other != vm && !strcmp(other->name, name))
			ret = -EEXIST;
	if (!ret) {
		strscpy(vm->name, name, sizeof(vm->name));
		kvmrt_registry_changed(vm);
	}
	raw_spin_unlock(&kvmrt_registry_lock);

	if (!ret)
		kvmrt_scan_kick();
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_set_name);

/**
 * kvmrt_vm_cpus() - host CPUs that serve a VM now
 * @vm: the VM
 * @cpus: set to the CPUs that the threads of its vCPUs are on
 */
void kvmrt_vm_cpus(struct kvmrt_vm *vm, struct cpumask *cpus)
{
	struct task_struct *task;
	struct kvmrt_vcpu *vcpu;

	cpumask_clear(cpus);

	raw_spin_lock(&kvmrt_registry_lock);
	rcu_read_lock();
	if (!vm->dead) {
		list_for_each_entry(vcpu, &vm->vcpus, node) {
			task = pid_task(rcu_dereference(vcpu->vcpu->pid),
					PIDTYPE_PID);
			if (task)
				cpumask_set_cpu(task_cpu(task), cpus);
		}
	}
	rcu_read_unlock();
	raw_spin_unlock(&kvmrt_registry_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_vm_cpus);
