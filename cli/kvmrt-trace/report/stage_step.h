/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events as the report's state machines see them: what happened, where and to
 * whom, free of the trace's formats.  stage_step.c makes them from events of a
 * stream; unit tests make them up.
 */
#ifndef KVMRT_TRACE_STAGE_STEP_H
#define KVMRT_TRACE_STAGE_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kt_event;

/**
 * enum kt_step_kind - what an event means
 * @KT_STEP_NONE: nothing to the report
 * @KT_STEP_ENTER: host: a vCPU is about to enter its guest
 * @KT_STEP_EXIT: host: a vCPU left its guest (late on AMD before 6.12)
 * @KT_STEP_HANDLER: host: the exit's handling is over
 * @KT_STEP_USER: host: KVM returns to user space (KVM's own event)
 * @KT_STEP_TSC: host: a vCPU's TSC offset or ratio changed
 * @KT_STEP_ACCEPT: host: a vector became pending in a vCPU's APIC
 * @KT_STEP_INJECT: host: a vector will be injected at the next entry
 * @KT_STEP_ISR_BEGIN: host: a CPU began to serve an interrupt
 * @KT_STEP_ISR_END: host: and ended it
 * @KT_STEP_SWITCH: host: a CPU changed its task
 * @KT_STEP_WAKING: host: a task is being woken
 * @KT_STEP_PLACED: host: a task that can run waits for another CPU, or it is
 *	said for which one
 * @KT_STEP_TIMER_START: host: the timer of a vCPU's APIC was armed
 * @KT_STEP_TIMER_EXPIRE: host: and expired
 * @KT_STEP_MMIO: host: KVM emulates an access of the guest
 * @KT_STEP_GUEST_TIMER: guest: its local timer's handler began
 * @KT_STEP_GUEST_IRQ: guest: a device's handler began
 * @KT_STEP_GUEST_OTHER: guest: another vector's handler began
 */
enum kt_step_kind {
	KT_STEP_NONE,
	KT_STEP_ENTER,
	KT_STEP_EXIT,
	KT_STEP_HANDLER,
	KT_STEP_USER,
	KT_STEP_TSC,
	KT_STEP_ACCEPT,
	KT_STEP_INJECT,
	KT_STEP_ISR_BEGIN,
	KT_STEP_ISR_END,
	KT_STEP_SWITCH,
	KT_STEP_WAKING,
	KT_STEP_PLACED,
	KT_STEP_TIMER_START,
	KT_STEP_TIMER_EXPIRE,
	KT_STEP_MMIO,
	KT_STEP_GUEST_TIMER,
	KT_STEP_GUEST_IRQ,
	KT_STEP_GUEST_OTHER,
	KT_STEP_KINDS
};

/* kvm_exit_handler's msr_access */
enum kt_msr_access { KT_MSR_NONE, KT_MSR_READ, KT_MSR_WRITE };

/**
 * struct kt_step - one event, decoded; only the fields of its kind are set
 * @kind: enum kt_step_kind
 * @stock: one of KVM's own enter or exit events, not of ours: @vm is unknown
 * @ns: when, in the stream's clock
 * @cpu: of the machine it was recorded on
 * @pid: thread in which it happened, -1 unknown
 * @lost: events were lost on this CPU just before
 * @event: where it came from; NULL in unit tests
 * @vm: VM's id: ENTER, EXIT, HANDLER, TSC
 * @vm_pid: its creator: likewise
 * @vcpu: vCPU's id: likewise; of ACCEPT the APIC's id, which KVM makes the same;
 *	of the guest's events the one that is its @cpu
 * @isa: 1 VMX, 2 SVM: EXIT, HANDLER
 * @reason: hardware's exit code: likewise
 * @info1: first information word: likewise
 * @info2: second one
 * @to_user: HANDLER: KVM returned to user space
 * @user_reason: KVM_EXIT_*: HANDLER, USER
 * @user_errno: USER: why it returned without a reason, 0 none
 * @msr: HANDLER: its number
 * @msr_value: its value
 * @msr_access: enum kt_msr_access
 * @offset: TSC: signed; guest TSC = (host TSC x ratio >> frac_bits) + offset
 * @ratio: TSC
 * @frac_bits: TSC
 * @vector: ACCEPT, INJECT, GUEST_TIMER
 * @again: INJECT: delivery was cut short by an exit and is repeated
 * @irq: GUEST_IRQ: the guest's number of it
 * @soft: ISR_*: a softirq, most often at the end of an interrupt
 * @name: GUEST_IRQ: the guest's name of it, ISR_BEGIN: what it is
 * @prev_pid: SWITCH: who stops
 * @prev_runs: SWITCH: it could go on
 * @next_pid: SWITCH: who goes on; WAKING: who is woken; PLACED: who waits
 * @next_cpu: PLACED: the CPU that it waits for
 * @next_comm: SWITCH: its name
 * @comm: SWITCH: name of who stops; may be NULL
 * @timer: TIMER_*: the timer's address
 * @expires: TIMER_EXPIRE: when it should have, 0 unknown; host's clock
 * @now: TIMER_EXPIRE: the time then, in the same clock
 * @gpa: MMIO: address
 * @write: MMIO: direction
 */
struct kt_step {
	enum kt_step_kind kind;
	bool stock;
	int64_t ns;
	unsigned int cpu;
	int pid;
	bool lost;
	const struct kt_event *event;
	uint32_t vm;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t isa;
	uint32_t reason;
	uint64_t info1;
	uint64_t info2;
	bool to_user;
	uint32_t user_reason;
	int user_errno;
	uint32_t msr;
	uint64_t msr_value;
	unsigned int msr_access;
	uint64_t offset;
	uint64_t ratio;
	uint32_t frac_bits;
	uint32_t vector;
	bool again;
	uint32_t irq;
	bool soft;
	const char *name;
	int prev_pid;
	bool prev_runs;
	int next_pid;
	uint32_t next_cpu;
	const char *next_comm;
	const char *comm;
	uint64_t timer;
	int64_t expires;
	int64_t now;
	uint64_t gpa;
	bool write;
};

struct kt_decoder;

/* A decoder for that many sources; NULL if out of memory. */
struct kt_decoder *kt_decoder_new(size_t sources);
void kt_decoder_free(struct kt_decoder *d);

/*
 * Decodes an event.  Its strings are the record's and live as long.  An event
 * that lacks a field which its kind needs becomes KT_STEP_NONE and is counted.
 */
void kt_decoder_step(struct kt_decoder *d, const struct kt_event *e,
		     struct kt_step *step);

/* Events that were of a known name but lacked a field. */
uint64_t kt_decoder_misshapen(const struct kt_decoder *d);
/* Some event of that kind was decoded. */
bool kt_decoder_saw(const struct kt_decoder *d, enum kt_step_kind kind);

#endif /* KVMRT_TRACE_STAGE_STEP_H */
