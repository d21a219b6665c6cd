// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which event goes where.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "print_event.h"

int export_open(struct export *x, const struct kt_stream *s, struct who *who,
		struct perfetto *out)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list), i;
	struct export_cpu *cpus;

	memset(x, 0, sizeof(*x));
	x->out = out;
	x->who = who;
	x->text = print_event_new();
	x->machines = calloc(n + 1, sizeof(*x->machines));
	if (!x->text || !x->machines) {
		export_close(x);
		return -ENOMEM;
	}
	x->machines_n = n;
	for (i = 0; i < n; i++) {
		cpus = calloc(list[i]->cpus + 1, sizeof(*cpus));
		if (!cpus) {
			export_close(x);
			return -ENOMEM;
		}
		x->machines[i].source = list[i];
		x->machines[i].cpus = cpus;
	}
	return 0;
}

int export_event(struct export *x, const struct kt_event *e)
{
	struct export_machine *m = &x->machines[e->source->index];

	if (e->time_ns < 0)
		return -ERANGE;
	if (e->cpu >= m->source->cpus)
		return -EBADMSG;
	m->last_ns = e->time_ns;
	if (e->lost)
		export_cpu_lost(x, e);
	export_cpu_touch(x, e);
	if (!strcmp(e->format->system, "sched") &&
	    !strcmp(e->format->name, "sched_switch")) {
		export_cpu_switch(x, e);
		export_vcpu_switch(x, e);
	} else if (!export_cpu_irq(x, e) && !export_vcpu_event(x, e)) {
		export_instant(x, e);
	}
	return perfetto_error(x->out);
}

void export_end(struct export *x)
{
	struct export_machine *m;
	unsigned int cpu;
	size_t i;

	for (i = 0; i < x->vcpus_n; i++) {
		m = &x->machines[x->vcpus[i]->source->index];
		export_vcpu_end(x, x->vcpus[i], m->last_ns);
	}
	for (m = x->machines; m < x->machines + x->machines_n; m++) {
		for (cpu = 0; cpu < m->source->cpus; cpu++)
			export_cpu_end(x, m->source, cpu, m->last_ns);
	}
}

void export_close(struct export *x)
{
	size_t i;

	print_event_free(x->text);
	for (i = 0; i < x->machines_n; i++)
		free(x->machines[i].cpus);
	free(x->machines);
	for (i = 0; i < x->vcpus_n; i++)
		free(x->vcpus[i]);
	free(x->vcpus);
}
