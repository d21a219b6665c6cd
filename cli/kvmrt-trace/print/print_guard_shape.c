// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is an expression built as the library believes that it is?  Its parser takes
 * more than its printer understands: "__print_hex(1 + 2, 3)" would be printed
 * from an address made of the operator's priority.
 */
#include <string.h>

#include "print_guard.h"

/* What must have a place in the record that says where its bytes are. */
static bool dynamic(const struct tep_format_field *field)
{
	return field && field->flags & TEP_FIELD_IS_DYNAMIC && field->size == 4;
}

static bool dynamic_named(struct tep_event *event, const struct tep_format_field *known,
			  const char *name)
{
	return dynamic(known ? known : name ? tep_find_any_field(event, name) : NULL);
}

/* Of __print_hex() and __print_array(): an array's name. */
static bool array(struct tep_event *event, const struct tep_print_arg *arg)
{
	if (!arg)
		return false;
	if (arg->type == TEP_PRINT_DYNAMIC_ARRAY)
		return dynamic(arg->dynarray.field);
	return arg->type == TEP_PRINT_FIELD &&
		(arg->field.field || tep_find_any_field(event, arg->field.name));
}

static bool operation(struct tep_event *event, const struct tep_print_arg *arg,
		      bool *varies)
{
	const struct tep_print_arg *left = arg->op.left, *right = arg->op.right;

	if (!arg->op.op || !*arg->op.op || !left || !right)
		return false;
	if (!strcmp(arg->op.op, "?"))
		return right->type == TEP_PRINT_OP && right->op.left && right->op.right &&
			guard_shape(event, left, varies) &&
			guard_shape(event, right->op.left, varies) &&
			guard_shape(event, right->op.right, varies);
	if (strchr("[/%", *arg->op.op))
		*varies = true;
	return guard_shape(event, left, varies) && guard_shape(event, right, varies);
}

bool guard_shape(struct tep_event *event, const struct tep_print_arg *arg,
		 bool *varies)
{
	if (!arg)
		return false;
	switch (arg->type) {
	case TEP_PRINT_NULL:
		return true;
	case TEP_PRINT_ATOM:
		return arg->atom.atom;
	case TEP_PRINT_FIELD:
		return arg->field.field || arg->field.name;
	case TEP_PRINT_FLAGS:
		return guard_shape(event, arg->flags.field, varies);
	case TEP_PRINT_SYMBOL:
		return guard_shape(event, arg->symbol.field, varies);
	case TEP_PRINT_TYPE:
		return arg->typecast.type && guard_shape(event, arg->typecast.item, varies);
	case TEP_PRINT_HEX:
	case TEP_PRINT_HEX_STR:
		*varies = true;
		return array(event, arg->hex.field) &&
			guard_shape(event, arg->hex.size, varies);
	case TEP_PRINT_INT_ARRAY:
		*varies = true;
		return array(event, arg->int_array.field) &&
			guard_shape(event, arg->int_array.count, varies) &&
			guard_shape(event, arg->int_array.el_size, varies);
	case TEP_PRINT_DYNAMIC_ARRAY:
		return dynamic(arg->dynarray.field);
	case TEP_PRINT_DYNAMIC_ARRAY_LEN:
		/* Of a __rel_loc it writes the place, too, where nobody wants it. */
		return dynamic(arg->dynarray.field) &&
			!(arg->dynarray.field->flags & TEP_FIELD_IS_RELATIVE);
	case TEP_PRINT_STRING:
		return dynamic_named(event, arg->string.field, arg->string.string);
	case TEP_PRINT_BITMASK:
	case TEP_PRINT_CPUMASK:
		*varies = true;
		return dynamic_named(event, arg->bitmask.field, arg->bitmask.bitmask);
	case TEP_PRINT_OP:
		return operation(event, arg, varies);
	default:
		/* Functions of plugins, and what a later library may know. */
		return false;
	}
}
