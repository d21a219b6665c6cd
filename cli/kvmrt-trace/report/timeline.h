/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events that led to a moment: copies of the last ones, as many as a ring
 * holds, and excerpts of it that outlive it.
 */
#ifndef KVMRT_TRACE_TIMELINE_H
#define KVMRT_TRACE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/record.h"
#include "stream.h"

/* Events that the ring holds, of all machines. */
#define KT_TIMELINE_EVENTS 16384
/* The longest record that is kept; one longer is counted as left out. */
#define KT_TIMELINE_BYTES 4096

struct kt_timeline;
struct json_object;

/**
 * struct kt_excerpt - some events, in their order
 * @events: their @record is @records' entry of the same place
 * @records: copies, with their data
 * @n: how many
 * @max: how many there may be
 * @left_out: events that were wanted but did not fit, or are no longer known
 * @cut: the ring began later than what was wanted
 */
struct kt_excerpt {
	struct kt_event *events;
	struct tep_record *records;
	size_t n, max;
	uint64_t left_out;
	bool cut;
};

/* Is the event wanted? */
typedef bool (*kt_wanted_fn)(void *ctx, const struct kt_event *e);

/* NULL if out of memory. */
struct kt_timeline *kt_timeline_new(void);
void kt_timeline_free(struct kt_timeline *t);
/* Copies the event.  0 or -ENOMEM. */
int kt_timeline_add(struct kt_timeline *t, const struct kt_event *e);
/*
 * The wanted events of [from, to], both included, in place of what x holds:
 * the first and the last max / 2 of them.  0 or -ENOMEM.
 */
int kt_timeline_take(const struct kt_timeline *t, int64_t from, int64_t to,
		     kt_wanted_fn wanted, void *ctx, size_t max,
		     struct kt_excerpt *x);
void kt_excerpt_clear(struct kt_excerpt *x);

/* What an event is a part of, by its time; NULL nothing. */
typedef const char *(*kt_part_fn)(const void *ctx, int64_t time_ns);

/*
 * A list of records of kt_excerpt_fields; times count from zero_ns too.  Part
 * may be NULL.  NULL if out of memory, which cli_set_obj() takes for that.
 */
struct json_object *kt_excerpt_records(const struct kt_excerpt *x,
				       int64_t zero_ns, kt_part_fn part,
				       const void *ctx);

extern const struct cli_field kt_excerpt_fields[];

#endif /* KVMRT_TRACE_TIMELINE_H */
