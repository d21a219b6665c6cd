// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl monitor`: events as they happen.
 */
#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "kvmrt-nl.h"

#define NSEC 1000000000LL

enum { KEY_VM, KEY_GS, KEY_ACCOUNT, KEY_COUNT, KEY_TIMEOUT };

/* What ends it. */
struct limits {
	uint32_t count;		/* 0: no limit */
	int64_t deadline_ns;	/* of CLOCK_MONOTONIC, 0: none */
	sigset_t mask;		/* while it waits */
};

static volatile sig_atomic_t interrupted;

static void interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

static int64_t monotonic_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC + ts.tv_nsec;
}

/*
 * The signals are let in while ppoll() waits and at no other time: one that
 * comes just before it is not missed.
 */
static void catch_signals(struct limits *limits)
{
	struct sigaction action = { .sa_handler = interrupt };
	sigset_t block;

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &limits->mask);
	sigdelset(&limits->mask, SIGINT);
	sigdelset(&limits->mask, SIGTERM);
}

static int parse(struct cli *cli, const struct cli_args *args,
		 struct limits *limits, unsigned int *groups)
{
	const char *timeout = args->value[KEY_TIMEOUT];
	uint64_t ns;
	int ret;

	memset(limits, 0, sizeof(*limits));
	*groups = args->value[KEY_VM] ? KVMRT_EVENTS_VM :
		  args->value[KEY_GS] ? KVMRT_EVENTS_GS :
		  args->value[KEY_ACCOUNT] ? KVMRT_EVENTS_ACCOUNT :
					     KVMRT_EVENTS_ALL;
	if (args->value[KEY_COUNT]) {
		ret = cli_arg_u32(cli, "count", args->value[KEY_COUNT], 1,
				  UINT32_MAX, &limits->count);
		if (ret)
			return ret;
	}
	if (!timeout)
		return CLI_DONE;
	if (cli_time_ns(timeout, &ns) || !ns)
		return cli_usage(cli, "'%s' of 'timeout' is no time (10s, 500ms, 2m)",
				 timeout);
	if (__builtin_add_overflow(monotonic_ns(), (int64_t)ns,
				   &limits->deadline_ns))
		limits->deadline_ns = INT64_MAX;
	return CLI_DONE;
}

/* 1: something may be there to read; 0: time is up; or a negative errno. */
static int wait_ready(struct kvmrt_events *events,
		      const struct limits *limits)
{
	struct pollfd pollfd = {
		.fd = kvmrt_events_fd(events),
		.events = POLLIN,
	};
	struct timespec ts, *timeout = NULL;
	int64_t left;
	int ret;

	if (limits->deadline_ns) {
		left = limits->deadline_ns - monotonic_ns();
		if (left <= 0)
			return 0;
		ts.tv_sec = left / NSEC;
		ts.tv_nsec = left % NSEC;
		timeout = &ts;
	}
	ret = ppoll(&pollfd, 1, timeout, &limits->mask);
	return ret < 0 ? -errno : ret;
}

/* Prints what is there; 0, or an enum cli_exit to end with. */
static int drain(struct cli *cli, struct kvmrt_events *events,
		 const struct limits *limits, uint32_t *seen)
{
	struct kvmrt_event *event;
	int ret;

	while (!limits->count || *seen < limits->count) {
		ret = kvmrt_events_read(events, 0, &event);
		if (!ret || ret == -EINTR)
			return CLI_DONE;
		if (ret == -EBADMSG) {
			cli_debug(cli, "dropped a message that makes no sense");
			continue;
		}
		if (ret < 0)
			return cli_fail(cli, CLI_REFUSED, -ret, NULL,
					"can't read events: %s",
					strerror(-ret));
		++*seen;
		ret = cli_emit(cli, CLI_LINE, nl_event_fields,
			       nl_event_record(event));
		kvmrt_event_free(event);
		/* Whoever reads it waits for this very line. */
		if (ret || fflush(cli->out))
			return ret ? ret : CLI_REFUSED;
	}
	return CLI_DONE;
}

static int watch(struct cli *cli, struct kvmrt_events *events,
		 const struct limits *limits)
{
	uint32_t seen = 0;
	int ret;

	for (;;) {
		ret = drain(cli, events, limits, &seen);
		if (ret)
			return ret;
		if (limits->count && seen >= limits->count)
			return CLI_DONE;
		if (interrupted)
			return CLI_INTERRUPTED;
		ret = wait_ready(events, limits);
		if (ret < 0 && ret != -EINTR)
			return cli_fail(cli, CLI_REFUSED, -ret, NULL,
					"can't wait for events: %s",
					strerror(-ret));
		if (!ret && limits->count)
			return cli_fail(cli, CLI_REFUSED, ETIMEDOUT, "timeout",
					"time is up after %u of %u events",
					seen, limits->count);
		if (!ret)
			return CLI_DONE;
	}
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_events *events;
	struct limits limits;
	unsigned int groups;
	struct kvmrt *ctx;
	int ret;

	ret = parse(cli, args, &limits, &groups);
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	catch_signals(&limits);
	ret = kvmrt_events_open(ctx, groups, &events);
	if (ret) {
		ret = nl_fail(cli, ctx, ret);
		goto out_close;
	}
	cli_debug(cli, "listening");
	ret = watch(cli, events, &limits);
	kvmrt_events_close(events);
out_close:
	kvmrt_close(ctx);
	return ret;
}

static const struct cli_key keys[] = {
	[KEY_VM] = { "vm", NULL, NULL, CLI_WORD },
	[KEY_GS] = { "gs", NULL, NULL, CLI_WORD },
	[KEY_ACCOUNT] = { "account", NULL, NULL, CLI_WORD },
	[KEY_COUNT] = { "count", "N", NULL, 0 },
	[KEY_TIMEOUT] = { "timeout", "TIME", "10s 1m", 0 },
	{ 0 }
};

const struct cli_command nl_monitor_commands[] = {
	{ .keys = keys, .run = run,
	  .brief = "events of VMs, guest services, exit accounting, or all" },
	{ 0 }
};
