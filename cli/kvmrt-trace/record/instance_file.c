// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of tracefs: small texts, written in one call, with the errno that
 * tells why.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "instance.h"

int kt_file_open(const char *dir, const char *file, int flags)
{
	char path[PATH_MAX];
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", dir, file) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int kt_cpu_file_open(const char *dir, unsigned int cpu, const char *file,
		     int flags)
{
	char name[64];

	snprintf(name, sizeof(name), "per_cpu/cpu%u/%s", cpu, file);
	return kt_file_open(dir, name, flags);
}

int kt_file_write(const char *dir, const char *file, const char *text)
{
	/* An empty text truncates: that is what clears set_event and trace. */
	int fd = kt_file_open(dir, file, O_WRONLY | (*text ? 0 : O_TRUNC));
	size_t len = strlen(text);
	int ret = 0;

	if (fd < 0)
		return fd;
	if (len && write(fd, text, len) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int kt_instance_write(struct kt_instance *in, const char *file,
		      const char *text, struct kt_error *err)
{
	int ret = kt_file_write(in->dir, file, text);

	if (ret)
		kt_error_set(err, ret, "can't write '%s' to %s/%s: %s", text,
			     in->dir, file, strerror(-ret));
	return ret;
}

char *kt_file_read(const char *dir, const char *file, size_t *size)
{
	size_t used = 0, room = 0;
	char *text = NULL, *more;
	ssize_t n = 1;
	int fd = kt_file_open(dir, file, O_RDONLY);

	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	while (n > 0) {
		if (room - used < 2) {
			room = room ? room * 2 : 16384;
			more = realloc(text, room);
			if (!more) {
				n = -1;
				break;
			}
			text = more;
		}
		n = read(fd, text + used, room - used - 1);
		if (n > 0)
			used += n;
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	close(fd);
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	if (size)
		*size = used;
	return text;
}

static uint64_t number_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

int kt_cpu_stats(const char *dir, unsigned int cpu, struct kt_cpu_stats *stats)
{
	char name[64], *text;

	snprintf(name, sizeof(name), "per_cpu/cpu%u/stats", cpu);
	text = kt_file_read(dir, name, NULL);
	if (!text)
		return -errno;
	stats->entries = number_of(text, "entries: ");
	stats->bytes = number_of(text, "bytes: ");
	/* "commit overrun: " comes second. */
	stats->overrun = number_of(text, "overrun: ");
	stats->commit_overrun = number_of(text, "commit overrun: ");
	stats->dropped = number_of(text, "dropped events: ");
	free(text);
	return 0;
}
