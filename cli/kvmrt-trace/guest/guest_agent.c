// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace agent: waits in a guest for its host.
 *
 * Whoever gets through ssh as root may record.  On a vsock it is the host, and
 * there root: the peer's CID says the first, its port the second, and a guest
 * has no secrets from its host's root.  Other guests can't reach us: the host's
 * kernel gives every peer its CID.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "guest_agent.h"
#include "run_args.h"

enum { OPT_STDIO = 1, OPT_VSOCK, OPT_PORT, OPT_HELP };

static const struct kt_option options[] = {
	{ OPT_STDIO, 0, "stdio", NULL, NULL,
	  "serve one host through standard input and output (ssh)" },
	{ OPT_VSOCK, 0, "vsock", NULL, NULL,
	  "serve the host through a vsock, until ended" },
	{ OPT_PORT, 'p', "port", "PORT", NULL,
	  "of the vsock (default 27510)" },
	{ OPT_HELP, 'h', "help", NULL, NULL, "print this help" },
	{ 0 }
};

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace agent --stdio\n"
	      "       kvmrt-trace agent --vsock [-p PORT]\n"
	      "Runs in a guest, as root, and records when 'kvmrt-trace run --guest' on its host\n"
	      "asks for it.\n", out);
	kt_options_help(out, options);
}

void kt_complete_agent(FILE *out, int argc, char **argv)
{
	kt_options_complete(out, options, argc, argv);
}

static bool is_host_root(const struct sockaddr_vm *peer)
{
	return peer->svm_cid == VMADDR_CID_HOST && peer->svm_port <= 1023;
}

/* A process for each: one that hangs is in nobody's way. */
static void serve(struct cli *cli, int listener, int fd,
		  const struct sockaddr_vm *peer)
{
	pid_t pid;

	if (!is_host_root(peer)) {
		cli_fail(cli, CLI_REFUSED, EACCES, NULL,
			 "refused vsock:%u:%u: it is not root of the host",
			 peer->svm_cid, peer->svm_port);
		return;
	}
	pid = fork();
	if (pid)
		return;
	close(listener);
	signal(SIGCHLD, SIG_DFL);
	_exit(kt_agent_serve(fd, fd));
}

static int listen_on(struct cli *cli, uint32_t port)
{
	struct sockaddr_vm own = {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY,
		.svm_port = port,
	}, peer;
	socklen_t size;
	int fd, one;

	fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return cli_fail(cli, CLI_MISSING, errno, NULL,
				"no vsock in this guest: %s; give its VM a vhost-vsock device and load vmw_vsock_virtio_transport",
				strerror(errno));
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) || listen(fd, 4)) {
		close(fd);
		return cli_fail(cli, CLI_REFUSED, errno, NULL,
				"can't listen on vsock port %u: %s", port,
				strerror(errno));
	}
	/* Before that a host is refused. */
	fprintf(cli->out, "kvmrt-trace: agent: waits for its host on vsock port %u\n", port);
	fflush(cli->out);
	/* Nobody waits for them. */
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		size = sizeof(peer);
		one = accept4(fd, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC);
		if (one < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (one < 0)
			return cli_fail(cli, CLI_REFUSED, errno, NULL,
					"can't listen any more: %s", strerror(errno));
		serve(cli, fd, one, &peer);
		close(one);
	}
}

int kt_cmd_agent(int argc, char **argv)
{
	bool stdio = false, vsock = false;
	uint64_t port = KT_WIRE_PORT;
	const char *value;
	struct cli cli;
	int at = 1, id;

	kt_cli_init(&cli, "agent");
	while ((id = kt_option_next(&cli, options, argc, argv, &at, &value))) {
		switch (id) {
		case OPT_STDIO:
			stdio = true;
			break;
		case OPT_VSOCK:
			vsock = true;
			break;
		case OPT_PORT:
			if (cli_number(value, UINT32_MAX - 1, &port))
				return cli_usage(&cli, "'%s' is no port", value);
			break;
		case OPT_HELP:
			help(cli.out);
			return cli_finish(&cli, CLI_DONE);
		default:
			return CLI_USAGE;
		}
	}
	if (at < argc)
		return cli_usage(&cli, "unexpected word '%s'", argv[at]);
	if (stdio == vsock)
		return cli_usage(&cli, "expected one of --stdio and --vsock");
	signal(SIGPIPE, SIG_IGN);
	return stdio ? kt_agent_serve(STDIN_FILENO, STDOUT_FILENO) :
		       listen_on(&cli, port);
}
