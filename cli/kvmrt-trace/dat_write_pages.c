// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of CPUs into their place in trace.dat.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "dat_write.h"

/* What is copied before it is given back; a disk that is full needs as much. */
#define PART	(4 << 20)

static int fail(struct kt_error *err)
{
	return kt_error_set(err, -errno, "can't write the trace's pages: %s",
			    strerror(errno));
}

/* Within the kernel where it can; offsets and places go on. */
static int copy_some(int from, off_t *at, int to, uint64_t size)
{
	char page[KT_PAGE];
	ssize_t n, done, w;

	while (size) {
		n = copy_file_range(from, at, to, NULL, size, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 && (!n || errno == EXDEV || errno == EINVAL ||
			       errno == EOPNOTSUPP || errno == ENOSYS)) {
			n = pread(from, page, size < KT_PAGE ? size : KT_PAGE, *at);
			if (n <= 0)
				return n ? -errno : -EIO;
			for (done = 0; done < n; done += w) {
				w = write(to, page + done, n - done);
				if (w < 0)
					return -errno;
			}
			*at += n;
		}
		if (n < 0)
			return -errno;
		size -= n;
	}
	return 0;
}

int kt_dat_copy(int from, int to, uint64_t size, struct kt_error *err)
{
	off_t at = 0;
	int ret = copy_some(from, &at, to, size);

	return ret ? kt_error_set(err, ret, "can't copy the trace's head: %s",
				  strerror(-ret)) : 0;
}

/* struct side - one of the two files that pages come from */
struct side {
	int fd;
	off_t at, end, given;
};

static void side_open(struct side *s, int fd)
{
	*s = (struct side){ .fd = fd };
	if (fd >= 0)
		s->end = lseek(fd, 0, SEEK_END) / KT_PAGE * KT_PAGE;
}

static void give_back(struct side *s)
{
	if (s->at - s->given < PART && s->at < s->end)
		return;
	/* Where the file system can't, the disk has to hold both. */
	fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, s->given,
		  s->at - s->given);
	s->given = s->at;
}

/* A page begins with the time of its first event. */
static bool stamp_of(const struct side *s, uint64_t *stamp)
{
	return s->at < s->end &&
	       pread(s->fd, stamp, sizeof(*stamp), s->at) == sizeof(*stamp);
}

static int move(struct side *s, int to, uint64_t size, uint64_t *bytes)
{
	int ret = copy_some(s->fd, &s->at, to, size);

	if (ret)
		return ret;
	*bytes += size;
	give_back(s);
	return 0;
}

int kt_dat_pages(int fd, int pages, int frozen, uint64_t *bytes,
		 struct kt_error *err)
{
	struct side a, b;
	uint64_t ta = 0, tb = 0, left;
	int ret = 0;

	*bytes = 0;
	side_open(&a, pages);
	side_open(&b, frozen);
	while (!ret && a.at < a.end && b.at < b.end) {
		if (!stamp_of(&a, &ta) || !stamp_of(&b, &tb)) {
			errno = EIO;
			return fail(err);
		}
		ret = move(ta <= tb ? &a : &b, fd, KT_PAGE, bytes);
	}
	while (!ret && (a.at < a.end || b.at < b.end)) {
		struct side *s = a.at < a.end ? &a : &b;

		left = s->end - s->at;
		ret = move(s, fd, left < PART ? left : PART, bytes);
	}
	errno = -ret;
	return ret ? fail(err) : 0;
}
