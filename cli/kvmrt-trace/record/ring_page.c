// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of a ring into a file.  Full ones are spliced, which hands them over
 * without a copy; the last one, which isn't full, has to be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "ring.h"
#include "write_all.h"

#define PIPE_SIZE	(1 << 20)
/* That the writer is on, and the one that it leaves meanwhile. */
#define REST_PAGES	2

int kt_pipe_open(struct kt_pipe *p)
{
	int size;

	if (pipe2(p->fd, O_CLOEXEC))
		return -errno;
	size = fcntl(p->fd[0], F_SETPIPE_SZ, PIPE_SIZE);
	if (size < 0)
		size = fcntl(p->fd[0], F_GETPIPE_SZ);
	p->size = size < KT_PAGE ? KT_PAGE : size;
	return 0;
}

void kt_pipe_close(struct kt_pipe *p)
{
	close(p->fd[0]);
	close(p->fd[1]);
}

/* What is in the pipe to the file; some file systems know no splice. */
static int empty_pipe(struct kt_pipe *pipe, int to, size_t n, uint64_t *bytes)
{
	char page[KT_PAGE];
	ssize_t done;
	int ret;

	while (n) {
		done = splice(pipe->fd[0], NULL, to, NULL, n, SPLICE_F_MOVE);
		if (done < 0 && errno == EINVAL) {
			done = read(pipe->fd[0], page, n < KT_PAGE ? n : KT_PAGE);
			if (done > 0) {
				ret = kt_write_all(to, page, done);
				if (ret)
					return ret;
			}
		}
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? -errno : -EIO;
		n -= done;
		*bytes += done;
	}
	return 0;
}

/* After an error: an empty pipe again. */
static int lose_pipe(struct kt_pipe *pipe, int err)
{
	struct kt_pipe fresh;

	if (!kt_pipe_open(&fresh)) {
		kt_pipe_close(pipe);
		*pipe = fresh;
	}
	return err;
}

int kt_pages_move(int from, int to, struct kt_pipe *pipe, bool partial,
		  uint64_t *bytes)
{
	unsigned int left;
	char page[KT_PAGE];
	ssize_t n;
	int ret;

	for (;;) {
		n = splice(from, NULL, pipe->fd[1], NULL, pipe->size,
			   SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		ret = empty_pipe(pipe, to, n, bytes);
		if (ret)
			return lose_pipe(pipe, ret);
	}
	/*
	 * Where our own calls are recorded, each page that we read makes the next
	 * one: what comes from now on is not waited for.
	 */
	left = !partial ? 0 : n < 0 && errno != EAGAIN ? UINT_MAX : REST_PAGES;
	while (left--) {
		n = read(from, page, sizeof(page));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		ret = kt_write_all(to, page, n);
		if (ret)
			return ret;
		*bytes += n;
	}
	return 0;
}
