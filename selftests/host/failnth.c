// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes each allocation of an operation fail once: the first one in the first
 * attempt, the second one in the second, until an attempt ends without a
 * failure.  What may fail (which code, which kind) is set in debugfs by the
 * scenario that runs this.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "failnth.h"

static int fail_nth_fd(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		perror("failnth: /proc/thread-self/fail-nth");
		exit(2);
	}
	return fd;
}

void failnth_arm(unsigned int nth)
{
	char buf[16];
	int n = snprintf(buf, sizeof(buf), "%u", nth);

	if (pwrite(fail_nth_fd(), buf, n, 0) != n) {
		perror("failnth: fail-nth");
		exit(2);
	}
}

bool failnth_disarm(void)
{
	char buf[16] = "";

	if (pread(fail_nth_fd(), buf, sizeof(buf) - 1, 0) < 1) {
		perror("failnth: fail-nth");
		exit(2);
	}
	failnth_arm(0);
	/* What is left of the count; 0: it came to its end. */
	return atoi(buf) == 0;
}

void failnth_report(const char *what, unsigned int injected,
		    unsigned int refused)
{
	printf("%s: %u allocations failed, %u times refused\n", what, injected,
	       refused);
	fflush(stdout);
}

/* One load with the @nth allocation failing; 0 or an errno. */
static int load_once(int fd, const char *params, unsigned int nth,
		     bool *injected)
{
	int error = 0;

	if (nth)
		failnth_arm(nth);
	if (syscall(SYS_finit_module, fd, params, 0))
		error = errno;
	*injected = nth && failnth_disarm();
	return error;
}

int failnth_module(const char *file, const char *name, const char *params)
{
	unsigned int nth, refused = 0;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	bool injected;
	int error;

	if (fd < 0) {
		perror(file);
		return -1;
	}
	for (nth = 1; nth < FAILNTH_MAX; nth++) {
		error = load_once(fd, params, nth, &injected);
		if (error && error != ENOMEM) {
			fprintf(stderr, "failnth: load %u: %s\n", nth,
				strerror(error));
			return -1;
		}
		refused += !!error;
		/* A part of it may be off without memory; it must go too. */
		if (!error && syscall(SYS_delete_module, name, 0)) {
			perror("failnth: delete_module");
			return -1;
		}
		if (!injected)
			break;
	}
	failnth_report("module", nth - 1, refused);
	close(fd);
	return error ? -1 : 0;
}

int main(int argc, char **argv)
{
	int ret = -1;

	if (argc == 5 && !strcmp(argv[1], "module"))
		ret = failnth_module(argv[2], argv[3], argv[4]);
	else if (argc == 2 && !strcmp(argv[1], "netlink"))
		ret = failnth_netlink();
	else if (argc == 2 && !strcmp(argv[1], "vm"))
		ret = failnth_vm();
	else
		fprintf(stderr,
			"usage: failnth module FILE NAME PARAMS | netlink | vm\n");
	return ret ? 1 : 0;
}
