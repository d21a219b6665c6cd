// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of tracks: machines, their CPUs, a host's VMs, their vCPUs.
 */
#include "export.h"

/* What an id is made of, from the top: machine, kind, number. */
#define MACHINE_SHIFT 48
#define KIND_SHIFT 40

enum kind { KIND_MACHINE, KIND_CPU, KIND_VM, KIND_VCPU, KIND_HANDLER };

/* The tracks of a CPU are neighbours. */
#define CPU_TRACKS 4

static uint64_t track_id(const struct kt_source *source, enum kind kind,
			 uint64_t number)
{
	return ((uint64_t)source->index + 1) << MACHINE_SHIFT |
		(uint64_t)kind << KIND_SHIFT | number;
}

static uint64_t machine(struct export *x, const struct kt_source *source)
{
	struct export_machine *m = &x->machines[source->index];
	uint64_t id = track_id(source, KIND_MACHINE, 0);
	char name[256];

	if (m->told)
		return id;
	m->told = true;
	if (source->is_guest && source->vm_id)
		snprintf(name, sizeof(name), "guest %s (VM %u)", source->name,
			 source->vm_id);
	else
		snprintf(name, sizeof(name), "%s %s",
			 source->is_guest ? "guest" : "host", source->name);
	/* Hosts first, as what their guests wait for. */
	perfetto_track(x->out, id, 0,
		       (int32_t)(source->index + (source->is_guest ? 1000 : 0)), name);
	return id;
}

uint64_t export_cpu_track(struct export *x, const struct kt_source *source,
			  unsigned int cpu, enum export_cpu_track which)
{
	static const char *const names[] = { "", " interrupts", " softirqs", " events" };
	struct export_cpu *c = &x->machines[source->index].cpus[cpu];
	uint64_t id = track_id(source, KIND_CPU, cpu * CPU_TRACKS + which);
	char name[64];

	if (c->tracks & 1U << which)
		return id;
	c->tracks |= 1U << which;
	snprintf(name, sizeof(name), "CPU %u%s", cpu, names[which]);
	perfetto_track(x->out, id, machine(x, source),
		       (int32_t)(cpu * CPU_TRACKS + which), name);
	return id;
}

uint64_t export_vcpu_track(const struct export_vcpu *v)
{
	return track_id(v->source, KIND_VCPU, v->place);
}

uint64_t export_handler_track(const struct export_vcpu *v)
{
	return track_id(v->source, KIND_HANDLER, v->place);
}

/* A VM's own track, when its first vCPU comes. */
static uint64_t vm(struct export *x, const struct export_vcpu *v)
{
	uint64_t id = track_id(v->source, KIND_VM, v->vm);
	const char *called = who_vm_name(v->source, v->vm);
	char name[256];
	size_t i;

	for (i = 0; i < x->vcpus_n; i++) {
		if (x->vcpus[i] != v && x->vcpus[i]->source == v->source &&
		    x->vcpus[i]->vm == v->vm)
			return id;
	}
	if (v->vm == WHO_NONE)
		snprintf(name, sizeof(name), "VMs");
	else if (called)
		snprintf(name, sizeof(name), "VM %u %s", v->vm, called);
	else
		snprintf(name, sizeof(name), "VM %u", v->vm);
	/* Behind the CPUs. */
	perfetto_track(x->out, id, machine(x, v->source),
		       (int32_t)(v->vm < 1000000 ? v->vm : 1000000) + 1000000, name);
	return id;
}

void export_vcpu_tell(struct export *x, const struct export_vcpu *v, int tid)
{
	uint64_t parent = vm(x, v);
	char name[64], of[80];

	if (v->vm == WHO_NONE)
		snprintf(name, sizeof(name), "vCPU thread %d", tid);
	else
		snprintf(name, sizeof(name), "vCPU %u (thread %d)", v->vcpu, tid);
	perfetto_track(x->out, export_vcpu_track(v), parent,
		       (int32_t)(v->vcpu & 0xffffff) * 2, name);
	if (v->vm == WHO_NONE)
		snprintf(of, sizeof(of), "%s handlers", name);
	else
		snprintf(of, sizeof(of), "vCPU %u handlers", v->vcpu);
	perfetto_track(x->out, export_handler_track(v), parent,
		       (int32_t)(v->vcpu & 0xffffff) * 2 + 1, of);
}
