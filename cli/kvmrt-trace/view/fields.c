// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of fields, and lines of them.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fields.h"
#include "print_event.h"
#include "filter_near.h"
#include "view.h"

#define USUAL "time,host,cpu,event,args"
#define USUAL_JSON "time,abs,host,cpu,task,pid,vm,vcpu,event,system,args,stamp"

static const struct field *find(const char *name)
{
	const struct field *field;

	for (field = fields_table; field->name; field++) {
		if (!strcmp(field->name, name))
			return field;
	}
	return NULL;
}

static int add(struct fields *f, const char *name, struct kt_error *err)
{
	const struct field *field = find(name);
	struct near near;
	char text[256];
	size_t i;

	if (!field) {
		near_begin(&near, name, strlen(name));
		for (field = fields_table; field->name; field++)
			near_try(&near, field->name);
		near_text(&near, text, sizeof(text));
		return kt_error_set(err, -EINVAL,
				    "no field '%s'%s; there are: %s", name, text,
				    fields_words());
	}
	for (i = 0; i < f->n; i++) {
		if (f->list[i] == field)
			return kt_error_set(err, -EINVAL, "field '%s' is named twice", name);
	}
	f->list[f->n++] = field;
	return 0;
}

int fields_parse(struct fields *f, const char *names, bool json,
		 struct kt_error *err)
{
	char *copy = strdup(names ? names : json ? USUAL_JSON : USUAL);
	char *next = copy, *name;
	int ret = 0;

	memset(f, 0, sizeof(*f));
	f->text = print_event_new();
	if (!copy || !f->text) {
		free(copy);
		print_event_free(f->text);
		f->text = NULL;
		return kt_error_set(err, -ENOMEM, "out of memory");
	}
	while (!ret && (name = strsep(&next, ",")))
		ret = add(f, name, err);
	free(copy);
	return ret;
}

void fields_close(struct fields *f)
{
	print_event_free(f->text);
	f->text = NULL;
}

static bool number(struct json_object *obj, const char *key, uint64_t *value)
{
	struct json_object *item;

	if (!json_object_is_type(obj, json_type_object) ||
	    !json_object_object_get_ex(obj, key, &item) ||
	    !json_object_is_type(item, json_type_int))
		return false;
	*value = json_object_get_uint64(item);
	return true;
}

/* A host's time of day when its TSC was 0. */
static bool tod_of(const struct kt_source *source, int64_t *ns)
{
	struct json_object *started;
	uint64_t realtime_ns, tsc, khz;

	if (source->is_guest ||
	    !json_object_object_get_ex(source->meta, "started", &started) ||
	    !number(started, "realtime_ns", &realtime_ns) ||
	    !number(started, "tsc", &tsc) ||
	    !json_object_object_get_ex(source->meta, "tsc_khz", &started) ||
	    !json_object_is_type(started, json_type_int))
		return false;
	khz = json_object_get_uint64(started);
	if (!khz)
		return false;
	*ns = (int64_t)(realtime_ns -
			(uint64_t)((__uint128_t)tsc * 1000000 / khz));
	return true;
}

static bool wants(const struct fields *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (!strcmp(f->list[i]->name, name))
			return true;
	}
	return false;
}

int fields_prepare(struct fields *f, const struct kt_stream *s,
		   int64_t start_ns, struct kt_error *err)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list), i, len;

	f->start_ns = start_ns;
	f->ticks = view_ticks(s);
	f->tod_known = kt_stream_clock(s) == KT_CLOCK_TOD;
	for (i = 0; i < n; i++) {
		len = strlen(list[i]->name);
		if (len > f->host_width)
			f->host_width = len;
		if (!f->tod_known && kt_stream_clock(s) == KT_CLOCK_TSC)
			f->tod_known = tod_of(list[i], &f->tod_ns);
	}
	if (!f->tod_known && wants(f, "tod"))
		return kt_error_set(err, -ENODATA,
				    "field 'tod': these recordings don't say what time of day it was; 'time' and 'abs' are known");
	return 0;
}

const char *fields_words(void)
{
	static char words[256];
	const struct field *field;
	size_t len = 0;

	for (field = fields_table; field->name; field++)
		len += (size_t)snprintf(words + len, sizeof(words) - len, "%s%s",
					len ? " " : "", field->name);
	return words;
}

void fields_help(FILE *out)
{
	const struct field *field;

	fputs("\nFields:\n", out);
	for (field = fields_table; field->name; field++)
		fprintf(out, "  %-8s%s\n", field->name, field->brief);
	fputs("Usual ones: " USUAL "\n"
	      "with --json: " USUAL_JSON "\n", out);
}

static void tod_text(char *buf, size_t size, int64_t ns)
{
	time_t seconds = ns / 1000000000;
	long part = ns % 1000000000;
	struct tm tm;
	size_t n;

	if (part < 0) {
		part += 1000000000;
		seconds--;
	}
	localtime_r(&seconds, &tm);
	n = strftime(buf, size, "%F %T", &tm);
	snprintf(buf + n, size - n, ".%09ld", part);
}

/* What a column shows; "-" where there is nothing. */
static size_t cell_text(const struct cell *cell, bool ticks, char *buf, size_t size)
{
	switch (cell->kind) {
	case CELL_TIME:
		if (!ticks)
			return print_time_text(buf, cell->s);
		return (size_t)snprintf(buf, size, "%lld", (long long)cell->s);
	case CELL_TOD:
		tod_text(buf, size, cell->s);
		return strlen(buf);
	case CELL_U64:
		return (size_t)snprintf(buf, size, "%llu", (unsigned long long)cell->u);
	case CELL_S64:
		return (size_t)snprintf(buf, size, "%lld", (long long)cell->s);
	default:
		buf[0] = '-';
		buf[1] = '\0';
		return 1;
	}
}

static size_t width_of(const struct fields *f, const struct field *field)
{
	if (!strcmp(field->name, "host"))
		return f->host_width;
	return (size_t)(field->width < 0 ? -field->width : field->width);
}

static void column(struct print *p, const struct fields *f,
		   const struct field *field, const struct cell *cell, bool last)
{
	size_t width = width_of(f, field), n;
	char buf[64];

	if (cell->kind == CELL_TEXT) {
		n = print_clean(p, cell->text, strlen(cell->text));
		if (n < width && !last)
			print_pad(p, width - n);
		return;
	}
	n = cell_text(cell, f->ticks, buf, sizeof(buf));
	if (n < width && field->width > 0)
		print_pad(p, width - n);
	print_mem(p, buf, n);
	if (n < width && field->width < 0 && !last)
		print_pad(p, width - n);
}

static void arguments(struct print *p, struct fields *f, const struct row *row,
		      bool brackets)
{
	if (brackets)
		print_char(p, '[');
	fields_args_text(p, f, row);
	if (brackets)
		print_char(p, ']');
}

void fields_text(struct print *p, struct fields *f, const struct row *row)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		struct cell cell = { .kind = CELL_NONE };

		f->list[i]->cell(f, row, &cell);
		if (row->lost && f->list[i]->of_event)
			continue;
		if (i)
			print_char(p, ' ');
		if (cell.kind == CELL_ARGS || cell.kind == CELL_INFO)
			arguments(p, f, row, cell.kind == CELL_ARGS);
		else
			column(p, f, f->list[i], &cell, i + 1 == f->n);
	}
	/* Whatever was chosen, that something is missing is always told. */
	if (row->lost) {
		print_char(p, ' ');
		fields_args_text(p, f, row);
	}
	print_char(p, '\n');
}

void fields_json(struct print *p, struct fields *f, const struct row *row)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		struct cell cell = { .kind = CELL_NONE };

		print_str(p, i ? ",\"" : "{\"");
		print_str(p, f->list[i]->key);
		print_str(p, "\":");
		f->list[i]->cell(f, row, &cell);
		if (cell.kind == CELL_TIME && f->ticks)
			cell.kind = CELL_NONE;
		switch (cell.kind) {
		case CELL_TIME:
		case CELL_TOD:
		case CELL_S64:
			print_s64(p, cell.s);
			break;
		case CELL_U64:
			print_u64(p, cell.u);
			break;
		case CELL_TEXT:
			print_json(p, cell.text, strlen(cell.text));
			break;
		case CELL_ARGS:
			fields_args_json(p, row);
			break;
		case CELL_INFO:
			fields_info_json(p, f, row);
			break;
		default:
			print_str(p, "null");
			break;
		}
	}
	print_str(p, "}\n");
}

void fields_titles(struct print *p, const struct fields *f)
{
	size_t i, width, len;

	for (i = 0; i < f->n; i++) {
		len = strlen(f->list[i]->name);
		width = width_of(f, f->list[i]);
		if (i)
			print_char(p, ' ');
		if (len < width && f->list[i]->width > 0)
			print_pad(p, width - len);
		print_str(p, f->list[i]->name);
		if (len < width && f->list[i]->width < 0 && i + 1 < f->n)
			print_pad(p, width - len);
	}
	print_char(p, '\n');
}
