// SPDX-License-Identifier: GPL-2.0-only
/*
 * One recording in a guest, for its host.  All that the host can ask for is a
 * recording: no program of its choice runs, no file of its choice is read.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <kvmrt/gs.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest_agent.h"
#include "guest_host.h"

/* How long a host may think before it says what to record. */
#define ASK_MS		30000
#define READY_MS	60000
#define PINGS		3

/**
 * struct session - what the host has asked for, and the recorder
 * @wire: to the host
 * @dir: a folder of our own, with "recording" in it
 */
struct session {
	struct kt_wire wire;
	struct kt_host_run run;
	char clock[64], events[KT_WIRE_LINE];
	char dir[64], recording[80];
	int messages;
};

void kt_agent_ping(void)
{
	cpu_set_t all, one;
	int cpu, i;

	if (!kvmrt_gs_ping_available() || sched_getaffinity(0, sizeof(all), &all))
		return;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		if (sched_setaffinity(0, sizeof(one), &one))
			continue;
		/* The first one is slow, everything is cold. */
		for (i = 0; i < PINGS; i++)
			kvmrt_gs_ping(0x6b760000ul + cpu * PINGS + i);
	}
	sched_setaffinity(0, sizeof(all), &all);
}

static int refuse(struct session *s, const char *why)
{
	kt_wire_say(&s->wire, "error %s", why);
	return CLI_REFUSED;
}

/* A line "KEY VALUE" of the request; false for none of ours. */
static bool take(struct session *s, const char *line)
{
	const char *value = strchr(line, ' ');
	size_t len = value ? value - line : 0;

	if (!value++ || !*value)
		return false;
	if (len == 4 && !strncmp(line, "mode", len)) {
		s->run.overwrite = !strcmp(value, "overwrite");
		return s->run.overwrite || !strcmp(value, "stream");
	}
	if (len == 5 && !strncmp(line, "clock", len))
		return snprintf(s->clock, sizeof(s->clock), "%s", value) <
		       (int)sizeof(s->clock);
	if (len == 4 && !strncmp(line, "ring", len))
		return !cli_number(value, UINT32_MAX, &s->run.ring_kb);
	if (len == 6 && !strncmp(line, "events", len))
		return snprintf(s->events, sizeof(s->events), "%s", value) <
		       (int)sizeof(s->events);
	return false;
}

static int ask(struct session *s)
{
	const char *line;
	int ret = kt_wire_line(&s->wire, ASK_MS, &line);

	if (ret)
		return CLI_REFUSED;
	if (strcmp(line, KT_WIRE_HELLO))
		return refuse(s, "this agent speaks '" KT_WIRE_HELLO "', the host another version");
	while (!(ret = kt_wire_line(&s->wire, ASK_MS, &line))) {
		if (!strcmp(line, "start"))
			return CLI_DONE;
		if (!take(s, line))
			return refuse(s, "the agent does not understand the host's request");
	}
	return CLI_REFUSED;
}

/* The last line that the recorder has said. */
static void last_words(struct session *s, char *text, size_t size)
{
	char all[1000], *line;
	off_t end = lseek(s->messages, 0, SEEK_END);
	off_t from = end > (off_t)sizeof(all) - 1 ? end - (off_t)sizeof(all) + 1 : 0;
	ssize_t n = pread(s->messages, all, sizeof(all) - 1, from);

	all[n > 0 ? n : 0] = '\0';
	while ((line = strrchr(all, '\n')) && !line[1])
		*line = '\0';
	snprintf(text, size, "%s", line ? line + 1 :
		 *all ? all : "the recorder ended and said nothing");
}

static int start(struct session *s)
{
	char text[1024];
	int ret;

	snprintf(s->dir, sizeof(s->dir), "%s/kvmrt-trace-XXXXXX",
		 access("/var/tmp", W_OK) ? "/tmp" : "/var/tmp");
	if (!mkdtemp(s->dir))
		return refuse(s, "the guest has no room for a folder in /var/tmp");
	snprintf(s->recording, sizeof(s->recording), "%s/recording", s->dir);
	s->messages = memfd_create("messages", MFD_CLOEXEC);
	if (s->messages < 0)
		return refuse(s, "the guest is out of memory");
	s->run.dir = s->recording;
	s->run.clock = s->clock;
	s->run.events = s->events;
	s->run.err_fd = s->messages;
	ret = kt_host_start(&s->run, READY_MS, -1);
	if (ret) {
		last_words(s, text, sizeof(text));
		return refuse(s, ret == -ECHILD ? text : strerror(-ret));
	}
	kt_agent_ping();
	return kt_wire_say(&s->wire, "ready") ? CLI_REFUSED : CLI_DONE;
}

/* "stop", or the end of host or recorder: looks at both. */
static int wait_for_stop(struct session *s)
{
	char text[1024];
	const char *line;
	int wait_status, ret;

	while ((ret = kt_wire_line(&s->wire, 500, &line)) == -ETIMEDOUT) {
		if (waitpid(s->run.pid, &wait_status, WNOHANG) != s->run.pid)
			continue;
		s->run.pid = 0;
		s->run.status = kt_child_status(wait_status);
		if (!s->run.status)
			continue;
		last_words(s, text, sizeof(text));
		return refuse(s, text);
	}
	return !ret && !strcmp(line, "stop") ? CLI_DONE : CLI_REFUSED;
}

static int send_file(struct session *s, int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	int ret = -EIO;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st))
		ret = kt_wire_say(&s->wire, "file %s %llu", name,
				  (unsigned long long)st.st_size);
	if (!ret)
		ret = kt_wire_send(&s->wire, fd, st.st_size);
	close(fd);
	return ret;
}

static int send_all(struct session *s)
{
	DIR *list = opendir(s->recording);
	struct dirent *entry;
	int ret = list ? 0 : -errno;

	while (!ret && list && (entry = readdir(list))) {
		if (kt_wire_name_ok(entry->d_name))
			ret = send_file(s, dirfd(list), entry->d_name);
	}
	if (list)
		closedir(list);
	if (!ret)
		ret = kt_wire_say(&s->wire, "done");
	return ret ? CLI_REFUSED : CLI_DONE;
}

static void tidy(struct session *s)
{
	DIR *list = opendir(s->recording);
	struct dirent *entry;

	while (list && (entry = readdir(list)))
		unlinkat(dirfd(list), entry->d_name, 0);
	if (list)
		closedir(list);
	rmdir(s->recording);
	rmdir(s->dir);
}

int kt_agent_serve(int in, int out)
{
	struct session *s = calloc(1, sizeof(*s));
	char text[1024];
	int code;

	if (!s)
		return CLI_REFUSED;
	s->wire.in = in;
	s->wire.out = out;
	s->wire.stop = -1;
	s->run.ring_kb = 4096;
	s->messages = -1;
	strcpy(s->clock, "x86-tsc");
	strcpy(s->events, "default");
	code = ask(s);
	if (!code)
		code = start(s);
	if (!code)
		code = wait_for_stop(s);
	if (!code)
		kt_agent_ping();
	if (s->run.pid && kt_host_stop(&s->run) && !code) {
		last_words(s, text, sizeof(text));
		code = refuse(s, text);
	}
	if (!code)
		code = send_all(s);
	if (*s->dir)
		tidy(s);
	if (s->messages >= 0)
		close(s->messages);
	free(s);
	return code;
}
