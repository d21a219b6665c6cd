// SPDX-License-Identifier: LGPL-2.1-or-later
/* The scripted kernel's sockets, in the place of libmnl's. */
#include "fake_internal.h"

#define MAX_SOCKETS	4
#define MAX_JOINED	16

struct mnl_socket {
	int fd;
	int peer;
	bool open;
	unsigned int portid;
	uint64_t options;
	uint32_t joined[MAX_JOINED];
	int joins;
};

static struct mnl_socket sockets[MAX_SOCKETS];
static int opened;

static struct {
	int nth;
	int err;
} failures[FAKE_CALLS];

/* True if the n-th call was the one that fails. */
static bool fails(enum fake_call call)
{
	if (!failures[call].nth || --failures[call].nth)
		return false;
	errno = failures[call].err;
	return true;
}

void fake_call_fails(enum fake_call call, int nth, int err)
{
	failures[call].nth = nth;
	failures[call].err = err;
}

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags);
int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups,
			   pid_t pid);
int __wrap_mnl_socket_close(struct mnl_socket *nl);
int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl);
unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl);
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
				 size_t size);
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size);
int __wrap_mnl_socket_setsockopt(struct mnl_socket *nl, int type, void *buf,
				 socklen_t len);

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags)
{
	struct mnl_socket *socket = &sockets[opened];
	int room = 4 * FAKE_DATAGRAM_BYTES;
	int fds[2];

	assert_int_equal(bus, NETLINK_GENERIC);
	assert_true(flags & SOCK_CLOEXEC);
	if (fails(FAKE_OPEN))
		return NULL;
	assert_true(opened < MAX_SOCKETS);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | flags, 0, fds),
			 0);
	setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	memset(socket, 0, sizeof(*socket));
	socket->fd = fds[0];
	socket->peer = fds[1];
	socket->open = true;
	socket->portid = 4000 + (unsigned int)opened++;
	return socket;
}

int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups,
			   pid_t pid)
{
	assert_true(nl->open);
	assert_int_equal(groups, 0);
	assert_int_equal(pid, MNL_SOCKET_AUTOPID);
	return fails(FAKE_BIND) ? -1 : 0;
}

int __wrap_mnl_socket_close(struct mnl_socket *nl)
{
	assert_true(nl->open);
	close(nl->fd);
	close(nl->peer);
	nl->open = false;
	return 0;
}

int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return nl->fd;
}

unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl)
{
	return nl->portid;
}

int __wrap_mnl_socket_setsockopt(struct mnl_socket *nl, int type, void *buf,
				 socklen_t len)
{
	uint32_t value;

	assert_int_equal(len, sizeof(value));
	memcpy(&value, buf, sizeof(value));
	if (fails(FAKE_OPTION))
		return -1;
	if (type == NETLINK_ADD_MEMBERSHIP) {
		assert_true(nl->joins < MAX_JOINED);
		nl->joined[nl->joins++] = value;
	} else {
		assert_int_equal(value, 1);
		nl->options |= UINT64_C(1) << type;
	}
	return 0;
}

/* Gives the messages of a datagram the numbers of the request. */
static void stamp(struct fake_datagram *datagram, uint32_t seq, uint32_t portid)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)datagram->data;
	int left = (int)datagram->len;

	if (datagram->len >= sizeof(uint32_t) && nlh->nlmsg_len == FAKE_FAILURE)
		return;
	while (left >= (int)sizeof(*nlh)) {
		if (!nlh->nlmsg_seq)
			nlh->nlmsg_seq = seq;
		if (!nlh->nlmsg_pid)
			nlh->nlmsg_pid = portid;
		if (nlh->nlmsg_len < sizeof(*nlh) ||
		    nlh->nlmsg_len > (uint32_t)left)
			break;
		nlh = mnl_nlmsg_next(nlh, &left);
	}
}

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
				 size_t size)
{
	char copy[512] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = (struct nlmsghdr *)copy;
	struct fake_request *request;
	int i;

	assert_true(nl->open);
	assert_true(size >= sizeof(*nlh) && size <= sizeof(copy));
	memcpy(copy, req, size);
	request = fake_next_request();
	if (!request)
		fail_msg("unexpected request, type %u", nlh->nlmsg_type);
	if (request->send_error) {
		errno = request->send_error;
		request->send_error = 0;
		/* Only an interrupted one is sent again. */
		if (errno != EINTR)
			fake_request_came();
		return -1;
	}
	fake_request_came();

	assert_int_equal(nlh->nlmsg_len, size);
	assert_int_equal(nlh->nlmsg_pid, 0);
	for (i = 0; i < request->answers; i++)
		stamp(&request->answer[i], nlh->nlmsg_seq, nl->portid);
	nlh->nlmsg_seq = 0;
	assert_int_equal(size, ((struct nlmsghdr *)request->want)->nlmsg_len);
	assert_memory_equal(copy, request->want, size);

	for (i = 0; i < request->answers; i++) {
		const struct fake_datagram *datagram = &request->answer[i];

		assert_int_equal(send(nl->peer, datagram->data, datagram->len,
				      MSG_EOR), datagram->len);
	}
	return (ssize_t)size;
}

ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size)
{
	static char datagram[FAKE_DATAGRAM_BYTES];
	uint32_t failure[2];
	ssize_t len;

	assert_true(nl->open);
	len = recv(nl->fd, datagram, sizeof(datagram), 0);
	if (len == sizeof(failure)) {
		memcpy(failure, datagram, sizeof(failure));
		if (failure[0] == FAKE_FAILURE) {
			errno = (int)failure[1];
			/* An empty datagram can't be sent to ourselves. */
			return errno ? -1 : 0;
		}
	}
	if (len > (ssize_t)size) {
		errno = ENOSPC;
		return -1;
	}
	if (len > 0)
		memcpy(buf, datagram, (size_t)len);
	return len;
}

int fake_joined(uint32_t group)
{
	int count = 0;
	int i;

	for (i = 0; i < sockets[1].joins; i++)
		count += sockets[1].joined[i] == group;
	return count;
}

int fake_open_sockets(void)
{
	int count = 0;
	int i;

	for (i = 0; i < opened; i++)
		count += sockets[i].open;
	return count;
}

bool fake_option(int socket, int option)
{
	return sockets[socket].options & UINT64_C(1) << option;
}

void fake_send_event(const void *data, size_t len)
{
	assert_int_equal(send(sockets[1].peer, data, len, 0), len);
}

void fake_sockets_reset(void)
{
	memset(failures, 0, sizeof(failures));
	opened = 0;
}

int fake_sockets_close(void)
{
	int count = 0;
	int i;

	for (i = 0; i < opened; i++) {
		if (!sockets[i].open)
			continue;
		__wrap_mnl_socket_close(&sockets[i]);
		count++;
	}
	return count;
}
