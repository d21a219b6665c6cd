/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes what Perfetto's viewer opens: its own protobuf form, because the other
 * one, JSON, has times in microseconds as floating point and so loses the
 * nanosecond.  Packets are written as they come; what is kept in memory are the
 * names, each once.
 */
#ifndef KVMRT_TRACE_PERFETTO_H
#define KVMRT_TRACE_PERFETTO_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct perfetto;

enum perfetto_type { PERFETTO_BEGIN = 1, PERFETTO_END = 2, PERFETTO_INSTANT = 3 };

/* Writes to out, which stays the caller's; NULL if out of memory. */
struct perfetto *perfetto_open(FILE *out);
/* 0 or a negative errno, of any write so far. */
int perfetto_close(struct perfetto *p);
int perfetto_error(const struct perfetto *p);

/*
 * A track; parent 0: at the top.  rank orders it among its parent's.  To be
 * called before its first event.
 */
void perfetto_track(struct perfetto *p, uint64_t id, uint64_t parent,
		    int32_t rank, const char *name);

/*
 * One event; between the two calls it gets arguments and arrows.  name is NULL
 * for PERFETTO_END.  Of one track, times must not fall.
 */
void perfetto_event(struct perfetto *p, enum perfetto_type type,
		    uint64_t track, int64_t time_ns, const char *name);
void perfetto_u64(struct perfetto *p, const char *name, uint64_t value);
void perfetto_s64(struct perfetto *p, const char *name, int64_t value);
/* A number that is shown in hex. */
void perfetto_hex(struct perfetto *p, const char *name, uint64_t value);
/* Bytes that are no UTF-8 become U+FFFD. */
void perfetto_str(struct perfetto *p, const char *name, const char *text,
		  size_t n);
/* An arrow from the event before with this number; last: it ends here. */
void perfetto_flow(struct perfetto *p, uint64_t flow, bool last);
void perfetto_done(struct perfetto *p);

/* Without arguments. */
static inline void perfetto_end(struct perfetto *p, uint64_t track,
				int64_t time_ns)
{
	perfetto_event(p, PERFETTO_END, track, time_ns, NULL);
	perfetto_done(p);
}

/* -------------------------------------------------------- perfetto_name.c */

struct perfetto_names;

struct perfetto_names *perfetto_names_open(void);
void perfetto_names_close(struct perfetto_names *names);
/* A name's number; *fresh if it is new; 0 if there is no room for another. */
uint64_t perfetto_names_get(struct perfetto_names *names, const char *name,
			    bool *fresh);

#endif /* KVMRT_TRACE_PERFETTO_H */
