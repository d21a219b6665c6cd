// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes with a command line of the test's choice: this program again. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"

#define VARIABLE	"KVMRT_TEST_CHILD"

void child_main(void)
{
	const char *fd = getenv(VARIABLE);

	if (!fd)
		return;
	/* The command line is complete now: the parent may go on. */
	if (write(atoi(fd), "", 1) == 1)
		pause();
	_exit(0);
}

pid_t child_start(char *const argv[])
{
	char fd[16];
	char byte;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		snprintf(fd, sizeof(fd), "%d", fds[1]);
		setenv(VARIABLE, fd, 1);
		execv("/proc/self/exe", argv);
		_exit(1);
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	close(fds[0]);
	return pid;
}

void child_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
