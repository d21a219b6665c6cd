/* SPDX-License-Identifier: GPL-2.0-only */
/* The tests of nlclient: one function per object of the family. */
#ifndef SELFTESTS_NETLINK_CLIENT_H
#define SELFTESTS_NETLINK_CLIENT_H

#include "nlc.h"
#include "testvm.h"

/* What tests begin with: two VMs of this process and their ids. */
struct bench {
	struct nlc nlc;
	struct testvm vm[2];
	uint32_t id[2];
};

void test_info(struct bench *bench);
void test_vm(struct bench *bench);
void test_vcpu(struct bench *bench);
void test_gs(struct bench *bench);
void test_event(struct bench *bench);
void test_perm(struct bench *bench);
void test_header(struct bench *bench);

/*
 * Sends @msg and gives a verdict: refused with @error, a text that begins with
 * @text (NULL: any text), about attribute @bad_attr and for want of @missing
 * (-1: none).
 */
void expect_refused(struct bench *bench, const char *name, struct nl_msg *msg,
		    int error, const char *text, int bad_attr, int missing);
/* Sends @msg and gives a verdict: accepted. */
bool expect_done(struct bench *bench, const char *name, struct nl_msg *msg,
		 struct nlc_answer *answer);

#endif /* SELFTESTS_NETLINK_CLIENT_H */
