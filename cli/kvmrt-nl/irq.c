// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq`: its commands, and what they share; `irq show`.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "interrupts.h"
#include "irq.h"

enum { KEY_CPU = NL_NR_IRQ_KEYS, KEY_MOVED, KEY_LOCAL };

/* Most bytes of a list of CPUs that the module takes. */
#define LIST_MAX 1023

int nl_irq_fail(struct cli *cli, struct kvmrt *ctx, int ret)
{
	const char *text = kvmrt_error_text(ctx);

	/* The module's own words, which are not about privileges. */
	if (ret == -EPERM && *text && strncmp(text, "not permitted", 13))
		return cli_fail(cli, CLI_REFUSED, EPERM, kvmrt_error_attr(ctx),
				"%s", text);
	return nl_fail(cli, ctx, ret);
}

int nl_irq_cpus(struct cli *cli, const char *key, const char *list)
{
	int count = kvmrt_cpulist_parse(list, NULL, 0);

	if (count == -ERANGE)
		return cli_usage(cli, "'%s' of '%s' has a CPU above %d", list,
				 key, KVMRT_CPULIST_CPUS - 1);
	if (count <= 0)
		return cli_usage(cli, "'%s' of '%s' is no list of CPUs (0,2-5)",
				 list, key);
	if (strlen(list) > LIST_MAX)
		return cli_usage(cli, "the list of '%s' is longer than %d bytes",
				 key, LIST_MAX);
	return CLI_DONE;
}

struct json_object *nl_irq_cpu_numbers(const char *list)
{
	static unsigned int numbers[KVMRT_CPULIST_CPUS];
	struct json_object *array = cli_list();
	int count, i;

	count = kvmrt_cpulist_parse(list, numbers, KVMRT_CPULIST_CPUS);
	for (i = 0; i < count; i++)
		cli_add(array, json_object_new_uint64(numbers[i]));
	return array;
}

bool nl_irq_cpu_in(const char *list, int cpu)
{
	static unsigned int numbers[KVMRT_CPULIST_CPUS];
	int count, i;

	count = kvmrt_cpulist_parse(list, numbers, KVMRT_CPULIST_CPUS);
	for (i = 0; i < count; i++) {
		if (cpu >= 0 && numbers[i] == (unsigned int)cpu)
			return true;
	}
	return false;
}

int nl_irq_policy(struct cli *cli, const char *word, uint32_t *policy)
{
	int ret = kvmrt_irq_policy_parse(word);

	if (ret < 0)
		return cli_usage(cli, "'%s' of 'policy' is none of spread, pack, numa",
				 word);
	*policy = ret;
	return CLI_DONE;
}

void nl_irq_set_cpu(struct json_object *rec, const char *key, int cpu)
{
	if (cpu >= 0)
		cli_set_u64(rec, key, cpu);
}

static void add_local(struct cli *cli, struct json_object *list)
{
	struct interrupts *now = interrupts_read();
	size_t i;

	if (!now) {
		cli_debug(cli, "can't read /proc/interrupts: %s",
			  strerror(errno));
		return;
	}
	for (i = 0; i < now->nr_rows; i++) {
		if (!now->rows[i].is_irq)
			cli_add(list, interrupts_record(now, &now->rows[i]));
	}
	interrupts_free(now);
}

static int show(struct cli *cli, const struct cli_args *args)
{
	const char *cpus = args->value[KEY_CPU];
	struct json_object *records;
	struct nl_irqs irqs;
	struct kvmrt *ctx;
	size_t i;
	int ret;

	ret = cpus ? nl_irq_cpus(cli, "cpu", cpus) : CLI_DONE;
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_irq_select(cli, ctx, args, cpus, &irqs);
	if (ret)
		goto out_close;
	records = cli_list();
	for (i = 0; i < irqs.count; i++) {
		if (!args->value[KEY_MOVED] || kvmrt_irq_moved(irqs.irqs[i]))
			cli_add(records, nl_irq_record(irqs.irqs[i]));
	}
	nl_irqs_free(&irqs);
	if (args->value[KEY_LOCAL])
		add_local(cli, records);
	ret = cli_emit(cli, CLI_TABLE, nl_irq_fields, records);
out_close:
	kvmrt_close(ctx);
	return ret;
}

static const struct cli_key show_keys[] = {
	NL_IRQ_KEYS("IRQS"),
	[KEY_CPU] = { "cpu", "CPUS", NULL, 0 },
	[KEY_MOVED] = { "moved", NULL, NULL, CLI_FLAG },
	[KEY_LOCAL] = { "local", NULL, NULL, CLI_FLAG },
	{ 0 }
};

const struct cli_command nl_irq_commands[] = {
	{ .name = "show", .keys = show_keys, .run = show,
	  .brief = "where interrupts arrive, and why one of them stays there" },
	{ .name = "move", .keys = nl_irq_move_keys, .run = nl_irq_move,
	  .brief = "aim interrupts at other CPUs" },
	{ .name = "evacuate", .keys = nl_irq_evacuate_keys,
	  .run = nl_irq_evacuate,
	  .brief = "take all interrupts off CPUs; with guard, keep them off" },
	{ .name = "restore", .keys = nl_irq_restore_keys,
	  .run = nl_irq_restore,
	  .brief = "put moved interrupts back; all: end guard and bindings, too" },
	{ .name = "guard", .keys = nl_irq_guard_keys, .run = nl_irq_guard,
	  .brief = "show or set which CPUs are kept free, and what new ones get" },
	{ .name = "bind", .keys = nl_irq_bind_keys, .run = nl_irq_bind,
	  .brief = "show devices whose interrupts stay on CPUs, or set one" },
	{ .name = "watch", .keys = nl_irq_watch_keys, .run = nl_irq_watch,
	  .brief = "arrivals by CPU, again and again" },
	{ .name = "rules", .keys = nl_irq_rules_keys, .run = nl_irq_rules,
	  .brief = "show rules that persist, check, apply, follow or import them" },
	{ 0 }
};
