// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call's chunks come from one thread one after the other, so a thread has at
 * most one call that is incomplete.  Threads that died in the middle of one
 * are few: the oldest makes room.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "view_log.h"

#define CALLS 64

/* More than the modules take; a recording that says so was tampered with. */
#define TOTAL_MAX (1 << 20)

struct call {
	struct view_data data;
	bool used, host;
	uint64_t age;
};

struct view_log {
	struct call calls[CALLS];
	struct view_data done, broken;	/* lent to the caller */
	uint64_t age;
};

struct chunk {
	uint32_t total, offset;
	const uint8_t *bytes;
	size_t len;
};

struct view_log *view_log_open(void)
{
	return calloc(1, sizeof(struct view_log));
}

void view_log_close(struct view_log *log)
{
	int i;

	if (!log)
		return;
	for (i = 0; i < CALLS; i++)
		free(log->calls[i].data.bytes);
	free(log->done.bytes);
	free(log->broken.bytes);
	free(log);
}

static bool is_host(const struct kt_event *e)
{
	return !strcmp(e->format->name, "gs_log_data_host");
}

bool view_log_is(const struct kt_event *e)
{
	return !strncmp(e->format->name, "gs_log_data_", 12) &&
	       !strcmp(e->format->system, "kvmrt");
}

static bool parse(const struct kt_event *e, struct chunk *chunk)
{
	uint64_t total, offset;

	chunk->bytes = kt_field_bytes(e, "data", &chunk->len);
	if (!chunk->bytes || !kt_field_u64(e, "total", &total) ||
	    !kt_field_u64(e, "offset", &offset))
		return false;
	chunk->total = (uint32_t)total;
	chunk->offset = (uint32_t)offset;
	return chunk->total <= TOTAL_MAX && chunk->offset <= chunk->total &&
	       chunk->len <= chunk->total - chunk->offset;
}

/* The thread's call, or a place for one. */
static struct call *find(struct view_log *log, const struct kt_event *e, int pid)
{
	struct call *oldest = &log->calls[0], *free_one = NULL;
	int i;

	for (i = 0; i < CALLS; i++) {
		struct call *call = &log->calls[i];

		if (!call->used)
			free_one = call;
		else if (call->data.event.source == e->source &&
			 call->data.pid == pid && call->host == is_host(e))
			return call;
		else if (call->age < oldest->age)
			oldest = call;
	}
	return free_one ? free_one : oldest;
}

static void lend(struct call *call, struct view_data *to,
		 const struct view_data **out)
{
	free(to->bytes);
	*to = call->data;
	*out = to;
	memset(call, 0, sizeof(*call));
}

static int begin(struct call *call, const struct kt_event *e, int pid,
		 uint32_t total)
{
	uint64_t number;
	int64_t vm_pid;

	call->data.bytes = malloc(total ? total : 1);
	if (!call->data.bytes)
		return -ENOMEM;
	call->used = true;
	call->host = is_host(e);
	call->data.pid = pid;
	call->data.total = total;
	call->data.vm = kt_field_u64(e, "vm", &number) ? (uint32_t)number : 0;
	call->data.vcpu = kt_field_u64(e, "vcpu", &number) ? (uint32_t)number : 0;
	call->data.vm_pid = kt_field_s64(e, "vm_pid", &vm_pid) ? (int32_t)vm_pid : 0;
	return 0;
}

int view_log_add(struct view_log *log, const struct kt_event *e,
		 const struct view_data **whole, const struct view_data **broken)
{
	int pid = kt_event_pid(e);
	struct call *call = find(log, e, pid);
	struct view_data *data = &call->data;
	struct chunk chunk;
	bool fits;

	*whole = NULL;
	*broken = NULL;
	fits = parse(e, &chunk);
	if (call->used && (!fits || data->event.source != e->source ||
			   data->pid != pid || call->host != is_host(e) ||
			   chunk.total != data->total || chunk.offset != data->len))
		lend(call, &log->broken, broken);
	if (!fits)
		return 1;
	if (!call->used && begin(call, e, pid, chunk.total))
		return -ENOMEM;
	data->event = *e;
	data->event.record = NULL;
	call->age = ++log->age;
	/* What lies before the first one that was recorded is lost. */
	if (chunk.offset == data->len) {
		memcpy(data->bytes + data->len, chunk.bytes, chunk.len);
		data->len += chunk.len;
	}
	if (chunk.offset + chunk.len == chunk.total)
		lend(call, &log->done, whole);
	return 0;
}

const struct view_data *view_log_rest(struct view_log *log)
{
	const struct view_data *data;
	int i;

	for (i = 0; i < CALLS; i++) {
		if (log->calls[i].used) {
			lend(&log->calls[i], &log->broken, &data);
			return data;
		}
	}
	return NULL;
}
