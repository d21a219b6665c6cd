// SPDX-License-Identifier: GPL-2.0-only
/*
 * An excerpt as records: when, on which machine and CPU, what.
 */
#include <json-c/json.h>

#include "timeline.h"

static void text_us(char *buf, size_t size, struct json_object *rec)
{
	int64_t ns = json_object_get_int64(json_object_object_get(rec,
								  "relative_ns"));

	snprintf(buf, size, "%12.3f", (double)ns / 1000.0);
}

const struct cli_field kt_excerpt_fields[] = {
	{ .key = "time_ns" },
	{ .key = "relative_ns", .title = "          US", .text = text_us },
	{ .key = "stage", .title = "STAGE" },
	{ .key = "host", .title = "HOST" },
	{ .key = "cpu", .title = "CPU" },
	{ .key = "pid", .title = "TASK" },
	{ .key = "event", .title = "EVENT" },
	{ .key = "arguments", .title = "ARGUMENTS" },
	{ .key = "lost" },
	{ 0 }
};

static struct json_object *row(const struct kt_event *e, struct trace_seq *seq,
			       int64_t zero_ns)
{
	struct json_object *rec = cli_record(kt_excerpt_fields);

	trace_seq_reset(seq);
	tep_print_event(e->source->tep, seq, e->record, "%s", TEP_PRINT_INFO);
	trace_seq_terminate(seq);
	cli_set_s64(rec, "time_ns", e->time_ns);
	cli_set_s64(rec, "relative_ns", e->time_ns - zero_ns);
	cli_set_str(rec, "host", e->source->name);
	cli_set_u64(rec, "cpu", e->cpu);
	cli_set_s64(rec, "pid", kt_event_pid(e));
	cli_set_str(rec, "event", e->format->name);
	cli_set_str(rec, "arguments", seq->buffer);
	if (e->lost)
		cli_set_bool(rec, "lost", true);
	return rec;
}

struct json_object *kt_excerpt_records(const struct kt_excerpt *x,
				       int64_t zero_ns, kt_part_fn part,
				       const void *ctx)
{
	const struct kt_event *e;
	struct json_object *rec;
	struct json_object *list = cli_list();
	struct trace_seq seq;
	size_t i;

	trace_seq_init(&seq);
	for (i = 0; i < x->n; i++) {
		e = &x->events[i];
		rec = row(e, &seq, zero_ns);
		if (part)
			cli_set_str(rec, "stage", part(ctx, e->time_ns));
		cli_add(list, rec);
	}
	trace_seq_destroy(&seq);
	return list;
}
