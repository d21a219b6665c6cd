// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of events: all kinds have the same keys, what a kind doesn't have
 * is null.
 */
#include <json-c/json.h>
#include <kvmrt/gs.h>

#include "kvmrt-nl.h"

static void text_time(char *buf, size_t size, struct json_object *rec)
{
	nl_text_clock(buf, size, cli_get_u64(rec, "time_ns"));
}

/* Words of a line; in JSON, a VM and its settings are as `show` has them. */
static const struct cli_field vm_words[] = {
	{ .key = "id", .title = "vm" },
	{ .key = "name", .title = "name", .text = nl_text_name },
	{ .key = "pid", .title = "pid" },
	{ .key = "comm", .title = "comm" },
	{ .key = "vcpus", .title = "vcpus" },
	{ 0 }
};

static const struct cli_field gs_words[] = {
	{ .key = "vm_id", .title = "vm" },
	{ .key = "enabled", .title = "enabled" },
	{ .key = "allow_functions", .title = "allow" },
	{ .key = "log_rate", .title = "rate" },
	{ .key = "data_rate", .title = "data-rate" },
	{ .key = "flush_rate", .title = "flush-rate" },
	{ 0 }
};

static void text_since(char *buf, size_t size, struct json_object *rec)
{
	if (cli_is_null(rec, "since_ns"))
		snprintf(buf, size, "-");
	else
		nl_text_clock(buf, size, cli_get_u64(rec, "since_ns"));
}

static const struct cli_field account_fields[] = {
	{ .key = "vm_id", .title = "vm" },
	{ .key = "enabled", .title = "enabled" },
	{ .key = "since_ns", .title = "since", .text = text_since },
	{ 0 }
};

static const struct cli_field flush_fields[] = {
	{ .key = "vm_id", .title = "vm" },
	{ .key = "vcpu_id", .title = "vcpu" },
	{ .key = "scope", .title = "scope" },
	{ .key = "cpus", .title = "cpus" },
	{ .key = "cpu_list" },
	{ .key = "seq", .title = "seq" },
	{ .key = "time_ns" },
	{ 0 }
};

const struct cli_field nl_event_fields[] = {
	{ .key = "time_ns", .title = "", .text = text_time },
	{ .key = "event", .title = "" },
	{ .key = "vm", .title = "vm", .fields = vm_words },
	{ .key = "gs", .title = "gs", .fields = gs_words },
	{ .key = "flush", .title = "flush", .fields = flush_fields },
	{ .key = "account", .title = "account", .fields = account_fields },
	{ 0 }
};

static const char *scope_name(uint32_t scope)
{
	switch (scope) {
	case KVMRT_GS_XTRACE_CPU_CURRENT:
		return "current";
	case KVMRT_GS_XTRACE_CPU_VM:
		return "vm";
	case KVMRT_GS_XTRACE_CPU_ALL:
		return "all";
	}
	return "unknown";
}

static struct json_object *cpu_numbers(const char *cpus)
{
	static unsigned int numbers[KVMRT_CPULIST_CPUS];
	struct json_object *list = cli_list();
	int count, i;

	count = kvmrt_cpulist_parse(cpus, numbers, KVMRT_CPULIST_CPUS);
	for (i = 0; i < count; i++)
		cli_add(list, json_object_new_uint64(numbers[i]));
	return list;
}

static struct json_object *flush_record(const struct kvmrt_event *event)
{
	struct json_object *rec = cli_record(flush_fields);
	const char *cpus = kvmrt_event_flush_cpus(event);

	cli_set_u64(rec, "vm_id", kvmrt_event_flush_vm_id(event));
	cli_set_u64(rec, "vcpu_id", kvmrt_event_flush_vcpu_id(event));
	cli_set_str(rec, "scope", scope_name(kvmrt_event_flush_scope(event)));
	cli_set_str(rec, "cpus", cpus);
	cli_set_obj(rec, "cpu_list", cpu_numbers(cpus ? cpus : ""));
	cli_set_u64(rec, "seq", kvmrt_event_flush_seq(event));
	cli_set_u64(rec, "time_ns", kvmrt_event_flush_time_ns(event));
	return rec;
}

static struct json_object *account_record(const struct kvmrt_account *account)
{
	struct json_object *rec = cli_record(account_fields);

	if (kvmrt_account_vm_id(account))
		cli_set_u64(rec, "vm_id", kvmrt_account_vm_id(account));
	cli_set_bool(rec, "enabled", kvmrt_account_enabled(account));
	if (kvmrt_account_since_ns(account))
		cli_set_u64(rec, "since_ns", kvmrt_account_since_ns(account));
	return rec;
}

struct json_object *nl_event_record(const struct kvmrt_event *event)
{
	struct json_object *rec = cli_record(nl_event_fields);
	const struct kvmrt_gs_conf *conf = kvmrt_event_gs_conf(event);
	const struct kvmrt_account *account = kvmrt_event_account(event);
	const struct kvmrt_vm *vm = kvmrt_event_vm(event);
	bool flush = kvmrt_event_kind(event) == KVMRT_EVENT_GS_FLUSH;

	/* A flush brings its own time, of the others we know when they came. */
	cli_set_u64(rec, "time_ns", flush ? kvmrt_event_flush_time_ns(event) :
		    nl_boottime_ns());
	cli_set_str(rec, "event", kvmrt_event_name(event));
	if (vm)
		cli_set_obj(rec, "vm", nl_vm_record(vm));
	if (conf)
		cli_set_obj(rec, "gs", nl_gs_record(conf));
	if (flush)
		cli_set_obj(rec, "flush", flush_record(event));
	if (account)
		cli_set_obj(rec, "account", account_record(account));
	return rec;
}
