/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expressions of a "print fmt", evaluated as libtraceevent would but without
 * leaving the record.
 */
#ifndef KVMRT_TRACE_PRINT_GUARD_H
#define KVMRT_TRACE_PRINT_GUARD_H

#include "print_event.h"

/* The widest that a record may make a conversion. */
#define GUARD_WIDTH_MAX 4096

/* struct guard_num - a number; some can be known by the library only */
struct guard_num {
	uint64_t value;
	bool known;
};

/*
 * False if the library would take a part of the expression for what it isn't.
 * *varies is set if it depends on the record whether it can be evaluated.
 */
bool guard_shape(struct tep_event *event, const struct tep_print_arg *arg,
		 bool *varies);
/* False if it can't for this one; only of an expression of a good shape. */
bool guard_eval(const struct kt_event *e, const struct tep_print_arg *arg,
		struct guard_num *num);

#endif /* KVMRT_TRACE_PRINT_GUARD_H */
