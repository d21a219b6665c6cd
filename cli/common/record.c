// SPDX-License-Identifier: GPL-2.0-only
/*
 * Building records on top of json-c, and writing them.
 */
#include <assert.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "cli.h"
#include "record.h"

/*
 * Set once memory ran out while a record was built: what is missing from it
 * must not look like a null that was meant.  Told by cli_emit().
 */
static bool out_of_memory;

static struct json_object *check(struct json_object *value)
{
	if (!value)
		out_of_memory = true;
	return value;
}

struct json_object *cli_record(const struct cli_field *fields)
{
	struct json_object *rec = check(json_object_new_object());

	/* json-c keeps the order, and the place when a value is replaced. */
	for (; rec && fields->key; fields++) {
		if (json_object_object_add(rec, fields->key, NULL))
			out_of_memory = true;
	}
	return rec;
}

struct json_object *cli_list(void)
{
	return check(json_object_new_array());
}

void cli_set_obj(struct json_object *rec, const char *key,
		 struct json_object *value)
{
	if (!rec || !value) {
		json_object_put(value);
		out_of_memory = true;
		return;
	}
	/* A key that isn't in the table of fields is a mistake of ours. */
	assert(json_object_object_get_ex(rec, key, NULL) || out_of_memory);
	if (json_object_object_add(rec, key, value)) {
		json_object_put(value);
		out_of_memory = true;
	}
}

void cli_set_u64(struct json_object *rec, const char *key, uint64_t value)
{
	cli_set_obj(rec, key, json_object_new_uint64(value));
}

void cli_set_s64(struct json_object *rec, const char *key, int64_t value)
{
	cli_set_obj(rec, key, json_object_new_int64(value));
}

void cli_set_bool(struct json_object *rec, const char *key, bool value)
{
	cli_set_obj(rec, key, json_object_new_boolean(value));
}

void cli_set_hex(struct json_object *rec, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)value);
	cli_set_obj(rec, key, json_object_new_string(text));
}

static struct json_object *new_string(const char *text)
{
	char *clean = cli_utf8(text);
	struct json_object *string;

	string = check(clean ? json_object_new_string(clean) : NULL);
	free(clean);
	return string;
}

void cli_set_str(struct json_object *rec, const char *key, const char *value)
{
	if (value)
		cli_set_obj(rec, key, new_string(value));
}

void cli_add(struct json_object *list, struct json_object *value)
{
	if (!list || !value || json_object_array_add(list, value)) {
		json_object_put(value);
		out_of_memory = true;
	}
}

void cli_add_str(struct json_object *list, const char *value)
{
	cli_add(list, new_string(value));
}

uint64_t cli_get_u64(struct json_object *rec, const char *key)
{
	return json_object_get_uint64(json_object_object_get(rec, key));
}

const char *cli_get_str(struct json_object *rec, const char *key)
{
	return json_object_get_string(json_object_object_get(rec, key));
}

bool cli_is_null(struct json_object *rec, const char *key)
{
	return !json_object_object_get(rec, key);
}

static void print_text(FILE *out, enum cli_form form,
		       const struct cli_field *fields, struct json_object *doc)
{
	size_t i;

	if (form == CLI_TABLE) {
		cli_text_table(out, fields, doc, 0);
	} else if (json_object_is_type(doc, json_type_array)) {
		for (i = 0; i < json_object_array_length(doc); i++)
			print_text(out, form, fields,
				   json_object_array_get_idx(doc, i));
	} else if (form == CLI_RECORD) {
		cli_text_record(out, fields, doc);
	} else {
		cli_text_line(out, fields, doc);
	}
}

int cli_emit(struct cli *cli, enum cli_form form,
	     const struct cli_field *fields, struct json_object *doc)
{
	int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *json = NULL;

	if (cli->json && doc)
		json = json_object_to_json_string_ext(doc, flags);
	if (out_of_memory || !doc || (cli->json && !json)) {
		out_of_memory = false;
		json_object_put(doc);
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	}
	if (cli->json)
		fprintf(cli->out, "%s\n", json);
	else
		print_text(cli->out, form, fields, doc);
	json_object_put(doc);
	return CLI_DONE;
}
