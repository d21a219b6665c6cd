/* SPDX-License-Identifier: GPL-2.0-only */
/* A recorder of this machine, as a process of its own. */
#ifndef KVMRT_TRACE_GUEST_HOST_H
#define KVMRT_TRACE_GUEST_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct kt_host_run - how and where it records
 * @dir: its recording, as -o takes it
 * @overwrite: its mode
 * @clock: as -t takes it
 * @events: as -e takes them
 * @ring_kb: of each CPU
 * @progress: tell how it goes
 * @err_fd: where its messages go; -1: where ours do.  Otherwise its standard
 *	    input and output are /dev/null
 * @pid: while it runs
 * @status: its exit status after that
 */
struct kt_host_run {
	const char *dir;
	bool overwrite;
	const char *clock;
	const char *events;
	uint64_t ring_kb;
	bool progress;
	int err_fd;
	pid_t pid;
	int status;
};

/*
 * Starts it and waits until it records.  0; -ECHILD if it ended instead, with
 * its status set and its own message told; -ECANCELED when stop, a descriptor or
 * -1, can be read from; or another negative errno.  It runs only after a 0.
 */
int kt_host_start(struct kt_host_run *host, int timeout_ms, int stop);
/* Ends it and waits until its files are complete; its exit status. */
int kt_host_stop(struct kt_host_run *host);

#endif /* KVMRT_TRACE_GUEST_HOST_H */
