// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading rules.  Nothing is guessed: a line that is not exactly a rule makes
 * the whole file be refused, before anything of it is applied.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "rules.h"

#define LIST_MAX 1023
#define LINE_MAX_BYTES 4096

static const char *const kinds[] = {
	[RULE_AUTO] = "auto", [RULE_IRQ] = "irq", [RULE_NAME] = "name",
	[RULE_NIC] = "nic", [RULE_PCI] = "pci", [RULE_DRIVER] = "driver",
	[RULE_GUARD] = "guard", [RULE_DEFAULT] = "default",
};

const char *rule_kind_name(enum rule_kind kind)
{
	return kinds[kind];
}

__attribute__((format(printf, 3, 4)))
static int wrong(char *why, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, size, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

char *rules_trim(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

static int take_cpus(struct rule *rule, const char *cpus, char *why,
		     size_t size)
{
	int count = kvmrt_cpulist_parse(cpus, NULL, 0);

	if (!*cpus)
		return wrong(why, size, "no CPUs before the ':'");
	if (count == -ERANGE)
		return wrong(why, size, "'%.60s' has a CPU above %d", cpus,
			     KVMRT_CPULIST_CPUS - 1);
	if (count <= 0)
		return wrong(why, size, "'%.60s' is no list of CPUs (0,2-5)",
			     cpus);
	if (strlen(cpus) > LIST_MAX)
		return wrong(why, size, "the list of CPUs is longer than %d bytes",
			     LIST_MAX);
	snprintf(rule->cpus, sizeof(rule->cpus), "%s", cpus);
	return 0;
}

/* "03:00.0" is short for "0000:03:00.0". */
static int take_pci(struct rule *rule, const char *text, char *why,
		    size_t size)
{
	char whole[RULES_TARGET_BYTES], *p;

	snprintf(whole, sizeof(whole), "%s%s",
		 strlen(text) == strlen("03:00.0") ? "0000:" : "", text);
	for (p = whole; *p; p++)
		*p = tolower((unsigned char)*p);
	if (!rules_is_pci(whole))
		return wrong(why, size, "'%.60s' is no PCI address (0000:03:00.0)",
			     text);
	snprintf(rule->target, sizeof(rule->target), "%s", whole);
	rule->kind = RULE_PCI;
	return 0;
}

static int take_irq(struct rule *rule, const char *text, char *why,
		    size_t size)
{
	uint64_t number;

	if (!isdigit((unsigned char)*text) || (text[0] == '0' && text[1]) ||
	    cli_number(text, UINT32_MAX, &number))
		return wrong(why, size, "'%.60s' is no number of an IRQ", text);
	rule->irq = number;
	rule->kind = RULE_IRQ;
	snprintf(rule->target, sizeof(rule->target), "%s", text);
	return 0;
}

/* Of interfaces and drivers: what can be a name below /sys. */
static bool is_file_name(const char *text)
{
	return *text && *text != '.' && !strpbrk(text, "/ \t") &&
	       strlen(text) < RULES_TARGET_BYTES;
}

static int take_word(struct rule *rule, enum rule_kind kind, const char *text,
		     char *why, size_t size)
{
	if (kind != RULE_NAME && !is_file_name(text))
		return wrong(why, size, "'%.60s' is no name of %s", text,
			     kind == RULE_NIC ? "a network interface" :
			     kind == RULE_DRIVER ? "a driver" : "a device");
	rule->kind = kind;
	snprintf(rule->target, sizeof(rule->target), "%s", text);
	return 0;
}

static int take_kind(struct rule *rule, enum rule_kind kind, const char *text,
		     char *why, size_t size)
{
	switch (kind) {
	case RULE_IRQ:
		return take_irq(rule, text, why, size);
	case RULE_PCI:
		return take_pci(rule, text, why, size);
	default:
		return take_word(rule, kind, text, why, size);
	}
}

/* A word alone. */
static int take_target(struct rule *rule, const char *text, char *why,
		       size_t size)
{
	enum rule_kind kind;

	for (kind = RULE_IRQ; kind <= RULE_DEFAULT; kind++) {
		if (strcmp(text, kinds[kind]))
			continue;
		if (kind < RULE_GUARD)
			return wrong(why, size, "'%s' needs a word behind it",
				     text);
		rule->kind = kind;
		snprintf(rule->target, sizeof(rule->target), "%s", text);
		return 0;
	}
	if (isdigit((unsigned char)*text) && !strchr(text, ':'))
		return take_irq(rule, text, why, size);
	if (strchr(text, ':'))
		return take_pci(rule, text, why, size);
	return take_word(rule, strpbrk(text, "*?") ? RULE_NAME : RULE_AUTO,
			 text, why, size);
}

int rule_parse(struct rule *rule, const char *cpus, const char *target,
	       char *why, size_t size)
{
	size_t word = strcspn(target, " \t");
	const char *rest = target + word;
	enum rule_kind kind;
	const char *p;
	int ret;

	ret = take_cpus(rule, cpus, why, size);
	if (ret)
		return ret;
	for (p = target; *p; p++) {
		if (*p < ' ' || *p > '~')
			return wrong(why, size, "the target has bytes that are no printable ASCII");
	}
	if (!*target)
		return wrong(why, size, "no target behind the ':'");
	if (strlen(target) >= RULES_TARGET_BYTES)
		return wrong(why, size, "the target is longer than %d bytes",
			     RULES_TARGET_BYTES - 1);
	if (!*rest)
		return take_target(rule, target, why, size);
	rest += strspn(rest, " \t");
	for (kind = RULE_IRQ; kind < RULE_GUARD; kind++) {
		if (strlen(kinds[kind]) == word &&
		    !strncmp(kinds[kind], target, word))
			return take_kind(rule, kind, rest, why, size);
	}
	return wrong(why, size, "'%.*s' is none of irq, name, nic, pci, driver",
		     (int)word, target);
}

int rules_add(struct rules *rules, const struct rule *rule, char *why,
	      size_t size)
{
	struct rule *grown;
	size_t i;

	for (i = 0; i < rules->count; i++) {
		const struct rule *old = &rules->rules[i];

		if (old->kind == rule->kind &&
		    !strcmp(old->target, rule->target))
			return wrong(why, size, "'%.60s' has CPUs already, by line %u",
				     rule->target, old->line);
	}
	grown = reallocarray(rules->rules, rules->count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	rules->rules = grown;
	rules->rules[rules->count++] = *rule;
	return 0;
}

static int take_line(struct rules *rules, unsigned int number, char *line,
		     char *why, size_t size)
{
	struct rule rule = { .line = number };
	char *colon, *text;
	int ret;

	line[strcspn(line, "#\n")] = '\0';
	text = rules_trim(line);
	if (!*text)
		return 0;
	colon = strchr(text, ':');
	if (!colon)
		return wrong(why, size, "no ':' between CPUs and target");
	*colon = '\0';
	ret = rule_parse(&rule, rules_trim(text), rules_trim(colon + 1), why,
			 size);
	return ret ? ret : rules_add(rules, &rule, why, size);
}

static int read_lines(struct cli *cli, FILE *file, struct rules *rules)
{
	unsigned int number = 0;
	char why[256] = "", *line = NULL;
	size_t room = 0;
	ssize_t len;
	int ret = 0;

	while (!ret && (len = getline(&line, &room, file)) >= 0) {
		number++;
		if (len > LINE_MAX_BYTES || strlen(line) != (size_t)len)
			ret = wrong(why, sizeof(why), "this is no line of text");
		else
			ret = take_line(rules, number, line, why, sizeof(why));
	}
	free(line);
	if (ret == -EINVAL)
		return cli_fail(cli, CLI_REFUSED, EINVAL, NULL, "%s:%u: %s",
				rules->file, number, why);
	if (ret)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	if (ferror(file))
		return cli_fail(cli, CLI_REFUSED, EIO, NULL, "can't read %s",
				rules->file);
	return CLI_DONE;
}

int rules_read(struct cli *cli, const char *path, struct rules *rules)
{
	FILE *file = host_open(path);
	int ret;

	memset(rules, 0, sizeof(*rules));
	rules->file = path;
	if (!file)
		return cli_fail(cli, errno == ENOENT ? CLI_NOT_FOUND :
				CLI_REFUSED, errno, "file",
				"can't read %s: %s%s", path, strerror(errno),
				errno == ENOENT ?
				"; write it, or 'kvmrt-nl irq rules import' it"
				: "");
	ret = read_lines(cli, file, rules);
	fclose(file);
	if (ret)
		rules_free(rules);
	return ret;
}

void rules_free(struct rules *rules)
{
	free(rules->rules);
	rules->rules = NULL;
	rules->count = 0;
}
