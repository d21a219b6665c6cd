// SPDX-License-Identifier: LGPL-2.1-or-later
/* Netlink sockets with the options that we always want. */
#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "internal.h"

/*
 * The kernel answers within sendto(2).  This only ends the wait for an answer
 * that was lost because the receive buffer had no room.
 */
#define ANSWER_TIMEOUT_S	10

static int enable(struct mnl_socket *sock, int option)
{
	int on = 1;

	if (mnl_socket_setsockopt(sock, option, &on, sizeof(on)) < 0)
		return -errno;
	return 0;
}

/* Never fatal: the kernel's default serves, only less well. */
static void set_buffer(int fd, int bytes)
{
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

int kvmrt_nl_socket_open(int flags, int rcvbuf, struct mnl_socket **sock)
{
	const struct timeval timeout = { .tv_sec = ANSWER_TIMEOUT_S };
	struct mnl_socket *new;
	int ret;

	new = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC | flags);
	if (!new)
		return -errno;

	if (mnl_socket_bind(new, 0, MNL_SOCKET_AUTOPID) < 0) {
		ret = -errno;
		goto err_close;
	}
	/* The kernel's words for a refusal, without our request sent back. */
	ret = enable(new, NETLINK_EXT_ACK);
	if (ret)
		goto err_close;
	ret = enable(new, NETLINK_CAP_ACK);
	if (ret)
		goto err_close;
	/* Refuse what a dump does not know, instead of skipping it. */
	ret = enable(new, NETLINK_GET_STRICT_CHK);
	if (ret)
		goto err_close;

	set_buffer(mnl_socket_get_fd(new), rcvbuf);
	if (setsockopt(mnl_socket_get_fd(new), SOL_SOCKET, SO_RCVTIMEO,
		       &timeout, sizeof(timeout))) {
		ret = -errno;
		goto err_close;
	}
	*sock = new;
	return 0;

err_close:
	mnl_socket_close(new);
	return ret;
}
