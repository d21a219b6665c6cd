// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest does while selftests/bench/trace-merge.sh records it.
 *
 * tracebench clock DEVICE
 *	Sets the time of day from a PTP device (of ptp_kvm: the host's), read as
 *	chrony reads it, and prints how far off it still is, in ns.
 * tracebench ping FIRST COUNT
 *	Pings the host COUNT times, each time with another cookie.
 * Exit status 1 with the reason if something failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timex.h>
#include <time.h>

#include <linux/ptp_clock.h>

#include <kvmrt/gs.h>

#define NS 1000000000LL

static int64_t ns_of(const struct ptp_clock_time *t)
{
	return t->sec * NS + t->nsec;
}

/* How far the time of day is behind the device's; both read at one moment. */
static int64_t behind(int fd)
{
	struct ptp_sys_offset_precise pair = { 0 };

	if (ioctl(fd, PTP_SYS_OFFSET_PRECISE, &pair)) {
		perror("tracebench: the device can't be read beside the time of day");
		exit(1);
	}
	return ns_of(&pair.device) - ns_of(&pair.sys_realtime);
}

static int set_clock(const char *path)
{
	struct timex tx = { .modes = ADJ_SETOFFSET | ADJ_NANO };
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int64_t off;

	if (fd < 0) {
		fprintf(stderr, "tracebench: %s: %s\n", path, strerror(errno));
		return 1;
	}
	off = behind(fd);
	/* The fraction is counted upwards, also from a negative second. */
	tx.time.tv_sec = off / NS - (off % NS < 0);
	tx.time.tv_usec = off - tx.time.tv_sec * NS;
	if (clock_adjtime(CLOCK_REALTIME, &tx) < 0) {
		perror("tracebench: the time of day can't be set");
		return 1;
	}
	printf("%" PRId64 "\n", behind(fd));
	return 0;
}

static int ping(uint64_t first, uint64_t count)
{
	uint64_t i;
	int ret;

	for (i = 0; i < count; i++) {
		ret = (int)kvmrt_gs_ping(first + i);
		if (ret) {
			fprintf(stderr, "tracebench: ping %" PRIu64 ": %s\n", i, strerror(-ret));
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "clock"))
		return set_clock(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "ping"))
		return ping(strtoull(argv[2], NULL, 0), strtoull(argv[3], NULL, 0));
	fprintf(stderr, "usage: tracebench clock DEVICE | ping FIRST COUNT\n");
	return 2;
}
