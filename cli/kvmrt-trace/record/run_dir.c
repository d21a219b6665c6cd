// SPDX-License-Identifier: GPL-2.0-only
/*
 * The folder of a recording.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "moved.h"
#include "run.h"

#define RESERVE ".reserve"
/* Tail, recording.json, and one part of dat_write_pages.c. */
#define RESERVE_BYTES (8 << 20)

static bool is_empty(int dirfd)
{
	int copy = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	bool empty = true;

	if (!list) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	while (empty && (entry = readdir(list)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	closedir(list);
	return empty;
}

int kt_dir_make(const char *dir, int *dirfd, char **path, struct kt_error *err)
{
	bool made = !mkdir(dir, 0700);

	if (!made && errno != EEXIST)
		return kt_error_set(err, -errno, "can't make the folder %s: %s",
				    dir, strerror(errno));
	*dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*dirfd < 0)
		return kt_error_set(err, -errno, "can't open the folder %s: %s",
				    dir, strerror(errno));
	if (!made && !is_empty(*dirfd)) {
		close(*dirfd);
		*dirfd = -1;
		return kt_error_set(err, -EEXIST,
				    "the folder %s is not empty; name another one with -o, or remove it",
				    dir);
	}
	*path = realpath(dir, NULL);
	return *path ? 0 : kt_error_set(err, -errno, "can't find %s: %s", dir, strerror(errno));
}

int kt_dir_reserve(int dirfd, struct kt_error *err)
{
	int fd, ret;

	fd = openat(dirfd, RESERVE, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	/* Where that can't be, a full disk costs what could not be completed. */
	ret = fd < 0 ? errno : posix_fallocate(fd, 0, RESERVE_BYTES);
	if (fd >= 0)
		close(fd);
	if (!ret || ret == EOPNOTSUPP || ret == EINVAL)
		return 0;
	unlinkat(dirfd, RESERVE, 0);
	return kt_error_set(err, -ret, "can't begin a recording: %s",
			    strerror(ret));
}

void kt_dir_unreserve(int dirfd)
{
	unlinkat(dirfd, RESERVE, 0);
}

void kt_dir_tidy(int dirfd, unsigned int cpus)
{
	char name[32];
	unsigned int i;

	for (i = 0; i < cpus; i++) {
		snprintf(name, sizeof(name), "cpu%u.raw", i);
		unlinkat(dirfd, name, 0);
		snprintf(name, sizeof(name), "cpu%u.frozen", i);
		unlinkat(dirfd, name, 0);
	}
	unlinkat(dirfd, "control", 0);
	kt_moved_remove(dirfd);
	kt_dir_unreserve(dirfd);
}

void kt_dir_remove(int dirfd, const char *path, unsigned int cpus)
{
	kt_dir_tidy(dirfd, cpus);
	unlinkat(dirfd, "trace.dat", 0);
	unlinkat(dirfd, "recording.json", 0);
	unlinkat(dirfd, "recording.json.new", 0);
	rmdir(path);
}
