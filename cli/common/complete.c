// SPDX-License-Identifier: GPL-2.0-only
/*
 * Completion: given the words so far, which ones may come next?  The shell's
 * script only asks and shows; all it could know is here, in the tables.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

struct offer {
	FILE *out;
	const char *head;	/* stays in front of each candidate */
	size_t head_len;
	const char *word;	/* that a candidate must start with */
};

static void offer(void *ctx, const char *candidate)
{
	const struct offer *o = ctx;

	if (strncmp(candidate, o->word, strlen(o->word)))
		return;
	fprintf(o->out, "%.*s%s\n", (int)o->head_len, o->head, candidate);
}

static void offer_words(struct offer *o, const char *words,
			const struct cli_program *program)
{
	char *copy = strdup(words), *rest = copy, *word;

	while (copy && (word = strsep(&rest, " "))) {
		if (word[0] == '=' && !o->head_len)
			offer(o, word + 1);
		else if (word[0] != '@' && word[0] != '=')
			offer(o, word);
		else if (word[0] == '@' && program && program->words)
			program->words(word + 1, offer, o);
	}
	free(copy);
}

void cli_complete_words(FILE *out, const char *words, const char *word)
{
	struct offer o = { .out = out, .head = "", .word = word };

	offer_words(&o, words, NULL);
}

void cli_complete_options(FILE *out, const struct cli_option *options,
			  const char *word)
{
	struct offer o = { .out = out, .head = "--", .head_len = 2 };

	/* A lone '-' gets the long ones, they say what they do. */
	o.word = !strncmp(word, "--", 2) ? word + 2 : word + 1;
	for (; options->name; options++)
		offer(&o, options->name);
}

/* Values of a key.  Of a list separated by commas, the last item is open. */
static void complete_value(FILE *out, const struct cli_program *program,
			   const struct cli_key *key, const char *word)
{
	struct offer o = { .out = out, .head = "", .word = word };
	const char *comma = strrchr(word, ',');

	if (!key->words)
		return;
	if (comma && !strncmp(key->value, "LIST", 4)) {
		o.head = word;
		o.head_len = comma + 1 - word;
		o.word = comma + 1;
	}
	offer_words(&o, key->words, program);
}

static bool used(const struct cli_key *keys, const bool *taken, int key)
{
	unsigned int sort = keys[key].flags & (CLI_VM | CLI_WORD);
	int i;

	if (taken[key])
		return true;
	for (i = 0; sort && keys[i].name; i++) {
		if (taken[i] && keys[i].flags & sort)
			return true;
	}
	return false;
}

static void complete_keys(FILE *out, const struct cli_program *program,
			  const struct cli_command *command,
			  int argc, char **argv)
{
	struct offer o = { .out = out, .head = "", .word = argv[argc - 1] };
	const struct cli_key *keys = command->keys;
	bool taken[CLI_KEYS_MAX] = { false };
	int i, key;

	if (!keys)
		return;
	for (i = 0; i < argc - 1; i++) {
		for (key = 0; keys[key].name; key++) {
			if (!used(keys, taken, key) &&
			    !strcmp(keys[key].name, argv[i]))
				break;
		}
		if (!keys[key].name)
			return;
		taken[key] = true;
		if (keys[key].flags & CLI_WORD)
			continue;
		if (++i == argc - 1) {
			complete_value(out, program, &keys[key], argv[i]);
			return;
		}
	}
	for (key = 0; keys[key].name; key++) {
		if (!used(keys, taken, key))
			offer(&o, keys[key].name);
	}
}

static void complete_object(FILE *out, const struct cli_program *program,
			    const struct cli_object *object,
			    int argc, char **argv)
{
	struct offer o = { .out = out, .head = "", .word = argv[argc - 1] };
	const struct cli_command *command = cli_find_command(object, NULL);

	if (argc == 1) {
		if (!command) {
			command = object->commands;
			for (; command->brief; command++)
				offer(&o, command->name);
			command = NULL;
		}
		offer(&o, "help");
	}
	if (command) {
		complete_keys(out, program, command, argc, argv);
	} else if (argc > 1) {
		command = cli_find_command(object, argv[0]);
		if (command)
			complete_keys(out, program, command, argc - 1,
				      argv + 1);
	}
}

void cli_complete(FILE *out, const struct cli_program *program,
		  int argc, char **argv)
{
	struct offer o = { .out = out, .head = "", .word = "" };
	const struct cli_object *object;
	int i = 0;

	while (i < argc - 1 && argv[i][0] == '-')
		i++;
	if (i < argc - 1) {
		object = cli_find_object(program, argv[i]);
		if (object)
			complete_object(out, program, object, argc - i - 1,
					argv + i + 1);
		return;
	}
	if (i < argc)
		o.word = argv[i];
	if (o.word[0] == '-') {
		cli_complete_options(out, program->options, o.word);
		return;
	}
	for (object = program->objects; object->name; object++)
		offer(&o, object->name);
	offer(&o, "help");
}
