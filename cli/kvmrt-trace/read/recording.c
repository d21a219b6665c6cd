// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a recording: which of its files there are, and the beginning that
 * all versions of trace.dat share.
 */
#include <errno.h>
#include <event-parse.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recording.h"

#define PAGE_MIN 512u
#define PAGE_MAX (16u << 20)
/* Far more than reading all formats of a kernel takes. */
#define PROBE_S 30

enum { OPTION_TRACECLOCK = 4, OPTION_TSC2NSEC = 14 };

static const uint8_t magic[] = { 0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g' };

int kt_recording_add_segment(struct kt_recording *rec, struct kt_cursor *c,
			     const struct kt_segment *segment)
{
	struct kt_segment *list;

	if (!segment->size)
		return 0;
	if (segment->offset > rec->file_size ||
	    segment->size > rec->file_size - segment->offset)
		return kt_cursor_bad(c, "the pages of CPU %u would end at byte %llu, the file has %llu: it is truncated; copy it again, or record again",
				     segment->cpu,
				     (unsigned long long)(segment->offset + segment->size),
				     (unsigned long long)rec->file_size);
	if (!segment->compressed && segment->size % rec->page_size)
		return kt_cursor_bad(c, "CPU %u has %llu bytes, which are no whole pages of %u",
				     segment->cpu, (unsigned long long)segment->size,
				     rec->page_size);
	if (rec->segments_n >= 4 * KT_CPUS_MAX)
		return kt_cursor_bad(c, "it has more buffers than any machine");
	list = realloc(rec->segments, (rec->segments_n + 1) * sizeof(*list));
	if (!list)
		return kt_error_set(c->err, -ENOMEM, "%s: out of memory", rec->file);
	rec->segments = list;
	list[rec->segments_n++] = *segment;
	return 0;
}

/* "local global [x86-tsc] mono", or a name alone */
static void clock_name(char *to, size_t size, const char *bytes, uint32_t len)
{
	const char *from = memchr(bytes, '[', len), *end;

	from = from ? from + 1 : bytes;
	for (end = from; end < bytes + len && *end && !strchr("] \n\t", *end); end++)
		;
	snprintf(to, size, "%.*s", (int)(end - from), from);
}

int kt_recording_option(struct kt_recording *rec, unsigned int id,
			const char *bytes, uint32_t size)
{
	struct json_object *json = rec->meta.json;
	uint32_t mult, shift;
	char name[64];
	uint64_t khz;

	/* recording.json knows better. */
	if (rec->has_json)
		return 0;
	if (id == OPTION_TRACECLOCK && size) {
		clock_name(name, sizeof(name), bytes, size);
		/* trace-cmd's own name of x86-tsc with a rate */
		if (!strcmp(name, "tsc2nsec"))
			snprintf(name, sizeof(name), "x86-tsc");
		if (*name)
			json_object_object_add(json, "clock", json_object_new_string(name));
	} else if (id == OPTION_TSC2NSEC) {
		if (size < 16)
			return -EBADMSG;
		memcpy(&mult, bytes, sizeof(mult));
		memcpy(&shift, bytes + 4, sizeof(shift));
		if (!mult || shift > 43)
			return -EBADMSG;
		khz = ((1000000ULL << shift) + mult / 2) / mult;
		json_object_object_add(json, "tsc_khz", json_object_new_uint64(khz));
	}
	return 0;
}

/* What a file without recording.json says of itself. */
static int made_up(struct kt_recording *rec, struct kt_error *err)
{
	const char *base = strrchr(rec->path, '/');
	struct json_object *json = json_object_new_object();

	if (!json)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", rec->path);
	rec->meta.json = json;
	base = base && base[1] ? base + 1 : rec->path;
	json_object_object_add(json, "format", json_object_new_int(1));
	json_object_object_add(json, "host", json_object_new_string(base));
	json_object_object_add(json, "kind", json_object_new_string("host"));
	json_object_object_add(json, "clock", json_object_new_string("local"));
	return 0;
}

static int begin(struct kt_recording *rec, struct kt_cursor *c)
{
	uint8_t have[sizeof(magic)], endian, long_size;
	char version[8];
	int ret;

	ret = kt_cursor_read(c, have, sizeof(have), "beginning");
	if (!ret && memcmp(have, magic, sizeof(magic)))
		ret = kt_cursor_bad(c, "not a trace.dat: it begins with other bytes");
	if (!ret)
		ret = kt_cursor_str(c, version, sizeof(version), "version");
	if (!ret)
		ret = kt_cursor_read(c, &endian, 1, "beginning");
	if (!ret)
		ret = kt_cursor_read(c, &long_size, 1, "beginning");
	if (!ret)
		ret = kt_cursor_u32(c, &rec->page_size, "page size");
	if (ret)
		return ret;
	if (!strcmp(version, "6"))
		rec->version = 6;
	else if (!strcmp(version, "7"))
		rec->version = 7;
	else
		return kt_cursor_bad(c, "version \"%s\" of trace.dat; this program reads 6 and 7: convert it with trace-cmd convert",
				     version);
	if (endian)
		return kt_cursor_bad(c, "recorded on a machine of another byte order");
	if (long_size != 4 && long_size != 8)
		return kt_cursor_bad(c, "a machine whose long has %u bytes", long_size);
	if (rec->page_size < PAGE_MIN || rec->page_size > PAGE_MAX ||
	    rec->page_size & (rec->page_size - 1))
		return kt_cursor_bad(c, "ring pages of %u bytes", rec->page_size);
	tep_set_long_size(rec->tep, long_size);
	tep_set_page_size(rec->tep, (int)rec->page_size);
	return 0;
}

static int open_file(struct kt_recording *rec, struct kt_error *err)
{
	struct stat st;

	/* O_NONBLOCK: a pipe in its place must not hang us */
	rec->fd = open(rec->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (rec->fd < 0)
		return kt_error_set(err, -errno, "%s: %s", rec->file, strerror(errno));
	if (fstat(rec->fd, &st) || !S_ISREG(st.st_mode))
		return kt_error_set(err, -EBADMSG, "%s: not a regular file", rec->file);
	rec->file_size = (uint64_t)st.st_size;
	return 0;
}

static int read_file(struct kt_recording *rec, unsigned int load,
		     struct kt_error *err)
{
	struct kt_cursor c = { .rec = rec, .end = rec->file_size, .err = err };
	int ret;

	rec->tep = tep_alloc();
	if (!rec->tep)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", rec->file);
	tep_set_file_bigendian(rec->tep, TEP_LITTLE_ENDIAN);
	tep_set_local_bigendian(rec->tep, TEP_LITTLE_ENDIAN);
	/* What it can't parse is told by us, where it matters. */
	tep_set_loglevel(TEP_LOG_NONE);
	ret = begin(rec, &c);
	if (!ret)
		ret = rec->version == 6 ? kt_recording_v6(rec, &c, load) :
					  kt_recording_v7(rec, &c, load);
	if (!ret)
		ret = kt_formats_index(rec, err);
	if (!ret)
		tep_set_cpus(rec->tep, (int)rec->cpus);
	return ret;
}

/*
 * Some expressions that say how an event is printed make the library crash,
 * and no check short of its own code tells all of them.  So a child reads the
 * file first; if it doesn't survive, events are printed field by field.
 */
static bool print_is_harmless(const struct kt_recording *rec)
{
	struct kt_recording copy = *rec;
	int status;
	pid_t pid;

	pid = fork();
	if (pid < 0)
		return false;
	if (!pid) {
		struct rlimit no_core = { 0, 0 };

		setrlimit(RLIMIT_CORE, &no_core);
		/* No handler of the program's, nor a sanitizer's report. */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGABRT, SIG_DFL);
		alarm(PROBE_S);
		close(STDERR_FILENO);
		copy.print = true;
		read_file(&copy, 0, NULL);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return false;
	}
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* Its trace.dat is a head without a body until its recorder has ended. */
static int check_state(const struct kt_recording *rec, struct kt_error *err)
{
	const char *state = kt_json_str(rec->meta.json, "state");

	if (!state || strcmp(state, "recording"))
		return 0;
	return kt_error_set(err, -EBUSY,
			    "%s: it is being recorded; if its recorder was killed, 'kvmrt-trace recover %s' completes it",
			    rec->path, rec->path);
}

static int find_files(struct kt_recording *rec, const char *path,
		      struct kt_error *err)
{
	const char *slash;
	struct stat st;
	char *json;
	int ret;

	rec->path = strdup(path);
	if (!rec->path)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	if (stat(path, &st))
		return kt_error_set(err, -errno, "%s: %s", path, strerror(errno));
	rec->is_dir = S_ISDIR(st.st_mode);
	/* A file of ours, such as what a flush saved, has its json beside it. */
	slash = strrchr(path, '/');
	if (rec->is_dir)
		ret = asprintf(&json, "%s/recording.json", path);
	else
		ret = asprintf(&json, "%.*srecording.json",
			       slash ? (int)(slash + 1 - path) : 0, path);
	if (ret < 0)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	if (asprintf(&rec->file, "%s%s", path, rec->is_dir ? "/trace.dat" : "") < 0) {
		rec->file = NULL;
		free(json);
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	}
	if (access(json, F_OK) && errno == ENOENT) {
		free(json);
		if (!rec->is_dir)
			return made_up(rec, err);
		return kt_error_set(err, -ENOENT,
				    "%s: there is no recording.json in it, so it is no recording of kvmrt-trace; a file of trace-cmd is given by its own name",
				    path);
	}
	rec->has_json = true;
	ret = kt_meta_read(&rec->meta, json, err);
	free(json);
	return ret || !rec->is_dir ? ret : check_state(rec, err);
}

int kt_recording_open(struct kt_recording **out, const char *path,
		      unsigned int load, struct kt_error *err)
{
	struct kt_recording *rec = calloc(1, sizeof(*rec));
	int ret;

	*out = NULL;
	if (!rec)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	rec->fd = -1;
	ret = find_files(rec, path, err);
	if (!ret)
		ret = open_file(rec, err);
	if (!ret && load & KT_LOAD_PRINT)
		rec->print = print_is_harmless(rec);
	if (!ret)
		ret = read_file(rec, load, err);
	/* Now its options are known. */
	if (!ret && !rec->has_json)
		ret = kt_meta_parse(&rec->meta, rec->meta.json, rec->file, err);
	if (ret)
		kt_recording_close(rec);
	else
		*out = rec;
	return ret;
}

void kt_recording_close(struct kt_recording *rec)
{
	if (!rec)
		return;
	kt_formats_free(rec);
	if (rec->tep)
		tep_free(rec->tep);
	kt_meta_free(&rec->meta);
	if (rec->fd >= 0)
		close(rec->fd);
	free(rec->segments);
	free(rec->file);
	free(rec->path);
	free(rec);
}
