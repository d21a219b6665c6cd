// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options with values: words are exact, an unknown one is told with those that
 * look like it.
 */
#include <string.h>

#include "../../common/cli.h"
#include "filter_near.h"
#include "view_args.h"

static const struct view_opt help_opt = {
	"help", 'h', NULL, "print this help", NULL
};

static const struct view_opt *find(const struct view_opt *opts,
				   const char *name, size_t len)
{
	for (; opts->name; opts++) {
		if (strlen(opts->name) == len && !memcmp(opts->name, name, len))
			return opts;
	}
	return len == 4 && !memcmp(name, "help", 4) ? &help_opt : NULL;
}

static const struct view_opt *find_letter(const struct view_opt *opts, char letter)
{
	for (; opts->name; opts++) {
		if (opts->letter && opts->letter == letter)
			return opts;
	}
	return letter == 'h' ? &help_opt : NULL;
}

static int unknown(struct cli *cli, const struct view_opt *opts,
		   const char *word, size_t len)
{
	struct near near;

	near_begin(&near, word + 2, len);
	for (; opts->name; opts++)
		near_try(&near, opts->name);
	if (!near.n)
		return cli_usage(cli, "unknown option '%.*s'", (int)len + 2, word);
	return cli_usage(cli, "unknown option '%.*s'; did you mean '--%s'",
			 (int)len + 2, word, near.names[0]);
}

static int take(struct cli *cli, const struct view_opt *opt, const char *value,
		view_opt_fn fn, void *ctx)
{
	if (opt == &help_opt) {
		cli->help = true;
		return 0;
	}
	if (!strcmp(opt->name, "json")) {
		cli->json = true;
		return 0;
	}
	return fn(ctx, opt, value);
}

/* "--name", "--name=VALUE"; *used is 2 if the value is the next word. */
static int take_long(struct cli *cli, const struct view_opt *opts, char **argv,
		     int left, view_opt_fn fn, void *ctx, int *used)
{
	const char *word = argv[0], *equal = strchr(word, '=');
	size_t len = equal ? (size_t)(equal - word) - 2 : strlen(word) - 2;
	const struct view_opt *opt = find(opts, word + 2, len);
	const char *value = equal ? equal + 1 : NULL;

	*used = 1;
	if (!opt)
		return unknown(cli, opts, word, len);
	if (!opt->value && value)
		return cli_usage(cli, "option '--%s' takes no value", opt->name);
	if (opt->value && !value) {
		if (left < 2)
			return cli_usage(cli, "option '--%s' needs %s", opt->name,
					 opt->value);
		value = argv[1];
		*used = 2;
	}
	return take(cli, opt, value, fn, ctx);
}

/* "-x", "-xVALUE", and several without values in one word. */
static int take_letters(struct cli *cli, const struct view_opt *opts,
			char **argv, int left, view_opt_fn fn, void *ctx, int *used)
{
	const char *at = argv[0] + 1, *value;
	const struct view_opt *opt;
	int ret = 0;

	*used = 1;
	for (; *at && !ret; at++) {
		opt = find_letter(opts, *at);
		if (!opt)
			return cli_usage(cli, "unknown option '-%c'", *at);
		if (!opt->value) {
			ret = take(cli, opt, NULL, fn, ctx);
			continue;
		}
		value = at[1] ? at + 1 : left > 1 ? argv[1] : NULL;
		if (!value)
			return cli_usage(cli, "option '-%c' needs %s", *at, opt->value);
		*used = at[1] ? 1 : 2;
		return take(cli, opt, value, fn, ctx);
	}
	return ret;
}

int view_args(struct cli *cli, const struct view_opt *opts, int argc,
	      char **argv, view_opt_fn fn, void *ctx, int *operands)
{
	int i, n = 0, used, ret;

	for (i = 0; i < argc; i += used) {
		used = 1;
		if (!strcmp(argv[i], "--")) {
			for (i++; i < argc; i++)
				argv[n++] = argv[i];
			break;
		}
		if (argv[i][0] != '-' || !argv[i][1]) {
			argv[n++] = argv[i];
			continue;
		}
		if (argv[i][1] == '-')
			ret = take_long(cli, opts, argv + i, argc - i, fn, ctx, &used);
		else
			ret = take_letters(cli, opts, argv + i, argc - i, fn, ctx, &used);
		if (ret)
			return ret;
	}
	*operands = n;
	return 0;
}

static void help_row(FILE *out, const struct view_opt *opt)
{
	char left[64];

	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", opt->letter ? '-' : ' ',
		 opt->letter ? opt->letter : ' ', opt->letter ? ", " : "  ",
		 opt->name, opt->value ? " " : "", opt->value ? opt->value : "");
	if (strlen(left) < 22)
		fprintf(out, "  %-22s  %s\n", left, opt->brief);
	else
		fprintf(out, "  %s\n  %-22s  %s\n", left, "", opt->brief);
}

void view_args_help(FILE *out, const struct view_opt *opts)
{
	fputs("\nOptions:\n", out);
	for (; opts->name; opts++)
		help_row(out, opts);
	help_row(out, &help_opt);
}

static bool begins(const char *name, const char *with)
{
	return !strncmp(name, with, strlen(with));
}

void view_args_complete(FILE *out, const struct view_opt *opts, int argc,
			char **argv)
{
	const char *word = argc ? argv[argc - 1] : "";
	const char *before = argc > 1 ? argv[argc - 2] : "";
	const struct view_opt *opt = NULL;

	if (strlen(before) > 2 && begins(before, "--"))
		opt = find(opts, before + 2, strlen(before) - 2);
	else if (before[0] == '-' && before[1] && !before[2])
		opt = find_letter(opts, before[1]);
	if (opt && opt->value) {
		if (opt->words)
			cli_complete_words(out, opt->words, word);
		return;
	}
	if (word[0] != '-')
		return;
	for (opt = opts; opt->name; opt++) {
		if (begins(word, "--") ? begins(opt->name, word + 2) : !word[1])
			fprintf(out, "--%s\n", opt->name);
	}
	if (begins(word, "--") ? begins("help", word + 2) : !word[1])
		fputs("--help\n", out);
}
