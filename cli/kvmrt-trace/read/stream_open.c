// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a stream.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream_impl.h"

/* What those who print events need. */
#define PRINTING (KT_LOAD_SYMBOLS | KT_LOAD_PRINT)

int kt_stream_alloc(struct kt_stream **out, size_t n, struct kt_error *err)
{
	struct kt_stream *s = calloc(1, sizeof(*s));

	*out = s;
	if (s) {
		s->sources = calloc(n, sizeof(*s->sources));
		s->list = calloc(n, sizeof(*s->list));
	}
	if (!s || !s->sources || !s->list)
		return kt_error_set(err, -ENOMEM, "out of memory");
	return 0;
}

/* Names are told apart by a number, and are fit for a file's name. */
static char *unique_name(const struct kt_stream *s, const char *want)
{
	char *base = strdup(want), *name = NULL, *c;
	unsigned int number = 1;
	size_t i;

	if (!base)
		return NULL;
	for (c = base; *c; c++) {
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-",
			    *c))
			*c = '_';
	}
	if (*base == '.' || *base == '-')
		*base = '_';
	if (strlen(base) > 64)
		base[64] = '\0';
	do {
		free(name);
		if (number == 1)
			name = strdup(base);
		else if (asprintf(&name, "%s-%u", base, number) < 0)
			name = NULL;
		number++;
		for (i = 0; name && i < s->sources_n; i++) {
			if (!strcmp(s->sources[i].name, name))
				break;
		}
	} while (name && i < s->sources_n);
	free(base);
	return name;
}

int kt_stream_add(struct kt_stream *s, const char *path, const char *name,
		  unsigned int load, struct kt_error *err)
{
	struct kt_src *src = &s->sources[s->sources_n];
	int ret;

	ret = kt_recording_open(&src->rec, path, load, err);
	if (ret)
		return ret;
	src->name = unique_name(s, name ? name : src->rec->meta.host);
	src->dir = strdup(path);
	src->pub = (struct kt_source){
		.name = src->name,
		.is_guest = src->rec->meta.is_guest,
		.vm_id = src->rec->meta.vm_id,
		.cpus = src->rec->cpus,
		.tep = src->rec->tep,
		.meta = src->rec->meta.json,
		.index = (unsigned int)s->sources_n,
	};
	s->list[s->sources_n++] = &src->pub;
	if (!src->name || !src->dir)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	return 0;
}

int kt_stream_ready(struct kt_stream *s, struct kt_error *err)
{
	size_t i, k, n = 0;
	int ret;

	for (i = 0; i < s->sources_n; i++)
		n += s->sources[i].rec->segments_n;
	s->readers = calloc(n + 1, sizeof(*s->readers));
	s->heap.nodes = calloc(n + 1, sizeof(*s->heap.nodes));
	if (!s->readers || !s->heap.nodes)
		return kt_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < s->sources_n; i++) {
		const struct kt_recording *rec = s->sources[i].rec;

		for (k = 0; k < rec->segments_n; k++) {
			struct kt_reader *r = &s->readers[s->readers_n++];

			ret = kt_reader_open(r, rec, &rec->segments[k], err);
			if (ret)
				return ret;
			r->source = (unsigned int)i;
			s->total += r->segment.size;
		}
	}
	return 0;
}

/* One recording has one clock, whatever that is. */
static void own_clock(struct kt_stream *s)
{
	const struct kt_meta *meta = &s->sources[0].rec->meta;

	s->clock = KT_CLOCK_RAW;
	if (meta->is_tsc && meta->tsc_khz) {
		s->clock = KT_CLOCK_TSC;
		s->sources[0].map.khz = meta->tsc_khz;
	}
}

int kt_stream_open_raw(struct kt_stream **out, const char *const paths[],
		       size_t n, enum kt_clock clock, unsigned int load,
		       struct kt_error *err)
{
	struct kt_stream *s;
	size_t i;
	int ret;

	*out = NULL;
	ret = kt_stream_alloc(&s, n, err);
	for (i = 0; !ret && i < n; i++)
		ret = kt_stream_add(s, paths[i], NULL, load, err);
	if (!ret) {
		s->clock = clock;
		ret = kt_stream_ready(s, err);
	}
	if (!ret) {
		if (clock == KT_CLOCK_RAW && n == 1)
			own_clock(s);
		else
			ret = kt_stream_relate(s, err);
	}
	if (ret)
		kt_stream_close(s);
	else
		*out = s;
	return ret;
}

int kt_stream_open(struct kt_stream **s, const char *const paths[], size_t n,
		   struct kt_error *err)
{
	size_t i;

	*s = NULL;
	if (!n)
		return kt_error_set(err, -EINVAL, "no recording was named");
	for (i = 0; i < n; i++) {
		if (kt_merged_is(paths[i])) {
			if (n == 1)
				return kt_merged_open(s, paths[i], PRINTING, err);
			return kt_error_set(err, -EINVAL, "%s: this is merged already; merge the recordings themselves with the others",
					    paths[i]);
		}
	}
	return kt_stream_open_raw(s, paths, n, n == 1 ? KT_CLOCK_RAW : KT_CLOCK_TSC,
				  PRINTING, err);
}
