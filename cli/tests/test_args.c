// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options, objects, commands, keys and completion, on a table of their own.
 */
#include <stdlib.h>
#include <string.h>

#include "testing.h"

static int show_args(struct cli *cli, const struct cli_args *args)
{
	const struct cli_key *keys = args->command->keys;
	int i;

	fprintf(cli->out, "%s%s%s%s", cli->where, cli->json ? " json" : "",
		cli->dry_run ? " dry" : "", cli->debug ? " debug" : "");
	for (i = 0; keys && keys[i].name; i++)
		fprintf(cli->out, " %d=%s", i,
			args->value[i] ? args->value[i] : "-");
	fputc('\n', cli->out);
	return CLI_DONE;
}

static const struct cli_key set_keys[] = {
	{ "id", "N", "@id", CLI_VM | CLI_REQUIRED },
	{ "name", "NAME", "@name", CLI_VM | CLI_REQUIRED },
	{ "name", "NAME", NULL, CLI_REQUIRED },
	{ 0 }
};

static const struct cli_key opt_keys[] = {
	{ "id", "N", "@id", CLI_VM },
	{ "pid", "PID", NULL, CLI_VM },
	{ "left", NULL, NULL, CLI_WORD },
	{ "right", NULL, NULL, CLI_WORD },
	{ "allow", "LIST|all", "red green =all", 0 },
	{ "rate", "N", NULL, 0 },
	{ 0 }
};

static const struct cli_command thing_commands[] = {
	{ .name = "set", .brief = "sets", .keys = set_keys, .run = show_args },
	{ .name = "opt", .brief = "opts", .keys = opt_keys, .run = show_args },
	{ .name = "none", .brief = "takes nothing", .run = show_args },
	{ 0 }
};

static const struct cli_command lone_commands[] = {
	{ .brief = "is alone", .run = show_args, .keys = opt_keys },
	{ 0 }
};

static const struct cli_option options[] = {
	{ "json", 'j', "JSON", CLI_OPT_JSON },
	{ "dry-run", 'n', "dry", CLI_OPT_DRY_RUN },
	{ "debug", 'd', "debug", CLI_OPT_DEBUG },
	{ "help", 'h', "help", CLI_OPT_HELP },
	{ "version", 'V', "version", CLI_OPT_VERSION },
	{ 0 }
};

static const struct cli_object objects[] = {
	{ .name = "thing", .brief = "Things.", .commands = thing_commands,
	  .notes = "More of it.\n" },
	{ .name = "lone", .brief = "Alone.", .commands = lone_commands },
	{ 0 }
};

static void words(const char *what, cli_word_fn fn, void *ctx)
{
	fn(ctx, !strcmp(what, "id") ? "17" : "a name");
}

static int version(struct cli *cli)
{
	fprintf(cli->out, "1.0\n");
	return CLI_DONE;
}

static const struct cli_program program = {
	.name = "t",
	.brief = "Tests.",
	.options = options,
	.objects = objects,
	.words = words,
	.version = version,
};

static int tool(struct cli *cli, int argc, char **argv)
{
	return cli_run(cli, &program, argc, argv);
}

static void test_good(void **state)
{
	(void)state;
	check_tool(tool, "thing none", 0, "thing none\n", "");
	check_tool(tool, "-jn --debug thing none", 0,
		   "thing none json dry debug\n", "");
	check_tool(tool, "-j -- thing none", 0, "thing none json\n", "");
	check_tool(tool, "thing opt", 0,
		   "thing opt 0=- 1=- 2=- 3=- 4=- 5=-\n", "");
	check_tool(tool, "thing opt rate 5 right pid 7 allow x", 0,
		   "thing opt 0=- 1=7 2=- 3=right 4=x 5=5\n", "");
	check_tool(tool, "lone left id 3", 0,
		   "lone 0=3 1=- 2=left 3=- 4=- 5=-\n", "");
	check_tool(tool, "thing set id 3 name b", 0,
		   "thing set 0=3 1=- 2=b\n", "");
	check_tool(tool, "thing set name b id 3", 0,
		   "thing set 0=3 1=- 2=b\n", "");
	check_tool(tool, "thing set name a name b", 0,
		   "thing set 0=- 1=a 2=b\n", "");
	/* A value may look like a key, be empty, or begin with a dash. */
	check_tool(tool, "thing set name id name name", 0,
		   "thing set 0=- 1=id 2=name\n", "");
	check_tool(tool, "thing|set|id|3|name|", 0,
		   "thing set 0=3 1=- 2=\n", "");
	check_tool(tool, "thing opt rate -5", 0,
		   "thing opt 0=- 1=- 2=- 3=- 4=- 5=-5\n", "");
	check_tool(tool, "--version", 0, "1.0\n", "");
}

static void test_bad(void **state)
{
	static const char *const cases[][3] = {
		{ "", "no object is given", "help" },
		{ "thin", "unknown object 'thin'", "help" },
		{ "-x thing", "unknown option '-x'", "help" },
		{ "--jso thing", "unknown option '--jso'", "help" },
		{ "help me", "unknown word 'me' after help", "help" },
		{ "thing", "thing: no command is given", "thing help" },
		{ "thing se",
		  "thing: unknown command 'se'", "thing help" },
		{ "thing help set",
		  "thing: unknown word 'set' after help", "thing help" },
		{ "thing none x",
		  "thing none: unknown word 'x'", "thing help" },
		{ "thing none -j",
		  "thing none: unknown word '-j' (options come first)", "thing help" },
		{ "thing opt rate",
		  "thing opt: 'rate' needs a value (N)", "thing help" },
		{ "thing opt rate 1 rate 2",
		  "thing opt: 'rate' is given twice", "thing help" },
		{ "thing opt id 1 pid 2",
		  "thing opt: names the VM twice, by 'id' and 'pid'", "thing help" },
		{ "thing opt left right",
		  "thing opt: takes only one of 'left' and 'right'", "thing help" },
		{ "thing set name a",
		  "thing set: 'name NAME' is missing", "thing help" },
		{ "thing set",
		  "thing set: no VM is named (id N, name NAME or pid PID)", "thing help" },
		{ "thing set id 1 name a name b",
		  "thing set: names the VM twice, by 'id' and 'name'", "thing help" },
		{ "thing set name a name b name c",
		  "thing set: 'name' is given twice", "thing help" },
		{ "thing opt ra\x1bte 1",
		  "thing opt: unknown word 'ra\\x1bte'", "thing help" },
	};
	char err[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(err, sizeof(err), "t: %s, try 't %s'\n", cases[i][1],
			 cases[i][2]);
		check_tool(tool, cases[i][0], CLI_USAGE, "", err);
	}
	check_tool(tool, "-xj thing", CLI_USAGE, "",
		   "{\"error\":{\"errno\":\"EINVAL\",\"message\":\"unknown option '-xj', try 't help'\",\"attr\":null}}\n");
}

static void test_help(void **state)
{
	(void)state;
	check_tool(tool, "thing help", 0,
		   "Usage: t [-j] [-n] [-d] thing COMMAND [KEY VALUE]...\n"
		   "Things.\n\n"
		   "  thing set VM name NAME\n      sets\n"
		   "  thing opt [VM] [left|right] [allow LIST|all] [rate N]\n      opts\n"
		   "  thing none\n      takes nothing\n"
		   "\nVM := id N | name NAME | pid PID\n"
		   "\nMore of it.\n", "");
	check_tool(tool, "help", 0, NULL, "");
	check_tool(tool, "--help", 0, NULL, "");
	check_tool(tool, "-j --help thing", 0, NULL, "");
}

static void test_complete(void **state)
{
	static const char *const cases[][2] = {
		{ "--complete|", "thing\nlone\nhelp\n" },
		{ "--complete|th", "thing\n" },
		{ "--complete|--d", "--dry-run\n--debug\n" },
		{ "--complete|-j|-n|l", "lone\n" },
		{ "--complete|thing|", "set\nopt\nnone\nhelp\n" },
		{ "--complete|lone|", "help\nid\npid\nleft\nright\nallow\nrate\n" },
		{ "--complete|nothing|", "" },
		{ "--complete|thing|none|", "" },
		{ "--complete|thing|opt|id|", "17\n" },
		{ "--complete|thing|opt|id|2", "" },
		{ "--complete|thing|opt|id|1|", "left\nright\nallow\nrate\n" },
		{ "--complete|thing|opt|left|", "id\npid\nallow\nrate\n" },
		{ "--complete|thing|opt|allow|", "red\ngreen\nall\n" },
		{ "--complete|thing|opt|allow|red,", "red,red\nred,green\n" },
		{ "--complete|thing|opt|allow|red,g", "red,green\n" },
		{ "--complete|thing|set|name|", "a name\n" },
		{ "--complete|thing|set|name|x|", "name\n" },
		{ "--complete|thing|set|id|1|n", "name\n" },
		{ "--complete|thing|set|foo|", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_tool(tool, cases[i][0], 0, cases[i][1], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_complete),
	};

	return cmocka_run_group_tests_name("cli-args", tests, NULL, NULL);
}
