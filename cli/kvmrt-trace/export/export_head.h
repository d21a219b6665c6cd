/* SPDX-License-Identifier: GPL-2.0-only */
/* What a trace.dat has before its pages, made from another one's. */
#ifndef KVMRT_TRACE_EXPORT_HEAD_H
#define KVMRT_TRACE_EXPORT_HEAD_H

#include <stdint.h>
#include <stdio.h>

#include "kt_error.h"
#include "recording.h"

/*
 * Writes formats, symbols and tasks of rec's file, a trace clock in nanoseconds
 * and a table of CPUs that is empty; *table is where that is, and the place in
 * out is where pages may begin.  0 or a negative errno, after a message.
 */
int export_head(const struct kt_recording *rec, FILE *out, off_t *table,
		struct kt_error *err);

#endif /* KVMRT_TRACE_EXPORT_HEAD_H */
