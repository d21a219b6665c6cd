/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events become what a viewer draws: slices of tasks, interrupts, guest and
 * host mode, each on its track.  One struct export per run; what it holds grows
 * with CPUs and vCPUs, not with events.
 */
#ifndef KVMRT_TRACE_EXPORT_H
#define KVMRT_TRACE_EXPORT_H

#include "filter_who.h"
#include "perfetto.h"
#include "stream.h"

struct print_event;

/* Interrupts that interrupt each other; deeper ones are counted only. */
#define EXPORT_DEPTH 8

/**
 * struct export_cpu - a CPU of a machine
 * @last_ns: of its last event
 * @seen: it had one
 * @pid: of the task that runs, -1 unknown
 * @task: its slice is open
 * @guest: the slice of a guest that it runs is open
 * @softirq: the slice of a softirq is open
 * @irqs: open slices of interrupts
 * @tracks: which of its tracks were told
 */
struct export_cpu {
	int64_t last_ns;
	bool seen;
	int pid;
	bool task, guest, softirq;
	unsigned int irqs;
	unsigned int tracks;
};

/* enum export_mode - what a vCPU does */
enum export_mode { EXPORT_UNKNOWN, EXPORT_GUEST, EXPORT_HOST };

/**
 * struct export_vcpu - a vCPU
 * @source: its host
 * @vm: WHO_NONE if unknown, @vcpu is the thread then
 * @vcpu: its number
 * @place: in the list, for the track's id
 * @mode: its slice is open unless it is unknown
 * @off: the slice of its thread not running is open, inside of that
 * @handler: the slice of the exit's handling is open
 * @user: the slice of user space is open, on the handler's track
 * @ours: events of kvmrt told the mode, those of KVM are not needed
 * @cpu: where it was last
 * @last_ns: when
 * @flow: number of the arrows of the current exit, 0 none
 */
struct export_vcpu {
	const struct kt_source *source;
	uint32_t vm, vcpu;
	uint32_t place;
	enum export_mode mode;
	bool off, handler, user, ours;
	unsigned int cpu;
	int64_t last_ns;
	uint64_t flow;
};

struct export_machine {
	const struct kt_source *source;
	struct export_cpu *cpus;
	int64_t last_ns;
	bool told;
};

struct export {
	struct perfetto *out;
	struct who *who;
	struct export_machine *machines;
	size_t machines_n;
	struct export_vcpu **vcpus;
	size_t vcpus_n, vcpus_room;
	uint64_t flows;
	struct print_event *text;
};

/* 0 or a negative errno. */
int export_open(struct export *x, const struct kt_stream *s, struct who *who,
		struct perfetto *out);
/* One event; 0 or a negative errno, also of writing. */
int export_event(struct export *x, const struct kt_event *e);
/* Ends all slices where their machine's recording ends. */
void export_end(struct export *x);
void export_close(struct export *x);

/* -------------------------------------------------------- export_track.c */

enum export_cpu_track { EXPORT_TASKS, EXPORT_IRQS, EXPORT_SOFTIRQS, EXPORT_EVENTS };

/* Ids of tracks, which are told to the viewer when they are asked for first. */
uint64_t export_cpu_track(struct export *x, const struct kt_source *source,
			  unsigned int cpu, enum export_cpu_track which);
uint64_t export_vcpu_track(const struct export_vcpu *v);
uint64_t export_handler_track(const struct export_vcpu *v);
void export_vcpu_tell(struct export *x, const struct export_vcpu *v, int tid);

/* ---------------------------------------------------------- export_cpu.c */

/* Which task runs, by what every event tells. */
void export_cpu_touch(struct export *x, const struct kt_event *e);
void export_cpu_switch(struct export *x, const struct kt_event *e);
void export_cpu_guest(struct export *x, const struct export_vcpu *v,
		      const struct kt_event *e, bool enter);
void export_cpu_lost(struct export *x, const struct kt_event *e);
void export_cpu_end(struct export *x, const struct kt_source *source,
		    unsigned int cpu, int64_t time_ns);
/* True if it was an interrupt's. */
bool export_cpu_irq(struct export *x, const struct kt_event *e);

/* --------------------------------------------------------- export_vcpu.c */

/* True if it was about a vCPU going in or out. */
bool export_vcpu_event(struct export *x, const struct kt_event *e);
void export_vcpu_switch(struct export *x, const struct kt_event *e);
/* Events of that CPU were lost: nothing is known of who was there. */
void export_vcpu_lost(struct export *x, const struct kt_event *e,
		      int64_t time_ns);
void export_vcpu_end(struct export *x, struct export_vcpu *v, int64_t time_ns);

/* --------------------------------------------------------- export_args.c */

/* An event without a slice, with all its fields. */
void export_instant(struct export *x, const struct kt_event *e);
void export_args(struct export *x, const struct kt_event *e);
/*
 * The word behind "key=" or "key " in the event's text, as "HLT" of a reason.
 * Returns buf, which says "?" if there is none.
 */
const char *export_word(struct export *x, const struct kt_event *e,
			const char *key, char *buf, size_t size);

#endif /* KVMRT_TRACE_EXPORT_H */
