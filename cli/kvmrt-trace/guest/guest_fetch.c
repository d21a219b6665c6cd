// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's recording, brought to the host.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "guest.h"
#include "meta_write.h"

#define SILENCE_MS	60000
/* What a guest's files leave free on the host's disk. */
#define SPARE		(UINT64_C(64) << 20)

static int wire_error(const struct kt_guest *guest, int ret, const char *doing,
		      struct kt_error *err)
{
	return kt_error_set(err, ret, "guest %s, %s: %s", guest->name, doing,
			    ret == -EPIPE ? "the connection ended; is kvmrt-trace there?" :
			    ret == -EBADMSG ? "it speaks no language that we know" :
			    ret == -ECANCELED ? "a signal came before it answered" :
			    strerror(-ret));
}

/* The next line; what it says is wrong is an error of ours. */
static int listen_to(struct kt_guest *guest, int timeout_ms, const char *doing,
		     const char **line, struct kt_error *err)
{
	int ret = kt_wire_line(&guest->wire, timeout_ms, line);

	if (ret)
		return wire_error(guest, ret, doing, err);
	if (!strncmp(*line, "error ", 6))
		return kt_error_set(err, -EREMOTEIO, "guest %s, %s: %s",
				    guest->name, doing, *line + 6);
	return 0;
}

int kt_guest_ready(struct kt_guest *guest, int timeout_ms, struct kt_error *err)
{
	const char *line;
	int ret = listen_to(guest, timeout_ms, "before it records", &line, err);

	if (!ret && strcmp(line, "ready"))
		ret = wire_error(guest, -EBADMSG, "before it records", err);
	guest->ready = !ret;
	return ret;
}

static int fetch_file(struct kt_guest *guest, const char *words, int dirfd,
		      struct kt_error *err)
{
	struct statvfs fs;
	char name[64], digits[24];
	uint64_t size, room;
	int fd, ret;

	if (sscanf(words, "%63s %23s", name, digits) != 2 ||
	    !kt_wire_name_ok(name) || cli_number(digits, INT64_MAX, &size))
		return wire_error(guest, -EBADMSG, "sending its files", err);
	if (fstatvfs(dirfd, &fs))
		return kt_error_set(err, -errno, "can't ask for room: %s",
				    strerror(errno));
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	room = room > SPARE ? room - SPARE : 0;
	if (size > room)
		return kt_error_set(err, -ENOSPC, "guest %s: its %s is %llu bytes, there is room for %llu",
				    guest->name, name, (unsigned long long)size,
				    (unsigned long long)room);
	fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return kt_error_set(err, -errno, "can't write guest %s's %s: %s",
				    guest->name, name, strerror(errno));
	ret = kt_wire_receive(&guest->wire, fd, size, SILENCE_MS);
	close(fd);
	return ret ? wire_error(guest, ret, "sending its files", err) : 0;
}

/* Who it is, the host knows; a guest may lack the module that tells it. */
static int set_vm_id(const struct kt_guest *guest, int dirfd,
		     struct kt_error *err)
{
	int fd = openat(dirfd, "recording.json", O_RDONLY | O_CLOEXEC), ret;
	struct json_object *json = fd >= 0 ? json_object_from_fd(fd) : NULL;

	if (fd >= 0)
		close(fd);
	if (!json_object_is_type(json, json_type_object)) {
		json_object_put(json);
		return kt_error_set(err, -EBADMSG, "guest %s sent no recording.json that can be read",
				    guest->name);
	}
	json_object_object_add(json, "vm_id", json_object_new_int64(guest->vm_id));
	json_object_object_add(json, "kind", json_object_new_string("guest"));
	ret = kt_meta_write(json, dirfd, err);
	json_object_put(json);
	return ret;
}

static int fetch_all(struct kt_guest *guest, int dirfd, struct kt_error *err)
{
	const char *line;
	int ret;

	for (;;) {
		ret = listen_to(guest, SILENCE_MS, "ending its recording", &line, err);
		if (ret)
			return ret;
		if (!strcmp(line, "done"))
			return set_vm_id(guest, dirfd, err);
		if (strncmp(line, "file ", 5))
			return wire_error(guest, -EBADMSG, "sending its files", err);
		ret = fetch_file(guest, line + 5, dirfd, err);
		if (ret)
			return ret;
	}
}

int kt_guest_fetch(struct kt_guest *guest, const char *parts,
		   struct kt_error *err)
{
	char *dir;
	int dirfd, ret;

	if (asprintf(&dir, "%s/%s", parts, guest->name) < 0)
		return kt_error_set(err, -ENOMEM, "out of memory");
	dirfd = mkdir(dir, 0700) ? -1 : open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		ret = kt_error_set(err, -errno, "can't make the folder %s: %s",
				   dir, strerror(errno));
	else
		ret = fetch_all(guest, dirfd, err);
	if (dirfd >= 0)
		close(dirfd);
	free(dir);
	return ret;
}
