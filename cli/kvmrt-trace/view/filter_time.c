// SPDX-License-Identifier: GPL-2.0-only
/*
 * Times as people write them, exact to the nanosecond, and windows of time.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"

static const struct {
	const char *name;
	int64_t ns;
} units[] = {
	{ "", 1000000000 },
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "m", 60000000000 },
	{ "h", 3600000000000 },
};

static int unit_ns(const char *name, int64_t *ns)
{
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(units[i].name, name)) {
			*ns = units[i].ns;
			return 0;
		}
	}
	return -EINVAL;
}

int filter_time_ns(const char *word, int64_t *ns)
{
	const char *at = word + strspn(word, "0123456789"), *part = NULL, *digit;
	__int128 value = 0;
	int64_t unit, place;
	bool any = at != word;

	if (*at == '.') {
		part = at + 1;
		at = part + strspn(part, "0123456789");
		any |= at != part;
	}
	if (!any || unit_ns(at, &unit))
		return -EINVAL;
	for (digit = word; isdigit((unsigned char)*digit); digit++) {
		value = value * 10 + (*digit - '0');
		if (value > INT64_MAX)
			return -ERANGE;
	}
	value *= unit;
	place = unit;
	for (digit = part; digit && isdigit((unsigned char)*digit); digit++) {
		/* Less than a nanosecond is no time that anything has. */
		if (place % 10 && *digit != '0')
			return -ERANGE;
		place = place % 10 ? place : place / 10;
		value += (*digit - '0') * place;
	}
	if (value > INT64_MAX)
		return -ERANGE;
	*ns = (int64_t)value;
	return 0;
}

int filter_time_at(const char *word, int64_t start_ns, int64_t *ns)
{
	int ret = filter_time_ns(word + (*word == '@'), ns);

	if (ret || *word == '@')
		return ret;
	return __builtin_add_overflow(*ns, start_ns, ns) ? -ERANGE : 0;
}

int filter_windows_add(struct filter_windows *w, int64_t from, int64_t to)
{
	struct filter_window *last = w->n ? &w->list[w->n - 1] : NULL, *list;
	size_t room;

	if (last && from <= last->to) {
		if (to > last->to)
			last->to = to;
		return 0;
	}
	if (w->n == w->room) {
		room = w->room ? w->room * 2 : 16;
		list = realloc(w->list, room * sizeof(*list));
		if (!list)
			return -ENOMEM;
		w->list = list;
		w->room = room;
	}
	w->list[w->n++] = (struct filter_window){ from, to };
	return 0;
}
