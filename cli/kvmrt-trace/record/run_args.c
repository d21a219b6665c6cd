// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options with values: -b 64, -b64, --ring 64, --ring=64.
 */
#include <string.h>

#include "run_args.h"

static const struct kt_option *find(const struct kt_option *table,
				    const char *word, const char **rest)
{
	size_t len = strcspn(word, "=");

	*rest = NULL;
	for (; table->name; table++) {
		if (word[1] != '-') {
			if (table->letter != word[1])
				continue;
			*rest = word[2] ? word + 2 : NULL;
			return table;
		}
		if (strlen(table->name) != len - 2 ||
		    strncmp(table->name, word + 2, len - 2))
			continue;
		*rest = word[len] ? word + len + 1 : NULL;
		return table;
	}
	return NULL;
}

int kt_option_next(struct cli *cli, const struct kt_option *table, int argc,
		   char **argv, int *at, const char **value)
{
	const struct kt_option *option;
	const char *word, *rest;

	*value = NULL;
	if (*at >= argc)
		return 0;
	word = argv[*at];
	if (word[0] != '-' || !word[1])
		return 0;
	(*at)++;
	if (!strcmp(word, "--"))
		return 0;
	option = find(table, word, &rest);
	if (!option) {
		cli_usage(cli, "unknown option '%s'", word);
		return -1;
	}
	if (!option->value) {
		if (rest) {
			cli_usage(cli, "option '--%s' takes no value, '%s' gives it one",
				  option->name, word);
			return -1;
		}
		return option->id;
	}
	if (!rest && *at >= argc) {
		cli_usage(cli, "option '--%s' needs a value: %s", option->name,
			  option->value);
		return -1;
	}
	*value = rest ? rest : argv[(*at)++];
	return option->id;
}

void kt_options_help(FILE *out, const struct kt_option *table)
{
	const char *line, *end;
	char head[48];

	fputs("\nOptions:\n", out);
	for (; table->name; table++) {
		if (table->letter)
			snprintf(head, sizeof(head), "-%c, --%s%s%s", table->letter,
				 table->name, table->value ? " " : "",
				 table->value ? table->value : "");
		else
			snprintf(head, sizeof(head), "    --%s%s%s", table->name,
				 table->value ? " " : "",
				 table->value ? table->value : "");
		for (line = table->brief; line; line = end) {
			end = strchr(line, '\n');
			fprintf(out, "  %-22s %.*s\n", head,
				end ? (int)(end - line) : (int)strlen(line), line);
			head[0] = '\0';
			end = end ? end + 1 : NULL;
		}
	}
}

bool kt_options_complete(FILE *out, const struct kt_option *table, int argc,
			 char **argv)
{
	const char *word = argc ? argv[argc - 1] : "";
	const struct kt_option *option;
	char name[48];
	const char *rest;

	if (argc > 1 && argv[argc - 2][0] == '-') {
		option = find(table, argv[argc - 2], &rest);
		if (option && option->value && !rest) {
			if (option->words)
				cli_complete_words(out, option->words, word);
			return true;
		}
	}
	if (word[0] != '-')
		return false;
	for (; table->name; table++) {
		snprintf(name, sizeof(name), "--%s", table->name);
		cli_complete_words(out, name, word);
	}
	return true;
}
