// SPDX-License-Identifier: GPL-2.0-only
/*
 * One recorder on a machine at a time: there is one instance that guests can
 * freeze.  Who records says so in a file that it holds locked; what stands in
 * there after it was killed tells the next one what to tidy up.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "run.h"

#define LOCK "/run/kvmrt-trace.lock"

static struct json_object *read_record(int fd)
{
	char *text = calloc(1, 65536);
	struct json_object *record = NULL;

	if (text && pread(fd, text, 65535, 0) > 0)
		record = json_tokener_parse(text);
	free(text);
	if (record && !json_object_is_type(record, json_type_object)) {
		json_object_put(record);
		return NULL;
	}
	return record;
}

static const char *str(struct json_object *record, const char *key)
{
	struct json_object *value;

	return record && json_object_object_get_ex(record, key, &value) && value ?
		       json_object_get_string(value) :
		       "?";
}

int kt_lock_take(int *lock, struct json_object **left, struct kt_error *err)
{
	struct json_object *record;
	int fd, ret;

	fd = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return kt_error_set(err, -errno, "can't open %s: %s%s", LOCK,
				    strerror(errno), errno == EACCES ? "; run this as root" : "");
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		ret = -errno;
		record = read_record(fd);
		if (ret == -EWOULDBLOCK)
			kt_error_set(err, -EBUSY,
				     "process %s records already, to %s; end it with 'kvmrt-trace ctl stop'",
				     str(record, "pid"), str(record, "recording"));
		else
			kt_error_set(err, ret, "can't lock %s: %s", LOCK,
				     strerror(-ret));
		json_object_put(record);
		close(fd);
		return ret == -EWOULDBLOCK ? -EBUSY : ret;
	}
	*left = read_record(fd);
	*lock = fd;
	return 0;
}

int kt_lock_tell(int lock, struct json_object *record, struct kt_error *err)
{
	const char *text = record ? json_object_to_json_string(record) : "";

	if (ftruncate(lock, 0) ||
	    pwrite(lock, text, strlen(text), 0) != (ssize_t)strlen(text))
		return kt_error_set(err, -errno, "can't write %s: %s", LOCK,
				    strerror(errno));
	return 0;
}

struct json_object *kt_lock_read(void)
{
	struct json_object *record = NULL;
	int fd = open(LOCK, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	if (flock(fd, LOCK_SH | LOCK_NB))
		record = read_record(fd);
	close(fd);
	return record;
}

/* The file stays: who removed it would take the lock from its next holder. */
void kt_lock_drop(int lock)
{
	if (lock < 0)
		return;
	kt_lock_tell(lock, NULL, NULL);
	close(lock);
}

int kt_lock_clean(struct json_object *left, struct kt_error *err)
{
	const char *dir = str(left, "recording");
	struct json_object *undo;
	char *socket;

	if (asprintf(&socket, "%s/control", dir) >= 0) {
		unlink(socket);
		free(socket);
	}
	if (json_object_object_get_ex(left, "undo", &undo) && undo)
		return kt_instance_undo(undo, err);
	return 0;
}
