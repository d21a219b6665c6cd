/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of /proc, /sys and /etc, below a folder that tests can choose. */
#ifndef KVMRT_CLI_HOST_H
#define KVMRT_CLI_HOST_H

#include <stdio.h>

/* In front of every such path; "" but in tests. */
extern const char *host_root;

/* The whole path; always ends with a NUL. */
void host_path(char *buf, size_t size, const char *path);
/* For reading; NULL with errno set. */
FILE *host_open(const char *path);

#endif /* KVMRT_CLI_HOST_H */
