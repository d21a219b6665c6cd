// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compressed parts of files of version 7.
 */
#include <errno.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "recording.h"

/* trace-cmd packs a few pages at a time; a megabyte is far more. */
#define CHUNK_MAX (64 << 20)
#define CHUNKS_MAX (1 << 22)

int kt_unpack(enum kt_compression how, const void *from, uint32_t packed,
	      void *to, uint32_t size)
{
	uLongf got = size;

	switch (how) {
	case KT_COMPRESS_ZSTD:
		return ZSTD_decompress(to, size, from, packed) == size ? 0 : -EBADMSG;
	case KT_COMPRESS_ZLIB:
		return uncompress(to, &got, from, packed) == Z_OK && got == size ? 0 : -EBADMSG;
	default:
		return -EBADMSG;
	}
}

int kt_chunks_list(const struct kt_recording *rec, struct kt_segment *segment,
		   struct kt_chunk **list, size_t *n, struct kt_error *err)
{
	struct kt_cursor c = {
		.rec = rec, .at = segment->offset, .end = rec->file_size, .err = err
	};
	uint32_t count, i;
	uint64_t start = 0;
	int ret;

	*list = NULL;
	*n = 0;
	ret = kt_cursor_u32(&c, &count, "list of chunks");
	if (ret)
		return ret;
	/* Each takes at least the 8 bytes of its own header. */
	if (count > CHUNKS_MAX || count > (c.end - c.at) / 8)
		return kt_cursor_bad(&c, "it says it has %u chunks", count);
	*list = calloc((size_t)count + 1, sizeof(**list));
	if (!*list)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", rec->file);
	for (i = 0; !ret && i < count; i++) {
		struct kt_chunk *chunk = &(*list)[i];

		ret = kt_cursor_u32(&c, &chunk->packed, "chunks");
		if (!ret)
			ret = kt_cursor_u32(&c, &chunk->size, "chunks");
		if (ret)
			break;
		chunk->offset = c.at;
		chunk->start = start;
		if (chunk->packed > c.end - c.at || chunk->size > CHUNK_MAX ||
		    !chunk->size || chunk->size % rec->page_size) {
			ret = kt_cursor_bad(&c, "a chunk of %u bytes that unpacks to %u: the file is truncated or damaged",
					    chunk->packed, chunk->size);
			break;
		}
		c.at += chunk->packed;
		start += chunk->size;
	}
	if (ret) {
		free(*list);
		*list = NULL;
		return ret;
	}
	*n = count;
	segment->size = start;
	return 0;
}
