/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ping pairs: the proof that a guest's clock was related rightly to its host's.
 *
 * A ping leaves kvm_guest_hc_start, gs_ping_guest and kvm_guest_hc_end in the
 * guest, and gs_ping_host with the same cookie in the host.  Whatever clocks
 * say, the host's event happened between the guest's start and end.  So every
 * pair bounds how far the relation can be off on either side, and an event
 * outside of its bracket disproves it.
 */
#ifndef KVMRT_TRACE_PAIR_H
#define KVMRT_TRACE_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one guest at a time; more are never on their way in a right clock. */
#define KT_PAIR_WAIT 1024
#define KT_PAIR_CALLS 64
/* Pings of each side whose cookies are remembered. */
#define KT_PAIR_RECENT 256

/* A guest's ping from start to end; keys of the stream, see clock.h. */
struct kt_bracket {
	uint64_t cookie;
	uint64_t first;		/* the host's event isn't before */
	uint64_t last;		/* nor after */
};

struct kt_host_ping {
	uint64_t cookie;
	uint64_t at;
};

/* A call that has begun in the guest. */
struct kt_call {
	int pid;
	bool pinged;
	uint64_t cookie;
	uint64_t first;
};

/* Cookies of one side's last pings. */
struct kt_recent {
	uint64_t cookies[KT_PAIR_RECENT];
	uint64_t n;
};

/**
 * struct kt_pairs - the proof for one guest
 * @count: pairs: a bracket of the guest and the host's event in it
 * @violations: pairs whose host event lies outside
 * @early: smallest distance of a host event from its start, in keys
 * @late: smallest distance of a host event from its end
 * @residual: farthest that a host event lies outside, 0 if none does
 * @residual_at: key of that host event
 * @guest_only: brackets without an event of the host
 * @host_only: events of the host without a bracket
 * @uncounted: pings of which lost events, or the end of a recording, leave
 *	open which one of the other side they belong to
 * @lost: events were lost in one of both recordings
 * @seen_guest: keys of the guest's events so far, from and to
 * @seen_host: likewise of its host
 */
struct kt_pairs {
	uint64_t count, violations;
	uint64_t early, late;
	uint64_t residual, residual_at;
	uint64_t guest_only, host_only, uncounted;
	bool lost;
	uint64_t seen_guest[2], seen_host[2];
	struct kt_recent of_guest, of_host;
	struct kt_call calls[KT_PAIR_CALLS];
	size_t calls_n;
	struct kt_bracket brackets[KT_PAIR_WAIT];
	size_t brackets_n;
	struct kt_host_ping pings[KT_PAIR_WAIT];
	size_t pings_n;
};

void kt_pairs_init(struct kt_pairs *p);
/* Events of the guest, in the order of the stream; key is first to last. */
void kt_pairs_start(struct kt_pairs *p, int pid, uint64_t first);
void kt_pairs_guest(struct kt_pairs *p, int pid, uint64_t cookie);
void kt_pairs_end(struct kt_pairs *p, int pid, uint64_t last);
/* An event of the host about this guest. */
void kt_pairs_host(struct kt_pairs *p, uint64_t cookie, uint64_t at);
/* After the last event: judges what is still waiting. */
void kt_pairs_finish(struct kt_pairs *p);

#endif /* KVMRT_TRACE_PAIR_H */
