// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vCPU that could run but waits for a CPU: who has that CPU meanwhile.  Each
 * switch among others ends the part of one task and begins the next one's.
 */
#include <string.h>

#include "stages.h"

static void join(struct kt_watch *v, unsigned int cpu)
{
	struct kt_host_cpu *c = &v->machine->cpus[cpu];

	v->wait.cpu = cpu;
	v->wait.next = c->waiting;
	c->waiting = v;
}

static void part(struct kt_watch *v)
{
	struct kt_watch **at = &v->machine->cpus[v->wait.cpu].waiting;

	while (*at != v)
		at = &(*at)->wait.next;
	*at = v->wait.next;
}

/* What of from - to is in the window; false if nothing. */
static bool cut(const struct kt_model *m, int64_t *from, int64_t *to)
{
	if ((*to <= m->from && *from < m->from) ||
	    (*from >= m->to && *to > m->to))
		return false;
	if (*from < m->from)
		*from = m->from;
	if (*to > m->to)
		*to = m->to;
	return true;
}

/* The part of the task that has the CPU now ends at ns. */
static void had(struct kt_watch *v, int64_t ns)
{
	const struct kt_host_cpu *c = &v->machine->cpus[v->wait.cpu];
	int64_t from = v->wait.since, to = ns;

	/* Clocks of CPUs that don't agree. */
	if (to < from)
		to = from;
	v->wait.since = to;
	if (c->pid == v->tid || !cut(v->machine->model, &from, &to))
		return;
	if (c->pid > 0)
		kt_preempt_had(&v->preempt, v->wait.woken, c->pid, c->comm,
			       from, to);
	/* One that was woken needs some time to get an idle CPU: nobody's. */
	else if (!v->wait.woken)
		kt_preempt_had(&v->preempt, false, 0, "(idle)", from, to);
}

void kt_wait_begin(struct kt_watch *v, int64_t ns, bool woken)
{
	v->wait.woken = woken;
	v->wait.begin = ns;
	v->wait.since = ns;
	join(v, v->cpu);
}

void kt_wait_end(struct kt_watch *v, int64_t ns)
{
	int64_t from = v->wait.begin, to = ns;

	had(v, ns);
	part(v);
	if (cut(v->machine->model, &from, &to))
		kt_preempt_waited(&v->preempt, v->wait.woken, from, to);
}

void kt_wait_move(struct kt_watch *v, int64_t ns, unsigned int cpu)
{
	if (cpu == v->wait.cpu || cpu >= v->machine->n_cpus)
		return;
	had(v, ns);
	part(v);
	join(v, cpu);
}

void kt_wait_switch(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v;

	for (v = host->cpus[s->cpu].waiting; v; v = v->wait.next) {
		if (v->tid != s->next_pid)
			had(v, s->ns);
	}
}
