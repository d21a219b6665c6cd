// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deliveries that are over: divided into stages, counted, the worst kept.
 */
#include <stddef.h>

#include "stages.h"

void kt_miss_count(struct kt_watch *v, int64_t ns, enum kt_miss why)
{
	if (kt_model_counts(v->machine->model, ns))
		v->misses[why]++;
}

static void add(struct kt_figure *f, int64_t value, bool first)
{
	if (first || value < f->min)
		f->min = value;
	if (first || value > f->max)
		f->max = value;
	f->sum += value;
}

/* The power of two that is above it. */
static unsigned int bucket(int64_t ns)
{
	unsigned int i = 0;

	while (i + 1 < KT_HISTOGRAM && ns >= (int64_t)1 << i)
		i++;
	return i;
}

static void count(struct kt_watch *v, const struct kt_delivery *d)
{
	const struct kt_model *m = v->machine->model;
	struct kt_stats *stats = &v->stats[d->class];
	int64_t total = d->t.end - d->t.begin;
	bool first = !stats->count, worst = first || total > stats->total.max;
	unsigned int i;

	stats->count++;
	stats->paths[d->path]++;
	stats->begins[d->from]++;
	stats->inferred += d->inferred;
	stats->window += d->window;
	stats->histogram[bucket(total)]++;
	for (i = 0; i < KT_STAGES; i++)
		add(&stats->stage[i], d->stage[i], first);
	add(&stats->total, total, first);
	if (worst)
		stats->worst = *d;
	if (m->delivered)
		m->delivered(m->ctx, v, d, worst);
}

void kt_delivery_over(struct kt_watch *v, struct kt_delivery *d)
{
	if (d->class == KT_CLASS_OTHER ||
	    !kt_model_counts(v->machine->model, d->t.end))
		return;
	/* The interrupt is still being served, on another CPU. */
	if (d->t.isr_begin && !d->t.isr_end)
		d->t.isr_end = d->t.end;
	if (kt_history_all(&v->history, d->t.begin, d->t.end, KT_STATE_GUEST)) {
		d->path = KT_PATH_NO_EXIT;
		d->t.enter = d->t.isr_begin ? d->t.isr_end : d->t.begin;
	}
	if (kt_history_stages(&v->history, &d->t, d->stage, &d->pieces,
			      &d->window))
		count(v, d);
	else if (v->history.count == KT_HISTORY)
		kt_miss_count(v, d->t.end, KT_MISS_LONG);
	else
		kt_miss_count(v, d->t.end, KT_MISS_LOST);
}
