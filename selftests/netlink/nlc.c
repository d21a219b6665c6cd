// SPDX-License-Identifier: GPL-2.0-only
/* Requests and answers by libnl-3, with the kernel's extended acks. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include "nlc.h"

#ifndef NLMSGERR_ATTR_MISS_TYPE
#define NLMSGERR_ATTR_MISS_TYPE	5
#endif
#ifndef NLM_F_ACK_TLVS
#define NLM_F_ACK_TLVS 0x200
#endif

#define BUFFER_SIZE 65536

int nlc_status;

bool nlc_verdict(const char *name, bool good, const char *fmt, ...)
{
	va_list args;

	if (good) {
		printf("PASS %s\n", name);
	} else {
		printf("FAIL %s: ", name);
		va_start(args, fmt);
		vprintf(fmt, args);
		va_end(args);
		putchar('\n');
		nlc_status = 1;
	}
	fflush(stdout);
	return good;
}

int nlc_open(struct nlc *nlc)
{
	int one = 1;

	nlc->sock = nl_socket_alloc();
	if (!nlc->sock || genl_connect(nlc->sock)) {
		fprintf(stderr, "nlc: no socket\n");
		return -1;
	}
	setsockopt(nl_socket_get_fd(nlc->sock), SOL_NETLINK, NETLINK_EXT_ACK,
		   &one, sizeof(one));
	/* We read answers ourselves; libnl would wait for those. */
	nl_socket_disable_seq_check(nlc->sock);
	nl_socket_set_buffer_size(nlc->sock, 1 << 20, 1 << 16);
	nlc->family = genl_ctrl_resolve(nlc->sock, KVMRT_GENL_NAME);
	if (nlc->family < 0) {
		fprintf(stderr, "nlc: no family %s: %s\n", KVMRT_GENL_NAME,
			nl_geterror(nlc->family));
		return -1;
	}
	return 0;
}

void nlc_close(struct nlc *nlc)
{
	nl_socket_free(nlc->sock);
}

struct nl_msg *nlc_msg(struct nlc *nlc, int cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nlc->family, 0,
		    flags | NLM_F_REQUEST | NLM_F_ACK, cmd, KVMRT_GENL_VERSION);
	return msg;
}

struct nl_msg *nlc_u32(struct nl_msg *msg, int type, uint32_t value)
{
	nla_put_u32(msg, type, value);
	return msg;
}

struct nl_msg *nlc_str(struct nl_msg *msg, int type, const char *value)
{
	nla_put_string(msg, type, value);
	return msg;
}

struct nl_msg *nlc_raw(struct nl_msg *msg, int type, const void *data, int len)
{
	nla_put(msg, type, len, data);
	return msg;
}

/* The request that was sent last, to find out what an offset points at. */
static unsigned char request[BUFFER_SIZE];
/* The object that answer->attrs points into. */
static unsigned char object[BUFFER_SIZE];

static int attr_type_at(uint32_t offset)
{
	const struct nlmsghdr *hdr = (void *)request;
	struct nlattr attr;

	if (offset + sizeof(attr) > hdr->nlmsg_len)
		return -1;
	memcpy(&attr, request + offset, sizeof(attr));
	return attr.nla_type & NLA_TYPE_MASK;
}

static void parse_ack(struct nlmsghdr *hdr, struct nlc_answer *answer)
{
	struct nlmsgerr *err = nlmsg_data(hdr);
	int used = sizeof(*err), rest;
	struct nlattr *attr;

	answer->error = err->error;
	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		used += err->msg.nlmsg_len - NLMSG_HDRLEN;
	attr = (void *)((char *)err + NLMSG_ALIGN(used));
	rest = hdr->nlmsg_len - NLMSG_HDRLEN - NLMSG_ALIGN(used);
	for (; nla_ok(attr, rest); attr = nla_next(attr, &rest)) {
		switch (nla_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(answer->text, sizeof(answer->text), "%s",
				 nla_get_string(attr));
			break;
		case NLMSGERR_ATTR_OFFS:
			answer->bad_attr = attr_type_at(nla_get_u32(attr));
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			answer->missing = nla_get_u32(attr);
			break;
		default:
			break;
		}
	}
}

static void parse_object(struct nlmsghdr *hdr, struct nlc_answer *answer)
{
	memcpy(object, hdr, hdr->nlmsg_len);
	genlmsg_parse((void *)object, 0, answer->attrs, NLC_MAX_ATTR, NULL);
	answer->objects++;
}

void nlc_send(struct nlc *nlc, struct nl_msg *msg)
{
	nl_complete_msg(nlc->sock, msg);
	memcpy(request, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nl_send(nlc->sock, msg);
	nlmsg_free(msg);
}

/* One datagram; true when the answer is complete. */
static bool read_part(struct nlc *nlc, struct nlc_answer *answer,
		      nlc_each_t *each, void *arg)
{
	static unsigned char buffer[BUFFER_SIZE];
	struct nlmsghdr *hdr = (void *)buffer;
	int left = recv(nl_socket_get_fd(nlc->sock), buffer, sizeof(buffer), 0);

	if (left < 0) {
		answer->error = -errno;
		return true;
	}
	for (; nlmsg_ok(hdr, left); hdr = nlmsg_next(hdr, &left)) {
		answer->interrupted |= !!(hdr->nlmsg_flags & NLM_F_DUMP_INTR);
		switch (hdr->nlmsg_type) {
		case NLMSG_ERROR:
			parse_ack(hdr, answer);
			return true;
		case NLMSG_DONE:
			answer->error = *(int *)nlmsg_data(hdr);
			return true;
		default:
			parse_object(hdr, answer);
			if (each)
				each(answer->attrs, arg);
			break;
		}
	}
	return false;
}

void nlc_read(struct nlc *nlc, struct nlc_answer *answer, nlc_each_t *each,
	      void *arg)
{
	*answer = (struct nlc_answer){ .bad_attr = -1, .missing = -1 };
	while (!read_part(nlc, answer, each, arg))
		;
}

void nlc_do(struct nlc *nlc, struct nl_msg *msg, struct nlc_answer *answer)
{
	nlc_send(nlc, msg);
	nlc_read(nlc, answer, NULL, NULL);
}

uint64_t nlc_number(const struct nlc_answer *answer, int type)
{
	const struct nlattr *attr = answer->attrs[type];

	if (!attr)
		return 0;
	return nla_len(attr) == sizeof(uint64_t) ? nla_get_u64(attr) :
						   nla_get_u32(attr);
}

const char *nlc_string(const struct nlc_answer *answer, int type)
{
	return answer->attrs[type] ? nla_get_string(answer->attrs[type]) : "";
}

int nlc_join(struct nlc *nlc, const char *group)
{
	int id = genl_ctrl_resolve_grp(nlc->sock, KVMRT_GENL_NAME, group);

	if (id < 0)
		return -ENOENT;
	if (setsockopt(nl_socket_get_fd(nlc->sock), SOL_NETLINK,
		       NETLINK_ADD_MEMBERSHIP, &id, sizeof(id)))
		return -errno;
	return 0;
}

int nlc_next(struct nlc *nlc, struct nlc_answer *answer, int timeout_ms)
{
	struct pollfd poller = {
		.fd = nl_socket_get_fd(nlc->sock), .events = POLLIN
	};

	*answer = (struct nlc_answer){ .bad_attr = -1, .missing = -1 };
	if (poll(&poller, 1, timeout_ms) != 1)
		return 0;
	if (read_part(nlc, answer, NULL, NULL))
		return 0;
	return genlmsg_hdr((void *)object)->cmd;
}
