/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far the pages of a recording are in trace.dat already: what was moved is
 * no longer in the files of CPUs, so whoever completes the recording after a
 * failure, or after the one who was killed, has to know.  A file of fixed size
 * in the recording's folder, whose room is taken before the first page goes.
 */
#ifndef KVMRT_TRACE_MOVED_H
#define KVMRT_TRACE_MOVED_H

#include <stdint.h>
#include <sys/types.h>

#include "kt_error.h"

/**
 * struct kt_moved_cpu - one CPU
 * @at: of its pages in trace.dat; 0: its turn has not come
 * @pages: bytes that came from its pages
 * @frozen: bytes that came from those that flushes froze
 */
struct kt_moved_cpu {
	uint64_t at, pages, frozen;
};

/**
 * struct kt_moved - the file
 * @fd: of it
 * @table: of CPUs in trace.dat; 0: not there yet, nothing was moved
 */
struct kt_moved {
	int fd;
	off_t table;
};

/* Makes the file, or goes on with the one that is there. */
int kt_moved_open(struct kt_moved *moved, int dirfd, unsigned int cpus,
		  struct kt_error *err);
void kt_moved_close(struct kt_moved *moved);
/* The table of CPUs is there now. */
int kt_moved_begin(struct kt_moved *moved, off_t table, struct kt_error *err);
int kt_moved_get(const struct kt_moved *moved, unsigned int cpu,
		 struct kt_moved_cpu *line, struct kt_error *err);
/* To be called before what was moved is given back to the file system. */
int kt_moved_put(const struct kt_moved *moved, unsigned int cpu,
		 const struct kt_moved_cpu *line, struct kt_error *err);
/* The recording is complete. */
void kt_moved_remove(int dirfd);

#endif /* KVMRT_TRACE_MOVED_H */
