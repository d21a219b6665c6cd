// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cheapest of many guest services, in ticks of the TSC, as a guest's
 * application sees it through libkvmrt.
 *
 * gsbench ping|log_msg|log_data [BYTES [ROUNDS]]
 * Prints "WHAT BYTES MIN"; exit status 1 with the reason if a call failed.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>

#include <kvmrt/gs.h>

#define BYTES_MAX 65536

static char buffer[BYTES_MAX + 1];

static uint64_t ticks(void)
{
	uint64_t now;

	_mm_lfence();
	now = __rdtsc();
	_mm_lfence();
	return now;
}

static long call(const char *what, long bytes)
{
	if (!strcmp(what, "ping"))
		return kvmrt_gs_ping(0x2a);
	if (!strcmp(what, "log_msg"))
		return kvmrt_gs_log_msg(buffer);
	if (!strcmp(what, "log_data"))
		return kvmrt_gs_xtrace_log_data(buffer, bytes);
	return -EINVAL;
}

/* What counts is the call alone, so ping has a loop without the choice. */
static uint64_t cheapest_ping(long rounds, long *ret)
{
	uint64_t min_ticks = UINT64_MAX, spent, start;

	*ret = 0;
	while (rounds-- && !*ret) {
		start = ticks();
		*ret = kvmrt_gs_ping(0x2a);
		spent = ticks() - start;
		if (spent < min_ticks)
			min_ticks = spent;
	}
	return min_ticks;
}

static uint64_t cheapest(const char *what, long bytes, long rounds, long *ret)
{
	uint64_t min_ticks = UINT64_MAX, spent, start;

	*ret = 0;
	while (rounds-- && !*ret) {
		start = ticks();
		*ret = call(what, bytes);
		spent = ticks() - start;
		if (spent < min_ticks)
			min_ticks = spent;
	}
	return min_ticks;
}

int main(int argc, char **argv)
{
	long bytes = argc > 2 ? atol(argv[2]) : 0;
	long rounds = argc > 3 ? atol(argv[3]) : 2000;
	uint64_t min_ticks;
	long ret;

	if (argc < 2 || bytes < 0 || bytes > BYTES_MAX || rounds < 1) {
		fprintf(stderr, "usage: gsbench ping|log_msg|log_data [BYTES [ROUNDS]]\n");
		return 2;
	}
	memset(buffer, 'x', (size_t)bytes);

	/* The first call opens the device; it isn't measured. */
	ret = call(argv[1], bytes);
	if (!ret)
		min_ticks = !strcmp(argv[1], "ping") ?
			cheapest_ping(rounds, &ret) :
			cheapest(argv[1], bytes, rounds, &ret);
	if (ret) {
		fprintf(stderr, "gsbench: %s: %s\n", argv[1], strerror((int)-ret));
		return 1;
	}
	printf("%s %ld %llu\n", argv[1], bytes, (unsigned long long)min_ticks);
	return 0;
}
