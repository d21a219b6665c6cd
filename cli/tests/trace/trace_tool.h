/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a subcommand of kvmrt-trace in a process of its own. */
#ifndef KVMRT_TEST_TRACE_TOOL_H
#define KVMRT_TEST_TRACE_TOOL_H

/**
 * struct tool - what a run left; release it with tool_free()
 * @status: its exit status, -1 if a signal killed it
 * @out: standard output
 * @err: standard error
 */
struct tool {
	int status;
	char *out, *err;
};

/* line is split at blanks; dir is where it runs. */
struct tool tool_run(int (*command)(int argc, char **argv), const char *dir,
		     const char *line);
void tool_free(struct tool *t);
/* Runs it and compares; NULL is not compared, err needs only be a part. */
void tool_check(int (*command)(int argc, char **argv), const char *dir,
		const char *line, int status, const char *out, const char *err);
/* Runs it, with success; all parts, ended by NULL, are in its output. */
void tool_prints(int (*command)(int argc, char **argv), const char *dir,
		 const char *line, ...);

#endif /* KVMRT_TEST_TRACE_TOOL_H */
