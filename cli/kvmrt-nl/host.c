// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of the host.
 */
#include <limits.h>

#include "host.h"

const char *host_root = "";

void host_path(char *buf, size_t size, const char *path)
{
	snprintf(buf, size, "%s%s", host_root, path);
}

FILE *host_open(const char *path)
{
	char whole[PATH_MAX];

	host_path(whole, sizeof(whole), path);
	return fopen(whole, "re");
}
