// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A subscription: a socket of its own that hears the module's groups, and the
 * controller's, which tells when the module comes and goes.
 */
#include <errno.h>
#include <limits.h>
#include <linux/kvmrt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "event.h"

/* A second's worth of a busy host, for a reader that was away. */
#define RCVBUF_BYTES	(4 * 1024 * 1024)

/* The controller's only group; its id is part of the kernel's interface. */
#define GROUP_NOTIFY	GENL_ID_CTRL

#define NS_PER_S	INT64_C(1000000000)

struct kvmrt_events {
	struct mnl_socket *sock;
	unsigned int groups;		/* KVMRT_EVENTS_* */
	uint16_t family;		/* 0: the module isn't loaded */
	const struct nlmsghdr *next;	/* in @buf */
	int left;			/* bytes from @next on */
	char buf[KVMRT_NL_BUF_BYTES] __attribute__((aligned(8)));
};

static int join(struct kvmrt_events *events, uint32_t group)
{
	if (mnl_socket_setsockopt(events->sock, NETLINK_ADD_MEMBERSHIP,
				  &group, sizeof(group)) < 0)
		return -errno;
	return 0;
}

/* On failure the module is taken for gone: no harm, that is told as well. */
static int join_family(struct kvmrt_events *events,
		       const struct kvmrt_nl_family *family)
{
	int ret = 0;

	events->family = 0;
	if (events->groups & KVMRT_EVENTS_VM)
		ret = join(events, family->group_vm);
	if (!ret && events->groups & KVMRT_EVENTS_GS)
		ret = join(events, family->group_gs);
	if (!ret && events->groups & KVMRT_EVENTS_ACCOUNT)
		ret = join(events, family->group_account);
	if (!ret)
		events->family = family->id;
	return ret;
}

static int join_failed(struct kvmrt *ctx, int err)
{
	char why[128];

	switch (err) {
	case EPERM:
		return kvmrt_fail(ctx, err,
				  "not permitted, needs CAP_NET_ADMIN");
	case ENOENT:
	case EINVAL:
		return kvmrt_fail(ctx, ENODEV, "kvmrt.ko went away just now");
	default:
		return kvmrt_fail(ctx, err, "joining a group: %s",
				  strerror_r(err, why, sizeof(why)));
	}
}

static int subscribe(struct kvmrt *ctx, struct kvmrt_events *events)
{
	struct kvmrt_nl_family family;
	uint16_t before = ctx->family;
	int ret;

	/* First the controller's, so that no change of the module is missed. */
	ret = join(events, GROUP_NOTIFY);
	if (ret)
		return join_failed(ctx, -ret);
	ctx->family = 0;
	ret = kvmrt_nl_family_get(ctx, &family);
	if (ret)
		return ret;
	ctx->family = family.id;
	if (before && family.id != before)
		return kvmrt_fail(ctx, ESTALE,
				  "kvmrt.ko was loaded anew, ids of vms known so far are void");
	ret = join_family(events, &family);
	return ret ? join_failed(ctx, -ret) : 0;
}

KVMRT_API int kvmrt_events_open(struct kvmrt *ctx, unsigned int groups,
				struct kvmrt_events **events)
{
	struct kvmrt_events *new;
	char why[128];
	int ret;

	if (!groups || groups & ~KVMRT_EVENTS_ALL)
		return kvmrt_fail(ctx, EINVAL, "no such groups of events: %#x",
				  groups);
	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->groups = groups;

	ret = kvmrt_nl_socket_open(SOCK_NONBLOCK, RCVBUF_BYTES, &new->sock);
	if (ret) {
		kvmrt_fail(ctx, -ret, "opening a socket: %s",
			   strerror_r(-ret, why, sizeof(why)));
		goto err_free;
	}
	ret = subscribe(ctx, new);
	if (ret)
		goto err_close;
	*events = new;
	return 0;

err_close:
	mnl_socket_close(new->sock);
err_free:
	free(new);
	return kvmrt_errno(-ret);
}

KVMRT_API void kvmrt_events_close(struct kvmrt_events *events)
{
	if (!events)
		return;
	mnl_socket_close(events->sock);
	free(events);
}

KVMRT_API int kvmrt_events_fd(const struct kvmrt_events *events)
{
	return mnl_socket_get_fd(events->sock);
}

/*
 * After a loss nobody knows whether the module was loaded anew meanwhile.  The
 * answer comes among the events, see take_control().
 */
static void ask_for_family(struct kvmrt_events *events)
{
	union kvmrt_nl_request request;

	kvmrt_nl_family_request(&request);
	request.nlh.nlmsg_flags = NLM_F_REQUEST;
	/* A failure leaves us no worse off than before. */
	(void)mnl_socket_sendto(events->sock, request.buf,
				request.nlh.nlmsg_len);
}

static int module_gone(struct kvmrt_events *events, struct kvmrt_event **event)
{
	int ret;

	if (!events->family)
		return 0;
	events->family = 0;
	ret = kvmrt_event_new(KVMRT_EVENT_MODULE_GONE, event);
	return ret ? ret : 1;
}

static int module_back(struct kvmrt_events *events,
		       const struct kvmrt_nl_family *family,
		       struct kvmrt_event **event)
{
	int ret;

	if (events->family == family->id || join_family(events, family))
		return 0;
	ret = kvmrt_event_new(KVMRT_EVENT_MODULE_BACK, event);
	return ret ? ret : 1;
}

/* What the controller says of any family. */
static int take_control(struct kvmrt_events *events,
			const struct nlmsghdr *nlh, struct kvmrt_event **event)
{
	struct kvmrt_nl_family family;
	struct genlmsghdr genl;
	int ret;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(genl))
		return -EBADMSG;
	memcpy(&genl, mnl_nlmsg_get_payload(nlh), sizeof(genl));
	if (genl.cmd != CTRL_CMD_NEWFAMILY && genl.cmd != CTRL_CMD_DELFAMILY)
		return 0;
	ret = kvmrt_nl_family_parse(nlh, &family);
	if (ret)
		return ret;
	if (strcmp(family.name, KVMRT_GENL_NAME) != 0)
		return 0;
	if (genl.cmd == CTRL_CMD_DELFAMILY)
		return module_gone(events, event);
	return module_back(events, &family, event);
}

/* The only request that this socket sends is the one for the family. */
static int take_error(struct kvmrt_events *events, const struct nlmsghdr *nlh,
		      struct kvmrt_event **event)
{
	int verdict;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(verdict))
		return -EBADMSG;
	memcpy(&verdict, mnl_nlmsg_get_payload(nlh), sizeof(verdict));
	return verdict == -ENOENT ? module_gone(events, event) : 0;
}

/* 1 with an event, 0 if the message is none, or a negative errno. */
static int take_message(struct kvmrt_events *events,
			const struct nlmsghdr *nlh, struct kvmrt_event **event)
{
	if (nlh->nlmsg_type == GENL_ID_CTRL)
		return take_control(events, nlh, event);
	if (nlh->nlmsg_type == NLMSG_ERROR)
		return take_error(events, nlh, event);
	if (events->family && nlh->nlmsg_type == events->family)
		return kvmrt_event_from_nl(nlh, event);
	return 0;
}

/* The next event of those received: as take_message(). */
static int take_received(struct kvmrt_events *events,
			 struct kvmrt_event **event)
{
	int ret = 0;

	while (events->left > 0 && !ret) {
		const struct nlmsghdr *nlh = events->next;

		if (!kvmrt_nl_message_ok(nlh, events->left)) {
			events->left = 0;
			return -EBADMSG;
		}
		events->next = mnl_nlmsg_next(nlh, &events->left);
		ret = take_message(events, nlh, event);
	}
	return ret;
}

/* 1: something was received; 0: nothing is there; or a negative errno. */
static int receive(struct kvmrt_events *events)
{
	ssize_t ret;

	do {
		ret = mnl_socket_recvfrom(events->sock, events->buf,
					  sizeof(events->buf));
	} while (ret < 0 && errno == EINTR);

	if (ret > 0) {
		events->next = (const void *)events->buf;
		events->left = (int)ret;
		return 1;
	}
	if (ret == 0 || errno == ENOSPC)
		return -EBADMSG;
	return errno == EAGAIN ? 0 : -errno;
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* 1: readable; 0: the deadline (INT64_MAX: none) passed; or -errno. */
static int wait_until(struct kvmrt_events *events, int64_t deadline_ns)
{
	struct pollfd pollfd = {
		.fd = mnl_socket_get_fd(events->sock), .events = POLLIN,
	};
	struct timespec left = { 0 };
	int64_t left_ns;
	int ret;

	if (deadline_ns == INT64_MAX) {
		ret = ppoll(&pollfd, 1, NULL, NULL);
	} else {
		left_ns = deadline_ns - now_ns();
		if (left_ns <= 0)
			return 0;
		left.tv_sec = (time_t)(left_ns / NS_PER_S);
		left.tv_nsec = (long)(left_ns % NS_PER_S);
		ret = ppoll(&pollfd, 1, &left, NULL);
	}
	return ret < 0 ? -errno : ret;
}

static int64_t deadline(int64_t timeout_ns)
{
	int64_t now = now_ns();

	if (timeout_ns < 0 || timeout_ns > INT64_MAX - 1 - now)
		return INT64_MAX;
	return now + timeout_ns;
}

KVMRT_API int kvmrt_events_read(struct kvmrt_events *events,
				int64_t timeout_ns, struct kvmrt_event **event)
{
	int64_t deadline_ns = deadline(timeout_ns);
	int ret;

	for (;;) {
		ret = take_received(events, event);
		if (ret)
			break;
		ret = receive(events);
		if (ret > 0)
			continue;
		if (ret == -ENOBUFS) {
			ask_for_family(events);
			ret = kvmrt_event_new(KVMRT_EVENT_LOST, event);
			if (!ret)
				ret = 1;
		}
		if (ret || !timeout_ns)
			break;
		ret = wait_until(events, deadline_ns);
		if (ret <= 0)
			break;
	}
	return ret < 0 ? kvmrt_errno(-ret) : ret;
}
