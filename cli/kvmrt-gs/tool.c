// SPDX-License-Identifier: GPL-2.0-only
/*
 * All of kvmrt-gs but its beginning: options, then help, versions or steps.
 */
#include <json-c/json.h>
#include <kvmrt/context.h>
#include <string.h>

#include "kvmrt-gs.h"

static const struct cli_field version_fields[] = {
	{ .key = "tool", .title = "kvmrt-gs" },
	{ .key = "library", .title = "libkvmrt" },
	{ .key = "module", .title = "kvmrt_guest" },
	{ 0 }
};

/* The module's own word, which needs neither privilege nor an open gate. */
static void module_version(struct json_object *rec)
{
	FILE *file = fopen("/sys/module/kvmrt_guest/version", "re");
	char version[64] = "";

	if (!file)
		return;
	if (fgets(version, sizeof(version), file)) {
		version[strcspn(version, "\n")] = '\0';
		cli_set_str(rec, "module", version);
	}
	fclose(file);
}

static int print_versions(struct cli *cli)
{
	struct json_object *rec = cli_record(version_fields);

	cli_set_str(rec, "tool", KVMRT_CLI_VERSION);
	cli_set_str(rec, "library", kvmrt_version());
	module_version(rec);
	return cli_emit(cli, CLI_RECORD, version_fields, rec);
}

static int run_line(struct cli *cli, int argc, char **argv)
{
	struct gs_step *steps = NULL;
	int ret;

	if (argc == 1 && !strcmp(argv[0], "help")) {
		gs_help(cli->out);
		return CLI_DONE;
	}
	ret = gs_parse(cli, argc, argv, &steps);
	if (!ret)
		ret = gs_run(cli, steps);
	gs_steps_free(steps);
	return ret;
}

int gs_tool(struct cli *cli, int argc, char **argv)
{
	int words, ret;

	cli->prog = "kvmrt-gs";
	snprintf(cli->try_help, sizeof(cli->try_help), "kvmrt-gs help");
	argc--;
	argv++;

	if (argc && !strcmp(argv[0], "--complete")) {
		gs_complete(cli->out, argc - 1, argv + 1);
		return CLI_DONE;
	}
	words = cli_options(cli, gs_options, argc, argv);
	if (words < 0)
		return CLI_USAGE;
	if (cli->help) {
		gs_help(cli->out);
		ret = CLI_DONE;
	} else if (cli->version) {
		ret = print_versions(cli);
	} else {
		ret = run_line(cli, argc - words, argv + words);
	}
	return cli_finish(cli, ret);
}
