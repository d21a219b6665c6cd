// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for what comes, until SIGINT, SIGTERM or a time.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "kvmrt-nl.h"

#define NSEC 1000000000LL

static volatile sig_atomic_t interrupted;
static sigset_t mask;	/* while it waits */

static void interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

bool nl_interrupted(void)
{
	return interrupted;
}

int64_t nl_monotonic_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC + ts.tv_nsec;
}

/*
 * The signals are let in while ppoll() waits and at no other time: one that
 * comes just before it is not missed.
 */
void nl_wait_begin(void)
{
	struct sigaction action = { .sa_handler = interrupt };
	sigset_t block;

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &mask);
	sigdelset(&mask, SIGINT);
	sigdelset(&mask, SIGTERM);
}

int nl_wait(struct pollfd *fds, unsigned int count, int64_t deadline_ns)
{
	struct timespec ts, *timeout = NULL;
	int64_t left;
	int ret;

	if (deadline_ns) {
		left = deadline_ns - nl_monotonic_ns();
		if (left <= 0)
			left = 0;
		ts.tv_sec = left / NSEC;
		ts.tv_nsec = left % NSEC;
		timeout = &ts;
	}
	ret = ppoll(fds, count, timeout, &mask);
	/* Where there is always something to read, no signal would come in. */
	if (ret > 0) {
		ts = (struct timespec){ 0 };
		(void)ppoll(NULL, 0, &ts, &mask);
	}
	return ret < 0 ? -errno : ret;
}
