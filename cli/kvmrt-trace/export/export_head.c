// SPDX-License-Identifier: GPL-2.0-only
/*
 * The texts are copied as they are: the formats' numbers are those that the
 * records have.  See trace-cmd.dat.v6(5).
 */
#include <errno.h>
#include <string.h>

#include "export_head.h"

#define MARK 10
/* Behind magic, version, byte order, size of a long and of a page. */
#define BEGIN 18

enum { OPTION_END = 0, OPTION_TRACECLOCK = 4 };

static int skip(struct kt_cursor *c, uint64_t n)
{
	if (c->at > c->end || n > c->end - c->at)
		return kt_cursor_bad(c, "the file ends inside of its formats");
	c->at += n;
	return 0;
}

static int skip64(struct kt_cursor *c)
{
	uint64_t n;
	int ret = kt_cursor_u64(c, &n, "formats");

	return ret ? ret : skip(c, n);
}

static int skip32(struct kt_cursor *c)
{
	uint32_t n;
	int ret = kt_cursor_u32(c, &n, "symbols");

	return ret ? ret : skip(c, n);
}

static int skip_formats(struct kt_cursor *c)
{
	uint32_t n;
	int ret = kt_cursor_u32(c, &n, "number of formats");

	while (!ret && n--)
		ret = skip64(c);
	return ret;
}

/* Leaves the cursor behind the names of tasks. */
static int skip_texts(struct kt_cursor *c)
{
	char system[256];
	uint32_t n = 0;
	int ret;

	ret = skip(c, sizeof("header_page"));
	if (!ret)
		ret = skip64(c);
	if (!ret)
		ret = skip(c, sizeof("header_event"));
	if (!ret)
		ret = skip64(c);
	if (!ret)
		ret = skip_formats(c);
	if (!ret)
		ret = kt_cursor_u32(c, &n, "number of trace systems");
	while (!ret && n--) {
		ret = kt_cursor_str(c, system, sizeof(system), "name of a trace system");
		if (!ret)
			ret = skip_formats(c);
	}
	if (!ret)
		ret = skip32(c);
	if (!ret)
		ret = skip32(c);
	return ret ? ret : skip64(c);
}

static int copy(const struct kt_recording *rec, uint64_t n, FILE *out,
		struct kt_error *err)
{
	struct kt_cursor c = { .rec = rec, .end = rec->file_size, .err = err };
	char part[4096];
	uint64_t size;
	int ret;

	for (; n; n -= size) {
		size = n < sizeof(part) ? n : sizeof(part);
		ret = kt_cursor_read(&c, part, size, "formats");
		if (ret)
			return ret;
		if (fwrite(part, size, 1, out) != 1)
			return errno ? -errno : -EIO;
	}
	return 0;
}

static void put_table(const struct kt_recording *rec, FILE *out, off_t *table)
{
	static const char clock[] = "[local]";
	const uint16_t id = OPTION_TRACECLOCK, end = OPTION_END;
	const uint32_t size = sizeof(clock), cpus = rec->cpus;
	uint64_t i;
	off_t at;

	fwrite(&cpus, sizeof(cpus), 1, out);
	fwrite("options  ", MARK, 1, out);
	fwrite(&id, sizeof(id), 1, out);
	fwrite(&size, sizeof(size), 1, out);
	fwrite(clock, size, 1, out);
	fwrite(&end, sizeof(end), 1, out);
	fwrite("flyrecord", MARK, 1, out);
	*table = ftello(out);
	for (i = 0; i < 16 * (uint64_t)cpus; i++)
		fputc(0, out);
	/* Readers map pages, so these begin where pages do. */
	for (at = ftello(out); at % rec->page_size || at % 4096; at++)
		fputc(0, out);
}

int export_head(const struct kt_recording *rec, FILE *out, off_t *table,
		struct kt_error *err)
{
	struct kt_cursor c = {
		.rec = rec, .at = BEGIN, .end = rec->file_size, .err = err
	};
	int ret;

	if (rec->version != 6)
		return kt_error_set(err, -EOPNOTSUPP,
				    "%s: is of version %u, only version 6 can be converted; 'trace-cmd convert --file-version 6' makes one",
				    rec->file, rec->version);
	if (rec->commit_offset != 8 || rec->commit_size != 8 || rec->data_offset != 16)
		return kt_error_set(err, -EOPNOTSUPP,
				    "%s: its pages are not those of a 64-bit kernel",
				    rec->file);
	ret = skip_texts(&c);
	if (!ret)
		ret = copy(rec, c.at, out, err);
	if (ret)
		return ret;
	put_table(rec, out, table);
	if (ferror(out))
		return errno ? -errno : -EIO;
	return 0;
}
