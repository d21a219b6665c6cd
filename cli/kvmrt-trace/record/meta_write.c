// SPDX-License-Identifier: GPL-2.0-only
/*
 * recording.json onto the disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meta_write.h"

#define NAME	"recording.json"

int kt_meta_write(struct json_object *json, int dirfd, struct kt_error *err)
{
	int fd, ret = 0;

	fd = openat(dirfd, NAME ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
	if (fd < 0) {
		ret = -errno;
	} else {
		if (json_object_to_fd(fd, json, JSON_C_TO_STRING_PRETTY |
				      JSON_C_TO_STRING_NOSLASHESCAPE) ||
		    write(fd, "\n", 1) != 1)
			ret = errno ? -errno : -EIO;
		if (close(fd) && !ret)
			ret = -errno;
		if (!ret && renameat(dirfd, NAME ".new", dirfd, NAME))
			ret = -errno;
	}
	return ret ? kt_error_set(err, ret, "can't write " NAME ": %s",
				  strerror(-ret)) : 0;
}
