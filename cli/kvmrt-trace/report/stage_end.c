// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a host's recording ends.  Its guests' may go on, or have begun earlier:
 * what they did then is no riddle, it just wasn't recorded on the host.
 */
#include "stages.h"

void kt_host_records(struct kt_machine *host, int64_t ns)
{
	struct kt_watch *v;
	unsigned int i;

	host->last = ns;
	if (!host->unmatched)
		return;
	/* It did record when its guests took these. */
	host->unmatched = false;
	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		v->misses[KT_MISS_WHERE] += v->unmatched_where;
		v->misses[KT_MISS_CAUSE] += v->unmatched_cause;
		v->unmatched_where = 0;
		v->unmatched_cause = 0;
	}
}

void kt_miss_unmatched(struct kt_watch *v, int64_t ns)
{
	if (!kt_model_counts(v->machine->model, ns))
		return;
	if (v->state == KT_STATE_UNKNOWN) {
		/* After lost events nothing says where it is. */
		v->misses[v->machine->lost ? KT_MISS_LOST : KT_MISS_HOST]++;
		return;
	}
	v->machine->unmatched = true;
	if (v->state == KT_STATE_GUEST)
		v->unmatched_cause++;
	else
		v->unmatched_where++;
}

static void vcpu_end(struct kt_watch *v, int64_t last)
{
	const struct kt_model *m = v->machine->model;

	kt_delivery_drop(v, KT_MISS_END);
	v->misses[KT_MISS_HOST] += v->unmatched_where + v->unmatched_cause;
	if (last < m->last)
		kt_vcpu_state(v, last, KT_STATE_UNKNOWN);
	kt_vcpu_state(v, m->last, v->state);
}

void kt_model_end(struct kt_model *m)
{
	struct kt_machine *host;
	unsigned int i, j;

	for (i = 0; i < m->n_machines; i++) {
		host = m->machines[i];
		if (host->goes_on)
			kt_host_records(host, m->last);
		for (j = 0; j < host->n_vcpus; j++)
			vcpu_end(host->vcpus[j], host->last);
	}
}
