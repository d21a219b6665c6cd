// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines and files between a host and an agent in its guest.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "write_all.h"

int kt_wire_say(struct kt_wire *wire, const char *fmt, ...)
{
	char *line = NULL;
	va_list ap;
	int n, ret;

	va_start(ap, fmt);
	n = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (n < 0)
		return -ENOMEM;
	line[n] = '\n';
	ret = n + 1 < KT_WIRE_LINE ? kt_write_all(wire->out, line, n + 1) : -EMSGSIZE;
	free(line);
	return ret;
}

/* More bytes into the buffer, which has room. */
static int fill(struct kt_wire *wire, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = wire->in, .events = POLLIN },
		{ .fd = wire->stop, .events = POLLIN },
	};
	ssize_t n;
	int ready;

	do {
		ready = poll(fds, 2, timeout_ms);
	} while (ready < 0 && errno == EINTR);
	if (ready <= 0)
		return ready ? -errno : -ETIMEDOUT;
	if (fds[1].revents)
		return -ECANCELED;
	n = read(wire->in, wire->buf + wire->used, sizeof(wire->buf) - wire->used);
	if (n < 0)
		return errno == EINTR ? 0 : errno == ECONNRESET ? -EPIPE : -errno;
	wire->used += n;
	return n ? 0 : -EPIPE;
}

int kt_wire_line(struct kt_wire *wire, int timeout_ms, const char **line)
{
	char *end;
	int ret;

	for (;;) {
		end = memchr(wire->buf + wire->at, '\n', wire->used - wire->at);
		if (end)
			break;
		memmove(wire->buf, wire->buf + wire->at, wire->used - wire->at);
		wire->used -= wire->at;
		wire->at = 0;
		if (wire->used == sizeof(wire->buf))
			return -EBADMSG;
		ret = fill(wire, timeout_ms);
		if (ret)
			return ret;
	}
	*end = '\0';
	*line = wire->buf + wire->at;
	wire->at = end + 1 - wire->buf;
	return strlen(*line) == (size_t)(end - *line) ? 0 : -EBADMSG;
}

int kt_wire_send(struct kt_wire *wire, int fd, uint64_t size)
{
	char part[65536];
	ssize_t n;
	int ret;

	while (size) {
		n = read(fd, part, size < sizeof(part) ? size : sizeof(part));
		if (n <= 0)
			return n ? -errno : -EIO;
		ret = kt_write_all(wire->out, part, n);
		if (ret)
			return ret;
		size -= n;
	}
	return 0;
}

int kt_wire_receive(struct kt_wire *wire, int fd, uint64_t size, int timeout_ms)
{
	size_t n;
	int ret;

	while (size) {
		if (wire->at == wire->used) {
			wire->at = 0;
			wire->used = 0;
			ret = fill(wire, timeout_ms);
			if (ret)
				return ret;
		}
		n = wire->used - wire->at;
		if (n > size)
			n = size;
		ret = kt_write_all(fd, wire->buf + wire->at, n);
		if (ret)
			return ret;
		wire->at += n;
		size -= n;
	}
	return 0;
}

bool kt_wire_name_ok(const char *name)
{
	size_t digits;

	if (!strcmp(name, "recording.json") || !strcmp(name, "trace.dat"))
		return true;
	if (strncmp(name, "flush-", 6))
		return false;
	digits = strspn(name + 6, "0123456789");
	return digits >= 3 && digits <= 9 && !strcmp(name + 6 + digits, ".dat");
}
