/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kvmrt-trace merge: what it finds out about each recording, and where that
 * goes.
 */
#ifndef KVMRT_TRACE_MERGE_H
#define KVMRT_TRACE_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/cli.h"
#include "pair.h"
#include "stream_impl.h"

/**
 * struct kt_found - about one source, after all of its events were seen
 * @events: their number
 * @lost: events that were lost, as far as their number is known
 * @lost_places: places where some were lost
 * @first_key: of its first event, and
 * @last_key: of its last one
 * @back: events whose stamps went back in time
 * @worst_back_ns: by how much at worst
 * @outside: events that fit none of the guest's TSCs
 * @pairs: of a guest, NULL of a host
 * @reason: why its order is not proved, NULL if it is
 */
struct kt_found {
	uint64_t events;
	uint64_t lost, lost_places;
	uint64_t first_key, last_key;
	uint64_t back, worst_back_ns, outside;
	struct kt_pairs *pairs;
	char *reason;
};

/**
 * struct kt_merge - one run of merge
 * @cli: for messages
 * @out: directory to make
 * @clock: to order by
 * @unproven: order also what is not proved
 * @stream: all events
 * @found: for each source
 * @proven: no source has a reason
 */
struct kt_merge {
	struct cli *cli;
	const char *out;
	enum kt_clock clock;
	bool unproven;
	struct kt_stream *stream;
	struct kt_found *found;
	bool proven;
};

/* ----------------------------------------------------------- merge_find.c */

/* Reads all events and fills in found; 0 or a negative errno. */
int kt_merge_find(struct kt_merge *m, struct kt_error *err);
void kt_merge_found_free(struct kt_merge *m);
/* ticks of the stream's keys as ns */
uint64_t kt_merge_ns(const struct kt_merge *m, const struct kt_src *src,
		     uint64_t ticks);

/* ---------------------------------------------------------- merge_write.c */

/* Makes m->out; 0 or a negative errno, and then there is nothing left of it. */
int kt_merge_write(struct kt_merge *m, struct kt_error *err);

/* ----------------------------------------------------------- merge_json.c */

/* merged.json; NULL if out of memory */
struct json_object *kt_merge_json(const struct kt_merge *m);
/* Prints what was found; an enum cli_exit. */
int kt_merge_print(struct kt_merge *m);

#endif /* KVMRT_TRACE_MERGE_H */
