// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Drives fuzz_reply.c without libFuzzer: messages of the right shape, with
 * random types, lengths and bytes.  Usage: fuzz_reply -runs=N [-seed=N]
 */
#include <linux/genetlink.h>
#include <linux/kvmrt.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FAMILY	0x1234

static uint8_t buf[8192];
static size_t used;
static size_t datagram;	/* where the current one starts in @buf */

static unsigned int dice(unsigned int sides)
{
	return (unsigned int)rand() % sides;
}

static void put(const void *data, size_t len)
{
	if (len > sizeof(buf) - used)
		len = sizeof(buf) - used;
	memcpy(buf + used, data, len);
	used += len;
}

static void put_random(size_t len)
{
	while (len--) {
		uint8_t byte = (uint8_t)dice(256);

		put(&byte, 1);
	}
}

/* Mostly as a parser wants them, some lying about their length. */
static void put_attrs(unsigned int depth)
{
	unsigned int count = dice(depth ? 6 : 12);

	while (count--) {
		static const uint16_t sizes[] = { 4, 4, 4, 8, 8, 2, 1, 0 };
		struct nlattr attr = { .nla_type = (uint16_t)dice(14) };
		size_t at = used;
		size_t len;

		put(&attr, sizeof(attr));
		if (!depth && !dice(4))
			put_attrs(depth + 1);
		else
			put_random(dice(3) ? sizes[dice(8)] : dice(80));
		len = used - at;
		attr.nla_len = (uint16_t)(dice(30) ? len : dice(70000));
		if (at + sizeof(attr) <= sizeof(buf))
			memcpy(buf + at, &attr, sizeof(attr));
		if (used >= sizeof(buf) - 4)
			break;
		while ((used - datagram) % 4)
			put("", 1);
	}
}

static void put_message(void)
{
	static const uint16_t types[] = {
		FAMILY, FAMILY, FAMILY, FAMILY, FAMILY, NLMSG_ERROR,
		NLMSG_DONE, GENL_ID_CTRL, NLMSG_NOOP, NLMSG_OVERRUN,
	};
	static const uint16_t flags[] = {
		0, 0, NLM_F_MULTI, NLM_F_DUMP_INTR, NLM_F_ACK_TLVS,
		NLM_F_ACK_TLVS | NLM_F_CAPPED,
	};
	struct nlmsghdr nlh = {
		.nlmsg_type = types[dice(10)], .nlmsg_flags = flags[dice(6)],
	};
	struct genlmsghdr genl = {
		.cmd = (uint8_t)dice(KVMRT_CMD_MAX + 2),
	};
	size_t at = used;

	put(&nlh, sizeof(nlh));
	if (nlh.nlmsg_type == NLMSG_ERROR || nlh.nlmsg_type == NLMSG_DONE) {
		int verdict = dice(3) ? -(int)dice(135) : (int)dice(10000) - 5000;

		put(&verdict, sizeof(verdict));
		if (nlh.nlmsg_type == NLMSG_ERROR)
			put_random(dice(10) ? sizeof(nlh) : dice(40));
	} else {
		put(&genl, sizeof(genl));
	}
	put_attrs(0);
	nlh.nlmsg_len = (uint32_t)(dice(40) ? used - at : dice(10000));
	if (at + sizeof(nlh) <= sizeof(buf))
		memcpy(buf + at, &nlh, sizeof(nlh));
}

static void put_datagram(void)
{
	unsigned int messages = dice(4) + 1;
	size_t at = used;
	uint8_t len[2] = { 0 };

	put(len, sizeof(len));
	datagram = used;
	while (messages--)
		put_message();
	len[0] = (uint8_t)(used - at - 2);
	len[1] = (uint8_t)((used - at - 2) >> 8);
	if (at + 2 <= sizeof(buf))
		memcpy(buf + at, len, sizeof(len));
}

int main(int argc, char **argv)
{
	unsigned long runs = 100000;
	unsigned int seed = 1;
	unsigned long i;
	int arg;

	for (arg = 1; arg < argc; arg++) {
		if (!strncmp(argv[arg], "-runs=", 6))
			runs = strtoul(argv[arg] + 6, NULL, 10);
		else if (!strncmp(argv[arg], "-seed=", 6))
			seed = (unsigned int)strtoul(argv[arg] + 6, NULL, 10);
	}
	srand(seed);
	for (i = 0; i < runs; i++) {
		unsigned int datagrams = dice(4);

		used = 0;
		put_random(1);
		while (datagrams--)
			put_datagram();
		LLVMFuzzerTestOneInput(buf, used);
	}
	printf("%lu replies, seed %u\n", runs, seed);
	return 0;
}
