/* SPDX-License-Identifier: GPL-2.0-only */
/* What the ways to export share. */
#ifndef KVMRT_TRACE_EXPORT_RUN_H
#define KVMRT_TRACE_EXPORT_RUN_H

#include "filter.h"
#include "kt_error.h"
#include "stream.h"

/**
 * struct export_job - one export
 * @stream: what is exported
 * @first: its first event, which was read already; NULL if there is none
 * @who: whose the events are
 * @filter: which of them
 * @to: the file or directory, for messages
 * @events: how many were exported
 * @err: receives what went wrong
 */
struct export_job {
	struct kt_stream *stream;
	const struct kt_event *first;
	struct who *who;
	struct filter *filter;
	const char *to;
	uint64_t events;
	struct kt_error *err;
};

struct stat;

/* A result that would replace what it is made from is a mistake. */
bool export_is_source(const struct kt_stream *s, const struct stat *st);

/* Both: 0 or a negative errno, after a message. */
int export_perfetto(struct export_job *job, FILE *out);
/* to: a file for one machine, a directory for several. */
int export_dat(struct export_job *job);

#endif /* KVMRT_TRACE_EXPORT_RUN_H */
