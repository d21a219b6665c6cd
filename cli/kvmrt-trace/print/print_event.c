// SPDX-License-Identifier: GPL-2.0-only
/*
 * An event's text, by the library from a copy of the record, or field by field.
 */
#include <stdlib.h>
#include <string.h>
#include <trace-seq.h>

#include "print_event.h"
#include "print_value.h"

struct print_event {
	struct trace_seq seq;
	uint8_t *copy;
	size_t room;
};

struct print_event *print_event_new(void)
{
	struct print_event *p = calloc(1, sizeof(*p));

	if (p)
		trace_seq_init(&p->seq);
	return p;
}

void print_event_free(struct print_event *p)
{
	if (!p)
		return;
	trace_seq_destroy(&p->seq);
	free(p->copy);
	free(p);
}

static bool by_library(struct print_event *p, const struct kt_event *e)
{
	size_t size = (size_t)e->record->size;
	struct tep_record record = *e->record;
	uint8_t *copy;

	if (!print_guard(e))
		return false;
	if (size + PRINT_EVENT_PAD > p->room) {
		copy = realloc(p->copy, size + PRINT_EVENT_PAD);
		if (!copy)
			return false;
		p->copy = copy;
		p->room = size + PRINT_EVENT_PAD;
	}
	memcpy(p->copy, e->record->data, size);
	memset(p->copy + size, 0, PRINT_EVENT_PAD);
	record.data = p->copy;
	tep_print_event(e->source->tep, &p->seq, &record, "%s", TEP_PRINT_INFO);
	return true;
}

static void one_value(struct trace_seq *s, const struct value *value)
{
	struct value element;
	size_t i;

	switch (value->kind) {
	case VALUE_U64:
		trace_seq_printf(s, "%llu", (unsigned long long)value->u);
		break;
	case VALUE_S64:
		trace_seq_printf(s, "%lld", (long long)value->s);
		break;
	case VALUE_TEXT:
		for (i = 0; i < value->len; i++)
			trace_seq_putc(s, value->bytes[i]);
		break;
	case VALUE_BYTES:
		for (i = 0; i < value->len; i++)
			trace_seq_printf(s, "%02x", value->bytes[i]);
		break;
	case VALUE_LIST:
		for (i = 0; i < value->len / value->width; i++) {
			if (i)
				trace_seq_putc(s, ',');
			value_element(value, i, &element);
			one_value(s, &element);
		}
		break;
	}
}

static void by_fields(struct print_event *p, const struct kt_event *e)
{
	const struct tep_format_field *field;
	struct value value;

	for (field = e->format->format.fields; field; field = field->next) {
		trace_seq_printf(&p->seq, "%s%s=", p->seq.len ? " " : "", field->name);
		if (value_get(e, field, &value))
			one_value(&p->seq, &value);
		else
			trace_seq_putc(&p->seq, '?');
	}
}

const char *print_event(struct print_event *p, const struct kt_event *e,
			size_t *len)
{
	trace_seq_reset(&p->seq);
	if (!by_library(p, e))
		by_fields(p, e);
	trace_seq_terminate(&p->seq);
	if (len)
		*len = p->seq.len;
	return p->seq.buffer;
}
