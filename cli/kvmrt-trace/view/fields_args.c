// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments of an event: as the kernel's own text, or field by field.
 */
#include <string.h>

#include "fields.h"
#include "print_event.h"
#include "print_value.h"
#include "view_custom.h"

static void lost_text(struct print *p, uint64_t lost)
{
	print_str(p, "LOST ");
	if (lost == KT_LOST_UNKNOWN)
		print_str(p, "an unknown number of");
	else
		print_u64(p, lost);
	print_str(p, lost == 1 ? " event" : " events");
}

void fields_args_text(struct print *p, struct fields *f, const struct row *row)
{
	const char *text;
	size_t n;

	if (row->lost) {
		lost_text(p, row->lost);
		return;
	}
	if (row->data) {
		view_custom_text(p, row->data);
		return;
	}
	text = print_event(f->text, row->event, &n);
	/* Formats of some events end with a blank or a newline. */
	while (n && (text[n - 1] == '\n' || text[n - 1] == ' '))
		n--;
	print_clean(p, text, n);
}

void fields_info_json(struct print *p, struct fields *f, const struct row *row)
{
	const char *text;
	size_t n;

	if (row->lost || row->data) {
		print_str(p, "null");
		return;
	}
	text = print_event(f->text, row->event, &n);
	print_json(p, text, n);
}

static void number_json(struct print *p, const struct value *value)
{
	if (value->kind == VALUE_S64)
		print_s64(p, value->s);
	else
		print_u64(p, value->u);
}

static void list_json(struct print *p, const struct value *list)
{
	struct value element;
	size_t i;

	for (i = 0; i < list->len / list->width; i++) {
		print_char(p, i ? ',' : '[');
		value_element(list, i, &element);
		number_json(p, &element);
	}
	print_str(p, i ? "]" : "[]");
}

static void value_json(struct print *p, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		print_json(p, (const char *)value->bytes, value->len);
		break;
	case VALUE_BYTES:
		print_char(p, '"');
		print_hex(p, value->bytes, value->len);
		print_char(p, '"');
		break;
	case VALUE_LIST:
		list_json(p, value);
		break;
	default:
		number_json(p, value);
		break;
	}
}

void fields_args_json(struct print *p, const struct row *row)
{
	const struct tep_format_field *field;
	struct value value;
	bool first = true;

	if (row->lost) {
		print_str(p, "{\"lost\":");
		if (row->lost == KT_LOST_UNKNOWN)
			print_str(p, "null");
		else
			print_u64(p, row->lost);
		print_char(p, '}');
		return;
	}
	if (row->data) {
		view_custom_json(p, row->data);
		return;
	}
	print_char(p, '{');
	for (field = row->event->format->format.fields; field; field = field->next) {
		if (!first)
			print_char(p, ',');
		first = false;
		print_json(p, field->name, strlen(field->name));
		print_char(p, ':');
		if (value_get(row->event, field, &value))
			value_json(p, &value);
		else
			print_str(p, "null");
	}
	print_char(p, '}');
}
