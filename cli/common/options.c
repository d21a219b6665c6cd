// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options, before the first word.  getopt_long() would accept abbreviations,
 * which change their meaning when an option is added.
 */
#include <string.h>

#include "cli.h"

static void set(struct cli *cli, const struct cli_option *option)
{
	switch (option->id) {
	case CLI_OPT_JSON:
		cli->json = true;
		break;
	case CLI_OPT_DRY_RUN:
		cli->dry_run = true;
		break;
	case CLI_OPT_DEBUG:
		cli->debug = true;
		break;
	case CLI_OPT_HELP:
		cli->help = true;
		break;
	case CLI_OPT_VERSION:
		cli->version = true;
		break;
	}
}

static const struct cli_option *find(const struct cli_option *options,
				     const char *name, char letter)
{
	for (; options->name; options++) {
		if (name ? !strcmp(options->name, name) :
			   options->letter == letter)
			return options;
	}
	return NULL;
}

/* One word that starts with '-'; false if a part of it is unknown. */
static bool take(struct cli *cli, const struct cli_option *options,
		 const char *word)
{
	const struct cli_option *option;
	bool known = true;

	if (word[1] == '-') {
		option = find(options, word + 2, 0);
		if (option)
			set(cli, option);
		return option;
	}
	/* Go on behind an unknown letter: -xj still asks for JSON errors. */
	while (*++word) {
		option = find(options, NULL, *word);
		if (option)
			set(cli, option);
		else
			known = false;
	}
	return known;
}

int cli_options(struct cli *cli, const struct cli_option *options,
		int argc, char **argv)
{
	const char *bad = NULL;
	int i;

	for (i = 0; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (!strcmp(argv[i], "--")) {
			i++;
			break;
		}
		if (!take(cli, options, argv[i]) && !bad)
			bad = argv[i];
	}
	if (bad) {
		cli_usage(cli, "unknown option '%s'", bad);
		return -1;
	}
	return i;
}
