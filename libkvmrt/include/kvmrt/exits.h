/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Exit accounting: how often and for how long vCPUs were out of their guest,
 * by reason, and what of it went to user space.
 *
 * Time out of the guest is from the exit to the next entry, time in user space
 * and asleep included: that of a guest that halts is mostly its own idleness.
 */
#ifndef KVMRT_EXITS_H
#define KVMRT_EXITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/**
 * enum kvmrt_exit_isa - whose exit codes, numbered as KVM's own kvm_exit does
 * @KVMRT_EXIT_ISA_VMX: Intel
 * @KVMRT_EXIT_ISA_SVM: AMD
 */
enum kvmrt_exit_isa {
	KVMRT_EXIT_ISA_VMX = 1,
	KVMRT_EXIT_ISA_SVM = 2,
};

/**
 * kvmrt_exit_reason_name() - name of a hardware exit code, as KVM's events
 * print it: "EPT_VIOLATION", "npf"
 * @isa: enum kvmrt_exit_isa
 * @reason: the exit code; of VMX's, bits 16 to 31 are flags and don't count
 *
 * NULL for a code that this library doesn't know.
 */
const char *kvmrt_exit_reason_name(uint32_t isa, uint32_t reason);

/**
 * kvmrt_user_exit_name() - name of a cause to go to user space, as KVM's events
 * print it: "KVM_EXIT_IO"
 * @reason: KVM_EXIT_* of linux/kvm.h
 *
 * NULL for one that this library doesn't know.
 */
const char *kvmrt_user_exit_name(uint32_t reason);

/* ------------------------------------------------------------ switching */

/** struct kvmrt_account - a snapshot: is a VM's exit accounting on? */
struct kvmrt_account;

/**
 * kvmrt_account_get() - is exit accounting of a VM on?
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for what a new VM begins with
 * @account: receives the snapshot; end it with kvmrt_account_free()
 *
 * Returns 0, -ENOENT if there is no such VM, or one of the common errors.
 */
int kvmrt_account_get(struct kvmrt *ctx, uint32_t vm_id,
		      struct kvmrt_account **account);

/** kvmrt_account_free() - end a snapshot; NULL is accepted */
void kvmrt_account_free(struct kvmrt_account *account);

/** kvmrt_account_vm_id() - the VM's id; 0: this is for VMs to come */
uint32_t kvmrt_account_vm_id(const struct kvmrt_account *account);

/** kvmrt_account_enabled() - is it on? */
bool kvmrt_account_enabled(const struct kvmrt_account *account);

/**
 * kvmrt_account_since_ns() - when it was switched on or reset last,
 * nanoseconds of CLOCK_BOOTTIME; 0 while it is off, and for VMs to come
 * @account: the snapshot
 */
uint64_t kvmrt_account_since_ns(const struct kvmrt_account *account);

/**
 * kvmrt_account_enable() - switch exit accounting on or off
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for all VMs and those to come
 * @enabled: on or off; off forgets what was counted
 *
 * Returns 0, -ENOENT if there is no such VM, -EOPNOTSUPP if it can't be had on
 * this kernel (kvmrt_status_get() says why), or one of the common errors.
 */
int kvmrt_account_enable(struct kvmrt *ctx, uint32_t vm_id, bool enabled);

/**
 * kvmrt_account_reset() - forget what was counted, and go on counting
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for all VMs whose accounting is on
 *
 * Returns 0, -ENOENT if there is no such VM, -ENODATA if its accounting is off,
 * or one of the common errors.
 */
int kvmrt_account_reset(struct kvmrt *ctx, uint32_t vm_id);

/* -------------------------------------------------------------- reading */

/** KVMRT_EXIT_BUCKETS - length of the histograms */
#define KVMRT_EXIT_BUCKETS	40

/** struct kvmrt_exit - exits of one vCPU for one reason, within a list */
struct kvmrt_exit;

/** struct kvmrt_exit_user - those of them that went to user space for a cause */
struct kvmrt_exit_user;

/** struct kvmrt_exit_list - by VM, vCPU, and in order of their first exits */
struct kvmrt_exit_list;

/**
 * kvmrt_exit_list_get() - what was accounted
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for all VMs whose accounting is on
 * @list: receives the list; end it with kvmrt_exit_list_free()
 *
 * Returns 0 (for an empty list too), -ENOENT if there is no such VM, -ENODATA
 * if its accounting is off, or one of the common errors.
 */
int kvmrt_exit_list_get(struct kvmrt *ctx, uint32_t vm_id,
			struct kvmrt_exit_list **list);

/** kvmrt_exit_list_free() - end a list and all in it; NULL is accepted */
void kvmrt_exit_list_free(struct kvmrt_exit_list *list);

/** kvmrt_exit_list_count() - number of rows in the list */
size_t kvmrt_exit_list_count(const struct kvmrt_exit_list *list);

/**
 * kvmrt_exit_list_at() - one row of the list
 * @list: the list
 * @index: 0 to kvmrt_exit_list_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the list.
 */
const struct kvmrt_exit *
kvmrt_exit_list_at(const struct kvmrt_exit_list *list, size_t index);

/** kvmrt_exit_vm_id() - id of the VM */
uint32_t kvmrt_exit_vm_id(const struct kvmrt_exit *row);

/** kvmrt_exit_vcpu_id() - id of the vCPU, as the monitor chose it */
uint32_t kvmrt_exit_vcpu_id(const struct kvmrt_exit *row);

/** kvmrt_exit_isa() - enum kvmrt_exit_isa */
uint32_t kvmrt_exit_isa(const struct kvmrt_exit *row);

/** kvmrt_exit_reason() - the hardware's exit code */
uint32_t kvmrt_exit_reason(const struct kvmrt_exit *row);

/** kvmrt_exit_count() - exits for this reason */
uint64_t kvmrt_exit_count(const struct kvmrt_exit *row);

/** kvmrt_exit_total_ns() - their time out of the guest */
uint64_t kvmrt_exit_total_ns(const struct kvmrt_exit *row);

/** kvmrt_exit_worst_ns() - the longest of them */
uint64_t kvmrt_exit_worst_ns(const struct kvmrt_exit *row);

/** kvmrt_exit_worst_at_ns() - when that began, ns of CLOCK_BOOTTIME */
uint64_t kvmrt_exit_worst_at_ns(const struct kvmrt_exit *row);

/** kvmrt_exit_worst_at_tsc() - likewise as the host's TSC, as in recordings */
uint64_t kvmrt_exit_worst_at_tsc(const struct kvmrt_exit *row);

/**
 * kvmrt_exit_bucket() - the histogram of the times out of the guest
 * @row: the row
 * @log2_ns: n, for times t with 2^n <= t < 2^(n + 1) nanoseconds; 0 is for 0
 *	     too, KVMRT_EXIT_BUCKETS - 1 for all that are longer
 *
 * Returns how many there were; 0 for a bucket that doesn't exist.
 */
uint64_t kvmrt_exit_bucket(const struct kvmrt_exit *row, uint32_t log2_ns);

/** kvmrt_exit_users() - number of causes to go to user space that they had */
size_t kvmrt_exit_users(const struct kvmrt_exit *row);

/**
 * kvmrt_exit_user_at() - one of these causes
 * @row: the row
 * @index: 0 to kvmrt_exit_users() - 1
 *
 * NULL if there is no such index.  Valid as long as the row's list.
 */
const struct kvmrt_exit_user *kvmrt_exit_user_at(const struct kvmrt_exit *row,
						 size_t index);

/**
 * kvmrt_exit_user_reason() - the cause, KVM_EXIT_*
 * @user: the cause's row
 *
 * KVM_EXIT_UNKNOWN if KVM_RUN failed with an error other than EINTR.
 */
uint32_t kvmrt_exit_user_reason(const struct kvmrt_exit_user *user);

/** kvmrt_exit_user_count() - exits that went to user space for it */
uint64_t kvmrt_exit_user_count(const struct kvmrt_exit_user *user);

/** kvmrt_exit_user_total_ns() - their time out of the guest */
uint64_t kvmrt_exit_user_total_ns(const struct kvmrt_exit_user *user);

/** kvmrt_exit_user_worst_ns() - the longest of them */
uint64_t kvmrt_exit_user_worst_ns(const struct kvmrt_exit_user *user);

/** kvmrt_exit_user_worst_at_ns() - when that began, ns of CLOCK_BOOTTIME */
uint64_t kvmrt_exit_user_worst_at_ns(const struct kvmrt_exit_user *user);

/** kvmrt_exit_user_worst_at_tsc() - likewise as the host's TSC */
uint64_t kvmrt_exit_user_worst_at_tsc(const struct kvmrt_exit_user *user);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_EXITS_H */
