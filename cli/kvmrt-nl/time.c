// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's times, nanoseconds of CLOCK_BOOTTIME, for people.
 */
#include <time.h>

#include "kvmrt-nl.h"

#define NSEC 1000000000LL

static int64_t now_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * NSEC + ts.tv_nsec;
}

uint64_t nl_boottime_ns(void)
{
	return now_ns(CLOCK_BOOTTIME);
}

static int64_t to_local(uint64_t ns, struct tm *tm)
{
	int64_t wall = now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME) +
		       (int64_t)ns;
	time_t seconds = wall / NSEC;

	localtime_r(&seconds, tm);
	return wall % NSEC;
}

void nl_text_date(char *buf, size_t size, uint64_t ns)
{
	struct tm tm;

	to_local(ns, &tm);
	if (!strftime(buf, size, "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(buf, size, "?");
}

void nl_text_clock(char *buf, size_t size, uint64_t ns)
{
	int64_t rest;
	struct tm tm;

	rest = to_local(ns, &tm);
	snprintf(buf, size, "%02d:%02d:%02d.%06d", tm.tm_hour, tm.tm_min,
		 tm.tm_sec, (int)(rest / 1000));
}
