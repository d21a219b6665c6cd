// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace_tool.h"

static char *contents(FILE *file)
{
	long size;
	char *text;

	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	text = calloc(1, (size_t)size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)size, file), size);
	fclose(file);
	return text;
}

static void child(int (*command)(int argc, char **argv), const char *dir,
		  const char *line, FILE *out, FILE *err)
{
	char *words = strdup(line), *argv[32], *next = words;
	int argc = 0;

	while (words && argc < 31 && (argv[argc] = strsep(&next, " ")))
		argc++;
	argv[argc] = NULL;
	if (!words || chdir(dir) || dup2(fileno(out), 1) < 0 ||
	    dup2(fileno(err), 2) < 0)
		_exit(99);
	argc = command(argc, argv);
	free(words);
	fflush(NULL);
	_exit(argc);
}

struct tool tool_run(int (*command)(int argc, char **argv), const char *dir,
		     const char *line)
{
	FILE *out = tmpfile(), *err = tmpfile();
	struct tool t = { 0 };
	int status;
	pid_t pid;

	assert_non_null(out);
	assert_non_null(err);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		child(command, dir, line, out, err);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	t.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	t.out = contents(out);
	t.err = contents(err);
	return t;
}

void tool_free(struct tool *t)
{
	free(t->out);
	free(t->err);
}

void tool_check(int (*command)(int argc, char **argv), const char *dir,
		const char *line, int status, const char *out, const char *err)
{
	struct tool t = tool_run(command, dir, line);

	if (t.status != status)
		fail_msg("'%s': status %d: %s", line, t.status, t.err);
	if (out)
		assert_string_equal(t.out, out);
	if (err && !strstr(t.err, err))
		fail_msg("'%s': no '%s' in: %s", line, err, t.err);
	tool_free(&t);
}

void tool_prints(int (*command)(int argc, char **argv), const char *dir,
		 const char *line, ...)
{
	struct tool t = tool_run(command, dir, line);
	const char *part;
	va_list parts;

	if (t.status)
		print_error("%s\n", t.err);
	assert_int_equal(t.status, 0);
	va_start(parts, line);
	while ((part = va_arg(parts, const char *))) {
		if (!strstr(t.out, part))
			print_error("no %s in %s\n", part, t.out);
		assert_non_null(strstr(t.out, part));
	}
	va_end(parts);
	tool_free(&t);
}
