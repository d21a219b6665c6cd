// SPDX-License-Identifier: LGPL-2.1-or-later
/* One exchange with the kernel: a request, and the answer to its end. */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* An exchange under way. */
struct exchange {
	struct kvmrt *ctx;
	const struct nlmsghdr *request;
	kvmrt_nl_take_fn take;
	void *data;
	bool interrupted;	/* the kernel marked the dump as inconsistent */
	bool done;
	int err;		/* first failure, positive */
};

static int system_error(struct kvmrt *ctx, const char *what)
{
	int err = errno;
	char why[128];

	return kvmrt_fail(ctx, err, "%s: %s", what,
			  strerror_r(err, why, sizeof(why)));
}

static void bad_answer(struct exchange *x)
{
	if (!x->err)
		kvmrt_fail(x->ctx, EBADMSG,
			   "kvmrt.ko's answer makes no sense: its version and the library's differ");
	x->err = EBADMSG;
}

/* The end of the answer, with its verdict. */
static void take_verdict(struct exchange *x, const struct nlmsghdr *nlh)
{
	int verdict = 0;

	x->done = true;
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(verdict))
		memcpy(&verdict, mnl_nlmsg_get_payload(nlh), sizeof(verdict));
	else if (nlh->nlmsg_type == NLMSG_ERROR)
		return bad_answer(x);

	if (x->err || !verdict)
		return;
	if (verdict > 0 || verdict < -4095)
		return bad_answer(x);
	x->err = -verdict;
	kvmrt_nl_refused(x->ctx, x->request, nlh, x->err);
}

/*
 * After a failure the rest of the answer is still read, and dropped: a dump
 * that isn't read to its end makes the kernel refuse the next one.
 */
static void take_data(struct exchange *x, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *asked = mnl_nlmsg_get_payload(x->request);
	struct genlmsghdr genl;
	int ret;

	if (x->err)
		return;
	if (nlh->nlmsg_type != x->request->nlmsg_type ||
	    mnl_nlmsg_get_payload_len(nlh) < GENL_HDRLEN)
		return bad_answer(x);
	/* The controller answers under another command than it is asked. */
	memcpy(&genl, mnl_nlmsg_get_payload(nlh), sizeof(genl));
	if (nlh->nlmsg_type != GENL_ID_CTRL && genl.cmd != asked->cmd)
		return bad_answer(x);

	ret = x->take ? x->take(nlh, x->data) : -EBADMSG;
	if (ret == -EBADMSG) {
		bad_answer(x);
	} else if (ret) {
		x->err = -ret;
		errno = -ret;
		system_error(x->ctx, "taking the answer");
	}
}

static void take_message(struct exchange *x, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;

	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		break;
	case NLMSG_ERROR:
	case NLMSG_DONE:
		take_verdict(x, nlh);
		break;
	case NLMSG_OVERRUN:
		kvmrt_fail(x->ctx, ENOBUFS, "the answer was lost");
		x->err = ENOBUFS;
		x->done = true;
		break;
	default:
		take_data(x, nlh);
	}
}

static void take_buffer(struct exchange *x, size_t bytes)
{
	const struct nlmsghdr *nlh = (const void *)x->ctx->buf;
	unsigned int portid = mnl_socket_get_portid(x->ctx->sock);
	int left = (int)bytes;

	for (; left > 0 && !x->done; nlh = mnl_nlmsg_next(nlh, &left)) {
		if (!kvmrt_nl_message_ok(nlh, left)) {
			bad_answer(x);
			x->done = true;
			return;
		}
		/* Left over from a call that gave up waiting. */
		if (nlh->nlmsg_seq != x->request->nlmsg_seq ||
		    nlh->nlmsg_pid != portid)
			continue;
		take_message(x, nlh);
	}
}

static int send_request(struct kvmrt *ctx, const struct nlmsghdr *request)
{
	while (mnl_socket_sendto(ctx->sock, request, request->nlmsg_len) < 0) {
		if (errno != EINTR)
			return system_error(ctx, "asking the kernel");
	}
	return 0;
}

static int receive(struct kvmrt *ctx)
{
	ssize_t ret;

	do {
		ret = mnl_socket_recvfrom(ctx->sock, ctx->buf,
					  sizeof(ctx->buf));
	} while (ret < 0 && errno == EINTR);

	if (ret >= 0)
		return (int)ret;
	if (errno == EAGAIN)
		return kvmrt_fail(ctx, ETIMEDOUT, "the kernel did not answer");
	/* libmnl's word for a message that was larger than our buffer. */
	if (errno == ENOSPC)
		return kvmrt_fail(ctx, EBADMSG,
				  "the kernel's answer is too long");
	return system_error(ctx, "waiting for the kernel's answer");
}

int kvmrt_nl_exchange(struct kvmrt *ctx, struct nlmsghdr *request,
		      kvmrt_nl_take_fn take, void *data)
{
	struct exchange x = {
		.ctx = ctx, .request = request, .take = take, .data = data,
	};
	int ret;

	ctx->text[0] = '\0';
	ctx->attr = NULL;
	request->nlmsg_seq = ++ctx->seq;

	ret = send_request(ctx, request);
	if (ret)
		return ret;
	while (!x.done) {
		ret = receive(ctx);
		if (ret < 0)
			return ret;
		/* No netlink message is empty. */
		if (ret == 0)
			return kvmrt_fail(ctx, EBADMSG, "empty answer");
		take_buffer(&x, (size_t)ret);
	}
	if (x.err)
		return kvmrt_errno(x.err);
	return x.interrupted;
}
