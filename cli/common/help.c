// SPDX-License-Identifier: GPL-2.0-only
/*
 * Help texts, made from the tables.
 */
#include <stdarg.h>
#include <string.h>

#include "cli.h"

#define USAGE_MAX 160

__attribute__((format(printf, 3, 4)))
static void append(char *buf, size_t size, const char *fmt, ...)
{
	size_t len = strlen(buf);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf + len, size - len, fmt, ap);
	va_end(ap);
}

void cli_usage_line(char *buf, size_t size, const struct cli_object *object,
		    const struct cli_command *command)
{
	const struct cli_key *key = command->keys;
	bool vm = false, word = false;

	snprintf(buf, size, "%s", object->name);
	if (command->name)
		append(buf, size, " %s", command->name);
	for (; key && key->name; key++) {
		const char *open = key->flags & CLI_REQUIRED ? "" : "[";
		const char *close = key->flags & CLI_REQUIRED ? "" : "]";

		if (word && !(key->flags & CLI_WORD)) {
			append(buf, size, "]");
			word = false;
		}
		if (key->flags & CLI_VM) {
			if (!vm)
				append(buf, size, " %sVM%s", open, close);
			vm = true;
		} else if (key->flags & CLI_WORD) {
			append(buf, size, "%s%s", word ? "|" : " [", key->name);
			word = true;
		} else {
			append(buf, size, " %s%s %s%s", open, key->name,
			       key->value, close);
		}
	}
	if (word)
		append(buf, size, "]");
}

void cli_help_options(FILE *out, const struct cli_option *options)
{
	fputs("\nOptions, before the first word:\n", out);
	for (; options->name; options++) {
		if (options->letter)
			fprintf(out, "  -%c, --%-10s %s\n", options->letter,
				options->name, options->brief);
		else
			fprintf(out, "      --%-10s %s\n", options->name,
				options->brief);
	}
}

void cli_options_line(char *buf, size_t size, const struct cli_option *options)
{
	buf[0] = '\0';
	for (; options->name; options++) {
		if (options->id != CLI_OPT_HELP &&
		    options->id != CLI_OPT_VERSION)
			append(buf, size, " [-%c]", options->letter);
	}
}

static void help_commands(FILE *out, const struct cli_object *object)
{
	const struct cli_command *command;
	char usage[USAGE_MAX];

	for (command = object->commands; command->brief; command++) {
		cli_usage_line(usage, sizeof(usage), object, command);
		fprintf(out, "  %s\n      %s\n", usage, command->brief);
	}
}

static bool has_vm_key(const struct cli_object *object)
{
	const struct cli_command *command;
	const struct cli_key *key;

	for (command = object->commands; command->brief; command++) {
		for (key = command->keys; key && key->name; key++) {
			if (key->flags & CLI_VM)
				return true;
		}
	}
	return false;
}

static void help_head(FILE *out, const struct cli_program *program,
		      const char *words)
{
	char options[64];

	cli_options_line(options, sizeof(options), program->options);
	fprintf(out, "Usage: %s%s %s\n", program->name, options, words);
}

static const char vm_is[] = "\nVM := id N | name NAME | pid PID\n";

void cli_help_program(FILE *out, const struct cli_program *program)
{
	const struct cli_object *object;

	help_head(out, program, "OBJECT [COMMAND] [KEY VALUE]...");
	fprintf(out, "%s\n\n", program->brief);
	for (object = program->objects; object->name; object++)
		help_commands(out, object);
	fputs(vm_is, out);
	cli_help_options(out, program->options);
	fprintf(out, "\n'%s OBJECT help' tells more", program->name);
	fprintf(out, " about one object.\n");
	if (program->notes)
		fprintf(out, "%s", program->notes);
}

void cli_help_object(FILE *out, const struct cli_program *program,
		     const struct cli_object *object)
{
	char words[64];

	snprintf(words, sizeof(words), "%s%s [KEY VALUE]...", object->name,
		 cli_find_command(object, NULL) ? "" : " COMMAND");
	help_head(out, program, words);
	fprintf(out, "%s\n\n", object->brief);
	help_commands(out, object);
	if (has_vm_key(object))
		fputs(vm_is, out);
	if (object->notes)
		fprintf(out, "\n%s", object->notes);
}
