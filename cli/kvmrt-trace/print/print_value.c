// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields by their declaration: numbers, texts, bytes, lists of numbers.
 */
#include <string.h>

#include "print_value.h"

static bool number(struct value *value, const uint8_t *at, unsigned int width,
		   bool is_signed)
{
	uint64_t bits = 0;
	unsigned int shift;

	if (width != 1 && width != 2 && width != 4 && width != 8)
		return false;
	/* As on x86, where all of this is recorded. */
	memcpy(&bits, at, width);
	shift = 64 - 8 * width;
	value->kind = is_signed ? VALUE_S64 : VALUE_U64;
	value->u = bits;
	value->s = (int64_t)(bits << shift) >> shift;
	return true;
}

/* Where the bytes of an array are. */
static bool array(const struct kt_event *e, const struct tep_format_field *field,
		  struct value *value)
{
	const uint8_t *data = e->record->data;
	size_t size = (size_t)e->record->size, at = (size_t)field->offset;
	size_t len = (size_t)field->size;
	uint32_t where;

	if (field->flags & TEP_FIELD_IS_DYNAMIC) {
		if (at + sizeof(where) > size)
			return false;
		memcpy(&where, data + at, sizeof(where));
		at = (where & 0xffff) + (field->flags & TEP_FIELD_IS_RELATIVE ?
					 at + len : 0);
		len = where >> 16;
	} else if (!len) {
		len = at < size ? size - at : 0;
	}
	if (at > size || len > size - at)
		return false;
	value->bytes = data + at;
	value->len = len;
	return true;
}

/* Bytes are texts to the library, too; only char means one. */
static bool is_text(const struct tep_format_field *field)
{
	return field->flags & TEP_FIELD_IS_STRING && strstr(field->type, "char") &&
		!strstr(field->type, "unsigned");
}

bool value_get(const struct kt_event *e, const struct tep_format_field *field,
	       struct value *value)
{
	const uint8_t *data = e->record->data;
	unsigned int width = (unsigned int)field->elementsize;

	memset(value, 0, sizeof(*value));
	if (field->offset < 0 || field->size < 0 ||
	    field->offset + (int64_t)field->size > e->record->size)
		return false;
	if (!(field->flags & (TEP_FIELD_IS_ARRAY | TEP_FIELD_IS_DYNAMIC |
			      TEP_FIELD_IS_STRING))) {
		if (number(value, data + field->offset, (unsigned int)field->size,
			   field->flags & TEP_FIELD_IS_SIGNED))
			return true;
		value->kind = VALUE_BYTES;
		value->bytes = data + field->offset;
		value->len = (size_t)field->size;
		return true;
	}
	if (!array(e, field, value))
		return false;
	if (is_text(field)) {
		value->kind = VALUE_TEXT;
		value->len = strnlen((const char *)value->bytes, value->len);
		return true;
	}
	value->width = width;
	value->is_signed = field->flags & TEP_FIELD_IS_SIGNED;
	value->kind = width == 2 || width == 4 || width == 8 ? VALUE_LIST :
		VALUE_BYTES;
	return true;
}

void value_element(const struct value *list, size_t i, struct value *value)
{
	memset(value, 0, sizeof(*value));
	number(value, list->bytes + i * list->width, list->width, list->is_signed);
}
