// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads with pread() into memory of its own: a file that becomes shorter
 * meanwhile is an error then, and no signal; and what is in memory doesn't
 * grow with the file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"
#include "stream_cpu.h"

/* Some pages at once, for few system calls. */
#define WINDOW (64u << 10)
/*
 * Zeros behind the pages: a string without an end, which its reader was told to
 * be one, ends there.
 */
#define GUARD 16

static int grow(uint8_t **bytes, uint64_t *have, uint64_t want)
{
	uint8_t *more;

	if (want <= *have)
		return 0;
	more = realloc(*bytes, want + GUARD);
	if (!more)
		return -ENOMEM;
	*bytes = more;
	*have = want;
	return 0;
}

static int no_memory(const struct kt_reader *r, struct kt_error *err)
{
	return kt_error_set(err, -ENOMEM, "%s: out of memory", r->rec->file);
}

int kt_reader_open(struct kt_reader *r, const struct kt_recording *rec,
		   const struct kt_segment *segment, struct kt_error *err)
{
	int ret;

	memset(r, 0, sizeof(*r));
	r->rec = rec;
	r->segment = *segment;
	r->record.cpu = (int)segment->cpu;
	r->record.ref_count = 1;
	if (segment->compressed) {
		ret = kt_chunks_list(rec, &r->segment, &r->chunks, &r->chunks_n, err);
		if (ret)
			return ret;
	}
	return 0;
}

void kt_reader_close(struct kt_reader *r)
{
	free(r->chunks);
	free(r->packed);
	free(r->window);
	memset(r, 0, sizeof(*r));
}

static int fetch(struct kt_reader *r, void *to, uint64_t at, uint64_t n,
		 struct kt_error *err)
{
	struct kt_cursor c = {
		.rec = r->rec, .at = at, .end = r->rec->file_size, .err = err
	};

	return kt_cursor_read(&c, to, n, "ring pages");
}

static int load_window(struct kt_reader *r, uint64_t at, struct kt_error *err)
{
	uint64_t n = r->segment.size - at;
	uint64_t room = r->rec->page_size > WINDOW ? r->rec->page_size : WINDOW;

	if (n > room)
		n = room;
	if (grow(&r->window, &r->window_size, n))
		return no_memory(r, err);
	r->window_at = at;
	r->window_n = n;
	memset(r->window + n, 0, GUARD);
	return fetch(r, r->window, r->segment.offset + at, n, err);
}

static const struct kt_chunk *find_chunk(const struct kt_reader *r, uint64_t at)
{
	size_t low = 0, high = r->chunks_n;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (r->chunks[mid].start <= at)
			low = mid;
		else
			high = mid;
	}
	return &r->chunks[low];
}

static int load_chunk(struct kt_reader *r, uint64_t at, struct kt_error *err)
{
	const struct kt_chunk *chunk = find_chunk(r, at);
	uint64_t packed_size = r->packed_size;
	int ret;

	if (grow(&r->window, &r->window_size, chunk->size) ||
	    grow(&r->packed, &packed_size, chunk->packed))
		return no_memory(r, err);
	r->packed_size = (uint32_t)packed_size;
	ret = fetch(r, r->packed, chunk->offset, chunk->packed, err);
	if (ret)
		return ret;
	if (kt_unpack(r->rec->compression, r->packed, chunk->packed, r->window, chunk->size))
		return kt_error_set(err, -EBADMSG, "%s: a compressed part of CPU %u at byte %llu can't be unpacked: the file is damaged",
				    r->rec->file, r->segment.cpu,
				    (unsigned long long)chunk->offset);
	r->window_at = chunk->start;
	r->window_n = chunk->size;
	memset(r->window + r->window_n, 0, GUARD);
	return 0;
}

/* The page at that place of the segment. */
static int page_at(struct kt_reader *r, uint64_t at, const uint8_t **bytes,
		   struct kt_error *err)
{
	int ret;

	if (!r->window_n || at < r->window_at || at >= r->window_at + r->window_n) {
		r->window_n = 0;
		ret = r->segment.compressed ? load_chunk(r, at, err) :
					      load_window(r, at, err);
		if (ret) {
			r->window_n = 0;
			return ret;
		}
	}
	*bytes = r->window + (at - r->window_at);
	return 0;
}

/* About the page at work. */
static int damaged(const struct kt_reader *r, const char *what,
		   struct kt_error *err)
{
	return kt_error_set(err, -EBADMSG, "%s: page %llu of CPU %u %s: the file is damaged",
			    r->rec->file,
			    (unsigned long long)((r->next - r->rec->page_size) / r->rec->page_size),
			    r->segment.cpu, what);
}

static int next_page(struct kt_reader *r, struct kt_error *err)
{
	const uint8_t *bytes;
	const char *what;
	int ret;

	if (r->next >= r->segment.size)
		return 0;
	ret = page_at(r, r->next, &bytes, err);
	if (ret)
		return ret;
	r->next += r->rec->page_size;
	what = kt_page_load(&r->page, r->rec, bytes);
	if (what)
		return damaged(r, what, err);
	if (r->page.lost) {
		/* Empty pages may lie between the loss and the next event. */
		if (r->lost == KT_LOST_UNKNOWN || r->page.lost == KT_LOST_UNKNOWN)
			r->lost = KT_LOST_UNKNOWN;
		else
			r->lost += r->page.lost;
		r->lost_gaps++;
		if (r->page.lost != KT_LOST_UNKNOWN)
			r->lost_sum += r->page.lost;
	}
	return 1;
}

static int take(struct kt_reader *r, struct kt_error *err)
{
	const struct kt_recording *rec = r->rec;
	const char *what;
	uint16_t id;

	if (r->page.size < sizeof(id))
		return damaged(r, "has a record without a type", err);
	memcpy(&id, r->page.data, sizeof(id));
	if (id >= rec->formats_n || !rec->formats[id])
		return kt_error_set(err, -EBADMSG,
				    "%s: CPU %u has an event of number %u, whose format isn't in the file: it is damaged, or put together from two",
				    rec->file, r->segment.cpu, id);
	r->format = rec->formats[id];
	what = kt_format_check(r->format, r->page.data, r->page.size);
	if (what)
		return kt_error_set(err, -EBADMSG, "%s: a %s:%s of CPU %u %s: the file is damaged",
				    rec->file, r->format->event->system,
				    r->format->event->name, r->segment.cpu, what);
	r->record.ts = r->page.stamp;
	r->record.data = (void *)r->page.data;
	r->record.size = (int)r->page.size;
	r->record.record_size = (int)r->page.size;
	r->record.missed_events = r->lost == KT_LOST_UNKNOWN ? -1 : (long long)r->lost;
	r->events++;
	return 1;
}

int kt_reader_next(struct kt_reader *r, struct kt_error *err)
{
	int ret;

	r->lost = 0;
	for (;;) {
		ret = r->page.bytes ? kt_page_next(&r->page) : 0;
		if (ret > 0)
			return take(r, err);
		if (ret < 0)
			return damaged(r, "has an event beyond its end", err);
		ret = next_page(r, err);
		if (ret <= 0) {
			r->page.bytes = NULL;
			return ret;
		}
	}
}

void kt_reader_rewind(struct kt_reader *r)
{
	r->next = 0;
	r->page.bytes = NULL;
	r->lost = 0;
	r->lost_sum = 0;
	r->lost_gaps = 0;
	r->events = 0;
	memset(&r->clock, 0, sizeof(r->clock));
}

int kt_reader_seek(struct kt_reader *r, uint64_t stamp, struct kt_error *err)
{
	uint64_t low = 0, high = r->segment.size / r->rec->page_size;
	const uint8_t *bytes;
	int ret;

	kt_reader_rewind(r);
	while (high - low > 1 && high) {
		uint64_t mid = low + (high - low) / 2;

		ret = page_at(r, mid * r->rec->page_size, &bytes, err);
		if (ret)
			return ret;
		if (kt_page_stamp(bytes) < stamp)
			low = mid;
		else
			high = mid;
	}
	r->next = low * r->rec->page_size;
	return 0;
}
