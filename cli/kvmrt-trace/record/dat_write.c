// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file in trace-cmd's format 6, but for the pages.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dat_write.h"

enum {
	OPTION_END = 0,
	OPTION_TRACECLOCK = 4,
	OPTION_UNAME = 5,
	OPTION_TSC2NSEC = 14,
};

/* struct out - a buffered file; the first error stays */
struct out {
	FILE *file;
	int error;
};

static void put(struct out *out, const void *bytes, size_t n)
{
	if (!out->error && n && fwrite(bytes, n, 1, out->file) != 1)
		out->error = errno ? -errno : -EIO;
}

static void put_u16(struct out *out, uint16_t value)
{
	put(out, &value, sizeof(value));
}

static void put_u32(struct out *out, uint32_t value)
{
	put(out, &value, sizeof(value));
}

static void put_u64(struct out *out, uint64_t value)
{
	put(out, &value, sizeof(value));
}

static void put_str(struct out *out, const char *text)
{
	put(out, text, strlen(text) + 1);
}

/* The descriptor's place is where the buffered file's is, before and after. */
static int out_open(struct out *out, int fd, struct kt_error *err)
{
	int copy = dup(fd), ret;

	out->error = 0;
	out->file = copy < 0 ? NULL : fdopen(copy, "w");
	if (out->file)
		return 0;
	ret = kt_error_set(err, -errno, "can't write the trace: %s",
			   strerror(errno));
	if (copy >= 0)
		close(copy);
	return ret;
}

static int out_close(struct out *out, const char *what, struct kt_error *err)
{
	int ret = out->error;

	if (fclose(out->file) && !ret)
		ret = -errno;
	return ret ? kt_error_set(err, ret, "can't write %s of the trace: %s",
				  what, strerror(-ret)) : 0;
}

static void put_file64(struct out *out, const char *dir, const char *file)
{
	size_t size = 0;
	char *text = kt_file_read(dir, file, &size);

	if (!text && !out->error)
		out->error = -errno;
	put_u64(out, size);
	put(out, text, size);
	free(text);
}

/* Folders of dir that have a file format; free() each and the list. */
static size_t list_formats(const char *dir, char ***list)
{
	struct dirent **entries;
	char path[PATH_MAX];
	size_t found = 0;
	int n, i;

	*list = NULL;
	n = scandir(dir, &entries, NULL, alphasort);
	if (n < 0)
		return 0;
	*list = calloc(n + 1, sizeof(**list));
	for (i = 0; i < n; i++) {
		if (*list && entries[i]->d_name[0] != '.' &&
		    snprintf(path, sizeof(path), "%s/%s/format", dir,
			     entries[i]->d_name) < (int)sizeof(path) &&
		    !access(path, R_OK))
			(*list)[found++] = strdup(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return found;
}

/* All events of a system, with their number; the name of it if wanted. */
static void put_system(struct out *out, const char *tracing, const char *system,
		       bool named)
{
	char dir[PATH_MAX], file[NAME_MAX + 16];
	char **list;
	size_t n, i;

	snprintf(dir, sizeof(dir), "%s/events/%s", tracing, system);
	n = list_formats(dir, &list);
	if (named)
		put_str(out, system);
	put_u32(out, n);
	for (i = 0; i < n; i++) {
		snprintf(file, sizeof(file), "%s/format", list[i]);
		put_file64(out, dir, file);
		free(list[i]);
	}
	free(list);
}

static void put_systems(struct out *out, const char *tracing,
			const struct kt_events *events)
{
	struct dirent **entries;
	char path[PATH_MAX];
	uint32_t count = 0;
	int n, i, pass;

	snprintf(path, sizeof(path), "%s/events", tracing);
	n = scandir(path, &entries, NULL, alphasort);
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < n; i++) {
			if (!kt_events_has_system(events, entries[i]->d_name))
				continue;
			if (pass)
				put_system(out, tracing, entries[i]->d_name, true);
			else
				count++;
		}
		if (!pass)
			put_u32(out, count);
	}
	for (i = 0; i < n; i++)
		free(entries[i]);
	if (n >= 0)
		free(entries);
}

/* Functions only: data has no place in a trace, and is half of the file. */
static void put_symbols(struct out *out)
{
	size_t size = 0, used = 0, len;
	char *text = kt_file_read("/proc", "kallsyms", &size), *line, *end, *type;

	for (line = text; line && *line; line = end) {
		end = strchr(line, '\n');
		end = end ? end + 1 : line + strlen(line);
		type = strchr(line, ' ');
		if (!type || type > end || !strchr("tTwW", type[1]))
			continue;
		len = end - line;
		memmove(text + used, line, len);
		used += len;
	}
	put_u32(out, used);
	put(out, text, used);
	free(text);
}

static void put_printk(struct out *out, const char *tracing)
{
	size_t size = 0;
	char *text = kt_file_read(tracing, "printk_formats", &size);

	put_u32(out, size);
	put(out, text, size);
	free(text);
}

int kt_dat_head(int fd, const struct kt_events *events, struct kt_error *err)
{
	const char *tracing = kt_tracing_dir(err);
	struct out out;
	int ret;

	if (!tracing)
		return -ENODEV;
	ret = out_open(&out, fd, err);
	if (ret)
		return ret;
	put(&out, "\x17\x08\x44tracing6", 12);
	put(&out, "\0\x08", 2);
	put_u32(&out, KT_PAGE);
	put_str(&out, "header_page");
	put_file64(&out, tracing, "events/header_page");
	put_str(&out, "header_event");
	put_file64(&out, tracing, "events/header_event");
	put_system(&out, tracing, "ftrace", false);
	put_systems(&out, tracing, events);
	put_symbols(&out);
	put_printk(&out, tracing);
	return out_close(&out, "the head", err);
}

static void put_option(struct out *out, uint16_t id, const void *bytes,
		       uint32_t size)
{
	put_u16(out, id);
	put_u32(out, size);
	put(out, bytes, size);
}

/*
 * ns = (tsc * mult) >> shift, with the largest mult that trace-cmd's int holds.
 * For readers that know no better; ours goes by tsc_khz itself.
 */
static void put_tsc2nsec(struct out *out, uint32_t khz)
{
	struct {
		uint32_t mult, shift;
		uint64_t offset;
	} __attribute__((packed)) option = { .shift = 32 };
	__uint128_t mult;

	for (;; option.shift--) {
		mult = ((__uint128_t)1000000 << option.shift) / khz;
		if (mult <= INT32_MAX || !option.shift)
			break;
	}
	option.mult = mult;
	put_option(out, OPTION_TSC2NSEC, &option, sizeof(option));
}

static void put_options(struct out *out, const struct kt_dat_tail *tail)
{
	char clock[64], *uname = kt_file_read("/proc", "version", NULL);

	put(out, "options  ", 10);
	/* The form of the file trace_clock, where brackets mark the choice. */
	snprintf(clock, sizeof(clock), "[%s]", tail->clock);
	put_option(out, OPTION_TRACECLOCK, clock, strlen(clock) + 1);
	if (tail->tsc_khz && !strcmp(tail->clock, "x86-tsc"))
		put_tsc2nsec(out, tail->tsc_khz);
	if (uname) {
		uname[strcspn(uname, "\n")] = '\0';
		put_option(out, OPTION_UNAME, uname, strlen(uname) + 1);
		free(uname);
	}
	put_u16(out, OPTION_END);
}

int kt_dat_tail(int fd, const struct kt_dat_tail *tail, off_t *table,
		struct kt_error *err)
{
	const char *tasks = tail->tasks ? tail->tasks : "";
	struct out out;
	unsigned int i;
	int ret;

	ret = out_open(&out, fd, err);
	if (ret)
		return ret;
	put_u64(&out, strlen(tasks));
	put(&out, tasks, strlen(tasks));
	put_u32(&out, tail->cpus);
	put_options(&out, tail);
	put(&out, "flyrecord", 10);
	if (!out.error && fflush(out.file))
		out.error = -errno;
	*table = lseek(fd, 0, SEEK_CUR);
	for (i = 0; i < tail->cpus * 2; i++)
		put_u64(&out, 0);
	ret = out_close(&out, "the tail", err);
	return ret ? ret : kt_dat_place(fd, *table, tail->cpus, err);
}

int kt_dat_place(int fd, off_t table, unsigned int cpus, struct kt_error *err)
{
	off_t end = table + cpus * 16;

	end = (end + KT_PAGE - 1) / KT_PAGE * KT_PAGE;
	return lseek(fd, end, SEEK_SET) == end ? 0 :
		       kt_error_set(err, -errno, "can't write the trace: %s",
				    strerror(errno));
}

int kt_dat_cpu(int fd, off_t table, unsigned int cpu, uint64_t offset,
	       uint64_t size, struct kt_error *err)
{
	uint64_t line[2] = { offset, size };

	if (pwrite(fd, line, sizeof(line), table + cpu * sizeof(line)) !=
	    sizeof(line))
		return kt_error_set(err, -errno, "can't write the trace: %s",
				    strerror(errno));
	return 0;
}
