/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events of one CPU's buffer, read a few pages at a time.
 */
#ifndef KVMRT_TRACE_STREAM_CPU_H
#define KVMRT_TRACE_STREAM_CPU_H

#include <event-parse.h>
#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "recording.h"
#include "stream_page.h"

/**
 * struct kt_reader - where reading a CPU's buffer is
 * @rec: the recording
 * @segment: the buffer
 * @source: number of the stream's source
 * @chunks: of a compressed segment
 * @chunks_n: their number
 * @packed: room for a compressed chunk
 * @packed_size: bytes of it
 * @window: some pages, with zeros behind
 * @window_size: room of it
 * @window_at: place of its first byte in the segment
 * @window_n: bytes in it
 * @next: place of the next page in the segment
 * @page: the page at work
 * @clock: state of its clock
 * @format: of the event at hand
 * @record: the event at hand
 * @key: what it is ordered by
 * @lost: before it
 * @lost_sum: of those whose number is known
 * @lost_gaps: places where events were lost
 * @events: read so far
 */
struct kt_reader {
	const struct kt_recording *rec;
	struct kt_segment segment;
	unsigned int source;
	struct kt_chunk *chunks;
	size_t chunks_n;
	uint8_t *packed;
	uint32_t packed_size;
	uint8_t *window;
	uint64_t window_size, window_at, window_n;
	uint64_t next;
	struct kt_page page;
	struct kt_cursor_clock clock;
	const struct kt_format *format;
	struct tep_record record;
	uint64_t key;
	uint64_t lost;
	uint64_t lost_sum, lost_gaps, events;
};

/* 0 or a negative errno, after a message.  End it with kt_reader_close(). */
int kt_reader_open(struct kt_reader *r, const struct kt_recording *rec,
		   const struct kt_segment *segment, struct kt_error *err);
/* 1 and the next event, without its key; 0 at the end; or a negative errno. */
int kt_reader_next(struct kt_reader *r, struct kt_error *err);
/* Goes on with the last page that begins before that stamp; 0 or an error. */
int kt_reader_seek(struct kt_reader *r, uint64_t stamp, struct kt_error *err);
/* Back to the beginning. */
void kt_reader_rewind(struct kt_reader *r);
void kt_reader_close(struct kt_reader *r);

#endif /* KVMRT_TRACE_STREAM_CPU_H */
