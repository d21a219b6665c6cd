/* SPDX-License-Identifier: GPL-2.0-only */
/* What the unit tests of the tools share. */
#ifndef KVMRT_CLI_TESTING_H
#define KVMRT_CLI_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli.h"

/* A run of a tool whose output stays here. */
struct run {
	struct cli cli;
	char *out;
	char *err;
	size_t out_size;
	size_t err_size;
};

void run_begin(struct run *run);
/* After this, out and err hold what was written. */
void run_end(struct run *run);
void run_free(struct run *run);

/*
 * Runs a tool with the words of line, split at blanks, or at '|' if it holds
 * one, and compares.  NULL for out or err: not compared.
 */
typedef int (*tool_fn)(struct cli *cli, int argc, char **argv);
void check_tool(tool_fn tool, const char *line, int code, const char *out,
		const char *err);

/* Likewise for one line of JSON; newlines in out are for the reader only. */
void check_json(tool_fn tool, const char *line, const char *out);

#endif /* KVMRT_CLI_TESTING_H */
