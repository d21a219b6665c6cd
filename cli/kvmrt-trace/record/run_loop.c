// SPDX-License-Identifier: GPL-2.0-only
/*
 * While it records: signals, the command's end, words of ctl, VMs that come
 * and go, flushes, and a line about how it goes.
 */
#include <errno.h>
#include <json-c/json.h>
#include <kvmrt/event.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "meta_write.h"
#include "run.h"

#define TICK_MS 1000
/* A line of its own each time, where stderr is a file. */
#define LINE_TICKS 10
#define FDS_MAX (KT_CONTROL_FDS + 3)

static void end_line(struct kt_run *l)
{
	if (l->line)
		fputc('\n', l->cli->err);
	l->line = false;
}

static void progress(struct kt_run *l)
{
	bool terminal = isatty(fileno(l->cli->err));
	struct kt_progress p;
	char text[128];

	if (l->cli->json || (!terminal && !l->rec->opt->progress) ||
	    (!terminal && l->ticks % LINE_TICKS))
		return;
	kt_progress_get(l->rec, &p);
	kt_progress_text(text, sizeof(text), &p);
	fprintf(l->cli->err, "%skvmrt-trace: recording: %s%s",
		terminal ? "\r" : "", text, terminal ? "  " : "\n");
	fflush(l->cli->err);
	l->line = terminal;
}

/* Ends the tracing, not the command: what was recorded so far is kept. */
static void fail(struct kt_run *l, int ret)
{
	l->rec->broken = ret;
	l->failed = ret;
	l->stop = true;
	kt_file_write(l->rec->in.dir, "tracing_on", "0");
	end_line(l);
}

static void disk_full(struct kt_run *l)
{
	int ret = kt_ring_error(l->rec->ring);

	kt_error_set(&l->why, ret,
		     "can't write to %s: %s; the recording ends here, what it has is kept%s",
		     l->rec->path, strerror(-ret),
		     l->child ? ", the command goes on" : "");
	fail(l, ret);
}

static void child_ended(struct kt_run *l)
{
	int wait_status;
	pid_t pid;

	while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
		if (pid != l->child)
			continue;
		l->status = kt_child_status(wait_status);
		l->child = 0;
		l->stop = true;
	}
}

static void signalled(struct kt_run *l)
{
	struct signalfd_siginfo info;

	while (read(l->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			child_ended(l);
		else if (!l->child)
			l->stop = true;
		/* What a terminal sends, it sends to the command as well. */
		else if (info.ssi_code != SI_KERNEL)
			kill(l->child, info.ssi_signo);
	}
}

static void module_told(struct kt_run *l)
{
	int ret = kt_flush_events(l->rec, &l->why);

	if (ret)
		fail(l, ret);
}

/* What is new of them goes to the disk: we may be killed. */
static void look_at_vms(struct kt_recorder *rec)
{
	struct json_object *vms;
	char *before;

	if (!rec->ctx || !json_object_object_get_ex(rec->meta, "vms", &vms))
		return;
	before = strdup(json_object_to_json_string(vms));
	kt_meta_vms(vms, rec->ctx);
	if (before && strcmp(before, json_object_to_json_string(vms)))
		kt_meta_write(rec->meta, rec->dirfd, NULL);
	free(before);
}

/* Also counts the seconds, and tells how it goes. */
static int remaining_ms(struct kt_run *l)
{
	struct timespec now;
	long ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (l->next.tv_sec - now.tv_sec) * 1000 +
	     (l->next.tv_nsec - now.tv_nsec) / 1000000;
	if (ms > 0)
		return ms;
	l->next.tv_sec = now.tv_sec + TICK_MS / 1000;
	l->next.tv_nsec = now.tv_nsec;
	l->ticks++;
	if (l->rec->running) {
		kt_recorder_count(l->rec);
		look_at_vms(l->rec);
		progress(l);
	}
	return TICK_MS;
}

static void dispatch(struct kt_run *l, int fd)
{
	int ret;

	if (fd == l->signals) {
		signalled(l);
	} else if (fd == l->rec->fail_fd) {
		disk_full(l);
	} else if (l->rec->vm_events &&
		   fd == kvmrt_events_fd(l->rec->vm_events)) {
		module_told(l);
	} else {
		ret = kt_control_ready(l->ctl, fd, &l->stop, &l->why);
		if (ret)
			fail(l, ret);
	}
}

static void turn(struct kt_run *l)
{
	struct pollfd fds[FDS_MAX];
	int list[FDS_MAX], n = 0, i;

	list[n++] = l->signals;
	if (l->rec->ring && !l->rec->broken)
		list[n++] = l->rec->fail_fd;
	if (l->rec->vm_events)
		list[n++] = kvmrt_events_fd(l->rec->vm_events);
	n += kt_control_fds(l->ctl, list + n);
	for (i = 0; i < n; i++)
		fds[i] = (struct pollfd){ .fd = list[i], .events = POLLIN };
	if (poll(fds, n, remaining_ms(l)) <= 0)
		return;
	for (i = 0; i < n; i++) {
		if (fds[i].revents)
			dispatch(l, fds[i].fd);
	}
}

int kt_run_signals(struct kt_run *l, struct kt_error *err)
{
	static const int taken[] = {
		SIGCHLD,
		SIGINT,
		SIGTERM,
		SIGHUP,
		SIGQUIT,
	};
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	/* Blocked, not ignored: the command would inherit that. */
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigdelset(&set, SIGPIPE);
	for (i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	l->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return l->signals < 0 ? kt_error_set(err, -errno, "can't wait for signals: %s",
					     strerror(errno)) :
				0;
}

int kt_loop(struct kt_run *l, struct kt_error *err)
{
	const struct kt_run_options *opt = l->rec->opt;
	pid_t pid;

	if (*opt->command) {
		pid = kt_child_start(opt->command, opt->json, err);
		if (pid < 0) {
			l->status = pid == -ENOENT ? 127 : 126;
			return pid;
		}
		l->child = pid;
	}
	clock_gettime(CLOCK_MONOTONIC, &l->next);
	l->next.tv_sec += TICK_MS / 1000;
	while (!l->stop)
		turn(l);
	end_line(l);
	return l->failed ? kt_error_set(err, l->failed, "%s", l->why.text) : 0;
}

void kt_loop_child(struct kt_run *l)
{
	struct pollfd fd = { .fd = l->signals, .events = POLLIN };

	l->stop = false;
	while (l->child && !l->stop) {
		if (poll(&fd, 1, -1) > 0)
			signalled(l);
	}
}
