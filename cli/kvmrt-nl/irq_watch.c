// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq watch`: how many interrupts arrived on which CPU, of each time
 * that passed.  Needs no module and no privilege.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interrupts.h"
#include "irq.h"

#define NSEC 1000000000LL

/* With more CPUs than these, only those where something arrived are named. */
#define COLUMNS_MAX 16
#define COLUMN_WIDTH 8

enum { KEY_CPU, KEY_EVERY, KEY_COUNT, KEY_ALL };

struct watch {
	const char *cpus;	/* chosen, NULL for all */
	uint64_t every_ns;
	uint32_t count;		/* 0: no limit */
	bool all;		/* those that did not arrive, too */
};

static const struct cli_field delta_fields[] = {
	{ .key = "cpu" },
	{ .key = "count" },
	{ 0 }
};

/* One number for each CPU, below the title that names them. */
static size_t nr_columns;

static void text_delta(char *buf, size_t size, struct json_object *rec)
{
	struct json_object *list = json_object_object_get(rec, "delta"), *row;
	size_t i, len = 0;
	uint64_t count;

	buf[0] = '\0';
	for (i = 0; i < json_object_array_length(list); i++) {
		row = json_object_array_get_idx(list, i);
		count = cli_get_u64(row, "count");
		if (nr_columns)
			len += snprintf(buf + len, size - len, "%*llu",
					COLUMN_WIDTH,
					(unsigned long long)count);
		else if (count)
			len += snprintf(buf + len, size - len, "%s%llu:%llu",
					len ? " " : "", (unsigned long long)
					cli_get_u64(row, "cpu"),
					(unsigned long long)count);
		if (len >= size)
			return;
	}
}

static char delta_title[COLUMNS_MAX * COLUMN_WIDTH + 1];

static struct cli_field row_fields[] = {
	{ .key = "irq" },
	{ .key = "label", .title = "IRQ" },
	{ .key = "name", .title = "NAME" },
	{ .key = "total", .title = "TOTAL" },
	{ .key = "delta", .title = delta_title, .text = text_delta },
	{ 0 }
};

static const struct cli_field watch_fields[] = {
	{ .key = "time_ns" },
	{ .key = "interval_ns" },
	{ .key = "cpus" },
	{ .key = "irq", .title = "irq", .fields = row_fields },
	{ 0 }
};

static int parse(struct cli *cli, const struct cli_args *args,
		 struct watch *watch)
{
	const char *every = args->value[KEY_EVERY];
	int ret = CLI_DONE;

	memset(watch, 0, sizeof(*watch));
	watch->cpus = args->value[KEY_CPU];
	watch->all = args->value[KEY_ALL] != NULL;
	watch->every_ns = NSEC;
	if (watch->cpus)
		ret = nl_irq_cpus(cli, "cpu", watch->cpus);
	if (!ret && args->value[KEY_COUNT])
		ret = cli_arg_u32(cli, "count", args->value[KEY_COUNT], 1,
				  UINT32_MAX, &watch->count);
	if (!ret && every &&
	    (cli_time_ns(every, &watch->every_ns) || !watch->every_ns))
		ret = cli_usage(cli, "'%s' of 'every' is no time (1s, 500ms)",
				every);
	return ret;
}

/* Columns of the file that were chosen: marks, as many as it has CPUs. */
static bool *choose(const struct watch *watch, const struct interrupts *all)
{
	bool *chosen = calloc(all->nr_cpus, sizeof(*chosen));
	size_t i;

	for (i = 0; chosen && i < all->nr_cpus; i++)
		chosen[i] = !watch->cpus ||
			    nl_irq_cpu_in(watch->cpus, all->cpus[i]);
	return chosen;
}

static void set_title(const struct interrupts *all, const bool *chosen)
{
	size_t i, columns = 0, len = 0;

	for (i = 0; i < all->nr_cpus; i++)
		columns += chosen[i];
	nr_columns = columns <= COLUMNS_MAX ? columns : 0;
	snprintf(delta_title, sizeof(delta_title), "CPU:COUNT");
	for (i = 0; nr_columns && i < all->nr_cpus; i++) {
		char name[16];

		if (!chosen[i])
			continue;
		snprintf(name, sizeof(name), "CPU%u", all->cpus[i]);
		len += snprintf(delta_title + len, sizeof(delta_title) - len,
				"%*s", COLUMN_WIDTH, name);
		if (len >= sizeof(delta_title))
			break;
	}
}

/* A CPU that came meanwhile has no past, one that went no present. */
static uint64_t count_before(const struct interrupts *before,
			     const struct interrupts_row *row,
			     unsigned int cpu)
{
	size_t i;

	for (i = 0; row && i < before->nr_cpus; i++) {
		if (before->cpus[i] == cpu)
			return row->counts[i];
	}
	return 0;
}

static struct json_object *row_record(const struct interrupts *before,
				      const struct interrupts *now,
				      const struct interrupts_row *row,
				      const bool *chosen, uint64_t *total)
{
	const struct interrupts_row *old = interrupts_find(before, row->label);
	struct json_object *rec = cli_record(row_fields), *delta = cli_list();
	size_t i;

	*total = 0;
	for (i = 0; i < now->nr_cpus; i++) {
		uint64_t past = count_before(before, old, now->cpus[i]);
		struct json_object *one;

		if (!chosen[i])
			continue;
		/* A number that was given to another device starts anew. */
		past = row->counts[i] >= past ? row->counts[i] - past :
						row->counts[i];
		*total += past;
		one = cli_record(delta_fields);
		cli_set_u64(one, "cpu", now->cpus[i]);
		cli_set_u64(one, "count", past);
		cli_add(delta, one);
	}
	if (row->is_irq)
		cli_set_u64(rec, "irq", strtoul(row->label, NULL, 10));
	cli_set_str(rec, "label", row->label);
	cli_set_str(rec, "name", row->name);
	cli_set_u64(rec, "total", *total);
	cli_set_obj(rec, "delta", delta);
	return rec;
}

static struct json_object *rows(const struct watch *watch,
				const struct interrupts *before,
				const struct interrupts *now,
				const bool *chosen)
{
	struct json_object *list = cli_list(), *rec;
	uint64_t total;
	size_t i;

	for (i = 0; i < now->nr_rows; i++) {
		rec = row_record(before, now, &now->rows[i], chosen, &total);
		if (total || watch->all)
			cli_add(list, rec);
		else
			json_object_put(rec);
	}
	return list;
}

static int emit(struct cli *cli, const struct watch *watch,
		const struct interrupts *before, const struct interrupts *now,
		int64_t passed_ns)
{
	struct json_object *rec, *list, *cpus = cli_list();
	bool *chosen = choose(watch, now);
	size_t i;
	int ret;

	if (!chosen) {
		json_object_put(cpus);
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	}
	for (i = 0; i < now->nr_cpus; i++) {
		if (chosen[i])
			cli_add(cpus, json_object_new_uint64(now->cpus[i]));
	}
	set_title(now, chosen);
	list = rows(watch, before, now, chosen);
	free(chosen);
	if (cli->json) {
		rec = cli_record(watch_fields);
		cli_set_u64(rec, "time_ns", nl_boottime_ns());
		cli_set_u64(rec, "interval_ns", passed_ns);
		cli_set_obj(rec, "cpus", cpus);
		cli_set_obj(rec, "irq", list);
		ret = cli_emit(cli, CLI_LINE, watch_fields, rec);
	} else {
		json_object_put(cpus);
		/* A screen shows the last one, a pipe gets them all. */
		if (isatty(fileno(cli->out)))
			fputs("\033[H\033[J", cli->out);
		ret = cli_emit(cli, CLI_TABLE, row_fields, list);
		if (!ret)
			fputc('\n', cli->out);
	}
	/* Whoever reads it waits for this very one. */
	return !ret && fflush(cli->out) ? CLI_REFUSED : ret;
}

static struct interrupts *read_now(struct cli *cli)
{
	struct interrupts *now = interrupts_read();

	if (!now)
		cli_fail(cli, CLI_REFUSED, errno, NULL,
			 "can't read /proc/interrupts: %s", strerror(errno));
	return now;
}

/* One round: waits, reads, prints; replaces @before. */
static int look(struct cli *cli, const struct watch *watch,
		struct interrupts **before, int64_t *at_ns)
{
	struct interrupts *now;
	int64_t passed;
	int ret;

	ret = nl_wait(NULL, 0, *at_ns + (int64_t)watch->every_ns);
	if (nl_interrupted())
		return CLI_INTERRUPTED;
	if (ret < 0 && ret != -EINTR)
		return cli_fail(cli, CLI_REFUSED, -ret, NULL, "can't wait: %s",
				strerror(-ret));
	now = read_now(cli);
	if (!now)
		return CLI_REFUSED;
	passed = nl_monotonic_ns() - *at_ns;
	*at_ns += passed;
	ret = emit(cli, watch, *before, now, passed);
	interrupts_free(*before);
	*before = now;
	return ret;
}

int nl_irq_watch(struct cli *cli, const struct cli_args *args)
{
	struct interrupts *before;
	struct watch watch;
	uint32_t seen = 0;
	int64_t at_ns;
	int ret;

	ret = parse(cli, args, &watch);
	if (ret)
		return ret;
	nl_wait_begin();
	before = read_now(cli);
	if (!before)
		return CLI_REFUSED;
	at_ns = nl_monotonic_ns();
	do {
		ret = look(cli, &watch, &before, &at_ns);
	} while (!ret && (!watch.count || ++seen < watch.count));
	interrupts_free(before);
	return ret;
}

const struct cli_key nl_irq_watch_keys[] = {
	[KEY_CPU] = { "cpu", "CPUS", NULL, 0 },
	[KEY_EVERY] = { "every", "TIME", "1s 500ms 10s", 0 },
	[KEY_COUNT] = { "count", "N", NULL, 0 },
	[KEY_ALL] = { "all", NULL, NULL, CLI_FLAG },
	{ 0 }
};
