/* SPDX-License-Identifier: GPL-2.0-only */
/* Subcommands of kvmrt-trace on damaged recordings, each in a process of its own. */
#ifndef KVMRT_TEST_FUZZ_COMMAND_H
#define KVMRT_TEST_FUZZ_COMMAND_H

/* Ways to read that somebody asks for by number. */
enum { FUZZ_REPORT = 1, FUZZ_REPORT_JSON };

/*
 * Runs the which-th way to read what paths name, in dir.  NULL, or what was wrong
 * with how it ended: a sanitizer's report, a leak, a signal, no end, or a failure
 * without a message.  What it said is in dir/err then.
 */
const char *fuzz_command(const char *dir, const char *paths, unsigned int which);
/* How many ways there are. */
unsigned int fuzz_commands(void);

#endif /* KVMRT_TEST_FUZZ_COMMAND_H */
