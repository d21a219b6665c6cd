// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout of a ring buffer's page: a stamp, the length with two flags, then
 * events, each with 5 bits of type and 27 of time since the one before.
 */
#include "recording.h"
#include "stream.h"
#include "stream_page.h"

#define LOST (1u << 31)
#define LOST_STORED (1u << 30)
#define LENGTH ((1u << 27) - 1)

#define TYPE_BITS 5
#define TYPE_LONG 0
#define TYPE_MAX 28
#define TYPE_PADDING 29
#define TYPE_EXTEND 30
#define TYPE_STAMP 31
#define DELTA_BITS 27

/* An absolute stamp has 59 bits; these come from the one before. */
#define STAMP_HIGH (0xf8ULL << 56)

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

static uint64_t get64(const uint8_t *at)
{
	uint64_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

uint64_t kt_page_stamp(const uint8_t *bytes)
{
	return get64(bytes);
}

const char *kt_page_load(struct kt_page *page, const struct kt_recording *rec,
			 const uint8_t *bytes)
{
	uint32_t commit = get32(bytes + rec->commit_offset);
	uint32_t length = commit & LENGTH, room = rec->page_size - rec->data_offset;

	page->bytes = bytes;
	page->stamp = get64(bytes);
	page->at = rec->data_offset;
	if (length > room)
		return "is longer than a page";
	page->end = rec->data_offset + length;
	page->lost = 0;
	if (commit & LOST) {
		page->lost = KT_LOST_UNKNOWN;
		/* The number stands behind the events, where there is room. */
		if (commit & LOST_STORED) {
			if (room - length < rec->commit_size)
				return "has no room for the number of lost events";
			page->lost = rec->commit_size == 8 ? get64(bytes + page->end) :
							     get32(bytes + page->end);
			if (!page->lost)
				page->lost = KT_LOST_UNKNOWN;
		}
	}
	return 0;
}

static uint64_t absolute(uint64_t stamp, uint64_t before)
{
	stamp |= before & STAMP_HIGH;
	/* The 59 bits wrapped around in between. */
	if (stamp < before && before - stamp > 1ULL << 58)
		stamp += 1ULL << 59;
	return stamp;
}

/* Of a type without a record; the same as kt_page_next(), 2: go on. */
static int special(struct kt_page *page, uint32_t type, uint32_t delta)
{
	uint32_t left = page->end - page->at, word;

	/* Nothing follows on this page. */
	if (type == TYPE_PADDING && !delta)
		return 0;
	if (left < 8)
		return -1;
	word = get32(page->bytes + page->at + 4);
	switch (type) {
	case TYPE_PADDING:
		/* Discarded; 1 stands for 0 there, which would end the page. */
		if (delta != 1)
			page->stamp += delta;
		if (word > left - 4)
			return -1;
		page->at += 4 + word;
		return 2;
	case TYPE_EXTEND:
		page->stamp += delta + ((uint64_t)word << DELTA_BITS);
		page->at += 8;
		return 2;
	default:
		page->stamp = absolute(delta + ((uint64_t)word << DELTA_BITS), page->stamp);
		page->at += 8;
		return 2;
	}
}

int kt_page_next(struct kt_page *page)
{
	uint32_t word, type, left;
	int ret;

	for (;;) {
		left = page->end - page->at;
		if (left < 4)
			return left ? -1 : 0;
		word = get32(page->bytes + page->at);
		type = word & ((1u << TYPE_BITS) - 1);
		if (type && type <= TYPE_MAX) {
			page->data = page->bytes + page->at + 4;
			page->size = type * 4;
			if (page->size > left - 4)
				return -1;
			page->at += 4 + page->size;
		} else if (type == TYPE_LONG) {
			if (left < 8)
				return -1;
			/* The length counts itself. */
			page->size = get32(page->bytes + page->at + 4);
			if (page->size < 4 || page->size > left - 4)
				return -1;
			page->data = page->bytes + page->at + 8;
			page->at += 4 + ((page->size + 3) & ~3u);
			page->size -= 4;
			if (page->at > page->end)
				return -1;
		} else {
			ret = special(page, type, word >> TYPE_BITS);
			if (ret != 2)
				return ret;
			continue;
		}
		page->stamp += word >> TYPE_BITS;
		return 1;
	}
}
