// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace-cmd's files of version 6, which our recorder writes too: the texts one
 * after the other, then options, then where each CPU's pages are.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"

#define MARK 10
#define OPTION_DONE 0
#define OPTION_BUFFER 3
#define OPTION_MAX (16 << 20)
#define BUFFERS_MAX 1024

static int segments(struct kt_recording *rec, struct kt_cursor *c)
{
	struct kt_segment segment = { 0 };
	uint32_t cpu;
	int ret = 0;

	for (cpu = 0; !ret && cpu < rec->cpus; cpu++) {
		segment.cpu = cpu;
		ret = kt_cursor_u64(c, &segment.offset, "table of CPUs");
		if (!ret)
			ret = kt_cursor_u64(c, &segment.size, "table of CPUs");
		if (!ret)
			ret = kt_recording_add_segment(rec, c, &segment);
	}
	return ret;
}

/* Pages of another trace instance, with a table of their own. */
static int buffer(struct kt_recording *rec, struct kt_cursor *c, uint64_t at)
{
	struct kt_cursor sub = *c;
	char mark[MARK];
	int ret;

	sub.at = at;
	ret = kt_cursor_read(&sub, mark, MARK, "table of an instance");
	if (ret)
		return ret;
	if (memcmp(mark, "flyrecord", MARK))
		return kt_cursor_bad(&sub, "an instance without \"flyrecord\": it is damaged, or not a recording of ring pages");
	return segments(rec, &sub);
}

static int options(struct kt_recording *rec, struct kt_cursor *c)
{
	uint64_t buffers[BUFFERS_MAX];
	size_t n = 0, i;
	uint16_t id = 0;
	uint32_t size = 0;
	char *bytes;
	int ret;

	for (;;) {
		ret = kt_cursor_u16(c, &id, "options");
		if (ret)
			return ret;
		if (id == OPTION_DONE)
			break;
		ret = kt_cursor_u32(c, &size, "options");
		if (!ret)
			ret = kt_cursor_text(c, &bytes, size, OPTION_MAX, "options");
		if (ret)
			return ret;
		if (id == OPTION_BUFFER && size >= sizeof(uint64_t) && n < BUFFERS_MAX)
			memcpy(&buffers[n++], bytes, sizeof(uint64_t));
		ret = kt_recording_option(rec, id, bytes, size);
		free(bytes);
		if (ret)
			return kt_cursor_bad(c, "option %u of %u bytes makes no sense", id, size);
	}
	for (i = 0; !ret && i < n; i++)
		ret = buffer(rec, c, buffers[i]);
	return ret;
}

int kt_recording_v6(struct kt_recording *rec, struct kt_cursor *c,
		    unsigned int load)
{
	char mark[MARK];
	int ret;

	ret = kt_formats_header(rec, c);
	if (!ret)
		ret = kt_formats_ftrace(rec, c);
	if (!ret)
		ret = kt_formats_events(rec, c);
	if (!ret)
		ret = kt_formats_symbols(rec, c, load & KT_LOAD_SYMBOLS);
	if (!ret)
		ret = kt_formats_printk(rec, c);
	if (!ret)
		ret = kt_formats_tasks(rec, c);
	if (!ret)
		ret = kt_cursor_u32(c, &rec->cpus, "number of CPUs");
	if (!ret && (!rec->cpus || rec->cpus > KT_CPUS_MAX))
		ret = kt_cursor_bad(c, "it says it has %u CPUs", rec->cpus);
	if (!ret)
		ret = kt_cursor_read(c, mark, MARK, "kind of contents");
	if (!ret && !memcmp(mark, "options  ", MARK)) {
		ret = options(rec, c);
		if (!ret)
			ret = kt_cursor_read(c, mark, MARK, "kind of contents");
	}
	if (ret)
		return ret;
	if (!memcmp(mark, "latency  ", MARK))
		return kt_cursor_bad(c, "it holds a latency tracer's text, no events: record events instead");
	if (memcmp(mark, "flyrecord", MARK))
		return kt_cursor_bad(c, "it has neither options nor pages where they belong: it is damaged");
	return segments(rec, c);
}
