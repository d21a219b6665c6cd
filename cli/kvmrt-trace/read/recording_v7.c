// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace-cmd's files of version 7: sections in any order, found by options,
 * each of them compressed or not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"

#define COMPRESSED 1
#define SECTION_MAX (512u << 20)
#define OPTION_MAX (16u << 20)
#define OPTIONS_MAX 65536
#define NAME_MAX_LEN 256

enum {
	OPTION_DONE = 0,
	OPTION_BUFFER = 3,
	OPTION_CPUCOUNT = 8,
	OPTION_HEADER = 16,
	OPTION_FTRACE = 17,
	OPTION_EVENTS = 18,
	OPTION_SYMBOLS = 19,
	OPTION_PRINTK = 20,
	OPTION_TASKS = 21,
	OPTION_BUFFER_TEXT = 22,
	SECTIONS = 23
};

/* struct state - what the options told */
struct state {
	uint64_t section[SECTIONS];
	unsigned int options;
	bool text;
};

/* The contents of the section at c, unpacked into *bytes if need be. */
static int section_open(struct kt_cursor *c, uint16_t want, uint16_t *flags,
			uint8_t **bytes)
{
	uint32_t description, packed = 0, size = 0;
	char *from = NULL;
	uint64_t length = 0;
	uint16_t id = 0;
	int ret;

	*bytes = NULL;
	ret = kt_cursor_u16(c, &id, "section");
	if (!ret)
		ret = kt_cursor_u16(c, flags, "section");
	if (!ret)
		ret = kt_cursor_u32(c, &description, "section");
	if (!ret)
		ret = kt_cursor_u64(c, &length, "section");
	if (!ret && id != want)
		ret = kt_cursor_bad(c, "section %u is where %u belongs: it is damaged", id, want);
	if (!ret && length > c->end - c->at)
		ret = kt_cursor_bad(c, "the file ends inside of section %u: it is truncated", id);
	if (ret || id == OPTION_BUFFER)
		return ret;
	c->end = c->at + length;
	if (!(*flags & COMPRESSED))
		return 0;
	ret = kt_cursor_u32(c, &packed, "compressed section");
	if (!ret)
		ret = kt_cursor_u32(c, &size, "compressed section");
	if (!ret && size > SECTION_MAX)
		ret = kt_cursor_bad(c, "section %u unpacks to %u bytes, more than a kernel writes",
				    id, size);
	if (!ret)
		ret = kt_cursor_text(c, &from, packed, SECTION_MAX, "compressed section");
	if (ret)
		return ret;
	*bytes = malloc((size_t)size + 1);
	if (!*bytes || kt_unpack(c->rec->compression, from, packed, *bytes, size)) {
		ret = kt_cursor_bad(c, "section %u can't be unpacked: it is damaged", id);
		free(*bytes);
		*bytes = NULL;
	}
	free(from);
	if (!ret) {
		c->bytes = *bytes;
		c->at = 0;
		c->end = size;
	}
	return ret;
}

static int buffer_cpus(struct kt_recording *rec, struct kt_cursor *c,
		       uint32_t n, bool compressed)
{
	struct kt_cursor whole = *c;
	uint32_t i;
	int ret = 0;

	whole.bytes = NULL;
	whole.end = rec->file_size;
	for (i = 0; !ret && i < n; i++) {
		struct kt_segment segment = { .compressed = compressed };

		ret = kt_cursor_u32(c, &segment.cpu, "buffer");
		if (!ret)
			ret = kt_cursor_u64(c, &segment.offset, "buffer");
		if (!ret)
			ret = kt_cursor_u64(c, &segment.size, "buffer");
		if (!ret && segment.cpu >= KT_CPUS_MAX)
			ret = kt_cursor_bad(c, "a buffer of CPU %u", segment.cpu);
		if (!ret)
			ret = kt_recording_add_segment(rec, &whole, &segment);
		if (!ret && segment.cpu >= rec->cpus)
			rec->cpus = segment.cpu + 1;
	}
	return ret;
}

static int buffer(struct kt_recording *rec, struct kt_cursor *c,
		  const char *data, uint32_t size)
{
	struct kt_cursor option = {
		.rec = rec, .bytes = (const uint8_t *)data, .end = size, .err = c->err
	};
	struct kt_cursor section = {
		.rec = rec, .end = rec->file_size, .err = c->err
	};
	char name[NAME_MAX_LEN], clock[NAME_MAX_LEN];
	uint32_t page_size = 0, cpus = 0;
	uint16_t flags = 0;
	uint8_t *bytes;
	int ret;

	ret = kt_cursor_u64(&option, &section.at, "buffer");
	if (!ret)
		ret = kt_cursor_str(&option, name, sizeof(name), "buffer's name");
	if (!ret)
		ret = kt_cursor_str(&option, clock, sizeof(clock), "buffer's clock");
	if (!ret)
		ret = kt_cursor_u32(&option, &page_size, "buffer");
	if (!ret)
		ret = kt_cursor_u32(&option, &cpus, "buffer");
	if (!ret && page_size != rec->page_size)
		ret = kt_cursor_bad(&option, "a buffer has pages of %u bytes, the file of %u",
				    page_size, rec->page_size);
	if (!ret && cpus)
		ret = section_open(&section, OPTION_BUFFER, &flags, &bytes);
	if (!ret && cpus)
		ret = buffer_cpus(rec, &option, cpus, flags & COMPRESSED);
	return ret;
}

static int option(struct kt_recording *rec, struct kt_cursor *c,
		  struct state *state, uint16_t id, const char *data,
		  uint32_t size)
{
	if (id >= OPTION_HEADER && id <= OPTION_TASKS) {
		if (size < sizeof(uint64_t))
			return kt_cursor_bad(c, "option %u has %u bytes", id, size);
		memcpy(&state->section[id], data, sizeof(uint64_t));
		return 0;
	}
	if (id == OPTION_BUFFER)
		return buffer(rec, c, data, size);
	if (id == OPTION_BUFFER_TEXT)
		state->text = true;
	if (id == OPTION_CPUCOUNT && size >= sizeof(uint32_t)) {
		uint32_t cpus;

		memcpy(&cpus, data, sizeof(cpus));
		if (cpus > KT_CPUS_MAX)
			return kt_cursor_bad(c, "it says it has %u CPUs", cpus);
		if (cpus > rec->cpus)
			rec->cpus = cpus;
	}
	if (kt_recording_option(rec, id, data, size))
		return kt_cursor_bad(c, "option %u of %u bytes makes no sense", id, size);
	return 0;
}

/* One section of options; *next is where the next one is, 0 if none. */
static int options(struct kt_recording *rec, struct kt_cursor *c,
		   struct state *state, uint64_t *next)
{
	uint16_t id = 0, flags;
	uint32_t size = 0;
	uint8_t *bytes;
	char *data;
	int ret;

	ret = section_open(c, OPTION_DONE, &flags, &bytes);
	*next = 0;
	while (!ret) {
		ret = kt_cursor_u16(c, &id, "options");
		if (!ret)
			ret = kt_cursor_u32(c, &size, "options");
		if (!ret && ++state->options > OPTIONS_MAX)
			ret = kt_cursor_bad(c, "its options have no end");
		if (!ret)
			ret = kt_cursor_text(c, &data, size, OPTION_MAX, "options");
		if (ret)
			break;
		if (id == OPTION_DONE) {
			if (size >= sizeof(*next))
				memcpy(next, data, sizeof(*next));
			free(data);
			break;
		}
		ret = option(rec, c, state, id, data, size);
		free(data);
	}
	free(bytes);
	return ret;
}

/* In this order, whatever theirs is in the file. */
static int sections(struct kt_recording *rec, struct kt_cursor *c,
		    const struct state *state, unsigned int load)
{
	uint16_t id, flags;
	uint8_t *bytes;
	int ret = 0;

	if (!state->section[OPTION_HEADER] || !state->section[OPTION_EVENTS])
		return kt_cursor_bad(c, "it describes no events: it is truncated, or not a recording of events");
	for (id = OPTION_HEADER; !ret && id <= OPTION_TASKS; id++) {
		struct kt_cursor s = {
			.rec = rec, .at = state->section[id],
			.end = rec->file_size, .err = c->err
		};

		if (!s.at || (id == OPTION_SYMBOLS && !(load & KT_LOAD_SYMBOLS)))
			continue;
		ret = section_open(&s, id, &flags, &bytes);
		if (ret)
			break;
		if (id == OPTION_HEADER)
			ret = kt_formats_header(rec, &s);
		else if (id == OPTION_FTRACE)
			ret = kt_formats_ftrace(rec, &s);
		else if (id == OPTION_EVENTS)
			ret = kt_formats_events(rec, &s);
		else if (id == OPTION_SYMBOLS)
			ret = kt_formats_symbols(rec, &s, true);
		else if (id == OPTION_PRINTK)
			ret = kt_formats_printk(rec, &s);
		else
			ret = kt_formats_tasks(rec, &s);
		free(bytes);
	}
	return ret;
}

int kt_recording_v7(struct kt_recording *rec, struct kt_cursor *c,
		    unsigned int load)
{
	char name[NAME_MAX_LEN], version[NAME_MAX_LEN];
	struct state state = { 0 };
	uint64_t next;
	int ret;

	ret = kt_cursor_str(c, name, sizeof(name), "compression");
	if (!ret)
		ret = kt_cursor_str(c, version, sizeof(version), "compression");
	if (!ret)
		ret = kt_cursor_u64(c, &next, "place of its options");
	if (ret)
		return ret;
	if (!strcmp(name, "zstd"))
		rec->compression = KT_COMPRESS_ZSTD;
	else if (!strcmp(name, "zlib"))
		rec->compression = KT_COMPRESS_ZLIB;
	else if (strcmp(name, "none"))
		return kt_cursor_bad(c, "it is compressed with \"%.32s\", which this program can't unpack; record with --compression none",
				     name);
	while (!ret && next) {
		struct kt_cursor at = {
			.rec = rec, .at = next, .end = rec->file_size, .err = c->err
		};

		ret = options(rec, &at, &state, &next);
	}
	if (!ret && !rec->segments_n && state.text)
		ret = kt_cursor_bad(c, "it holds a latency tracer's text, no events: record events instead");
	return ret ? ret : sections(rec, c, &state, load);
}
