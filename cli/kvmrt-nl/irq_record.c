// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of interrupts, of the guard and of bindings.
 */
#include <json-c/json.h>

#include "irq.h"

const struct cli_field nl_irq_count_fields[] = {
	{ .key = "cpu" },
	{ .key = "count" },
	{ 0 }
};

const struct cli_field nl_irq_fields[] = {
	{ .key = "irq", .title = "IRQ" },
	{ .key = "name", .title = "NAME" },
	{ .key = "device", .title = "DEVICE" },
	{ .key = "chip", .title = "CHIP" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "home", .title = "HOME" },
	{ .key = "home_list" },
	{ .key = "affinity", .title = "PERMITTED" },
	{ .key = "affinity_list" },
	{ .key = "cpu", .title = "CPU" },
	{ .key = "node" },
	{ .key = "threaded", .title = "THREAD" },
	{ .key = "remapped" },
	{ .key = "pending" },
	{ .key = "moved" },
	{ .key = "reserved" },
	{ .key = "moves" },
	{ .key = "retaken" },
	{ .key = "total", .title = "COUNT" },
	{ .key = "count", .fields = nl_irq_count_fields },
	{ .key = "arrivals", .title = "ARRIVALS" },
	{ .key = "hold" },
	{ .key = "state", .title = "STATE" },
	{ 0 }
};

const struct cli_field nl_irq_change_fields[] = {
	{ .key = "irq", .title = "IRQ" },
	{ .key = "name", .title = "NAME" },
	{ .key = "device", .title = "DEVICE" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "cpu", .title = "FROM" },
	{ .key = "target", .title = "TO" },
	{ .key = "action", .title = "ACTION" },
	{ .key = "hold" },
	{ .key = "reason", .title = "REASON" },
	{ 0 }
};

/* Words of a line; in JSON, an interrupt is as `show` has it. */
const struct cli_field nl_irq_event_fields[] = {
	{ .key = "irq", .title = "irq" },
	{ .key = "name", .title = "name" },
	{ .key = "device", .title = "device" },
	{ .key = "kind", .title = "kind" },
	{ .key = "cpu", .title = "cpu" },
	{ .key = "state", .title = "state" },
	{ 0 }
};

#define GUARD_FIELDS(of, take, default, seen_, retaken_, worst)		\
	{ .key = "cpus", .title = (of) },				\
	{ .key = "cpu_list" },						\
	{ .key = "to", .title = (take) },				\
	{ .key = "to_list" },						\
	{ .key = "policy", .title = "policy" },				\
	{ .key = "default_cpus", .title = (default) },			\
	{ .key = "seen", .title = (seen_) },				\
	{ .key = "retaken", .title = (retaken_) },			\
	{ .key = "worst_ns", .title = (worst) },			\
	{ 0 }

const struct cli_field nl_irq_guard_event_fields[] = {
	GUARD_FIELDS("cpus", "to", "default", "seen", "retaken", "worst_ns")
};

const struct cli_field nl_irq_bind_fields[] = {
	{ .key = "device", .title = "DEVICE" },
	{ .key = "cpus", .title = "CPUS" },
	{ .key = "cpu_list" },
	{ 0 }
};

static const char *state(const struct kvmrt_irq *irq)
{
	if (kvmrt_irq_gone(irq))
		return "gone";
	if (kvmrt_irq_hold(irq) != KVMRT_IRQ_HELD_NOT)
		return kvmrt_irq_hold_text(kvmrt_irq_hold(irq));
	if (kvmrt_irq_pending(irq))
		return "moves at its next arrival";
	return kvmrt_irq_moved(irq) ? "moved" : "at home";
}

static void set_list(struct json_object *rec, const char *key,
		     const char *list_key, const char *list)
{
	cli_set_str(rec, key, list);
	cli_set_obj(rec, list_key, nl_irq_cpu_numbers(list));
}

static void set_counts(struct json_object *rec, const struct kvmrt_irq *irq)
{
	struct json_object *list = cli_list(), *row;
	uint64_t count = 0, total = 0;
	size_t i;
	int cpu;

	for (i = 0; i < kvmrt_irq_counts(irq); i++) {
		cpu = kvmrt_irq_count_at(irq, i, &count);
		row = cli_record(nl_irq_count_fields);
		cli_set_u64(row, "cpu", cpu);
		cli_set_u64(row, "count", count);
		cli_add(list, row);
		total += count;
	}
	cli_set_u64(rec, "total", total);
	cli_set_obj(rec, "count", list);
}

struct json_object *nl_irq_record(const struct kvmrt_irq *irq)
{
	struct json_object *rec = cli_record(nl_irq_fields);

	cli_set_u64(rec, "irq", kvmrt_irq_number(irq));
	cli_set_str(rec, "state", state(irq));
	if (kvmrt_irq_gone(irq))
		return rec;
	cli_set_str(rec, "name", kvmrt_irq_name(irq));
	cli_set_str(rec, "device", kvmrt_irq_device(irq));
	cli_set_str(rec, "chip", kvmrt_irq_chip(irq));
	cli_set_str(rec, "kind", kvmrt_irq_kind_name(kvmrt_irq_kind(irq)));
	set_list(rec, "home", "home_list", kvmrt_irq_home(irq));
	set_list(rec, "affinity", "affinity_list", kvmrt_irq_affinity(irq));
	nl_irq_set_cpu(rec, "cpu", kvmrt_irq_cpu(irq));
	nl_irq_set_cpu(rec, "node", kvmrt_irq_node(irq));
	cli_set_bool(rec, "threaded", kvmrt_irq_threaded(irq));
	cli_set_bool(rec, "remapped", kvmrt_irq_remapped(irq));
	cli_set_bool(rec, "pending", kvmrt_irq_pending(irq));
	cli_set_bool(rec, "moved", kvmrt_irq_moved(irq));
	nl_irq_set_cpu(rec, "reserved", kvmrt_irq_reserved(irq));
	cli_set_u64(rec, "moves", kvmrt_irq_moves(irq));
	cli_set_u64(rec, "retaken", kvmrt_irq_retaken(irq));
	set_counts(rec, irq);
	if (kvmrt_irq_moved(irq))
		cli_set_u64(rec, "arrivals", kvmrt_irq_arrivals(irq));
	cli_set_str(rec, "hold", kvmrt_irq_hold_name(kvmrt_irq_hold(irq)));
	return rec;
}

struct json_object *nl_irq_change(const struct kvmrt_irq *irq)
{
	struct json_object *rec = cli_record(nl_irq_change_fields);
	uint32_t hold = kvmrt_irq_hold(irq);

	cli_set_u64(rec, "irq", kvmrt_irq_number(irq));
	cli_set_str(rec, "name", kvmrt_irq_name(irq));
	cli_set_str(rec, "device", kvmrt_irq_device(irq));
	cli_set_str(rec, "kind", kvmrt_irq_kind_name(kvmrt_irq_kind(irq)));
	nl_irq_set_cpu(rec, "cpu", kvmrt_irq_cpu(irq));
	cli_set_str(rec, "hold", kvmrt_irq_hold_name(hold));
	if (hold != KVMRT_IRQ_HELD_NOT)
		cli_set_str(rec, "reason", kvmrt_irq_hold_text(hold));
	return rec;
}

struct json_object *nl_irq_guard_record(const struct kvmrt_irq_guard *guard)
{
	struct json_object *rec = cli_record(nl_irq_guard_event_fields);

	set_list(rec, "cpus", "cpu_list", kvmrt_irq_guard_cpus(guard));
	set_list(rec, "to", "to_list", kvmrt_irq_guard_to(guard));
	cli_set_str(rec, "policy",
		    kvmrt_irq_policy_name(kvmrt_irq_guard_policy(guard)));
	cli_set_str(rec, "default_cpus", kvmrt_irq_guard_default_cpus(guard));
	cli_set_u64(rec, "seen", kvmrt_irq_guard_seen(guard));
	cli_set_u64(rec, "retaken", kvmrt_irq_guard_retaken(guard));
	cli_set_u64(rec, "worst_ns", kvmrt_irq_guard_worst_ns(guard));
	return rec;
}

struct json_object *nl_irq_bind_record(const struct kvmrt_irq_bind *bind)
{
	struct json_object *rec = cli_record(nl_irq_bind_fields);

	cli_set_str(rec, "device", kvmrt_irq_bind_device(bind));
	set_list(rec, "cpus", "cpu_list", kvmrt_irq_bind_cpus(bind));
	return rec;
}
