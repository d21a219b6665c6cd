/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few structs that cross files of the host module, and the prototypes,
 * grouped by the file that implements them.
 *
 * Calls go down: main -> netlink -> nl_* -> {gs, vm} -> registry, and
 * hook -> {registry, gs} -> {scan, gs_limit, gs_text, flush, trace}.  Nothing
 * points up but the notifications, which registry and gs hand to nl_event.c.
 */
#ifndef KVMRT_HOST_KVMRT_H
#define KVMRT_HOST_KVMRT_H

#include <linux/cpumask.h>
#include <linux/kref.h>
#include <linux/kvm_host.h>
#include <linux/list.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/kvmrt.h>
#include <linux/kvmrt_gs.h>

#define KVMRT_VERSION "0.1.0"

/* Most bytes of one call; a message must still fit one record of the log. */
#define KVMRT_GS_MSG_MAX	256
#define KVMRT_GS_DATA_MAX	4096

struct netlink_ext_ack;

/* ------------------------------------------------------------ gs_limit.c */

/**
 * struct kvmrt_bucket - token bucket without a lock
 * @tat_ns: theoretical arrival time of the next call that conforms
 * @interval_ns: time that one call is worth, 10^9 / rate
 * @burst_ns: how far @tat_ns may run ahead of the clock
 */
struct kvmrt_bucket {
	atomic64_t tat_ns;
	u64 interval_ns;
	u64 burst_ns;
};

void kvmrt_bucket_set_rate(struct kvmrt_bucket *bucket, u32 rate);
bool kvmrt_bucket_take(struct kvmrt_bucket *bucket, u64 now_ns);

/* ------------------------------------------------------------------ gs.c */

/* One per function of enum kvmrt_gs_fn, and one for functions unknown. */
struct kvmrt_gs_counter {
	atomic64_t accepted;
	atomic64_t refused;
	atomic64_t dropped;
};

/* What an administrator may set, for a VM or as the default for new ones. */
struct kvmrt_gs_conf {
	u32 allow;		/* bit (1 << enum kvmrt_gs_fn) */
	u32 log_rate;		/* calls per second */
	u32 data_rate;
	u32 flush_rate;
};

/**
 * struct kvmrt_gs - a VM's guest services
 * @conf: written under kvmrt_gs_lock, @conf.allow read without
 * @log: bucket of LOG_MSG
 * @data: bucket of LOG_DATA
 * @flush: bucket of TRACE_FLUSH
 * @drop_ntf: bucket of the notification that a rate was exceeded
 * @counter: calls by function
 * @unknown: calls of functions that don't exist
 */
struct kvmrt_gs {
	struct kvmrt_gs_conf conf;
	struct kvmrt_bucket log;
	struct kvmrt_bucket data;
	struct kvmrt_bucket flush;
	struct kvmrt_bucket drop_ntf;
	struct kvmrt_gs_counter counter[KVMRT_GS_FN_MAX];
	atomic64_t unknown;
};

struct kvmrt_vm;

void kvmrt_gs_init_vm(struct kvmrt_gs *gs);
bool kvmrt_gs_enabled(void);
void kvmrt_gs_set_enabled(bool enabled);
void kvmrt_gs_get_conf(struct kvmrt_vm *vm, struct kvmrt_gs_conf *conf);
void kvmrt_gs_set_conf(struct kvmrt_vm *vm, const struct kvmrt_gs_conf *conf);
s64 kvmrt_gs_call(struct kvm_vcpu *vcpu, u64 fn, u64 a0, u64 a1);

/* ------------------------------------------------------------- gs_text.c */

size_t kvmrt_gs_escape(char *dst, size_t size, const char *src, size_t len);

/* ----------------------------------------------------------- registry.c */

/**
 * struct kvmrt_vcpu - a vCPU of a VM in the registry
 * @node: in kvmrt_vm.vcpus, in order of creation
 * @vcpu: KVM's; valid under the registry's lock, as KVM frees it only after
 *	  the VM left the registry
 * @id: as the VMM chose it
 * @index: position in order of creation
 */
struct kvmrt_vcpu {
	struct list_head node;
	struct kvm_vcpu *vcpu;
	u32 id;
	u32 index;
};

/**
 * struct kvmrt_vm - a VM in the registry
 * @hash: in the table by @kvm, RCU
 * @node: in the list by @id, ascending
 * @ref: held by the registry while the VM lives, and by readers
 * @rcu: delays freeing past the look-ups of the hypercall path
 * @kvm: KVM's; key and, under the registry's lock, alive until @dead
 * @dead: KVM destroys it; set once, under the registry's lock
 * @id: never used again while the module stays loaded
 * @pid: the VMM's process
 * @comm: its command name when the VM was found
 * @start_ns: creation, CLOCK_BOOTTIME
 * @name: given by an administrator, empty if none; under the registry's lock
 * @vcpus: list of struct kvmrt_vcpu; under the registry's lock
 * @nr_vcpus: their number
 * @pending: bits of enum kvmrt_vm_event that listeners haven't heard of
 * @gs: its guest services
 */
struct kvmrt_vm {
	struct hlist_node hash;
	struct list_head node;
	struct kref ref;
	struct rcu_head rcu;
	struct kvm *kvm;
	bool dead;
	u32 id;
	struct pid *pid;
	char comm[TASK_COMM_LEN];
	u64 start_ns;
	char name[KVMRT_NAME_MAX + 1];
	struct list_head vcpus;
	u32 nr_vcpus;
	unsigned long pending;
	struct kvmrt_gs gs;
};

/* A copy of what the registry knows of a VM, for readers that may sleep. */
struct kvmrt_vm_info {
	u32 id;
	u32 pid;		/* in the namespace of current, 0 if not there */
	u32 nr_vcpus;
	u64 start_ns;
	char comm[TASK_COMM_LEN];
	char name[KVMRT_NAME_MAX + 1];
};

/* Likewise of a vCPU. */
struct kvmrt_vcpu_info {
	u32 vm_id;
	u32 id;
	u32 index;
	u32 tid;		/* 0: never ran, or not in this namespace */
	s64 tsc_offset;
	u64 tsc_ratio;
	u32 tsc_ratio_frac_bits;
	u32 tsc_khz;
};

/* For hook.c; callable with preemption off. */
void kvmrt_registry_vm_gone(struct kvm *kvm);
u32 kvmrt_registry_count(void);
/* Changes with every VM that comes, goes or is renamed: for cb->seq. */
u32 kvmrt_registry_generation(void);
/* The VM of a vCPU that is inside KVM_RUN: valid until it leaves.  May sleep. */
struct kvmrt_vm *kvmrt_registry_vm_running(struct kvm_vcpu *vcpu);
/* 0 if not registered yet; for events. */
u32 kvmrt_registry_vm_id(const struct kvm *kvm);

/* ---------------------------------------------------------------- scan.c */

void kvmrt_scan_exit(void);
/* Makes every VM that exists now visible.  Sleeps; takes KVM's kvm_lock. */
void kvmrt_scan_refresh(void);
/* For hook.c; callable with preemption off. */
void kvmrt_scan_kick(void);
/* For kvm.c: KVM can be walked from here on; and no longer. */
void kvmrt_scan_attach(void);
void kvmrt_scan_detach(void);
struct kvmrt_vm *kvmrt_scan_adopt_running(struct kvm_vcpu *vcpu);
u64 kvmrt_scan_missed(void);

/* ------------------------------------------------------------------ vm.c */

/* Look-ups take a reference; NULL if there is none.  Drop with kvmrt_vm_put. */
struct kvmrt_vm *kvmrt_vm_get_id(u32 id);
struct kvmrt_vm *kvmrt_vm_get_pid(u32 pid);
struct kvmrt_vm *kvmrt_vm_get_name(const char *name);
/* The live VM with the smallest id above @id: the cursor of a dump. */
struct kvmrt_vm *kvmrt_vm_get_next(u32 id);
void kvmrt_vm_put(struct kvmrt_vm *vm);
void kvmrt_vm_info(struct kvmrt_vm *vm, struct kvmrt_vm_info *info);
/* By position in order of creation.  -ENOENT: no such vCPU, or the VM died. */
int kvmrt_vm_vcpu_info(struct kvmrt_vm *vm, u32 index,
		       struct kvmrt_vcpu_info *info);
/* 0; -EINVAL bad characters or length; -EEXIST taken; -ESRCH the VM died. */
int kvmrt_vm_set_name(struct kvmrt_vm *vm, const char *name);
/* Host CPUs that the threads of the VM's vCPUs are on. */
void kvmrt_vm_cpus(struct kvmrt_vm *vm, struct cpumask *cpus);

/* --------------------------------------------------------------- flush.c */

void kvmrt_flush_init(void);
void kvmrt_flush_exit(void);
int kvmrt_flush(struct kvmrt_vm *vm, u32 vcpu_id, u64 scope);

/* ---------------------------------------------------------------- ksym.c */

int kvmrt_ksym_init(void);

/* ------------------------------------------------------------- feature.c */

/* Order is that of `kvmrt-nl status`. */
enum kvmrt_feature {
	KVMRT_FEATURE_REGISTRY,
	KVMRT_FEATURE_HYPERCALL,
	KVMRT_FEATURE_TRACE_FLUSH,
	KVMRT_NR_FEATURES
};

struct kvmrt_feature_info {
	const char *name;
	u32 state;		/* enum kvmrt_feature_state of the uapi */
	char reason[96];	/* empty when it is on */
};

void kvmrt_feature_on(enum kvmrt_feature feature);
__printf(2, 3)
void kvmrt_feature_off(enum kvmrt_feature feature, const char *fmt, ...);
void kvmrt_feature_waiting(enum kvmrt_feature feature, const char *reason);
bool kvmrt_feature_is_on(enum kvmrt_feature feature);
void kvmrt_feature_get(enum kvmrt_feature feature,
		       struct kvmrt_feature_info *info);

/* ----------------------------------------------------------------- kvm.c */

int kvmrt_kvm_init(void);
void kvmrt_kvm_exit(void);
bool kvmrt_kvm_loaded(void);

/* ---------------------------------------------------------------- hook.c */

void kvmrt_hook_attach(void);
void kvmrt_hook_detach(void);

/* ------------------------------------------------------------- netlink.c */

int kvmrt_netlink_init(void);
void kvmrt_netlink_exit(void);

/* ------------------------------------------------------------ nl_event.c */

/* All sleep; nobody listening is no error and costs nothing. */
enum kvmrt_vm_event { KVMRT_VM_ADDED, KVMRT_VM_CHANGED, KVMRT_VM_DELETED };
void kvmrt_nl_notify_vm(enum kvmrt_vm_event event,
			const struct kvmrt_vm_info *info);
void kvmrt_nl_notify_gs(struct kvmrt_vm *vm);	/* NULL: the module's own */
void kvmrt_nl_notify_gs_drop(struct kvmrt_vm *vm);

struct kvmrt_flush_info {
	u32 vm_id;
	u32 vcpu_id;
	u32 scope;
	u32 seq;
	u64 time_ns;
	const struct cpumask *cpus;
};

void kvmrt_nl_notify_flush(const struct kvmrt_flush_info *info);

#endif /* KVMRT_HOST_KVMRT_H */
