// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages for a family, from the tables of its specification.  Most are nearly
 * right: they get past the first checks.  The same seed makes the same messages.
 */
#include <string.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include "fuzz.h"
#include "fuzz_table.h"

const struct fuzz_family *const fuzz_all = fuzz_families;
const int fuzz_nr_families = sizeof(fuzz_families) / sizeof(fuzz_families[0]);

#define HEADERS (NLMSG_HDRLEN + GENL_HDRLEN)

static uint64_t state;

/* splitmix64, so that 0 is a seed like any other. */
void fuzz_seed(uint64_t seed)
{
	state = seed;
}

static uint64_t random64(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

uint32_t fuzz_random(uint32_t below)
{
	return random64() % below;
}

static bool one_in(uint32_t n)
{
	return !fuzz_random(n);
}

static void put_raw(struct fuzz_msg *msg, uint16_t type, const void *value,
		    size_t len)
{
	struct nlattr attr = { .nla_len = NLA_HDRLEN + len, .nla_type = type };

	if (msg->len + NLA_ALIGN(attr.nla_len) > FUZZ_MAX_MSG)
		return;
	memcpy(msg->data + msg->len, &attr, sizeof(attr));
	memset(msg->data + msg->len + NLA_HDRLEN, 0, NLA_ALIGN(len));
	memcpy(msg->data + msg->len + NLA_HDRLEN, value, len);
	msg->len += NLA_ALIGN(attr.nla_len);
}

static uint64_t number_of(const struct fuzz_attr *attr)
{
	switch (fuzz_random(8)) {
	case 0:
		return random64();
	case 1:
	case 2:
		/* Ids of VMs and vCPUs that exist are small. */
		return fuzz_random(6);
	default:
		return attr->edges[fuzz_random(attr->nr_edges)];
	}
}

static void put_bytes(struct fuzz_msg *msg, const struct fuzz_attr *attr)
{
	static unsigned char bytes[8192];
	size_t len = attr->edges[fuzz_random(attr->nr_edges)], i;
	bool text = attr->kind == FUZZ_STRING;

	for (i = 0; i < len; i++)
		bytes[i] = one_in(64) ? random64() : 'a' + fuzz_random(4);
	bytes[len] = '\0';
	/* The terminator is there more often than not. */
	put_raw(msg, attr->type, bytes, len + (text && !one_in(8)));
}

static void put_attr(struct fuzz_msg *msg, const struct fuzz_attr *attr)
{
	uint64_t value;

	switch (attr->kind) {
	case FUZZ_NUMBER:
		value = number_of(attr);
		put_raw(msg, attr->type, &value,
			one_in(32) ? fuzz_random(sizeof(value) + 1) :
				     (size_t)attr->size);
		break;
	case FUZZ_NEST:
		value = number_of(attr);
		put_raw(msg, attr->type | (one_in(2) ? NLA_F_NESTED : 0), &value,
			attr->edges[fuzz_random(attr->nr_edges)]);
		break;
	default:
		put_bytes(msg, attr);
		break;
	}
}

static void put_attrs(const struct fuzz_op *op, struct fuzz_msg *msg)
{
	int i;

	for (i = 0; i < op->nr_attrs; i++) {
		bool wanted = op->wanted >> i & 1;

		if (wanted ? one_in(2) : one_in(64))
			put_attr(msg, &op->attrs[i]);
	}
	if (one_in(16))
		put_attr(msg, &op->attrs[fuzz_random(op->nr_attrs)]);
	if (one_in(64))
		put_raw(msg, random64(), "abcdefgh", fuzz_random(9));
}

/* What only a broken program sends. */
static void damage(struct fuzz_msg *msg)
{
	struct nlmsghdr *hdr = (void *)msg->data;
	struct nlattr *attr = (void *)(msg->data + HEADERS);

	switch (fuzz_random(5)) {
	case 0:
		/* What lies behind would be a message to anybody. */
		hdr->nlmsg_len = fuzz_random(msg->len + 64);
		if (hdr->nlmsg_len < msg->len)
			msg->len = hdr->nlmsg_len + 1;
		break;
	case 1:
		if (msg->len >= HEADERS + sizeof(*attr))
			attr->nla_len = random64();
		break;
	case 2:
		msg->len = fuzz_random(msg->len + 1);
		break;
	case 3:
		hdr->nlmsg_flags = random64();
		break;
	default:
		msg->data[fuzz_random(msg->len)] ^= 1 << fuzz_random(8);
		break;
	}
}

static void finish(struct fuzz_msg *msg)
{
	struct nlmsghdr *hdr = (void *)msg->data;
	uint16_t family = hdr->nlmsg_type;

	hdr->nlmsg_len = msg->len;
	if (one_in(24))
		damage(msg);
	/* Other families are not what we are asked to break. */
	hdr->nlmsg_type = family;
}

void fuzz_generate(const struct fuzz_family *family, int number,
		   struct fuzz_msg *msg)
{
	const struct fuzz_op *op = &family->ops[fuzz_random(family->nr_ops)];
	struct genlmsghdr genl = { .cmd = op->cmd, .version = family->version };
	struct nlmsghdr hdr = {
		.nlmsg_type = number,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlmsg_seq = random64(),
	};

	if (op->can_dump ? one_in(2) : one_in(64))
		hdr.nlmsg_flags |= NLM_F_DUMP;
	if (one_in(64))
		genl.cmd = fuzz_random(family->max_cmd + 3);
	if (one_in(256))
		genl.version = random64();
	if (one_in(256))
		genl.reserved = random64();
	memcpy(msg->data, &hdr, sizeof(hdr));
	memcpy(msg->data + NLMSG_HDRLEN, &genl, sizeof(genl));
	msg->len = HEADERS;
	put_attrs(op, msg);
	finish(msg);
}

/* A step away from a message that went somewhere new. */
void fuzz_mutate(const struct fuzz_family *family, struct fuzz_msg *msg)
{
	const struct fuzz_op *op = &family->ops[fuzz_random(family->nr_ops)];
	struct nlmsghdr *hdr = (void *)msg->data;
	struct genlmsghdr *genl = (void *)(msg->data + NLMSG_HDRLEN);
	int steps = 1 + fuzz_random(3);

	if (msg->len < HEADERS)
		return;
	while (steps--) {
		switch (fuzz_random(5)) {
		case 0:
			genl->cmd = op->cmd;
			break;
		case 1:
			hdr->nlmsg_flags ^= NLM_F_DUMP;
			break;
		case 2:
			put_attr(msg, &op->attrs[fuzz_random(op->nr_attrs)]);
			break;
		case 3:
			if (msg->len > HEADERS)
				msg->data[HEADERS + fuzz_random(msg->len - HEADERS)] =
					random64();
			break;
		default:
			msg->len = HEADERS;
			put_attrs(op, msg);
			break;
		}
	}
	finish(msg);
}
