// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an event says, for the viewer's details.
 */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "print_event.h"
#include "print_value.h"

/* More hex digits don't help anybody who looks at a picture. */
#define BYTES_MAX 256

static void arg_bytes(struct export *x, const char *name, const struct value *value)
{
	static const char hex[] = "0123456789abcdef";
	char text[2 * BYTES_MAX + 4];
	size_t n = 0, i;

	for (i = 0; i < value->len && i < BYTES_MAX; i++) {
		text[n++] = hex[value->bytes[i] >> 4];
		text[n++] = hex[value->bytes[i] & 15];
	}
	if (i < value->len) {
		memcpy(text + n, "...", 3);
		n += 3;
	}
	perfetto_str(x->out, name, text, n);
}

void export_args(struct export *x, const struct kt_event *e)
{
	const struct tep_format_field *field;
	struct value value;

	for (field = e->format->format.fields; field; field = field->next) {
		if (!value_get(e, field, &value))
			continue;
		switch (value.kind) {
		case VALUE_U64:
			if (field->flags & (TEP_FIELD_IS_POINTER | TEP_FIELD_IS_LONG) &&
			    value.u > UINT32_MAX)
				perfetto_hex(x->out, field->name, value.u);
			else
				perfetto_u64(x->out, field->name, value.u);
			break;
		case VALUE_S64:
			perfetto_s64(x->out, field->name, value.s);
			break;
		case VALUE_TEXT:
			perfetto_str(x->out, field->name, (const char *)value.bytes,
				     value.len);
			break;
		default:
			arg_bytes(x, field->name, &value);
			break;
		}
	}
}

void export_instant(struct export *x, const struct kt_event *e)
{
	uint64_t track = export_cpu_track(x, e->source, e->cpu, EXPORT_EVENTS);
	int pid = kt_event_pid(e);

	perfetto_event(x->out, PERFETTO_INSTANT, track, e->time_ns, e->format->name);
	if (pid >= 0)
		perfetto_s64(x->out, "pid", pid);
	export_args(x, e);
	perfetto_done(x->out);
}

const char *export_word(struct export *x, const struct kt_event *e,
			const char *key, char *buf, size_t size)
{
	size_t len = strlen(key), n;
	const char *text = print_event(x->text, e, NULL), *at;

	snprintf(buf, size, "?");
	for (at = text; (at = strstr(at, key)); at += len) {
		if ((at != text && at[-1] != ' ') ||
		    (at[len] != '=' && at[len] != ' '))
			continue;
		at += len + 1;
		n = strcspn(at, " ");
		snprintf(buf, size, "%.*s", (int)n, at);
		break;
	}
	return buf;
}
