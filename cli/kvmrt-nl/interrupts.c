// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading /proc/interrupts.
 */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "interrupts.h"
#include "irq.h"

/* "           CPU0       CPU2": which CPUs the columns are. */
static int take_head(struct interrupts *all, const char *line)
{
	unsigned long cpu;
	unsigned int *cpus;
	char *end;

	while ((line = strstr(line, "CPU"))) {
		cpu = strtoul(line + 3, &end, 10);
		if (end == line + 3 || cpu >= KVMRT_CPULIST_CPUS)
			return -EBADMSG;
		cpus = reallocarray(all->cpus, all->nr_cpus + 1, sizeof(*cpus));
		if (!cpus)
			return -ENOMEM;
		all->cpus = cpus;
		all->cpus[all->nr_cpus++] = cpu;
		line = end;
	}
	return all->nr_cpus ? 0 : -EBADMSG;
}

/* "5-edge", "3-fasteoi": how it comes, not who handles it. */
static bool is_flow(const char *word)
{
	if (!isdigit((unsigned char)*word))
		return false;
	while (isdigit((unsigned char)*word))
		word++;
	return *word == '-' && !strchr(word, ' ');
}

/*
 * What follows the counts.  Of a number, the controller and how it comes stand
 * before the names, with two blanks or more between them.
 */
static void take_name(struct interrupts_row *row, const char *text)
{
	const char *p, *name = text;
	size_t len;

	for (p = text; row->is_irq && (p = strstr(p, "  ")); name = p) {
		while (*p == ' ')
			p++;
		if (!*p)
			break;
	}
	len = strcspn(name, "\n");
	while (len && name[len - 1] == ' ')
		len--;
	if (len >= sizeof(row->name))
		len = sizeof(row->name) - 1;
	memcpy(row->name, name, len);
	row->name[len] = '\0';
	if (row->is_irq && (is_flow(row->name) || name == text))
		row->name[0] = '\0';
}

static struct interrupts_row *new_row(struct interrupts *all)
{
	struct interrupts_row *rows, *row;
	size_t room = all->room ? all->room * 2 : 64;

	if (all->nr_rows == all->room) {
		rows = reallocarray(all->rows, room, sizeof(*rows));
		if (!rows)
			return NULL;
		all->rows = rows;
		all->room = room;
	}
	row = &all->rows[all->nr_rows];
	memset(row, 0, sizeof(*row));
	row->counts = calloc(all->nr_cpus, sizeof(*row->counts));
	if (!row->counts)
		return NULL;
	all->nr_rows++;
	return row;
}

/* Lines such as "ERR:" have one count for all CPUs, or fewer than CPUs. */
static int take_row(struct interrupts *all, const char *line)
{
	const char *colon = strchr(line, ':');
	struct interrupts_row *row;
	size_t len, i;
	char *end;

	if (!colon)
		return 0;
	row = new_row(all);
	if (!row)
		return -ENOMEM;
	while (*line == ' ')
		line++;
	len = colon - line;
	if (len >= sizeof(row->label))
		len = sizeof(row->label) - 1;
	memcpy(row->label, line, len);
	row->is_irq = isdigit((unsigned char)row->label[0]);
	line = colon + 1;
	for (i = 0; i < all->nr_cpus; i++) {
		while (*line == ' ')
			line++;
		if (!isdigit((unsigned char)*line))
			break;
		row->counts[i] = strtoull(line, &end, 10);
		line = end;
	}
	while (*line == ' ')
		line++;
	take_name(row, line);
	return 0;
}

static int read_all(struct interrupts *all, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	int ret = -EBADMSG;

	if (getline(&line, &room, file) > 0)
		ret = take_head(all, line);
	while (!ret && getline(&line, &room, file) > 0)
		ret = take_row(all, line);
	free(line);
	return ret;
}

struct interrupts *interrupts_read(void)
{
	struct interrupts *all;
	FILE *file;
	int ret;

	file = host_open("/proc/interrupts");
	if (!file)
		return NULL;
	all = calloc(1, sizeof(*all));
	ret = all ? read_all(all, file) : -ENOMEM;
	fclose(file);
	if (ret) {
		interrupts_free(all);
		errno = -ret;
		return NULL;
	}
	return all;
}

void interrupts_free(struct interrupts *all)
{
	size_t i;

	if (!all)
		return;
	for (i = 0; i < all->nr_rows; i++)
		free(all->rows[i].counts);
	free(all->rows);
	free(all->cpus);
	free(all);
}

const struct interrupts_row *interrupts_find(const struct interrupts *all,
					     const char *label)
{
	size_t i;

	for (i = 0; i < all->nr_rows; i++) {
		if (!strcmp(all->rows[i].label, label))
			return &all->rows[i];
	}
	return NULL;
}

struct json_object *interrupts_record(const struct interrupts *all,
				      const struct interrupts_row *row)
{
	struct json_object *rec = cli_record(nl_irq_fields);
	struct json_object *list = cli_list(), *count;
	uint64_t total = 0;
	size_t i;

	cli_set_str(rec, "name", row->label);
	cli_set_str(rec, "kind", "local");
	for (i = 0; i < all->nr_cpus; i++) {
		if (!row->counts[i])
			continue;
		count = cli_record(nl_irq_count_fields);
		cli_set_u64(count, "cpu", all->cpus[i]);
		cli_set_u64(count, "count", row->counts[i]);
		cli_add(list, count);
		total += row->counts[i];
	}
	cli_set_u64(rec, "total", total);
	cli_set_obj(rec, "count", list);
	cli_set_str(rec, "hold", kvmrt_irq_hold_name(KVMRT_IRQ_HELD_PER_CPU));
	cli_set_str(rec, "state", row->name);
	return rec;
}
