// SPDX-License-Identifier: GPL-2.0-only
/*
 * An excerpt as records: when, on which machine and CPU, what.
 */
#include <json-c/json.h>

#include "print_event.h"
#include "timeline.h"

static void text_us(char *buf, size_t size, struct json_object *rec)
{
	int64_t ns = json_object_get_int64(json_object_object_get(rec,
								  "relative_ns"));

	snprintf(buf, size, "%12.3f", (double)ns / 1000.0);
}

static void text_arguments(char *buf, size_t size, struct json_object *rec)
{
	snprintf(buf, size, "%s%s",
		 cli_is_null(rec, "lost") ? "" : "(events before this were LOST) ",
		 json_object_get_string(json_object_object_get(rec, "arguments")));
}

const struct cli_field kt_excerpt_fields[] = {
	{ .key = "time_ns" },
	{ .key = "relative_ns", .title = "          US", .text = text_us },
	{ .key = "stage", .title = "STAGE" },
	{ .key = "host", .title = "HOST" },
	{ .key = "cpu", .title = "CPU" },
	{ .key = "pid", .title = "TASK" },
	{ .key = "event", .title = "EVENT" },
	{ .key = "arguments", .title = "ARGUMENTS", .text = text_arguments },
	{ .key = "lost" },
	{ 0 }
};

static struct json_object *row(const struct kt_event *e, struct print_event *text,
			       int64_t zero_ns)
{
	struct json_object *rec = cli_record(kt_excerpt_fields);

	cli_set_s64(rec, "time_ns", e->time_ns);
	cli_set_s64(rec, "relative_ns", e->time_ns - zero_ns);
	cli_set_str(rec, "host", e->source->name);
	cli_set_u64(rec, "cpu", e->cpu);
	cli_set_s64(rec, "pid", kt_event_pid(e));
	cli_set_str(rec, "event", e->format->name);
	cli_set_str(rec, "arguments", print_event(text, e, NULL));
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
	struct print_event *text = print_event_new();
	size_t i;

	if (!text) {
		json_object_put(list);
		return NULL;
	}
	for (i = 0; i < x->n; i++) {
		e = &x->events[i];
		rec = row(e, text, zero_ns);
		if (part)
			cli_set_str(rec, "stage", part(ctx, e->time_ns));
		cli_add(list, rec);
	}
	print_event_free(text);
	return list;
}
