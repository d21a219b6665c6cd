// SPDX-License-Identifier: GPL-2.0-only
/*
 * The texts that describe events, given to libtraceevent, and what they demand
 * of a record.
 */
#include <errno.h>
#include <event-parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"

#define FORMAT_MAX (1 << 20)
#define TEXT_MAX (512ULL << 20)
#define EVENTS_MAX 65536
#define NAME_MAX_LEN 256

static int text64(struct kt_cursor *c, char **text, uint64_t *size,
		  uint64_t max, const char *what)
{
	int ret = kt_cursor_u64(c, size, what);

	return ret ? ret : kt_cursor_text(c, text, *size, max, what);
}

static int text32(struct kt_cursor *c, char **text, uint64_t max,
		  const char *what)
{
	uint32_t size;
	int ret = kt_cursor_u32(c, &size, what);

	return ret ? ret : kt_cursor_text(c, text, size, max, what);
}

static int expect(struct kt_cursor *c, const char *word, size_t size)
{
	char have[16];
	int ret = kt_cursor_read(c, have, size, "header");

	if (!ret && memcmp(have, word, size))
		ret = kt_cursor_bad(c, "there is no \"%s\" where it belongs: it is damaged", word);
	return ret;
}

/* Offset and size of a line of header_page; 0 if there. */
static int page_field(const char *text, const char *name, uint32_t *offset,
		      uint32_t *size)
{
	const char *line = strstr(text, name);

	if (!line || sscanf(line + strlen(name), "; offset:%u; size:%u;", offset, size) != 2)
		return -1;
	return 0;
}

static int page_layout(struct kt_recording *rec, struct kt_cursor *c,
		       const char *text)
{
	uint32_t stamp_at, stamp_size, data_size;

	if (page_field(text, " timestamp", &stamp_at, &stamp_size) ||
	    page_field(text, " commit", &rec->commit_offset, &rec->commit_size) ||
	    page_field(text, " data", &rec->data_offset, &data_size))
		return kt_cursor_bad(c, "its description of a ring page has no timestamp, commit or data");
	if (stamp_at || stamp_size != 8 || rec->commit_offset != 8 ||
	    (rec->commit_size != 4 && rec->commit_size != 8) ||
	    rec->data_offset != 8 + rec->commit_size)
		return kt_cursor_bad(c, "its ring pages are laid out in a way that this program doesn't know");
	return 0;
}

/* Every kernel lays events out in the same way: nothing is taken from it. */
static int event_header(struct kt_cursor *c)
{
	uint64_t size;
	char *text;
	int ret;

	ret = expect(c, "header_event", 13);
	if (!ret)
		ret = text64(c, &text, &size, FORMAT_MAX, "event header");
	if (!ret)
		free(text);
	return ret;
}

int kt_formats_header(struct kt_recording *rec, struct kt_cursor *c)
{
	uint64_t size;
	char *text;
	int ret;

	ret = expect(c, "header_page", 12);
	if (!ret)
		ret = text64(c, &text, &size, FORMAT_MAX, "page header");
	if (ret)
		return ret;
	ret = page_layout(rec, c, text);
	if (!ret && tep_parse_header_page(rec->tep, text, size, (int)rec->commit_size))
		ret = kt_cursor_bad(c, "its description of a ring page can't be parsed");
	free(text);
	return ret ? ret : event_header(c);
}

static int one_format(struct kt_recording *rec, struct kt_cursor *c,
		      const char *system)
{
	char *text, *print;
	uint64_t size;
	int ret;

	ret = text64(c, &text, &size, FORMAT_MAX, "event formats");
	if (ret)
		return ret;
	if (strlen(text) != size)
		ret = kt_cursor_bad(c, "an event format of %s has a NUL inside", system);
	if (!ret && !kt_fields_whole(text))
		ret = kt_cursor_bad(c, "an event format of %s is damaged", system);
	/*
	 * Without its print part, or with one that is beyond the library, an
	 * event's fields are known all the same.
	 */
	if (!ret) {
		print = strstr(text, "\nprint fmt:");
		if (print && !(rec->print && kt_print_format_whole(print + strlen("\nprint fmt:"))))
			print[1] = '\0';
		tep_parse_event(rec->tep, text, strlen(text), system);
	}
	free(text);
	return ret;
}

int kt_formats_ftrace(struct kt_recording *rec, struct kt_cursor *c)
{
	uint32_t n = 0, i;
	int ret;

	ret = kt_cursor_u32(c, &n, "number of formats");
	if (!ret && n > EVENTS_MAX)
		ret = kt_cursor_bad(c, "it says it has %u formats", n);
	for (i = 0; !ret && i < n; i++)
		ret = one_format(rec, c, "ftrace");
	return ret;
}

int kt_formats_events(struct kt_recording *rec, struct kt_cursor *c)
{
	uint32_t systems = 0, events = 0, i, k;
	char name[NAME_MAX_LEN];
	int ret;

	ret = kt_cursor_u32(c, &systems, "number of trace systems");
	if (!ret && systems > EVENTS_MAX)
		ret = kt_cursor_bad(c, "it says it has %u trace systems", systems);
	for (i = 0; !ret && i < systems; i++) {
		ret = kt_cursor_str(c, name, sizeof(name), "name of a trace system");
		if (!ret)
			ret = kt_cursor_u32(c, &events, "number of formats");
		if (!ret && events > EVENTS_MAX)
			ret = kt_cursor_bad(c, "it says it has %u formats", events);
		for (k = 0; !ret && k < events; k++)
			ret = one_format(rec, c, name);
	}
	return ret;
}

int kt_formats_symbols(struct kt_recording *rec, struct kt_cursor *c, bool use)
{
	uint32_t size;
	char *text;
	int ret;

	ret = kt_cursor_u32(c, &size, "symbols");
	if (ret)
		return ret;
	if (!use) {
		if (c->at > c->end || size > c->end - c->at)
			return kt_cursor_bad(c, "the file ends inside of its symbols: it is truncated or damaged");
		c->at += size;
		return 0;
	}
	ret = kt_cursor_text(c, &text, size, TEXT_MAX, "symbols");
	if (ret)
		return ret;
	if (size && tep_parse_kallsyms(rec->tep, text))
		ret = kt_cursor_bad(c, "its symbols can't be parsed");
	free(text);
	return ret;
}

/*
 * The arguments are in the record, one behind the other; of a width among them
 * nobody knows what it is before the library prints.
 */
static bool printk_whole(const char *text)
{
	struct kt_convert convert;
	int ret;

	while ((ret = kt_convert_next(&text, &convert)) > 0) {
		if (convert.star)
			return false;
	}
	return !ret;
}

/* 0xffffffff82000000 : "text of trace_printk()"; the library trusts in both " */
static int one_printk(struct kt_recording *rec, char *line)
{
	unsigned long long address;
	char *text, *end;

	address = strtoull(line, &end, 16);
	text = strchr(end, '"');
	if (end == line || !text || strspn(end, " :") != (size_t)(text - end))
		return -1;
	end = strrchr(text, '"');
	if (end[1])
		return -1;
	/*
	 * An empty text is nothing that could be printed.  One that can't be printed
	 * is as good as one that is missing: the library says so where it is used.
	 */
	*end = '\0';
	if (end - text < 2 || !printk_whole(text + 1))
		return 0;
	*end = '"';
	return tep_register_print_string(rec->tep, text, address);
}

int kt_formats_printk(struct kt_recording *rec, struct kt_cursor *c)
{
	char *text, *line, *next;
	int ret;

	ret = text32(c, &text, TEXT_MAX, "printk formats");
	if (ret)
		return ret;
	for (line = text; !ret && *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (*line && one_printk(rec, line))
			ret = kt_cursor_bad(c, "its printk formats can't be parsed");
	}
	free(text);
	return ret;
}

int kt_formats_tasks(struct kt_recording *rec, struct kt_cursor *c)
{
	uint64_t size;
	char *text;
	int ret;

	ret = text64(c, &text, &size, TEXT_MAX, "task names");
	if (ret)
		return ret;
	if (*text && tep_parse_saved_cmdlines(rec->tep, text))
		ret = kt_cursor_bad(c, "its names of tasks can't be parsed");
	free(text);
	return ret;
}

static enum kt_kind kind_of(const struct tep_event *event)
{
	static const struct {
		const char *name;
		enum kt_kind kind;
	} names[] = {
		{ "kvm_guest_hc_start", KT_KIND_HC_START },
		{ "kvm_guest_hc_end", KT_KIND_HC_END },
		{ "gs_ping_guest", KT_KIND_PING_GUEST },
		{ "gs_ping_host", KT_KIND_PING_HOST },
		{ "kvm_vcpu_tsc", KT_KIND_VCPU_TSC },
	};
	size_t i;

	if (!event->system || !event->name || strcmp(event->system, "kvmrt"))
		return KT_KIND_OTHER;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(event->name, names[i].name))
			return names[i].kind;
	}
	return KT_KIND_OTHER;
}

/* Fixed fields must lie in the record; dynamic ones have a place that tells. */
static int measure(struct kt_format *format, struct tep_format_field *field)
{
	struct tep_format_field **list;

	for (; field; field = field->next) {
		uint64_t end;

		if (field->offset < 0 || field->size < 0)
			return -EINVAL;
		/* "char x[]" at the end takes what is left, as ftrace:print does */
		end = (uint64_t)field->offset + (uint64_t)field->size;
		if (end > UINT16_MAX)
			return -EINVAL;
		if (end > format->size)
			format->size = (uint32_t)end;
		if (!(field->flags & TEP_FIELD_IS_DYNAMIC) || !field->size)
			continue;
		if (field->size != 4)
			return -EINVAL;
		list = realloc(format->dynamic, (format->dynamic_n + 1) * sizeof(*list));
		if (!list)
			return -ENOMEM;
		format->dynamic = list;
		format->dynamic[format->dynamic_n++] = field;
	}
	return 0;
}

static int add_format(struct kt_recording *rec, struct tep_event *event,
		      struct kt_error *err)
{
	struct tep_format_field *type = tep_find_common_field(event, "common_type");
	struct kt_format *format;
	int ret;

	if (!type || type->offset || type->size != 2)
		return kt_error_set(err, -EBADMSG, "%s: event %s:%s has no common_type where it belongs: the file is damaged",
				    rec->file, event->system, event->name);
	format = calloc(1, sizeof(*format));
	if (!format)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", rec->file);
	format->event = event;
	format->kind = kind_of(event);
	ret = measure(format, event->format.common_fields);
	if (!ret)
		ret = measure(format, event->format.fields);
	rec->formats[event->id] = format;
	if (ret)
		return kt_error_set(err, ret == -ENOMEM ? ret : -EBADMSG,
				    "%s: event %s:%s has a field outside of any record: the file is damaged",
				    rec->file, event->system, event->name);
	return 0;
}

int kt_formats_index(struct kt_recording *rec, struct kt_error *err)
{
	int i, n = tep_get_events_count(rec->tep);
	struct tep_event **list;
	int ret = 0;

	list = tep_list_events(rec->tep, TEP_EVENT_SORT_ID);
	for (i = 0; list && i < n; i++) {
		if (list[i]->id >= 0 && list[i]->id < EVENTS_MAX &&
		    (size_t)list[i]->id >= rec->formats_n)
			rec->formats_n = (size_t)list[i]->id + 1;
	}
	rec->formats = calloc(rec->formats_n + 1, sizeof(*rec->formats));
	if (!rec->formats)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", rec->file);
	for (i = 0; list && !ret && i < n; i++) {
		if (list[i]->id < 0 || list[i]->id >= EVENTS_MAX)
			continue;
		if (rec->formats[list[i]->id])
			return kt_error_set(err, -EBADMSG, "%s: two events have the number %d: the file is damaged",
					    rec->file, list[i]->id);
		ret = add_format(rec, list[i], err);
	}
	return ret;
}

void kt_formats_free(struct kt_recording *rec)
{
	size_t i;

	for (i = 0; rec->formats && i < rec->formats_n; i++) {
		if (rec->formats[i])
			free(rec->formats[i]->dynamic);
		free(rec->formats[i]);
	}
	free(rec->formats);
}

const char *kt_format_check(const struct kt_format *format,
			    const uint8_t *data, uint32_t size)
{
	size_t i;

	if (size < format->size)
		return "is shorter than its fields";
	for (i = 0; i < format->dynamic_n; i++) {
		const struct tep_format_field *field = format->dynamic[i];
		uint32_t place, at;

		memcpy(&place, data + field->offset, sizeof(place));
		at = place & 0xffff;
		if (field->flags & TEP_FIELD_IS_RELATIVE)
			at += field->offset + field->size;
		if (at > size || place >> 16 > size - at)
			return "has a field beyond its end";
	}
	return NULL;
}
