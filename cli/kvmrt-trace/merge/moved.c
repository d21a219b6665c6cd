// SPDX-License-Identifier: GPL-2.0-only
/* How far the pages of a recording are in trace.dat. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "moved.h"
#include "write_all.h"

#define NAME ".moved"

/* The file: this, and a struct kt_moved_cpu for each CPU. */
struct head {
	uint64_t cpus, table;
};

static int fail(struct kt_error *err, int code)
{
	return kt_error_set(err, code, "can't note how far the trace is complete: %s",
			    strerror(-code));
}

static off_t place_of(unsigned int cpu)
{
	return sizeof(struct head) + cpu * sizeof(struct kt_moved_cpu);
}

/* Under another name until all of it has room. */
static int make(int dirfd, unsigned int cpus)
{
	static const struct kt_moved_cpu none;
	struct head head = { .cpus = cpus };
	unsigned int i;
	int fd, ret;

	fd = openat(dirfd, NAME ".new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return -errno;
	ret = kt_write_all(fd, &head, sizeof(head));
	for (i = 0; i < cpus && !ret; i++)
		ret = kt_write_all(fd, &none, sizeof(none));
	if (!ret && renameat(dirfd, NAME ".new", dirfd, NAME))
		ret = -errno;
	if (!ret)
		return fd;
	close(fd);
	unlinkat(dirfd, NAME ".new", 0);
	return ret;
}

int kt_moved_open(struct kt_moved *moved, int dirfd, unsigned int cpus,
		  struct kt_error *err)
{
	struct head head;
	struct stat st;
	int fd;

	fd = openat(dirfd, NAME, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT)
		fd = make(dirfd, cpus);
	else if (fd < 0)
		fd = -errno;
	if (fd < 0)
		return fail(err, fd);
	if (fstat(fd, &st) || st.st_size != place_of(cpus) ||
	    pread(fd, &head, sizeof(head), 0) != sizeof(head) ||
	    head.cpus != cpus || head.table > INT64_MAX) {
		close(fd);
		return kt_error_set(err, -EBADMSG, "the recording's file " NAME " is damaged; without it nobody knows which pages are where");
	}
	moved->fd = fd;
	moved->table = (off_t)head.table;
	return 0;
}

void kt_moved_close(struct kt_moved *moved)
{
	close(moved->fd);
}

static int put(int fd, const void *bytes, size_t n, off_t at,
	       struct kt_error *err)
{
	ssize_t done = pwrite(fd, bytes, n, at);

	return done == (ssize_t)n ? 0 : fail(err, done < 0 ? -errno : -EIO);
}

int kt_moved_begin(struct kt_moved *moved, off_t table, struct kt_error *err)
{
	uint64_t value = (uint64_t)table;

	moved->table = table;
	return put(moved->fd, &value, sizeof(value), offsetof(struct head, table),
		   err);
}

int kt_moved_get(const struct kt_moved *moved, unsigned int cpu,
		 struct kt_moved_cpu *line, struct kt_error *err)
{
	return pread(moved->fd, line, sizeof(*line), place_of(cpu)) ==
		       sizeof(*line) ? 0 : fail(err, -EIO);
}

int kt_moved_put(const struct kt_moved *moved, unsigned int cpu,
		 const struct kt_moved_cpu *line, struct kt_error *err)
{
	return put(moved->fd, line, sizeof(*line), place_of(cpu), err);
}

void kt_moved_remove(int dirfd)
{
	unlinkat(dirfd, NAME, 0);
}
