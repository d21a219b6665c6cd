/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few structs that cross files of the host module, and the prototypes,
 * grouped by the file that implements them.
 *
 * Calls go down: main -> netlink -> nl_* -> {gs, vm, account} -> registry,
 * hook -> {registry, gs} -> {scan, gs_limit, gs_text, flush, trace}, and
 * kvm_tp -> kvm_probe -> {registry, exits, trace_kvm}.  Nothing points up but
 * the notifications, which registry and gs hand to nl_event.c, and kvm_tp's
 * kick, by which listeners and accounting ask to be heard.
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

struct kvmrt_exits;

/* Whose event it is: what every event of the host begins with. */
struct kvmrt_tag {
	u32 vm;			/* 0 if not registered yet */
	s32 vm_pid;
	u32 vcpu;
};

/**
 * struct kvmrt_trip - a vCPU's stay outside of the guest
 * @tsc: host TSC at its exit
 * @reason: the hardware's exit code
 * @isa: enum kvmrt_isa
 * @info1: as KVM's get_exit_info() tells them, like the next three
 * @info2: see @info1
 * @intr_info: see @info1
 * @error_code: see @info1
 * @msr: number of the MSR that the guest accessed last in this trip
 * @msr_value: what it wrote or read
 * @user_reason: KVM_EXIT_*, while @to_user
 * @msr_access: 0 none, 1 read, 2 write
 * @to_user: KVM_RUN returned
 * @out: the exit was seen and the entry not yet
 * @told: its kvm_exit_handler was emitted
 */
struct kvmrt_trip {
	u64 tsc;
	u32 reason;
	u32 isa;
	u64 info1;
	u64 info2;
	u32 intr_info;
	u32 error_code;
	u64 msr_value;
	u32 msr;
	u32 user_reason;
	u8 msr_access;
	bool to_user;
	bool out;
	bool told;
};

/**
 * struct kvmrt_vcpu - a vCPU of a VM in the registry
 * @vcpu: KVM's; valid under the registry's lock, as KVM frees it only after
 *	  the VM left the registry
 * @tag: for events
 * @exits: its accounting, RCU; written under the registry's lock, NULL if off
 * @task: thread that ran it last; only compared, may be gone
 * @trip: written by that thread alone, in probes
 * @tsc_offset: as kvm_vcpu_tsc told it last
 * @tsc_ratio: likewise
 * @node: in kvmrt_vm.vcpus, in order of creation
 * @hash: in the table by @vcpu, RCU
 * @vm: whose it is
 * @rcu: delays freeing past the probes of other vCPUs
 * @id: as the VMM chose it
 * @index: position in order of creation
 */
struct kvmrt_vcpu {
	struct kvm_vcpu *vcpu;
	struct kvmrt_tag tag;
	struct kvmrt_exits __rcu *exits;
	struct task_struct *task;
	struct kvmrt_trip trip;
	u64 tsc_offset;
	u64 tsc_ratio;
	struct list_head node;
	struct hlist_node hash;
	struct kvmrt_vm *vm;
	struct rcu_head rcu;
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
 * @accounted: exits are accounted; under the registry's lock
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
	bool accounted;
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
/*
 * For probes, preemption off: the vCPU that this thread runs, where KVM tells
 * no vCPU; NULL if no exit of it was seen.  Where it does, see last_vcpu.h.
 */
struct kvmrt_vcpu *kvmrt_registry_vcpu_of_current(void);
/* Every vCPU forgets what it is doing outside of the guest. */
void kvmrt_registry_forget_trips(void);
/* What kvm_vcpu_tsc tells from here on are changes of what is now. */
void kvmrt_registry_note_tsc(void);

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
u32 kvmrt_vm_ratio_frac_bits(u64 ratio);
/* 0; -EINVAL bad characters or length; -EEXIST taken; -ESRCH the VM died. */
int kvmrt_vm_set_name(struct kvmrt_vm *vm, const char *name);
/* Host CPUs that the threads of the VM's vCPUs are on. */
void kvmrt_vm_cpus(struct kvmrt_vm *vm, struct cpumask *cpus);

/* --------------------------------------------------------------- exits.c */

/* Times of t with 2^n <= t < 2^(n + 1) ns; the last takes all above. */
#define KVMRT_EXIT_BUCKETS	40
/* Kept apart for a vCPU, the one for all others included. */
#define KVMRT_EXIT_SLOTS	128
#define KVMRT_EXIT_USER_SLOTS	64

/* Times in ticks of the host's TSC, as are all here. */
struct kvmrt_exit_sum {
	u64 count;
	u64 total;
	u64 worst;
	u64 worst_at;		/* when it began */
};

/* A copy of what was accounted for one reason. */
struct kvmrt_exit_info {
	u32 reason;
	u32 isa;
	struct kvmrt_exit_sum sum;
	u64 bucket[KVMRT_EXIT_BUCKETS];
	u32 nr_users;
	struct {
		u32 reason;
		struct kvmrt_exit_sum sum;
	} user[KVMRT_EXIT_USER_SLOTS];
};

struct kvmrt_exits *kvmrt_exits_alloc(void);
void kvmrt_exits_free(struct kvmrt_exits *exits);
u64 kvmrt_exits_since_ns(const struct kvmrt_exits *exits);
/* By position in order of first exits; false: no such.  Any context. */
bool kvmrt_exits_get(struct kvmrt_exits *exits, u32 index,
		     struct kvmrt_exit_info *info);

/* ------------------------------------------------------------- account.c */

bool kvmrt_account_default(void);
/* 0 if the VM's accounting is off. */
u64 kvmrt_account_since_ns(struct kvmrt_vm *vm);
/* 0, -ENOMEM; NULL: all VMs and those to come. */
int kvmrt_account_enable(struct kvmrt_vm *vm);
void kvmrt_account_disable(struct kvmrt_vm *vm);
/* 0, -ENOMEM, -ENODATA: its accounting is off. */
int kvmrt_account_reset(struct kvmrt_vm *vm);
/* 0; -ENOENT no such vCPU; -ENODATA it is off; -ERANGE no such position. */
int kvmrt_account_get(struct kvmrt_vm *vm, u32 index, u32 position,
		      u32 *vcpu_id, struct kvmrt_exit_info *info);
/* For registry.c and scan.c, under the registry's lock. */
void kvmrt_account_vm_added(struct kvmrt_vm *vm);
void kvmrt_account_vm_gone(struct kvmrt_vm *vm);
bool kvmrt_account_wanted(void);

/* -------------------------------------------------------------- kvm_tp.c */

int kvmrt_kvm_tp_init(void);
void kvmrt_kvm_tp_exit(void);
/* For kvm.c: KVM's symbols are resolved from here on; and no longer. */
void kvmrt_kvm_tp_open(void);
void kvmrt_kvm_tp_close(void);
/* Who listens changed: attach or detach.  Any context; sleeps; waits. */
void kvmrt_kvm_tp_kick(void);
void kvmrt_kvm_tp_update(void);
void kvmrt_kvm_tp_flush(void);

/* An event of ftrace that is recorded right from KVM's tracepoint. */
enum kvmrt_ring { KVMRT_RING_ENTER, KVMRT_RING_EXIT };
struct trace_event_file;
/* 0, -ENOMEM, -EOPNOTSUPP: the tracepoint is refused. */
int kvmrt_kvm_tp_ring_add(enum kvmrt_ring ring, struct trace_event_file *file);
void kvmrt_kvm_tp_ring_del(enum kvmrt_ring ring, struct trace_event_file *file);

/* ----------------------------------------------------------- trace_kvm.c */

/* Bits of what is listened to by others than ftrace, whose own come by ring. */
enum kvmrt_listen {
	KVMRT_LISTEN_ENTER,
	KVMRT_LISTEN_EXIT,
	KVMRT_LISTEN_HANDLER,
	KVMRT_LISTEN_TSC,
	KVMRT_LISTEN_ACCOUNT,
	KVMRT_NR_LISTEN
};

void kvmrt_trace_kvm_init(void);
unsigned long kvmrt_trace_kvm_listeners(void);

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
	KVMRT_FEATURE_VCPU_EVENTS,
	KVMRT_FEATURE_ACCOUNT,
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
void kvmrt_nl_notify_account(struct kvmrt_vm *vm);	/* NULL: the default */

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
