// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl gs`: what VMs may call, and what they called.
 */
#include <json-c/json.h>

#include "kvmrt-nl.h"

static void text_vm(char *buf, size_t size, struct json_object *rec)
{
	if (cli_is_null(rec, "vm_id"))
		snprintf(buf, size, "default");
	else
		snprintf(buf, size, "%s", cli_get_str(rec, "vm_id"));
}

/* Sum of a counter over all functions; nothing for the defaults. */
static void sum(char *buf, size_t size, struct json_object *rec,
		const char *key)
{
	struct json_object *list = json_object_object_get(rec, "counter");
	unsigned long long total = 0;
	size_t i;

	snprintf(buf, size, "-");
	if (!list)
		return;
	for (i = 0; i < json_object_array_length(list); i++)
		total += cli_get_u64(json_object_array_get_idx(list, i), key);
	snprintf(buf, size, "%llu", total);
}

static void text_accepted(char *buf, size_t size, struct json_object *rec)
{
	sum(buf, size, rec, "accepted");
}

static void text_refused(char *buf, size_t size, struct json_object *rec)
{
	sum(buf, size, rec, "refused");
}

static void text_dropped(char *buf, size_t size, struct json_object *rec)
{
	sum(buf, size, rec, "dropped");
}

static const struct cli_field counter_fields[] = {
	{ .key = "function" },
	{ .key = "name", .title = "FUNCTION" },
	{ .key = "accepted", .title = "ACCEPTED" },
	{ .key = "refused", .title = "REFUSED" },
	{ .key = "dropped", .title = "DROPPED" },
	{ 0 }
};

/* One record, whole. */
static const struct cli_field gs_fields[] = {
	{ .key = "vm_id", .title = "VM", .text = text_vm },
	{ .key = "enabled", .title = "enabled" },
	{ .key = "allow" },
	{ .key = "allow_functions", .title = "allowed" },
	{ .key = "log_rate", .title = "log_msg per second" },
	{ .key = "data_rate", .title = "log_data per second" },
	{ .key = "flush_rate", .title = "trace_flush per second" },
	{ .key = "msg_max", .title = "most bytes of log_msg" },
	{ .key = "data_max", .title = "most bytes of log_data" },
	{ .key = "counter", .title = "counter", .fields = counter_fields },
	{ .key = "unknown", .title = "unknown functions" },
	{ 0 }
};

/* The same keys, the counters as sums. */
static const struct cli_field row_fields[] = {
	{ .key = "vm_id", .title = "VM", .text = text_vm },
	{ .key = "enabled", .title = "ENABLED" },
	{ .key = "allow_functions", .title = "ALLOWED" },
	{ .key = "log_rate", .title = "LOG/S" },
	{ .key = "data_rate", .title = "DATA/S" },
	{ .key = "flush_rate", .title = "FLUSH/S" },
	{ .key = "counter", .title = "ACCEPTED", .text = text_accepted },
	{ .key = "counter", .title = "REFUSED", .text = text_refused },
	{ .key = "counter", .title = "DROPPED", .text = text_dropped },
	{ .key = "unknown", .title = "UNKNOWN" },
	{ 0 }
};

static struct json_object *counters(const struct kvmrt_gs_conf *conf)
{
	struct json_object *list = cli_list(), *rec;
	uint32_t fn;

	for (fn = 0; fn < KVMRT_GS_FUNCTIONS; fn++) {
		rec = cli_record(counter_fields);
		cli_set_u64(rec, "function", fn);
		cli_set_str(rec, "name", kvmrt_gs_function_name(fn));
		cli_set_u64(rec, "accepted", kvmrt_gs_conf_accepted(conf, fn));
		cli_set_u64(rec, "refused", kvmrt_gs_conf_refused(conf, fn));
		cli_set_u64(rec, "dropped", kvmrt_gs_conf_dropped(conf, fn));
		cli_add(list, rec);
	}
	return list;
}

struct json_object *nl_gs_record(const struct kvmrt_gs_conf *conf)
{
	struct json_object *rec = cli_record(gs_fields);
	uint32_t allow = kvmrt_gs_conf_allow(conf);

	if (kvmrt_gs_conf_enabled(conf) >= 0)
		cli_set_bool(rec, "enabled", kvmrt_gs_conf_enabled(conf));
	cli_set_hex(rec, "allow", allow);
	cli_set_obj(rec, "allow_functions", nl_functions_list(allow));
	cli_set_u64(rec, "log_rate", kvmrt_gs_conf_log_rate(conf));
	cli_set_u64(rec, "data_rate", kvmrt_gs_conf_data_rate(conf));
	cli_set_u64(rec, "flush_rate", kvmrt_gs_conf_flush_rate(conf));
	cli_set_u64(rec, "msg_max", kvmrt_gs_conf_msg_max(conf));
	cli_set_u64(rec, "data_max", kvmrt_gs_conf_data_max(conf));
	if (kvmrt_gs_conf_vm_id(conf)) {
		cli_set_u64(rec, "vm_id", kvmrt_gs_conf_vm_id(conf));
		cli_set_obj(rec, "counter", counters(conf));
		cli_set_u64(rec, "unknown", kvmrt_gs_conf_unknown(conf));
	}
	return rec;
}

/* Appends one VM's record or, with 0, the module's. */
static int add_conf(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id,
		    struct json_object *list)
{
	struct kvmrt_gs_conf *conf;
	int ret;

	ret = kvmrt_gs_conf_get(ctx, vm_id, &conf);
	if (ret)
		return nl_fail(cli, ctx, ret);
	cli_add(list, nl_gs_record(conf));
	kvmrt_gs_conf_free(conf);
	return CLI_DONE;
}

static int add_all(struct cli *cli, struct kvmrt *ctx,
		   struct json_object *list)
{
	struct kvmrt_gs_conf_list *confs;
	size_t i;
	int ret;

	ret = add_conf(cli, ctx, 0, list);
	if (ret)
		return ret;
	ret = kvmrt_gs_conf_list_get(ctx, &confs);
	if (ret)
		return nl_fail(cli, ctx, ret);
	for (i = 0; i < kvmrt_gs_conf_list_count(confs); i++)
		cli_add(list, nl_gs_record(kvmrt_gs_conf_list_at(confs, i)));
	kvmrt_gs_conf_list_free(confs);
	return CLI_DONE;
}

static int show(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_vm *vm = NULL;
	struct json_object *list;
	struct kvmrt *ctx;
	int ret;

	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_find_vm(cli, ctx, args, &vm);
	if (ret)
		goto out_close;
	list = cli_list();
	ret = vm ? add_conf(cli, ctx, kvmrt_vm_id(vm), list) :
		   add_all(cli, ctx, list);
	if (ret)
		json_object_put(list);
	else
		ret = cli_emit(cli, vm ? CLI_RECORD : CLI_TABLE,
			       vm ? gs_fields : row_fields, list);
	kvmrt_vm_free(vm);
out_close:
	kvmrt_close(ctx);
	return ret;
}

static const struct cli_key show_keys[] = {
	NL_VM_KEYS(0),
	{ 0 }
};

static const struct cli_key set_keys[] = {
	NL_VM_KEYS(0),
	[NL_GS_ENABLED] = { "enabled", "0|1|on|off", "0 1 on off", 0 },
	[NL_GS_ALLOW] = { "allow", "LIST|all|none",
			  "ping log_msg trace_flush log_data =all =none", 0 },
	[NL_GS_RATE] = { "rate", "N", NULL, 0 },
	[NL_GS_DATA_RATE] = { "data-rate", "N", NULL, 0 },
	[NL_GS_FLUSH_RATE] = { "flush-rate", "N", NULL, 0 },
	{ 0 }
};

const struct cli_command nl_gs_commands[] = {
	{ .name = "show", .keys = show_keys, .run = show,
	  .brief = "settings and counters of a VM, or of the module and all VMs" },
	{ .name = "set", .keys = set_keys, .run = nl_gs_set,
	  .brief = "what a VM, or by default VMs to come, may call and how often" },
	{ 0 }
};
