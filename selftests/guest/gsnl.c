// SPDX-License-Identifier: GPL-2.0-only
/*
 * Talks to the netlink family kvmrt_guest without any library.
 *
 *   gsnl status
 *   gsnl gate NAME=0|1...       NAME is hc or syscall
 *   gsnl ping C | flush SCOPE | msg TEXT | data BYTES
 *   gsnl empty COMMAND          COMMAND's number without attributes
 *   gsnl listen N               prints N notifications
 *
 * Prints NAME VALUE lines of a status; of a refusal "ERRNO: text", status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include <linux/kvmrt_guest_genl.h>
#include <linux/netlink.h>

struct message {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	char attrs[70000];
};

static struct message request, answer;
static int sock;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void begin(uint16_t family, uint8_t cmd, uint8_t version)
{
	memset(&request, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	request.nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	request.nlh.nlmsg_type = family;
	request.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	request.genl.cmd = cmd;
	request.genl.version = version;
}

static void add(uint16_t type, const void *data, size_t len)
{
	struct nlattr *attr = (void *)((char *)&request + NLMSG_ALIGN(request.nlh.nlmsg_len));

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memcpy((char *)attr + NLA_HDRLEN, data, len);
	request.nlh.nlmsg_len = NLMSG_ALIGN(request.nlh.nlmsg_len) + NLA_ALIGN(attr->nla_len);
}

static const struct nlattr *find(const void *from, size_t len, uint16_t type)
{
	const char *at = from, *end = at + len;

	while (at + NLA_HDRLEN <= end) {
		const struct nlattr *attr = (const void *)at;

		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > end)
			break;
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return attr;
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

static const void *value(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

/* Name and, if there is one, text of a refusal. */
static void print_refusal(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	size_t skip = NLMSG_HDRLEN + sizeof(*err);
	const struct nlattr *text = NULL;

	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS && nlh->nlmsg_len > skip)
		text = find((const char *)nlh + skip, nlh->nlmsg_len - skip, NLMSGERR_ATTR_MSG);
	printf("%s: %s\n", strerrorname_np(-err->error),
	       text ? (const char *)value(text) : "no text");
}

/* Receives one message into answer. */
static void receive(void)
{
	ssize_t len = recv(sock, &answer, sizeof(answer), 0);

	if (len < (ssize_t)NLMSG_HDRLEN)
		die("gsnl: recv");
}

/* Sends the request and waits for the end; false when it was refused. */
static bool talk(void (*reply)(void))
{
	static uint32_t seq;

	request.nlh.nlmsg_seq = ++seq;
	if (send(sock, &request, request.nlh.nlmsg_len, 0) < 0)
		die("gsnl: send");
	for (;;) {
		receive();
		if (answer.nlh.nlmsg_seq != seq)
			continue;
		if (answer.nlh.nlmsg_type != NLMSG_ERROR) {
			reply();
			continue;
		}
		if (!((struct nlmsgerr *)NLMSG_DATA(&answer.nlh))->error)
			return true;
		print_refusal(&answer.nlh);
		return false;
	}
}

static size_t attrs_len(void)
{
	return answer.nlh.nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
}

static uint16_t family_id;
static uint32_t group_id;

static void take_family(void)
{
	const struct nlattr *id = find(answer.attrs, attrs_len(), CTRL_ATTR_FAMILY_ID);
	const struct nlattr *groups = find(answer.attrs, attrs_len(), CTRL_ATTR_MCAST_GROUPS);
	const struct nlattr *group;

	if (id)
		family_id = *(const uint16_t *)value(id);
	if (!groups)
		return;
	group = find(value(groups), groups->nla_len - NLA_HDRLEN, 1);
	if (!group)
		return;
	id = find(value(group), group->nla_len - NLA_HDRLEN, CTRL_ATTR_MCAST_GRP_ID);
	if (id)
		group_id = *(const uint32_t *)value(id);
}

static void print_status(void)
{
	static const struct {
		uint16_t type;
		const char *name;
	} table[] = {
		{ KVMRT_GUEST_A_STATUS_HOST, "host" },
		{ KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED, "gs_hc_guest_enabled" },
		{ KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED, "gs_syscall_enabled" },
		{ KVMRT_GUEST_A_STATUS_FEATURES, "features" },
		{ KVMRT_GUEST_A_STATUS_ABI, "abi" },
		{ KVMRT_GUEST_A_STATUS_MSG_MAX, "msg_max" },
		{ KVMRT_GUEST_A_STATUS_DATA_MAX, "data_max" },
		{ KVMRT_GUEST_A_STATUS_VM_ID, "vm_id" },
	};
	const struct nlattr *attr;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		attr = find(answer.attrs, attrs_len(), table[i].type);
		if (attr)
			printf("%s %u\n", table[i].name, *(const uint32_t *)value(attr));
	}
	attr = find(answer.attrs, attrs_len(), KVMRT_GUEST_A_STATUS_VERSION);
	if (attr)
		printf("version %s\n", (const char *)value(attr));
	fflush(stdout);
}

static int listen_to(int count)
{
	if (setsockopt(sock, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group_id, sizeof(group_id)))
		die("gsnl: membership");
	printf("listening\n");
	fflush(stdout);
	while (count) {
		receive();
		if (answer.nlh.nlmsg_type != family_id)
			continue;
		print_status();
		count--;
	}
	return 0;
}

static void open_family(void)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	const int on = 1;

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (sock < 0 || connect(sock, (const void *)&kernel, sizeof(kernel)) ||
	    setsockopt(sock, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)))
		die("gsnl: socket");
	begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	add(CTRL_ATTR_FAMILY_NAME, KVMRT_GUEST_FAMILY_NAME, sizeof(KVMRT_GUEST_FAMILY_NAME));
	if (!talk(take_family))
		exit(1);
}

static bool add_gate(const char *word)
{
	static const char * const names[] = { "hc=", "syscall=" };
	uint32_t on;

	for (uint16_t i = 0; i < 2; i++) {
		if (strncmp(word, names[i], strlen(names[i])))
			continue;
		on = strtoul(word + strlen(names[i]), NULL, 0);
		add(KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED + i, &on, sizeof(on));
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "", *arg = argc > 2 ? argv[2] : "";
	static char data[61440];
	uint64_t cookie = strtoull(arg, NULL, 0);
	uint32_t number = cookie;

	open_family();
	if (!strcmp(what, "listen"))
		return listen_to(number);
	begin(family_id, KVMRT_GUEST_CMD_STATUS_GET, KVMRT_GUEST_FAMILY_VERSION);
	if (!strcmp(what, "gate")) {
		request.genl.cmd = KVMRT_GUEST_CMD_GATE_SET;
		for (int i = 2; i < argc; i++)
			if (!add_gate(argv[i]))
				return 2;
	} else if (!strcmp(what, "ping")) {
		request.genl.cmd = KVMRT_GUEST_CMD_PING;
		add(KVMRT_GUEST_A_CALL_COOKIE, &cookie, sizeof(cookie));
	} else if (!strcmp(what, "flush")) {
		request.genl.cmd = KVMRT_GUEST_CMD_FLUSH;
		add(KVMRT_GUEST_A_CALL_SCOPE, &number, sizeof(number));
	} else if (!strcmp(what, "msg")) {
		request.genl.cmd = KVMRT_GUEST_CMD_LOG_MSG;
		add(KVMRT_GUEST_A_CALL_MSG, arg, strlen(arg));
	} else if (!strcmp(what, "data") && number <= sizeof(data)) {
		request.genl.cmd = KVMRT_GUEST_CMD_LOG_DATA;
		add(KVMRT_GUEST_A_CALL_DATA, data, number);
	} else if (!strcmp(what, "empty")) {
		request.genl.cmd = number;
	} else if (strcmp(what, "status")) {
		fprintf(stderr, "gsnl: wrong arguments, see the head of gsnl.c\n");
		return 2;
	}
	return talk(print_status) ? 0 : 1;
}
