// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq rules follow`: rules applied, and applied again whenever
 * devices, CPUs or the module come.  Bound devices are the module's business;
 * this is for what it can't know: names, drivers, interfaces.
 */
#include <errno.h>
#include <json-c/json.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rules.h"

#define NSEC 1000000000LL

/* The kernel's own messages; udev's are in the other group. */
#define UEVENT_GROUP 1

/* Devices come in heaps: applied once they have come. */
#define SETTLE_NS (NSEC / 10)
/*
 * An interrupt may appear with no event at all, when an interface is switched
 * on: those that rules name by number or name are looked for.
 */
#define LOOK_NS (10 * NSEC)

/* Messages that a reader who was away may have missed. */
#define RCVBUF_BYTES (1024 * 1024)

struct follow {
	struct cli *cli;
	const struct rules *rules;
	struct kvmrt_events *events;
	int uevents;
	int64_t apply_at;	/* ns of CLOCK_MONOTONIC; 0: nothing is due */
	bool looks;		/* rules need to look now and then */
	bool gone;		/* the module is */
};

static int open_uevents(void)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK, .nl_groups = UEVENT_GROUP,
	};
	int bytes = RCVBUF_BYTES;
	int fd;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    NETLINK_KOBJECT_UEVENT);
	if (fd < 0)
		return -errno;
	/* A smaller one only means more losses, which are no harm. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		int err = errno;

		close(fd);
		return -err;
	}
	return fd;
}

/* "add@/devices/...": something came, or a driver took it. */
static bool matters(const char *message)
{
	static const char *const actions[] = {
		"add@", "bind@", "online@", "move@",
	};
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (!strncmp(message, actions[i], strlen(actions[i])))
			return true;
	}
	return false;
}

static void due_in(struct follow *f, int64_t ns)
{
	int64_t at = nl_monotonic_ns() + ns;

	if (!f->apply_at || at < f->apply_at)
		f->apply_at = at;
}

static void drain_uevents(struct follow *f)
{
	char message[4096];
	ssize_t len;

	for (;;) {
		len = recv(f->uevents, message, sizeof(message) - 1, 0);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 && errno == ENOBUFS) {
			due_in(f, SETTLE_NS);
			continue;
		}
		if (len <= 0)
			return;
		message[len] = '\0';
		if (matters(message)) {
			cli_debug(f->cli, "%s", message);
			due_in(f, SETTLE_NS);
		}
	}
}

static int drain_events(struct follow *f)
{
	struct kvmrt_event *event;
	int ret;

	for (;;) {
		ret = kvmrt_events_read(f->events, 0, &event);
		if (!ret || ret == -EINTR)
			return CLI_DONE;
		if (ret == -EBADMSG)
			continue;
		if (ret < 0)
			return cli_fail(f->cli, CLI_REFUSED, -ret, NULL,
					"can't read events: %s",
					strerror(-ret));
		switch (kvmrt_event_kind(event)) {
		case KVMRT_EVENT_MODULE_GONE:
			cli_debug(f->cli, "the module went");
			f->gone = true;
			break;
		case KVMRT_EVENT_MODULE_BACK:
			f->gone = false;
			due_in(f, 0);
			break;
		case KVMRT_EVENT_LOST:
			due_in(f, SETTLE_NS);
			break;
		default:
			/* What an administrator moved by hand is left alone. */
			break;
		}
		kvmrt_event_free(event);
	}
}

static int apply(struct follow *f, bool quiet)
{
	struct rules_run run = { .quiet = quiet };
	struct kvmrt *ctx;
	size_t i;
	int ret;

	f->apply_at = 0;
	if (f->looks)
		due_in(f, LOOK_NS);
	/* A new one each time: the module may have been loaded anew. */
	ret = nl_open(f->cli, &ctx);
	if (ret)
		return ret;
	run.list = cli_list();
	ret = rules_apply(f->cli, ctx, f->rules, &run);
	kvmrt_close(ctx);
	for (i = 0; !ret && i < json_object_array_length(run.list); i++)
		ret = cli_emit(f->cli, CLI_LINE, rules_fields, json_object_get(
				json_object_array_get_idx(run.list, i)));
	json_object_put(run.list);
	/* Whoever reads it waits for this very line. */
	return !ret && fflush(f->cli->out) ? CLI_REFUSED : ret;
}

/* Between the event and the request the module may have gone or come. */
static int apply_due(struct follow *f)
{
	if (f->gone) {
		f->apply_at = 0;
		return CLI_DONE;
	}
	return apply(f, true);
}

static int loop(struct follow *f)
{
	int ret;

	for (;;) {
		struct pollfd fds[] = {
			{ .fd = kvmrt_events_fd(f->events), .events = POLLIN },
			{ .fd = f->uevents, .events = POLLIN },
		};

		ret = nl_wait(fds, 2, f->apply_at);
		if (nl_interrupted())
			return CLI_INTERRUPTED;
		if (ret < 0 && ret != -EINTR)
			return cli_fail(f->cli, CLI_REFUSED, -ret, NULL,
					"can't wait for events: %s",
					strerror(-ret));
		ret = drain_events(f);
		if (ret)
			return ret;
		drain_uevents(f);
		if (f->apply_at && nl_monotonic_ns() >= f->apply_at) {
			ret = apply_due(f);
			/* The module's end is told by an event, too. */
			if (ret && ret != CLI_MISSING)
				return ret;
		}
	}
}

static bool must_look(const struct rules *rules)
{
	size_t i;

	for (i = 0; i < rules->count; i++) {
		enum rule_kind kind = rules->rules[i].kind;

		if (kind == RULE_AUTO || kind == RULE_IRQ || kind == RULE_NAME)
			return true;
	}
	return false;
}

int rules_follow(struct cli *cli, const struct rules *rules)
{
	struct follow f = { .cli = cli, .rules = rules };
	struct kvmrt *ctx;
	int ret;

	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	nl_wait_begin();
	f.looks = must_look(rules);
	f.uevents = open_uevents();
	if (f.uevents < 0) {
		ret = cli_fail(cli, CLI_REFUSED, -f.uevents, NULL,
			       "can't listen to the kernel's devices: %s",
			       strerror(-f.uevents));
		goto out_close;
	}
	/* First listen, then apply: what comes in between is seen twice. */
	ret = kvmrt_events_open(ctx, KVMRT_EVENTS_IRQ, &f.events);
	if (ret) {
		ret = nl_fail(cli, ctx, ret);
		goto out_uevents;
	}
	cli_debug(cli, "listening");
	ret = apply(&f, false);
	if (!ret)
		ret = loop(&f);
	kvmrt_events_close(f.events);
out_uevents:
	close(f.uevents);
out_close:
	kvmrt_close(ctx);
	return ret;
}
