// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which interrupts a command is about: numbers, a device's, by name, or all.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "irq.h"

bool nl_irq_chosen(const struct cli_args *args)
{
	return args->value[NL_IRQ_IRQS] || args->value[NL_IRQ_DEV] ||
	       args->value[NL_IRQ_NAME];
}

static int check_one_way(struct cli *cli, const struct cli_args *args)
{
	int ways = 0, i;

	for (i = 0; i < NL_NR_IRQ_KEYS; i++)
		ways += args->value[i] != NULL;
	if (ways > 1)
		return cli_usage(cli, "takes only one of numbers, 'dev' and 'name'");
	return CLI_DONE;
}

static const struct kvmrt_irq *find(const struct kvmrt_irq_list *list,
				    uint64_t number)
{
	size_t i;

	for (i = 0; i < kvmrt_irq_list_count(list); i++) {
		const struct kvmrt_irq *irq = kvmrt_irq_list_at(list, i);

		if (kvmrt_irq_number(irq) == number)
			return irq;
	}
	return NULL;
}

static bool has(const struct nl_irqs *irqs, const struct kvmrt_irq *irq)
{
	size_t i;

	for (i = 0; i < irqs->count; i++) {
		if (irqs->irqs[i] == irq)
			return true;
	}
	return false;
}

/* "24,30": one that is named twice is meant once. */
static int take_numbers(struct cli *cli, const char *words,
			struct nl_irqs *irqs)
{
	char *copy = strdup(words), *rest = copy, *word;
	const struct kvmrt_irq *irq;
	uint64_t number;
	int ret = CLI_DONE;

	if (!copy)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	irqs->named = true;
	while (!ret && (word = strsep(&rest, ","))) {
		if (cli_number(word, UINT32_MAX, &number)) {
			ret = cli_usage(cli, "'%s' is no number of an IRQ",
					word);
			break;
		}
		irq = find(irqs->list, number);
		if (!irq)
			ret = cli_fail(cli, CLI_NOT_FOUND, ENOENT, "irq",
				       "there is no IRQ %s; 'kvmrt-nl irq show' lists them",
				       word);
		else if (!has(irqs, irq))
			irqs->irqs[irqs->count++] = irq;
	}
	free(copy);
	return ret;
}

static bool matches(const struct cli_args *args, const struct kvmrt_irq *irq)
{
	const char *name = kvmrt_irq_name(irq);
	const char *device = kvmrt_irq_device(irq);

	if (args->value[NL_IRQ_DEV])
		return device && !strcmp(device, args->value[NL_IRQ_DEV]);
	if (args->value[NL_IRQ_NAME])
		return name && !fnmatch(args->value[NL_IRQ_NAME], name, 0);
	return true;
}

static int take_matches(struct cli *cli, const struct cli_args *args,
			struct nl_irqs *irqs)
{
	size_t i;

	for (i = 0; i < kvmrt_irq_list_count(irqs->list); i++) {
		const struct kvmrt_irq *irq = kvmrt_irq_list_at(irqs->list, i);

		if (matches(args, irq))
			irqs->irqs[irqs->count++] = irq;
	}
	if (irqs->count || !nl_irq_chosen(args) || args->value[NL_IRQ_IRQS])
		return CLI_DONE;
	return cli_fail(cli, CLI_NOT_FOUND, ENOENT,
			args->value[NL_IRQ_DEV] ? "dev" : "name",
			"no interrupt has the %s '%s'; 'kvmrt-nl irq show' lists them",
			args->value[NL_IRQ_DEV] ? "device" : "name",
			args->value[NL_IRQ_DEV] ? args->value[NL_IRQ_DEV] :
						  args->value[NL_IRQ_NAME]);
}

int nl_irq_select(struct cli *cli, struct kvmrt *ctx,
		  const struct cli_args *args, const char *cpus,
		  struct nl_irqs *irqs)
{
	const char *numbers = args->value[NL_IRQ_IRQS];
	int ret;

	memset(irqs, 0, sizeof(*irqs));
	ret = check_one_way(cli, args);
	if (ret)
		return ret;
	ret = kvmrt_irq_list_get(ctx, cpus, &irqs->list);
	if (ret)
		return nl_irq_fail(cli, ctx, ret);
	irqs->irqs = calloc(kvmrt_irq_list_count(irqs->list) + 1,
			    sizeof(struct kvmrt_irq *));
	if (!irqs->irqs)
		ret = cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
			       "out of memory");
	else if (numbers && strcmp(numbers, "all"))
		ret = take_numbers(cli, numbers, irqs);
	else
		ret = take_matches(cli, args, irqs);
	if (ret)
		nl_irqs_free(irqs);
	return ret;
}

void nl_irqs_free(struct nl_irqs *irqs)
{
	kvmrt_irq_list_free(irqs->list);
	free(irqs->irqs);
	irqs->list = NULL;
	irqs->irqs = NULL;
}

static void offer(const char *what, const struct kvmrt_irq *irq,
		  cli_word_fn fn, void *fn_ctx)
{
	const char *word;
	char number[16];

	if (!strcmp(what, "irq")) {
		snprintf(number, sizeof(number), "%u", kvmrt_irq_number(irq));
		word = number;
	} else {
		word = strcmp(what, "dev") ? kvmrt_irq_name(irq) :
					     kvmrt_irq_device(irq);
	}
	if (word)
		fn(fn_ctx, word);
}

bool nl_irq_words(const char *what, cli_word_fn fn, void *fn_ctx)
{
	struct kvmrt_irq_list *list;
	struct kvmrt *ctx;
	size_t i;

	if (strcmp(what, "irq") && strcmp(what, "dev") &&
	    strcmp(what, "irqname"))
		return false;
	if (kvmrt_open(&ctx))
		return true;
	if (!kvmrt_irq_list_get(ctx, NULL, &list)) {
		for (i = 0; i < kvmrt_irq_list_count(list); i++)
			offer(what, kvmrt_irq_list_at(list, i), fn, fn_ctx);
		kvmrt_irq_list_free(list);
	}
	kvmrt_close(ctx);
	return true;
}
