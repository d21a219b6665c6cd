// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deliveries of interrupts as records: the six stages, the paths, the worst
 * case with its time line, and what could not be reconstructed.
 */
#include <json-c/json.h>

#include "report.h"

static const char *const class_names[] = {
	[KT_CLASS_TIMER] = "timer",
	[KT_CLASS_DEVICE] = "device",
};

static const char *const stage_names[KT_STAGES] = {
	[KT_STAGE_VM_EXIT] = "VM exit",
	[KT_STAGE_AFTER_EXIT] = "after exit",
	[KT_STAGE_HOST_ISR] = "host ISR",
	[KT_STAGE_HOST_SCHED] = "host scheduling",
	[KT_STAGE_BEFORE_ENTRY] = "before entry",
	[KT_STAGE_ENTRY] = "entry",
};

static const char *const path_names[KT_PATHS] = {
	[KT_PATH_EXIT] = "running: exit",
	[KT_PATH_WAKEUP] = "halted: wake-up",
	[KT_PATH_PREEMPTED] = "preempted",
	[KT_PATH_HOST] = "busy with another exit",
	[KT_PATH_NO_EXIT] = "running: no exit",
};

static const char *const begin_names[KT_BEGINS] = {
	[KT_BEGIN_EXIT] = "exit",
	[KT_BEGIN_ISR] = "host ISR",
	[KT_BEGIN_TSC_DEADLINE] = "guest's TSC deadline",
	[KT_BEGIN_HRTIMER] = "host's hrtimer",
	[KT_BEGIN_TASK] = "task of the host",
};

static const char *const miss_names[KT_MISSES] = {
	[KT_MISS_LOST] = "events were lost",
	[KT_MISS_CAUSE] = "no interrupt seen that raised it",
	[KT_MISS_HANDLER] = "guest's handler not seen: it did not record then",
	[KT_MISS_AMBIGUOUS] = "could be of two VMs",
	[KT_MISS_LONG] = "too many steps on its way",
	[KT_MISS_MANY] = "too many on their way at once",
	[KT_MISS_MERGED] = "raised again before it was taken",
	[KT_MISS_END] = "under way when the trace ended",
	[KT_MISS_WHERE] = "handled while the host says the vCPU is out of its guest",
	[KT_MISS_HOST] = "handled when the host did not record",
};

static const struct cli_field stage_fields[] = {
	{ .key = "stage", .title = "STAGE" },
	{ .key = "min_ns", .title = "      MIN-US", .text = kt_text_min },
	{ .key = "mean_ns", .title = "     MEAN-US", .text = kt_text_mean },
	{ .key = "worst_ns", .title = "    WORST-US", .text = kt_text_worst },
	{ .key = "in_worst_ns", .title = "IN-THE-WORST",
	  .text = kt_text_in_worst },
	{ 0 }
};

static const struct cli_field path_fields[] = {
	{ .key = "path", .title = "VCPU-WAS" },
	{ .key = "count", .title = "COUNT" },
	{ 0 }
};

static const struct cli_field begin_fields[] = {
	{ .key = "begin", .title = "BEGINS-WITH" },
	{ .key = "count", .title = "COUNT" },
	{ 0 }
};

static const struct cli_field bucket_fields[] = {
	{ .key = "below_ns" },
	{ .key = "count" },
	{ 0 }
};

static const struct cli_field worst_fields[] = {
	{ .key = "total_ns", .title = "    WORST-US", .text = kt_text_total },
	{ .key = "from_ns", .title = "FROM-S", .text = kt_text_from },
	{ .key = "to_ns", .title = "TO-S", .text = kt_text_to },
	{ .key = "vector", .title = "VECTOR" },
	{ .key = "path", .title = "VCPU-WAS" },
	{ .key = "begin", .title = "BEGINS-WITH" },
	{ .key = "inferred" },
	{ .key = "isr_cpu", .title = "ISR-ON-CPU" },
	{ .key = "left_out", .title = "EVENTS-LEFT-OUT" },
	{ .key = "incomplete" },
	{ .key = "timeline", .title = "", .fields = kt_excerpt_fields },
	{ 0 }
};

const struct cli_field kt_report_stages_fields[] = {
	{ .key = "interrupt", .title = "INTERRUPTS" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "ends_with", .title = "ENDS-WITH" },
	{ .key = "window", .title = "GUEST-KEPT-WAITING" },
	{ .key = "inferred", .title = "INFERRED" },
	{ .key = "stages", .title = "", .fields = stage_fields },
	{ .key = "paths", .title = "", .fields = path_fields },
	{ .key = "begins", .title = "", .fields = begin_fields },
	{ .key = "histogram", .fields = bucket_fields },
	{ .key = "worst", .title = "", .fields = worst_fields },
	{ 0 }
};

const struct cli_field kt_report_miss_fields[] = {
	{ .key = "why", .title = "NOT-RECONSTRUCTED" },
	{ .key = "count", .title = "COUNT" },
	{ 0 }
};

static struct json_object *stage(const char *name, const struct kt_figure *f,
				 uint64_t count, int64_t in_worst)
{
	struct json_object *rec = cli_record(stage_fields);

	cli_set_str(rec, "stage", name);
	cli_set_s64(rec, "min_ns", f->min);
	cli_set_s64(rec, "mean_ns", f->sum / (int64_t)count);
	cli_set_s64(rec, "worst_ns", f->max);
	cli_set_s64(rec, "in_worst_ns", in_worst);
	return rec;
}

static struct json_object *stages(const struct kt_stats *stats)
{
	const struct kt_delivery_times *t = &stats->worst.t;
	struct json_object *list = cli_list();
	unsigned int i;

	for (i = 0; i < KT_STAGES; i++)
		cli_add(list, stage(stage_names[i], &stats->stage[i],
				    stats->count, stats->worst.stage[i]));
	cli_add(list, stage("total", &stats->total, stats->count,
			    t->end - t->begin));
	return list;
}

static struct json_object *counts(const struct cli_field *fields,
				  const char *key, const char *const *names,
				  const uint64_t *values, unsigned int n)
{
	struct json_object *list = cli_list(), *rec;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (!values[i])
			continue;
		rec = cli_record(fields);
		cli_set_str(rec, key, names[i]);
		cli_set_u64(rec, "count", values[i]);
		cli_add(list, rec);
	}
	return list;
}

static struct json_object *histogram(const struct kt_stats *stats)
{
	struct json_object *list = cli_list(), *rec;
	unsigned int i;

	for (i = 0; i < KT_HISTOGRAM; i++) {
		if (!stats->histogram[i])
			continue;
		rec = cli_record(bucket_fields);
		/* The last one has no upper end. */
		if (i + 1 < KT_HISTOGRAM)
			cli_set_u64(rec, "below_ns", 1ULL << i);
		cli_set_u64(rec, "count", stats->histogram[i]);
		cli_add(list, rec);
	}
	return list;
}

/* The event that ends a stage is still of it: it is what ended it. */
static const char *stage_at(const void *ctx, int64_t time_ns)
{
	const struct kt_pieces *p = ctx;
	const char *name = NULL;
	unsigned int i;

	for (i = 0; i < p->n && p->from[i] < time_ns; i++)
		name = stage_names[p->stage[i]];
	return name;
}

static struct json_object *worst(const struct kt_report *r,
				 const struct kt_watch *v, enum kt_class class)
{
	const struct kt_delivery *d = &v->stats[class].worst;
	struct json_object *list = cli_list();
	struct json_object *rec = cli_record(worst_fields);
	const struct kt_excerpt *x;
	size_t i;

	cli_set_s64(rec, "total_ns", d->t.end - d->t.begin);
	cli_set_s64(rec, "from_ns", d->t.begin - r->start);
	cli_set_s64(rec, "to_ns", d->t.end - r->start);
	if (d->vector)
		cli_set_hex(rec, "vector", d->vector);
	cli_set_str(rec, "path", path_names[d->path]);
	cli_set_str(rec, "begin", begin_names[d->from]);
	cli_set_bool(rec, "inferred", d->inferred);
	if (d->t.isr_begin)
		cli_set_u64(rec, "isr_cpu", d->isr_cpu);
	for (i = 0; i < r->n_worst; i++) {
		if (r->worst[i].vcpu != v || r->worst[i].class != class)
			continue;
		x = &r->worst[i].excerpt;
		cli_set_u64(rec, "left_out", x->left_out);
		cli_set_bool(rec, "incomplete", x->cut);
		cli_set_obj(rec, "timeline",
			    kt_excerpt_records(x, d->t.begin, stage_at,
					       &d->pieces));
	}
	cli_add(list, rec);
	return list;
}

static bool guest_recorded(const struct kt_watch *v)
{
	const uint32_t *vm = v->machine->guests;

	for (; vm && *vm; vm++) {
		if (*vm == v->vm)
			return v->named;
	}
	return false;
}

struct json_object *kt_report_stages(const struct kt_report *r,
				     const struct kt_watch *v)
{
	struct json_object *list = cli_list(), *rec;
	const struct kt_stats *stats;
	unsigned int i;

	for (i = 0; i < KT_CLASS_OTHER; i++) {
		stats = &v->stats[i];
		if (!stats->count)
			continue;
		rec = cli_record(kt_report_stages_fields);
		cli_set_str(rec, "interrupt", class_names[i]);
		cli_set_u64(rec, "count", stats->count);
		cli_set_str(rec, "ends_with", guest_recorded(v) ?
				    "guest's handler" :
				    "entry: guest not recorded");
		cli_set_u64(rec, "window", stats->window);
		cli_set_u64(rec, "inferred", stats->inferred);
		cli_set_obj(rec, "stages", stages(stats));
		cli_set_obj(rec, "paths",
			    counts(path_fields, "path", path_names,
				   stats->paths, KT_PATHS));
		cli_set_obj(rec, "begins",
			    counts(begin_fields, "begin", begin_names,
				   stats->begins, KT_BEGINS));
		cli_set_obj(rec, "histogram", histogram(stats));
		cli_set_obj(rec, "worst", worst(r, v, i));
		cli_add(list, rec);
	}
	return list;
}

struct json_object *kt_report_misses(const struct kt_watch *v)
{
	return counts(kt_report_miss_fields, "why", miss_names, v->misses,
		      KT_MISSES);
}
