/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options with values, for the subcommands that read recordings.  One table is
 * what the parser, --help and the completion know.
 */
#ifndef KVMRT_TRACE_VIEW_ARGS_H
#define KVMRT_TRACE_VIEW_ARGS_H

#include <stdbool.h>
#include <stdio.h>

struct cli;

/**
 * struct view_opt - an option; NULL @name ends the table
 * @name: the exact word behind "--"
 * @letter: behind "-", 0 if there is none
 * @value: how help calls its value, NULL if it takes none
 * @brief: one line for the help
 * @words: values to offer for completion, separated by blanks; may be NULL
 */
struct view_opt {
	const char *name;
	char letter;
	const char *value;
	const char *brief;
	const char *words;
};

/* Takes an option, value is NULL if it has none; 0 or an exit code. */
typedef int (*view_opt_fn)(void *ctx, const struct view_opt *opt,
			   const char *value);

/*
 * Hands each option to fn and moves what is none to the front of argv; options
 * may stand anywhere before "--".  --help and --json need no row in fn: they
 * set cli->help and cli->json, --json if the table has it.  Sets *operands;
 * 0 or an exit code, after a message.
 */
int view_args(struct cli *cli, const struct view_opt *opts, int argc,
	      char **argv, view_opt_fn fn, void *ctx, int *operands);

void view_args_help(FILE *out, const struct view_opt *opts);

/* Candidates for the last word; nothing where files are expected. */
void view_args_complete(FILE *out, const struct view_opt *opts, int argc,
			char **argv);

#endif /* KVMRT_TRACE_VIEW_ARGS_H */
