// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace export: recordings for the viewers that people have.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cli.h"
#include "export_run.h"
#include "kvmrt-trace.h"
#include "view.h"

static const struct view_opt options[] = {
	{ "perfetto", 0, "FILE", "for Perfetto's viewer, ui.perfetto.dev", NULL },
	{ "dat", 0, "DIR", "trace.dat files for KernelShark and trace-cmd, in one clock", NULL },
	VIEW_FILTER_OPTIONS,
	{ "quiet", 'q', NULL, "don't say what was written", NULL },
	{ 0 }
};

/* struct run - one run of the command */
struct run {
	struct cli cli;
	struct filter_spec spec;
	char *events;
	const char *perfetto, *dat;
	bool quiet;
};

static int set_option(void *ctx, const struct view_opt *opt, const char *value)
{
	struct run *run = ctx;
	int ret;

	ret = view_filter_option(&run->cli, &run->spec, &run->events, opt, value);
	if (ret <= 0)
		return -ret;
	if (!strcmp(opt->name, "quiet"))
		run->quiet = true;
	else if (!strcmp(opt->name, "perfetto"))
		run->perfetto = value;
	else
		run->dat = value;
	return 0;
}

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace export --perfetto FILE [OPTION]... DIR...\n"
	      "       kvmrt-trace export --dat DIR [OPTION]... DIR...\n"
	      "Writes recordings in the forms of other viewers; all times are of one clock.\n",
	      out);
	view_args_help(out, options);
	view_filter_help(out);
}

static int fail(struct export_job *job)
{
	return kt_error_set(job->err, -errno, "can't write %s: %s", job->to,
			    strerror(errno));
}

/* A pipe, a device: nothing that could be replaced. */
static int write_through(struct export_job *job)
{
	FILE *out = fopen(job->to, "we");
	int ret;

	if (!out)
		return fail(job);
	ret = export_perfetto(job, out);
	if (fclose(out) && !ret)
		ret = fail(job);
	return ret;
}

/*
 * Writes beside the file and gives it its name in the end: one that was there
 * before stays whole until then, and a disk that is full leaves no half.
 */
static int write_perfetto(struct export_job *job)
{
	char *temp = NULL;
	struct stat st;
	mode_t mask;
	FILE *out;
	int fd, ret;

	if (!strcmp(job->to, "-"))
		return export_perfetto(job, stdout);
	if (!stat(job->to, &st)) {
		if (!S_ISREG(st.st_mode))
			return write_through(job);
		if (export_is_source(job->stream, &st))
			return kt_error_set(job->err, -EINVAL,
					    "--perfetto: %s is one of the recordings; name another place",
					    job->to);
	}
	if (asprintf(&temp, "%s.XXXXXX", job->to) < 0)
		return kt_error_set(job->err, -ENOMEM, "out of memory");
	fd = mkstemp(temp);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out) {
		ret = fail(job);
		if (fd >= 0)
			close(fd);
		free(temp);
		return ret;
	}
	setvbuf(out, NULL, _IOFBF, 1 << 18);
	ret = export_perfetto(job, out);
	mask = umask(0);
	umask(mask);
	if (!ret && (fchmod(fd, 0666 & ~mask) || fsync(fd)))
		ret = fail(job);
	if (fclose(out) && !ret)
		ret = fail(job);
	if (!ret && rename(temp, job->to))
		ret = kt_error_set(job->err, -errno, "can't rename %s to %s: %s", temp,
				   job->to, strerror(errno));
	if (ret)
		unlink(temp);
	free(temp);
	return ret;
}

static int open_job(struct run *run, struct export_job *job,
		    const char *const paths[], size_t n)
{
	int64_t start_ns = 0, from;
	int ret;

	ret = kt_stream_open(&job->stream, paths, n, job->err);
	if (ret)
		return ret;
	if (view_ticks(job->stream))
		return view_ticks_error(job->stream, job->err);
	job->who = who_open(job->stream);
	if (!job->who)
		return kt_error_set(job->err, -ENOMEM, "out of memory");
	ret = kt_stream_next(job->stream, &job->first);
	if (ret > 0)
		start_ns = job->first->time_ns;
	if (ret >= 0)
		ret = filter_open(&job->filter, &run->spec, job->stream, job->who,
				  paths, n, start_ns, job->err);
	else
		return kt_error_set(job->err, ret, "%s", kt_stream_error(job->stream));
	if (ret || !job->first)
		return ret;
	from = filter_from(job->filter);
	if (from <= start_ns)
		return 0;
	ret = kt_stream_seek(job->stream, from);
	if (!ret)
		ret = kt_stream_next(job->stream, &job->first);
	if (ret < 0)
		return kt_error_set(job->err, ret, "%s", kt_stream_error(job->stream));
	if (!ret)
		job->first = NULL;
	return 0;
}

static void close_job(struct export_job *job)
{
	filter_close(job->filter);
	who_close(job->who);
	kt_stream_close(job->stream);
}

static int one(struct run *run, const char *to, int (*write)(struct export_job *),
	       const char *const paths[], size_t n)
{
	struct kt_error err = { .text = "" };
	struct export_job job = { .to = to, .err = &err };
	int ret;

	ret = open_job(run, &job, paths, n);
	if (!ret)
		ret = write(&job);
	close_job(&job);
	if (ret)
		return kt_fail(&run->cli, ret, &err);
	if (!run->quiet && strcmp(to, "-"))
		fprintf(run->cli.err, "kvmrt-trace: export: %llu events to %s\n",
			(unsigned long long)job.events, to);
	return CLI_DONE;
}

static int run_all(struct run *run, char **argv, int n)
{
	const char *const *paths = (const char *const *)argv;
	int ret = CLI_DONE;

	if (!run->perfetto && !run->dat)
		return cli_usage(&run->cli, "say what to write, --perfetto FILE or --dat DIR");
	if (!n)
		return cli_usage(&run->cli, "a recording's directory is missing");
	if (run->perfetto)
		ret = one(run, run->perfetto, write_perfetto, paths, (size_t)n);
	if (!ret && run->dat)
		ret = one(run, run->dat, export_dat, paths, (size_t)n);
	return ret;
}

int kt_cmd_export(int argc, char **argv)
{
	struct run run = { 0 };
	int n, ret;

	kt_cli_init(&run.cli, "export");
	ret = view_args(&run.cli, options, argc - 1, argv + 1, set_option, &run, &n);
	if (!ret && run.cli.help) {
		help(run.cli.out);
		ret = cli_finish(&run.cli, CLI_DONE);
	} else if (!ret) {
		ret = run_all(&run, argv + 1, n);
	}
	free(run.events);
	return ret;
}

void kt_complete_export(FILE *out, int argc, char **argv)
{
	view_args_complete(out, options, argc, argv);
}
