// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq evacuate`: the plan of the module, and the deed.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "irq.h"

enum { KEY_FROM, KEY_TO, KEY_POLICY, KEY_BEST_EFFORT, KEY_GUARD };

static const struct cli_field evacuate_fields[] = {
	{ .key = "from", .title = "from" },
	{ .key = "from_list" },
	{ .key = "to", .title = "to" },
	{ .key = "to_list" },
	{ .key = "policy", .title = "policy" },
	{ .key = "best_effort", .title = "best effort" },
	{ .key = "guard", .title = "guard" },
	{ .key = "dry_run", .title = "dry run" },
	{ .key = "moved", .title = "moved" },
	{ .key = "narrowed", .title = "narrowed" },
	{ .key = "deferred", .title = "deferred" },
	{ .key = "stayed", .title = "stayed" },
	{ .key = "irq", .title = "irq", .fields = nl_irq_change_fields },
	{ 0 }
};

static int parse(struct cli *cli, const struct cli_args *args,
		 struct kvmrt_irq_evacuation **evacuation)
{
	const char *from = args->value[KEY_FROM], *to = args->value[KEY_TO];
	uint32_t policy = KVMRT_IRQ_SPREAD;
	int ret;

	ret = nl_irq_cpus(cli, "evacuate", from);
	if (!ret && to)
		ret = nl_irq_cpus(cli, "to", to);
	if (!ret && args->value[KEY_POLICY])
		ret = nl_irq_policy(cli, args->value[KEY_POLICY], &policy);
	if (ret)
		return ret;
	ret = kvmrt_irq_evacuation_new(from, evacuation);
	if (!ret && to)
		ret = kvmrt_irq_evacuation_to(*evacuation, to);
	if (ret)
		return cli_fail(cli, CLI_REFUSED, -ret, NULL, "%s",
				strerror(-ret));
	kvmrt_irq_evacuation_policy(*evacuation, policy);
	kvmrt_irq_evacuation_best_effort(*evacuation,
					 args->value[KEY_BEST_EFFORT] != NULL);
	kvmrt_irq_evacuation_guard(*evacuation,
				   args->value[KEY_GUARD] != NULL);
	return CLI_DONE;
}

static struct json_object *step_record(const struct kvmrt_irq_step *step)
{
	struct json_object *rec = cli_record(nl_irq_change_fields);
	uint32_t hold = kvmrt_irq_step_hold(step);

	cli_set_u64(rec, "irq", kvmrt_irq_step_number(step));
	cli_set_str(rec, "name", kvmrt_irq_step_name(step));
	cli_set_str(rec, "device", kvmrt_irq_step_device(step));
	cli_set_str(rec, "kind",
		    kvmrt_irq_kind_name(kvmrt_irq_step_kind(step)));
	nl_irq_set_cpu(rec, "cpu", kvmrt_irq_step_cpu(step));
	nl_irq_set_cpu(rec, "target", kvmrt_irq_step_target(step));
	cli_set_str(rec, "action",
		    kvmrt_irq_action_name(kvmrt_irq_step_action(step)));
	cli_set_str(rec, "hold", kvmrt_irq_hold_name(hold));
	if (hold != KVMRT_IRQ_HELD_NOT)
		cli_set_str(rec, "reason", kvmrt_irq_hold_text(hold));
	return rec;
}

/* What is planned, as the deed would count it. */
static void set_planned(struct json_object *rec,
			const struct kvmrt_irq_plan *plan)
{
	uint32_t counts[KVMRT_IRQ_STAY + 1] = { 0 };
	size_t i;

	for (i = 0; i < kvmrt_irq_plan_count(plan); i++) {
		uint32_t action =
			kvmrt_irq_step_action(kvmrt_irq_plan_at(plan, i));

		if (action <= KVMRT_IRQ_STAY)
			counts[action]++;
	}
	cli_set_u64(rec, "moved", (uint64_t)counts[KVMRT_IRQ_MOVE] +
		    counts[KVMRT_IRQ_RESERVE] + counts[KVMRT_IRQ_DEFER]);
	cli_set_u64(rec, "narrowed", counts[KVMRT_IRQ_NARROW]);
	cli_set_u64(rec, "deferred", counts[KVMRT_IRQ_DEFER]);
	cli_set_u64(rec, "stayed", counts[KVMRT_IRQ_STAY]);
}

static void set_done(struct json_object *rec,
		     const struct kvmrt_irq_result *result)
{
	cli_set_u64(rec, "moved", kvmrt_irq_result_moved(result));
	cli_set_u64(rec, "narrowed", kvmrt_irq_result_narrowed(result));
	cli_set_u64(rec, "deferred", kvmrt_irq_result_deferred(result));
	cli_set_u64(rec, "stayed", kvmrt_irq_result_stayed(result));
}

static struct json_object *steps(const struct kvmrt_irq_plan *plan)
{
	struct json_object *list = cli_list();
	size_t i;

	for (i = 0; plan && i < kvmrt_irq_plan_count(plan); i++)
		cli_add(list, step_record(kvmrt_irq_plan_at(plan, i)));
	return list;
}

/*
 * What stayed though the plan was another: a plan of now says so.  Where both
 * name an interrupt, the later word counts.
 */
static void correct(struct json_object *list, const struct kvmrt_irq_plan *now)
{
	size_t i, j, length = json_object_array_length(list);

	for (i = 0; i < kvmrt_irq_plan_count(now); i++) {
		const struct kvmrt_irq_step *step = kvmrt_irq_plan_at(now, i);

		if (kvmrt_irq_step_action(step) != KVMRT_IRQ_STAY)
			continue;
		for (j = 0; j < length; j++) {
			if (cli_get_u64(json_object_array_get_idx(list, j),
					"irq") == kvmrt_irq_step_number(step))
				break;
		}
		if (j < length)
			json_object_array_put_idx(list, j, step_record(step));
		else
			cli_add(list, step_record(step));
	}
}

static struct json_object *head(struct cli *cli, const struct cli_args *args)
{
	struct json_object *rec = cli_record(evacuate_fields);
	const char *to = args->value[KEY_TO];

	cli_set_str(rec, "from", args->value[KEY_FROM]);
	cli_set_obj(rec, "from_list",
		    nl_irq_cpu_numbers(args->value[KEY_FROM]));
	if (to) {
		cli_set_str(rec, "to", to);
		cli_set_obj(rec, "to_list", nl_irq_cpu_numbers(to));
	}
	cli_set_str(rec, "policy", args->value[KEY_POLICY] ?
		    args->value[KEY_POLICY] :
		    kvmrt_irq_policy_name(KVMRT_IRQ_SPREAD));
	cli_set_bool(rec, "best_effort", args->value[KEY_BEST_EFFORT] != NULL);
	cli_set_bool(rec, "guard", args->value[KEY_GUARD] != NULL);
	cli_set_bool(rec, "dry_run", cli->dry_run);
	return rec;
}

static int plan_only(struct cli *cli, struct kvmrt *ctx,
		     const struct cli_args *args,
		     const struct kvmrt_irq_evacuation *evacuation)
{
	struct kvmrt_irq_plan *plan;
	struct json_object *rec;
	int ret;

	ret = kvmrt_irq_plan_get(ctx, evacuation, &plan);
	if (ret)
		return nl_irq_fail(cli, ctx, ret);
	rec = head(cli, args);
	set_planned(rec, plan);
	cli_set_obj(rec, "irq", steps(plan));
	kvmrt_irq_plan_free(plan);
	return cli_emit(cli, CLI_RECORD, evacuate_fields, rec);
}

static int evacuate(struct cli *cli, struct kvmrt *ctx,
		    const struct cli_args *args,
		    struct kvmrt_irq_evacuation *evacuation)
{
	struct kvmrt_irq_plan *before = NULL, *after;
	struct kvmrt_irq_result *result;
	struct json_object *rec, *list;
	int ret;

	/* If this is refused, so is the deed, and that has better words. */
	if (kvmrt_irq_plan_get(ctx, evacuation, &before))
		before = NULL;
	ret = kvmrt_irq_evacuate(ctx, evacuation, &result);
	if (ret) {
		kvmrt_irq_plan_free(before);
		return nl_irq_fail(cli, ctx, ret);
	}
	rec = head(cli, args);
	set_done(rec, result);
	list = steps(before);
	kvmrt_irq_plan_free(before);
	kvmrt_irq_evacuation_guard(evacuation, false);
	if (kvmrt_irq_result_stayed(result) &&
	    !kvmrt_irq_plan_get(ctx, evacuation, &after)) {
		correct(list, after);
		kvmrt_irq_plan_free(after);
	}
	kvmrt_irq_result_free(result);
	cli_set_obj(rec, "irq", list);
	return cli_emit(cli, CLI_RECORD, evacuate_fields, rec);
}

int nl_irq_evacuate(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_irq_evacuation *evacuation = NULL;
	struct kvmrt *ctx;
	int ret;

	ret = parse(cli, args, &evacuation);
	if (ret)
		goto out_free;
	ret = nl_open(cli, &ctx);
	if (ret)
		goto out_free;
	ret = cli->dry_run ? plan_only(cli, ctx, args, evacuation) :
			     evacuate(cli, ctx, args, evacuation);
	kvmrt_close(ctx);
out_free:
	kvmrt_irq_evacuation_free(evacuation);
	return ret;
}

const struct cli_key nl_irq_evacuate_keys[] = {
	[KEY_FROM] = { "from", "CPUS", NULL, CLI_PLAIN | CLI_REQUIRED },
	[KEY_TO] = { "to", "CPUS", NULL, 0 },
	[KEY_POLICY] = { "policy", "spread|pack|numa", "spread pack numa", 0 },
	[KEY_BEST_EFFORT] = { "best-effort", NULL, NULL, CLI_FLAG },
	[KEY_GUARD] = { "guard", NULL, NULL, CLI_FLAG },
	{ 0 }
};
