// SPDX-License-Identifier: GPL-2.0-only
/*
 * Likeness of names: how many letters must be changed, left out, added or
 * swapped with their neighbour; a name that contains the word is near, too.
 */
#include <stdio.h>
#include <string.h>

#include "filter_near.h"

#define LONGEST (sizeof(((struct near *)0)->word))

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][LONGEST + 1], i, j, cost;
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2], *spare;
	size_t na = strnlen(a, LONGEST), nb = strnlen(b, LONGEST);

	for (j = 0; j <= nb; j++)
		last[j] = j;
	for (i = 1; i <= na; i++) {
		row[0] = i;
		for (j = 1; j <= nb; j++) {
			cost = a[i - 1] != b[j - 1];
			row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[nb];
}

void near_begin(struct near *near, const char *word, size_t len)
{
	memset(near, 0, sizeof(*near));
	snprintf(near->word, sizeof(near->word), "%.*s", (int)len, word);
}

void near_try(struct near *near, const char *name)
{
	size_t len = strlen(near->word);
	unsigned int cost, start, i, at;
	char begin[LONGEST];

	if (!len)
		return;
	cost = distance(near->word, name);
	/* The beginning of a long name is as good, nearly. */
	snprintf(begin, sizeof(begin), "%.*s", (int)len, name);
	start = distance(near->word, begin) + 1;
	if (len > 3 && start < cost)
		cost = start;
	if (cost > 2 && cost * 3 > len) {
		if (len < 3 || !strstr(name, near->word))
			return;
		cost = (unsigned int)len;
	}
	for (i = 0; i < near->n; i++) {
		if (!strcmp(near->names[i], name))
			return;
	}
	for (at = near->n; at && near->cost[at - 1] > cost; at--)
		;
	if (at == NEAR_MAX)
		return;
	if (near->n < NEAR_MAX)
		near->n++;
	for (i = near->n - 1; i > at; i--) {
		near->names[i] = near->names[i - 1];
		near->cost[i] = near->cost[i - 1];
	}
	near->names[at] = name;
	near->cost[at] = cost;
}

const char *near_text(const struct near *near, char *buf, size_t size)
{
	unsigned int i;
	size_t len = 0;

	buf[0] = '\0';
	for (i = 0; i < near->n && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
					i ? ", " : "; near: ", near->names[i]);
	return buf;
}
