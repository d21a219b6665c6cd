/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Host and guests in one command.
 *
 * The host runs `kvmrt-trace agent` in a guest, through ssh or by connecting to
 * one that listens on a vsock, and the two talk in lines:
 *
 *	host	kvmrt-trace 1
 *		mode stream|overwrite
 *		clock NAME
 *		ring KB
 *		events LIST
 *		start
 *	guest	ready
 *	host	stop
 *	guest	file NAME SIZE		and that many bytes; any number of these
 *		done
 *
 * or, at any time, "error TEXT" from the guest.  An end of the connection ends
 * the guest's recording.  The host believes nothing of it: names are those that
 * a recording has, sizes are what the disk has room for.
 */
#ifndef KVMRT_TRACE_GUEST_H
#define KVMRT_TRACE_GUEST_H

#include <stdio.h>

#include "run.h"

#define KT_WIRE_HELLO	"kvmrt-trace 1"
/* The longest line, with its newline: a list of events. */
#define KT_WIRE_LINE	16384
/* "kv": where an agent listens unless told otherwise. */
#define KT_WIRE_PORT	27510

/* Records this machine and its guests, and merges; an exit code. */
int kt_run_guests(struct cli *cli, const struct kt_run_options *opt);

/* ---------------------------------------------------------- guest_wire.c */

/**
 * struct kt_wire - a connection, either end's
 * @in: read from here
 * @out: written to here; may be the same
 * @stop: while this can be read from, nothing is waited for; -1 none
 * @buf: what was read but not used
 * @at: where that begins
 * @used: where it ends
 */
struct kt_wire {
	int in, out, stop;
	char buf[KT_WIRE_LINE];
	size_t at, used;
};

/* Writes a line; 0 or a negative errno. */
__attribute__((format(printf, 2, 3)))
int kt_wire_say(struct kt_wire *wire, const char *fmt, ...);
/*
 * The next line without its newline, valid until the next call.  0; -EPIPE at
 * the end, -ETIMEDOUT after that many ms of silence (-1: wait for ever),
 * -ECANCELED if @stop ended the waiting, -EBADMSG for a line that is too long or
 * isn't text.
 */
int kt_wire_line(struct kt_wire *wire, int timeout_ms, const char **line);
/* A file's bytes, after the line that announced them; 0 or a negative errno. */
int kt_wire_send(struct kt_wire *wire, int fd, uint64_t size);
int kt_wire_receive(struct kt_wire *wire, int fd, uint64_t size,
		    int timeout_ms);
/* Is this what a file of a recording is called? */
bool kt_wire_name_ok(const char *name);

/* ---------------------------------------------------------- guest_link.c */

/**
 * struct kt_guest - one guest of the command line
 * @name: its folder below the recordings, its VM's name as a rule
 * @vm_id: the host's id of it
 * @ssh: where ssh goes, NULL: it is reached by vsock
 * @cid: of its vsock
 * @port: of its vsock
 * @pid: of the program that reaches it, 0 none
 * @wire: connected once that is; its descriptors are -1 before
 * @ready: it records, or has
 * @failed: it was told why
 */
struct kt_guest {
	char *name;
	uint32_t vm_id;
	const char *ssh;
	uint32_t cid, port;
	pid_t pid;
	struct kt_wire wire;
	bool ready;
	bool failed;
};

/* VM[=WHERE] to a guest, by what the module knows; 0 or a negative errno. */
int kt_guest_parse(struct kt_guest *guest, const char *word, struct kvmrt *ctx,
		   struct kt_error *err);
/*
 * Connects and asks it to be ready; what fails says so, and how to help it.
 * -ECANCELED as kt_wire_line().
 */
int kt_guest_connect(struct kt_guest *guest, const struct kt_run_options *opt,
		     struct kt_error *err);
/* Ends the connection, and with it what the guest does for us. */
void kt_guest_hang_up(struct kt_guest *guest);
/* The same, and frees what is in it. */
void kt_guest_close(struct kt_guest *guest);

/* --------------------------------------------------------- guest_fetch.c */

/* A guest that loads its modules and reads its symbols is slow to begin. */
#define KT_GUEST_READY_MS	120000

/* Waits until it records, at most that long; -ECANCELED as kt_wire_line(). */
int kt_guest_ready(struct kt_guest *guest, int timeout_ms, struct kt_error *err);
/* Ends its recording and brings it to parts/NAME; likewise. */
int kt_guest_fetch(struct kt_guest *guest, const char *parts,
		   struct kt_error *err);

#endif /* KVMRT_TRACE_GUEST_H */
