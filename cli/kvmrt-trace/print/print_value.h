/* SPDX-License-Identifier: GPL-2.0-only */
/* What a field of a record holds, whatever its declaration looks like. */
#ifndef KVMRT_TRACE_PRINT_VALUE_H
#define KVMRT_TRACE_PRINT_VALUE_H

#include "stream.h"

enum value_kind { VALUE_U64, VALUE_S64, VALUE_TEXT, VALUE_BYTES, VALUE_LIST };

/**
 * struct value - a field's value
 * @kind: which of the others count
 * @u: of VALUE_U64
 * @s: of VALUE_S64
 * @bytes: of the others; of a text without the NUL; borrowed from the record
 * @len: of @bytes
 * @width: of an element of a list, in bytes: 2, 4 or 8
 * @is_signed: of the elements
 */
struct value {
	enum value_kind kind;
	uint64_t u;
	int64_t s;
	const uint8_t *bytes;
	size_t len;
	unsigned int width;
	bool is_signed;
};

/* One of e->format's own fields; false where the record is too short for it. */
bool value_get(const struct kt_event *e, const struct tep_format_field *field,
	       struct value *value);
/* Element i of a list as a number by itself. */
void value_element(const struct value *list, size_t i, struct value *value);

#endif /* KVMRT_TRACE_PRINT_VALUE_H */
