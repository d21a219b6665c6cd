/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a stream is made of, for the files that open one and for the merge.
 */
#ifndef KVMRT_TRACE_STREAM_IMPL_H
#define KVMRT_TRACE_STREAM_IMPL_H

#include "clock.h"
#include "heap.h"
#include "recording.h"
#include "stream.h"
#include "stream_cpu.h"

/**
 * struct kt_src - a source with all that its readers need
 * @pub: what the stream's users see
 * @name: its name, that of @pub
 * @dir: the recording, in a merged directory below that
 * @rec: the recording, the stream's
 * @map: its clock
 * @guessed_vm: its VM was not told but is the only one
 */
struct kt_src {
	struct kt_source pub;
	char *name;
	char *dir;
	struct kt_recording *rec;
	struct kt_map map;
	bool guessed_vm;
};

struct kt_stream {
	enum kt_clock clock;
	struct json_object *merged;
	struct kt_src *sources;
	const struct kt_source **list;
	size_t sources_n;
	struct kt_reader *readers;
	size_t readers_n;
	struct kt_heap heap;
	bool started;	/* the heap has the readers' first events */
	bool taken;	/* the first reader's event was handed out */
	struct kt_event event;
	uint64_t total;
	struct kt_error error;
	int failed;
};

/* The reader of the event that kt_stream_next() just gave. */
static inline struct kt_reader *kt_stream_reader(struct kt_stream *s)
{
	return &s->readers[s->heap.nodes[0].index];
}

/* ---------------------------------------------------------- stream_open.c */

/*
 * Opens recordings, not merged ones, to be ordered by that clock; of a single
 * one with KT_CLOCK_RAW by its own.
 */
int kt_stream_open_raw(struct kt_stream **s, const char *const paths[],
		       size_t n, enum kt_clock clock, unsigned int load,
		       struct kt_error *err);
/* For both ways to open: room for n sources; one of them; readers of all. */
int kt_stream_alloc(struct kt_stream **s, size_t n, struct kt_error *err);
int kt_stream_add(struct kt_stream *s, const char *path, const char *name,
		  unsigned int load, struct kt_error *err);
int kt_stream_ready(struct kt_stream *s, struct kt_error *err);

/* --------------------------------------------------------- stream_clock.c */

/* Relates the sources' clocks, for KT_CLOCK_TSC or KT_CLOCK_TOD. */
int kt_stream_relate(struct kt_stream *s, struct kt_error *err);

/* -------------------------------------------------------- stream_merged.c */

/* 1 if path is a directory that merge made, 0 if not. */
int kt_merged_is(const char *path);
int kt_merged_open(struct kt_stream **s, const char *path, unsigned int load,
		   struct kt_error *err);

#endif /* KVMRT_TRACE_STREAM_IMPL_H */
