// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq guard` and `bind`.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "irq.h"

enum { KEY_CPUS, KEY_TO, KEY_POLICY, KEY_DEFAULT };
enum { KEY_DEVICE, KEY_BIND_TO };

static void text_worst(char *buf, size_t size, struct json_object *rec)
{
	if (cli_get_u64(rec, "seen"))
		snprintf(buf, size, "%.1f us",
			 (double)cli_get_u64(rec, "worst_ns") / 1000);
	else
		snprintf(buf, size, "-");
}

static void text_cpus(char *buf, size_t size, struct json_object *rec)
{
	const char *cpus = cli_get_str(rec, "cpus");

	snprintf(buf, size, "%s", cpus && *cpus ? cpus : "none");
}

static void text_to(char *buf, size_t size, struct json_object *rec)
{
	const char *to = cli_get_str(rec, "to");

	snprintf(buf, size, "%s", to && *to ? to : "all others");
}

/* Keys as those of its events. */
static const struct cli_field guard_fields[] = {
	{ .key = "cpus", .title = "guarded CPUs", .text = text_cpus },
	{ .key = "to", .title = "interrupts go to", .text = text_to },
	{ .key = "policy", .title = "policy" },
	{ .key = "default_cpus", .title = "new ones begin on" },
	{ .key = "seen", .title = "attempts to take back" },
	{ .key = "retaken", .title = "moved off again" },
	{ .key = "worst_ns", .title = "worst time of that",
	  .text = text_worst },
	{ 0 }
};

static int get(struct cli *cli, struct kvmrt *ctx,
	       struct kvmrt_irq_guard **guard)
{
	int ret = kvmrt_irq_guard_get(ctx, guard);

	return ret ? nl_irq_fail(cli, ctx, ret) : CLI_DONE;
}

static int show(struct cli *cli, struct kvmrt *ctx)
{
	struct kvmrt_irq_guard *guard;
	struct json_object *rec;
	int ret;

	ret = get(cli, ctx, &guard);
	if (ret)
		return ret;
	rec = nl_irq_guard_record(guard);
	kvmrt_irq_guard_free(guard);
	return cli_emit(cli, CLI_RECORD, guard_fields, rec);
}

/* What the words ask for; NULL where they don't. */
struct wanted {
	const char *cpus;
	const char *to;
	const char *policy_name;
	const char *default_cpus;
	uint32_t policy;
};

static int parse(struct cli *cli, const struct cli_args *args,
		 struct wanted *wanted)
{
	int ret = CLI_DONE;

	wanted->cpus = args->value[KEY_CPUS];
	wanted->to = args->value[KEY_TO];
	wanted->policy_name = args->value[KEY_POLICY];
	wanted->default_cpus = args->value[KEY_DEFAULT];
	if (wanted->cpus && !strcmp(wanted->cpus, "off"))
		wanted->cpus = "";
	else if (wanted->cpus)
		ret = nl_irq_cpus(cli, "guard", wanted->cpus);
	if (ret)
		return ret;
	if (wanted->to && !strcmp(wanted->to, "others"))
		wanted->to = "";
	else if (wanted->to)
		ret = nl_irq_cpus(cli, "to", wanted->to);
	if (!ret && wanted->policy_name)
		ret = nl_irq_policy(cli, wanted->policy_name, &wanted->policy);
	if (!ret && wanted->default_cpus)
		ret = nl_irq_cpus(cli, "default", wanted->default_cpus);
	return ret;
}

static int apply(struct cli *cli, struct kvmrt *ctx,
		 const struct wanted *wanted)
{
	struct kvmrt_irq_guard_change *change;
	int ret;

	ret = kvmrt_irq_guard_change_new(&change);
	if (ret)
		return cli_fail(cli, CLI_REFUSED, -ret, NULL, "out of memory");
	/* Their lengths were checked. */
	if (wanted->cpus)
		kvmrt_irq_guard_change_cpus(change, wanted->cpus);
	if (wanted->to)
		kvmrt_irq_guard_change_to(change, wanted->to);
	if (wanted->policy_name)
		kvmrt_irq_guard_change_policy(change, wanted->policy);
	if (wanted->default_cpus)
		kvmrt_irq_guard_change_default_cpus(change,
						    wanted->default_cpus);
	ret = kvmrt_irq_guard_set(ctx, change);
	kvmrt_irq_guard_change_free(change);
	return ret ? nl_irq_fail(cli, ctx, ret) : CLI_DONE;
}

static struct json_object *string(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static void add(struct json_object *rec, const char *setting, const char *from,
		const char *to)
{
	if (to)
		nl_change_add(rec, setting, string(from), string(to));
}

static int set(struct cli *cli, struct kvmrt *ctx, const struct wanted *wanted)
{
	struct kvmrt_irq_guard *old;
	struct json_object *rec;
	int ret;

	ret = get(cli, ctx, &old);
	if (ret)
		return ret;
	if (!cli->dry_run)
		ret = apply(cli, ctx, wanted);
	if (!ret) {
		rec = nl_change_record_host(cli);
		add(rec, "cpus", kvmrt_irq_guard_cpus(old), wanted->cpus);
		add(rec, "to", kvmrt_irq_guard_to(old), wanted->to);
		add(rec, "policy",
		    kvmrt_irq_policy_name(kvmrt_irq_guard_policy(old)),
		    wanted->policy_name);
		add(rec, "default_cpus", kvmrt_irq_guard_default_cpus(old),
		    wanted->default_cpus);
		ret = nl_change_emit_host(cli, rec);
	}
	kvmrt_irq_guard_free(old);
	return ret;
}

int nl_irq_guard(struct cli *cli, const struct cli_args *args)
{
	struct wanted wanted = { 0 };
	struct kvmrt *ctx;
	int ret;

	ret = parse(cli, args, &wanted);
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	if (wanted.cpus || wanted.to || wanted.policy_name ||
	    wanted.default_cpus)
		ret = set(cli, ctx, &wanted);
	else
		ret = show(cli, ctx);
	kvmrt_close(ctx);
	return ret;
}

static int bind_show(struct cli *cli, struct kvmrt *ctx, const char *device)
{
	struct kvmrt_irq_bind_list *list;
	struct json_object *records;
	size_t i;
	int ret;

	ret = kvmrt_irq_bind_list_get(ctx, &list);
	if (ret)
		return nl_irq_fail(cli, ctx, ret);
	records = cli_list();
	for (i = 0; i < kvmrt_irq_bind_list_count(list); i++) {
		const struct kvmrt_irq_bind *bind =
			kvmrt_irq_bind_list_at(list, i);

		if (!device || !strcmp(device, kvmrt_irq_bind_device(bind)))
			cli_add(records, nl_irq_bind_record(bind));
	}
	kvmrt_irq_bind_list_free(list);
	if (device && records && !json_object_array_length(records)) {
		json_object_put(records);
		return cli_fail(cli, CLI_NOT_FOUND, ENOENT, "device",
				"'%s' is not bound", device);
	}
	return cli_emit(cli, CLI_TABLE, nl_irq_bind_fields, records);
}

static int bind_set(struct cli *cli, struct kvmrt *ctx, const char *device,
		    const char *cpus)
{
	struct kvmrt_irq_bind *old = NULL;
	struct json_object *rec;
	int ret;

	ret = kvmrt_irq_bind_get(ctx, device, &old);
	if (ret && (ret != -ENOENT || !*cpus))
		return ret == -ENOENT ?
		       cli_fail(cli, CLI_NOT_FOUND, ENOENT, "device",
				"'%s' is not bound", device) :
		       nl_irq_fail(cli, ctx, ret);
	if (ret)
		old = NULL;
	ret = cli->dry_run ? 0 : kvmrt_irq_bind_set(ctx, device, cpus);
	if (ret) {
		ret = nl_irq_fail(cli, ctx, ret);
	} else {
		rec = nl_change_record_host(cli);
		nl_change_add(rec, device,
			      old ? string(kvmrt_irq_bind_cpus(old)) : NULL,
			      *cpus ? string(cpus) : NULL);
		ret = nl_change_emit_host(cli, rec);
	}
	kvmrt_irq_bind_free(old);
	return ret;
}

int nl_irq_bind(struct cli *cli, const struct cli_args *args)
{
	const char *device = args->value[KEY_DEVICE];
	const char *to = args->value[KEY_BIND_TO];
	struct kvmrt *ctx;
	int ret = CLI_DONE;

	if (to && !device)
		return cli_usage(cli, "DEVICE is missing");
	if (device && (!*device || strlen(device) >= KVMRT_IRQ_DEVICE_BYTES))
		return cli_usage(cli, "'%s' is no device's name of 1 to %d bytes",
				 device, KVMRT_IRQ_DEVICE_BYTES - 1);
	if (to && strcmp(to, "off"))
		ret = nl_irq_cpus(cli, "to", to);
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	if (to)
		ret = bind_set(cli, ctx, device, strcmp(to, "off") ? to : "");
	else
		ret = bind_show(cli, ctx, device);
	kvmrt_close(ctx);
	return ret;
}

const struct cli_key nl_irq_guard_keys[] = {
	[KEY_CPUS] = { "cpus", "CPUS|off", "=off", CLI_PLAIN },
	[KEY_TO] = { "to", "CPUS|others", "others", 0 },
	[KEY_POLICY] = { "policy", "spread|pack|numa", "spread pack numa", 0 },
	[KEY_DEFAULT] = { "default", "CPUS", NULL, 0 },
	{ 0 }
};

const struct cli_key nl_irq_bind_keys[] = {
	[KEY_DEVICE] = { "device", "DEVICE", "@dev", CLI_PLAIN },
	[KEY_BIND_TO] = { "to", "CPUS|off", "off", 0 },
	{ 0 }
};
