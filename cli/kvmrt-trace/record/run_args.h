/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options of the recorder's subcommands, with values.  The table says all of
 * them; parser, help and completion read it.  Words are exact.
 */
#ifndef KVMRT_TRACE_RUN_ARGS_H
#define KVMRT_TRACE_RUN_ARGS_H

#include <stdio.h>

#include "../../common/cli.h"

/**
 * struct kt_option - one option; NULL @name ends a table
 * @id: what kt_option_next() returns, above 0
 * @letter: its short form, 0 if it has none
 * @name: its long form, without the dashes
 * @value: how the help calls its value, NULL if it takes none
 * @words: values to offer for completion, separated by blanks, or NULL
 * @brief: for the help; lines after a newline are indented like the first
 */
struct kt_option {
	int id;
	char letter;
	const char *name;
	const char *value;
	const char *words;
	const char *brief;
};

/*
 * The option at argv[*at], which moves behind it and its value.  Its id, 0 at
 * the first word that is none ("--" is skipped), or -1 after a usage error.
 */
int kt_option_next(struct cli *cli, const struct kt_option *table, int argc,
		   char **argv, int *at, const char **value);
void kt_options_help(FILE *out, const struct kt_option *table);
/*
 * Candidates for the last word, if it is an option or the value of one; false
 * if it is neither.
 */
bool kt_options_complete(FILE *out, const struct kt_option *table, int argc,
			 char **argv);

#endif /* KVMRT_TRACE_RUN_ARGS_H */
