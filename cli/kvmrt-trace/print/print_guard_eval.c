// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an expression is for one record.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "print_guard.h"

/* A number where the fields don't lie outside of the record, as was checked. */
static uint64_t read_number(const struct kt_event *e, size_t at, int size)
{
	uint64_t value = 0;

	/* As on x86, where all of this is recorded. */
	if (size == 1 || size == 2 || size == 4 || size == 8)
		memcpy(&value, (const uint8_t *)e->record->data + at, (size_t)size);
	return value;
}

static const struct tep_format_field *field_of(const struct kt_event *e,
					       const struct tep_format_field *field,
					       const char *name)
{
	return field ? field : tep_find_any_field(e->format, name);
}

/* A dynamic field's bytes; that they lie inside was checked, too. */
static void place(const struct kt_event *e, const struct tep_format_field *field,
		  uint64_t *at, uint64_t *len)
{
	uint64_t where = read_number(e, (size_t)field->offset, 4);

	*at = where & 0xffff;
	if (field->flags & TEP_FIELD_IS_RELATIVE)
		*at += (uint64_t)field->offset + (uint64_t)field->size;
	*len = where >> 16;
}

/* The rest of the record behind the beginning of an array. */
static uint64_t room(const struct kt_event *e, const struct tep_print_arg *array)
{
	const struct tep_format_field *field;
	uint64_t at, len;

	if (array->type == TEP_PRINT_DYNAMIC_ARRAY) {
		place(e, array->dynarray.field, &at, &len);
		return len;
	}
	field = field_of(e, array->field.field, array->field.name);
	/* A size of 0 is all that is left. */
	return field->size ? (uint64_t)field->size :
			     (uint64_t)e->record->size - (uint64_t)field->offset;
}

static bool hex(const struct kt_event *e, const struct tep_print_arg *arg)
{
	struct guard_num size;

	return guard_eval(e, arg->hex.size, &size) && size.known &&
		size.value <= room(e, arg->hex.field);
}

static bool int_array(const struct kt_event *e, const struct tep_print_arg *arg)
{
	struct guard_num count, width;

	if (!guard_eval(e, arg->int_array.count, &count) || !count.known ||
	    !guard_eval(e, arg->int_array.el_size, &width) || !width.known)
		return false;
	return (width.value == 1 || width.value == 2 || width.value == 4 ||
		width.value == 8) &&
		count.value <= room(e, arg->int_array.field) / width.value;
}

static bool bitmask(const struct kt_event *e, const struct tep_print_arg *arg)
{
	uint64_t at, len;

	place(e, field_of(e, arg->bitmask.field, arg->bitmask.bitmask), &at, &len);
	/* The library reckons with the last bit. */
	return len;
}

/* x[i]; the library reads where that is, whatever i is. */
static bool element(const struct kt_event *e, const struct tep_print_arg *arg)
{
	const struct tep_print_arg *left = arg->op.left;
	struct guard_num index, num;
	uint64_t at, len, width;
	const struct tep_format_field *field;

	if (!guard_eval(e, arg->op.right, &index))
		return false;
	while (left->type == TEP_PRINT_TYPE)
		left = left->typecast.item;
	if (left->type == TEP_PRINT_DYNAMIC_ARRAY) {
		field = left->dynarray.field;
		place(e, field, &at, &len);
		width = field->elementsize > 0 ? (uint64_t)field->elementsize : 8;
	} else if (left->type == TEP_PRINT_FIELD) {
		field = field_of(e, left->field.field, left->field.name);
		if (!field || field->elementsize <= 0)
			return false;
		at = (uint64_t)field->offset;
		width = (uint64_t)field->elementsize;
	} else {
		return guard_eval(e, left, &num);
	}
	/*
	 * Stack traces print more than short ones have; there are zeros.  Versions
	 * of the library count elements of dynamic arrays, or bytes.
	 */
	return index.known && index.value <= UINT16_MAX && width <= UINT16_MAX &&
		at + (index.value + 1) * width <= (uint64_t)e->record->size + PRINT_EVENT_PAD;
}

static bool is_word(const char *op, const char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(op, *words))
			return true;
	}
	return false;
}

static void calculate(const char *op, uint64_t l, uint64_t r, struct guard_num *num)
{
	static const char *const known[] = {
		"+", "-", "*", "/", "%", "&", "|", "<<", ">>", "<", "<=", ">", ">=",
		"==", "!=", "&&", "||", "!", "~", NULL
	};
	bool shift = op[0] == op[1] && strchr("<>", *op);

	num->known = is_word(op, known) && !(shift && r > 63);
	if (!num->known)
		return;
	switch (*op) {
	case '+':
		num->value = l + r;
		break;
	case '-':
		num->value = l - r;
		break;
	case '*':
		num->value = l * r;
		break;
	case '/':
		num->value = l / r;
		break;
	case '%':
		num->value = l % r;
		break;
	case '&':
		num->value = op[1] ? l && r : l & r;
		break;
	case '|':
		num->value = op[1] ? l || r : l | r;
		break;
	case '<':
		num->value = shift ? l << r : op[1] ? l <= r : l < r;
		break;
	case '>':
		num->value = shift ? l >> r : op[1] ? l >= r : l > r;
		break;
	case '=':
		num->value = l == r;
		break;
	case '!':
		num->value = op[1] ? l != r : !r;
		break;
	default:
		num->value = ~r;
		break;
	}
}

static bool choice(const struct kt_event *e, const struct tep_print_arg *arg,
		   struct guard_num *num)
{
	const struct tep_print_arg *both = arg->op.right;
	struct guard_num condition;

	if (!guard_eval(e, arg->op.left, &condition))
		return false;
	if (condition.known)
		return guard_eval(e, condition.value ? both->op.left : both->op.right, num);
	if (!guard_eval(e, both->op.left, num) || !guard_eval(e, both->op.right, num))
		return false;
	num->known = false;
	return true;
}

static bool operation(const struct kt_event *e, const struct tep_print_arg *arg,
		      struct guard_num *num)
{
	struct guard_num left, right;

	if (!strcmp(arg->op.op, "["))
		return element(e, arg);
	if (!strcmp(arg->op.op, "?"))
		return choice(e, arg, num);
	if (!guard_eval(e, arg->op.left, &left) || !guard_eval(e, arg->op.right, &right))
		return false;
	if (strchr("/%", *arg->op.op) && (!right.known || !right.value))
		return false;
	if (left.known && right.known)
		calculate(arg->op.op, left.value, right.value, num);
	return true;
}

/* A name of a constant is 0, or a symbol's address. */
static void atom(const char *text, struct guard_num *num)
{
	num->known = isdigit((unsigned char)*text) || *text == '-';
	num->value = strtoull(text, NULL, 0);
}

/* Of the types only what doesn't change a small number. */
static void cast(const char *type, struct guard_num *num)
{
	uint64_t limit = INT32_MAX;

	if (strchr(type, '8') || strstr(type, "char") || strstr(type, "bool"))
		limit = INT8_MAX;
	else if (strstr(type, "16") || strstr(type, "short"))
		limit = INT16_MAX;
	num->known = num->known && num->value <= limit;
}

bool guard_eval(const struct kt_event *e, const struct tep_print_arg *arg,
		struct guard_num *num)
{
	const struct tep_format_field *field;
	uint64_t at;

	*num = (struct guard_num){ 0 };
	switch (arg->type) {
	case TEP_PRINT_ATOM:
		atom(arg->atom.atom, num);
		return true;
	case TEP_PRINT_FIELD:
		field = field_of(e, arg->field.field, arg->field.name);
		num->known = true;
		if (field)
			num->value = read_number(e, (size_t)field->offset, field->size);
		return true;
	case TEP_PRINT_FLAGS:
	case TEP_PRINT_SYMBOL:
		/* Texts by a number, no numbers. */
		if (!guard_eval(e, arg->type == TEP_PRINT_FLAGS ? arg->flags.field :
								 arg->symbol.field, num))
			return false;
		num->known = false;
		return true;
	case TEP_PRINT_TYPE:
		if (!guard_eval(e, arg->typecast.item, num))
			return false;
		cast(arg->typecast.type, num);
		return true;
	case TEP_PRINT_HEX:
	case TEP_PRINT_HEX_STR:
		return hex(e, arg);
	case TEP_PRINT_INT_ARRAY:
		return int_array(e, arg);
	case TEP_PRINT_DYNAMIC_ARRAY_LEN:
		place(e, arg->dynarray.field, &at, &num->value);
		num->known = true;
		return true;
	case TEP_PRINT_BITMASK:
	case TEP_PRINT_CPUMASK:
		return bitmask(e, arg);
	case TEP_PRINT_OP:
		return operation(e, arg, num);
	default:
		return true;
	}
}
