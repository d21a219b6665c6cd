/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One page of a ring buffer, as the kernel leaves it.
 */
#ifndef KVMRT_TRACE_STREAM_PAGE_H
#define KVMRT_TRACE_STREAM_PAGE_H

#include <stdint.h>

struct kt_recording;

/**
 * struct kt_page - a page that is being read
 * @bytes: the page
 * @at: the next event
 * @end: behind the last one
 * @stamp: of the last event that was read
 * @data: that event's record
 * @size: and its length
 * @lost: events lost before this page: 0, a number, or KT_LOST_UNKNOWN
 */
struct kt_page {
	const uint8_t *bytes;
	uint32_t at, end;
	uint64_t stamp;
	const uint8_t *data;
	uint32_t size;
	uint64_t lost;
};

/* NULL, or what is wrong with the page. */
const char *kt_page_load(struct kt_page *page, const struct kt_recording *rec,
			 const uint8_t *bytes);
/* 1 and the next event, 0 at the end, -1 if the page is damaged. */
int kt_page_next(struct kt_page *page);
/* The stamp that a page begins with. */
uint64_t kt_page_stamp(const uint8_t *bytes);

#endif /* KVMRT_TRACE_STREAM_PAGE_H */
