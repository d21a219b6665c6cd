/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole buffer into a file, a pipe or a socket. */
#ifndef KVMRT_TRACE_WRITE_ALL_H
#define KVMRT_TRACE_WRITE_ALL_H

#include <stddef.h>

/*
 * Writes n bytes, also where the kernel takes only a part of them at a time;
 * signals don't end it.  0 or a negative errno: then any part was written.
 */
int kt_write_all(int fd, const void *bytes, size_t n);

#endif /* KVMRT_TRACE_WRITE_ALL_H */
