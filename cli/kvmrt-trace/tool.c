// SPDX-License-Identifier: GPL-2.0-only
/*
 * All of kvmrt-trace but its subcommands: which there are, help, versions,
 * completion.
 */
#include <errno.h>
#include <json-c/json.h>
#include <kvmrt/context.h>
#include <string.h>
#include <sys/prctl.h>

#include "../common/record.h"
#include "kvmrt-trace.h"

struct tool_command {
	const char *name;
	const char *arguments;
	const char *brief;
	int (*run)(int argc, char **argv);
	void (*complete)(FILE *out, int argc, char **argv);
};

#pragma weak kt_cmd_merge
#pragma weak kt_cmd_view
#pragma weak kt_cmd_report
#pragma weak kt_cmd_export
#pragma weak kt_cmd_run
#pragma weak kt_cmd_ctl
#pragma weak kt_cmd_agent
#pragma weak kt_cmd_recover
#pragma weak kt_complete_run
#pragma weak kt_complete_ctl
#pragma weak kt_complete_agent
#pragma weak kt_complete_recover
#pragma weak kt_complete_merge
#pragma weak kt_complete_view
#pragma weak kt_complete_report
#pragma weak kt_complete_export

#define COMMAND(name, arguments, brief) \
	{ #name, arguments, brief, kt_cmd_##name, kt_complete_##name }

static const struct tool_command commands[] = {
	COMMAND(run, "[OPTION]... COMMAND [ARG]...",
		"record while a command runs"),
	COMMAND(ctl, "[OPTION]... [DIR] WORD...",
		"flush, pause, resume or stop a recording"),
	COMMAND(recover, "DIR", "complete a recording whose recorder was killed or had no room"),
	COMMAND(agent, "[OPTION]...", "record in this guest when its host asks"),
	COMMAND(merge, "[OPTION]... -o OUT DIR...",
		"bring recordings into one order of time"),
	COMMAND(view, "[OPTION]... DIR...", "print events"),
	COMMAND(report, "[OPTION]... DIR...", "where the time went"),
	COMMAND(export, "[OPTION]... DIR...", "write files for other viewers"),
	{ 0 }
};

static const struct cli_option options[] = {
	{ "help", 'h', "print this help", CLI_OPT_HELP },
	{ "version", 'V', "print the versions of the tool and its library",
	  CLI_OPT_VERSION },
	{ 0 }
};

static const struct cli_field version_fields[] = {
	{ .key = "tool", .title = "kvmrt-trace" },
	{ .key = "library", .title = "libkvmrt" },
	{ 0 }
};

static const struct tool_command *find_command(const char *name)
{
	const struct tool_command *command;

	for (command = commands; command->name; command++) {
		if (command->run && !strcmp(command->name, name))
			return command;
	}
	return NULL;
}

static void help(FILE *out)
{
	const struct tool_command *command;

	fputs("usage: kvmrt-trace COMMAND [ARG]...\n"
	      "Records hosts and guests, merges, shows and explains what was recorded.\n"
	      "\n"
	      "Commands:\n", out);
	for (command = commands; command->name; command++) {
		if (command->run)
			fprintf(out, "  %-9s%s\n", command->name, command->brief);
	}
	cli_help_options(out, options);
	fputs("\n'kvmrt-trace COMMAND --help' tells more; kvmrt-trace(1) all.\n",
	      out);
}

static void complete(FILE *out, int argc, char **argv)
{
	const struct tool_command *command;
	const char *word = argc ? argv[argc - 1] : "";

	if (argc > 1) {
		command = find_command(argv[0]);
		if (command && command->complete)
			command->complete(out, argc - 1, argv + 1);
		return;
	}
	if (word[0] == '-') {
		cli_complete_options(out, options, word);
		return;
	}
	for (command = commands; command->name; command++) {
		if (command->run)
			cli_complete_words(out, command->name, word);
	}
	cli_complete_words(out, "help", word);
}

static int print_versions(struct cli *cli)
{
	struct json_object *rec = cli_record(version_fields);

	cli_set_str(rec, "tool", KVMRT_CLI_VERSION);
	cli_set_str(rec, "library", kvmrt_version());
	return cli_emit(cli, CLI_RECORD, version_fields, rec);
}

void kt_cli_init(struct cli *cli, const char *name)
{
	*cli = (struct cli){ .out = stdout, .err = stderr };
	cli->prog = "kvmrt-trace";
	snprintf(cli->where, sizeof(cli->where), "%s", name);
	snprintf(cli->try_help, sizeof(cli->try_help), "kvmrt-trace %s --help",
		 name);
}

int kt_fail(struct cli *cli, int ret, const struct kt_error *err)
{
	int code;

	switch (-ret) {
	case EINVAL:
		code = CLI_USAGE;
		break;
	case EOPNOTSUPP:
	case ENODEV:
		code = CLI_MISSING;
		break;
	case ESRCH:
		code = CLI_NOT_FOUND;
		break;
	default:
		code = CLI_REFUSED;
		break;
	}
	return cli_fail(cli, code, -ret, NULL, "%s", err->text);
}

int kt_tool(int argc, char **argv)
{
	struct cli cli = { .out = stdout, .err = stderr };
	const struct tool_command *command;
	int words;

	cli.prog = "kvmrt-trace";
	snprintf(cli.try_help, sizeof(cli.try_help), "kvmrt-trace --help");
	/* In a trace we are told from others by it; /proc/self/exe makes "exe". */
	prctl(PR_SET_NAME, cli.prog);
	argc--;
	argv++;

	if (argc && !strcmp(argv[0], "--complete")) {
		complete(stdout, argc - 1, argv + 1);
		return cli_finish(&cli, CLI_DONE);
	}
	words = cli_options(&cli, options, argc, argv);
	if (words < 0)
		return CLI_USAGE;
	argc -= words;
	argv += words;
	if (cli.version)
		return cli_finish(&cli, print_versions(&cli));
	if (cli.help || (argc == 1 && !strcmp(argv[0], "help"))) {
		help(stdout);
		return cli_finish(&cli, CLI_DONE);
	}
	if (!argc)
		return cli_usage(&cli, "a command is missing");
	command = find_command(argv[0]);
	if (!command)
		return cli_usage(&cli, "unknown command '%s'", argv[0]);
	return command->run(argc, argv);
}
