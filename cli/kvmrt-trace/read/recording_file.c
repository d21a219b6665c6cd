// SPDX-License-Identifier: GPL-2.0-only
/*
 * A place in a file, or in an unpacked part of one, that can't leave it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recording.h"

int kt_cursor_bad(struct kt_cursor *c, const char *fmt, ...)
{
	char text[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return kt_error_set(c->err, -EBADMSG, "%s: %s (at byte %llu%s)",
			    c->rec->file, text, (unsigned long long)c->at,
			    c->bytes ? " of an unpacked part" : "");
}

int kt_cursor_read(struct kt_cursor *c, void *to, uint64_t n, const char *what)
{
	size_t got = 0;
	ssize_t ret;

	if (c->at > c->end || n > c->end - c->at)
		return kt_cursor_bad(c, "the file ends inside of its %s: it is truncated or damaged",
				     what);
	if (c->bytes) {
		memcpy(to, c->bytes + c->at, n);
		c->at += n;
		return 0;
	}
	while (got < n) {
		ret = pread(c->rec->fd, (char *)to + got, n - got, (off_t)(c->at + got));
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return kt_error_set(c->err, -errno, "%s: reading its %s: %s",
					    c->rec->file, what, strerror(errno));
		if (!ret)
			return kt_cursor_bad(c, "the file became shorter while its %s was read",
					     what);
		got += ret;
	}
	c->at += n;
	return 0;
}

int kt_cursor_u16(struct kt_cursor *c, uint16_t *value, const char *what)
{
	return kt_cursor_read(c, value, sizeof(*value), what);
}

int kt_cursor_u32(struct kt_cursor *c, uint32_t *value, const char *what)
{
	return kt_cursor_read(c, value, sizeof(*value), what);
}

int kt_cursor_u64(struct kt_cursor *c, uint64_t *value, const char *what)
{
	return kt_cursor_read(c, value, sizeof(*value), what);
}

int kt_cursor_str(struct kt_cursor *c, char *to, size_t size, const char *what)
{
	size_t i;
	int ret;

	for (i = 0; i < size; i++) {
		ret = kt_cursor_read(c, &to[i], 1, what);
		if (ret)
			return ret;
		if (!to[i])
			return 0;
	}
	return kt_cursor_bad(c, "its %s has no end", what);
}

int kt_cursor_text(struct kt_cursor *c, char **to, uint64_t n, uint64_t max,
		   const char *what)
{
	int ret;

	*to = NULL;
	if (n > max)
		return kt_cursor_bad(c, "its %s has %llu bytes, more than a kernel writes",
				     what, (unsigned long long)n);
	if (c->at > c->end || n > c->end - c->at)
		return kt_cursor_bad(c, "the file ends inside of its %s: it is truncated or damaged",
				     what);
	*to = malloc(n + 1);
	if (!*to)
		return kt_error_set(c->err, -ENOMEM, "%s: out of memory", c->rec->file);
	ret = kt_cursor_read(c, *to, n, what);
	if (ret) {
		free(*to);
		*to = NULL;
		return ret;
	}
	(*to)[n] = '\0';
	return 0;
}
