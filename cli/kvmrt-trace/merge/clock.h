/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a recording's stamps to the one clock of a stream: exactly, by the
 * vCPU's TSC offset and ratio, or by time of day.
 */
#ifndef KVMRT_TRACE_CLOCK_H
#define KVMRT_TRACE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"
#include "stream.h"

/* What a vCPU with this TSC reads while the host reads host. */
uint64_t kt_tsc_to_guest(const struct kt_tsc *tsc, uint64_t host);

/*
 * The host's TSC while the guest's was guest: the first and the last value for
 * which kt_tsc_to_guest() gives no less and no more than guest, so that a host
 * event at h didn't come before the guest's event if h >= *first, and not after
 * it if h <= *last.  False if no 64-bit value of the host's does.
 */
bool kt_tsc_to_host(const struct kt_tsc *tsc, uint64_t guest, uint64_t *first,
		    uint64_t *last);

/* floor(ticks * 10^6 / khz), exact for all 64 bits unless that overflows */
uint64_t kt_tsc_ns(uint64_t ticks, uint64_t khz);

/**
 * struct kt_line - time of day as a line over a recording's stamps
 * @stamp: one end of it
 * @realtime_ns: there
 * @mult: ns per tick times 2^KT_LINE_SHIFT
 * @uncertain_ns: how far it may be off the machine's own time of day
 */
struct kt_line {
	uint64_t stamp;
	uint64_t realtime_ns;
	uint64_t mult;
	uint64_t uncertain_ns;
};

#define KT_LINE_SHIFT 44

/* 0 or -ENODATA, after a message: the recording has no times of day. */
int kt_line_set(struct kt_line *line, const struct kt_meta *meta,
		const char *path, struct kt_error *err);
int64_t kt_line_ns(const struct kt_line *line, uint64_t stamp);
/* The other way round, for seeking; not exact. */
uint64_t kt_line_stamp(const struct kt_line *line, int64_t ns);

/* How the stamps of a source become keys, the numbers that order events. */
enum kt_map_kind {
	KT_MAP_SAME,	/* the key is the stamp */
	KT_MAP_GUEST,	/* key = the host's TSC, or the host's time of day in ns */
	KT_MAP_LINE,	/* key = time of day in ns */
};

/* A guest CPU's list of TSCs; several may share one. */
struct kt_cpu_map {
	uint32_t vcpu;
	struct kt_tsc *tsc;
	size_t tsc_n;
};

/**
 * struct kt_map - of a source
 * @kind: see there
 * @khz: for keys in ticks, to ns; 0: they are ns
 * @line: for KT_MAP_LINE; for KT_MAP_GUEST over the host's TSC, none if its mult is 0
 * @cpus: for KT_MAP_GUEST, one for each CPU of the source
 * @cpus_n: their number
 */
struct kt_map {
	enum kt_map_kind kind;
	uint64_t khz;
	struct kt_line line;
	struct kt_cpu_map *cpus;
	size_t cpus_n;
};

/**
 * struct kt_cursor_clock - where a CPU's reader is in its list of TSCs
 * @at: the element in force
 * @key: last key
 * @host: of a guest, the host's TSC then
 * @back: stamps that went back in time, as keys
 * @outside: stamps that fit no element
 * @worst_back: farthest way back, in keys
 */
struct kt_cursor_clock {
	size_t at;
	uint64_t key;
	uint64_t host;
	uint64_t back;
	uint64_t outside;
	uint64_t worst_back;
};

/* The key of the CPU's next event; counts what can't be right. */
uint64_t kt_map_key(const struct kt_map *map, unsigned int cpu,
		    struct kt_cursor_clock *at, uint64_t stamp);
/* ns of a key */
int64_t kt_map_ns(const struct kt_map *map, uint64_t key);
/* Key of ns; the smallest that is not before it. */
uint64_t kt_map_key_of_ns(const struct kt_map *map, int64_t ns);
/*
 * For seeking: no event with at least this key has a stamp below *stamp.
 * False if stamps don't grow with keys, so that only reading on helps.
 */
bool kt_map_stamp(const struct kt_map *map, unsigned int cpu, uint64_t key,
		  uint64_t *stamp);
/* First and last key that a stamp may mean; they differ by the rounding. */
void kt_map_bounds(const struct kt_map *map, unsigned int cpu,
		   const struct kt_cursor_clock *at, uint64_t stamp,
		   uint64_t *first, uint64_t *last);
void kt_map_free(struct kt_map *map);

/* -------------------------------------------------------- clock_guest.c */

/*
 * The lists for a guest's CPUs, from the host's recording.  A change that was
 * seen as an event has a better stamp than the recorder's; both are in vm.
 */
int kt_map_guest(struct kt_map *map, const struct kt_meta *guest,
		 uint32_t cpus, const struct kt_vm *vm, const char *path,
		 struct kt_error *err);
/* Adds a change that an event told; 0 or -ENOMEM. */
int kt_vm_change(struct kt_meta *host, uint32_t vm, uint32_t vcpu,
		 const struct kt_tsc *tsc);
/* Of the host's VMs the one with that id, or NULL. */
const struct kt_vm *kt_meta_vm(const struct kt_meta *host, uint32_t id);

#endif /* KVMRT_TRACE_CLOCK_H */
