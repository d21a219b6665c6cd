// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: trace-merge-measure COMMAND [ARG]...
 * Runs it and says on stderr "SECONDS KIB": processor time and peak memory.  A
 * program of its own, because a process begins with its parent's peak memory.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(const struct timeval *tv)
{
	return (double)tv->tv_sec + (double)tv->tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return 1;
	fprintf(stderr, "%.6f %ld\n", seconds(&usage.ru_utime) + seconds(&usage.ru_stime),
		usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
