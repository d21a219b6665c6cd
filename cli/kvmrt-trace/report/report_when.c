// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which part of the recordings a report is about: a window, or the time before
 * a moment.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "report.h"

#define WINDOW_NS 10000000

static int time_at(const struct kt_report *r, const char *word, int64_t *ns,
		   struct kt_error *err)
{
	if (!filter_time_at(word, r->start, ns))
		return 0;
	return kt_error_set(err, -EINVAL,
			    "'%s' is no time: say one since the start of the recordings (1.5, 20ms) or of the host's clock (@3600.000000001)",
			    word);
}

/* "EVENT#N": the Nth, from the end if negative; the last without it. */
static int which(const char *around, char **glob, long *nth,
		 struct kt_error *err)
{
	const char *mark = strrchr(around, '#');
	char *end = NULL;

	*nth = -1;
	if (mark) {
		*nth = strtol(mark + 1, &end, 10);
		if (end == mark + 1 || *end || !*nth)
			return kt_error_set(err, -EINVAL,
					    "'%s': behind '#' is the event's number: 1 the first one, -1 the last one",
					    around);
	}
	*glob = mark ? strndup(around, (size_t)(mark - around)) : strdup(around);
	return *glob ? 0 : kt_error_set(err, -ENOMEM, "out of memory");
}

#define LAST_MAX 4096

/* A pass of its own, so that the next one knows where the window begins. */
static int find(struct kt_report *r, const char *around, int64_t *ns,
		struct kt_error *err)
{
	struct filter_set *set = NULL;
	const struct kt_event *e;
	int64_t *last = NULL;
	char *glob = NULL;
	uint64_t seen = 0;
	long nth;
	int ret;

	ret = which(around, &glob, &nth, err);
	if (!ret && (nth < -LAST_MAX))
		ret = kt_error_set(err, -EINVAL,
				   "'%s': of the last events %d can be counted; count from the first",
				   around, LAST_MAX);
	if (ret)
		goto out_free;
	ret = filter_events_open(&set, glob, r->stream, err);
	if (ret)
		goto out_free;
	last = calloc(LAST_MAX, sizeof(*last));
	ret = last ? kt_stream_seek(r->stream, INT64_MIN) : -ENOMEM;
	while (!ret && (nth < 0 || seen < (uint64_t)nth)) {
		if (kt_stream_next(r->stream, &e) <= 0)
			break;
		if (filter_events_has(set, e))
			last[seen++ % LAST_MAX] = e->time_ns;
	}
	if (ret)
		kt_error_set(err, ret, "can't look for '%s': %s", around,
			     strerror(-ret));
	else if (seen < (uint64_t)(nth < 0 ? -nth : nth))
		ret = kt_error_set(err, -ENOENT,
				   "'%s': these recordings have %llu such events",
				   around, (unsigned long long)seen);
	else
		*ns = last[(nth < 0 ? seen - (uint64_t)-nth : seen - 1) %
			   LAST_MAX];
out_free:
	filter_events_close(set);
	free(last);
	free(glob);
	return ret;
}

static int moment(struct kt_report *r, const struct kt_ask *ask,
		  struct kt_error *err)
{
	int64_t window = WINDOW_NS;
	int ret;

	if (ask->from || ask->to || (ask->at && ask->around))
		return kt_error_set(err, -EINVAL,
				    "--at and --around each choose the time alone; leave out the other, --from and --to");
	if (ask->window && (filter_time_ns(ask->window, &window) || !window))
		return kt_error_set(err, -EINVAL,
				    "'%s' is no length of time; say 10ms, 500us, 1",
				    ask->window);
	ret = ask->at ? time_at(r, ask->at, &r->to, err) :
			find(r, ask->around, &r->to, err);
	if (ret)
		return ret;
	r->moment = true;
	if (__builtin_sub_overflow(r->to, window, &r->from))
		r->from = r->start;
	return 0;
}

int kt_report_when(struct kt_report *r, const struct kt_ask *ask,
		   struct kt_error *err)
{
	int ret = 0;

	r->from = r->start;
	r->to = INT64_MAX;
	if (ask->at || ask->around)
		return moment(r, ask, err);
	if (ask->window)
		return kt_error_set(err, -EINVAL,
				    "--window needs a moment: --at or --around");
	if (ask->from)
		ret = time_at(r, ask->from, &r->from, err);
	if (!ret && ask->to)
		ret = time_at(r, ask->to, &r->to, err);
	if (!ret && r->from > r->to)
		ret = kt_error_set(err, -EINVAL,
				   "the window ends (--to %s) before it begins (--from %s)",
				   ask->to, ask->from);
	return ret;
}
