// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring of copies.  Each place keeps the memory of the longest record that it
 * ever held, so that the ring stops to allocate soon.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "timeline.h"

struct place {
	struct kt_event event;
	struct tep_record record;
	void *data;
	size_t room;
};

struct kt_timeline {
	struct place *places;
	size_t head;
	size_t count;
	/* of the newest that had to go or could not be kept */
	int64_t forgot;
};

struct kt_timeline *kt_timeline_new(void)
{
	struct kt_timeline *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->forgot = INT64_MIN;
	t->places = calloc(KT_TIMELINE_EVENTS, sizeof(*t->places));
	if (t->places)
		return t;
	free(t);
	return NULL;
}

void kt_timeline_free(struct kt_timeline *t)
{
	size_t i;

	if (!t)
		return;
	for (i = 0; i < KT_TIMELINE_EVENTS; i++)
		free(t->places[i].data);
	free(t->places);
	free(t);
}

int kt_timeline_add(struct kt_timeline *t, const struct kt_event *e)
{
	struct place *p = &t->places[t->head];
	size_t size = (size_t)e->record->size;
	void *data;

	if (t->count == KT_TIMELINE_EVENTS)
		t->forgot = p->event.time_ns;
	if (size > KT_TIMELINE_BYTES) {
		t->forgot = e->time_ns;
		return 0;
	}
	if (size > p->room) {
		data = realloc(p->data, size);
		if (!data)
			return -ENOMEM;
		p->data = data;
		p->room = size;
	}
	memcpy(p->data, e->record->data, size);
	p->record = *e->record;
	p->record.data = p->data;
	p->event = *e;
	p->event.record = &p->record;
	t->head = (t->head + 1) % KT_TIMELINE_EVENTS;
	if (t->count < KT_TIMELINE_EVENTS)
		t->count++;
	return 0;
}

void kt_excerpt_clear(struct kt_excerpt *x)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		free(x->records[i].data);
	free(x->events);
	free(x->records);
	memset(x, 0, sizeof(*x));
}

static const struct place *place(const struct kt_timeline *t, size_t i)
{
	return &t->places[(t->head + KT_TIMELINE_EVENTS - t->count + i) %
			  KT_TIMELINE_EVENTS];
}

static int copy(struct kt_excerpt *x, const struct place *p)
{
	struct tep_record *record = &x->records[x->n];
	void *data = malloc(p->record.size ? (size_t)p->record.size : 1);

	if (!data)
		return -ENOMEM;
	memcpy(data, p->data, (size_t)p->record.size);
	*record = p->record;
	record->data = data;
	x->events[x->n] = p->event;
	x->events[x->n++].record = record;
	return 0;
}

static bool fits(const struct kt_event *e, int64_t from, int64_t to,
		 kt_wanted_fn wanted, void *ctx)
{
	return e->time_ns >= from && e->time_ns <= to && wanted(ctx, e);
}

int kt_timeline_take(const struct kt_timeline *t, int64_t from, int64_t to,
		     kt_wanted_fn wanted, void *ctx, size_t max,
		     struct kt_excerpt *x)
{
	size_t i, n = 0, seen = 0, skip_from, skip_to;

	kt_excerpt_clear(x);
	x->events = calloc(max, sizeof(*x->events));
	x->records = calloc(max, sizeof(*x->records));
	x->max = max;
	if (!x->events || !x->records)
		goto err_clear;
	x->cut = t->forgot >= from;
	for (i = 0; i < t->count; i++)
		n += fits(&place(t, i)->event, from, to, wanted, ctx);
	/* The middle goes, if it is too much. */
	skip_from = max / 2;
	skip_to = n > max ? skip_from + (n - max) : skip_from;
	x->left_out = skip_to - skip_from;
	for (i = 0; i < t->count; i++) {
		if (!fits(&place(t, i)->event, from, to, wanted, ctx))
			continue;
		if (seen >= skip_from && seen < skip_to) {
			seen++;
			continue;
		}
		seen++;
		if (copy(x, place(t, i)))
			goto err_clear;
	}
	return 0;

err_clear:
	kt_excerpt_clear(x);
	return -ENOMEM;
}
