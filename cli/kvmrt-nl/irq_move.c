// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq move` and `restore`.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "irq.h"

enum { KEY_TO = NL_NR_IRQ_KEYS };

static const struct cli_field move_fields[] = {
	{ .key = "to", .title = "to" },
	{ .key = "to_list" },
	{ .key = "dry_run", .title = "dry run" },
	{ .key = "moved", .title = "moved" },
	{ .key = "stayed", .title = "stayed" },
	{ .key = "irq", .title = "irq", .fields = nl_irq_change_fields },
	{ 0 }
};

static const struct cli_field restore_fields[] = {
	{ .key = "dry_run", .title = "dry run" },
	{ .key = "moved", .title = "restored" },
	{ .key = "stayed", .title = "stayed" },
	{ .key = "irq", .title = "irq", .fields = nl_irq_change_fields },
	{ 0 }
};

/* What a request that is about several interrupts came to. */
struct tally {
	struct json_object *list;
	uint32_t moved;
	uint32_t stayed;
};

static void note(struct tally *tally, struct json_object *rec, bool moved,
		 const char *action)
{
	cli_set_str(rec, "action", action);
	cli_add(tally->list, rec);
	if (moved)
		tally->moved++;
	else
		tally->stayed++;
}

/* Says which interrupt it was, and what had been done by then. */
static int fail_at(struct cli *cli, struct kvmrt *ctx, int ret,
		   const struct kvmrt_irq *irq, const struct tally *tally,
		   const char *done)
{
	const char *text = kvmrt_error_text(ctx);
	char before[64] = "";

	/* Of the module as such, not of this interrupt. */
	if ((ret == -EPERM && !strncmp(text, "not permitted", 13)) ||
	    ret == -ENODEV || ret == -ESTALE || ret == -EBADMSG)
		return nl_irq_fail(cli, ctx, ret);
	if (tally->moved)
		snprintf(before, sizeof(before), "; %u were %s before it",
			 tally->moved, done);
	return cli_fail(cli, ret == -ENOENT ? CLI_NOT_FOUND : CLI_REFUSED,
			-ret, "irq", "IRQ %u: %s%s", kvmrt_irq_number(irq),
			*text ? text : strerror(-ret), before);
}

/* Before anything moves: none that was named by number may have to stay. */
static int check_movable(struct cli *cli, const struct nl_irqs *irqs)
{
	size_t i, movable = 0;

	for (i = 0; i < irqs->count; i++) {
		uint32_t hold = kvmrt_irq_hold(irqs->irqs[i]);

		if (hold == KVMRT_IRQ_HELD_NOT)
			movable++;
		else if (irqs->named)
			return cli_fail(cli, CLI_REFUSED, EOPNOTSUPP, "irq",
					"IRQ %u can't be moved: %s; nothing was moved",
					kvmrt_irq_number(irqs->irqs[i]),
					kvmrt_irq_hold_text(hold));
	}
	if (!movable)
		return cli_fail(cli, CLI_REFUSED, EOPNOTSUPP, "irq",
				"none of these interrupts can be moved; 'kvmrt-nl irq show' says why");
	return CLI_DONE;
}

/* For a dry run: what the module would say to a CPU. */
static int check_guard(struct cli *cli, struct kvmrt *ctx, const char *to)
{
	struct kvmrt_irq_guard *guard;
	unsigned int cpu;
	int code = CLI_DONE, ret;

	ret = kvmrt_irq_guard_get(ctx, &guard);
	if (ret)
		return nl_irq_fail(cli, ctx, ret);
	for (cpu = 0; cpu < KVMRT_CPULIST_CPUS && !code; cpu++) {
		if (!*kvmrt_irq_guard_cpus(guard))
			break;
		if (nl_irq_cpu_in(kvmrt_irq_guard_cpus(guard), cpu) &&
		    nl_irq_cpu_in(to, cpu))
			code = cli_fail(cli, CLI_REFUSED, EPERM, "to",
					"CPU %u is guarded", cpu);
	}
	kvmrt_irq_guard_free(guard);
	return code;
}

static int move_one(struct cli *cli, struct kvmrt *ctx,
		    const struct kvmrt_irq *irq, const char *to,
		    struct tally *tally)
{
	struct json_object *rec = nl_irq_change(irq);
	struct kvmrt_irq *after;
	int ret;

	if (kvmrt_irq_hold(irq) != KVMRT_IRQ_HELD_NOT) {
		note(tally, rec, false, "stay");
		return CLI_DONE;
	}
	if (cli->dry_run) {
		note(tally, rec, true, "move");
		return CLI_DONE;
	}
	ret = kvmrt_irq_move(ctx, kvmrt_irq_number(irq), to, &after);
	if (ret) {
		json_object_put(rec);
		return fail_at(cli, ctx, ret, irq, tally, "moved");
	}
	nl_irq_set_cpu(rec, "target", kvmrt_irq_cpu(after));
	note(tally, rec, true, kvmrt_irq_pending(after) ? "defer" : "move");
	kvmrt_irq_free(after);
	return CLI_DONE;
}

static int move(struct cli *cli, struct kvmrt *ctx, const struct nl_irqs *irqs,
		const char *to)
{
	struct tally tally = { .list = cli_list() };
	struct json_object *rec;
	int ret = CLI_DONE;
	size_t i;

	for (i = 0; i < irqs->count && !ret; i++)
		ret = move_one(cli, ctx, irqs->irqs[i], to, &tally);
	if (ret) {
		json_object_put(tally.list);
		return ret;
	}
	rec = cli_record(move_fields);
	cli_set_str(rec, "to", to);
	cli_set_obj(rec, "to_list", nl_irq_cpu_numbers(to));
	cli_set_bool(rec, "dry_run", cli->dry_run);
	cli_set_u64(rec, "moved", tally.moved);
	cli_set_u64(rec, "stayed", tally.stayed);
	cli_set_obj(rec, "irq", tally.list);
	return cli_emit(cli, CLI_RECORD, move_fields, rec);
}

int nl_irq_move(struct cli *cli, const struct cli_args *args)
{
	const char *to = args->value[KEY_TO];
	struct nl_irqs irqs;
	struct kvmrt *ctx;
	int ret;

	if (!nl_irq_chosen(args))
		return cli_usage(cli, "no interrupt is given (numbers, dev ADDRESS or name NAME)");
	ret = nl_irq_cpus(cli, "to", to);
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_irq_select(cli, ctx, args, NULL, &irqs);
	if (ret)
		goto out_close;
	ret = check_movable(cli, &irqs);
	if (!ret && cli->dry_run)
		ret = check_guard(cli, ctx, to);
	if (!ret)
		ret = move(cli, ctx, &irqs, to);
	nl_irqs_free(&irqs);
out_close:
	kvmrt_close(ctx);
	return ret;
}

static int emit_restored(struct cli *cli, const struct tally *tally)
{
	struct json_object *rec = cli_record(restore_fields);

	cli_set_bool(rec, "dry_run", cli->dry_run);
	cli_set_u64(rec, "moved", tally->moved);
	cli_set_u64(rec, "stayed", tally->stayed);
	cli_set_obj(rec, "irq", tally->list);
	return cli_emit(cli, CLI_RECORD, restore_fields, rec);
}

/* Where it is now; a restored one may be gone, or wait for its CPU. */
static void note_restored(struct kvmrt *ctx, const struct kvmrt_irq *irq,
			  struct tally *tally)
{
	struct json_object *rec = nl_irq_change(irq);
	struct kvmrt_irq *after;
	bool back = true;

	if (!kvmrt_irq_get(ctx, kvmrt_irq_number(irq), &after)) {
		back = !kvmrt_irq_moved(after);
		nl_irq_set_cpu(rec, "target", kvmrt_irq_cpu(after));
		if (!back) {
			uint32_t hold = kvmrt_irq_hold(after);

			cli_set_str(rec, "hold", kvmrt_irq_hold_name(hold));
			cli_set_str(rec, "reason", kvmrt_irq_hold_text(hold));
		}
		kvmrt_irq_free(after);
	}
	note(tally, rec, back, back ? "restore" : "stay");
}

static int restore_some(struct cli *cli, struct kvmrt *ctx,
			const struct nl_irqs *irqs, struct tally *tally)
{
	size_t i;
	int ret;

	for (i = 0; i < irqs->count; i++) {
		const struct kvmrt_irq *irq = irqs->irqs[i];

		if (!kvmrt_irq_moved(irq)) {
			if (irqs->named)
				return cli_fail(cli, CLI_NOT_FOUND, ENOENT,
						"irq", "IRQ %u was not moved",
						kvmrt_irq_number(irq));
			continue;
		}
		if (cli->dry_run) {
			note(tally, nl_irq_change(irq), true, "restore");
			continue;
		}
		ret = kvmrt_irq_restore(ctx, kvmrt_irq_number(irq));
		if (ret)
			return fail_at(cli, ctx, ret, irq, tally, "restored");
		note_restored(ctx, irq, tally);
	}
	return CLI_DONE;
}

static int restore_all(struct cli *cli, struct kvmrt *ctx,
		       const struct nl_irqs *irqs, struct tally *tally)
{
	struct kvmrt_irq_result *result;
	size_t i;
	int ret;

	if (!cli->dry_run) {
		ret = kvmrt_irq_restore_all(ctx, &result);
		if (ret)
			return nl_irq_fail(cli, ctx, ret);
	}
	for (i = 0; i < irqs->count; i++) {
		if (!kvmrt_irq_moved(irqs->irqs[i]))
			continue;
		if (cli->dry_run)
			note(tally, nl_irq_change(irqs->irqs[i]), true,
			     "restore");
		else
			note_restored(ctx, irqs->irqs[i], tally);
	}
	if (!cli->dry_run) {
		/* The module's count: it did all of it at once. */
		tally->moved = kvmrt_irq_result_moved(result);
		tally->stayed = kvmrt_irq_result_stayed(result);
		kvmrt_irq_result_free(result);
	}
	return CLI_DONE;
}

int nl_irq_restore(struct cli *cli, const struct cli_args *args)
{
	const char *which = args->value[NL_IRQ_IRQS];
	struct tally tally = { 0 };
	struct nl_irqs irqs;
	struct kvmrt *ctx;
	int ret;

	if (!nl_irq_chosen(args))
		return cli_usage(cli, "no interrupt is given (numbers, all, dev ADDRESS or name NAME)");
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_irq_select(cli, ctx, args, NULL, &irqs);
	if (ret)
		goto out_close;
	tally.list = cli_list();
	ret = which && !strcmp(which, "all") ?
	      restore_all(cli, ctx, &irqs, &tally) :
	      restore_some(cli, ctx, &irqs, &tally);
	if (ret)
		json_object_put(tally.list);
	else
		ret = emit_restored(cli, &tally);
	nl_irqs_free(&irqs);
out_close:
	kvmrt_close(ctx);
	return ret;
}

const struct cli_key nl_irq_move_keys[] = {
	NL_IRQ_KEYS("IRQS|all"),
	[KEY_TO] = { "to", "CPUS", NULL, CLI_REQUIRED },
	{ 0 }
};

const struct cli_key nl_irq_restore_keys[] = {
	NL_IRQ_KEYS("IRQS|all"),
	{ 0 }
};
