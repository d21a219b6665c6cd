/* SPDX-License-Identifier: GPL-2.0-only */
/* `kvmrt-nl irq`: what crosses its files. */
#ifndef KVMRT_CLI_IRQ_H
#define KVMRT_CLI_IRQ_H

#include "kvmrt-nl.h"

/* The ways to name interrupts; they come first in the keys of a command. */
#define NL_IRQ_KEYS(value)						\
	{ "irqs", (value), "@irq", CLI_PLAIN },				\
	{ "dev", "ADDRESS", "@dev", 0 },				\
	{ "name", "NAME", "@irqname", 0 }
enum { NL_IRQ_IRQS, NL_IRQ_DEV, NL_IRQ_NAME, NL_NR_IRQ_KEYS };

/* ----------------------------------------------------------------- irq.c */

/* Says what ret means; exit code.  As nl_fail(), with what interrupts need. */
int nl_irq_fail(struct cli *cli, struct kvmrt *ctx, int ret);
/* A list of CPUs, not empty; 0 or CLI_USAGE, after a message. */
int nl_irq_cpus(struct cli *cli, const char *key, const char *list);
/* The numbers of a list, a JSON array. */
struct json_object *nl_irq_cpu_numbers(const char *list);
bool nl_irq_cpu_in(const char *list, int cpu);
/* "spread", "pack" or "numa"; 0 or CLI_USAGE, after a message. */
int nl_irq_policy(struct cli *cli, const char *word, uint32_t *policy);
/* A CPU's number, null for -1. */
void nl_irq_set_cpu(struct json_object *rec, const char *key, int cpu);

/* ---------------------------------------------------------- irq_record.c */

extern const struct cli_field nl_irq_fields[];
extern const struct cli_field nl_irq_count_fields[];
/* The record of an interrupt as `show` has it. */
struct json_object *nl_irq_record(const struct kvmrt_irq *irq);
/* In short, for changes: what moved, from where to where, and why not. */
extern const struct cli_field nl_irq_change_fields[];
struct json_object *nl_irq_change(const struct kvmrt_irq *irq);
/* Of an event, "irq_move" for one. */
extern const struct cli_field nl_irq_event_fields[];
extern const struct cli_field nl_irq_guard_event_fields[];
extern const struct cli_field nl_irq_bind_fields[];
struct json_object *nl_irq_guard_record(const struct kvmrt_irq_guard *guard);
struct json_object *nl_irq_bind_record(const struct kvmrt_irq_bind *bind);

/* ---------------------------------------------------------- irq_select.c */

/**
 * struct nl_irqs - interrupts that a command is about
 * @list: all of the host
 * @irqs: those chosen, in it
 * @count: how many
 * @named: each was named by its number
 */
struct nl_irqs {
	struct kvmrt_irq_list *list;
	const struct kvmrt_irq **irqs;
	size_t count;
	bool named;
};

/* Does the command line choose any? */
bool nl_irq_chosen(const struct cli_args *args);
/*
 * Those that the arguments name, all if none; end it with nl_irqs_free().
 * @cpus: only those aimed there, NULL for all.  0 or an enum cli_exit, after a
 * message.
 */
int nl_irq_select(struct cli *cli, struct kvmrt *ctx,
		  const struct cli_args *args, const char *cpus,
		  struct nl_irqs *irqs);
void nl_irqs_free(struct nl_irqs *irqs);
/* Answers "@irq", "@dev", "@irqname" for the completion; false: none of it. */
bool nl_irq_words(const char *what, cli_word_fn fn, void *fn_ctx);

/* -------------------------------------------------- the commands' handlers */

int nl_irq_move(struct cli *cli, const struct cli_args *args);
int nl_irq_restore(struct cli *cli, const struct cli_args *args);
int nl_irq_evacuate(struct cli *cli, const struct cli_args *args);
int nl_irq_guard(struct cli *cli, const struct cli_args *args);
int nl_irq_bind(struct cli *cli, const struct cli_args *args);
int nl_irq_watch(struct cli *cli, const struct cli_args *args);
int nl_irq_rules(struct cli *cli, const struct cli_args *args);
extern const struct cli_key nl_irq_move_keys[];
extern const struct cli_key nl_irq_restore_keys[];
extern const struct cli_key nl_irq_evacuate_keys[];
extern const struct cli_key nl_irq_guard_keys[];
extern const struct cli_key nl_irq_bind_keys[];
extern const struct cli_key nl_irq_watch_keys[];
extern const struct cli_key nl_irq_rules_keys[];

#endif /* KVMRT_CLI_IRQ_H */
