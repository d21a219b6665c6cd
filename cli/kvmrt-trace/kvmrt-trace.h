/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kvmrt-trace: records hosts and guests, brings them into one order of time
 * and says where the time went.
 *
 * One file per subcommand, each with kt_cmd_NAME(), which main ends with; a
 * subcommand may know more about its completion in kt_complete_NAME().
 */
#ifndef KVMRT_TRACE_H
#define KVMRT_TRACE_H

#include <stdio.h>

#include "../common/cli.h"
#include "kt_error.h"

/* ---------------------------------------------------------------- tool.c */

int kt_tool(int argc, char **argv);

/*
 * For a subcommand's first lines: a struct cli for its messages.  "kvmrt-trace
 * NAME" is in front of them, and --help is where a usage error sends people.
 */
void kt_cli_init(struct cli *cli, const char *name);

/*
 * The exit code for a negative errno of kt_error_set(), after its message:
 * CLI_MISSING for -EOPNOTSUPP and -ENODEV, CLI_NOT_FOUND for -ESRCH (no such
 * VM), CLI_USAGE for -EINVAL, else CLI_REFUSED.
 */
int kt_fail(struct cli *cli, int ret, const struct kt_error *err);

/* ----------------------------------------------------------- subcommands */

/* argv[0] is the subcommand's name; they return an enum cli_exit. */
int kt_cmd_run(int argc, char **argv);
int kt_cmd_ctl(int argc, char **argv);
int kt_cmd_agent(int argc, char **argv);
int kt_cmd_recover(int argc, char **argv);
int kt_cmd_merge(int argc, char **argv);
int kt_cmd_view(int argc, char **argv);
int kt_cmd_report(int argc, char **argv);
int kt_cmd_export(int argc, char **argv);

/*
 * Candidates for the last of the words behind the subcommand, one a line;
 * without such a function the options of --help are offered, and files.
 */
void kt_complete_run(FILE *out, int argc, char **argv);
void kt_complete_ctl(FILE *out, int argc, char **argv);
void kt_complete_agent(FILE *out, int argc, char **argv);
void kt_complete_recover(FILE *out, int argc, char **argv);
void kt_complete_merge(FILE *out, int argc, char **argv);
void kt_complete_view(FILE *out, int argc, char **argv);
void kt_complete_report(FILE *out, int argc, char **argv);
void kt_complete_export(FILE *out, int argc, char **argv);

#endif /* KVMRT_TRACE_H */
