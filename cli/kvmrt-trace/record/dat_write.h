/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files in trace-cmd's format 6, see trace-cmd.dat.v6(5): formats of events,
 * symbols, tasks, options, a table of CPUs, pages of the ring.
 *
 * What is known when a recording begins is written then, as the head of
 * trace.dat; so a recorder that is killed leaves what is needed to read its
 * pages.  The rest is appended in the end.
 */
#ifndef KVMRT_TRACE_DAT_WRITE_H
#define KVMRT_TRACE_DAT_WRITE_H

#include <stdint.h>
#include <sys/types.h>

#include "instance.h"
#include "kt_error.h"
#include "moved.h"

/* Writes the head: formats of these events' systems, the kernel's symbols. */
int kt_dat_head(int fd, const struct kt_events *events, struct kt_error *err);

/**
 * struct kt_dat_tail - what follows the head
 * @cpus: of the table
 * @clock: the trace clock's word
 * @tsc_khz: for x86-tsc, 0 unknown
 * @tasks: text of saved_cmdlines, NULL: none
 */
struct kt_dat_tail {
	unsigned int cpus;
	const char *clock;
	uint32_t tsc_khz;
	const char *tasks;
};

/*
 * Appends it at the descriptor's place, with an empty table; *table receives
 * where that is.  The place is then where the first CPU's pages belong.
 */
int kt_dat_tail(int fd, const struct kt_dat_tail *tail, off_t *table,
		struct kt_error *err);
/* To where the first CPU's pages belong, behind a table that is there. */
int kt_dat_place(int fd, off_t table, unsigned int cpus, struct kt_error *err);
/* A CPU's line of the table. */
int kt_dat_cpu(int fd, off_t table, unsigned int cpu, uint64_t offset,
	       uint64_t size, struct kt_error *err);

/* ----------------------------------------------------- dat_write_pages.c */

/*
 * Moves a CPU's pages from its file, and those that flushes froze from theirs
 * (-1: none), to where line says, by time.  Each part is noted and given back to
 * the file system once it is copied, so that a full disk has room for it.  Sizes
 * that aren't whole pages lose their rest.  *line says how far it was before, and
 * receives how far it is now, also after an error.
 */
int kt_dat_pages(int fd, int pages, int frozen, const struct kt_moved *moved,
		 unsigned int cpu, struct kt_moved_cpu *line,
		 struct kt_error *err);
/* Copies size bytes from the beginning of one file to another's place. */
int kt_dat_copy(int from, int to, uint64_t size, struct kt_error *err);

#endif /* KVMRT_TRACE_DAT_WRITE_H */
