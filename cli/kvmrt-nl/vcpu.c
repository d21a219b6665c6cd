// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl vcpu`, and the records of vCPUs.
 */
#include <json-c/json.h>

#include "kvmrt-nl.h"

/* 4294967296 with 32 fraction bits is 1. */
static void text_ratio(char *buf, size_t size, struct json_object *rec)
{
	uint64_t bits = cli_get_u64(rec, "tsc_ratio_frac_bits");

	if (!bits || bits > 63)
		snprintf(buf, size, "1 (no scaling)");
	else
		snprintf(buf, size, "%.9g",
			 (double)cli_get_u64(rec, "tsc_ratio") /
			 (double)(1ULL << bits));
}

#define VCPU_FIELDS(vm_title)						\
	{ .key = "vm_id", .title = (vm_title) },			\
	{ .key = "id", .title = "VCPU" },				\
	{ .key = "index", .title = "INDEX" },				\
	{ .key = "tid", .title = "TID" },				\
	{ .key = "tsc_offset", .title = "TSC-OFFSET" },			\
	{ .key = "tsc_ratio", .title = "TSC-RATIO", .text = text_ratio }, \
	{ .key = "tsc_ratio_frac_bits" },				\
	{ .key = "tsc_khz", .title = "TSC-KHZ" },			\
	{ 0 }

static const struct cli_field vcpu_fields[] = { VCPU_FIELDS("VM") };
const struct cli_field nl_vm_vcpu_fields[] = { VCPU_FIELDS(NULL) };

static struct json_object *vcpu_record(const struct kvmrt_vcpu *vcpu)
{
	struct json_object *rec = cli_record(vcpu_fields);

	cli_set_u64(rec, "vm_id", kvmrt_vcpu_vm_id(vcpu));
	cli_set_u64(rec, "id", kvmrt_vcpu_id(vcpu));
	cli_set_u64(rec, "index", kvmrt_vcpu_index(vcpu));
	if (kvmrt_vcpu_tid(vcpu))
		cli_set_u64(rec, "tid", kvmrt_vcpu_tid(vcpu));
	cli_set_s64(rec, "tsc_offset", kvmrt_vcpu_tsc_offset(vcpu));
	cli_set_u64(rec, "tsc_ratio", kvmrt_vcpu_tsc_ratio(vcpu));
	cli_set_u64(rec, "tsc_ratio_frac_bits",
		    kvmrt_vcpu_tsc_ratio_frac_bits(vcpu));
	if (kvmrt_vcpu_tsc_khz(vcpu))
		cli_set_u64(rec, "tsc_khz", kvmrt_vcpu_tsc_khz(vcpu));
	return rec;
}

struct json_object *nl_vcpu_records(const struct kvmrt_vcpu_list *list,
				    uint32_t vm_id)
{
	struct json_object *records = cli_list();
	const struct kvmrt_vcpu *vcpu;
	size_t i;

	for (i = 0; i < kvmrt_vcpu_list_count(list); i++) {
		vcpu = kvmrt_vcpu_list_at(list, i);
		if (!vm_id || kvmrt_vcpu_vm_id(vcpu) == vm_id)
			cli_add(records, vcpu_record(vcpu));
	}
	return records;
}

static int show(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_vcpu_list *list;
	struct kvmrt_vm *vm = NULL;
	struct kvmrt *ctx;
	int ret;

	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_find_vm(cli, ctx, args, &vm);
	if (ret)
		goto out_close;
	ret = kvmrt_vcpu_list_get(ctx, vm ? kvmrt_vm_id(vm) : 0, &list);
	if (ret) {
		ret = nl_fail(cli, ctx, ret);
		goto out_free;
	}
	ret = cli_emit(cli, CLI_TABLE, vcpu_fields, nl_vcpu_records(list, 0));
	kvmrt_vcpu_list_free(list);
out_free:
	kvmrt_vm_free(vm);
out_close:
	kvmrt_close(ctx);
	return ret;
}

static const struct cli_key show_keys[] = {
	NL_VM_KEYS(0),
	{ 0 }
};

const struct cli_command nl_vcpu_commands[] = {
	{ .name = "show", .keys = show_keys, .run = show,
	  .brief = "vCPUs of one VM or of all: threads, TSC" },
	{ .name = "exits", .keys = nl_exits_keys, .run = nl_exits,
	  .brief = "what exits cost them by reason, while that is counted" },
	{ 0 }
};
