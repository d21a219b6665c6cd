// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command that is recorded.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static void child(char **command, bool json, int tell)
{
	sigset_t none;
	int error;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* stdout is the result's. */
	if (json && dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		_exit(126);
	execvp(command[0], command);
	error = errno;
	if (write(tell, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(error == ENOENT ? 127 : 126);
}

pid_t kt_child_start(char **command, bool json, struct kt_error *err)
{
	int fds[2], error = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return kt_error_set(err, -errno, "can't open a pipe: %s",
				    strerror(errno));
	pid = fork();
	if (!pid)
		child(command, json, fds[1]);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return kt_error_set(err, -errno, "can't start a process: %s",
				    strerror(errno));
	}
	do {
		n = read(fds[0], &error, sizeof(error));
	} while (n < 0 && errno == EINTR);
	close(fds[0]);
	if (n != sizeof(error))
		return pid;
	waitpid(pid, NULL, 0);
	return kt_error_set(err, error == ENOENT ? -ENOENT : -ENOEXEC,
			    "can't run '%s': %s", command[0], strerror(error));
}

int kt_child_status(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) :
					  WEXITSTATUS(wait_status);
}
