// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host and guests in one command: the host's recorder is first to begin and
 * last to end, so that everything of its guests has its other half there.
 */
#include <errno.h>
#include <ftw.h>
#include <kvmrt/context.h>
#include <kvmrt/status.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "guest_host.h"

#define READY_MS	60000

/**
 * struct session - the one command
 * @cli: for its messages
 * @opt: what was asked for
 * @run: signals and the command
 * @guest: the guests
 * @host: the host's recorder
 * @stop: can be read from while a signal asks for the end
 * @parts: folder of the single recordings
 * @code: the first thing that went wrong, an exit code
 */
struct session {
	struct cli *cli;
	const struct kt_run_options *opt;
	struct kt_run run;
	struct kt_guest guest[KT_GUESTS_MAX];
	struct kt_host_run host;
	int stop;
	char *parts;
	char *host_dir;
	int code;
};

static int bad(struct session *s, int ret, const struct kt_error *err)
{
	int code = kt_fail(s->cli, ret, err);

	if (!s->code)
		s->code = code;
	return ret;
}

static int find_guests(struct session *s, struct kt_error *err)
{
	struct kvmrt_status *status;
	struct kvmrt *ctx = NULL;
	size_t i, k;
	int ret;

	ret = kvmrt_open(&ctx);
	if (!ret)
		ret = kvmrt_status_get(ctx, &status);
	if (ret) {
		kvmrt_close(ctx);
		return kt_error_set(err, -ENODEV, "--guest needs kvmrt.ko, which knows the VMs and their TSC; load it (modprobe kvmrt)");
	}
	kvmrt_status_free(status);
	for (i = 0; i < s->opt->guests && !ret; i++) {
		ret = kt_guest_parse(&s->guest[i], s->opt->guest[i], ctx, err);
		for (k = 0; k < i && !ret; k++) {
			if (s->guest[k].vm_id == s->guest[i].vm_id)
				ret = kt_error_set(err, -EINVAL, "VM %s is named twice",
						   s->guest[i].name);
			else if (!strcmp(s->guest[k].name, s->guest[i].name))
				ret = kt_error_set(err, -EINVAL, "two VMs are called %s; give them names with 'kvmrt-nl vm set'",
						   s->guest[i].name);
		}
	}
	kvmrt_close(ctx);
	return ret;
}

static int make_parts(struct session *s, struct kt_error *err)
{
	if (!access(s->opt->dir, F_OK))
		return kt_error_set(err, -EEXIST, "%s exists; name another folder with -o, or remove it",
				    s->opt->dir);
	if (asprintf(&s->parts, "%s.parts", s->opt->dir) < 0 ||
	    asprintf(&s->host_dir, "%s/host", s->parts) < 0)
		return kt_error_set(err, -ENOMEM, "out of memory");
	if (mkdir(s->parts, 0700))
		return kt_error_set(err, -errno, "can't make the folder %s: %s",
				    s->parts, strerror(errno));
	return 0;
}

static int start_host(struct session *s, struct kt_error *err)
{
	int ret;

	s->host = (struct kt_host_run){
		.dir = s->host_dir, .overwrite = s->opt->overwrite,
		.clock = s->opt->tod ? "tod" : s->opt->clock,
		.events = s->opt->events, .ring_kb = s->opt->ring_kb,
		.progress = s->opt->progress, .err_fd = -1,
	};
	ret = kt_host_start(&s->host, READY_MS, s->stop);
	if (ret == -ECHILD)
		s->code = s->host.status;
	return ret ? kt_error_set(err, ret, "the host's recorder did not start: %s",
				  strerror(-ret)) : 0;
}

/* All are asked first: what takes them long, they do at the same time. */
static int start_guests(struct session *s, struct kt_error *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < s->opt->guests && !ret; i++)
		ret = kt_guest_connect(&s->guest[i], s->opt, err);
	for (i = 0; i < s->opt->guests && !ret; i++)
		ret = kt_guest_ready(&s->guest[i], KT_GUEST_READY_MS, err);
	return ret;
}

/* Takes the signals that ended a waiting, so that the next one isn't ended. */
static void heed(struct session *s)
{
	struct signalfd_siginfo info;

	while (read(s->stop, &info, sizeof(info)) == sizeof(info)) {
		if (s->run.child && info.ssi_code != SI_KERNEL)
			kill(s->run.child, info.ssi_signo);
	}
	if (!s->code)
		s->code = CLI_INTERRUPTED;
}

/* Those that record by now are kept, the others are not waited for. */
static void give_up_starting(struct session *s)
{
	struct kt_guest *guest;
	struct kt_error err;
	size_t i;

	heed(s);
	fprintf(s->cli->err, "kvmrt-trace: run: interrupted before all guests recorded%s\n",
		*s->opt->command ? "; the command was not run" : "");
	for (i = 0; i < s->opt->guests; i++) {
		guest = &s->guest[i];
		if (guest->ready ||
		    (guest->wire.in >= 0 && !kt_guest_ready(guest, 0, &err)))
			continue;
		fprintf(s->cli->err, "kvmrt-trace: run: guest %s had not begun\n",
			guest->name);
		guest->failed = true;
		kt_guest_hang_up(guest);
	}
}

/* The command's end, or that of the host's recorder ('ctl stop'). */
static void child_ended(struct session *s, bool *stop)
{
	int wait_status;

	if (s->run.child &&
	    waitpid(s->run.child, &wait_status, WNOHANG) == s->run.child) {
		s->run.status = kt_child_status(wait_status);
		s->run.child = 0;
		*stop = true;
	}
	if (s->host.pid &&
	    waitpid(s->host.pid, &wait_status, WNOHANG) == s->host.pid) {
		s->host.pid = 0;
		s->host.status = kt_child_status(wait_status);
		*stop = true;
	}
}

static void signalled(struct session *s, bool *stop)
{
	struct signalfd_siginfo info;

	while (read(s->run.signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			child_ended(s, stop);
		else if (!s->run.child)
			*stop = true;
		else if (info.ssi_code != SI_KERNEL)
			kill(s->run.child, info.ssi_signo);
	}
}

/* One that speaks before it was asked has bad news. */
static void guest_spoke(struct session *s, struct kt_guest *guest)
{
	struct kt_error err;
	const char *line;
	int ret = kt_wire_line(&guest->wire, 0, &line);

	/* A signal is the loop's business. */
	if (ret == -ETIMEDOUT || ret == -ECANCELED)
		return;
	guest->failed = true;
	kt_error_set(&err, -EREMOTEIO, "guest %s records no more: %s; the others go on",
		     guest->name, ret ? "the connection ended" :
		     !strncmp(line, "error ", 6) ? line + 6 : "it said nothing useful");
	bad(s, -EREMOTEIO, &err);
}

static void wait_for_end(struct session *s)
{
	struct pollfd fds[KT_GUESTS_MAX + 1];
	bool stop = false;
	size_t i;

	while (!stop) {
		fds[0] = (struct pollfd){ .fd = s->run.signals, .events = POLLIN };
		for (i = 0; i < s->opt->guests; i++)
			fds[i + 1] = (struct pollfd){
				.fd = s->guest[i].failed ? -1 : s->guest[i].wire.in,
				.events = POLLIN,
			};
		if (poll(fds, s->opt->guests + 1, -1) <= 0)
			continue;
		if (fds[0].revents)
			signalled(s, &stop);
		for (i = 0; i < s->opt->guests; i++) {
			if (fds[i + 1].revents)
				guest_spoke(s, &s->guest[i]);
		}
	}
}

static int run_command(struct session *s, struct kt_error *err)
{
	pid_t pid;

	if (s->opt->ready_fd >= 0 && write(s->opt->ready_fd, "ready\n", 6) == 6)
		close(s->opt->ready_fd);
	if (*s->opt->command) {
		pid = kt_child_start(s->opt->command, s->opt->json, err);
		if (pid < 0) {
			s->run.status = pid == -ENOENT ? 127 : 126;
			return pid;
		}
		s->run.child = pid;
	}
	wait_for_end(s);
	return 0;
}

static void fetch_guests(struct session *s)
{
	struct kt_error err;
	size_t i;
	int ret;

	/* First all, so that they end at about the same time. */
	for (i = 0; i < s->opt->guests; i++) {
		if (!s->guest[i].failed && s->guest[i].wire.in >= 0)
			kt_wire_say(&s->guest[i].wire, "stop");
	}
	for (i = 0; i < s->opt->guests; i++) {
		if (s->guest[i].failed || s->guest[i].wire.in < 0)
			continue;
		ret = kt_guest_fetch(&s->guest[i], s->parts, &err);
		if (!ret)
			continue;
		s->guest[i].failed = true;
		if (ret == -ECANCELED)
			heed(s);
		bad(s, ret, &err);
		kt_guest_hang_up(&s->guest[i]);
	}
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *place)
{
	(void)st;
	(void)type;
	(void)place;
	return remove(path);
}

static void remove_parts(struct session *s)
{
	nftw(s->parts, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int merge(struct session *s)
{
	const char *words[KT_GUESTS_MAX + 8] = { "merge", "-o", s->opt->dir };
	char *dirs[KT_GUESTS_MAX] = { NULL };
	int n = 3, code;
	size_t i;

	if (s->opt->json)
		words[n++] = "--json";
	if (s->opt->tod) {
		words[n++] = "-t";
		words[n++] = "tod";
	}
	words[n++] = s->host_dir;
	for (i = 0; i < s->opt->guests; i++) {
		if (!s->guest[i].failed &&
		    asprintf(&dirs[i], "%s/%s", s->parts, s->guest[i].name) > 0)
			words[n++] = dirs[i];
	}
	words[n] = NULL;
	code = kt_cmd_merge(n, (char **)words);
	for (i = 0; i < s->opt->guests; i++)
		free(dirs[i]);
	return code;
}

/* What was recorded is never thrown away, whatever came of it. */
static void complete(struct session *s)
{
	int code;

	fetch_guests(s);
	code = kt_host_stop(&s->host);
	if (!s->code)
		s->code = code;
	code = merge(s);
	if (!code) {
		remove_parts(s);
		fprintf(s->cli->err, "kvmrt-trace: run: host and guests are in %s\n",
			s->opt->dir);
		return;
	}
	if (!s->code)
		s->code = code;
	fprintf(s->cli->err, "kvmrt-trace: run: the recordings are in %s, each by itself\n",
		s->parts);
}

static void tell_plan(struct session *s)
{
	const struct kt_guest *guest;
	size_t i;

	for (i = 0; i < s->opt->guests; i++) {
		guest = &s->guest[i];
		if (guest->ssh)
			fprintf(s->cli->err, "would record VM %u, %s, through %s %s\n",
				guest->vm_id, guest->name, s->opt->ssh, guest->ssh);
		else
			fprintf(s->cli->err, "would record VM %u, %s, through vsock:%u:%u\n",
				guest->vm_id, guest->name, guest->cid, guest->port);
	}
}

static int record(struct session *s)
{
	struct kt_error err = { "" };
	bool ended = false;
	int ret;

	ret = make_parts(s, &err);
	if (!ret)
		ret = start_host(s, &err);
	if (ret) {
		/* The recorder has said itself why it didn't start. */
		if (!s->code)
			bad(s, ret, &err);
		if (ret == -ECANCELED) {
			s->code = CLI_INTERRUPTED;
			remove_parts(s);
		} else if (s->parts) {
			rmdir(s->parts);
		}
		return s->code;
	}
	ret = start_guests(s, &err);
	if (ret && ret != -ECANCELED) {
		bad(s, ret, &err);
		kt_host_stop(&s->host);
		remove_parts(s);
		return s->code;
	}
	if (ret)
		give_up_starting(s);
	else
		ret = run_command(s, &err);
	if (ret && ret != -ECANCELED)
		bad(s, ret, &err);
	complete(s);
	/* It may outlive its recording. */
	child_ended(s, &ended);
	while (s->run.child) {
		struct pollfd fd = { .fd = s->run.signals, .events = POLLIN };

		if (poll(&fd, 1, -1) > 0)
			signalled(s, &ended);
	}
	return s->run.status ? s->run.status : s->code;
}

/* Of those that kt_run_signals() blocked, the ones that want an end. */
static int watch_stop(struct session *s, struct kt_error *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	s->stop = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return s->stop < 0 ? kt_error_set(err, -errno, "can't wait for signals: %s",
					  strerror(errno)) : 0;
}

int kt_run_guests(struct cli *cli, const struct kt_run_options *opt)
{
	struct session *s = calloc(1, sizeof(*s));
	struct kt_error err = { "" };
	size_t i;
	int ret;

	if (!s)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL, "out of memory");
	s->cli = cli;
	s->opt = opt;
	s->run = (struct kt_run){ .cli = cli, .signals = -1 };
	s->stop = -1;
	for (i = 0; i < opt->guests; i++)
		s->guest[i].wire = (struct kt_wire){ .in = -1, .out = -1, .stop = -1 };
	ret = find_guests(s, &err);
	if (!ret && !opt->dry_run)
		ret = kt_run_signals(&s->run, &err);
	if (!ret && !opt->dry_run)
		ret = watch_stop(s, &err);
	for (i = 0; i < opt->guests; i++)
		s->guest[i].wire.stop = s->stop;
	if (ret)
		ret = kt_fail(cli, ret, &err);
	else if (opt->dry_run)
		tell_plan(s);
	else
		ret = record(s);
	for (i = 0; i < opt->guests; i++)
		kt_guest_close(&s->guest[i]);
	if (s->run.signals >= 0)
		close(s->run.signals);
	if (s->stop >= 0)
		close(s->stop);
	free(s->parts);
	free(s->host_dir);
	free(s);
	return ret;
}
