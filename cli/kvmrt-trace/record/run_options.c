// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of kvmrt-trace run.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run.h"
#include "run_args.h"

#define RING_KB	4096
/* 4 TB for each CPU: what the kernel's own arithmetic bears. */
#define RING_KB_MAX	(UINT64_C(1) << 32)

enum {
	OPT_MODE = 1, OPT_CLOCK, OPT_EVENTS, OPT_RING, OPT_DIR, OPT_GUEST,
	OPT_SSH, OPT_PROGRESS, OPT_READY, OPT_JSON, OPT_DRY_RUN, OPT_HELP,
};

static const struct kt_option options[] = {
	{ OPT_MODE, 'm', "mode", "MODE", "stream overwrite",
	  "stream: all that happens, to the disk (default);\n"
	  "overwrite: flight recorder, saved at a flush and at the end" },
	{ OPT_CLOCK, 't', "clock", "CLOCK", "x86-tsc tod mono boot local global tai",
	  "trace clock of the events (default x86-tsc, which is exact\n"
	  "over host and guests; tod: the same, to be shown as time of day)" },
	{ OPT_EVENTS, 'e', "events", "LIST", "default none kvmrt:* sched:* irq:* timer:* kvm:*",
	  "events, systems and globs, separated by commas; may be repeated;\n"
	  "'default': those that 'report' needs; 'none'" },
	{ OPT_RING, 'b', "ring", "KB", NULL,
	  "ring of each CPU in KB (default 4096)" },
	{ OPT_DIR, 'o', "output", "DIR", NULL,
	  "folder of the recording (default kvmrt-trace-DATE-TIME)" },
	{ OPT_GUEST, 'g', "guest", "VM[=WHERE]", NULL,
	  "record this VM too and merge; may be repeated.  WHERE is\n"
	  "ssh:[USER@]HOST or vsock:CID[:PORT] (default: the VM's own CID)" },
	{ OPT_SSH, 0, "ssh", "PROGRAM", NULL,
	  "what to reach ssh: with (default 'ssh -o BatchMode=yes')" },
	{ OPT_PROGRESS, 0, "progress", NULL, NULL,
	  "tell how it goes, also where stderr is no terminal" },
	{ OPT_READY, 0, "ready-fd", "FD", NULL,
	  "write 'ready' to this descriptor once it records" },
	{ OPT_JSON, 'j', "json", NULL, NULL,
	  "print the result as JSON; COMMAND's output goes to stderr" },
	{ OPT_DRY_RUN, 'n', "dry-run", NULL, NULL,
	  "check all and tell what would be done" },
	{ OPT_HELP, 'h', "help", NULL, NULL, "print this help" },
	{ 0 }
};

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace run [OPTION]... [COMMAND [ARG]...]\n"
	      "Records this machine, host or guest, while COMMAND runs; without one, until\n"
	      "SIGINT, SIGTERM or 'kvmrt-trace ctl DIR stop'.\n", out);
	kt_options_help(out, options);
	fputs("\n"
	      "The exit status is COMMAND's (128 + N for signal N, 126 and 127 when it can't\n"
	      "be started), or 1 when it succeeded and the recording did not.\n", out);
}

void kt_complete_run(FILE *out, int argc, char **argv)
{
	kt_options_complete(out, options, argc, argv);
}

static int add_events(struct cli *cli, struct kt_run_options *opt,
		      const char *words)
{
	char *all = NULL;

	if (!*words)
		return cli_usage(cli, "'-e' needs the name of an event, or 'none'");
	if (asprintf(&all, "%s%s%s", opt->events ? opt->events : "",
		     opt->events ? "," : "", words) < 0)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL, "out of memory");
	free(opt->events);
	opt->events = all;
	return 0;
}

static int set_ring(struct cli *cli, struct kt_run_options *opt,
		    const char *value)
{
	int ret = cli_number(value, RING_KB_MAX, &opt->ring_kb);

	if (ret)
		return cli_usage(cli, "the ring '%s' is not a number of KB up to %llu",
				 value, (unsigned long long)RING_KB_MAX);
	if (opt->ring_kb < KT_RING_MIN_KB)
		return cli_usage(cli, "a ring of %s KB can't hold a record of up to %d KB while it is read; give at least %d",
				 value, KT_PAGE / 1024, KT_RING_MIN_KB);
	return 0;
}

static int set_fd(struct cli *cli, struct kt_run_options *opt, const char *value)
{
	uint64_t fd;

	if (cli_number(value, INT32_MAX, &fd) || fcntl(fd, F_GETFD) < 0)
		return cli_usage(cli, "'%s' is not the number of an open descriptor",
				 value);
	opt->ready_fd = fd;
	return 0;
}

static int take(struct cli *cli, struct kt_run_options *opt, int id,
		const char *value)
{
	switch (id) {
	case OPT_MODE:
		if (strcmp(value, "stream") && strcmp(value, "overwrite"))
			return cli_usage(cli, "unknown mode '%s', expected 'stream' or 'overwrite'",
					 value);
		opt->overwrite = value[0] == 'o';
		return 0;
	case OPT_CLOCK:
		opt->tod = !strcmp(value, "tod");
		opt->clock = opt->tod ? "x86-tsc" : value;
		return 0;
	case OPT_EVENTS:
		return add_events(cli, opt, value);
	case OPT_RING:
		return set_ring(cli, opt, value);
	case OPT_DIR:
		opt->dir = value;
		return *value ? 0 : cli_usage(cli, "'-o' needs the name of a folder");
	case OPT_GUEST:
		if (opt->guests == KT_GUESTS_MAX)
			return cli_usage(cli, "more than %d guests", KT_GUESTS_MAX);
		opt->guest[opt->guests++] = value;
		return 0;
	case OPT_SSH:
		opt->ssh = value;
		return 0;
	case OPT_PROGRESS:
		opt->progress = true;
		return 0;
	case OPT_READY:
		return set_fd(cli, opt, value);
	case OPT_JSON:
		opt->json = true;
		cli->json = true;
		return 0;
	case OPT_DRY_RUN:
		opt->dry_run = true;
		return 0;
	default:
		help(cli->out);
		return -1;
	}
}

static const char *default_dir(void)
{
	static char name[64];
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(name, sizeof(name), "kvmrt-trace-%Y%m%d-%H%M%S", &tm);
	return name;
}

int kt_run_parse(struct cli *cli, int argc, char **argv,
		 struct kt_run_options *opt)
{
	const char *value;
	int at = 1, id, ret;

	*opt = (struct kt_run_options){
		.clock = "x86-tsc", .ring_kb = RING_KB, .ready_fd = -1,
		.ssh = "ssh -o BatchMode=yes",
	};
	while ((id = kt_option_next(cli, options, argc, argv, &at, &value))) {
		if (id < 0)
			return CLI_USAGE;
		ret = take(cli, opt, id, value);
		if (ret)
			return ret;
	}
	opt->command = argv + at;
	if (!opt->dir)
		opt->dir = default_dir();
	if (!opt->events)
		return add_events(cli, opt, "default");
	return 0;
}

void kt_run_options_free(struct kt_run_options *opt)
{
	free(opt->events);
}
