/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The argument of one of QEMU's options, in both of its forms: KEY=VALUE,... in
 * which two commas stand for one, and a JSON object.  Pure text: nothing is
 * believed of it, all work is linear in its length.
 */
#ifndef KVMRT_TRACE_QEMU_ARGS_H
#define KVMRT_TRACE_QEMU_ARGS_H

#include <stdbool.h>

struct json_object;

/* A command line is that long at most, in bytes and in words. */
#define KT_COMMAND_BYTES (128 << 10)
#define KT_COMMAND_WORDS 4096

/*
 * The next KEY=VALUE of *at, which then is behind it and its comma.  Both are the
 * caller's to free; *key is NULL if there is no "=": then *value is the whole.
 * *comma: there was one.  1, 0 at the end, or -ENOMEM.
 */
int kt_qemu_pair(const char **at, char **key, char **value, bool *comma);

/*
 * All of an argument as one JSON object, which is the caller's; NULL if it is no
 * JSON though it begins like it, or out of memory.  A first word without "=" is
 * the value of the key implied, which may be NULL; any other one is a key that is
 * "on".  Of a key that comes twice the last one counts, as in QEMU.
 */
struct json_object *kt_qemu_args(const char *text, const char *implied);

/* "" if it is absent; numbers and truths of JSON as text. */
const char *kt_qemu_str(struct json_object *args, const char *key);
bool kt_qemu_has(struct json_object *args, const char *key);
/* What QEMU takes for true. */
bool kt_qemu_is_on(struct json_object *args, const char *key);
/* What QEMU takes for false; not the same as absent. */
bool kt_qemu_is_off(struct json_object *args, const char *key);

/* Is this the first word of a QEMU that runs a machine? */
bool kt_qemu_is(const char *program);
/*
 * The name of an option behind one or two dashes, NULL if the word is none; next
 * is whether the word behind it is its argument.
 */
const char *kt_qemu_option(const char *word, bool *next);

#endif /* KVMRT_TRACE_QEMU_ARGS_H */
