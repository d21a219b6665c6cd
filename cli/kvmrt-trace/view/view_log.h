/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data of LOG_DATA as it was sent: one call's chunks, which are events of their
 * own, put together again.
 */
#ifndef KVMRT_TRACE_VIEW_LOG_H
#define KVMRT_TRACE_VIEW_LOG_H

#include "stream.h"

struct view_log;

/**
 * struct view_data - what one call sent
 * @event: its last chunk that was recorded, without record
 * @pid: of the thread that the chunks are from
 * @vm: of a host's event, else 0
 * @vm_pid: likewise
 * @vcpu: likewise
 * @total: bytes that were sent
 * @bytes: what was recorded of them, from the beginning
 * @len: of @bytes; less than @total if chunks are missing
 */
struct view_data {
	struct kt_event event;
	int pid;
	uint32_t vm, vcpu;
	int32_t vm_pid;
	uint32_t total;
	uint8_t *bytes;
	size_t len;
};

/* NULL if out of memory. */
struct view_log *view_log_open(void);
void view_log_close(struct view_log *log);

/* The event is a chunk of data. */
bool view_log_is(const struct kt_event *e);
/*
 * Takes a chunk.  *whole receives the data that is complete with it, *broken
 * that which can't be any more, because a chunk was lost; NULL where there is
 * none.  Both are valid until the next call.  0; 1 if the event can't be a chunk
 * of any call and so wasn't taken; -ENOMEM.
 */
int view_log_add(struct view_log *log, const struct kt_event *e,
		 const struct view_data **whole,
		 const struct view_data **broken);
/* At the end: what is incomplete, one at a time, NULL when none is left. */
const struct view_data *view_log_rest(struct view_log *log);

#endif /* KVMRT_TRACE_VIEW_LOG_H */
