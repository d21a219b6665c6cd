// SPDX-License-Identifier: LGPL-2.1-or-later
/* A context: one socket for requests, and the last error. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

/* Enough for the longest answer that is no dump, many times over. */
#define RCVBUF_BYTES	(256 * 1024)

KVMRT_API int kvmrt_open(struct kvmrt **ctx)
{
	struct kvmrt *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_errno(ENOMEM);

	ret = kvmrt_nl_socket_open(0, RCVBUF_BYTES, &new->sock);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*ctx = new;
	return 0;
}

KVMRT_API void kvmrt_close(struct kvmrt *ctx)
{
	if (!ctx)
		return;
	mnl_socket_close(ctx->sock);
	free(ctx);
}

KVMRT_API const char *kvmrt_error_text(const struct kvmrt *ctx)
{
	return ctx->text;
}

KVMRT_API const char *kvmrt_error_attr(const struct kvmrt *ctx)
{
	return ctx->attr;
}

KVMRT_API const char *kvmrt_version(void)
{
	return KVMRT_LIB_VERSION;
}

int kvmrt_errno(int err)
{
	errno = err;
	return -err;
}

int kvmrt_fail(struct kvmrt *ctx, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(ctx->text, sizeof(ctx->text), fmt, args);
	va_end(args);
	ctx->attr = NULL;
	return kvmrt_errno(err);
}
