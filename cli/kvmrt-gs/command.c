// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of commands, and what is made from it: parser, help, completion.
 */
#include <errno.h>
#include <kvmrt/custom.h>
#include <kvmrt/gs.h>
#include <limits.h>
#include <linux/kvmrt_gs.h>
#include <stdlib.h>
#include <string.h>

#include "kvmrt-gs.h"

static int parse_cookie(struct cli *cli, struct gs_step *step, const char *arg)
{
	uint64_t value = 0;
	int ret = cli_number(arg, ULONG_MAX, &value);

	if (ret == -EINVAL)
		return cli_usage(cli, "COOKIE '%s' is no number", arg);
	if (ret)
		return cli_usage(cli, "COOKIE %s is above %lu", arg, ULONG_MAX);
	step->number = value;
	return CLI_DONE;
}

static int parse_type(struct cli *cli, struct gs_step *step, const char *arg)
{
	uint64_t value = 0;

	if (cli_number(arg, UINT32_MAX, &value))
		return cli_usage(cli, "TYPE '%s' is no number from 0 to %u",
				 arg, UINT32_MAX);
	step->number = value;
	return CLI_DONE;
}

static int parse_scope(struct cli *cli, struct gs_step *step, const char *arg)
{
	static const struct {
		const char *word;
		unsigned long scope;
	} scopes[] = {
		{ "0", KVMRT_GS_XTRACE_CPU_CURRENT },
		{ "current", KVMRT_GS_XTRACE_CPU_CURRENT },
		{ "1", KVMRT_GS_XTRACE_CPU_VM },
		{ "vm", KVMRT_GS_XTRACE_CPU_VM },
		{ "2", KVMRT_GS_XTRACE_CPU_ALL },
		{ "all", KVMRT_GS_XTRACE_CPU_ALL },
	};
	size_t i;

	for (i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		if (!strcmp(arg, scopes[i].word)) {
			step->number = scopes[i].scope;
			return CLI_DONE;
		}
	}
	return cli_usage(cli, "SCOPE '%s' is none of 0, current, 1, vm, 2, all",
			 arg);
}

static long run_ping(const struct gs_step *step)
{
	return kvmrt_gs_ping(step->number);
}

static long run_log_msg(const struct gs_step *step)
{
	return kvmrt_gs_log_msg(step->bytes);
}

static long run_flush(const struct gs_step *step)
{
	return kvmrt_gs_xtrace_flush(step->number);
}

static long run_log_data(const struct gs_step *step)
{
	return kvmrt_gs_xtrace_log_data(step->bytes, step->len);
}

static long run_event(const struct gs_step *step)
{
	return kvmrt_gs_custom_event((uint32_t)step->number, step->bytes,
				     step->len);
}

const struct gs_command gs_commands[] = {
	{ .name = "available", .fn = -1,
	  .brief = "are guest services present, enabled and permitted?",
	  .available = kvmrt_gs_available },
	{ .name = "ping_available", .fn = KVMRT_GS_FN_PING,
	  .brief = "may ping be called?",
	  .available = kvmrt_gs_ping_available },
	{ .name = "log_msg_available", .fn = KVMRT_GS_FN_LOG_MSG,
	  .brief = "may log_msg be called?",
	  .available = kvmrt_gs_log_msg_available },
	{ .name = "xtrace_flush_available", .fn = KVMRT_GS_FN_TRACE_FLUSH,
	  .brief = "may xtrace_flush be called?",
	  .available = kvmrt_gs_xtrace_flush_available },
	{ .name = "xtrace_log_data_available", .fn = KVMRT_GS_FN_LOG_DATA,
	  .brief = "may xtrace_log_data be called?",
	  .available = kvmrt_gs_xtrace_log_data_available },
	{ .name = "ping", .arg = "COOKIE", .fn = KVMRT_GS_FN_PING,
	  .brief = "one exit to the host that both sides' traces show",
	  .parse = parse_cookie, .run = run_ping },
	{ .name = "log_msg", .arg = "MESSAGE", .words = "text: hex:",
	  .fn = KVMRT_GS_FN_LOG_MSG,
	  .brief = "a short text for the host's kernel log",
	  .parse = gs_parse_message, .run = run_log_msg },
	{ .name = "xtrace_log_data", .arg = "DATA", .words = "text: hex:",
	  .fn = KVMRT_GS_FN_LOG_DATA,
	  .brief = "bytes as trace events of guest and host",
	  .parse = gs_parse_bytes, .run = run_log_data },
	{ .name = "xtrace_flush", .arg = "SCOPE",
	  .words = "0 1 2 current vm all", .fn = KVMRT_GS_FN_TRACE_FLUSH,
	  .brief = "freeze the host's trace for its recorder to save",
	  .parse = parse_scope, .run = run_flush },
	{ .name = "event", .arg = "TYPE", .arg2 = "DATA",
	  .words2 = "text: hex: file:", .fn = KVMRT_GS_FN_LOG_DATA,
	  .more = KVMRT_CUSTOM_HEADER_BYTES,
	  .brief = "an event of your own kind, in both sides' traces",
	  .parse = parse_type, .parse2 = gs_parse_event, .run = run_event },
	{ .name = gs_gate_name, .arg = "GATE", .words = "hc syscall all",
	  .arg2 = "STATE", .words2 = "on off", .fn = -1,
	  .brief = "open or close this guest's gates (root)",
	  .parse = gs_parse_gates, .parse2 = gs_parse_state,
	  .run = gs_run_gate },
	{ .name = "status", .fn = -1,
	  .brief = "what the guest's kernel knows of its host" },
	{ 0 }
};

const struct cli_option gs_options[] = {
	{ "json", 'j', "results and errors as JSON", CLI_OPT_JSON },
	{ "help", 'h', "this help", CLI_OPT_HELP },
	{ "version", 'V', "versions of tool, library and module",
	  CLI_OPT_VERSION },
	{ 0 }
};

static const struct gs_command *find(const char *name)
{
	const struct gs_command *command;

	for (command = gs_commands; command->name; command++) {
		if (!strcmp(command->name, name))
			return command;
	}
	return NULL;
}

void gs_help(FILE *out)
{
	const struct gs_command *command;
	char options[32], usage[64];

	cli_options_line(options, sizeof(options), gs_options);
	fprintf(out, "Usage: kvmrt-gs%s COMMAND [ARG]... [COMMAND [ARG]...]...\n",
		options);
	fputs("Guest services: what the host does for an application in a guest.\n\n",
	      out);
	for (command = gs_commands; command->name; command++) {
		snprintf(usage, sizeof(usage), "%s%s%s%s%s", command->name,
			 command->arg ? " " : "",
			 command->arg ? command->arg : "",
			 command->arg2 ? " " : "",
			 command->arg2 ? command->arg2 : "");
		fprintf(out, "  %-25s  %s\n", usage, command->brief);
	}
	fputs("\n"
	      "COOKIE         any unsigned number, decimal, 0x hex or 0 octal\n"
	      "MESSAGE, DATA  a text, or hex:48656c6c6f or 0x48656c6c6f for bytes;\n"
	      "               text:... is that text, however it begins; for event also\n"
	      "               file:PATH, its bytes, and text: alone for none\n"
	      "SCOPE          0 or current: the host CPU that serves this CPU,\n"
	      "               1 or vm: those that serve this VM, 2 or all: all\n"
	      "TYPE           any number of 32 bits, to tell your events apart\n"
	      "GATE           hc: calls of this kernel to the host, syscall: calls of\n"
	      "               programs to this kernel, or all; STATE is on or off\n"
	      "\n"
	      "The whole line is checked first. Commands then run in order; the first\n"
	      "that fails, or whose answer is no, ends it: status 1, or 3 if the module\n"
	      "or the host's service is missing.\n", out);
	cli_help_options(out, gs_options);
}

void gs_complete(FILE *out, int argc, char **argv)
{
	const struct gs_command *command;
	const char *word;
	int i = 0;

	if (!argc)
		return;
	word = argv[argc - 1];
	while (i < argc - 1 && argv[i][0] == '-')
		i++;
	if (i == argc - 1 && word[0] == '-') {
		cli_complete_options(out, gs_options, word);
		return;
	}
	for (; i < argc - 1; i++) {
		command = find(argv[i]);
		if (!command)
			return;
		if (command->arg && ++i == argc - 1) {
			if (command->words)
				cli_complete_words(out, command->words, word);
			return;
		}
		if (command->arg2 && ++i == argc - 1) {
			cli_complete_words(out, command->words2, word);
			return;
		}
	}
	for (command = gs_commands; command->name; command++)
		cli_complete_words(out, command->name, word);
	if (argc == 1)
		cli_complete_words(out, "help", word);
}

static int parse_step(struct cli *cli, struct gs_step *step, int argc,
		      char **argv)
{
	const struct gs_command *command = find(argv[0]);
	int ret;

	cli->where[0] = '\0';
	if (!command && argv[0][0] == '-')
		return cli_usage(cli,
				 "unknown command '%s' (options come first)",
				 argv[0]);
	if (!command)
		return cli_usage(cli, "unknown command '%s'", argv[0]);
	snprintf(cli->where, sizeof(cli->where), "%s", command->name);
	step->command = command;
	if (!command->arg)
		return CLI_DONE;
	if (argc < 2)
		return cli_usage(cli, "%s is missing", command->arg);
	ret = command->parse(cli, step, argv[1]);
	if (ret || !command->arg2)
		return ret;
	if (argc < 3)
		return cli_usage(cli, "%s is missing", command->arg2);
	return command->parse2(cli, step, argv[2]);
}

int gs_parse(struct cli *cli, int argc, char **argv, struct gs_step **steps)
{
	size_t count = 0;
	int i = 0, ret;

	/* As many steps as words will do, and one that ends them. */
	*steps = calloc(argc + 1, sizeof(**steps));
	if (!*steps)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	while (i < argc) {
		struct gs_step *step = &(*steps)[count++];

		ret = parse_step(cli, step, argc - i, argv + i);
		if (ret)
			return ret;
		i += 1 + !!step->command->arg + !!step->command->arg2;
	}
	cli->where[0] = '\0';
	if (!count)
		return cli_usage(cli, "no command is given");
	return CLI_DONE;
}

void gs_steps_free(struct gs_step *steps)
{
	struct gs_step *step;

	for (step = steps; step && step->command; step++)
		free(step->bytes);
	free(steps);
}
