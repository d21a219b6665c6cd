// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * LOG_DATA calls put together from the chunks in their events.  The chunks come
 * from a trace file, whose every number may be a lie.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Far above what any host takes, and nothing that anybody would miss. */
#define TOTAL_MAX	(1U << 20)

struct kvmrt_log_data {
	uint32_t total;
	uint32_t have;
	size_t room;
	char *bytes;
	uint64_t dropped;
	bool begun;
	bool whole;
};

KVMRT_API int kvmrt_log_data_new(struct kvmrt_log_data **call)
{
	*call = calloc(1, sizeof(**call));
	return *call ? 0 : kvmrt_errno(ENOMEM);
}

KVMRT_API void kvmrt_log_data_free(struct kvmrt_log_data *call)
{
	if (!call)
		return;
	free(call->bytes);
	free(call);
}

static void drop(struct kvmrt_log_data *call)
{
	if (call->begun)
		call->dropped++;
	call->begun = false;
	call->whole = false;
}

/* Grows with what came, not with what the first chunk promises. */
static int reserve(struct kvmrt_log_data *call, size_t bytes)
{
	char *new;

	if (bytes <= call->room)
		return 0;
	new = realloc(call->bytes, bytes);
	if (!new)
		return -ENOMEM;
	call->bytes = new;
	call->room = bytes;
	return 0;
}

KVMRT_API int kvmrt_log_data_add(struct kvmrt_log_data *call, uint32_t total,
				 uint32_t offset, const void *chunk,
				 size_t bytes)
{
	int ret = 0;

	call->whole = false;
	if (total > TOTAL_MAX)
		ret = -EMSGSIZE;
	else if (!bytes || offset >= total || bytes > total - offset)
		ret = -EBADMSG;
	else if (offset && (!call->begun || offset != call->have ||
			    total != call->total))
		ret = -EILSEQ;
	if (ret) {
		drop(call);
		return kvmrt_errno(-ret);
	}
	if (!offset) {
		drop(call);
		call->begun = true;
		call->total = total;
		call->have = 0;
	}
	if (reserve(call, call->have + bytes)) {
		drop(call);
		return kvmrt_errno(ENOMEM);
	}
	memcpy(call->bytes + call->have, chunk, bytes);
	call->have += (uint32_t)bytes;
	if (call->have < call->total)
		return 0;
	call->begun = false;
	call->whole = true;
	return 1;
}

KVMRT_API const void *kvmrt_log_data_bytes(const struct kvmrt_log_data *call,
					   size_t *bytes)
{
	if (!call->whole)
		return NULL;
	*bytes = call->total;
	return call->bytes;
}

KVMRT_API uint64_t kvmrt_log_data_dropped(const struct kvmrt_log_data *call)
{
	return call->dropped;
}
