// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream of events into a file for Perfetto.
 */
#include <errno.h>
#include <string.h>

#include "export.h"
#include "export_run.h"

static int loop(struct export *x, struct export_job *job)
{
	const struct kt_event *e = job->first;
	struct who_is who;
	int ret = 1;

	for (; e && ret > 0; ret = kt_stream_next(job->stream, &e)) {
		enum filter_when when = filter_when(job->filter, e->time_ns);

		if (when == FILTER_AFTER)
			break;
		if (when == FILTER_BEFORE || !filter_event(job->filter, e, &who))
			continue;
		ret = export_event(x, e);
		if (ret)
			return ret;
		job->events++;
		ret = 1;
	}
	export_end(x);
	return ret < 0 ? kt_error_set(job->err, ret, "%s", kt_stream_error(job->stream)) :
		perfetto_error(x->out);
}

int export_perfetto(struct export_job *job, FILE *out)
{
	struct perfetto *p = perfetto_open(out);
	struct export x;
	int ret, closed;

	job->err->text[0] = '\0';
	if (!p)
		return kt_error_set(job->err, -ENOMEM, "out of memory");
	ret = export_open(&x, job->stream, job->who, p);
	if (!ret)
		ret = loop(&x, job);
	export_close(&x);
	closed = perfetto_close(p);
	if (!ret)
		ret = closed;
	if (!ret && fflush(out))
		ret = -errno;
	if (ret == -ERANGE)
		return kt_error_set(job->err, ret,
				    "an event is from before the host's clock began, so its recording's clock is wrong");
	if (ret && !*job->err->text)
		return kt_error_set(job->err, ret, "%s: %s", job->to, strerror(-ret));
	return ret;
}
