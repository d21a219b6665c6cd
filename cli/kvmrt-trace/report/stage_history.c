// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stages of a delivery are cut out of the vCPU's history: each moment of
 * it is in exactly one span, each piece of a span in exactly one stage.
 */
#include <assert.h>
#include <string.h>

#include "stage_history.h"

/* The i-th of the spans, 0 is the oldest. */
static const struct kt_span *span(const struct kt_history *h, unsigned int i)
{
	return &h->ring[(h->head + KT_HISTORY - h->count + i) % KT_HISTORY];
}

static struct kt_span *newest(struct kt_history *h)
{
	if (!h->count)
		return NULL;
	return &h->ring[(h->head + KT_HISTORY - 1) % KT_HISTORY];
}

void kt_history_push(struct kt_history *h, int64_t ns, enum kt_state state)
{
	struct kt_span *last = newest(h);

	if (last) {
		if (ns < last->from)
			ns = last->from;
		if (last->state == state)
			return;
		/* Nothing happened in between; keep the order of states. */
		if (last->from == ns && h->count > 1 &&
		    last->state != KT_STATE_GUEST) {
			last->state = state;
			return;
		}
	}
	h->ring[h->head] = (struct kt_span){ .from = ns, .state = state };
	h->head = (h->head + 1) % KT_HISTORY;
	if (h->count < KT_HISTORY)
		h->count++;
}

void kt_history_window(struct kt_history *h)
{
	unsigned int i;

	for (i = h->count; i--;) {
		struct kt_span *s = (struct kt_span *)span(h, i);

		if (s->state == KT_STATE_GUEST) {
			s->window = true;
			return;
		}
	}
}

/* The last span that began at or before ns; count if there is none. */
static unsigned int find(const struct kt_history *h, int64_t ns)
{
	unsigned int i = h->count;

	while (i--) {
		if (span(h, i)->from <= ns)
			return i;
	}
	return h->count;
}

enum kt_state kt_history_at(const struct kt_history *h, int64_t ns)
{
	unsigned int i = find(h, ns);

	return i == h->count ? KT_STATE_UNKNOWN : span(h, i)->state;
}

bool kt_history_all(const struct kt_history *h, int64_t from, int64_t to,
		    enum kt_state state)
{
	unsigned int i = find(h, from);

	if (i == h->count)
		return false;
	for (; i < h->count && span(h, i)->from <= to; i++) {
		if (span(h, i)->state != state)
			return false;
	}
	return true;
}

/* Before the interrupt was served: waiting for that, whatever else ran. */
static bool isr_follows(const struct kt_history *h, unsigned int i,
			const struct kt_delivery_times *t)
{
	if (t->isr_begin && span(h, i)->from < t->isr_begin)
		return true;
	for (i++; i < h->count && span(h, i)->from < t->end; i++) {
		if (span(h, i)->state == KT_STATE_ISR)
			return true;
		if (span(h, i)->state == KT_STATE_GUEST)
			return false;
	}
	return false;
}

static enum kt_stage stage_of(const struct kt_history *h, unsigned int i,
			      const struct kt_delivery_times *t, int64_t from,
			      bool served, bool *window)
{
	const struct kt_span *s = span(h, i);

	if (t->enter && from >= t->enter)
		return KT_STAGE_ENTRY;
	switch (s->state) {
	case KT_STATE_GUEST:
		if (!s->window)
			return KT_STAGE_VM_EXIT;
		*window = true;
		return KT_STAGE_ENTRY;
	case KT_STATE_ISR:
		return KT_STAGE_HOST_ISR;
	case KT_STATE_PREEMPTED:
	case KT_STATE_WOKEN:
	case KT_STATE_BLOCKED:
		if (t->isr_begin && from < t->isr_begin)
			return KT_STAGE_AFTER_EXIT;
		return KT_STAGE_HOST_SCHED;
	default:
		if (!served && isr_follows(h, i, t))
			return KT_STAGE_AFTER_EXIT;
		return KT_STAGE_BEFORE_ENTRY;
	}
}

static int64_t before(int64_t a, int64_t cut, int64_t from)
{
	return cut > from && cut < a ? cut : a;
}

static void add_piece(struct kt_pieces *p, int64_t from, enum kt_stage stage)
{
	if ((p->n && p->stage[p->n - 1] == stage) || p->n == KT_PIECES)
		return;
	p->from[p->n] = from;
	p->stage[p->n++] = (uint8_t)stage;
}

bool kt_history_stages(const struct kt_history *h,
		       const struct kt_delivery_times *t,
		       int64_t stages[KT_STAGES], struct kt_pieces *pieces,
		       bool *window)
{
	unsigned int i = find(h, t->begin), stage;
	int64_t from = t->begin, to, sum = 0;
	bool served = false;

	memset(stages, 0, sizeof(stages[0]) * KT_STAGES);
	pieces->n = 0;
	*window = false;
	if (i == h->count || t->end < t->begin)
		return false;
	for (; from < t->end; from = to) {
		while (i + 1 < h->count && span(h, i + 1)->from <= from)
			i++;
		if (span(h, i)->state == KT_STATE_UNKNOWN)
			return false;
		to = t->end;
		if (i + 1 < h->count)
			to = before(to, span(h, i + 1)->from, from);
		to = before(to, t->isr_begin, from);
		to = before(to, t->isr_end, from);
		to = before(to, t->enter, from);

		if (t->isr_begin && from >= t->isr_begin && from < t->isr_end)
			stage = KT_STAGE_HOST_ISR;
		else
			stage = stage_of(h, i, t, from, served, window);
		/*
		 * Since it left the guest; the kick's own ISR is still to come
		 * when the one that raised it ran elsewhere.
		 */
		if (span(h, i)->state == KT_STATE_GUEST)
			served = false;
		else if (stage == KT_STAGE_HOST_ISR)
			served = true;
		add_piece(pieces, from, stage);
		stages[stage] += to - from;
		sum += to - from;
	}
	assert(sum == t->end - t->begin);
	return true;
}
