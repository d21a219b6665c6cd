// SPDX-License-Identifier: GPL-2.0-only
/*
 * The merge itself: of all readers, the one with the smallest key is next.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "stream_impl.h"

/* Reads on in a reader and gives its event a key; as kt_reader_next(). */
static int advance(struct kt_stream *s, struct kt_reader *r)
{
	int ret = kt_reader_next(r, &s->error);

	if (ret > 0)
		r->key = kt_map_key(&s->sources[r->source].map, r->segment.cpu,
				    &r->clock, r->page.stamp);
	else if (ret < 0)
		s->failed = ret;
	return ret;
}

static int start(struct kt_stream *s)
{
	size_t i;
	int ret;

	s->heap.n = 0;
	for (i = 0; i < s->readers_n; i++) {
		ret = advance(s, &s->readers[i]);
		if (ret < 0)
			return ret;
		if (ret)
			kt_heap_push(&s->heap, s->readers[i].key, (uint32_t)i);
	}
	s->started = true;
	s->taken = false;
	return 0;
}

int kt_stream_next(struct kt_stream *s, const struct kt_event **e)
{
	struct kt_reader *r;
	struct kt_src *src;
	int ret;

	*e = NULL;
	if (s->failed)
		return s->failed;
	if (!s->started) {
		ret = start(s);
		if (ret)
			return ret;
	} else if (s->taken) {
		r = kt_stream_reader(s);
		ret = advance(s, r);
		if (ret < 0)
			return ret;
		if (ret)
			kt_heap_replace(&s->heap, r->key);
		else
			kt_heap_pop(&s->heap);
	}
	s->taken = s->heap.n > 0;
	if (!s->taken)
		return 0;
	r = kt_stream_reader(s);
	src = &s->sources[r->source];
	s->event.source = &src->pub;
	s->event.time_ns = kt_map_ns(&src->map, r->key);
	s->event.stamp = r->page.stamp;
	s->event.cpu = r->segment.cpu;
	s->event.format = r->format->event;
	s->event.record = &r->record;
	s->event.lost = r->lost;
	*e = &s->event;
	return 1;
}

/* The first event with at least that key; 1, 0 or a negative errno. */
static int seek_reader(struct kt_stream *s, struct kt_reader *r, uint64_t key)
{
	const struct kt_map *map = &s->sources[r->source].map;
	uint64_t stamp;
	int ret;

	kt_reader_rewind(r);
	if (kt_map_stamp(map, r->segment.cpu, key, &stamp)) {
		ret = kt_reader_seek(r, stamp, &s->error);
		if (ret) {
			s->failed = ret;
			return ret;
		}
	}
	do {
		ret = advance(s, r);
	} while (ret > 0 && r->key < key);
	return ret;
}

int kt_stream_seek(struct kt_stream *s, int64_t time_ns)
{
	size_t i;
	int ret;

	if (s->failed)
		return s->failed;
	s->heap.n = 0;
	for (i = 0; i < s->readers_n; i++) {
		struct kt_reader *r = &s->readers[i];

		ret = seek_reader(s, r, kt_map_key_of_ns(&s->sources[r->source].map, time_ns));
		if (ret < 0)
			return ret;
		if (ret)
			kt_heap_push(&s->heap, r->key, (uint32_t)i);
	}
	s->started = true;
	s->taken = false;
	return 0;
}

const char *kt_stream_error(const struct kt_stream *s)
{
	return s->error.text;
}

size_t kt_stream_sources(const struct kt_stream *s,
			 const struct kt_source *const **list)
{
	*list = s->list;
	return s->sources_n;
}

enum kt_clock kt_stream_clock(const struct kt_stream *s)
{
	return s->clock;
}

const struct json_object *kt_stream_merged(const struct kt_stream *s)
{
	return s->merged;
}

void kt_stream_progress(const struct kt_stream *s, uint64_t *done,
			uint64_t *total)
{
	size_t i;

	*done = 0;
	*total = s->total;
	for (i = 0; i < s->readers_n; i++)
		*done += s->readers[i].next;
}

void kt_stream_close(struct kt_stream *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->readers_n; i++)
		kt_reader_close(&s->readers[i]);
	for (i = 0; i < s->sources_n; i++) {
		kt_map_free(&s->sources[i].map);
		kt_recording_close(s->sources[i].rec);
		free(s->sources[i].name);
		free(s->sources[i].dir);
	}
	free(s->heap.nodes);
	free(s->readers);
	free(s->sources);
	free(s->list);
	json_object_put(s->merged);
	free(s);
}
