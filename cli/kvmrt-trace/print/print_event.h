/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel would print of an event.  Nothing else gives records to
 * libtraceevent to print them: it believes what they say of lengths.
 */
#ifndef KVMRT_TRACE_PRINT_EVENT_H
#define KVMRT_TRACE_PRINT_EVENT_H

#include "stream.h"

/*
 * Zeros behind the copy of a record: strings that have no end in the record end
 * there, and numbers that begin before it are read to their end.
 */
#define PRINT_EVENT_PAD 64

struct print_event;

/* NULL if out of memory; freeing NULL is fine. */
struct print_event *print_event_new(void);
void print_event_free(struct print_event *p);

/*
 * The event's text by its format's "print fmt", or its fields as "a=1 b=2" if
 * the record must not be printed in that way.  Not cleaned; borrowed until the
 * next call.  *len, which may be NULL, is its length without the NUL behind it.
 */
const char *print_event(struct print_event *p, const struct kt_event *e,
			size_t *len);

/* --------------------------------------------------------- print_guard.c */

/*
 * True if the library stays inside of the record, and of its own memory, when it
 * prints that event with PRINT_EVENT_PAD zeros behind the record.
 */
bool print_guard(const struct kt_event *e);

#endif /* KVMRT_TRACE_PRINT_EVENT_H */
