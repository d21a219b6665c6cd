// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace run: records while a command runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/record.h"
#include "guest.h"
#include "run.h"

static const struct cli_field result_fields[] = {
	{ .key = "recording" },
	{ .key = "complete" },
	{ .key = "seconds" },
	{ .key = "bytes" },
	{ .key = "flushes" },
	{ .key = "lost" },
	{ .key = "status" },
	{ 0 }
};

static const struct cli_field plan_fields[] = {
	{ .key = "kind", .title = "machine" },
	{ .key = "recording", .title = "recording" },
	{ .key = "mode", .title = "mode" },
	{ .key = "clock", .title = "clock" },
	{ .key = "cpus", .title = "CPUs" },
	{ .key = "ring_kb", .title = "ring of each CPU in KB" },
	{ .key = "events", .title = "events" },
	{ 0 }
};

static int tell_plan(struct cli *cli, const struct kt_recorder *rec)
{
	struct json_object *plan = cli_record(plan_fields), *events = cli_list();
	const struct kt_run_options *opt = rec->opt;
	size_t i;

	cli_set_str(plan, "kind", rec->is_host ? "host" : "guest");
	cli_set_str(plan, "recording", opt->dir);
	cli_set_str(plan, "mode", opt->overwrite ? "overwrite" : "stream");
	cli_set_str(plan, "clock", opt->clock);
	cli_set_u64(plan, "cpus", rec->in.cpus);
	cli_set_u64(plan, "ring_kb", opt->ring_kb);
	for (i = 0; i < rec->events.n; i++)
		cli_add_str(events, rec->events.name[i]);
	cli_set_obj(plan, "events", events);
	return cli_emit(cli, CLI_RECORD, plan_fields, plan);
}

static void tell_ready(const struct kt_run_options *opt)
{
	if (opt->ready_fd < 0)
		return;
	if (write(opt->ready_fd, "ready\n", 6) != 6)
		fprintf(stderr, "kvmrt-trace: run: can't write to descriptor %d: %s\n",
			opt->ready_fd, strerror(errno));
	close(opt->ready_fd);
}

/* The exit code of a recording that failed, after its message. */
static int failed(struct cli *cli, int ret, const struct kt_error *err)
{
	return ret ? kt_fail(cli, ret, err) : CLI_DONE;
}

static int tell_result(struct kt_run *run, const char *path, bool complete,
		       const struct kt_progress *p)
{
	struct cli *cli = run->cli;
	struct json_object *result;
	char text[160];

	if (!cli->json) {
		kt_progress_text(text, sizeof(text), p);
		fprintf(stderr, "kvmrt-trace: run: %s: %s\n", path, text);
		return CLI_DONE;
	}
	result = cli_record(result_fields);
	cli_set_str(result, "recording", path);
	cli_set_bool(result, "complete", complete);
	cli_set_u64(result, "seconds", p->seconds);
	cli_set_u64(result, "bytes", p->bytes);
	cli_set_u64(result, "flushes", p->flushes);
	cli_set_u64(result, "lost", p->lost);
	cli_set_u64(result, "status", run->status);
	return cli_emit(cli, CLI_RECORD, result_fields, result);
}

/* From the first event to the last file; code of the recording. */
static int record(struct kt_run *run, struct kt_progress *p)
{
	struct kt_recorder *rec = run->rec;
	struct kt_error err, why;
	int ret, stopped, closed, code;

	ret = kt_loop(run, &err);
	/* Said now: the command may run for long. */
	code = failed(run->cli, ret, &err);
	stopped = kt_recorder_stop(rec, &why);
	if (stopped && stopped != rec->broken)
		code = failed(run->cli, stopped, &why);
	kt_progress_get(rec, p);
	closed = kt_recorder_close(rec, &err);
	if (closed)
		code = failed(run->cli, closed, &err);
	kt_control_done(run->ctl, stopped ? stopped : closed,
			stopped ? &why : &err);
	kt_control_close(run->ctl);
	return code;
}

static int start(struct kt_run *run, struct kt_error *err)
{
	int ret;

	ret = kt_control_open(&run->ctl, run->rec, err);
	if (!ret)
		ret = kt_recorder_start(run->rec, err);
	if (!ret)
		return 0;
	kt_control_close(run->ctl);
	return ret;
}

static int run_command(struct kt_run *run)
{
	struct kt_recorder *rec = run->rec;
	struct kt_progress p;
	struct kt_error err;
	char *path;
	int ret, code;

	path = strdup(rec->path);
	ret = start(run, &err);
	if (ret) {
		kt_recorder_abandon(rec);
		free(path);
		return kt_fail(run->cli, ret, &err);
	}
	tell_ready(rec->opt);
	code = record(run, &p);
	kt_loop_child(run);
	ret = tell_result(run, path, !code, &p);
	free(path);
	if (run->status)
		return run->status;
	return code ? code : ret;
}

int kt_cmd_run(int argc, char **argv)
{
	struct kt_run_options opt;
	struct kt_recorder rec;
	struct kt_error err;
	struct cli cli;
	struct kt_run run = { .cli = &cli, .rec = &rec, .signals = -1 };
	int ret;

	kt_cli_init(&cli, "run");
	ret = kt_run_parse(&cli, argc, argv, &opt);
	if (!ret && opt.guests)
		ret = kt_run_guests(&cli, &opt);
	if (ret || opt.guests) {
		kt_run_options_free(&opt);
		return cli_finish(&cli, ret < 0 ? CLI_DONE : ret);
	}
	if (opt.ready_fd >= 0)
		fcntl(opt.ready_fd, F_SETFD, FD_CLOEXEC);
	ret = kt_run_signals(&run, &err);
	if (!ret) {
		ret = kt_recorder_open(&rec, &opt, &err);
		if (ret)
			kt_recorder_abandon(&rec);
	}
	if (ret)
		ret = kt_fail(&cli, ret, &err);
	else if (opt.dry_run)
		ret = tell_plan(&cli, &rec) |
		      failed(&cli, kt_recorder_close(&rec, &err), &err);
	else
		ret = run_command(&run);
	if (run.signals >= 0)
		close(run.signals);
	kt_run_options_free(&opt);
	return cli_finish(&cli, ret);
}
