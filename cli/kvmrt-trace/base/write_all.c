// SPDX-License-Identifier: GPL-2.0-only
/* A whole buffer into a file, a pipe or a socket. */
#include <errno.h>
#include <unistd.h>

#include "write_all.h"

int kt_write_all(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;
	ssize_t done;

	while (n) {
		done = write(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? -errno : -EIO;
		at += done;
		n -= (size_t)done;
	}
	return 0;
}
