// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a merge found out: merged.json, and what people read.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "../../common/record.h"
#include "merge.h"

static void text_bound(char *buf, size_t size, struct json_object *rec)
{
	if (cli_is_null(rec, "early_ns"))
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, "-%llu/+%llu ns",
			 (unsigned long long)cli_get_u64(rec, "late_ns"),
			 (unsigned long long)cli_get_u64(rec, "early_ns"));
}

static const struct cli_field tsc_fields[] = {
	{ .key = "at_tsc" }, { .key = "offset" }, { .key = "ratio" },
	{ .key = "frac_bits" }, { 0 }
};

static const struct cli_field cpu_fields[] = {
	{ .key = "cpu" }, { .key = "vcpu" },
	{ .key = "tsc", .fields = tsc_fields }, { 0 }
};

static const struct cli_field line_fields[] = {
	{ .key = "stamp" }, { .key = "realtime_ns" }, { .key = "mult" },
	{ .key = "shift" }, { 0 }
};

static const struct cli_field source_fields[] = {
	{ .key = "name", .title = "NAME" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "vm_id", .title = "VM" },
	{ .key = "events", .title = "EVENTS" },
	{ .key = "lost_events", .title = "LOST" },
	{ .key = "pairs", .title = "PAIRS" },
	{ .key = "early_ns", .title = "PROVED", .text = text_bound },
	{ .key = "worst_residual_ns", .title = "WORST(ns)" },
	{ .key = "uncertain_ns", .title = "UNCERTAIN(ns)" },
	{ .key = "late_ns" },
	{ .key = "violations" },
	{ .key = "pings_of_guest_only" },
	{ .key = "pings_of_host_only" },
	{ .key = "pings_uncounted" },
	{ .key = "lost_places" },
	{ .key = "first_ns" },
	{ .key = "last_ns" },
	{ .key = "host" },
	{ .key = "vm_guessed" },
	{ .key = "dir" },
	{ .key = "recording" },
	{ .key = "tsc_khz" },
	{ .key = "cpus", .fields = cpu_fields },
	{ .key = "line", .fields = line_fields },
	{ .key = "reason" },
	{ 0 }
};

static const struct cli_field merged_fields[] = {
	{ .key = "format" },
	{ .key = "clock" },
	{ .key = "proven" },
	{ .key = "sources", .fields = source_fields },
	{ 0 }
};

static struct json_object *tsc_record(const struct kt_tsc *tsc)
{
	struct json_object *rec = cli_record(tsc_fields);

	cli_set_u64(rec, "at_tsc", tsc->at_tsc);
	cli_set_s64(rec, "offset", (int64_t)tsc->offset);
	cli_set_u64(rec, "ratio", tsc->ratio);
	cli_set_u64(rec, "frac_bits", tsc->frac_bits);
	return rec;
}

static struct json_object *cpu_list(const struct kt_map *map)
{
	struct json_object *list = cli_list(), *rec, *tsc;
	size_t i, k;

	for (i = 0; i < map->cpus_n; i++) {
		rec = cli_record(cpu_fields);
		tsc = cli_list();
		cli_set_u64(rec, "cpu", i);
		cli_set_u64(rec, "vcpu", map->cpus[i].vcpu);
		for (k = 0; k < map->cpus[i].tsc_n; k++)
			cli_add(tsc, tsc_record(&map->cpus[i].tsc[k]));
		cli_set_obj(rec, "tsc", tsc);
		cli_add(list, rec);
	}
	return list;
}

static struct json_object *line_record(const struct kt_line *line)
{
	struct json_object *rec = cli_record(line_fields);

	cli_set_u64(rec, "stamp", line->stamp);
	cli_set_u64(rec, "realtime_ns", line->realtime_ns);
	cli_set_u64(rec, "mult", line->mult);
	cli_set_u64(rec, "shift", KT_LINE_SHIFT);
	return rec;
}

static void set_pairs(struct json_object *rec, const struct kt_merge *m,
		      const struct kt_src *src, const struct kt_pairs *p)
{
	bool exact = src->map.kind == KT_MAP_GUEST;

	cli_set_u64(rec, "pairs", p->count);
	cli_set_u64(rec, "violations", p->violations);
	cli_set_u64(rec, "pings_of_guest_only", p->guest_only);
	cli_set_u64(rec, "pings_of_host_only", p->host_only);
	cli_set_u64(rec, "pings_uncounted", p->uncounted);
	if (!p->count)
		return;
	cli_set_u64(rec, "worst_residual_ns", kt_merge_ns(m, src, p->residual));
	if (p->violations)
		return;
	/* Rounded up: a bound must hold. */
	cli_set_u64(rec, "early_ns", kt_merge_ns(m, src, p->early) + exact);
	cli_set_u64(rec, "late_ns", kt_merge_ns(m, src, p->late) + exact);
}

static struct json_object *source_record(const struct kt_merge *m, size_t i)
{
	const struct kt_src *src = &m->stream->sources[i];
	const struct kt_found *found = &m->found[i];
	struct json_object *rec = cli_record(source_fields);

	cli_set_str(rec, "name", src->name);
	cli_set_str(rec, "kind", src->pub.is_guest ? "guest" : "host");
	if (src->pub.vm_id)
		cli_set_u64(rec, "vm_id", src->pub.vm_id);
	cli_set_bool(rec, "vm_guessed", src->guessed_vm);
	cli_set_u64(rec, "events", found->events);
	cli_set_u64(rec, "lost_events", found->lost);
	cli_set_u64(rec, "lost_places", found->lost_places);
	if (found->events) {
		cli_set_s64(rec, "first_ns", kt_map_ns(&src->map, found->first_key));
		cli_set_s64(rec, "last_ns", kt_map_ns(&src->map, found->last_key));
	}
	if (src->pub.host)
		cli_set_str(rec, "host", src->pub.host->name);
	cli_set_str(rec, "dir", src->name);
	cli_set_str(rec, "recording", src->dir);
	if (src->map.khz)
		cli_set_u64(rec, "tsc_khz", src->map.khz);
	if (src->map.kind == KT_MAP_GUEST)
		cli_set_obj(rec, "cpus", cpu_list(&src->map));
	if (src->map.line.mult) {
		cli_set_obj(rec, "line", line_record(&src->map.line));
		cli_set_u64(rec, "uncertain_ns", src->map.line.uncertain_ns);
	}
	if (found->pairs && src->pub.host)
		set_pairs(rec, m, src, found->pairs);
	cli_set_str(rec, "reason", found->reason);
	return rec;
}

struct json_object *kt_merge_json(const struct kt_merge *m)
{
	static const char *const clocks[] = {
		[KT_CLOCK_TSC] = "tsc", [KT_CLOCK_TOD] = "tod", [KT_CLOCK_RAW] = "raw"
	};
	struct json_object *rec = cli_record(merged_fields), *list = cli_list();
	size_t i;

	cli_set_u64(rec, "format", 1);
	cli_set_str(rec, "clock", clocks[m->stream->clock]);
	cli_set_bool(rec, "proven", m->proven);
	for (i = 0; i < m->stream->sources_n; i++)
		cli_add(list, source_record(m, i));
	cli_set_obj(rec, "sources", list);
	return rec;
}

int kt_merge_print(struct kt_merge *m)
{
	struct json_object *rec = kt_merge_json(m), *list = NULL;

	if (m->cli->json)
		return cli_emit(m->cli, CLI_RECORD, merged_fields, rec);
	if (json_object_object_get_ex(rec, "sources", &list))
		json_object_get(list);
	json_object_put(rec);
	return cli_emit(m->cli, CLI_TABLE, source_fields, list);
}
