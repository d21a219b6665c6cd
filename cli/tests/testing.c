// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a tool with its output in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "testing.h"

#define WORDS_MAX 32

void run_begin(struct run *run)
{
	memset(run, 0, sizeof(*run));
	run->cli.prog = "test";
	run->cli.out = open_memstream(&run->out, &run->out_size);
	run->cli.err = open_memstream(&run->err, &run->err_size);
	assert_non_null(run->cli.out);
	assert_non_null(run->cli.err);
}

void run_end(struct run *run)
{
	fclose(run->cli.out);
	fclose(run->cli.err);
}

void run_free(struct run *run)
{
	free(run->out);
	free(run->err);
}

void check_tool(tool_fn tool, const char *line, int code, const char *out,
		const char *err)
{
	char *copy = strdup(line), *rest = copy, *argv[WORDS_MAX + 1];
	const char *separator = strchr(line, '|') ? "|" : " ";
	struct run run;
	int argc = 0, got;

	argv[argc++] = (char *)"tool";
	while (argc < WORDS_MAX && rest && *line)
		argv[argc++] = strsep(&rest, separator);
	argv[argc] = NULL;

	run_begin(&run);
	got = tool(&run.cli, argc, argv);
	run_end(&run);
	if (got != code)
		print_error("'%s' said: %s%s\n", line, run.out, run.err);
	assert_int_equal(got, code);
	if (out)
		assert_string_equal(run.out, out);
	if (err)
		assert_string_equal(run.err, err);
	run_free(&run);
	free(copy);
}

void check_json(tool_fn tool, const char *line, const char *out)
{
	char *joined = calloc(1, strlen(out) + 2), *to = joined;

	assert_non_null(joined);
	for (; *out; out++) {
		if (*out != '\n')
			*to++ = *out;
	}
	*to = '\n';
	check_tool(tool, line, 0, joined, "");
	free(joined);
}
