/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kvmrt-gs: an administrator's or a script's way to the guest services, from
 * inside of a guest.  A command line is a list of steps; all of them are
 * parsed before the first one runs.
 */
#ifndef KVMRT_CLI_KVMRT_GS_H
#define KVMRT_CLI_KVMRT_GS_H

#include <linux/kvmrt_guest.h>
#include <stdbool.h>
#include <stddef.h>

#include "../common/cli.h"
#include "../common/record.h"

struct json_object;
struct gs_command;

/**
 * struct gs_step - one command of the line, with its argument
 * @command: its row of the table
 * @number: cookie, scope, type of event or gates
 * @on: gates: open them
 * @bytes: message or data, with a NUL behind; freed by gs_steps_free()
 * @len: bytes in @bytes, without that NUL
 */
struct gs_step {
	const struct gs_command *command;
	unsigned long number;
	bool on;
	char *bytes;
	size_t len;
};

/**
 * struct gs_command - a row of the command table; NULL @name ends it
 * @name: the exact word
 * @arg: how usage lines call the argument, NULL if it takes none
 * @words: values of the argument to offer for completion, or NULL
 * @arg2: the second argument, NULL if it takes none; likewise @words2, @parse2
 * @brief: one line for the help
 * @parse: checks the argument; 0 or CLI_USAGE, after a message
 * @available: for the questions: the answer
 * @run: for the others: 0 or a negative errno
 * @fn: enum kvmrt_gs_fn that it is about, -1 if it is about none
 * @more: bytes that go to the host before the step's own
 */
struct gs_command {
	const char *name;
	const char *arg;
	const char *words;
	const char *arg2;
	const char *words2;
	const char *brief;
	int (*parse)(struct cli *cli, struct gs_step *step, const char *arg);
	int (*parse2)(struct cli *cli, struct gs_step *step, const char *arg);
	bool (*available)(void);
	long (*run)(const struct gs_step *step);
	int fn;
	size_t more;
};

/* ---------------------------------------------------------------- tool.c */

int gs_tool(struct cli *cli, int argc, char **argv);

/* ------------------------------------------------------------- command.c */

extern const struct gs_command gs_commands[];
extern const struct cli_option gs_options[];

void gs_help(FILE *out);
void gs_complete(FILE *out, int argc, char **argv);
/*
 * Parses the whole line into *steps, which ends with a step without command;
 * 0 or CLI_USAGE, after a message.  End them with gs_steps_free().
 */
int gs_parse(struct cli *cli, int argc, char **argv, struct gs_step **steps);
void gs_steps_free(struct gs_step *steps);

/* ----------------------------------------------------------------- run.c */

/* Runs them in order up to the first that fails; an enum cli_exit. */
int gs_run(struct cli *cli, const struct gs_step *steps);

/* --------------------------------------------------------------- bytes.c */

/*
 * MESSAGE and DATA: "hex:" or "0x" and pairs of hex digits are bytes, "text:"
 * and anything is that text, all else is the text itself.  Sets step->bytes
 * and step->len.
 */
int gs_parse_bytes(struct cli *cli, struct gs_step *step, const char *arg);
/* Likewise, but refuses a NUL, where the host would see the end. */
int gs_parse_message(struct cli *cli, struct gs_step *step, const char *arg);

/* Likewise, but takes no bytes at all, and "file:" and a path. */
int gs_parse_event(struct cli *cli, struct gs_step *step, const char *arg);

/* ---------------------------------------------------------------- gate.c */

int gs_parse_gates(struct cli *cli, struct gs_step *step, const char *arg);
int gs_parse_state(struct cli *cli, struct gs_step *step, const char *arg);
long gs_run_gate(const struct gs_step *step);
/* The command's name, by which a refusal is told from that of a service. */
extern const char gs_gate_name[];

/* -------------------------------------------------------------- device.c */

/* 0 or a negative errno: -ENODEV without the device, -EACCES, ... */
int gs_device_status(struct kvmrt_guest_status *status);
/* A record of it for the output; fields for cli_text_record(). */
struct json_object *gs_device_record(const struct kvmrt_guest_status *status);
extern const struct cli_field gs_status_fields[];

/* -------------------------------------------------------------- reason.c */

/* Says why a step failed with err (positive) and what helps; its exit code. */
int gs_explain(struct cli *cli, const struct gs_step *step, int err,
	       const char *place);

#endif /* KVMRT_CLI_KVMRT_GS_H */
