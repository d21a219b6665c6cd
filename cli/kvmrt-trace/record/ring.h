/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the ring into files: raw pages, one file for each CPU, by threads that
 * look at intervals.  They don't wait for the kernel to wake them: that would
 * take an interrupt on the very CPU that is recorded.
 *
 * What is held in memory is one pipe for each thread.
 */
#ifndef KVMRT_TRACE_RING_H
#define KVMRT_TRACE_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "instance.h"
#include "kt_error.h"

struct kt_ring;

/*
 * Opens DIR/cpuN.raw for each CPU and starts the threads; dirfd stays the
 * caller's.  fail_fd, an eventfd, is told when a file can't be written.
 */
int kt_ring_start(struct kt_ring **ring, const struct kt_instance *in,
		  int dirfd, int fail_fd, struct kt_error *err);
/*
 * Takes all that is in the ring now, pages that aren't full among it, and
 * returns when it is in the files.
 */
void kt_ring_drain(struct kt_ring *ring);
/* Bytes in the files. */
uint64_t kt_ring_bytes(const struct kt_ring *ring);
uint64_t kt_ring_cpu_bytes(const struct kt_ring *ring, unsigned int cpu);
/* 0, or the negative errno of the first file that couldn't be written. */
int kt_ring_error(const struct kt_ring *ring);
/* Ends the threads, after a last drain.  NULL is fine. */
void kt_ring_stop(struct kt_ring *ring);

/* ------------------------------------------------------------ ring_page.c */

/*
 * Everything in a ring file (trace_pipe_raw, snapshot_raw) to the end of
 * another file; *bytes grows by what was written.  partial: pages that aren't
 * full too.  pipe is for the way, of pipe_size bytes; what is in it after an
 * error is lost.  0 or a negative errno: of writing, reading has none.
 */
struct kt_pipe {
	int fd[2];
	size_t size;
};

int kt_pipe_open(struct kt_pipe *pipe);
void kt_pipe_close(struct kt_pipe *pipe);
int kt_pages_move(int from, int to, struct kt_pipe *pipe, bool partial,
		  uint64_t *bytes);

#endif /* KVMRT_TRACE_RING_H */
