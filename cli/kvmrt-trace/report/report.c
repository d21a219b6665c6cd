// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-trace report`: the command line.
 */
#include <errno.h>
#include <string.h>

#include "report.h"
#include "view_args.h"

static const struct view_opt options[] = {
	{ "vm", 0, "VM,...", "of these VMs only: ids or names", NULL },
	{ "vcpu", 0, "ID,...", "of these vCPUs only", NULL },
	{ "from", 0, "TIME",
	  "from then on; 1.5 or 20ms after the start, @TIME by the host's clock", NULL },
	{ "to", 0, "TIME", "until then", NULL },
	{ "at", 0, "TIME", "what happened just before that moment", NULL },
	{ "around", 0, "EVENT[#N]", "likewise, before the last such event, or the Nth", NULL },
	{ "window", 0, "TIME", "how long before the moment (default 10ms)", "1ms 10ms 100ms" },
	{ "events", 0, "N", "most events of a time line (default 200)", NULL },
	{ "timer-vector", 0, "N", "the guests' timer vector (default 0xec, Linux's)", NULL },
	{ "json", 'j', NULL, "print JSON", NULL },
	{ 0 }
};

static int take(void *ctx, const struct view_opt *opt, const char *value)
{
	struct kt_ask *ask = ctx;
	struct {
		const char *name;
		const char **value;
	} rows[] = {
		{ "vm", &ask->vm },
		{ "vcpu", &ask->vcpu },
		{ "from", &ask->from },
		{ "to", &ask->to },
		{ "at", &ask->at },
		{ "around", &ask->around },
		{ "window", &ask->window },
		{ "events", &ask->events },
		{ "timer-vector", &ask->vector },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!strcmp(rows[i].name, opt->name))
			*rows[i].value = value;
	}
	return 0;
}

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace report [OPTION]... DIR...\n"
	      "Says where the time of the vCPUs went: exits, exits to user space, preemption,\n"
	      "and the six stages in which interrupts reach their guests.  DIR is a recording,\n"
	      "or what 'kvmrt-trace merge' made of several.\n", out);
	view_args_help(out, options);
}

void kt_complete_report(FILE *out, int argc, char **argv)
{
	view_args_complete(out, options, argc, argv);
}

static int report(struct cli *cli, const struct kt_ask *ask,
		  const char *const paths[], size_t n)
{
	struct json_object *doc;
	struct kt_error err;
	struct kt_report r;
	int ret;

	ret = kt_report_pass(&r, ask, paths, n, &err);
	if (!ret)
		ret = kt_report_record(&r, ask, &doc, &err);
	if (ret)
		ret = kt_fail(cli, ret, &err);
	else
		ret = cli_emit(cli, CLI_RECORD, kt_report_fields, doc);
	if (!ret && r.damaged)
		ret = CLI_REFUSED;
	kt_report_clear(&r);
	return cli_finish(cli, ret);
}

int kt_cmd_report(int argc, char **argv)
{
	struct kt_ask ask = { 0 };
	struct cli cli;
	int n, ret;

	kt_cli_init(&cli, "report");
	ret = view_args(&cli, options, argc - 1, argv + 1, take, &ask, &n);
	if (ret)
		return ret;
	if (cli.help) {
		help(stdout);
		return cli_finish(&cli, CLI_DONE);
	}
	if (!n)
		return cli_usage(&cli, "a directory is missing");
	return report(&cli, &ask, (const char *const *)argv + 1, (size_t)n);
}
