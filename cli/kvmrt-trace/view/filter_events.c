// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events by patterns of their names; which ids those are is found out once for
 * each recording, as ids differ between kernels.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "filter_near.h"

struct filter_set {
	size_t sources_n;
	struct {
		uint8_t *wanted;	/* by id */
		size_t n;
	} of[];
};

static bool matches(const char *glob, const struct tep_event *event)
{
	char name[256];

	if (!strchr(glob, ':'))
		return !fnmatch(glob, event->name, 0);
	snprintf(name, sizeof(name), "%s:%s", event->system, event->name);
	return !fnmatch(glob, name, 0);
}

/* Marks what one pattern means; how many events that is. */
static size_t mark(struct filter_set *set, const char *glob,
		   const struct kt_source *const *list)
{
	size_t found = 0, i;
	int n, k;

	for (i = 0; i < set->sources_n; i++) {
		n = tep_get_events_count(list[i]->tep);
		for (k = 0; k < n; k++) {
			const struct tep_event *event = tep_get_event(list[i]->tep, k);

			if (!event || event->id < 0 || (size_t)event->id >= set->of[i].n ||
			    !matches(glob, event))
				continue;
			set->of[i].wanted[event->id] = 1;
			found++;
		}
	}
	return found;
}

static int unknown(const char *glob, const struct kt_stream *s,
		   struct kt_error *err)
{
	const char *colon = strchr(glob, ':');
	const struct kt_source *const *list;
	size_t sources = kt_stream_sources(s, &list), i;
	struct near near;
	char text[256];
	int n, k;

	near_begin(&near, colon ? colon + 1 : glob,
		   strlen(colon ? colon + 1 : glob));
	for (i = 0; i < sources; i++) {
		n = tep_get_events_count(list[i]->tep);
		for (k = 0; k < n; k++)
			near_try(&near, tep_get_event(list[i]->tep, k)->name);
	}
	return kt_error_set(err, -ENOENT, "no event '%s' in these recordings%s",
			    glob, near_text(&near, text, sizeof(text)));
}

/* Room for all ids of a recording. */
static bool prepare(struct filter_set *set, size_t i, struct tep_handle *tep)
{
	int n = tep_get_events_count(tep), highest = 0, k;

	for (k = 0; k < n; k++) {
		if (tep_get_event(tep, k)->id > highest)
			highest = tep_get_event(tep, k)->id;
	}
	set->of[i].n = (size_t)highest + 1;
	set->of[i].wanted = calloc(set->of[i].n, 1);
	return set->of[i].wanted;
}

int filter_events_open(struct filter_set **set, const char *globs,
		       const struct kt_stream *s, struct kt_error *err)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list), i;
	char *copy = strdup(globs), *next = copy, *glob;
	struct filter_set *fresh;
	int ret = 0;

	*set = NULL;
	fresh = calloc(1, sizeof(*fresh) + n * sizeof(fresh->of[0]));
	if (fresh)
		fresh->sources_n = n;
	for (i = 0; fresh && copy && i < n && !ret; i++)
		ret = prepare(fresh, i, list[i]->tep) ? 0 : -ENOMEM;
	if (!fresh || !copy || ret)
		ret = kt_error_set(err, -ENOMEM, "out of memory");
	while (!ret && (glob = strsep(&next, ","))) {
		if (!*glob)
			ret = kt_error_set(err, -EINVAL,
					   "'%s' has an empty event name", globs);
		else if (!mark(fresh, glob, list))
			ret = unknown(glob, s, err);
	}
	free(copy);
	if (ret)
		filter_events_close(fresh);
	else
		*set = fresh;
	return ret;
}

bool filter_events_has(const struct filter_set *set, const struct kt_event *e)
{
	uint32_t i = e->source->index;
	int id = e->format->id;

	return id >= 0 && (size_t)id < set->of[i].n && set->of[i].wanted[id];
}

void filter_events_close(struct filter_set *set)
{
	size_t i;

	for (i = 0; set && i < set->sources_n; i++)
		free(set->of[i].wanted);
	free(set);
}
