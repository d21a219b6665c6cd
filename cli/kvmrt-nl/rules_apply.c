// SPDX-License-Identifier: GPL-2.0-only
/*
 * Applying rules: devices are bound, other interrupts are moved, CPUs guarded.
 * What is already as a rule wants it is left alone, so that rules can be
 * applied as often as anybody likes.
 */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <json-c/json.h>
#include <string.h>

#include "rules.h"

const struct cli_field rules_fields[] = {
	{ .key = "line", .title = "LINE" },
	{ .key = "cpus", .title = "CPUS" },
	{ .key = "cpu_list" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "target", .title = "TARGET" },
	{ .key = "irq", .title = "IRQ" },
	{ .key = "device", .title = "DEVICE" },
	{ .key = "action", .title = "ACTION" },
	{ .key = "result", .title = "RESULT" },
	{ .key = "reason", .title = "REASON" },
	{ 0 }
};

/* One rule being applied. */
struct work {
	struct cli *cli;
	struct kvmrt *ctx;
	const struct rule *rule;
	struct rules_run *run;
	const struct kvmrt_irq_list *irqs;
	const struct kvmrt_irq_bind_list *binds;
	unsigned int found;	/* interrupts and devices so far */
};

static struct json_object *record(const struct work *work, const char *action)
{
	struct json_object *rec = cli_record(rules_fields);

	cli_set_u64(rec, "line", work->rule->line);
	cli_set_str(rec, "cpus", work->rule->cpus);
	cli_set_obj(rec, "cpu_list", nl_irq_cpu_numbers(work->rule->cpus));
	cli_set_str(rec, "kind", rule_kind_name(work->rule->kind));
	cli_set_str(rec, "target", work->rule->target);
	cli_set_str(rec, "action", action);
	return rec;
}

static void end(struct work *work, struct json_object *rec, const char *result,
		const char *reason)
{
	cli_set_str(rec, "result", result);
	cli_set_str(rec, "reason", reason);
	cli_add(work->run->list, rec);
}

static void as_it_is(struct work *work, struct json_object *rec,
		     const char *result, const char *reason)
{
	if (work->run->quiet)
		json_object_put(rec);
	else
		end(work, rec, result, reason);
}

/* After a change was asked for, or would have been. */
static void changed(struct work *work, struct json_object *rec, int ret)
{
	const char *text = kvmrt_error_text(work->ctx);

	if (work->cli->dry_run) {
		work->run->changed++;
		end(work, rec, "would change", NULL);
	} else if (ret) {
		work->run->failed++;
		end(work, rec, "failed", *text ? text : strerror(-ret));
	} else {
		work->run->changed++;
		end(work, rec, "done", NULL);
	}
}

/* The same CPUs, however they are written. */
static bool same_cpus(const char *a, const char *b)
{
	static unsigned int numbers[2][KVMRT_CPULIST_CPUS];
	int count = kvmrt_cpulist_parse(a, numbers[0], KVMRT_CPULIST_CPUS);

	return count >= 0 &&
	       count == kvmrt_cpulist_parse(b, numbers[1],
					    KVMRT_CPULIST_CPUS) &&
	       !memcmp(numbers[0], numbers[1], count * sizeof(numbers[0][0]));
}

static void move(struct work *work, const struct kvmrt_irq *irq)
{
	struct json_object *rec = record(work, "move");
	uint32_t hold = kvmrt_irq_hold(irq);
	int ret = 0;

	work->found++;
	cli_set_u64(rec, "irq", kvmrt_irq_number(irq));
	cli_set_str(rec, "device", kvmrt_irq_device(irq));
	if (nl_irq_cpu_in(work->rule->cpus, kvmrt_irq_cpu(irq)))
		return as_it_is(work, rec, "unchanged", NULL);
	/* Nothing arrives: it is looked at again when it is in use. */
	if (hold == KVMRT_IRQ_HELD_IDLE || kvmrt_irq_pending(irq))
		return as_it_is(work, rec, "waits", hold == KVMRT_IRQ_HELD_IDLE ?
				kvmrt_irq_hold_text(hold) :
				"it moves at its next arrival");
	if (hold != KVMRT_IRQ_HELD_NOT) {
		work->run->failed++;
		return end(work, rec, "failed", kvmrt_irq_hold_text(hold));
	}
	if (!work->cli->dry_run)
		ret = kvmrt_irq_move(work->ctx, kvmrt_irq_number(irq),
				     work->rule->cpus, NULL);
	changed(work, rec, ret);
}

static void move_number(struct work *work, uint32_t number)
{
	size_t i;

	for (i = 0; i < kvmrt_irq_list_count(work->irqs); i++) {
		const struct kvmrt_irq *irq = kvmrt_irq_list_at(work->irqs, i);

		if (kvmrt_irq_number(irq) == number)
			move(work, irq);
	}
}

/* Of a device "nvme0" there are "nvme0" and "nvme0q3", but not "nvme01". */
static bool is_named(const struct rule *rule, const char *name)
{
	size_t len = strlen(rule->target);

	if (rule->kind == RULE_NAME)
		return !fnmatch(rule->target, name, 0);
	return !strncmp(rule->target, name, len) &&
	       !isdigit((unsigned char)name[len]);
}

static void move_named(struct work *work)
{
	size_t i;

	for (i = 0; i < kvmrt_irq_list_count(work->irqs); i++) {
		const struct kvmrt_irq *irq = kvmrt_irq_list_at(work->irqs, i);
		const char *name = kvmrt_irq_name(irq);

		if (name && is_named(work->rule, name))
			move(work, irq);
	}
}

static const char *bound_to(const struct work *work, const char *device)
{
	size_t i;

	for (i = 0; i < kvmrt_irq_bind_list_count(work->binds); i++) {
		const struct kvmrt_irq_bind *bind =
			kvmrt_irq_bind_list_at(work->binds, i);

		if (!strcmp(kvmrt_irq_bind_device(bind), device))
			return kvmrt_irq_bind_cpus(bind);
	}
	return NULL;
}

static void bind(void *ctx, const char *device)
{
	struct work *work = ctx;
	uint32_t wire = rules_wire(device);
	const char *now = bound_to(work, device);
	struct json_object *rec;
	int ret = 0;

	/* Messages may come later: a device is bound with or without. */
	if (wire)
		move_number(work, wire);
	work->found++;
	rec = record(work, "bind");
	cli_set_str(rec, "device", device);
	if (now && same_cpus(now, work->rule->cpus))
		return as_it_is(work, rec, "unchanged", NULL);
	if (!work->cli->dry_run)
		ret = kvmrt_irq_bind_set(work->ctx, device, work->rule->cpus);
	changed(work, rec, ret);
}

static int set_guard(struct work *work, bool guard)
{
	struct kvmrt_irq_guard_change *change;
	int ret;

	ret = kvmrt_irq_guard_change_new(&change);
	if (ret)
		return ret;
	/* The length was checked. */
	if (guard)
		kvmrt_irq_guard_change_cpus(change, work->rule->cpus);
	else
		kvmrt_irq_guard_change_default_cpus(change, work->rule->cpus);
	ret = kvmrt_irq_guard_set(work->ctx, change);
	kvmrt_irq_guard_change_free(change);
	return ret;
}

static void apply_guard(struct work *work)
{
	bool guard = work->rule->kind == RULE_GUARD, same = false;
	struct json_object *rec = record(work, guard ? "guard" : "default");
	struct kvmrt_irq_guard *now;
	const char *cpus;
	int ret;

	work->found++;
	ret = kvmrt_irq_guard_get(work->ctx, &now);
	if (!ret) {
		cpus = guard ? kvmrt_irq_guard_cpus(now) :
			       kvmrt_irq_guard_default_cpus(now);
		same = cpus && same_cpus(cpus, work->rule->cpus);
		kvmrt_irq_guard_free(now);
	}
	if (same)
		return as_it_is(work, rec, "unchanged", NULL);
	if (!ret && !work->cli->dry_run)
		ret = set_guard(work, guard);
	changed(work, rec, ret);
}

static void apply_target(struct work *work)
{
	enum rule_kind kind = work->rule->kind;

	if (kind == RULE_AUTO && rules_is_nic(work->rule->target))
		kind = RULE_NIC;
	else if (kind == RULE_AUTO && rules_is_driver(work->rule->target))
		kind = RULE_DRIVER;

	switch (kind) {
	case RULE_IRQ:
		move_number(work, work->rule->irq);
		break;
	case RULE_AUTO:
	case RULE_NAME:
		move_named(work);
		break;
	case RULE_GUARD:
	case RULE_DEFAULT:
		apply_guard(work);
		break;
	default:
		rules_devices(kind, work->rule->target, bind, work);
		break;
	}
	if (!work->found)
		as_it_is(work, record(work, "none"), "waits",
			 "it is not there");
}

/*
 * Bindings and moves come before the guard: what has a rule is then where it
 * belongs, and the guard's evacuation takes the rest.
 */
int rules_apply(struct cli *cli, struct kvmrt *ctx, const struct rules *rules,
		struct rules_run *run)
{
	struct kvmrt_irq_bind_list *binds;
	struct kvmrt_irq_list *irqs;
	int pass, ret;
	size_t i;

	ret = kvmrt_irq_list_get(ctx, NULL, &irqs);
	if (ret)
		return nl_irq_fail(cli, ctx, ret);
	ret = kvmrt_irq_bind_list_get(ctx, &binds);
	if (ret) {
		kvmrt_irq_list_free(irqs);
		return nl_irq_fail(cli, ctx, ret);
	}
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < rules->count; i++) {
			struct work work = {
				.cli = cli, .ctx = ctx, .run = run,
				.rule = &rules->rules[i],
				.irqs = irqs, .binds = binds,
			};
			bool late = work.rule->kind >= RULE_GUARD;

			if (late == (pass == 1))
				apply_target(&work);
		}
	}
	kvmrt_irq_bind_list_free(binds);
	kvmrt_irq_list_free(irqs);
	return CLI_DONE;
}
