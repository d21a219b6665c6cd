// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace view: the events of one or more recordings as lines.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cli.h"
#include "fields.h"
#include "filter.h"
#include "kvmrt-trace.h"
#include "view.h"

static const struct view_opt options[] = {
	{ "fields", 'F', "FIELDS", "what to show, separated by commas", NULL },
	VIEW_FILTER_OPTIONS,
	{ "count", 'n', "N", "end after N lines", NULL },
	{ "chunks", 0, NULL, "show data of LOG_DATA as it was recorded, in chunks", NULL },
	{ "titles", 't', NULL, "begin with a line that names the fields", NULL },
	{ "pager", 'p', NULL, "on a terminal, show in $PAGER", NULL },
	{ "json", 'j', NULL, "one object for each line", NULL },
	{ 0 }
};

/* struct view - one run */
struct view {
	struct cli cli;
	struct filter_spec spec;
	char *events;
	const char *names;
	uint64_t count, lines;
	bool chunks, titles, pager;
	struct kt_stream *stream;
	struct who *who;
	struct filter *filter;
	struct fields fields;
	struct view_log *log;
	struct print *print;
	int64_t before_ns;
};

static int set_option(void *ctx, const struct view_opt *opt, const char *value)
{
	struct view *view = ctx;
	int ret;

	ret = view_filter_option(&view->cli, &view->spec, &view->events, opt, value);
	if (ret <= 0)
		return -ret;
	if (!strcmp(opt->name, "fields"))
		view->names = value;
	else if (!strcmp(opt->name, "chunks"))
		view->chunks = true;
	else if (!strcmp(opt->name, "titles"))
		view->titles = true;
	else if (!strcmp(opt->name, "pager"))
		view->pager = true;
	else if (cli_number(value, UINT64_MAX, &view->count) || !view->count)
		return cli_usage(&view->cli, "--count: '%s' is no number above 0",
				 value);
	return 0;
}

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace view [OPTION]... DIR...\n"
	      "Prints the events of recordings in the order of time.\n", out);
	view_args_help(out, options);
	fields_help(out);
	view_filter_help(out);
}

/* False when enough was printed, or nobody reads on. */
static bool emit(struct view *view, struct row *row)
{
	if (view->lines)
		row->delta_ns = row->event->time_ns - view->before_ns;
	view->before_ns = row->event->time_ns;
	view->lines++;
	if (view->cli.json)
		fields_json(view->print, &view->fields, row);
	else
		fields_text(view->print, &view->fields, row);
	return !view->print->error && view->lines != view->count;
}

static bool emit_data(struct view *view, const struct view_data *data)
{
	struct row row = { .event = &data->event, .pid = data->pid, .data = data };

	row.who = who_data(view->who, &data->event, data->pid, data->vm,
			   data->vcpu);
	return emit(view, &row);
}

static bool emit_event(struct view *view, const struct kt_event *e,
		       struct who_is who)
{
	const struct view_data *whole = NULL, *broken = NULL;
	struct row row = { .event = e, .who = who, .pid = kt_event_pid(e) };
	int ret;

	if (view->chunks || !view_log_is(e))
		return emit(view, &row);
	ret = view_log_add(view->log, e, &whole, &broken);
	if (ret < 0) {
		view->print->error = -ret;
		return false;
	}
	if (broken && !emit_data(view, broken))
		return false;
	if (ret)
		return emit(view, &row);
	return !whole || emit_data(view, whole);
}

/* One event, and the loss before it. */
static bool show(struct view *view, const struct kt_event *e)
{
	struct who_is who;
	bool wanted = filter_event(view->filter, e, &who);

	if (e->lost && filter_place(view->filter, e)) {
		struct row row = { .event = e, .lost = e->lost, .pid = -1,
				   .who = { WHO_NONE, WHO_NONE } };

		if (!emit(view, &row))
			return false;
	}
	return !wanted || emit_event(view, e, who);
}

static int loop(struct view *view, const struct kt_event *e)
{
	const struct view_data *data;
	enum filter_when when;
	int ret = 1;

	for (; ret > 0; ret = kt_stream_next(view->stream, &e)) {
		when = filter_when(view->filter, e->time_ns);
		if (when == FILTER_AFTER)
			break;
		if (when == FILTER_IN && !show(view, e))
			return 0;
	}
	while (!view->chunks && (data = view_log_rest(view->log))) {
		if (!emit_data(view, data))
			return 0;
	}
	return ret < 0 ? ret : 0;
}

/* From the first event on that is wanted; e is the recordings' first. */
static int run(struct view *view, const struct kt_event *e)
{
	int64_t from = filter_from(view->filter);
	int ret = 1;

	if (view->titles && !view->cli.json)
		fields_titles(view->print, &view->fields);
	if (e && from > e->time_ns) {
		ret = kt_stream_seek(view->stream, from);
		if (!ret)
			ret = kt_stream_next(view->stream, &e);
	}
	return e && ret > 0 ? loop(view, e) : ret < 0 ? ret : 0;
}

static int prepare(struct view *view, const char *const paths[], size_t n,
		   const struct kt_event **first, struct kt_error *err)
{
	int64_t start_ns = 0;
	int ret;

	*first = NULL;
	ret = fields_parse(&view->fields, view->names, view->cli.json, err);
	if (!ret)
		ret = kt_stream_open(&view->stream, paths, n, err);
	if (ret)
		return ret;
	ret = kt_stream_next(view->stream, first);
	if (ret < 0)
		return kt_error_set(err, ret, "%s", kt_stream_error(view->stream));
	if (view_ticks(view->stream) &&
	    (view->spec.from || view->spec.to || view->spec.window))
		return view_ticks_error(view->stream, err);
	if (ret)
		start_ns = (*first)->time_ns;
	view->who = who_open(view->stream);
	view->log = view_log_open();
	if (!view->who || !view->log)
		return kt_error_set(err, -ENOMEM, "out of memory");
	ret = filter_open(&view->filter, &view->spec, view->stream, view->who,
			  paths, n, start_ns, err);
	if (!ret)
		ret = fields_prepare(&view->fields, view->stream, start_ns, err);
	return ret;
}

/* What was printed stays printed; then what ended it. */
static int finish(struct view *view, int ret)
{
	int error = -print_flush(view->print);

	if (error == EPIPE) {
		/* Nobody reads on, and stdio shall not complain of it. */
		return CLI_DONE;
	}
	if (error)
		return cli_fail(&view->cli, CLI_REFUSED, error, NULL,
				"can't write the output: %s", strerror(error));
	if (ret < 0)
		return cli_fail(&view->cli, CLI_REFUSED, -ret, NULL, "%s",
				kt_stream_error(view->stream));
	if (!view->lines && filter_unlisted(view->filter) != WHO_NONE)
		return cli_fail(&view->cli, CLI_NOT_FOUND, ESRCH, NULL,
				"no VM %u in these recordings",
				filter_unlisted(view->filter));
	return CLI_DONE;
}

static int view_run(struct view *view, char **argv, int n)
{
	const char *const *paths = (const char *const *)argv;
	const struct kt_event *first;
	struct kt_error err;
	FILE *pager = NULL;
	int ret;

	ret = prepare(view, paths, (size_t)n, &first, &err);
	if (ret)
		return kt_fail(&view->cli, ret, &err);
	if (view->pager)
		pager = view_pager_open();
	view->print->out = pager ? pager : view->cli.out;
	ret = finish(view, run(view, first));
	if (pager)
		view_pager_close(pager);
	return ret;
}

int kt_cmd_view(int argc, char **argv)
{
	struct view *view = calloc(1, sizeof(*view));
	int n, ret;

	if (!view)
		return CLI_REFUSED;
	kt_cli_init(&view->cli, "view");
	signal(SIGPIPE, SIG_IGN);
	view->print = calloc(1, sizeof(*view->print));
	ret = view->print ? view_args(&view->cli, options, argc - 1, argv + 1,
				      set_option, view, &n) : CLI_REFUSED;
	if (!ret && view->cli.help) {
		help(view->cli.out);
		ret = cli_finish(&view->cli, CLI_DONE);
	} else if (!ret && !n) {
		ret = cli_usage(&view->cli, "a recording's directory is missing");
	} else if (!ret) {
		ret = view_run(view, argv + 1, n);
	}
	view_log_close(view->log);
	fields_close(&view->fields);
	filter_close(view->filter);
	who_close(view->who);
	kt_stream_close(view->stream);
	free(view->print);
	free(view->events);
	free(view);
	return ret;
}

void kt_complete_view(FILE *out, int argc, char **argv)
{
	view_args_complete(out, options, argc, argv);
}
