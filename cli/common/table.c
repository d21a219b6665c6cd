// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the words of a command line to the row of the table that they name.
 * Words are exact: an abbreviation that works today would mean something else
 * once another command is added.
 */
#include <string.h>

#include "cli.h"

const struct cli_object *cli_find_object(const struct cli_program *program,
					 const char *name)
{
	const struct cli_object *object;

	for (object = program->objects; object->name; object++) {
		if (!strcmp(object->name, name))
			return object;
	}
	return NULL;
}

const struct cli_command *cli_find_command(const struct cli_object *object,
					   const char *name)
{
	const struct cli_command *command;

	for (command = object->commands; command->brief; command++) {
		if (name && command->name && !strcmp(command->name, name))
			return command;
		if (!name && !command->name)
			return command;
	}
	return NULL;
}

static int run_object(struct cli *cli, const struct cli_program *program,
		      const struct cli_object *object, int argc, char **argv)
{
	const struct cli_command *command;
	struct cli_args args;
	int ret;

	snprintf(cli->try_help, sizeof(cli->try_help), "%s %s help",
		 cli->prog, object->name);
	snprintf(cli->where, sizeof(cli->where), "%s", object->name);

	if (argc && !strcmp(argv[0], "help")) {
		if (argc > 1)
			return cli_usage(cli, "unknown word '%s' after help",
					 argv[1]);
		cli_help_object(cli->out, program, object);
		return CLI_DONE;
	}

	command = cli_find_command(object, NULL);
	if (!command) {
		if (!argc)
			return cli_usage(cli, "no command is given");
		command = cli_find_command(object, argv[0]);
		if (!command)
			return cli_usage(cli, "unknown command '%s'", argv[0]);
		snprintf(cli->where, sizeof(cli->where), "%s %s",
			 object->name, command->name);
		argc--;
		argv++;
	}
	ret = cli_parse(cli, command, argc, argv, &args);
	return ret ? ret : command->run(cli, &args);
}

static int run_words(struct cli *cli, const struct cli_program *program,
		     int argc, char **argv)
{
	const struct cli_object *object;

	if (!argc)
		return cli_usage(cli, "no object is given");
	if (!strcmp(argv[0], "help")) {
		if (argc > 1)
			return cli_usage(cli, "unknown word '%s' after help",
					 argv[1]);
		cli_help_program(cli->out, program);
		return CLI_DONE;
	}
	object = cli_find_object(program, argv[0]);
	if (!object)
		return cli_usage(cli, "unknown object '%s'", argv[0]);
	return run_object(cli, program, object, argc - 1, argv + 1);
}

int cli_run(struct cli *cli, const struct cli_program *program,
	    int argc, char **argv)
{
	int words, ret;

	cli->prog = program->name;
	cli->where[0] = '\0';
	snprintf(cli->try_help, sizeof(cli->try_help), "%s help", cli->prog);
	argc--;
	argv++;

	if (argc && !strcmp(argv[0], "--complete")) {
		cli_complete(cli->out, program, argc - 1, argv + 1);
		return CLI_DONE;
	}
	words = cli_options(cli, program->options, argc, argv);
	if (words < 0)
		return CLI_USAGE;
	if (cli->help) {
		cli_help_program(cli->out, program);
		ret = CLI_DONE;
	} else if (cli->version) {
		ret = program->version(cli);
	} else {
		ret = run_words(cli, program, argc - words, argv + words);
	}
	return cli_finish(cli, ret);
}
