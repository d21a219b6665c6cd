// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where events were lost: between the last event of a CPU that is left and the
 * next one.  The longest of these gaps are kept, the others are counted.
 */
#include <errno.h>
#include <stdlib.h>

#include "report.h"

const struct cli_field kt_report_lost_fields[] = {
	{ .key = "host", .title = "LOST-ON" },
	{ .key = "cpu", .title = "CPU" },
	{ .key = "events", .title = "EVENTS" },
	{ .key = "from_ns", .title = "FROM-S", .text = kt_text_from },
	{ .key = "to_ns", .title = "TO-S", .text = kt_text_to },
	{ 0 }
};

int kt_lost_init(struct kt_report *r)
{
	struct kt_lost *l = &r->lost;
	size_t cpus = 0, i;

	l->first = calloc(r->n_sources ? r->n_sources : 1, sizeof(*l->first));
	if (!l->first)
		return -ENOMEM;
	for (i = 0; i < r->n_sources; i++) {
		l->first[i] = cpus;
		cpus += r->sources[i]->cpus;
	}
	l->last = calloc(cpus ? cpus : 1, sizeof(*l->last));
	if (!l->last)
		return -ENOMEM;
	for (i = 0; i < cpus; i++)
		l->last[i] = INT64_MIN;
	return 0;
}

void kt_lost_clear(struct kt_report *r)
{
	free(r->lost.first);
	free(r->lost.last);
}

/* One whose begin isn't known is as long as can be. */
static uint64_t length(const struct kt_gap *g)
{
	return g->from == INT64_MIN ? UINT64_MAX :
				      (uint64_t)(g->to - g->from);
}

static void keep(struct kt_lost *l, const struct kt_gap *gap)
{
	unsigned int i, least = 0;

	if (l->n == KT_GAPS_MAX) {
		l->shorter++;
		for (i = 1; i < l->n; i++) {
			if (length(&l->gaps[i]) < length(&l->gaps[least]))
				least = i;
		}
		if (length(gap) <= length(&l->gaps[least]))
			return;
		for (i = least; i + 1 < l->n; i++)
			l->gaps[i] = l->gaps[i + 1];
		l->n--;
	}
	l->gaps[l->n++] = *gap;
}

bool kt_lost_step(struct kt_report *r, const struct kt_event *e)
{
	struct kt_gap gap = { e->source, e->cpu, e->lost, INT64_MIN, e->time_ns };
	struct kt_lost *l = &r->lost;
	int64_t *last;

	if (e->cpu < e->source->cpus) {
		last = &l->last[l->first[e->source->index] + e->cpu];
		if (*last <= gap.to)
			gap.from = *last;
		*last = e->time_ns;
	}
	if (!e->lost || gap.to < r->from || gap.from > r->to)
		return false;
	if (e->lost == KT_LOST_UNKNOWN)
		l->unknown = true;
	else
		l->events += e->lost;
	keep(l, &gap);
	return true;
}

struct json_object *kt_report_lost(const struct kt_report *r)
{
	struct json_object *list = cli_list(), *rec;
	const struct kt_gap *g;
	unsigned int i;

	for (i = 0; i < r->lost.n; i++) {
		g = &r->lost.gaps[i];
		rec = cli_record(kt_report_lost_fields);
		cli_set_str(rec, "host", g->source->name);
		cli_set_u64(rec, "cpu", g->cpu);
		if (g->events != KT_LOST_UNKNOWN)
			cli_set_u64(rec, "events", g->events);
		if (g->from != INT64_MIN)
			cli_set_s64(rec, "from_ns", g->from - r->start);
		cli_set_s64(rec, "to_ns", g->to - r->start);
		cli_add(list, rec);
	}
	return list;
}
