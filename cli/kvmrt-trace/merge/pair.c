// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which host event belongs to which bracket.
 *
 * In a right clock the host's event has come when its bracket ends, so nearly
 * all find each other at once, and only what can't be paired waits.  A bracket
 * that waited in vain is judged when it is dropped: an event of the same cookie
 * that waits too is its host event, outside of it.  If several pings have had
 * that cookie, only recordings without losses on both sides say which is whose.
 */
#include <string.h>

#include "pair.h"

void kt_pairs_init(struct kt_pairs *p)
{
	memset(p, 0, sizeof(*p));
	p->early = UINT64_MAX;
	p->late = UINT64_MAX;
	p->seen_guest[0] = UINT64_MAX;
	p->seen_host[0] = UINT64_MAX;
}

static void drop_bracket(struct kt_pairs *p, size_t i)
{
	p->brackets_n--;
	memmove(&p->brackets[i], &p->brackets[i + 1],
		(p->brackets_n - i) * sizeof(p->brackets[0]));
}

static void drop_ping(struct kt_pairs *p, size_t i)
{
	p->pings_n--;
	memmove(&p->pings[i], &p->pings[i + 1],
		(p->pings_n - i) * sizeof(p->pings[0]));
}

static bool inside(const struct kt_bracket *b, const struct kt_host_ping *h)
{
	return b->cookie == h->cookie && b->first <= h->at && h->at <= b->last;
}

static void good(struct kt_pairs *p, const struct kt_bracket *b,
		 const struct kt_host_ping *h)
{
	p->count++;
	if (h->at - b->first < p->early)
		p->early = h->at - b->first;
	if (b->last - h->at < p->late)
		p->late = b->last - h->at;
}

static uint64_t outside(const struct kt_bracket *b, const struct kt_host_ping *h)
{
	return h->at < b->first ? b->first - h->at : h->at - b->last;
}

static bool both_saw(const struct kt_pairs *p, const struct kt_bracket *b,
		     const struct kt_host_ping *h)
{
	return b->first >= p->seen_host[0] && b->last <= p->seen_host[1] &&
	       h->at >= p->seen_guest[0] && h->at <= p->seen_guest[1];
}

static void remember(struct kt_recent *recent, uint64_t cookie)
{
	recent->cookies[recent->n++ % KT_PAIR_RECENT] = cookie;
}

static bool repeated(const struct kt_recent *recent, uint64_t cookie)
{
	uint64_t i, n = recent->n < KT_PAIR_RECENT ? recent->n : KT_PAIR_RECENT;
	unsigned int times = 0;

	for (i = 0; i < n; i++)
		times += recent->cookies[i] == cookie;
	return times > 1;
}

/* The oldest bracket found no event inside. */
static void judge(struct kt_pairs *p)
{
	struct kt_bracket b = p->brackets[0];
	size_t i, same = 0, nearest = 0;

	for (i = 0; i < p->pings_n; i++) {
		if (p->pings[i].cookie != b.cookie)
			continue;
		if (!same++ || outside(&b, &p->pings[i]) < outside(&b, &p->pings[nearest]))
			nearest = i;
	}
	drop_bracket(p, 0);
	if (!same) {
		p->guest_only++;
		return;
	}
	if ((repeated(&p->of_guest, b.cookie) || repeated(&p->of_host, b.cookie)) &&
	    (p->lost || !both_saw(p, &b, &p->pings[nearest]))) {
		p->uncounted++;
		return;
	}
	p->count++;
	p->violations++;
	if (outside(&b, &p->pings[nearest]) > p->residual) {
		p->residual = outside(&b, &p->pings[nearest]);
		p->residual_at = p->pings[nearest].at;
	}
	drop_ping(p, nearest);
}

static struct kt_call *find_call(struct kt_pairs *p, int pid)
{
	size_t i;

	for (i = p->calls_n; i; i--) {
		if (p->calls[i - 1].pid == pid)
			return &p->calls[i - 1];
	}
	return NULL;
}

static void drop_call(struct kt_pairs *p, struct kt_call *call)
{
	size_t i = (size_t)(call - p->calls);

	p->calls_n--;
	memmove(call, call + 1, (p->calls_n - i) * sizeof(*call));
}

/*
 * By task: a call may be preempted, and another task's may come in between on
 * the same CPU, or its end on another one.  Where events were lost, a start may
 * get the end of a later call: that bracket is wider, and still true.
 */
void kt_pairs_start(struct kt_pairs *p, int pid, uint64_t first)
{
	struct kt_call *call = find_call(p, pid);

	if (!call) {
		if (p->calls_n == KT_PAIR_CALLS)
			drop_call(p, p->calls);
		call = &p->calls[p->calls_n++];
	}
	*call = (struct kt_call){ .pid = pid, .first = first };
}

void kt_pairs_guest(struct kt_pairs *p, int pid, uint64_t cookie)
{
	struct kt_call *call = find_call(p, pid);

	if (call) {
		call->pinged = true;
		call->cookie = cookie;
	}
}

void kt_pairs_end(struct kt_pairs *p, int pid, uint64_t last)
{
	struct kt_call *call = find_call(p, pid);
	struct kt_bracket b;
	size_t i;

	if (!call)
		return;
	b = (struct kt_bracket){
		.cookie = call->cookie, .first = call->first, .last = last
	};
	i = call->pinged;
	drop_call(p, call);
	if (!i)
		return;
	remember(&p->of_guest, b.cookie);
	for (i = p->pings_n; i; i--) {
		if (inside(&b, &p->pings[i - 1])) {
			good(p, &b, &p->pings[i - 1]);
			drop_ping(p, i - 1);
			return;
		}
	}
	if (p->brackets_n == KT_PAIR_WAIT)
		judge(p);
	p->brackets[p->brackets_n++] = b;
}

void kt_pairs_host(struct kt_pairs *p, uint64_t cookie, uint64_t at)
{
	struct kt_host_ping h = { .cookie = cookie, .at = at };
	size_t i;

	remember(&p->of_host, cookie);
	for (i = p->brackets_n; i; i--) {
		if (inside(&p->brackets[i - 1], &h)) {
			good(p, &p->brackets[i - 1], &h);
			drop_bracket(p, i - 1);
			return;
		}
	}
	if (p->pings_n == KT_PAIR_WAIT) {
		p->host_only++;
		drop_ping(p, 0);
	}
	p->pings[p->pings_n++] = h;
}

void kt_pairs_finish(struct kt_pairs *p)
{
	while (p->brackets_n)
		judge(p);
	p->host_only += p->pings_n;
	p->pings_n = 0;
}
