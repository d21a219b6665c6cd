// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control socket, both ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control.h"

static const struct {
	const char *name;
	bool takes_cpus;
} words[] = {
	[KT_WORD_FLUSH] = { "flush", true },
	[KT_WORD_PAUSE] = { "pause", true },
	[KT_WORD_RESUME] = { "resume", true },
	[KT_WORD_STATUS] = { "status", false },
	[KT_WORD_STOP] = { "stop", false },
};

int kt_word_find(const char *word)
{
	int i;

	for (i = 0; i < KT_WORDS; i++) {
		if (!strcmp(words[i].name, word))
			return i;
	}
	return -1;
}

const char *kt_word_name(enum kt_word word)
{
	return words[word].name;
}

bool kt_word_takes_cpus(enum kt_word word)
{
	return words[word].takes_cpus;
}

int kt_control_send(int fd, struct json_object *packet)
{
	const char *text = json_object_to_json_string(packet);

	return send(fd, text, strlen(text), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

struct json_object *kt_control_receive(int fd, int *ret)
{
	char *text = malloc(KT_CONTROL_MAX + 1);
	struct json_object *packet = NULL;
	ssize_t n;

	*ret = text ? 0 : -ENOMEM;
	if (!text)
		return NULL;
	do {
		n = recv(fd, text, KT_CONTROL_MAX, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		*ret = -errno;
	} else if (n > 0) {
		text[n] = '\0';
		packet = json_tokener_parse(text);
		if (!json_object_is_type(packet, json_type_object)) {
			json_object_put(packet);
			packet = NULL;
			*ret = -EBADMSG;
		}
	}
	free(text);
	return packet;
}

static void address_of(struct sockaddr_un *address, int dirfd)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(address->sun_path, sizeof(address->sun_path),
		 "/proc/self/fd/%d/" KT_CONTROL_NAME, dirfd);
}

int kt_control_listen(int dirfd, struct kt_error *err)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;
	mode_t mask = umask(0177);
	int ret = 0;

	address_of(&address, dirfd);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(fd, 16))
		ret = -errno;
	umask(mask);
	if (!ret)
		return fd;
	if (fd >= 0)
		close(fd);
	return kt_error_set(err, ret, "can't make the control socket: %s",
			    strerror(-ret));
}

int kt_control_connect(const char *dir, struct kt_error *err)
{
	int dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct sockaddr_un address;
	int fd, ret = 0;

	if (dirfd < 0)
		return kt_error_set(err, -errno, "can't open the folder %s: %s",
				    dir, strerror(errno));
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	address_of(&address, dirfd);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		ret = -errno;
	close(dirfd);
	if (!ret)
		return fd;
	if (fd >= 0)
		close(fd);
	if (ret == -ENOENT || ret == -ECONNREFUSED)
		return kt_error_set(err, ret, "nobody records to %s", dir);
	return kt_error_set(err, ret, "can't reach the recorder of %s: %s%s", dir,
			    strerror(-ret), ret == -EACCES ? "; run this as root" : "");
}
