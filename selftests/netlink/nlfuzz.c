// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlfuzz: sends messages that are wrong in all ways to a generic netlink
 * family, while VMs come and go.  The kernel's log is the judge; this program
 * finds out only whether the family still answers, and whether answers are
 * well formed.  Guided by coverage where the kernel has KCOV.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include "fuzz.h"
#include "testvm.h"

#define MAX_CORPUS	2048
#define NR_VMS		3
/* A VM's end takes the kernel as long as hundreds of messages. */
#define STIR_EVERY	1500
#define PROGRESS_EVERY	20000

static struct {
	long messages, edges, accepted, refused, objects, errors[256];
	int corpus;
} stats;

static struct fuzz_msg *corpus[MAX_CORPUS];

static int open_socket(void)
{
	struct sockaddr_nl name = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	int one = 1;

	if (fd < 0 || bind(fd, (void *)&name, sizeof(name))) {
		perror("nlfuzz: socket");
		exit(2);
	}
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	return fd;
}

/* Joins the groups in a nest of CTRL_ATTR_MCAST_GROUPS. */
static void join(int ear, const unsigned char *nest, size_t len)
{
	struct nlattr group, attr;
	size_t offset, inner;

	for (offset = 0; offset + sizeof(group) <= len;
	     offset += NLA_ALIGN(group.nla_len)) {
		memcpy(&group, nest + offset, sizeof(group));
		for (inner = offset + NLA_HDRLEN;
		     inner < offset + group.nla_len;
		     inner += NLA_ALIGN(attr.nla_len)) {
			memcpy(&attr, nest + inner, sizeof(attr));
			if (attr.nla_type == CTRL_ATTR_MCAST_GRP_ID)
				setsockopt(ear, SOL_NETLINK,
					   NETLINK_ADD_MEMBERSHIP,
					   nest + inner + NLA_HDRLEN, 4);
		}
	}
}

/* Number of the family, 0 when it isn't there.  @ear joins all its groups. */
static int resolve(const char *name, int ear)
{
	struct {
		struct nlmsghdr hdr;
		struct genlmsghdr genl;
		unsigned char data[64];
	} msg = {
		.hdr = { .nlmsg_type = GENL_ID_CTRL, .nlmsg_flags = NLM_F_REQUEST },
		.genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 },
	};
	struct nlattr attr = {
		.nla_len = NLA_HDRLEN + strlen(name) + 1,
		.nla_type = CTRL_ATTR_FAMILY_NAME
	};
	static unsigned char answer[32768];
	struct nlmsghdr *hdr = (void *)answer;
	int fd = open_socket(), number = 0;
	size_t offset;

	memcpy(msg.data, &attr, sizeof(attr));
	strcpy((char *)msg.data + NLA_HDRLEN, name);
	msg.hdr.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN + NLA_ALIGN(attr.nla_len);
	if (send(fd, &msg, msg.hdr.nlmsg_len, 0) > 0 &&
	    recv(fd, answer, sizeof(answer), 0) > 0 &&
	    hdr->nlmsg_type == GENL_ID_CTRL) {
		for (offset = NLMSG_HDRLEN + GENL_HDRLEN; offset < hdr->nlmsg_len;
		     offset += NLA_ALIGN(attr.nla_len)) {
			memcpy(&attr, answer + offset, sizeof(attr));
			if (attr.nla_type == CTRL_ATTR_FAMILY_ID)
				number = *(uint16_t *)(answer + offset + NLA_HDRLEN);
			if (attr.nla_type == CTRL_ATTR_MCAST_GROUPS)
				join(ear, answer + offset + NLA_HDRLEN,
				     attr.nla_len - NLA_HDRLEN);
		}
	}
	close(fd);
	return number;
}

static void malformed(const char *what)
{
	fprintf(stderr, "nlfuzz: message %ld: %s\n", stats.messages, what);
	exit(1);
}

static void check_object(const struct nlmsghdr *hdr)
{
	const unsigned char *at = (void *)hdr;
	size_t offset = NLMSG_HDRLEN + GENL_HDRLEN;
	struct nlattr attr;

	while (offset < hdr->nlmsg_len) {
		if (offset + sizeof(attr) > hdr->nlmsg_len)
			malformed("an answer ends in the middle of an attribute");
		memcpy(&attr, at + offset, sizeof(attr));
		if (attr.nla_len < NLA_HDRLEN ||
		    offset + attr.nla_len > hdr->nlmsg_len)
			malformed("an attribute of an answer has a bad length");
		offset += NLA_ALIGN(attr.nla_len);
	}
	stats.objects++;
}

/* Reads what is there, never waits: much of it is no request to the kernel. */
static void drain(int fd)
{
	static unsigned char answer[65536];
	struct nlmsghdr *hdr;
	int left, error;

	while ((left = recv(fd, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		for (hdr = (void *)answer; NLMSG_OK(hdr, (unsigned int)left);
		     hdr = NLMSG_NEXT(hdr, left)) {
			if (hdr->nlmsg_type != NLMSG_ERROR) {
				if (hdr->nlmsg_type >= NLMSG_MIN_TYPE)
					check_object(hdr);
				continue;
			}
			error = -((struct nlmsgerr *)NLMSG_DATA(hdr))->error;
			if (error < 0 || error > 255)
				malformed("an answer has a strange errno");
			stats.errors[error]++;
			*(error ? &stats.refused : &stats.accepted) += 1;
		}
	}
}

static void keep(const struct fuzz_msg *msg)
{
	int slot = stats.corpus < MAX_CORPUS ? stats.corpus++ :
					       (int)fuzz_random(MAX_CORPUS);

	if (!corpus[slot])
		corpus[slot] = malloc(sizeof(*msg));
	if (!corpus[slot])
		exit(2);
	corpus[slot]->len = msg->len;
	memcpy(corpus[slot]->data, msg->data, sizeof(msg->data));
}

static struct testvm vms[NR_VMS];
static bool alive[NR_VMS];

/* One VM comes or goes, where there is KVM. */
static void stir(void)
{
	int n = fuzz_random(NR_VMS);

	if (access("/dev/kvm", R_OK | W_OK))
		return;
	if (alive[n])
		testvm_destroy(&vms[n]);
	else if (testvm_create(&vms[n], 1 + fuzz_random(3)))
		exit(2);
	alive[n] = !alive[n];
}

/* At once after a dump, which blocks the next; acks can wait, reading is dear. */
static bool wants_reading(const struct fuzz_msg *msg)
{
	const struct nlmsghdr *hdr = (void *)msg->data;

	return hdr->nlmsg_flags & NLM_F_DUMP || stats.messages % 8 == 0;
}

static void fuzz(const struct fuzz_family *family, int number, int ear,
		 long messages)
{
	static struct fuzz_msg msg;
	int fd = open_socket(), fresh;
	long n;

	for (n = 0; n < messages; n++) {
		stats.messages++;
		if (stats.corpus && fuzz_random(3)) {
			msg = *corpus[fuzz_random(stats.corpus)];
			fuzz_mutate(family, &msg);
		} else {
			fuzz_generate(family, number, &msg);
		}
		cover_begin();
		if (send(fd, msg.data, msg.len, MSG_DONTWAIT) < 0 &&
		    errno != EAGAIN && errno != EINVAL && errno != ENOBUFS)
			stats.errors[errno & 255]++;
		fresh = cover_end();
		stats.edges += fresh;
		if (fresh)
			keep(&msg);
		/* Now and then a dump stays in the middle, or its reader goes. */
		if (wants_reading(&msg) && fuzz_random(64))
			drain(fd);
		if (!fuzz_random(500)) {
			close(fd);
			fd = open_socket();
		}
		/* Sometimes too late: then it lost some, as a slow one does. */
		if (!fuzz_random(50))
			drain(ear);
		if (!fuzz_random(STIR_EVERY))
			stir();
		if (stats.messages % PROGRESS_EVERY == 0)
			fprintf(stderr, "nlfuzz: %ld messages, %ld edges\n",
				stats.messages, stats.edges);
	}
	drain(fd);
	close(fd);
}

/* What went wrong here can't have been sent to another family. */
static void forget(void)
{
	while (stats.corpus)
		free(corpus[--stats.corpus]);
	memset(corpus, 0, sizeof(corpus));
}

static void report(const char *name, uint64_t seed)
{
	int i;

	printf("nlfuzz: %s messages %ld edges %ld corpus %d accepted %ld refused %ld objects %ld seed %#llx\n",
	       name, stats.messages, stats.edges, stats.corpus, stats.accepted,
	       stats.refused, stats.objects, (unsigned long long)seed);
	for (i = 1; i < 256; i++)
		if (stats.errors[i])
			printf("nlfuzz:   %6ld %s\n", stats.errors[i], strerror(i));
	fflush(stdout);
}

static int usage(FILE *to)
{
	int i;

	fprintf(to, "usage: nlfuzz [-n MESSAGES] [-s SEED] [FAMILY]...\n"
		"  -n MESSAGES  for each family (default 200000)\n"
		"  -s SEED      messages follow from it and, with KCOV, from the coverage\n"
		"Families:");
	for (i = 0; i < fuzz_nr_families; i++)
		fprintf(to, " %s", fuzz_all[i].name);
	fprintf(to, " (default: those that are there)\n");
	return to == stdout ? 0 : 2;
}

static bool asked_for(const char *name, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	uint64_t seed = time(NULL);
	long messages = 200000;
	int i, opt, number, ear, fuzzed = 0;

	while ((opt = getopt(argc, argv, "n:s:h")) != -1) {
		switch (opt) {
		case 'n':
			messages = strtol(optarg, NULL, 0);
			break;
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'h':
			return usage(stdout);
		default:
			return usage(stderr);
		}
	}
	printf("nlfuzz: seed %#llx, coverage %s\n", (unsigned long long)seed,
	       cover_open() ? "by KCOV" : "unknown, no KCOV");
	fflush(stdout);
	for (i = 0; i < fuzz_nr_families; i++) {
		if (!asked_for(fuzz_all[i].name, argv + optind))
			continue;
		ear = open_socket();
		number = resolve(fuzz_all[i].name, ear);
		if (!number) {
			close(ear);
			continue;
		}
		fuzzed++;
		memset(&stats, 0, sizeof(stats));
		fuzz_seed(seed);
		stir();
		fuzz(&fuzz_all[i], number, ear, messages);
		close(ear);
		report(fuzz_all[i].name, seed);
		if (resolve(fuzz_all[i].name, -1) != number)
			malformed("the family is gone");
		forget();
	}
	if (fuzzed)
		return 0;
	fprintf(stderr, "nlfuzz: no family to talk to\n");
	return 2;
}
