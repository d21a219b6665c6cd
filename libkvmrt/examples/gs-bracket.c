// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * In a guest: brackets a piece of work by two pings, so that the host's trace
 * shows when, in the host's clock, it began and ended.
 *
 *	gs-bracket [COOKIE]	the second ping has COOKIE + 1
 */
#include <stdio.h>
#include <stdlib.h>

#include <kvmrt/gs.h>

static double work(void)
{
	double sum = 0;
	long i;

	for (i = 1; i < 10000000; i++)
		sum += 1.0 / (double)i;
	return sum;
}

int main(int argc, char **argv)
{
	unsigned long cookie = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	double result;

	/* The first ping opens the device: not inside the bracket. */
	if (!kvmrt_gs_ping_available()) {
		fputs("gs-bracket: no ping here\n", stderr);
		return EXIT_FAILURE;
	}
	if (kvmrt_gs_ping(cookie)) {
		perror("gs-bracket: ping");
		return EXIT_FAILURE;
	}
	result = work();
	if (kvmrt_gs_ping(cookie + 1)) {
		perror("gs-bracket: ping");
		return EXIT_FAILURE;
	}
	printf("%f\n", result);
	return EXIT_SUCCESS;
}
