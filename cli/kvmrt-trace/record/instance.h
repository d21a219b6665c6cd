/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace instance "kvmrt", in which we record and which a guest's flush
 * freezes: made or borrowed, set up, and left as it was found.
 */
#ifndef KVMRT_TRACE_INSTANCE_H
#define KVMRT_TRACE_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kt_error.h"

struct json_object;

#define KT_INSTANCE	"kvmrt"
/* Two pages hold one to be written and one to be read. */
#define KT_RING_MIN_KB	8
#define KT_PAGE		4096

/**
 * struct kt_instance - the instance while we use it
 * @dir: its folder, NULL while it isn't ours
 * @cpus: of its ring, online or not
 * @snapshots: the kernel can swap its ring
 */
struct kt_instance {
	char *dir;
	unsigned int cpus;
	bool snapshots;
};

/**
 * struct kt_setup - how it is set up
 * @clock: a word of trace_clock
 * @ring_kb: of each CPU
 * @overwrite: nobody reads along, so a spare ring is laid ready for flushes
 */
struct kt_setup {
	const char *clock;
	uint64_t ring_kb;
	bool overwrite;
};

/* The folder of tracefs; NULL and a message if there is none for us. */
const char *kt_tracing_dir(struct kt_error *err);

/*
 * Makes the instance, or borrows one that is there.  *undo receives what has
 * to be known to leave it as it was, also by another process should this one
 * be killed; it is the caller's.  Nothing is recorded yet.
 */
int kt_instance_open(struct kt_instance *in, struct json_object **undo,
		     struct kt_error *err);
/* Clock, ring and options; what was in the ring is gone. */
int kt_instance_setup(struct kt_instance *in, const struct kt_setup *setup,
		      struct kt_error *err);
/*
 * Undoes all, by the undo record alone: the one who calls need not be the one
 * who set it up.
 */
int kt_instance_undo(struct json_object *undo, struct kt_error *err);
void kt_instance_close(struct kt_instance *in);

/* --------------------------------------------------------- instance_file.c */

/* A file of tracefs below dir; 0 or a negative errno, without a message. */
int kt_file_write(const char *dir, const char *file, const char *text);
/* Its text, which the caller frees; NULL with errno set. */
char *kt_file_read(const char *dir, const char *file, size_t *size);
/* A descriptor, or a negative errno. */
int kt_file_open(const char *dir, const char *file, int flags);
/* Likewise for per_cpu/cpuN/file. */
int kt_cpu_file_open(const char *dir, unsigned int cpu, const char *file,
		     int flags);
/* As kt_file_write(), with a message that names the file. */
int kt_instance_write(struct kt_instance *in, const char *file,
		      const char *text, struct kt_error *err);

/* A number behind "name: " in per_cpu/cpuN/stats, 0 if it isn't there. */
struct kt_cpu_stats {
	uint64_t entries, bytes, overrun, commit_overrun, dropped;
};

int kt_cpu_stats(const char *dir, unsigned int cpu, struct kt_cpu_stats *stats);

/* -------------------------------------------------------- instance_event.c */

/* struct kt_events - names "system:event", in order, each once */
struct kt_events {
	char **name;
	size_t n;
};

/*
 * Resolves a list of the user's: names, globs, "none", "default", separated by
 * commas.  Adds to list; 0 or a negative errno, after a message that names the
 * word that no event answers to.  is_host: what "default" means.
 */
int kt_events_add(struct kt_events *list, const char *words, bool is_host,
		  struct kt_error *err);
void kt_events_free(struct kt_events *list);
/* Has it one of this system? */
bool kt_events_has_system(const struct kt_events *list, const char *system);
/* Switches all of them on in the instance; in errors, the one. */
int kt_events_enable(const struct kt_instance *in, const struct kt_events *list,
		     struct kt_error *err);

#endif /* KVMRT_TRACE_INSTANCE_H */
