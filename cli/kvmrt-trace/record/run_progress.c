// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a recording goes.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <sys/stat.h>

#include "run.h"

static uint64_t file_bytes(const struct kt_recorder *rec)
{
	struct json_object *list, *entry, *file;
	uint64_t bytes = 0;
	struct stat st;
	size_t i;

	if (!json_object_object_get_ex(rec->meta, "flushes", &list))
		return 0;
	for (i = 0; i < json_object_array_length(list); i++) {
		entry = json_object_array_get_idx(list, i);
		if (json_object_object_get_ex(entry, "file", &file) && file &&
		    !fstatat(rec->dirfd, json_object_get_string(file), &st, 0))
			bytes += st.st_size;
	}
	return bytes;
}

void kt_progress_get(const struct kt_recorder *rec, struct kt_progress *p)
{
	struct json_object *list;
	struct timespec now;
	struct stat st;

	clock_gettime(CLOCK_MONOTONIC, &now);
	p->seconds = rec->began ? now.tv_sec - rec->began : 0;
	p->bytes = file_bytes(rec);
	/* While we read along, trace.dat is its head only. */
	if (rec->ring)
		p->bytes += kt_ring_bytes(rec->ring);
	else if (!fstat(rec->dat, &st) && st.st_size > rec->head)
		p->bytes += st.st_size - rec->head;
	p->lost = kt_recorder_lost(rec);
	p->flushes = json_object_object_get_ex(rec->meta, "flushes", &list) ?
			     json_object_array_length(list) :
			     0;
}

void kt_progress_text(char *text, size_t size, const struct kt_progress *p)
{
	snprintf(text, size, "%llu s, %llu.%llu MB, %u flush%s, %llu event%s lost",
		 (unsigned long long)p->seconds,
		 (unsigned long long)(p->bytes / 1000000),
		 (unsigned long long)(p->bytes / 100000 % 10), p->flushes,
		 p->flushes == 1 ? "" : "es", (unsigned long long)p->lost,
		 p->lost == 1 ? "" : "s");
}
