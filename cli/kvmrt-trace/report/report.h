/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `kvmrt-trace report`: what was asked, what the pass over the events found,
 * and its records.
 */
#ifndef KVMRT_TRACE_REPORT_H
#define KVMRT_TRACE_REPORT_H

#include "kvmrt-trace.h"
#include "stages.h"
#include "stream.h"
#include "timeline.h"

struct json_object;

#define KT_NOTES_MAX 16
/* Places where events were lost. */
#define KT_GAPS_MAX 32

/**
 * struct kt_ask - what was asked, as it was typed; NULL where nothing
 * @vm: ids or names, separated by commas
 * @vcpu: ids, separated by commas
 * @from: a time
 * @to: a time
 * @at: the moment in question
 * @around: the event that happened then
 * @window: how long before it
 * @vector: the guest's timer vector
 * @events: the most events that a time line shows
 */
struct kt_ask {
	const char *vm, *vcpu, *from, *to, *at, *around, *window, *vector;
	const char *events;
};

/* The time line of the worst delivery of a class to a vCPU. */
struct kt_worst {
	const struct kt_watch *vcpu;
	enum kt_class class;
	struct kt_excerpt excerpt;
};

/**
 * struct kt_gap - where events were lost
 * @source: by which recording
 * @cpu: of that machine
 * @events: how many; KT_LOST_UNKNOWN
 * @from: the last event before; INT64_MIN if none was seen
 * @to: the first one after
 */
struct kt_gap {
	const struct kt_source *source;
	unsigned int cpu;
	uint64_t events;
	int64_t from, to;
};

/**
 * struct kt_lost - all of them
 * @gaps: the longest, in their order
 * @n: how many
 * @shorter: how many more there were
 * @events: that were lost, as far as known
 * @unknown: and some more
 * @first: by source: its first CPU's place in @last
 * @last: by CPU: the time of its last event, INT64_MIN if there was none yet
 */
struct kt_lost {
	struct kt_gap gaps[KT_GAPS_MAX];
	unsigned int n;
	uint64_t shorter;
	uint64_t events;
	bool unknown;
	size_t *first;
	int64_t *last;
};

/**
 * struct kt_report - what a pass found
 * @stream: the events
 * @sources: of it
 * @n_sources: how many
 * @model: of all hosts
 * @decoder: of all sources
 * @timeline: of all machines
 * @hosts: by source: its machine, of a guest its host's; NULL if left out
 * @start: of the first event
 * @from: of the window
 * @to: likewise
 * @moment: there is a moment in question, @to
 * @before: what happened before it
 * @worst: the worst deliveries
 * @n_worst: how many
 * @max: events in a time line
 * @ended: a file was damaged: only what came before it is in here
 * @notes: what the reader must know
 * @n_notes: how many
 * @lost: where events were lost
 */
struct kt_report {
	struct kt_stream *stream;
	const struct kt_source *const *sources;
	size_t n_sources;
	struct kt_model *model;
	struct kt_decoder *decoder;
	struct kt_timeline *timeline;
	struct kt_machine **hosts;
	int64_t start, from, to;
	bool moment;
	struct kt_excerpt before;
	struct kt_worst *worst;
	size_t n_worst;
	size_t max;
	bool damaged;
	char *notes[KT_NOTES_MAX];
	unsigned int n_notes;
	struct kt_lost lost;
};

/* ------------------------------------------------------- report_pass.c */

/* Opens the recordings and reads them.  0 or a negative errno. */
int kt_report_pass(struct kt_report *r, const struct kt_ask *ask,
		   const char *const paths[], size_t n, struct kt_error *err);
void kt_report_clear(struct kt_report *r);
__attribute__((format(printf, 2, 3)))
void kt_report_note(struct kt_report *r, const char *fmt, ...);

/* ----------------------------------------------------- report_source.c */

/* Which machines there are; 0 or a negative errno. */
int kt_report_sources(struct kt_report *r, struct kt_error *err);
/* The vCPU that is that CPU of a guest. */
uint32_t kt_report_vcpu_id(const struct kt_source *guest, unsigned int cpu);
/* What the VM is called, NULL unknown. */
const char *kt_report_vm_name(const struct kt_report *r,
			      const struct kt_watch *v);

/* ------------------------------------------------------- report_lost.c */

int kt_lost_init(struct kt_report *r);
void kt_lost_clear(struct kt_report *r);
/* Each event must pass.  True if some were lost before it, in the window. */
bool kt_lost_step(struct kt_report *r, const struct kt_event *e);
struct json_object *kt_report_lost(const struct kt_report *r);
extern const struct cli_field kt_report_lost_fields[];

/* ------------------------------------------------------- report_when.c */

/* Finds out which part of the recordings counts; 0 or a negative errno. */
int kt_report_when(struct kt_report *r, const struct kt_ask *ask,
		   struct kt_error *err);

/* ----------------------------------------------------- report_record.c */

/* A VM by its id, and its name unless that is NULL: was it asked for? */
bool kt_report_asked_vm(const struct kt_ask *ask, uint32_t id,
			const char *name);
/* The vCPUs that were asked for; -ESRCH if there are none of them. */
int kt_report_record(struct kt_report *r, const struct kt_ask *ask,
		     struct json_object **doc, struct kt_error *err);
extern const struct cli_field kt_report_fields[];

/* ------------------------------------------------------- report_vcpu.c */

struct json_object *kt_report_vcpu(const struct kt_report *r,
				   const struct kt_watch *v);
extern const struct cli_field kt_report_vcpu_fields[];

/* ------------------------------------------------------- report_lock.c */

#define KT_LOCK_NAMES 160

/**
 * struct kt_lock_sum - accesses to devices that user space serves
 * @count: how many
 * @worst: the longest, ns
 * @names: of the devices, each once
 */
struct kt_lock_sum {
	uint64_t count;
	int64_t worst;
	char names[KT_LOCK_NAMES];
};

/* Adds those of a vCPU. */
void kt_report_lock_add(struct kt_lock_sum *sum, const struct kt_watch *v);
/* Warns of them, if there are any. */
void kt_report_lock_note(struct kt_report *r, const struct kt_lock_sum *sum);

/* -------------------------------------------------------- report_vmm.c */

/* What serves the devices of each VM that was asked for. */
struct json_object *kt_report_vmms(const struct kt_report *r,
				   const struct kt_ask *ask);
extern const struct cli_field kt_report_vmm_fields[];

/* ------------------------------------------------------ report_stage.c */

/* Deliveries by class; those that could not be reconstructed. */
struct json_object *kt_report_stages(const struct kt_report *r,
				     const struct kt_watch *v);
struct json_object *kt_report_misses(const struct kt_watch *v);
extern const struct cli_field kt_report_stages_fields[];
extern const struct cli_field kt_report_miss_fields[];

/* ------------------------------------------------------- report_text.c */

/* Text of times in ns, as microseconds, for the key that is named. */
void kt_text_total(char *buf, size_t size, struct json_object *rec);
void kt_text_min(char *buf, size_t size, struct json_object *rec);
void kt_text_mean(char *buf, size_t size, struct json_object *rec);
void kt_text_worst(char *buf, size_t size, struct json_object *rec);
void kt_text_in_worst(char *buf, size_t size, struct json_object *rec);
void kt_text_asleep(char *buf, size_t size, struct json_object *rec);
void kt_text_time(char *buf, size_t size, struct json_object *rec);
void kt_text_share(char *buf, size_t size, struct json_object *rec);
/* Of times since the start of the recordings, as seconds. */
void kt_text_worst_at(char *buf, size_t size, struct json_object *rec);
void kt_text_from(char *buf, size_t size, struct json_object *rec);
void kt_text_to(char *buf, size_t size, struct json_object *rec);

#endif /* KVMRT_TRACE_REPORT_H */
