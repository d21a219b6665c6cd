/* SPDX-License-Identifier: GPL-2.0-only */
/* Failing one allocation inside one system call of this thread. */
#ifndef SELFTESTS_HOST_FAILNTH_H
#define SELFTESTS_HOST_FAILNTH_H

#include <stdbool.h>

/* Attempts after which something must be wrong. */
#define FAILNTH_MAX	2000

/* The @nth allocation from now on fails.  Ends the program where it can't. */
void failnth_arm(unsigned int nth);
/* Did it fail?  No allocation fails from here on. */
bool failnth_disarm(void);

/* A line of the report: what was tried, and how often it went which way. */
void failnth_report(const char *what, unsigned int injected,
		    unsigned int refused);

/*
 * Each returns 0, or -1 with words on stderr when an answer was none of those
 * that the documents allow, or the thing does not work afterwards.
 */
int failnth_module(const char *file, const char *name, const char *params);
int failnth_netlink(void);
int failnth_vm(void);

#endif
