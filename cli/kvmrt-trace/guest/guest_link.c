// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way to a guest: which VM it is, and through what it is reached.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <kvmrt/vm.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "guest.h"

#define SSH_WORDS	32
/* An agent believes who may bind a port that only root may. */
#define PORT_ROOT	1023
#define PORT_LOWEST	600
/* What the program that reaches a guest has to end by itself. */
#define END_MS		1000

/* Its monitor's command line: the one device that a VM has of the kind. */
static uint32_t cid_of(pid_t pid)
{
	char path[64], *text, *at;
	size_t size, i;
	uint32_t cid = 0;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	text = kt_file_read(path, "cmdline", &size);
	for (i = 0; text && i < size; i++) {
		if (!text[i])
			text[i] = ' ';
	}
	at = text ? strstr(text, "guest-cid") : NULL;
	/* "guest-cid=3", and in JSON "guest-cid":3 */
	if (at)
		cid = strtoul(at + strcspn(at, "0123456789"), NULL, 10);
	free(text);
	return cid;
}

/* A folder's name that no name of a VM can make something else of. */
static char *folder_of(const char *name, uint32_t id)
{
	char *folder = strdup(name), *p;

	for (p = folder; p && *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("_-+", *p) &&
		    (*p != '.' || p == folder))
			*p = '_';
	}
	if (folder && *folder && strcmp(folder, "host"))
		return folder;
	free(folder);
	return asprintf(&folder, "vm%u", id) < 0 ? NULL : folder;
}

static int parse_vsock(struct kt_guest *guest, const char *where,
		       struct kt_error *err)
{
	char *cid = strdup(where), *port = cid ? strchr(cid, ':') : NULL;
	uint64_t c = 0, p = KT_WIRE_PORT;
	int ret = 0;

	if (port)
		*port++ = '\0';
	if (!cid || cli_number(cid, UINT32_MAX - 1, &c) || c < 3 ||
	    (port && cli_number(port, UINT32_MAX - 1, &p)))
		ret = kt_error_set(err, -EINVAL,
				   "'vsock:%s' is not vsock:CID[:PORT] with a CID of 3 or above",
				   where);
	guest->cid = c;
	guest->port = p;
	free(cid);
	return ret;
}

static int parse_where(struct kt_guest *guest, const char *where,
		       const struct kvmrt_vm *vm, struct kt_error *err)
{
	guest->port = KT_WIRE_PORT;
	if (!where) {
		guest->cid = cid_of(kvmrt_vm_pid(vm));
		return guest->cid ? 0 :
		       kt_error_set(err, -EINVAL,
				    "VM %s has no vsock device; say how it is reached: --guest %s=ssh:[USER@]HOST",
				    guest->name, guest->name);
	}
	if (!strncmp(where, "vsock:", 6))
		return parse_vsock(guest, where + 6, err);
	guest->ssh = where + 4;
	/* A word with a dash would be an option of ssh. */
	if (strncmp(where, "ssh:", 4) || !*guest->ssh || *guest->ssh == '-')
		return kt_error_set(err, -EINVAL,
				    "'%s' is neither ssh:[USER@]HOST nor vsock:CID[:PORT]",
				    where);
	return 0;
}

int kt_guest_parse(struct kt_guest *guest, const char *word, struct kvmrt *ctx,
		   struct kt_error *err)
{
	const char *where = strchr(word, '=');
	char *name = strndup(word, strcspn(word, "="));
	struct kvmrt_vm *vm = NULL;
	int ret;

	guest->wire.in = -1;
	guest->wire.out = -1;
	ret = name ? kvmrt_vm_find(ctx, "name", name, &vm) : -ENOMEM;
	if (ret == -ENOENT)
		ret = kvmrt_vm_find(ctx, "id", name, &vm);
	if (ret == -ENOENT || ret == -EINVAL)
		ret = kt_error_set(err, -ESRCH, "no VM with the name or id '%s'; 'kvmrt-nl vm show' lists them",
				   name);
	else if (ret)
		kt_error_set(err, ret, "can't find the VM '%s': %s", name ? name : "",
			     ret == -ENOTUNIQ ? "several have that name, use the id" :
						strerror(-ret));
	free(name);
	if (ret)
		return ret;
	guest->vm_id = kvmrt_vm_id(vm);
	guest->name = folder_of(kvmrt_vm_name(vm), guest->vm_id);
	ret = guest->name ? parse_where(guest, where ? where + 1 : NULL, vm, err) :
			    kt_error_set(err, -ENOMEM, "out of memory");
	kvmrt_vm_free(vm);
	return ret;
}

/* Which takes long where the guest doesn't run; as kt_wire_line(). */
static int connect_to(const struct kt_guest *guest, int fd,
		      const struct sockaddr_vm *to)
{
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLOUT },
		{ .fd = guest->wire.stop, .events = POLLIN },
	};
	socklen_t size = sizeof(int);
	int flags = fcntl(fd, F_GETFL), code = 0;

	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	if (connect(fd, (const struct sockaddr *)to, sizeof(*to))) {
		if (errno != EINPROGRESS)
			return -errno;
		while (poll(fds, 2, -1) < 0) {
			if (errno != EINTR)
				return -errno;
		}
		if (fds[1].revents)
			return -ECANCELED;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size))
			return -errno;
	}
	fcntl(fd, F_SETFL, flags);
	return -code;
}

static int connect_vsock(struct kt_guest *guest, struct kt_error *err)
{
	struct sockaddr_vm own = {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY,
	}, to = {
		.svm_family = AF_VSOCK, .svm_cid = guest->cid,
		.svm_port = guest->port,
	};
	struct timeval limit = { .tv_sec = 20 };
	int fd, ret;

	fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return kt_error_set(err, -errno, "no vsock on this host: %s; load vhost_vsock",
				    strerror(errno));
	for (own.svm_port = PORT_ROOT; own.svm_port >= PORT_LOWEST; own.svm_port--) {
		if (!bind(fd, (struct sockaddr *)&own, sizeof(own)) ||
		    errno != EADDRINUSE)
			break;
	}
	setsockopt(fd, AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, &limit,
		   sizeof(limit));
	ret = connect_to(guest, fd, &to);
	if (ret) {
		close(fd);
		return kt_error_set(err, ret, "can't reach guest %s at vsock:%u:%u: %s; run 'kvmrt-trace agent --vsock' in it",
				    guest->name, guest->cid, guest->port,
				    strerror(-ret));
	}
	guest->wire.in = fd;
	guest->wire.out = fd;
	return 0;
}

/* The program's own stderr is the user's, who has to see what it asks. */
static void exec_ssh(const struct kt_guest *guest, const char *program, int fd)
{
	char *words[SSH_WORDS + 5], *copy = strdup(program), *save, *word;
	sigset_t none;
	int n = 0;

	for (word = strtok_r(copy, " ", &save); word && n < SSH_WORDS;
	     word = strtok_r(NULL, " ", &save))
		words[n++] = word;
	words[n++] = (char *)guest->ssh;
	words[n++] = "kvmrt-trace";
	words[n++] = "agent";
	words[n++] = "--stdio";
	words[n] = NULL;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* What a terminal sends ends the command; the guest's end is ours. */
	setpgid(0, 0);
	if (dup2(fd, STDIN_FILENO) >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
		execvp(words[0], words);
	fprintf(stderr, "kvmrt-trace: run: can't run '%s': %s\n", words[0],
		strerror(errno));
	_exit(127);
}

static int connect_ssh(struct kt_guest *guest, const char *program,
		       struct kt_error *err)
{
	int fds[2];

	if (!*program || program[strspn(program, " ")] == '\0')
		return kt_error_set(err, -EINVAL, "'--ssh' names no program");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return kt_error_set(err, -errno, "can't make a socket: %s",
				    strerror(errno));
	guest->pid = fork();
	if (!guest->pid)
		exec_ssh(guest, program, fds[1]);
	/* Whoever of the two is first: it can be ended with all it starts. */
	if (guest->pid > 0)
		setpgid(guest->pid, guest->pid);
	close(fds[1]);
	if (guest->pid < 0) {
		guest->pid = 0;
		close(fds[0]);
		return kt_error_set(err, -errno, "can't start a process: %s",
				    strerror(errno));
	}
	guest->wire.in = fds[0];
	guest->wire.out = fds[0];
	return 0;
}

int kt_guest_connect(struct kt_guest *guest, const struct kt_run_options *opt,
		     struct kt_error *err)
{
	struct kt_wire *wire = &guest->wire;
	int ret;

	ret = guest->ssh ? connect_ssh(guest, opt->ssh, err) :
			   connect_vsock(guest, err);
	if (ret)
		return ret;
	ret = kt_wire_say(wire, KT_WIRE_HELLO);
	if (!ret)
		ret = kt_wire_say(wire, "mode %s", opt->overwrite ? "overwrite" : "stream");
	if (!ret)
		ret = kt_wire_say(wire, "clock %s", opt->tod ? "tod" : opt->clock);
	if (!ret)
		ret = kt_wire_say(wire, "ring %llu", (unsigned long long)opt->ring_kb);
	if (!ret)
		ret = kt_wire_say(wire, "events %s", opt->events);
	if (!ret)
		ret = kt_wire_say(wire, "start");
	/* One that is gone has perhaps said why: read before complaining. */
	return ret && ret != -EPIPE ?
	       kt_error_set(err, ret, "can't talk to guest %s: %s", guest->name,
			    strerror(-ret)) : 0;
}

/* It has nothing left to do; nor has it the time to disagree. */
static void end_program(pid_t pid)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	int left;

	kill(-pid, SIGTERM);
	for (left = END_MS; left; left--) {
		if (waitpid(pid, NULL, WNOHANG))
			return;
		nanosleep(&ms, NULL);
	}
	kill(-pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void kt_guest_hang_up(struct kt_guest *guest)
{
	if (guest->wire.in >= 0)
		close(guest->wire.in);
	guest->wire.in = -1;
	guest->wire.out = -1;
	if (guest->pid)
		end_program(guest->pid);
	guest->pid = 0;
}

void kt_guest_close(struct kt_guest *guest)
{
	kt_guest_hang_up(guest);
	free(guest->name);
	guest->name = NULL;
}
