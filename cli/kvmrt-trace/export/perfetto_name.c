// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names by number, so that a file has each of them once.  Guests can make up as
 * many task names as they like: above the limit names are written in full.
 */
#include <stdlib.h>
#include <string.h>

#include "perfetto.h"

#define NAMES_MAX 32768
#define PLACES (2 * NAMES_MAX)

struct perfetto_names {
	char *names[PLACES];
	uint64_t ids[PLACES];
	uint64_t n;
};

struct perfetto_names *perfetto_names_open(void)
{
	return calloc(1, sizeof(struct perfetto_names));
}

void perfetto_names_close(struct perfetto_names *names)
{
	size_t i;

	for (i = 0; names && i < PLACES; i++)
		free(names->names[i]);
	free(names);
}

uint64_t perfetto_names_get(struct perfetto_names *names, const char *name,
			    bool *fresh)
{
	uint32_t hash = 2166136261u;
	const char *c;
	size_t at;

	for (c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	*fresh = false;
	for (at = hash % PLACES; names->names[at]; at = (at + 1) % PLACES) {
		if (!strcmp(names->names[at], name))
			return names->ids[at];
	}
	if (names->n == NAMES_MAX)
		return 0;
	names->names[at] = strdup(name);
	if (!names->names[at])
		return 0;
	*fresh = true;
	names->ids[at] = ++names->n;
	return names->ids[at];
}
