/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State machines of the report: hosts, their CPUs, their vCPUs and the
 * interrupts on their way into a guest.  What they hold depends on how many of
 * these there are, not on how long was recorded.
 */
#ifndef KVMRT_TRACE_STAGES_H
#define KVMRT_TRACE_STAGES_H

#include <stddef.h>

#include "budget.h"
#include "preempt.h"
#include "stage_history.h"
#include "stage_step.h"

/* Interrupts on their way to one vCPU at a time; a guest can't handle more. */
#define KT_OPEN_MAX 16
/* Where Linux has its local timer's vector; below are devices, above others. */
#define KT_TIMER_VECTOR 0xec

struct kt_machine;
struct kt_model;

/**
 * enum kt_class - what is delivered
 * @KT_CLASS_TIMER: the interrupt of the guest's local timer
 * @KT_CLASS_DEVICE: of a device
 * @KT_CLASS_OTHER: of another vCPU, or of the guest to itself: not reported
 */
enum kt_class { KT_CLASS_TIMER, KT_CLASS_DEVICE, KT_CLASS_OTHER, KT_CLASSES };

/**
 * enum kt_path - where the vCPU was when it began
 * @KT_PATH_EXIT: it ran its guest, which had to exit for it
 * @KT_PATH_WAKEUP: it was halted, asleep or polling
 * @KT_PATH_PREEMPTED: it could have run but had lost its CPU
 * @KT_PATH_HOST: it was out of its guest already, for another exit
 * @KT_PATH_NO_EXIT: it ran its guest and never left it
 */
enum kt_path {
	KT_PATH_EXIT,
	KT_PATH_WAKEUP,
	KT_PATH_PREEMPTED,
	KT_PATH_HOST,
	KT_PATH_NO_EXIT,
	KT_PATHS
};

/**
 * enum kt_miss - why a delivery could not be reconstructed
 * @KT_MISS_LOST: events were lost
 * @KT_MISS_CAUSE: no interrupt was seen that raised it
 * @KT_MISS_HANDLER: entered with, but the guest's handler wasn't seen
 * @KT_MISS_AMBIGUOUS: it may have been for either of two VMs
 * @KT_MISS_LONG: it took more steps than are kept
 * @KT_MISS_MANY: more were on their way at once than are kept
 * @KT_MISS_MERGED: raised again before the guest took the first
 * @KT_MISS_END: still under way when the trace ended
 * @KT_MISS_WHERE: the guest's handler ran while its vCPU wasn't in the guest
 * @KT_MISS_HOST: the guest recorded before its host began to, or after it ended
 */
enum kt_miss {
	KT_MISS_LOST,
	KT_MISS_CAUSE,
	KT_MISS_HANDLER,
	KT_MISS_AMBIGUOUS,
	KT_MISS_LONG,
	KT_MISS_MANY,
	KT_MISS_MERGED,
	KT_MISS_END,
	KT_MISS_WHERE,
	KT_MISS_HOST,
	KT_MISSES
};

/**
 * enum kt_begin - how the moment is known at which a delivery begins
 * @KT_BEGIN_EXIT: the exit that it forced; what was before can't be seen
 * @KT_BEGIN_ISR: the host began to serve it
 * @KT_BEGIN_TSC_DEADLINE: the guest programmed it for that time of its TSC
 * @KT_BEGIN_HRTIMER: the host armed its own timer for that time
 * @KT_BEGIN_TASK: a task of the host raised it, no interrupt of the host
 */
enum kt_begin {
	KT_BEGIN_EXIT,
	KT_BEGIN_ISR,
	KT_BEGIN_TSC_DEADLINE,
	KT_BEGIN_HRTIMER,
	KT_BEGIN_TASK,
	KT_BEGINS
};

/**
 * struct kt_delivery - one interrupt on its way
 * @class: enum kt_class
 * @path: enum kt_path
 * @from: enum kt_begin, what @t.begin is
 * @vector: in the guest; 0 not known yet
 * @t: its points; @t.isr_end is 0 while the ISR runs
 * @raised: when it was seen to be raised
 * @isr_cpu: host CPU that served it; meaningless without @t.isr_begin
 * @injected: the next entry carries it, or one did
 * @inferred: begun by the interrupt that was served before the injection,
 *	because nothing was recorded that says so itself
 * @seq: the same in all vCPUs that it may be for; 0 if there is one only
 * @ambiguous: another one with a @seq and the same vector came on top
 * @window: the guest kept it waiting
 * @stage: times, once it is over
 * @pieces: likewise, in their order
 */
struct kt_delivery {
	enum kt_class class;
	enum kt_path path;
	enum kt_begin from;
	uint32_t vector;
	struct kt_delivery_times t;
	int64_t raised;
	unsigned int isr_cpu;
	bool injected;
	bool inferred;
	uint64_t seq;
	bool ambiguous;
	bool window;
	int64_t stage[KT_STAGES];
	struct kt_pieces pieces;
};

#define KT_HISTOGRAM 32

struct kt_figure {
	int64_t min, max, sum;
};

/* Deliveries of one class to one vCPU; histogram[i]: total below 2^i ns. */
struct kt_stats {
	uint64_t count;
	uint64_t paths[KT_PATHS];
	uint64_t begins[KT_BEGINS];
	uint64_t inferred;
	uint64_t window;
	struct kt_figure stage[KT_STAGES];
	struct kt_figure total;
	uint64_t histogram[KT_HISTOGRAM];
	struct kt_delivery worst;
};

/* What woke a task, if it was an interrupt; see stage_cause.c */
struct kt_cause {
	int pid;
	int64_t isr_begin, isr_end;
	unsigned int isr_cpu;
};

struct kt_watch_tsc {
	bool known;
	uint64_t offset, ratio;
	uint32_t frac_bits;
};

/**
 * struct kt_wait - a vCPU that waits for a CPU
 * @woken: it had been asleep
 * @begin: since when
 * @since: since when the task that has @cpu has it, or @begin
 * @cpu: whose turn it waits for
 * @next: another one that waits for that CPU
 */
struct kt_wait {
	bool woken;
	int64_t begin;
	int64_t since;
	unsigned int cpu;
	struct kt_watch *next;
};

/**
 * struct kt_watch - a vCPU of a host, known by its thread
 * @named: @vm and @id are known, not only the thread
 * @causeless: vector that was injected and that nothing raised; its handler is
 *	not there yet.  0 none
 * @unmatched_where: handlers of the guest since the host's last event that are
 *	a %KT_MISS_WHERE if it goes on to record
 * @unmatched_cause: likewise %KT_MISS_CAUSE
 */
struct kt_watch {
	struct kt_machine *machine;
	unsigned int index;
	int tid;
	bool named;
	uint32_t vm;
	int32_t vm_pid;
	uint32_t id;

	struct kt_history history;
	enum kt_state state;
	enum kt_state under_isr;
	int64_t since;
	unsigned int cpu;
	bool user;

	bool entered;
	bool stock_enter, stock_exit;
	bool exited;
	bool inferred_exit;
	int64_t exit_ns;
	int64_t first_isr, first_isr_end;
	uint32_t isa, reason;
	bool has_reason;
	int64_t blocked_in_exit;
	int64_t enter_ns;

	struct kt_watch_tsc tsc;
	bool mmio, mmio_write;
	uint64_t mmio_gpa;
	int64_t deadline;
	uint64_t timer;
	int64_t timer_expires;
	int64_t wake_isr_begin, wake_isr_end;
	unsigned int wake_isr_cpu;
	bool woken_by_task;

	struct kt_delivery open[KT_OPEN_MAX];
	unsigned int n_open;
	unsigned int handled;
	uint32_t causeless;
	struct kt_stats stats[KT_CLASS_OTHER];
	uint64_t misses[KT_MISSES];
	uint64_t unmatched_where, unmatched_cause;
	struct kt_budget budget;
	struct kt_preempt preempt;
	struct kt_wait wait;
};

#define KT_WOKEN_MAX 8

/**
 * struct kt_host_cpu - a CPU of a host
 * @depth: interrupts that it is in
 * @isr_begin: when the outermost began
 * @tail: the last thing that it did was to end an interrupt
 * @woken: tasks that this one woke, the first of them
 * @pid: the task that has it, as far as a switch told
 * @comm: its name
 * @vcpus: some vCPU ran on it
 * @waiting: vCPUs that could run on it
 * @seen: some event of it was
 * @last: when the last one happened
 */
struct kt_host_cpu {
	unsigned int depth;
	int64_t isr_begin;
	bool tail;
	int woken[KT_WOKEN_MAX];
	unsigned int n_woken;
	int pid;
	char comm[KT_COMM_LEN];
	bool vcpus;
	struct kt_watch *waiting;
	bool seen;
	int64_t last;
};

#define KT_CAUSES 4096
#define KT_TIDS 1024

/**
 * struct kt_machine - a host
 * @guests: VMs whose own trace is there: their ids, ended by 0
 * @injects: some injection was recorded, so a handler without one had none
 * @accepts: some vector's arrival in an APIC was recorded, so causes of devices
 *	are known and not inferred
 * @expires: likewise the expiry of a guest's timer
 * @handlers: our own event tells of exits to user space, KVM's is not needed
 * @tsc_khz: of the host, 0 if the stream's clock isn't its TSC
 * @seq: the last &struct kt_delivery.seq
 * @causes: by thread id; a thread that has the same place takes it over
 * @tids: threads that were looked up lately, vCPUs or not
 * @lost: some of its events were lost
 * @last: when its last event happened
 * @goes_on: it has events after the last one that is reported
 * @unmatched: some vCPU's are not 0
 */
struct kt_machine {
	struct kt_model *model;
	unsigned int source;
	struct kt_host_cpu *cpus;
	unsigned int n_cpus;
	struct kt_watch **vcpus;
	unsigned int n_vcpus;
	uint32_t *guests;
	bool injects;
	bool accepts;
	bool expires;
	bool handlers;
	uint64_t tsc_khz;
	uint64_t seq;
	struct kt_cause causes[KT_CAUSES];
	struct {
		int pid;
		struct kt_watch *v;
	} tids[KT_TIDS];
	bool lost;
	int64_t last;
	bool goes_on;
	bool unmatched;
};

/**
 * struct kt_model - everything
 * @from: what ends before this isn't counted
 * @to: what ends after this isn't counted
 * @timer_vector: the guests' local timer's
 * @delivered: told of each delivery that counts, may be NULL; @worst says that
 *	it is the worst of its class and vCPU
 * @ctx: for it
 * @failed: out of memory
 */
struct kt_model {
	struct kt_machine **machines;
	unsigned int n_machines;
	int64_t from, to;
	int64_t first, last;
	uint32_t timer_vector;
	void (*delivered)(void *ctx, const struct kt_watch *v,
			  const struct kt_delivery *d, bool worst);
	void *ctx;
	bool failed;
};

/* ------------------------------------------------------------ stages.c */

struct kt_model *kt_model_new(void);
void kt_model_free(struct kt_model *m);
/* A host with that many CPUs; NULL if out of memory.  0 kHz: unknown. */
struct kt_machine *kt_model_host(struct kt_model *m, unsigned int source,
				 unsigned int cpus, uint64_t tsc_khz);
/* Says that the trace of a VM's guest is there as well.  0 or -ENOMEM. */
int kt_machine_guest(struct kt_machine *host, uint32_t vm);
/* One event of a host; one of the guest that is its VM vm, on s->vcpu. */
void kt_model_step(struct kt_model *m, struct kt_machine *host,
		   const struct kt_step *s);
void kt_model_guest_step(struct kt_model *m, struct kt_machine *host,
			 uint32_t vm, const struct kt_step *s);

/* --------------------------------------------------------- stage_end.c */

/* The end of the trace: closes what is open. */
void kt_model_end(struct kt_model *m);
/* The host had an event then. */
void kt_host_records(struct kt_machine *host, int64_t ns);
/* A handler of the guest for which the host has nothing. */
void kt_miss_unmatched(struct kt_watch *v, int64_t ns);

/* -------------------------------------------------------- stage_vcpu.c */

/* Says before the first event whose thread that is.  NULL: out of memory. */
struct kt_watch *kt_machine_vcpu(struct kt_machine *host, int tid, uint32_t vm,
				 int32_t vm_pid, uint32_t id);
struct kt_watch *kt_vcpu_by_tid(struct kt_machine *host, int tid);
struct kt_watch *kt_vcpu_by_id(const struct kt_machine *host, uint32_t vm,
			       uint32_t id);
void kt_vcpu_state(struct kt_watch *v, int64_t ns, enum kt_state state);
void kt_vcpu_enter(struct kt_watch *v, const struct kt_step *s);
void kt_vcpu_exit(struct kt_watch *v, const struct kt_step *s);
void kt_vcpu_handler(struct kt_watch *v, const struct kt_step *s);
/* It is out of its guest, as an event of its CPU shows. */
void kt_vcpu_left(struct kt_watch *v, int64_t ns, bool inferred);
/* From then on nothing about it is known any more. */
void kt_vcpu_lost(struct kt_watch *v, int64_t ns);
/* It left its guest last because that halted; because of an interrupt. */
bool kt_vcpu_halted(const struct kt_watch *v);
bool kt_vcpu_interrupted(const struct kt_watch *v);
/* When the guest's TSC has that value, in the stream's clock; false unknown. */
bool kt_vcpu_time(const struct kt_watch *v, uint64_t guest_tsc, int64_t *ns);

/* -------------------------------------------------------- stage_wait.c */

/* It can run from ns on, and waits for the CPU that it was on last. */
void kt_wait_begin(struct kt_watch *v, int64_t ns, bool woken);
/* It runs, or it isn't known any more what it does. */
void kt_wait_end(struct kt_watch *v, int64_t ns);
/* It waits for another CPU from now on. */
void kt_wait_move(struct kt_watch *v, int64_t ns, unsigned int cpu);
/* The CPU's task, which is the one that is switched from, gives it away. */
void kt_wait_switch(struct kt_machine *host, const struct kt_step *s);

/* ------------------------------------------------------- stage_cause.c */

/* The interrupt on behalf of which a task of that CPU does what it does. */
struct kt_cause kt_cause_now(const struct kt_machine *host, unsigned int cpu,
			     int pid);
void kt_cause_woken(struct kt_machine *host, unsigned int cpu, int pid,
		    struct kt_cause cause);
void kt_cause_isr_end(struct kt_machine *host, unsigned int cpu, int64_t ns);

/* ---------------------------------------------------- stage_delivery.c */

void kt_delivery_accept(struct kt_machine *host, const struct kt_step *s);
void kt_delivery_timer(struct kt_watch *v, const struct kt_step *s);
void kt_delivery_preemption_timer(struct kt_watch *v, int64_t ns);
void kt_delivery_inject(struct kt_watch *v, const struct kt_step *s);
void kt_delivery_enter(struct kt_watch *v, int64_t ns);
void kt_delivery_isr_end(struct kt_machine *host, unsigned int cpu, int64_t ns);
void kt_delivery_guest(struct kt_watch *v, const struct kt_step *s);
/* Gives up all that are on their way. */
void kt_delivery_drop(struct kt_watch *v, enum kt_miss why);

/* --------------------------------------------------------- stage_sum.c */

void kt_miss_count(struct kt_watch *v, int64_t ns, enum kt_miss why);
/* The delivery is over at d->t.end: divides and counts it. */
void kt_delivery_over(struct kt_watch *v, struct kt_delivery *d);
bool kt_model_counts(const struct kt_model *m, int64_t ns);

#endif /* KVMRT_TRACE_STAGES_H */
