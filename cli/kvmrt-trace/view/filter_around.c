// SPDX-License-Identifier: GPL-2.0-only
/*
 * "--around EVENT": a first reading of the recordings, for the times of that
 * event.  It holds as many windows as lie apart, and nothing else.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"

#define WINDOW_NS 1000000

/* struct around - what to look for; nth 0: all of them */
struct around {
	struct filter_set *set;
	int64_t nth, window_ns;
	char *glob;
};

static int parse(struct around *a, const char *word, const char *window,
		 struct kt_error *err)
{
	char *hash, *end;

	a->window_ns = WINDOW_NS;
	if (window && filter_time_ns(window, &a->window_ns))
		return kt_error_set(err, -EINVAL,
				    "--window: '%s' is no time like 500us or 0.002",
				    window);
	a->glob = strdup(word);
	if (!a->glob)
		return kt_error_set(err, -ENOMEM, "out of memory");
	hash = strchr(a->glob, '#');
	if (!hash)
		return 0;
	*hash = '\0';
	errno = 0;
	a->nth = strtoll(hash + 1, &end, 10);
	if (errno || *end || end == hash + 1 || !a->nth)
		return kt_error_set(err, -EINVAL,
				    "--around: '%s' is no number of an event, like #1 or #-1 for the last",
				    hash);
	return 0;
}

static int add(struct filter_windows *windows, int64_t at, int64_t around)
{
	int64_t from, to;

	if (__builtin_sub_overflow(at, around, &from))
		from = INT64_MIN;
	if (__builtin_add_overflow(at, around, &to))
		to = INT64_MAX;
	return filter_windows_add(windows, from, to);
}

/* The last |nth| times in a ring, for "#-N". */
struct last {
	int64_t *times;
	uint64_t n, count;
};

static int search(const struct around *a, struct filter *f, struct kt_stream *s,
		  struct last *last, struct filter_windows *windows)
{
	const struct kt_event *e;
	struct who_is is;
	int ret;

	while ((ret = kt_stream_next(s, &e)) > 0) {
		if (!filter_events_has(a->set, e) || !filter_event(f, e, &is))
			continue;
		if (last->n)
			last->times[last->count % last->n] = e->time_ns;
		last->count++;
		if (a->nth > 0 && last->count < (uint64_t)a->nth)
			continue;
		if (a->nth >= 0 && add(windows, e->time_ns, a->window_ns))
			return -ENOMEM;
		if (a->nth > 0)
			return 0;
	}
	if (!ret && a->nth < 0 && last->count >= last->n)
		ret = add(windows, last->times[last->count % last->n], a->window_ns);
	return ret;
}

static int run(const struct around *a, struct filter *f, struct kt_stream *s,
	       struct filter_windows *windows, struct kt_error *err)
{
	struct last last = { 0 };
	int ret;

	if (a->nth < 0) {
		last.n = 0 - (uint64_t)a->nth;
		last.times = last.n > 1000000 ? NULL :
			calloc(last.n, sizeof(*last.times));
		if (!last.times)
			return kt_error_set(err, -EINVAL,
					    "--around: #%lld is too far from the end, 1000000 is the limit",
					    (long long)a->nth);
	}
	ret = search(a, f, s, &last, windows);
	free(last.times);
	if (ret == -ENOMEM)
		return kt_error_set(err, ret, "out of memory");
	if (ret)
		return kt_error_set(err, ret, "%s", kt_stream_error(s));
	if (!windows->n && !last.count)
		return kt_error_set(err, -ENOENT,
				    "--around: no event '%s' was recorded there", a->glob);
	if (!windows->n)
		return kt_error_set(err, -ENOENT,
				    "--around: '%s' was recorded %llu times only",
				    a->glob, (unsigned long long)last.count);
	return 0;
}

int filter_around(struct filter *f, const char *around, const char *window,
		  const char *const paths[], size_t n,
		  struct filter_windows *windows, struct kt_error *err)
{
	struct around a = { 0 };
	struct kt_stream *s = NULL;
	int ret;

	ret = parse(&a, around, window, err);
	if (!ret)
		ret = kt_stream_open(&s, paths, n, err);
	if (!ret)
		ret = filter_events_open(&a.set, a.glob, s, err);
	if (!ret)
		ret = run(&a, f, s, windows, err);
	filter_events_close(a.set);
	kt_stream_close(s);
	free(a.glob);
	return ret;
}
