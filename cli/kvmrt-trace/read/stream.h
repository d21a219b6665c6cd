/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events of one or more recordings in the order of one clock.
 *
 * A stream reads its recordings while it goes: what it holds in memory depends
 * on the number of CPUs, not on how long was recorded.  Everything it hands
 * out was checked against the file's own sizes: a record holds all fields of
 * its format, and each dynamic field lies inside of it.
 */
#ifndef KVMRT_TRACE_STREAM_H
#define KVMRT_TRACE_STREAM_H

#include <event-parse.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"

struct json_object;
struct kt_stream;

/**
 * enum kt_clock - what the events of a stream are ordered by
 * @KT_CLOCK_TSC: the host's TSC; exact, for one host and its guests
 * @KT_CLOCK_TOD: time of day; as good as the machines' clocks agree, but for
 *	guests that are exact beside their host
 * @KT_CLOCK_RAW: the one recording's own stamps, when its clock isn't x86-tsc
 */
enum kt_clock { KT_CLOCK_TSC, KT_CLOCK_TOD, KT_CLOCK_RAW };

/**
 * struct kt_source - one recording in a merged view
 * @name: name of the machine, made unique among the sources
 * @is_guest: it was recorded inside of a VM
 * @vm_id: of a guest, the host's id of its VM; 0 unknown
 * @cpus: of the machine, the highest number + 1
 * @tep: formats of its events, and its tasks' names
 * @meta: its recording.json; a file of trace-cmd has one made up, with the
 *	keys that are known
 * @index: its place in the list
 * @host: of a guest, the source that is its host, or NULL
 * @exact: of a guest, its times are made of its host's TSC
 */
struct kt_source {
	const char *name;
	bool is_guest;
	uint32_t vm_id;
	unsigned int cpus;
	struct tep_handle *tep;
	const struct json_object *meta;
	unsigned int index;
	const struct kt_source *host;
	bool exact;
};

/**
 * struct kt_event - one event
 * @source: the recording that it is from
 * @time_ns: in the common clock: ns of the host's TSC since that was 0, of the
 *	epoch by time of day
 * @stamp: as recorded
 * @cpu: of the source's machine
 * @format: what the record's fields are, never NULL
 * @record: the record; borrowed until the next call
 * @lost: events lost on this CPU just before this one; KT_LOST_UNKNOWN if
 *	their number is not known
 */
struct kt_event {
	const struct kt_source *source;
	int64_t time_ns;
	uint64_t stamp;
	unsigned int cpu;
	struct tep_event *format;
	struct tep_record *record;
	uint64_t lost;
};

#define KT_LOST_UNKNOWN UINT64_MAX

/**
 * kt_stream_open() - open recordings for reading in order
 * @s: the stream, to be closed with kt_stream_close(); NULL on failure
 * @paths: directories of recordings, files of trace-cmd, or one directory
 *	that `kvmrt-trace merge` made
 * @n: their number
 * @err: what is wrong with which file, and what helps
 *
 * Several recordings are ordered by the host's TSC without a proof that this
 * is right; that is what merge is for.
 *
 * Return: 0 or a negative errno.
 */
int kt_stream_open(struct kt_stream **s, const char *const paths[], size_t n,
		   struct kt_error *err);

/*
 * 1 and the next event, which stays valid until the next call; 0 at the end;
 * a negative errno when a file is damaged, see kt_stream_error().
 */
int kt_stream_next(struct kt_stream *s, const struct kt_event **e);

/* What went wrong in kt_stream_next(), naming the file. */
const char *kt_stream_error(const struct kt_stream *s);

/* Goes on with the first event at or after that time; 0 or a negative errno. */
int kt_stream_seek(struct kt_stream *s, int64_t time_ns);

/* The sources, in the order of @index; their number. */
size_t kt_stream_sources(const struct kt_stream *s,
			 const struct kt_source *const **list);

/* What the times are; merged.json of a merged directory, otherwise NULL. */
enum kt_clock kt_stream_clock(const struct kt_stream *s);
const struct json_object *kt_stream_merged(const struct kt_stream *s);

/*
 * How far the reader is: bytes of ring pages read, and of all of them.  For
 * progress on long work.
 */
void kt_stream_progress(const struct kt_stream *s, uint64_t *done,
			uint64_t *total);

/* NULL is fine. */
void kt_stream_close(struct kt_stream *s);

/* --------------------------------------------------------------- field.c */

/*
 * Fields by name, the common ones ("common_pid") among them; looked up once for
 * each format and name.  @name must be a string that lives as long as the
 * stream, a literal as a rule.  False if the event has no such field or if it
 * is of another kind.
 */
bool kt_field_u64(const struct kt_event *e, const char *name, uint64_t *value);
/* Likewise, of a field of any width, with the sign of the field's type. */
bool kt_field_s64(const struct kt_event *e, const char *name, int64_t *value);
/* Bytes of an array or of a string, dynamic or not; NULL if there is none. */
const void *kt_field_bytes(const struct kt_event *e, const char *name,
			   size_t *len);
/* A string that ends with a NUL inside of its field, NULL otherwise. */
const char *kt_field_str(const struct kt_event *e, const char *name);
/* The task that the event happened in: its thread id, -1 unknown. */
int kt_event_pid(const struct kt_event *e);

#endif /* KVMRT_TRACE_STREAM_H */
