// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl status`, and the versions.
 */
#include <errno.h>
#include <json-c/json.h>

#include "kvmrt-nl.h"

static const struct cli_field feature_fields[] = {
	{ .key = "name", .title = "FEATURE" },
	{ .key = "state", .title = "STATE" },
	{ .key = "reason", .title = "REASON" },
	{ 0 }
};

static const struct cli_field status_fields[] = {
	{ .key = "module_version", .title = "kvmrt.ko" },
	{ .key = "abi", .title = "guest ABI" },
	{ .key = "kernel", .title = "kernel" },
	{ .key = "kvm_loaded", .title = "kvm.ko loaded" },
	{ .key = "vms", .title = "VMs" },
	{ .key = "missed", .title = "VMs, vCPUs missed" },
	{ .key = "feature", .title = "features", .fields = feature_fields },
	{ 0 }
};

static struct json_object *features(const struct kvmrt_status *status)
{
	struct json_object *list = cli_list(), *rec;
	const struct kvmrt_feature *feature;
	size_t i;

	for (i = 0; i < kvmrt_status_features(status); i++) {
		feature = kvmrt_status_feature(status, i);
		rec = cli_record(feature_fields);
		cli_set_str(rec, "name", kvmrt_feature_name(feature));
		cli_set_str(rec, "state", kvmrt_feature_state_name(feature));
		cli_set_str(rec, "reason", kvmrt_feature_reason(feature));
		cli_add(list, rec);
	}
	return list;
}

static int show(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_status *status;
	struct json_object *rec;
	struct kvmrt *ctx;
	int ret;

	(void)args;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = kvmrt_status_get(ctx, &status);
	if (ret) {
		ret = nl_fail(cli, ctx, ret);
		goto out_close;
	}
	rec = cli_record(status_fields);
	cli_set_str(rec, "module_version",
		    kvmrt_status_module_version(status));
	cli_set_u64(rec, "abi", kvmrt_status_abi(status));
	cli_set_str(rec, "kernel", kvmrt_status_kernel(status));
	cli_set_bool(rec, "kvm_loaded", kvmrt_status_kvm_loaded(status));
	cli_set_u64(rec, "vms", kvmrt_status_vms(status));
	cli_set_u64(rec, "missed", kvmrt_status_missed(status));
	cli_set_obj(rec, "feature", features(status));
	kvmrt_status_free(status);
	ret = cli_emit(cli, CLI_RECORD, status_fields, rec);
out_close:
	kvmrt_close(ctx);
	return ret;
}

const struct cli_command nl_status_commands[] = {
	{ .run = show,
	  .brief = "module, kernel, features on and off with the reason" },
	{ 0 }
};

static const struct cli_field version_fields[] = {
	{ .key = "tool", .title = "kvmrt-nl" },
	{ .key = "library", .title = "libkvmrt" },
	{ .key = "module", .title = "kvmrt.ko" },
	{ 0 }
};

static void module_version(struct cli *cli, struct json_object *rec)
{
	struct kvmrt_status *status;
	struct kvmrt *ctx;
	int ret;

	if (kvmrt_open(&ctx))
		return;
	ret = kvmrt_status_get(ctx, &status);
	if (!ret) {
		cli_set_str(rec, "module",
			    kvmrt_status_module_version(status));
		kvmrt_status_free(status);
	} else {
		cli_debug(cli, "no version of the module: %s",
			  kvmrt_error_text(ctx));
	}
	kvmrt_close(ctx);
}

int nl_version(struct cli *cli)
{
	struct json_object *rec = cli_record(version_fields);

	cli_set_str(rec, "tool", KVMRT_CLI_VERSION);
	cli_set_str(rec, "library", kvmrt_version());
	module_version(cli, rec);
	return cli_emit(cli, CLI_RECORD, version_fields, rec);
}
