// SPDX-License-Identifier: GPL-2.0-only
/*
 * vCPUs: in the guest, or in the host because of an exit; not running because
 * another task does, or because there is nothing to do.
 *
 * An exit, its handling and the entry after it are joined by arrows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"

/* Hosts don't have more; a recording that says so was tampered with. */
#define VCPUS_MAX 65536

static struct export_vcpu *add(struct export *x, const struct kt_source *source,
			       struct who_is is, int tid)
{
	struct export_vcpu *v, **list;
	size_t room;

	if (x->vcpus_n == x->vcpus_room) {
		room = x->vcpus_room ? x->vcpus_room * 2 : 64;
		if (room > VCPUS_MAX)
			return NULL;
		list = realloc(x->vcpus, room * sizeof(*list));
		if (!list)
			return NULL;
		x->vcpus = list;
		x->vcpus_room = room;
	}
	v = calloc(1, sizeof(*v));
	if (!v)
		return NULL;
	v->source = source;
	v->vm = is.vm;
	v->vcpu = is.vcpu;
	v->place = (uint32_t)x->vcpus_n;
	x->vcpus[x->vcpus_n++] = v;
	export_vcpu_tell(x, v, tid);
	return v;
}

static struct export_vcpu *find(struct export *x, const struct kt_source *source,
				struct who_is is)
{
	size_t i;

	for (i = 0; i < x->vcpus_n; i++) {
		if (x->vcpus[i]->vcpu == is.vcpu && x->vcpus[i]->vm == is.vm &&
		    x->vcpus[i]->source == source)
			return x->vcpus[i];
	}
	return NULL;
}

static void end_user(struct export *x, struct export_vcpu *v, int64_t time_ns)
{
	if (v->user || v->handler)
		perfetto_end(x->out, export_handler_track(v), time_ns);
	v->user = false;
	v->handler = false;
}

void export_vcpu_end(struct export *x, struct export_vcpu *v, int64_t time_ns)
{
	end_user(x, v, time_ns);
	if (v->off)
		perfetto_end(x->out, export_vcpu_track(v), time_ns);
	v->off = false;
	if (v->mode != EXPORT_UNKNOWN)
		perfetto_end(x->out, export_vcpu_track(v), time_ns);
	v->mode = EXPORT_UNKNOWN;
	v->flow = 0;
}

void export_vcpu_lost(struct export *x, const struct kt_event *e, int64_t time_ns)
{
	size_t i;

	for (i = 0; i < x->vcpus_n; i++) {
		struct export_vcpu *v = x->vcpus[i];

		if (v->source == e->source && v->cpu == e->cpu)
			export_vcpu_end(x, v, v->last_ns > time_ns ? v->last_ns : time_ns);
	}
}

static void enter(struct export *x, struct export_vcpu *v, const struct kt_event *e)
{
	uint64_t flow = v->flow;

	export_vcpu_end(x, v, e->time_ns);
	perfetto_event(x->out, PERFETTO_BEGIN, export_vcpu_track(v), e->time_ns,
		       "guest");
	if (flow)
		perfetto_flow(x->out, flow, true);
	perfetto_u64(x->out, "host_cpu", e->cpu);
	perfetto_done(x->out);
	v->mode = EXPORT_GUEST;
	export_cpu_guest(x, v, e, true);
}

static void leave(struct export *x, struct export_vcpu *v, const struct kt_event *e)
{
	const char *key = strcmp(e->format->system, "kvmrt") ? "exit_reason" : "reason";
	char reason[64], name[96];
	uint64_t code;

	export_vcpu_end(x, v, e->time_ns);
	export_word(x, e, "reason", reason, sizeof(reason));
	snprintf(name, sizeof(name), "exit %s", reason);
	v->flow = ++x->flows;
	perfetto_event(x->out, PERFETTO_BEGIN, export_vcpu_track(v), e->time_ns, name);
	perfetto_flow(x->out, v->flow, false);
	if (kt_field_u64(e, key, &code))
		perfetto_hex(x->out, "reason", code);
	perfetto_u64(x->out, "host_cpu", e->cpu);
	perfetto_done(x->out);
	v->mode = EXPORT_HOST;
	/* Without our events nobody knows when the handler was done. */
	if (v->ours) {
		snprintf(name, sizeof(name), "handle %s", reason);
		perfetto_event(x->out, PERFETTO_BEGIN, export_handler_track(v),
			       e->time_ns, name);
		perfetto_flow(x->out, v->flow, false);
		perfetto_done(x->out);
		v->handler = true;
	}
	export_cpu_guest(x, v, e, false);
}

static void handled(struct export *x, struct export_vcpu *v, const struct kt_event *e)
{
	char user[64], name[96];
	uint64_t to_user;

	if (!v->handler) {
		export_instant(x, e);
		return;
	}
	perfetto_event(x->out, PERFETTO_END, export_handler_track(v), e->time_ns, NULL);
	export_args(x, e);
	perfetto_done(x->out);
	v->handler = false;
	if (!kt_field_u64(e, "to_user", &to_user) || !to_user)
		return;
	export_word(x, e, "user", user, sizeof(user));
	snprintf(name, sizeof(name), "user space %s", user);
	perfetto_event(x->out, PERFETTO_BEGIN, export_handler_track(v), e->time_ns, name);
	perfetto_done(x->out);
	v->user = true;
}

enum step { STEP_NONE, STEP_ENTER, STEP_EXIT, STEP_HANDLER };

static enum step step_of(const struct kt_event *e, bool *ours)
{
	const char *name = e->format->name;

	*ours = !strcmp(e->format->system, "kvmrt");
	if (*ours && !strcmp(name, "kvm_enter_vm_pid"))
		return STEP_ENTER;
	if (*ours && !strcmp(name, "kvm_exit_vm_pid"))
		return STEP_EXIT;
	if (*ours && !strcmp(name, "kvm_exit_handler"))
		return STEP_HANDLER;
	if (!strcmp(e->format->system, "kvm") && !strcmp(name, "kvm_entry"))
		return STEP_ENTER;
	if (!strcmp(e->format->system, "kvm") && !strcmp(name, "kvm_exit"))
		return STEP_EXIT;
	return STEP_NONE;
}

bool export_vcpu_event(struct export *x, const struct kt_event *e)
{
	int pid = kt_event_pid(e);
	struct export_vcpu *v;
	enum step step;
	struct who_is is;
	bool ours;

	step = step_of(e, &ours);
	if (step == STEP_NONE || e->source->is_guest)
		return false;
	is = who_event(x->who, e);
	if (is.vm == WHO_NONE)
		is.vcpu = (uint32_t)pid;
	v = find(x, e->source, is);
	if (!v)
		v = add(x, e->source, is, pid);
	if (!v)
		return false;
	/* Where both were recorded, KVM's own are events like others. */
	if (v->ours && !ours)
		return false;
	v->ours = ours;
	if (step == STEP_ENTER)
		enter(x, v, e);
	else if (step == STEP_EXIT)
		leave(x, v, e);
	else
		handled(x, v, e);
	v->cpu = e->cpu;
	v->last_ns = e->time_ns;
	return true;
}

static void off(struct export *x, struct export_vcpu *v, const struct kt_event *e)
{
	const char *comm;
	char name[64] = "waits";
	int64_t state = 0;
	size_t len;

	/* Runnable, or pushed aside, which has a bit beyond all states. */
	kt_field_s64(e, "prev_state", &state);
	comm = kt_field_bytes(e, "next_comm", &len);
	if (!(state & 0xff))
		snprintf(name, sizeof(name), "preempted by %.*s",
			 comm ? (int)strnlen(comm, len) : 1, comm ? comm : "?");
	perfetto_event(x->out, PERFETTO_BEGIN, export_vcpu_track(v), e->time_ns, name);
	perfetto_s64(x->out, "prev_state", state);
	perfetto_done(x->out);
	v->off = true;
}

void export_vcpu_switch(struct export *x, const struct kt_event *e)
{
	struct export_vcpu *v;
	int64_t prev, next;

	if (e->source->is_guest || !kt_field_s64(e, "prev_pid", &prev) ||
	    !kt_field_s64(e, "next_pid", &next))
		return;
	v = find(x, e->source, who_thread(x->who, e->source, (int)prev));
	if (v) {
		/* Its exit was not recorded, as it can't be in the guest now. */
		if (v->mode == EXPORT_GUEST || v->off)
			export_vcpu_end(x, v, e->time_ns);
		off(x, v, e);
		v->cpu = e->cpu;
		v->last_ns = e->time_ns;
	}
	v = find(x, e->source, who_thread(x->who, e->source, (int)next));
	if (!v)
		return;
	if (v->off)
		perfetto_end(x->out, export_vcpu_track(v), e->time_ns);
	v->off = false;
	v->cpu = e->cpu;
	v->last_ns = e->time_ns;
}
