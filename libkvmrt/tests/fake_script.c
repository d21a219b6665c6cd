// SPDX-License-Identifier: LGPL-2.1-or-later
/* The scripted kernel's script: what is expected, and what is answered. */
#include "fake_internal.h"

#define MAX_REQUESTS	64

static struct fake_request requests[MAX_REQUESTS];
static int expected;	/* requests that were written down */
static int arrived;	/* requests that came */
static int in_event;	/* writing down events */

/* The datagram that is being written. */
static char buffer[FAKE_DATAGRAM_BYTES] __attribute__((aligned(8)));
static size_t used;
static struct nlmsghdr *message;
static struct nlattr *nest;

/* The script itself never runs out of memory, see fake_alloc.h. */
void *__real_malloc(size_t size);

static void queue(const void *data, size_t len)
{
	struct fake_request *request = &requests[expected - 1];
	struct fake_datagram *datagram;

	if (in_event) {
		fake_send_event(data, len);
		return;
	}
	assert_true(expected > 0 && request->answers < FAKE_DATAGRAMS);
	datagram = &request->answer[request->answers++];
	datagram->data = __real_malloc(len);
	assert_non_null(datagram->data);
	memcpy(datagram->data, data, len);
	datagram->len = len;
}

void fake_flush(void)
{
	if (used)
		queue(buffer, used);
	used = 0;
	message = NULL;
}

static void finish_request(void)
{
	if (expected)
		fake_flush();
}

void fake_expect(uint16_t type, uint16_t flags, uint8_t cmd)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	finish_request();
	assert_true(expected < MAX_REQUESTS);
	nlh = mnl_nlmsg_put_header(requests[expected++].want);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
}

static struct nlmsghdr *wanted(void)
{
	return (struct nlmsghdr *)requests[expected - 1].want;
}

void fake_expect_u32(uint16_t attr, uint32_t value)
{
	mnl_attr_put_u32(wanted(), attr, value);
}

void fake_expect_string(uint16_t attr, const char *value)
{
	mnl_attr_put_strz(wanted(), attr, value);
}

void fake_expect_do(uint8_t cmd)
{
	fake_expect(FAKE_FAMILY, NLM_F_REQUEST | NLM_F_ACK, cmd);
}

void fake_expect_dump(uint8_t cmd)
{
	fake_expect(FAKE_FAMILY, NLM_F_REQUEST | NLM_F_ACK | NLM_F_DUMP, cmd);
}

void fake_expect_family(void)
{
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY);
	fake_ack();
}

void fake_send_fails(int err)
{
	requests[expected - 1].send_error = err;
}

void fake_message(uint16_t type, uint16_t flags, uint8_t cmd)
{
	struct genlmsghdr *genl;

	assert_true(used + 4096 < sizeof(buffer));
	message = mnl_nlmsg_put_header(buffer + used);
	message->nlmsg_type = type;
	message->nlmsg_flags = flags;
	genl = mnl_nlmsg_put_extra_header(message, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	used += message->nlmsg_len;
}

void fake_reply(uint8_t cmd)
{
	fake_message(FAKE_FAMILY, 0, cmd);
}

/* What was put behind the message counts as part of the datagram. */
static void grown(void)
{
	used = (size_t)((char *)message - buffer) +
	       NLMSG_ALIGN(message->nlmsg_len);
	assert_true(used <= sizeof(buffer));
}

void fake_bytes(uint16_t attr, const void *data, size_t len)
{
	mnl_attr_put(message, attr, len, data);
	grown();
}

void fake_u16(uint16_t attr, uint16_t value)
{
	fake_bytes(attr, &value, sizeof(value));
}

void fake_u32(uint16_t attr, uint32_t value)
{
	fake_bytes(attr, &value, sizeof(value));
}

void fake_u64(uint16_t attr, uint64_t value)
{
	fake_bytes(attr, &value, sizeof(value));
}

void fake_string(uint16_t attr, const char *value)
{
	fake_bytes(attr, value, strlen(value) + 1);
}

/* One level is all that tests need; more is written with fake_bytes(). */
void fake_nest(uint16_t attr)
{
	nest = mnl_attr_nest_start(message, attr);
	grown();
}

void fake_nest_end(void)
{
	mnl_attr_nest_end(message, nest);
}

static void put_error(uint16_t type, int err, size_t head)
{
	int verdict = -err;

	assert_true(used + 4096 < sizeof(buffer));
	message = mnl_nlmsg_put_header(buffer + used);
	message->nlmsg_type = type;
	memcpy(mnl_nlmsg_put_extra_header(message, head), &verdict,
	       sizeof(verdict));
	grown();
}

static void put_extack(const char *text, uint32_t offset, uint32_t missing)
{
	message->nlmsg_flags |= NLM_F_CAPPED;
	if (!text && !offset && !missing)
		return;
	message->nlmsg_flags |= NLM_F_ACK_TLVS;
	if (text)
		fake_string(NLMSGERR_ATTR_MSG, text);
	if (offset)
		fake_u32(NLMSGERR_ATTR_OFFS, offset);
	if (missing)
		fake_u32(NLMSGERR_ATTR_MISS_TYPE, missing);
}

void fake_ack(void)
{
	put_error(NLMSG_ERROR, 0, sizeof(struct nlmsgerr));
	message->nlmsg_flags |= NLM_F_CAPPED;
}

void fake_done(void)
{
	put_error(NLMSG_DONE, 0, sizeof(int));
	message->nlmsg_flags |= NLM_F_MULTI;
}

void fake_error(int err, const char *text, uint32_t offset, uint32_t missing)
{
	put_error(NLMSG_ERROR, err, sizeof(struct nlmsgerr));
	put_extack(text, offset, missing);
}

void fake_done_error(int err, const char *text)
{
	put_error(NLMSG_DONE, err, sizeof(int));
	put_extack(text, 0, 0);
}

void fake_flags(uint16_t flags)
{
	message->nlmsg_flags |= flags;
}

void fake_raw(const void *data, size_t len)
{
	assert_true(used + len <= sizeof(buffer));
	memcpy(buffer + used, data, len);
	used += len;
}

/* Numbers that stamp() leaves alone. */
void fake_foreign_seq(void)
{
	message->nlmsg_seq = 0x7fffffff;
}

void fake_foreign_portid(void)
{
	message->nlmsg_pid = 0x7fffffff;
}

void fake_wrong_length(uint32_t len)
{
	message->nlmsg_len = len;
}

void fake_receive_fails(int err)
{
	uint32_t failure[2] = { FAKE_FAILURE, (uint32_t)err };

	fake_flush();
	queue(failure, sizeof(failure));
}

void fake_event_begin(void)
{
	finish_request();
	in_event = 1;
}

void fake_event_end(void)
{
	fake_flush();
	in_event = 0;
}

static void put_group(uint16_t index, const char *name, uint32_t id)
{
	struct nlattr *group = mnl_attr_nest_start(message, index);

	mnl_attr_put_strz(message, CTRL_ATTR_MCAST_GRP_NAME, name);
	mnl_attr_put_u32(message, CTRL_ATTR_MCAST_GRP_ID, id);
	mnl_attr_nest_end(message, group);
}

void fake_family(uint8_t cmd, uint16_t id)
{
	fake_message(GENL_ID_CTRL, 0, cmd);
	fake_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_u16(CTRL_ATTR_FAMILY_ID, id);
	fake_u32(CTRL_ATTR_VERSION, 1);
	fake_nest(CTRL_ATTR_MCAST_GROUPS);
	put_group(1, KVMRT_MCGRP_VM, FAKE_GROUP_VM);
	put_group(2, "later", 23);
	put_group(3, KVMRT_MCGRP_GS, FAKE_GROUP_GS);
	put_group(4, KVMRT_MCGRP_ACCOUNT, FAKE_GROUP_ACCOUNT);
	fake_nest_end();
	grown();
}

struct fake_request *fake_next_request(void)
{
	finish_request();
	return arrived < expected ? &requests[arrived] : NULL;
}

void fake_request_came(void)
{
	arrived++;
}

int fake_setup(void **state)
{
	(void)state;
	memset(requests, 0, sizeof(requests));
	fake_sockets_reset();
	expected = 0;
	arrived = 0;
	used = 0;
	in_event = 0;
	return 0;
}

int fake_teardown(void **state)
{
	int ret = 0;
	int i;
	int j;

	(void)state;
	for (i = 0; i < expected; i++)
		for (j = 0; j < requests[i].answers; j++)
			free(requests[i].answer[j].data);
	if (arrived != expected) {
		print_error("%d of %d requests came\n", arrived, expected);
		ret = -1;
	}
	if (fake_sockets_close()) {
		print_error("a socket was left open\n");
		ret = -1;
	}
	return ret;
}

void fake_restart(void)
{
	assert_int_equal(fake_teardown(NULL), 0);
	fake_setup(NULL);
}
