// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preemption of vCPU threads by task.  A stretch is booked on the task that
 * was given the CPU, also if that hands it on before the vCPU gets it back.
 */
#include <stddef.h>
#include <string.h>

#include "preempt.h"

static struct kt_preemptor *row(struct kt_preempt *p, int pid,
				const char *comm, bool woken)
{
	struct kt_preemptor *by;
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		by = &p->by[i];
		if (by->pid == pid && by->woken == woken &&
		    !strncmp(by->comm, comm, KT_COMM_LEN - 1))
			return by;
	}
	if (p->n == KT_PREEMPTORS_MAX)
		return &p->by[KT_PREEMPTORS_MAX - 1];
	by = &p->by[p->n++];
	/* The last row is everybody's. */
	if (p->n == KT_PREEMPTORS_MAX)
		return by;
	by->pid = pid;
	by->woken = woken;
	memcpy(by->comm, comm, strnlen(comm, KT_COMM_LEN - 1));
	return by;
}

void kt_preempt_begin(struct kt_preempt *p, int64_t ns, int pid,
		      const char *comm, bool woken)
{
	p->now = row(p, pid, comm ? comm : "", woken);
	p->since = ns;
}

void kt_preempt_end(struct kt_preempt *p, int64_t ns, bool counts)
{
	struct kt_preemptor *by = p->now;
	int64_t time = ns - p->since;

	p->now = NULL;
	if (!by || !counts)
		return;
	by->count++;
	by->total += time;
	if (by->count == 1 || time > by->worst) {
		by->worst = time;
		by->worst_at = p->since;
	}
}
