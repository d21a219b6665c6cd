// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many events were lost.  The ring's counters go back to 0 when it is
 * swapped or cleared, so what counts is by how much they grow.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "run.h"

static uint64_t grown(uint64_t *seen, uint64_t now)
{
	uint64_t more = now < *seen ? now : now - *seen;

	*seen = now;
	return more;
}

void kt_recorder_count(struct kt_recorder *rec)
{
	struct kt_cpu_stats now;
	unsigned int i;

	for (i = 0; i < rec->in.cpus; i++) {
		if (kt_cpu_stats(rec->in.dir, i, &now))
			continue;
		/* A flight recorder's ring is meant to be overwritten. */
		if (rec->opt->overwrite)
			rec->overwritten[i] += grown(&rec->seen[i].overrun,
						     now.overrun);
		else
			rec->lost[i] += grown(&rec->seen[i].overrun, now.overrun);
		rec->lost[i] += grown(&rec->seen[i].commit_overrun,
				      now.commit_overrun);
		rec->lost[i] += grown(&rec->seen[i].dropped, now.dropped);
	}
}

uint64_t kt_recorder_lost(const struct kt_recorder *rec)
{
	uint64_t lost = 0;
	unsigned int i;

	for (i = 0; i < rec->in.cpus; i++)
		lost += rec->lost[i];
	return lost;
}

static struct json_object *by_cpu(const struct kt_recorder *rec,
				  const uint64_t *count)
{
	struct json_object *obj = json_object_new_object();
	unsigned int i;
	char cpu[16];

	for (i = 0; i < rec->in.cpus; i++) {
		snprintf(cpu, sizeof(cpu), "%u", i);
		json_object_object_add(obj, cpu, json_object_new_uint64(count[i]));
	}
	return obj;
}

void kt_recorder_tell_lost(struct kt_recorder *rec)
{
	json_object_object_add(rec->meta, "lost", by_cpu(rec, rec->lost));
	if (rec->opt->overwrite)
		json_object_object_add(rec->meta, "overwritten",
				       by_cpu(rec, rec->overwritten));
}
