/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records: what the tools print.  A table of fields says which keys a record
 * has and in which order; a handler fills a record in once, and one emitter
 * writes it as JSON or as text.  A key that is not filled in is null, so a
 * kind of record has always the same keys.
 */
#ifndef KVMRT_CLI_RECORD_H
#define KVMRT_CLI_RECORD_H

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct cli;

/**
 * struct cli_field - one key of a kind of record; NULL @key ends the table
 * @key: in JSON
 * @title: in text, NULL if it is for JSON only; "" to show the value alone
 * @fields: the value is a list of records of this kind, or one of them
 * @text: writes the value of @rec's @key for people, NULL for the usual form
 */
struct cli_field {
	const char *key;
	const char *title;
	const struct cli_field *fields;
	void (*text)(char *buf, size_t size, struct json_object *rec);
};

/**
 * enum cli_form - how records are laid out as text; JSON doesn't care
 * @CLI_TABLE: a list, one line each, lists inside it below their line
 * @CLI_RECORD: one record, one line for each field
 * @CLI_LINE: one record in one line, "key=value key=value"
 */
enum cli_form { CLI_TABLE, CLI_RECORD, CLI_LINE };

/* A record with all keys null; a list.  Ownership is the caller's. */
struct json_object *cli_record(const struct cli_field *fields);
struct json_object *cli_list(void);

/* Fill in a key, which must be one of the record's. */
void cli_set_u64(struct json_object *rec, const char *key, uint64_t value);
void cli_set_s64(struct json_object *rec, const char *key, int64_t value);
void cli_set_bool(struct json_object *rec, const char *key, bool value);
void cli_set_hex(struct json_object *rec, const char *key, uint64_t value);
/* NULL leaves null; bytes that are not UTF-8 become U+FFFD */
void cli_set_str(struct json_object *rec, const char *key, const char *value);
/* takes value over */
void cli_set_obj(struct json_object *rec, const char *key,
		 struct json_object *value);
/* Append to a list; take value over. */
void cli_add(struct json_object *list, struct json_object *value);
void cli_add_str(struct json_object *list, const char *value);

/* Read back, for text functions.  0, NULL or false where it is null. */
uint64_t cli_get_u64(struct json_object *rec, const char *key);
const char *cli_get_str(struct json_object *rec, const char *key);
bool cli_is_null(struct json_object *rec, const char *key);

/*
 * Writes doc, a record or a list of them, and drops it.  0 or CLI_REFUSED
 * (out of memory while it was built), after a message.
 */
int cli_emit(struct cli *cli, enum cli_form form,
	     const struct cli_field *fields, struct json_object *doc);

/* ---------------------------------------------------------------- text.c */

void cli_text_table(FILE *out, const struct cli_field *fields,
		    struct json_object *list, unsigned int indent);
void cli_text_record(FILE *out, const struct cli_field *fields,
		     struct json_object *rec);
void cli_text_line(FILE *out, const struct cli_field *fields,
		   struct json_object *rec);

/* "1d02h03m", "3m04s", "0.5s" */
void cli_text_duration(char *buf, size_t size, uint64_t ns);

#endif /* KVMRT_CLI_RECORD_H */
