// SPDX-License-Identifier: GPL-2.0-only
/*
 * On whose behalf a task works: a thread of the kernel that serves interrupts
 * (PREEMPT_RT has one for almost each) does what the interrupt wanted that woke
 * it.  Of other tasks this is not known, and not guessed.
 */
#include <string.h>

#include "stages.h"

static bool serves_interrupts(const char *comm)
{
	static const char *const names[] = {
		"irq/", "ktimers/", "ksoftirqd/", "vhost-"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strncmp(comm, names[i], strlen(names[i])))
			return true;
	}
	return false;
}

struct kt_cause kt_cause_now(const struct kt_machine *host, unsigned int cpu,
			     int pid)
{
	const struct kt_host_cpu *c = &host->cpus[cpu];
	const struct kt_cause *cause;

	if (c->depth)
		return (struct kt_cause){ .isr_begin = c->isr_begin,
					  .isr_cpu = cpu };
	cause = &host->causes[(unsigned int)pid % KT_CAUSES];
	if (pid > 0 && cause->pid == pid && c->pid == pid &&
	    serves_interrupts(c->comm))
		return *cause;
	return (struct kt_cause){ 0 };
}

void kt_cause_woken(struct kt_machine *host, unsigned int cpu, int pid,
		    struct kt_cause cause)
{
	struct kt_host_cpu *c = &host->cpus[cpu];
	struct kt_cause *own = &host->causes[(unsigned int)pid % KT_CAUSES];

	if (pid <= 0)
		return;
	*own = cause;
	own->pid = pid;
	if (!c->depth || cause.isr_end)
		return;
	if (c->n_woken < KT_WOKEN_MAX)
		c->woken[c->n_woken++] = pid;
	else
		/* Its end would not be known. */
		own->isr_begin = 0;
}

void kt_cause_isr_end(struct kt_machine *host, unsigned int cpu, int64_t ns)
{
	struct kt_host_cpu *c = &host->cpus[cpu];
	struct kt_cause *cause;
	struct kt_watch *v;
	unsigned int i;

	for (i = 0; i < c->n_woken; i++) {
		cause = &host->causes[(unsigned int)c->woken[i] % KT_CAUSES];
		if (cause->pid == c->woken[i] &&
		    cause->isr_begin == c->isr_begin)
			cause->isr_end = ns;
	}
	c->n_woken = 0;
	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		if (v->wake_isr_begin == c->isr_begin &&
		    v->wake_isr_cpu == cpu && !v->wake_isr_end)
			v->wake_isr_end = ns;
		if (v->first_isr && v->first_isr == c->isr_begin &&
		    v->cpu == cpu && !v->first_isr_end)
			v->first_isr_end = ns;
	}
}
