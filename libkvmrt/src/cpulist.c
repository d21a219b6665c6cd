// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lists of CPUs: "0,2-5". */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

#define WORD_BITS	(sizeof(unsigned long) * CHAR_BIT)
#define WORDS		(KVMRT_CPULIST_CPUS / WORD_BITS)

struct set {
	unsigned long words[WORDS];
};

static void add(struct set *set, unsigned int cpu)
{
	set->words[cpu / WORD_BITS] |= 1UL << cpu % WORD_BITS;
}

static bool has(const struct set *set, unsigned int cpu)
{
	return cpu < KVMRT_CPULIST_CPUS &&
	       set->words[cpu / WORD_BITS] & 1UL << cpu % WORD_BITS;
}

/* Moves @pos behind a number; -EINVAL: there is none; -ERANGE: too large. */
static int number(const char **pos)
{
	int cpu = 0;

	if (**pos < '0' || **pos > '9')
		return -EINVAL;
	for (; **pos >= '0' && **pos <= '9'; ++*pos) {
		cpu = cpu * 10 + (**pos - '0');
		if (cpu >= KVMRT_CPULIST_CPUS)
			return -ERANGE;
	}
	return cpu;
}

static int parse_set(const char *list, struct set *set)
{
	if (!*list)
		return 0;
	for (;;) {
		int first = number(&list);
		int last = first;

		if (first < 0)
			return first;
		if (*list == '-') {
			list++;
			last = number(&list);
			if (last < 0)
				return last;
			if (last < first)
				return -EINVAL;
		}
		for (; first <= last; first++)
			add(set, (unsigned int)first);
		if (!*list)
			return 0;
		if (*list++ != ',')
			return -EINVAL;
	}
}

KVMRT_API int kvmrt_cpulist_parse(const char *list, unsigned int *cpus,
				  size_t size)
{
	struct set set = { 0 };
	unsigned int cpu;
	size_t count = 0;
	int ret;

	ret = parse_set(list, &set);
	if (ret)
		return kvmrt_errno(-ret);
	for (cpu = 0; cpu < KVMRT_CPULIST_CPUS; cpu++) {
		if (!has(&set, cpu))
			continue;
		if (count < size)
			cpus[count] = cpu;
		count++;
	}
	return (int)count;
}

KVMRT_API int kvmrt_cpulist_format(const unsigned int *cpus, size_t count,
				   char *list, size_t size)
{
	struct set set = { 0 };
	unsigned int first;
	unsigned int last;
	size_t len = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (cpus[i] >= KVMRT_CPULIST_CPUS)
			return kvmrt_errno(ERANGE);
		add(&set, cpus[i]);
	}
	if (size)
		list[0] = '\0';
	for (first = 0; first < KVMRT_CPULIST_CPUS; first = last + 1) {
		char item[32];
		size_t bytes;

		last = first;
		if (!has(&set, first))
			continue;
		while (has(&set, last + 1))
			last++;
		bytes = (size_t)snprintf(item, sizeof(item),
					 first == last ? "%s%u" : "%s%u-%u",
					 len ? "," : "", first, last);
		if (len < size)
			snprintf(list + len, size - len, "%s", item);
		len += bytes;
	}
	return (int)len;
}
