// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of events by name.  Readers ask for the same few names millions of
 * times, so each format remembers what it found, by the name's address.
 */
#include <stdlib.h>
#include <string.h>

#include "stream_impl.h"

/* Stands for "has no such field". */
static struct tep_format_field none;

static struct tep_format_field *find(const struct kt_event *e, const char *name)
{
	const struct kt_src *src = (const struct kt_src *)e->source;
	struct kt_format *format = src->rec->formats[e->format->id];
	size_t slot = ((uintptr_t)name >> 2 ^ (uintptr_t)name >> 8) % KT_FIELD_CACHE;
	struct tep_format_field *field;

	if (format->cache[slot].name == name) {
		field = format->cache[slot].field;
		return field == &none ? NULL : field;
	}
	field = tep_find_any_field(e->format, name);
	format->cache[slot].name = name;
	format->cache[slot].field = field ? field : &none;
	return field;
}

static bool number(const struct kt_event *e, const char *name, uint64_t *value,
		   bool *is_signed, int *size)
{
	const struct tep_format_field *field = find(e, name);
	const uint8_t *at;

	if (!field || field->flags & (TEP_FIELD_IS_ARRAY | TEP_FIELD_IS_DYNAMIC |
				      TEP_FIELD_IS_STRING))
		return false;
	at = (const uint8_t *)e->record->data + field->offset;
	switch (field->size) {
	case 1:
		*value = *at;
		break;
	case 2: {
		uint16_t v;

		memcpy(&v, at, sizeof(v));
		*value = v;
		break;
	}
	case 4: {
		uint32_t v;

		memcpy(&v, at, sizeof(v));
		*value = v;
		break;
	}
	case 8:
		memcpy(value, at, sizeof(*value));
		break;
	default:
		return false;
	}
	*size = field->size;
	*is_signed = field->flags & TEP_FIELD_IS_SIGNED;
	return true;
}

bool kt_field_u64(const struct kt_event *e, const char *name, uint64_t *value)
{
	bool is_signed;
	int size;

	return number(e, name, value, &is_signed, &size);
}

bool kt_field_s64(const struct kt_event *e, const char *name, int64_t *value)
{
	bool is_signed;
	uint64_t bits;
	int size;

	if (!number(e, name, &bits, &is_signed, &size))
		return false;
	if (is_signed && size < 8) {
		unsigned int shift = 64 - 8 * (unsigned int)size;

		*value = (int64_t)(bits << shift) >> shift;
	} else {
		*value = (int64_t)bits;
	}
	return true;
}

const void *kt_field_bytes(const struct kt_event *e, const char *name,
			   size_t *len)
{
	const struct tep_format_field *field = find(e, name);
	const uint8_t *data = e->record->data;
	uint32_t place, at;

	if (!field)
		return NULL;
	/* That they lie inside was checked when the record was read. */
	if (!field->size) {
		/* "char buf[]": all that is left */
		*len = (size_t)(e->record->size - field->offset);
		return data + field->offset;
	}
	if (!(field->flags & TEP_FIELD_IS_DYNAMIC)) {
		*len = (size_t)field->size;
		return data + field->offset;
	}
	memcpy(&place, data + field->offset, sizeof(place));
	at = place & 0xffff;
	if (field->flags & TEP_FIELD_IS_RELATIVE)
		at += (uint32_t)(field->offset + field->size);
	*len = place >> 16;
	return data + at;
}

const char *kt_field_str(const struct kt_event *e, const char *name)
{
	size_t len;
	const char *bytes = kt_field_bytes(e, name, &len);

	return bytes && memchr(bytes, '\0', len) ? bytes : NULL;
}

int kt_event_pid(const struct kt_event *e)
{
	int64_t pid;

	return kt_field_s64(e, "common_pid", &pid) ? (int)pid : -1;
}
