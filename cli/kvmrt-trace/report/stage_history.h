/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vCPU was doing, as far back as a delivery may reach, and what part of
 * a delivery belongs to which of the six stages.  Pure: no events, no formats.
 */
#ifndef KVMRT_TRACE_STAGE_HISTORY_H
#define KVMRT_TRACE_STAGE_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

/**
 * enum kt_state - what a vCPU's thread does; together they are all of its time
 * @KT_STATE_UNKNOWN: not seen yet, or events were lost
 * @KT_STATE_GUEST: runs the guest
 * @KT_STATE_KVM: runs in the kernel
 * @KT_STATE_USER: runs in the VMM, from the return to it until the next entry
 * @KT_STATE_ISR: its CPU serves an interrupt
 * @KT_STATE_PREEMPTED: could run, but another task was given its CPU
 * @KT_STATE_WOKEN: was woken and waits for its CPU
 * @KT_STATE_BLOCKED: sleeps
 */
enum kt_state {
	KT_STATE_UNKNOWN,
	KT_STATE_GUEST,
	KT_STATE_KVM,
	KT_STATE_USER,
	KT_STATE_ISR,
	KT_STATE_PREEMPTED,
	KT_STATE_WOKEN,
	KT_STATE_BLOCKED,
	KT_STATES
};

/* The six stages; Documentation/stages.rst defines them by events. */
enum kt_stage {
	KT_STAGE_VM_EXIT,
	KT_STAGE_AFTER_EXIT,
	KT_STAGE_HOST_ISR,
	KT_STAGE_HOST_SCHED,
	KT_STAGE_BEFORE_ENTRY,
	KT_STAGE_ENTRY,
	KT_STAGES
};

/* More changes of state than this during one delivery: it is given up. */
#define KT_HISTORY 256

/* From @from on it was in @state; a guest that @window ended by its own wish. */
struct kt_span {
	int64_t from;
	uint8_t state;
	bool window;
};

/* The last spans, a ring; @count of them, the newest before @head. */
struct kt_history {
	struct kt_span ring[KT_HISTORY];
	unsigned int head;
	unsigned int count;
};

/**
 * struct kt_delivery_times - the points of one delivery; ns of one clock
 * @begin: when it began
 * @isr_begin: the interrupt that raised it began to be served; 0 none
 * @isr_end: and was over; 0 none
 * @enter: the entry that carried it; 0 none
 * @end: when the guest's handler began, or @enter if that can't be seen
 */
struct kt_delivery_times {
	int64_t begin;
	int64_t isr_begin;
	int64_t isr_end;
	int64_t enter;
	int64_t end;
};

#define KT_PIECES 32

/**
 * struct kt_pieces - a delivery, piece by piece
 * @n: how many; the last one of KT_PIECES may be of more than one stage
 * @from: when each begins
 * @stage: which it is of
 */
struct kt_pieces {
	unsigned int n;
	int64_t from[KT_PIECES];
	uint8_t stage[KT_PIECES];
};

/* From @ns on it is in @state; @ns below the last one's counts as that. */
void kt_history_push(struct kt_history *h, int64_t ns, enum kt_state state);
/*
 * The last stretch in the guest ended because the guest asked to be told when
 * it takes interrupts.
 */
void kt_history_window(struct kt_history *h);
/* What it did at that time; UNKNOWN if that is too long ago. */
enum kt_state kt_history_at(const struct kt_history *h, int64_t ns);
/* It was in @state all the time; false if that is too long ago. */
bool kt_history_all(const struct kt_history *h, int64_t from, int64_t to,
		    enum kt_state state);

/*
 * Divides @t into stages; their sum is @t's end - begin, always.  False, and
 * nothing is known, if the history doesn't reach back or has unknown parts.
 * *pieces are its stages in their order.  *window tells that the guest kept the interrupt waiting.
 */
bool kt_history_stages(const struct kt_history *h,
		       const struct kt_delivery_times *t,
		       int64_t stages[KT_STAGES], struct kt_pieces *pieces,
		       bool *window);

#endif /* KVMRT_TRACE_STAGE_HISTORY_H */
