// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of CPUs into their place in trace.dat.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "dat_write.h"
#include "write_all.h"

/* What is copied before it is given back; a disk that is full needs as much. */
#define PART	(4 << 20)

static int fail(struct kt_error *err, int code)
{
	return kt_error_set(err, code, "can't write the trace's pages: %s",
			    strerror(-code));
}

/* Within the kernel where it can; offsets and places go on. */
static int copy_some(int from, off_t *at, int to, uint64_t size)
{
	char page[KT_PAGE];
	ssize_t n;
	int ret;

	while (size) {
		n = copy_file_range(from, at, to, NULL, size, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 && (!n || errno == EXDEV || errno == EINVAL ||
			       errno == EOPNOTSUPP || errno == ENOSYS)) {
			n = pread(from, page, size < KT_PAGE ? size : KT_PAGE, *at);
			if (n <= 0)
				return n ? -errno : -EIO;
			ret = kt_write_all(to, page, n);
			if (ret)
				return ret;
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

/* struct job - one CPU's two files on their way */
struct job {
	int to;
	struct side pages, frozen;
	const struct kt_moved *moved;
	unsigned int cpu;
	uint64_t begin;
};

static void side_open(struct side *s, int fd, uint64_t moved)
{
	*s = (struct side){ .fd = fd, .at = moved, .given = moved };
	if (fd >= 0)
		s->end = lseek(fd, 0, SEEK_END) / KT_PAGE * KT_PAGE;
}

static int note(const struct job *job, struct kt_error *err)
{
	const struct kt_moved_cpu line = {
		.at = job->begin, .pages = job->pages.at, .frozen = job->frozen.at,
	};

	return kt_moved_put(job->moved, job->cpu, &line, err);
}

/* Only what is noted is given back: the other copy is then the only one. */
static int give_back(const struct job *job, struct side *s, struct kt_error *err)
{
	int ret;

	if (s->at - s->given < PART && s->at < s->end)
		return 0;
	ret = note(job, err);
	if (ret)
		return ret;
	/* Where the file system can't, the disk has to hold both. */
	fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, s->given,
		  s->at - s->given);
	s->given = s->at;
	return 0;
}

/* A page begins with the time of its first event. */
static bool stamp_of(const struct side *s, uint64_t *stamp)
{
	return pread(s->fd, stamp, sizeof(*stamp), s->at) == sizeof(*stamp);
}

static int move(const struct job *job, struct side *s, uint64_t size,
		struct kt_error *err)
{
	off_t before = s->at;
	int ret = copy_some(s->fd, &s->at, job->to, size);

	if (!ret)
		return give_back(job, s, err);
	s->at = before;
	return fail(err, ret);
}

/* By time while there are two, the rest in large parts. */
static int move_next(struct job *job, struct kt_error *err)
{
	struct side *a = &job->pages, *b = &job->frozen, *s;
	uint64_t ta, tb, left;

	if (a->at < a->end && b->at < b->end) {
		if (!stamp_of(a, &ta) || !stamp_of(b, &tb))
			return fail(err, -EIO);
		return move(job, ta <= tb ? a : b, KT_PAGE, err);
	}
	s = a->at < a->end ? a : b;
	left = s->end - s->at;
	return move(job, s, left < PART ? left : PART, err);
}

int kt_dat_pages(int fd, int pages, int frozen, const struct kt_moved *moved,
		 unsigned int cpu, struct kt_moved_cpu *line,
		 struct kt_error *err)
{
	struct job job = {
		.to = fd, .moved = moved, .cpu = cpu, .begin = line->at,
	};
	int ret = 0;

	side_open(&job.pages, pages, line->pages);
	side_open(&job.frozen, frozen, line->frozen);
	if (lseek(fd, line->at + line->pages + line->frozen, SEEK_SET) < 0)
		return fail(err, -errno);
	while (!ret && (job.pages.at < job.pages.end ||
			job.frozen.at < job.frozen.end))
		ret = move_next(&job, err);
	line->pages = job.pages.at;
	line->frozen = job.frozen.at;
	return ret;
}
