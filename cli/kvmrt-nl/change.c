// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a command changed, or would change: the same record for both, so that
 * a dry run can be compared with the real one.
 */
#include <json-c/json.h>

#include "kvmrt-nl.h"

static void text_vm(char *buf, size_t size, struct json_object *rec)
{
	if (cli_is_null(rec, "vm_id"))
		snprintf(buf, size, "module and VMs to come");
	else
		snprintf(buf, size, "VM %llu", (unsigned long long)
			 cli_get_u64(rec, "vm_id"));
}

static void text_vms(char *buf, size_t size, struct json_object *rec)
{
	if (cli_is_null(rec, "vm_id"))
		snprintf(buf, size, "all VMs and those to come");
	else
		text_vm(buf, size, rec);
}

static void text_dry_run(char *buf, size_t size, struct json_object *rec)
{
	snprintf(buf, size, "%s", json_object_get_boolean(
			json_object_object_get(rec, "dry_run")) ?
		 "no, this is a dry run" : "yes");
}

static const struct cli_field setting_fields[] = {
	{ .key = "setting", .title = "SETTING" },
	{ .key = "from", .title = "FROM" },
	{ .key = "to", .title = "TO" },
	{ 0 }
};

#define CHANGE_FIELDS(vm)						\
	{ .key = "vm_id", .title = "of", .text = (vm) },		\
	{ .key = "dry_run", .title = "changed", .text = text_dry_run },	\
	{ .key = "change", .title = "change", .fields = setting_fields }, \
	{ 0 }

static const struct cli_field change_fields[] = { CHANGE_FIELDS(text_vm) };
static const struct cli_field vms_fields[] = { CHANGE_FIELDS(text_vms) };

struct json_object *nl_change_record(struct cli *cli, uint32_t vm_id)
{
	struct json_object *rec = cli_record(change_fields);

	if (vm_id)
		cli_set_u64(rec, "vm_id", vm_id);
	cli_set_bool(rec, "dry_run", cli->dry_run);
	cli_set_obj(rec, "change", cli_list());
	return rec;
}

void nl_change_add(struct json_object *rec, const char *setting,
		   struct json_object *from, struct json_object *to)
{
	struct json_object *row = cli_record(setting_fields);

	cli_set_str(row, "setting", setting);
	if (from)
		cli_set_obj(row, "from", from);
	if (to)
		cli_set_obj(row, "to", to);
	/* Borrowed: the list stays the record's. */
	cli_add(json_object_object_get(rec, "change"), row);
}

int nl_change_emit(struct cli *cli, struct json_object *rec)
{
	return cli_emit(cli, CLI_RECORD, change_fields, rec);
}

int nl_change_emit_vms(struct cli *cli, struct json_object *rec)
{
	return cli_emit(cli, CLI_RECORD, vms_fields, rec);
}
