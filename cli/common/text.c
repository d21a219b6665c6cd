// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records as text for people: tables, "title: value" lines, or all in one
 * line.  What can't be printed safely is escaped.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "record.h"

#define CELL_MAX 512
#define FIELDS_MAX 32

void cli_text_duration(char *buf, size_t size, uint64_t ns)
{
	unsigned long long s = ns / 1000000000;

	if (s >= 86400)
		snprintf(buf, size, "%llud%02lluh%02llum", s / 86400,
			 s / 3600 % 24, s / 60 % 60);
	else if (s >= 3600)
		snprintf(buf, size, "%lluh%02llum", s / 3600, s / 60 % 60);
	else if (s >= 60)
		snprintf(buf, size, "%llum%02llus", s / 60, s % 60);
	else
		snprintf(buf, size, "%llu.%llus", s,
			 (unsigned long long)(ns / 100000000 % 10));
}

static void join(char *buf, size_t size, struct json_object *list)
{
	size_t count = json_object_array_length(list), i, len;

	snprintf(buf, size, "%s", count ? "" : "none");
	for (i = 0; i < count; i++) {
		len = strlen(buf);
		snprintf(buf + len, size - len, "%s%s", i ? "," : "",
			 json_object_get_string(json_object_array_get_idx(list,
									  i)));
	}
}

/* The usual form of a value; what a text function wrote is cleaned, too. */
static void cell(char *buf, size_t size, const struct cli_field *field,
		 struct json_object *rec)
{
	struct json_object *value = json_object_object_get(rec, field->key);
	char raw[CELL_MAX];
	char *clean;

	if (field->text)
		field->text(raw, sizeof(raw), rec);
	else if (!value)
		snprintf(raw, sizeof(raw), "-");
	else if (json_object_is_type(value, json_type_array))
		join(raw, sizeof(raw), value);
	else if (json_object_is_type(value, json_type_boolean))
		snprintf(raw, sizeof(raw), "%s",
			 json_object_get_boolean(value) ? "yes" : "no");
	else
		snprintf(raw, sizeof(raw), "%s", json_object_get_string(value));

	clean = cli_escape(raw);
	snprintf(buf, size, "%s", clean ? clean : "?");
	free(clean);
}

/* Shown as a column or line of its own, not as a list below. */
static bool is_plain(const struct cli_field *field)
{
	return field->title && !field->fields;
}

static void print_row(FILE *out, const char *const *cells,
		      const size_t *widths, size_t count, unsigned int indent)
{
	size_t i, last = count;

	/* No blanks at the end of a line. */
	while (last && !*cells[last - 1])
		last--;
	fprintf(out, "%*s", (int)indent, "");
	for (i = 0; i < last; i++)
		fprintf(out, "%-*s%s", i + 1 < last ? (int)widths[i] : 0,
			cells[i], i + 1 < last ? "  " : "");
	fputc('\n', out);
}

struct table {
	const struct cli_field *plain[FIELDS_MAX];
	size_t widths[FIELDS_MAX];
	size_t columns;
	size_t rows;
	const char **cells;	/* rows x columns */
};

static int table_fill(struct table *t, const struct cli_field *fields,
		      struct json_object *list)
{
	char text[CELL_MAX];
	size_t row, i;

	memset(t, 0, sizeof(*t));
	for (; fields->key && t->columns < FIELDS_MAX; fields++) {
		if (!is_plain(fields))
			continue;
		t->widths[t->columns] = strlen(fields->title);
		t->plain[t->columns++] = fields;
	}
	t->rows = json_object_array_length(list);
	t->cells = calloc(t->rows * t->columns + 1, sizeof(*t->cells));
	if (!t->cells)
		return -1;
	for (row = 0; row < t->rows; row++) {
		for (i = 0; i < t->columns; i++) {
			cell(text, sizeof(text), t->plain[i],
			     json_object_array_get_idx(list, row));
			t->cells[row * t->columns + i] = strdup(text);
			if (!t->cells[row * t->columns + i])
				return -1;
			if (strlen(text) > t->widths[i])
				t->widths[i] = strlen(text);
		}
	}
	return 0;
}

static void table_free(struct table *t)
{
	size_t i;

	for (i = 0; t->cells && i < t->rows * t->columns; i++)
		free((char *)t->cells[i]);
	free(t->cells);
}

static void print_lists(FILE *out, const struct cli_field *fields,
			struct json_object *rec, unsigned int indent)
{
	struct json_object *list;

	for (; fields->key; fields++) {
		list = json_object_object_get(rec, fields->key);
		if (!fields->title || !fields->fields || !list ||
		    !json_object_array_length(list))
			continue;
		cli_text_table(out, fields->fields, list, indent);
	}
}

void cli_text_table(FILE *out, const struct cli_field *fields,
		    struct json_object *list, unsigned int indent)
{
	const char *titles[FIELDS_MAX] = { NULL };
	struct table t;
	size_t row, i;

	if (table_fill(&t, fields, list)) {
		fputs("out of memory\n", out);
		goto out_free;
	}
	for (i = 0; i < t.columns; i++)
		titles[i] = t.plain[i]->title;
	print_row(out, titles, t.widths, t.columns, indent);
	for (row = 0; row < t.rows; row++) {
		print_row(out, t.cells + row * t.columns, t.widths, t.columns,
			  indent);
		print_lists(out, fields, json_object_array_get_idx(list, row),
			    indent + 4);
	}
out_free:
	table_free(&t);
}

void cli_text_record(FILE *out, const struct cli_field *fields,
		     struct json_object *rec)
{
	const struct cli_field *field;
	char text[CELL_MAX];
	int width = 0;

	for (field = fields; field->key; field++) {
		if (is_plain(field) && (int)strlen(field->title) > width)
			width = strlen(field->title);
	}
	for (field = fields; field->key; field++) {
		if (!is_plain(field))
			continue;
		cell(text, sizeof(text), field, rec);
		fprintf(out, "%-*s  %s\n", width, field->title, text);
	}
	print_lists(out, fields, rec, 0);
}

/* Titles and values behind each other. */
static void print_words(FILE *out, const struct cli_field *fields,
			struct json_object *rec, bool *first)
{
	struct json_object *value;
	char text[CELL_MAX];

	for (; fields->key; fields++) {
		value = json_object_object_get(rec, fields->key);
		if (!fields->title || !value)
			continue;
		if (fields->fields) {
			if (json_object_is_type(value, json_type_object))
				print_words(out, fields->fields, value, first);
			continue;
		}
		cell(text, sizeof(text), fields, rec);
		fprintf(out, "%s%s%s%s", *first ? "" : " ",
			fields->title, *fields->title ? "=" : "", text);
		*first = false;
	}
}

void cli_text_line(FILE *out, const struct cli_field *fields,
		   struct json_object *rec)
{
	bool first = true;

	print_words(out, fields, rec, &first);
	fputc('\n', out);
}
