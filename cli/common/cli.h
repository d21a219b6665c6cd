/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the command line tools share: the command table, arguments, errors,
 * help and completion words.  Everything that a user may type is in a table;
 * the help texts, the completion and the parser all read it, so none of them
 * can say what another one doesn't know.
 */
#ifndef KVMRT_CLI_H
#define KVMRT_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Exit codes; scripts depend on them, there are no others. */
enum cli_exit {
	CLI_DONE = 0,		/* did it */
	CLI_REFUSED = 1,	/* the kernel or the system refused */
	CLI_USAGE = 2,		/* the command line is wrong */
	CLI_MISSING = 3,	/* module not loaded, or feature missing */
	CLI_NOT_FOUND = 4,	/* no such VM */
	CLI_INTERRUPTED = 130,	/* SIGINT before the job was done */
};

#define CLI_KEYS_MAX 12

/**
 * enum cli_key_flags - what a key of a command is
 * @CLI_REQUIRED: the command makes no sense without it
 * @CLI_VM: one of the ways to name a VM; at most one of them may be given
 * @CLI_WORD: stands alone, has no value; at most one of them may be given
 */
enum cli_key_flags {
	CLI_REQUIRED = 1 << 0,
	CLI_VM = 1 << 1,
	CLI_WORD = 1 << 2,
};

/**
 * struct cli_key - one KEY VALUE that a command takes, in any order
 * @name: the exact word
 * @value: how usage lines call the value, NULL if there is none
 * @words: values to offer for completion, separated by blanks; a word "@x"
 *	   stands for what the program's hook answers for "x", a word "=x" for
 *	   "x" where it isn't one of a list; may be NULL
 * @flags: enum cli_key_flags
 */
struct cli_key {
	const char *name;
	const char *value;
	const char *words;
	unsigned int flags;
};

struct cli;
struct cli_args;

/**
 * struct cli_command - one row of an object's table; NULL @brief ends it
 * @name: the exact word, NULL if the object itself is the command
 * @brief: one line for the help
 * @keys: ends with a NULL name; NULL if it takes none
 * @run: does it and returns an enum cli_exit
 */
struct cli_command {
	const char *name;
	const char *brief;
	const struct cli_key *keys;
	int (*run)(struct cli *cli, const struct cli_args *args);
};

/**
 * struct cli_object - what the commands of one table are about
 * @name: the exact word
 * @brief: one line for the help
 * @notes: more text for the object's own help, may be NULL
 * @commands: the table
 */
struct cli_object {
	const char *name;
	const char *brief;
	const char *notes;
	const struct cli_command *commands;
};

/* What the values of a command's keys are; same order as its keys. */
struct cli_args {
	const struct cli_command *command;
	const char *value[CLI_KEYS_MAX];
};

enum cli_option_id {
	CLI_OPT_JSON,
	CLI_OPT_DRY_RUN,
	CLI_OPT_DEBUG,
	CLI_OPT_HELP,
	CLI_OPT_VERSION,
};

/* An option, before the first word; NULL @name ends the table. */
struct cli_option {
	const char *name;
	char letter;
	const char *brief;
	enum cli_option_id id;
};

/* Receives candidates for completion. */
typedef void (*cli_word_fn)(void *ctx, const char *word);

/**
 * struct cli_program - a tool with objects and commands
 * @name: what it is called
 * @brief: one line
 * @notes: last part of the help, may be NULL
 * @options: its options
 * @objects: its objects, ends with a NULL name
 * @words: answers "@x" of a key's words for the completion, may be NULL
 * @version: prints the versions for --version, returns an enum cli_exit
 */
struct cli_program {
	const char *name;
	const char *brief;
	const char *notes;
	const struct cli_option *options;
	const struct cli_object *objects;
	void (*words)(const char *what, cli_word_fn fn, void *ctx);
	int (*version)(struct cli *cli);
};

/**
 * struct cli - one run of a tool
 * @prog: name in messages
 * @try_help: command that explains, for usage errors: "kvmrt-nl vm help"
 * @where: object and command at work, for messages; empty before that
 * @out: where results go
 * @err: where errors go
 * @json: results and errors as JSON
 * @dry_run: check, tell, but change nothing
 * @debug: say on @err what is done
 * @help: help was asked for by option
 * @version: the version was asked for
 */
struct cli {
	const char *prog;
	char try_help[64];
	char where[64];
	FILE *out;
	FILE *err;
	bool json;
	bool dry_run;
	bool debug;
	bool help;
	bool version;
};

/* ------------------------------------------------------------- options.c */

/*
 * Takes the options from the front of argv.  Returns how many words it took,
 * or -1 after a usage error was printed.
 */
int cli_options(struct cli *cli, const struct cli_option *options,
		int argc, char **argv);

/* --------------------------------------------------------------- table.c */

/* The whole of a tool but its options: help, completion, a command. */
int cli_run(struct cli *cli, const struct cli_program *program,
	    int argc, char **argv);
const struct cli_object *cli_find_object(const struct cli_program *program,
					 const char *name);
/* The row of that name; with NULL the row without a name. */
const struct cli_command *cli_find_command(const struct cli_object *object,
					   const char *name);

/* ---------------------------------------------------------------- args.c */

/* Parses KEY VALUE...; 0 or CLI_USAGE, after a message. */
int cli_parse(struct cli *cli, const struct cli_command *command,
	      int argc, char **argv, struct cli_args *args);

/* -------------------------------------------------------------- number.c */

/*
 * Strict: the whole word is one number without sign or blanks, in decimal,
 * hex (0x) or octal (0).  0, -EINVAL (no number) or -ERANGE (above max).
 */
int cli_number(const char *word, uint64_t max, uint64_t *value);
/* N with unit ns, us, ms, s, m, h, none meaning s.  Errors as above. */
int cli_time_ns(const char *word, uint64_t *ns);
/* Number of a key for the handlers; 0 or CLI_USAGE, after a message. */
int cli_arg_u32(struct cli *cli, const char *key, const char *word,
		uint32_t min, uint32_t max, uint32_t *value);

/* ---------------------------------------------------------------- help.c */

/* "vm show [VM]", made from the table; always ends with a NUL. */
void cli_usage_line(char *buf, size_t size, const struct cli_object *object,
		    const struct cli_command *command);
void cli_help_options(FILE *out, const struct cli_option *options);
/* " [-j] [-n]", as it follows a program's name in its synopsis */
void cli_options_line(char *buf, size_t size,
		      const struct cli_option *options);
void cli_help_program(FILE *out, const struct cli_program *program);
void cli_help_object(FILE *out, const struct cli_program *program,
		     const struct cli_object *object);

/* ------------------------------------------------------------ complete.c */

/* Prints the candidates for the last of the words, one a line. */
void cli_complete(FILE *out, const struct cli_program *program,
		  int argc, char **argv);
void cli_complete_options(FILE *out, const struct cli_option *options,
			  const char *word);
/* Candidates from a list separated by blanks that start with word. */
void cli_complete_words(FILE *out, const char *words, const char *word);

/* --------------------------------------------------------------- error.c */

/* Prints "prog: where: message" or its JSON form; returns code. */
__attribute__((format(printf, 5, 6)))
int cli_fail(struct cli *cli, int code, int err, const char *attr,
	     const char *fmt, ...);
/* Likewise with CLI_USAGE and the hint where to find help. */
__attribute__((format(printf, 2, 3)))
int cli_usage(struct cli *cli, const char *fmt, ...);
__attribute__((format(printf, 2, 3)))
void cli_debug(struct cli *cli, const char *fmt, ...);
/* "EBUSY" for 16; a number that has no name as "E123". */
const char *cli_errno_name(int err);
/* Ends the output: CLI_REFUSED, after a message, if it could not be written. */
int cli_finish(struct cli *cli, int code);

/* --------------------------------------------------------------- clean.c */

/*
 * A copy of text that a terminal can't misunderstand: printable ASCII stays,
 * the rest becomes \n, \t, \\ or \xNN.  The caller frees it; NULL if out of
 * memory.
 */
char *cli_escape(const char *text);
/* A copy with U+FFFD for each byte that isn't UTF-8.  Likewise. */
char *cli_utf8(const char *text);

#endif /* KVMRT_CLI_H */
