/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests and answers of a generic netlink family by libnl: a client that
 * shares no code with libkvmrt.
 */
#ifndef SELFTESTS_NETLINK_NLC_H
#define SELFTESTS_NETLINK_NLC_H

#include <stdbool.h>
#include <stdint.h>
#include <netlink/netlink.h>
#include <netlink/genl/genl.h>
#include <linux/kvmrt.h>

#define NLC_MAX_ATTR	15

struct nlc {
	struct nl_sock *sock;
	int family;
};

/* What a request led to. */
struct nlc_answer {
	int error;		/* 0 or a negative errno */
	char text[128];		/* the kernel's words, empty if none */
	int bad_attr;		/* type of the attribute at fault, -1: none */
	int missing;		/* type of the missing attribute, -1: none */
	int objects;		/* messages with an object */
	bool interrupted;	/* NLM_F_DUMP_INTR was seen */
	/* The last object; valid until the next call of nlc_do(). */
	struct nlattr *attrs[NLC_MAX_ATTR + 1];
};

/* For each object; @attrs has NLC_MAX_ATTR + 1 entries. */
typedef void nlc_each_t(struct nlattr **attrs, void *arg);

/* 0 or -1, having printed why. */
int nlc_open(struct nlc *nlc);
void nlc_close(struct nlc *nlc);

struct nl_msg *nlc_msg(struct nlc *nlc, int cmd, int flags);
/* Adds an attribute and returns the message, so that calls can be nested. */
struct nl_msg *nlc_u32(struct nl_msg *msg, int type, uint32_t value);
struct nl_msg *nlc_str(struct nl_msg *msg, int type, const char *value);
struct nl_msg *nlc_raw(struct nl_msg *msg, int type, const void *data, int len);

/* Sends, and reads until the acknowledgement or the end.  Frees @msg. */
void nlc_do(struct nlc *nlc, struct nl_msg *msg, struct nlc_answer *answer);
void nlc_send(struct nlc *nlc, struct nl_msg *msg);
void nlc_read(struct nlc *nlc, struct nlc_answer *answer, nlc_each_t *each,
	      void *arg);

/* Number of an attribute of the last object; 0 when it is absent. */
uint64_t nlc_number(const struct nlc_answer *answer, int type);
const char *nlc_string(const struct nlc_answer *answer, int type);

/* A socket that has joined GROUP; 0 or a negative errno. */
int nlc_join(struct nlc *nlc, const char *group);
/*
 * The next notification within TIMEOUT_MS: its command, 0 when none came.
 * Its attributes are in @answer.
 */
int nlc_next(struct nlc *nlc, struct nlc_answer *answer, int timeout_ms);

/* verdicts: one line each, PASS or FAIL; nlc_status is 1 after a FAIL */
extern int nlc_status;
__attribute__((format(printf, 3, 4)))
bool nlc_verdict(const char *name, bool good, const char *fmt, ...);

#endif /* SELFTESTS_NETLINK_NLC_H */
