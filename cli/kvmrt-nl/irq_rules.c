// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq rules`.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "rules.h"

enum { KEY_SHOW, KEY_CHECK, KEY_APPLY, KEY_FOLLOW, KEY_IMPORT, KEY_FILE,
       KEY_FROM, KEY_REPLACE };

static const struct cli_field show_fields[] = {
	{ .key = "line", .title = "LINE" },
	{ .key = "cpus", .title = "CPUS" },
	{ .key = "cpu_list" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "target", .title = "TARGET" },
	{ 0 }
};

static const struct cli_field check_fields[] = {
	{ .key = "file", .title = "file" },
	{ .key = "rules", .title = "rules" },
	{ 0 }
};

static int show(struct cli *cli, const struct rules *rules)
{
	struct json_object *list = cli_list();
	size_t i;

	for (i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];
		struct json_object *rec = cli_record(show_fields);

		cli_set_u64(rec, "line", rule->line);
		cli_set_str(rec, "cpus", rule->cpus);
		cli_set_obj(rec, "cpu_list", nl_irq_cpu_numbers(rule->cpus));
		cli_set_str(rec, "kind", rule_kind_name(rule->kind));
		cli_set_str(rec, "target", rule->target);
		cli_add(list, rec);
	}
	return cli_emit(cli, CLI_TABLE, show_fields, list);
}

/* CPUs that this machine can have, online or not; "" if it doesn't say. */
static void read_possible(char *list, size_t size)
{
	FILE *file = host_open("/sys/devices/system/cpu/possible");

	*list = '\0';
	if (!file)
		return;
	if (!fgets(list, size, file))
		*list = '\0';
	list[strcspn(list, "\n")] = '\0';
	fclose(file);
}

/* What can be known without the module: do the CPUs exist here? */
static int check_cpus(struct cli *cli, const struct rules *rules)
{
	static unsigned int cpus[KVMRT_CPULIST_CPUS];
	char possible[4096];
	int count, j;
	size_t i;

	read_possible(possible, sizeof(possible));
	if (!*possible)
		return CLI_DONE;
	for (i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];

		count = kvmrt_cpulist_parse(rule->cpus, cpus,
					    KVMRT_CPULIST_CPUS);
		for (j = 0; j < count; j++) {
			if (nl_irq_cpu_in(possible, cpus[j]))
				continue;
			return cli_fail(cli, CLI_REFUSED, EINVAL, NULL,
					"%s:%u: this machine has no CPU %u, only %s",
					rules->file, rule->line, cpus[j],
					possible);
		}
	}
	return CLI_DONE;
}

static int check(struct cli *cli, const struct rules *rules)
{
	struct json_object *rec = cli_record(check_fields);

	cli_set_str(rec, "file", rules->file);
	cli_set_u64(rec, "rules", rules->count);
	return cli_emit(cli, CLI_RECORD, check_fields, rec);
}

/* What failed is in the list, with the reason; the rest was done. */
static int apply(struct cli *cli, const struct rules *rules)
{
	struct rules_run run = { 0 };
	struct kvmrt *ctx;
	int ret;

	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	run.list = cli_list();
	ret = rules_apply(cli, ctx, rules, &run);
	kvmrt_close(ctx);
	if (ret) {
		json_object_put(run.list);
		return ret;
	}
	ret = cli_emit(cli, CLI_TABLE, rules_fields, run.list);
	if (!ret && run.failed)
		ret = cli_fail(cli, CLI_REFUSED, EBUSY, NULL,
			       "%u of what the rules want could not be done, see the list",
			       run.failed);
	return ret;
}

static int with_rules(struct cli *cli, const struct cli_args *args,
		      const struct rules *rules)
{
	int ret;

	if (args->value[KEY_CHECK] || args->value[KEY_APPLY] ||
	    args->value[KEY_FOLLOW]) {
		ret = check_cpus(cli, rules);
		if (ret)
			return ret;
	}
	if (args->value[KEY_CHECK])
		return check(cli, rules);
	if (args->value[KEY_APPLY])
		return apply(cli, rules);
	if (args->value[KEY_FOLLOW])
		return rules_follow(cli, rules);
	return show(cli, rules);
}

int nl_irq_rules(struct cli *cli, const struct cli_args *args)
{
	const char *from = args->value[KEY_FROM];
	const char *file = args->value[KEY_FILE];
	struct rules rules;
	int ret;

	if ((from || args->value[KEY_REPLACE]) && !args->value[KEY_IMPORT])
		return cli_usage(cli, "'from' and 'replace' belong to 'import'");
	if (cli->dry_run && args->value[KEY_FOLLOW])
		return cli_usage(cli, "following has no dry run, try 'apply'");
	if (!file)
		file = RULES_FILE;
	if (args->value[KEY_IMPORT])
		return rules_import(cli, from ? from : RULES_IMPORT_FILE, file,
				    args->value[KEY_REPLACE] != NULL);
	ret = rules_read(cli, file, &rules);
	if (ret)
		return ret;
	ret = with_rules(cli, args, &rules);
	rules_free(&rules);
	return ret;
}

const struct cli_key nl_irq_rules_keys[] = {
	[KEY_SHOW] = { "show", NULL, NULL, CLI_WORD },
	[KEY_CHECK] = { "check", NULL, NULL, CLI_WORD },
	[KEY_APPLY] = { "apply", NULL, NULL, CLI_WORD },
	[KEY_FOLLOW] = { "follow", NULL, NULL, CLI_WORD },
	[KEY_IMPORT] = { "import", NULL, NULL, CLI_WORD },
	[KEY_FILE] = { "file", "FILE", NULL, 0 },
	[KEY_FROM] = { "from", "FILE", NULL, 0 },
	[KEY_REPLACE] = { "replace", NULL, NULL, CLI_FLAG },
	{ 0 }
};
