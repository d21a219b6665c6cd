/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which events a reader wants: by machine, CPU, VM, vCPU, name and time.
 */
#ifndef KVMRT_TRACE_FILTER_H
#define KVMRT_TRACE_FILTER_H

#include "filter_who.h"
#include "stream.h"

struct filter;

/**
 * struct filter_spec - what the user said; NULL where nothing
 * @vm: ids or names of VMs, separated by commas
 * @vcpu: list of vCPUs, "0,2-3"
 * @cpu: list of the machine's CPUs
 * @host: names of machines, or patterns, separated by commas
 * @events: patterns of EVENT or SYSTEM:EVENT, separated by commas
 * @from: a time
 * @to: a time
 * @around: an event's pattern, "#N" behind it for the Nth one only, from the
 *	end if negative
 * @window: time before and after that event
 */
struct filter_spec {
	const char *vm, *vcpu, *cpu, *host, *events;
	const char *from, *to, *around, *window;
};

/* enum filter_when - how a time lies to the wanted ones */
enum filter_when { FILTER_BEFORE, FILTER_IN, FILTER_AFTER };

/*
 * paths: the same that the stream was opened with; they are read a second time
 * for @around.  start_ns is what relative times count from.  w must outlive the
 * filter.  0 or a negative errno, after a message: -EINVAL for what makes no
 * sense, -ENOENT for names that these recordings don't have, -ESRCH for VMs.
 */
int filter_open(struct filter **f, const struct filter_spec *spec,
		const struct kt_stream *s, struct who *w,
		const char *const paths[], size_t n, int64_t start_ns,
		struct kt_error *err);
void filter_close(struct filter *f);

/*
 * A VM that was asked for by a number that no recorder knew; WHO_NONE.  If no
 * event is of it, it doesn't exist.
 */
uint32_t filter_unlisted(const struct filter *f);
/* The first wanted time, INT64_MIN if there is no limit. */
int64_t filter_from(const struct filter *f);
/* Times must not go back from call to call. */
enum filter_when filter_when(struct filter *f, int64_t time_ns);
/* By machine and CPU only: where events were lost nobody knows which. */
bool filter_place(const struct filter *f, const struct kt_event *e);
/* By everything but time; receives the VM and the vCPU on the way. */
bool filter_event(struct filter *f, const struct kt_event *e,
		  struct who_is *who);

/* ------------------------------------------------------- filter_events.c */

struct filter_set;

/* Sets of numbers below 8192 and of formats, see there. */
int filter_events_open(struct filter_set **set, const char *globs,
		       const struct kt_stream *s, struct kt_error *err);
bool filter_events_has(const struct filter_set *set, const struct kt_event *e);
void filter_events_close(struct filter_set *set);

/* --------------------------------------------------------- filter_time.c */

/* "1.5", "250us", to ns; 0, -EINVAL or -ERANGE. */
int filter_time_ns(const char *word, int64_t *ns);
/* Likewise; relative to start_ns unless it begins with "@". */
int filter_time_at(const char *word, int64_t start_ns, int64_t *ns);

/* struct filter_window - times from @from to @to, both wanted */
struct filter_window {
	int64_t from, to;
};

struct filter_windows {
	struct filter_window *list;
	size_t n, room;
};

/* In the order of time, joined where they touch; 0 or -ENOMEM. */
int filter_windows_add(struct filter_windows *w, int64_t from, int64_t to);

/* ------------------------------------------------------- filter_around.c */

/* Windows around those events that f, without its times, wants. */
int filter_around(struct filter *f, const char *around, const char *window,
		  const char *const paths[], size_t n,
		  struct filter_windows *windows, struct kt_error *err);

#endif /* KVMRT_TRACE_FILTER_H */
