// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl vcpu exits show`: what exits cost each vCPU, by reason.
 */
#include <errno.h>
#include <json-c/json.h>

#include "exits.h"

/* Nanoseconds as people read them: "840ns", "12.3us", "1.25s". */
static void text_ns(char *buf, size_t size, uint64_t ns)
{
	static const struct {
		uint64_t unit;
		const char *name;
	} units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" } };
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ns >= units[i].unit) {
			snprintf(buf, size, "%.4g%s",
				 (double)ns / (double)units[i].unit,
				 units[i].name);
			return;
		}
	}
	snprintf(buf, size, "%lluns", (unsigned long long)ns);
}

static void text_reason(char *buf, size_t size, struct json_object *rec)
{
	const char *name = cli_get_str(rec, "reason_name");

	if (name)
		snprintf(buf, size, "%s", name);
	else
		snprintf(buf, size, "0x%llx", (unsigned long long)
			 cli_get_u64(rec, "reason"));
}

static void text_total(char *buf, size_t size, struct json_object *rec)
{
	text_ns(buf, size, cli_get_u64(rec, "total_ns"));
}

static void text_mean(char *buf, size_t size, struct json_object *rec)
{
	text_ns(buf, size, cli_get_u64(rec, "mean_ns"));
}

static void text_worst(char *buf, size_t size, struct json_object *rec)
{
	text_ns(buf, size, cli_get_u64(rec, "worst_ns"));
}

static void text_worst_at(char *buf, size_t size, struct json_object *rec)
{
	nl_text_clock(buf, size, cli_get_u64(rec, "worst_at_ns"));
}

/* Below which time 99 of 100 stayed: the upper end of a bucket. */
static void text_p99(char *buf, size_t size, struct json_object *rec)
{
	struct json_object *list = json_object_object_get(rec, "bucket"), *row;
	uint64_t count = 0, sum = 0, log2_ns;
	size_t i, n = json_object_array_length(list);

	snprintf(buf, size, "-");
	for (i = 0; i < n; i++)
		count += cli_get_u64(json_object_array_get_idx(list, i),
				     "count");
	for (i = 0; i < n; i++) {
		row = json_object_array_get_idx(list, i);
		sum += cli_get_u64(row, "count");
		if (sum < count - count / 100)
			continue;
		log2_ns = cli_get_u64(row, "log2_ns");
		/* The last one has no upper end. */
		if (log2_ns == KVMRT_EXIT_BUCKETS - 1) {
			snprintf(buf, size, ">");
			text_ns(buf + 1, size - 1, UINT64_C(1) << log2_ns);
		} else {
			snprintf(buf, size, "<");
			text_ns(buf + 1, size - 1, UINT64_C(2) << log2_ns);
		}
		return;
	}
}

static const struct cli_field bucket_fields[] = {
	{ .key = "log2_ns" },
	{ .key = "count" },
	{ 0 }
};

#define COST_FIELDS							\
	{ .key = "count", .title = "COUNT" },				\
	{ .key = "total_ns", .title = "TOTAL", .text = text_total },	\
	{ .key = "mean_ns", .title = "MEAN", .text = text_mean },	\
	{ .key = "worst_ns", .title = "WORST", .text = text_worst },	\
	{ .key = "worst_at_ns", .title = "AT", .text = text_worst_at },	\
	{ .key = "worst_at_tsc" }

static const struct cli_field user_fields[] = {
	{ .key = "reason" },
	{ .key = "reason_name", .title = "TO-USER-SPACE", .text = text_reason },
	COST_FIELDS,
	{ 0 }
};

static const struct cli_field exit_fields[] = {
	{ .key = "vm_id", .title = "VM" },
	{ .key = "vcpu_id", .title = "VCPU" },
	{ .key = "isa" },
	{ .key = "reason" },
	{ .key = "reason_name", .title = "REASON", .text = text_reason },
	COST_FIELDS,
	{ .key = "bucket", .title = "P99", .text = text_p99 },
	{ .key = "user", .title = "user", .fields = user_fields },
	{ 0 }
};

static void set_cost(struct json_object *rec, uint64_t count,
		     uint64_t total_ns, uint64_t worst_ns)
{
	cli_set_u64(rec, "count", count);
	cli_set_u64(rec, "total_ns", total_ns);
	if (count)
		cli_set_u64(rec, "mean_ns", total_ns / count);
	cli_set_u64(rec, "worst_ns", worst_ns);
}

static struct json_object *user_record(const struct kvmrt_exit_user *user)
{
	struct json_object *rec = cli_record(user_fields);
	uint32_t reason = kvmrt_exit_user_reason(user);

	cli_set_u64(rec, "reason", reason);
	cli_set_str(rec, "reason_name", kvmrt_user_exit_name(reason));
	set_cost(rec, kvmrt_exit_user_count(user),
		 kvmrt_exit_user_total_ns(user),
		 kvmrt_exit_user_worst_ns(user));
	cli_set_u64(rec, "worst_at_ns", kvmrt_exit_user_worst_at_ns(user));
	cli_set_u64(rec, "worst_at_tsc", kvmrt_exit_user_worst_at_tsc(user));
	return rec;
}

static struct json_object *users(const struct kvmrt_exit *row)
{
	struct json_object *list = cli_list();
	size_t i;

	for (i = 0; i < kvmrt_exit_users(row); i++)
		cli_add(list, user_record(kvmrt_exit_user_at(row, i)));
	return list;
}

static struct json_object *buckets(const struct kvmrt_exit *row)
{
	struct json_object *list = cli_list(), *rec;
	uint32_t i;

	for (i = 0; i < KVMRT_EXIT_BUCKETS; i++) {
		if (!kvmrt_exit_bucket(row, i))
			continue;
		rec = cli_record(bucket_fields);
		cli_set_u64(rec, "log2_ns", i);
		cli_set_u64(rec, "count", kvmrt_exit_bucket(row, i));
		cli_add(list, rec);
	}
	return list;
}

static struct json_object *exit_record(const struct kvmrt_exit *row)
{
	struct json_object *rec = cli_record(exit_fields);
	uint32_t isa = kvmrt_exit_isa(row);
	uint32_t reason = kvmrt_exit_reason(row);

	cli_set_u64(rec, "vm_id", kvmrt_exit_vm_id(row));
	cli_set_u64(rec, "vcpu_id", kvmrt_exit_vcpu_id(row));
	if (isa == KVMRT_EXIT_ISA_VMX || isa == KVMRT_EXIT_ISA_SVM)
		cli_set_str(rec, "isa",
			    isa == KVMRT_EXIT_ISA_VMX ? "vmx" : "svm");
	cli_set_u64(rec, "reason", reason);
	cli_set_str(rec, "reason_name", kvmrt_exit_reason_name(isa, reason));
	set_cost(rec, kvmrt_exit_count(row), kvmrt_exit_total_ns(row),
		 kvmrt_exit_worst_ns(row));
	cli_set_u64(rec, "worst_at_ns", kvmrt_exit_worst_at_ns(row));
	cli_set_u64(rec, "worst_at_tsc", kvmrt_exit_worst_at_tsc(row));
	cli_set_obj(rec, "bucket", buckets(row));
	cli_set_obj(rec, "user", users(row));
	return rec;
}

/* Is any VM accounted?  1 or 0, or a negative errno. */
static int any_accounted(struct kvmrt *ctx)
{
	struct kvmrt_account *account;
	struct kvmrt_vm_list *list;
	int any = 0, ret;
	size_t i;

	ret = kvmrt_vm_list_get(ctx, &list);
	if (ret)
		return ret;
	for (i = 0; i < kvmrt_vm_list_count(list) && !any; i++) {
		ret = kvmrt_account_get(ctx,
					kvmrt_vm_id(kvmrt_vm_list_at(list, i)),
					&account);
		/* It went since it was listed. */
		if (ret == -ENOENT)
			continue;
		if (ret) {
			any = ret;
			break;
		}
		any = kvmrt_account_enabled(account);
		kvmrt_account_free(account);
	}
	kvmrt_vm_list_free(list);
	return any;
}

int nl_exits_show(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id)
{
	struct kvmrt_exit_list *list;
	struct json_object *records;
	size_t i;
	int ret;

	ret = kvmrt_exit_list_get(ctx, vm_id, &list);
	if (ret == -ENODATA)
		return nl_exits_off(cli, vm_id);
	if (ret)
		return nl_fail(cli, ctx, ret);
	/* Nothing counted yet, or nobody who counts? */
	if (!vm_id && !kvmrt_exit_list_count(list)) {
		ret = any_accounted(ctx);
		if (ret <= 0) {
			kvmrt_exit_list_free(list);
			return ret ? nl_fail(cli, ctx, ret) :
				     nl_exits_off(cli, 0);
		}
	}
	records = cli_list();
	for (i = 0; i < kvmrt_exit_list_count(list); i++)
		cli_add(records, exit_record(kvmrt_exit_list_at(list, i)));
	kvmrt_exit_list_free(list);
	return cli_emit(cli, CLI_TABLE, exit_fields, records);
}
