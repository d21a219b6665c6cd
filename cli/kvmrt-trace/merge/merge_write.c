// SPDX-License-Identifier: GPL-2.0-only
/*
 * The merged directory: the recordings, as hard links where that is possible,
 * and merged.json, which is written last and makes it one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "merge.h"
#include "write_all.h"

/* Many flushes of a long run; more is no recording. */
#define FILES_MAX 100000

static int fail(struct kt_error *err, const char *what, const char *path)
{
	int code = errno ? -errno : -EIO;

	return kt_error_set(err, code, "%s: %s: %s", path, what, strerror(-code));
}

static int copy_bytes(int from, int to)
{
	static char buf[1 << 18];
	ssize_t n;

	for (;;) {
		n = read(from, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		if (kt_write_all(to, buf, (size_t)n))
			return -1;
	}
}

/* A link if both are in one file system, otherwise a copy. */
static int link_or_copy(const char *from, const char *to, struct kt_error *err)
{
	int in, out, ret;

	/* What a symbolic link points to is what must be kept. */
	if (!linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW))
		return 0;
	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return fail(err, "can't be read", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (out < 0) {
		ret = fail(err, "can't be made", to);
		close(in);
		return ret;
	}
	ret = copy_bytes(in, out) ? fail(err, "copying the recording", to) : 0;
	if (close(out) && !ret)
		ret = fail(err, "copying the recording", to);
	close(in);
	return ret;
}

static int write_json(const char *path, struct json_object *json,
		      struct kt_error *err)
{
	const char *text;
	int fd, ret = 0;

	text = json ? json_object_to_json_string_ext(json, JSON_C_TO_STRING_PRETTY) : NULL;
	if (!text)
		return kt_error_set(err, -ENOMEM, "out of memory");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return fail(err, "can't be made", path);
	if (kt_write_all(fd, text, strlen(text)) || kt_write_all(fd, "\n", 1) ||
	    fsync(fd))
		ret = fail(err, "can't be written", path);
	if (close(fd) && !ret)
		ret = fail(err, "can't be written", path);
	return ret;
}

static bool part_of_recording(const char *name)
{
	size_t len = strlen(name);

	return !strcmp(name, "recording.json") || !strcmp(name, "trace.dat") ||
	       (!strncmp(name, "flush-", 6) && len > 10 &&
		!strcmp(name + len - 4, ".dat"));
}

static int take_dir(const char *from, const char *to, struct kt_error *err)
{
	DIR *dir = opendir(from);
	struct dirent *entry;
	char *a, *b;
	int ret = 0, n = 0;

	if (!dir)
		return fail(err, "can't be read", from);
	while (!ret && (entry = readdir(dir)) && n < FILES_MAX) {
		if (!part_of_recording(entry->d_name))
			continue;
		n++;
		a = NULL;
		b = NULL;
		if (asprintf(&a, "%s/%s", from, entry->d_name) < 0 ||
		    asprintf(&b, "%s/%s", to, entry->d_name) < 0)
			ret = kt_error_set(err, -ENOMEM, "out of memory");
		else
			ret = link_or_copy(a, b, err);
		free(a);
		free(b);
	}
	closedir(dir);
	return ret;
}

/* A file alone gets the recording.json that it would have had. */
static int take_file(const struct kt_recording *rec, const char *to,
		     struct kt_error *err)
{
	char *json = NULL, *dat = NULL;
	int ret;

	if (asprintf(&json, "%s/recording.json", to) < 0 ||
	    asprintf(&dat, "%s/trace.dat", to) < 0) {
		ret = kt_error_set(err, -ENOMEM, "out of memory");
	} else {
		ret = link_or_copy(rec->file, dat, err);
		if (!ret)
			ret = write_json(json, rec->meta.json, err);
	}
	free(json);
	free(dat);
	return ret;
}

static int take_source(const struct kt_merge *m, const struct kt_src *src,
		       struct kt_error *err)
{
	char *to;
	int ret;

	if (asprintf(&to, "%s/%s", m->out, src->name) < 0)
		return kt_error_set(err, -ENOMEM, "out of memory");
	if (mkdir(to, 0777))
		ret = fail(err, "can't be made", to);
	else if (src->rec->is_dir)
		ret = take_dir(src->dir, to, err);
	else
		ret = take_file(src->rec, to, err);
	free(to);
	return ret;
}

static void remove_files(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (part_of_recording(entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

/* The recordings are where they were: what we made of them goes. */
static void undo(const struct kt_merge *m, size_t n)
{
	char *path;
	size_t i;

	for (i = 0; i < n; i++) {
		if (asprintf(&path, "%s/%s", m->out, m->stream->sources[i].name) < 0)
			continue;
		remove_files(path);
		free(path);
	}
	if (asprintf(&path, "%s/merged.json", m->out) >= 0) {
		unlink(path);
		free(path);
	}
	rmdir(m->out);
}

static int make_out(const struct kt_merge *m, struct kt_error *err)
{
	if (!mkdir(m->out, 0777))
		return 0;
	if (errno != EEXIST)
		return fail(err, "can't be made", m->out);
	/* An empty one is as good as none. */
	if (!rmdir(m->out) && !mkdir(m->out, 0777))
		return 0;
	return kt_error_set(err, -EEXIST, "%s: it exists, and is no empty directory; remove it, or name another with -o",
			    m->out);
}

int kt_merge_write(struct kt_merge *m, struct kt_error *err)
{
	struct json_object *json;
	char *path = NULL;
	size_t i;
	int ret;

	ret = make_out(m, err);
	if (ret)
		return ret;
	for (i = 0; !ret && i < m->stream->sources_n; i++)
		ret = take_source(m, &m->stream->sources[i], err);
	if (!ret) {
		json = kt_merge_json(m);
		if (asprintf(&path, "%s/merged.json", m->out) < 0)
			ret = kt_error_set(err, -ENOMEM, "out of memory");
		else
			ret = write_json(path, json, err);
		free(path);
		json_object_put(json);
	}
	if (ret)
		undo(m, i);
	return ret;
}
