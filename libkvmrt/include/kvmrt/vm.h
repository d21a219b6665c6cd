/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual machines that run on this host. */
#ifndef KVMRT_VM_H
#define KVMRT_VM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/** KVMRT_VM_NAME_BYTES - a buffer that holds any name of a VM, with its NUL */
#define KVMRT_VM_NAME_BYTES	64

/** struct kvmrt_vm - a snapshot of one VM */
struct kvmrt_vm;

/** struct kvmrt_vm_list - snapshots of all VMs, in order of their ids */
struct kvmrt_vm_list;

/**
 * kvmrt_vm_get() - the VM with an id
 * @ctx: the context
 * @id: its id
 * @vm: receives the snapshot; end it with kvmrt_vm_free()
 *
 * Returns 0, -ENOENT if there is no such VM, or one of the common errors.
 */
int kvmrt_vm_get(struct kvmrt *ctx, uint32_t id, struct kvmrt_vm **vm);

/**
 * kvmrt_vm_get_by_pid() - the VM that a process created
 * @ctx: the context
 * @pid: the process, as the caller's pid namespace numbers it
 * @vm: receives the snapshot; end it with kvmrt_vm_free()
 *
 * Returns 0, -ENOENT if there is no such VM, or one of the common errors.
 */
int kvmrt_vm_get_by_pid(struct kvmrt *ctx, pid_t pid, struct kvmrt_vm **vm);

/**
 * kvmrt_vm_get_by_name() - the VM with a name
 * @ctx: the context
 * @name: a name that kvmrt_vm_set_name() gave, or else one that the VM's
 *	  monitor has on its command line, see kvmrt_vmm_name()
 * @vm: receives the snapshot; end it with kvmrt_vm_free()
 *
 * Returns 0, -ENOENT if there is no such VM, -ENOTUNIQ if several monitors
 * have the name on their command lines, or one of the common errors.
 */
int kvmrt_vm_get_by_name(struct kvmrt *ctx, const char *name,
			 struct kvmrt_vm **vm);

/**
 * kvmrt_vm_find() - the VM that two words name, as people type them
 * @ctx: the context
 * @key: "id", "name" or "pid"
 * @value: what to look for: a name, or a decimal number above 0
 * @vm: receives the snapshot; end it with kvmrt_vm_free()
 *
 * Returns 0, -EINVAL if @key is none of those words or @value no such number,
 * or what the function for the key returns.
 */
int kvmrt_vm_find(struct kvmrt *ctx, const char *key, const char *value,
		  struct kvmrt_vm **vm);

/**
 * kvmrt_vm_set_name() - give a VM a name, or take it away
 * @ctx: the context
 * @id: the VM's id
 * @name: 1 to 63 bytes of printable ASCII without quotes and backslashes, of
 *	  no other VM; NULL or "" takes the name away
 *
 * Returns 0, -ENOENT if there is no such VM, -EEXIST if another one has the
 * name, -EINVAL or -ERANGE for a bad name, or one of the common errors.
 */
int kvmrt_vm_set_name(struct kvmrt *ctx, uint32_t id, const char *name);

/** kvmrt_vm_free() - end a snapshot; NULL is accepted */
void kvmrt_vm_free(struct kvmrt_vm *vm);

/** kvmrt_vm_id() - its id, never used again while the module stays loaded */
uint32_t kvmrt_vm_id(const struct kvmrt_vm *vm);

/** kvmrt_vm_given_name() - name that an administrator gave; NULL if none */
const char *kvmrt_vm_given_name(const struct kvmrt_vm *vm);

/**
 * kvmrt_vm_name() - what to call it
 * @vm: the snapshot
 *
 * The given name; without one, what the monitor's command line says; without
 * that, the monitor's command name.  Never NULL, printable ASCII throughout.
 * Only a given name is certain to be unique.
 */
const char *kvmrt_vm_name(const struct kvmrt_vm *vm);

/** kvmrt_vm_comm() - command name of the monitor when it made the VM */
const char *kvmrt_vm_comm(const struct kvmrt_vm *vm);

/**
 * kvmrt_vm_pid() - the process that made it, in the caller's pid namespace
 * @vm: the snapshot
 *
 * 0 if that namespace doesn't show it.
 */
pid_t kvmrt_vm_pid(const struct kvmrt_vm *vm);

/** kvmrt_vm_start_time_ns() - when it was made, ns of CLOCK_BOOTTIME */
uint64_t kvmrt_vm_start_time_ns(const struct kvmrt_vm *vm);

/** kvmrt_vm_vcpus() - number of its vCPUs */
uint32_t kvmrt_vm_vcpus(const struct kvmrt_vm *vm);

/**
 * kvmrt_vm_list_get() - all VMs
 * @ctx: the context
 * @list: receives the list; end it with kvmrt_vm_list_free()
 *
 * Returns 0 (for an empty list too) or one of the common errors.
 */
int kvmrt_vm_list_get(struct kvmrt *ctx, struct kvmrt_vm_list **list);

/** kvmrt_vm_list_free() - end a list and the VMs in it; NULL is accepted */
void kvmrt_vm_list_free(struct kvmrt_vm_list *list);

/** kvmrt_vm_list_count() - number of VMs in the list */
size_t kvmrt_vm_list_count(const struct kvmrt_vm_list *list);

/**
 * kvmrt_vm_list_at() - one VM of the list
 * @list: the list
 * @index: 0 to kvmrt_vm_list_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the list; don't free it.
 */
const struct kvmrt_vm *kvmrt_vm_list_at(const struct kvmrt_vm_list *list,
					size_t index);

/**
 * kvmrt_vmm_name() - the name that a VM's monitor has on its command line
 * @pid: the monitor's process
 * @name: receives the name with a NUL, cut if it must be
 * @size: bytes of @name; KVMRT_VM_NAME_BYTES is enough
 *
 * Knows the options of QEMU, Firecracker, crosvm and kvmtool.
 *
 * Returns the bytes written without the NUL, -ENOENT if the command line has
 * no name, -ESRCH if there is no such process, -EINVAL if @size is 0, or what
 * reading it from /proc says.
 */
int kvmrt_vmm_name(pid_t pid, char *name, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_VM_H */
