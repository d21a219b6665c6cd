// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl vm`: the VMs, their names.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "kvmrt-nl.h"

/* The source of a name that the administrator didn't give goes with it. */
void nl_text_name(char *buf, size_t size, struct json_object *rec)
{
	const char *source = cli_get_str(rec, "name_source");
	const char *name = cli_get_str(rec, "name");

	if (!name || !source)
		snprintf(buf, size, "-");
	else if (!strcmp(source, "given"))
		snprintf(buf, size, "%s", name);
	else
		snprintf(buf, size, "%s (%s)", name, source);
}

static void text_started(char *buf, size_t size, struct json_object *rec)
{
	nl_text_date(buf, size, cli_get_u64(rec, "start_time_ns"));
}

static void text_uptime(char *buf, size_t size, struct json_object *rec)
{
	cli_text_duration(buf, size, cli_get_u64(rec, "uptime_ns"));
}

static const struct cli_field vm_fields[] = {
	{ .key = "id", .title = "VM" },
	{ .key = "name", .title = "NAME", .text = nl_text_name },
	{ .key = "name_source" },
	{ .key = "pid", .title = "PID" },
	{ .key = "comm", .title = "COMM" },
	{ .key = "start_time_ns", .title = "STARTED", .text = text_started },
	{ .key = "uptime_ns", .title = "UP", .text = text_uptime },
	{ .key = "vcpus", .title = "VCPUS" },
	{ .key = "vcpu", .title = "vcpu", .fields = nl_vm_vcpu_fields },
	{ 0 }
};

static const char *name_source(const struct kvmrt_vm *vm)
{
	if (kvmrt_vm_given_name(vm))
		return "given";
	return strcmp(kvmrt_vm_name(vm), kvmrt_vm_comm(vm)) ? "vmm" : "comm";
}

struct json_object *nl_vm_record(const struct kvmrt_vm *vm)
{
	struct json_object *rec = cli_record(vm_fields);
	uint64_t now = nl_boottime_ns(), start = kvmrt_vm_start_time_ns(vm);

	cli_set_u64(rec, "id", kvmrt_vm_id(vm));
	/* Nothing is known of a monitor in another pid namespace. */
	if (*kvmrt_vm_name(vm)) {
		cli_set_str(rec, "name", kvmrt_vm_name(vm));
		cli_set_str(rec, "name_source", name_source(vm));
	}
	if (kvmrt_vm_pid(vm))
		cli_set_u64(rec, "pid", kvmrt_vm_pid(vm));
	cli_set_str(rec, "comm", kvmrt_vm_comm(vm));
	cli_set_u64(rec, "start_time_ns", start);
	cli_set_u64(rec, "uptime_ns", now > start ? now - start : 0);
	cli_set_u64(rec, "vcpus", kvmrt_vm_vcpus(vm));
	return rec;
}

static void add_vm(struct json_object *list, const struct kvmrt_vm *vm,
		   const struct kvmrt_vcpu_list *vcpus)
{
	struct json_object *rec = nl_vm_record(vm);

	cli_set_obj(rec, "vcpu", nl_vcpu_records(vcpus, kvmrt_vm_id(vm)));
	cli_add(list, rec);
}

static int show_one(struct cli *cli, struct kvmrt *ctx,
		    const struct kvmrt_vm *vm)
{
	struct json_object *list;
	struct kvmrt_vcpu_list *vcpus;
	int ret;

	ret = kvmrt_vcpu_list_get(ctx, kvmrt_vm_id(vm), &vcpus);
	if (ret)
		return nl_fail(cli, ctx, ret);
	list = cli_list();
	add_vm(list, vm, vcpus);
	kvmrt_vcpu_list_free(vcpus);
	return cli_emit(cli, CLI_TABLE, vm_fields, list);
}

static int show_all(struct cli *cli, struct kvmrt *ctx)
{
	struct kvmrt_vcpu_list *vcpus;
	struct kvmrt_vm_list *vms;
	struct json_object *list;
	size_t i;
	int ret;

	ret = kvmrt_vm_list_get(ctx, &vms);
	if (ret)
		return nl_fail(cli, ctx, ret);
	ret = kvmrt_vcpu_list_get(ctx, 0, &vcpus);
	if (ret) {
		kvmrt_vm_list_free(vms);
		return nl_fail(cli, ctx, ret);
	}
	list = cli_list();
	for (i = 0; i < kvmrt_vm_list_count(vms); i++)
		add_vm(list, kvmrt_vm_list_at(vms, i), vcpus);
	kvmrt_vcpu_list_free(vcpus);
	kvmrt_vm_list_free(vms);
	return cli_emit(cli, CLI_TABLE, vm_fields, list);
}

static int show(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_vm *vm = NULL;
	struct kvmrt *ctx;
	int ret;

	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_find_vm(cli, ctx, args, &vm);
	if (!ret)
		ret = vm ? show_one(cli, ctx, vm) : show_all(cli, ctx);
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
	return ret;
}

/* As the module judges it, but before anything is asked of it. */
static int check_name(struct cli *cli, const char *name)
{
	const char *p;

	if (strlen(name) >= KVMRT_VM_NAME_BYTES)
		return cli_usage(cli, "a name has at most %d bytes, this one %zu",
				 KVMRT_VM_NAME_BYTES - 1, strlen(name));
	for (p = name; *p; p++) {
		if (*p < ' ' || *p > '~' || strchr("\"'`\\", *p))
			return cli_usage(cli,
					 "'%s' is not all printable ASCII without quotes, backslashes",
					 name);
	}
	return CLI_DONE;
}

/* For a dry run: what the module would say to the name of another VM. */
static int check_unique(struct cli *cli, struct kvmrt *ctx, uint32_t id,
			const char *name)
{
	struct kvmrt_vm_list *vms;
	const struct kvmrt_vm *vm;
	const char *given;
	int code = CLI_DONE, ret;
	size_t i;

	ret = kvmrt_vm_list_get(ctx, &vms);
	if (ret)
		return nl_fail(cli, ctx, ret);
	for (i = 0; i < kvmrt_vm_list_count(vms) && !code; i++) {
		vm = kvmrt_vm_list_at(vms, i);
		given = kvmrt_vm_given_name(vm);
		if (given && !strcmp(given, name) && kvmrt_vm_id(vm) != id)
			code = cli_fail(cli, CLI_REFUSED, EEXIST, "name",
					"VM %u has the name '%s'",
					kvmrt_vm_id(vm), name);
	}
	kvmrt_vm_list_free(vms);
	return code;
}

static int set_name(struct cli *cli, struct kvmrt *ctx,
		    const struct kvmrt_vm *vm, const char *name)
{
	const char *given = kvmrt_vm_given_name(vm);
	uint32_t id = kvmrt_vm_id(vm);
	struct json_object *rec;
	int ret;

	if (cli->dry_run) {
		ret = *name ? check_unique(cli, ctx, id, name) : CLI_DONE;
		if (ret)
			return ret;
	} else {
		ret = kvmrt_vm_set_name(ctx, id, name);
		if (ret)
			return nl_fail(cli, ctx, ret);
	}
	rec = nl_change_record(cli, id);
	nl_change_add(rec, "name", given ? json_object_new_string(given) : NULL,
		      *name ? json_object_new_string(name) : NULL);
	return nl_change_emit(cli, rec);
}

static int set(struct cli *cli, const struct cli_args *args)
{
	const char *name = args->value[NL_NR_VM_KEYS];
	struct kvmrt_vm *vm = NULL;
	struct kvmrt *ctx;
	int ret;

	ret = check_name(cli, name);
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_find_vm(cli, ctx, args, &vm);
	if (!ret)
		ret = set_name(cli, ctx, vm, name);
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
	return ret;
}

static const struct cli_key show_keys[] = {
	NL_VM_KEYS(0),
	{ 0 }
};

static const struct cli_key set_keys[] = {
	NL_VM_KEYS(CLI_REQUIRED),
	{ "name", "NAME", NULL, CLI_REQUIRED },
	{ 0 }
};

const struct cli_command nl_vm_commands[] = {
	{ .name = "show", .keys = show_keys, .run = show,
	  .brief = "VMs with their vCPUs, threads and clocks" },
	{ .name = "set", .keys = set_keys, .run = set,
	  .brief = "give a VM a name" },
	{ 0 }
};
