// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own recorder beside its guests': this program once more, so that
 * it is controlled, ended and tidied up after as any other.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "guest_host.h"

static void exec_run(const struct kt_host_run *host, int ready)
{
	char fd[16], kb[24];
	const char *words[20] = { "kvmrt-trace", "run" };
	int n = 2;
	sigset_t none;

	snprintf(fd, sizeof(fd), "%d", ready);
	snprintf(kb, sizeof(kb), "%llu", (unsigned long long)host->ring_kb);
	words[n++] = "--ready-fd";
	words[n++] = fd;
	words[n++] = "-o";
	words[n++] = host->dir;
	words[n++] = "-m";
	words[n++] = host->overwrite ? "overwrite" : "stream";
	words[n++] = "-t";
	words[n++] = host->clock;
	words[n++] = "-b";
	words[n++] = kb;
	words[n++] = "-e";
	words[n++] = host->events;
	if (host->progress)
		words[n++] = "--progress";
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	/* What a terminal sends is not for it: we end it when all is done. */
	setpgid(0, 0);
	fcntl(ready, F_SETFD, 0);
	if (host->err_fd >= 0)
		dup2(host->err_fd, STDERR_FILENO);
	if (host->err_fd >= 0 && dup2(open("/dev/null", O_RDWR), STDOUT_FILENO) >= 0)
		dup2(STDOUT_FILENO, STDIN_FILENO);
	execv("/proc/self/exe", (char **)words);
	_exit(127);
}

int kt_host_start(struct kt_host_run *host, int timeout_ms, int stop)
{
	char word[8];
	int fds[2], ret;
	struct pollfd fd[2];
	ssize_t n = -1;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	host->pid = fork();
	if (!host->pid)
		exec_run(host, fds[1]);
	close(fds[1]);
	ret = host->pid < 0 ? -errno : 0;
	fd[0] = (struct pollfd){ .fd = fds[0], .events = POLLIN };
	fd[1] = (struct pollfd){ .fd = stop, .events = POLLIN };
	while (!ret && n < 0) {
		if (poll(fd, 2, timeout_ms) == 0)
			ret = -ETIMEDOUT;
		else if (fd[1].revents)
			ret = -ECANCELED;
		else
			n = read(fds[0], word, sizeof(word));
	}
	close(fds[0]);
	if (host->pid < 0)
		host->pid = 0;
	if (!ret && n > 0)
		return 0;
	if (host->pid)
		kt_host_stop(host);
	return ret ? ret : -ECHILD;
}

int kt_host_stop(struct kt_host_run *host)
{
	int wait_status = 0;
	pid_t pid;

	if (!host->pid)
		return host->status;
	kill(host->pid, SIGTERM);
	do {
		pid = waitpid(host->pid, &wait_status, 0);
	} while (pid < 0 && errno == EINTR);
	host->pid = 0;
	host->status = kt_child_status(wait_status);
	return host->status;
}
