// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of hosts in a hash table, as many as there are vCPUs; CPUs of guests
 * by their APIC ids, which are KVM's numbers of the vCPUs.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "filter_who.h"

struct thread {
	uint32_t source;
	int tid;	/* 0: a free place, no vCPU runs in the idle task */
	struct who_is is;
};

struct who {
	struct thread *threads;
	size_t size, used;	/* size is a power of 2 */
	uint32_t **vcpus;	/* of guests: by CPU, NULL: the same numbers */
	size_t *vcpus_n;
	size_t sources_n;
};

static const struct who_is nobody = { WHO_NONE, WHO_NONE };

static struct thread *place(struct thread *threads, size_t size,
			    uint32_t source, int tid)
{
	size_t at = ((uint32_t)tid * 2654435761u + source * 97) & (size - 1);

	while (threads[at].tid &&
	       (threads[at].tid != tid || threads[at].source != source))
		at = (at + 1) & (size - 1);
	return &threads[at];
}

static bool grow(struct who *w)
{
	size_t size = w->size ? w->size * 2 : 64, i;
	struct thread *threads = calloc(size, sizeof(*threads));

	if (!threads)
		return false;
	for (i = 0; i < w->size; i++) {
		if (w->threads[i].tid)
			*place(threads, size, w->threads[i].source,
			       w->threads[i].tid) = w->threads[i];
	}
	free(w->threads);
	w->threads = threads;
	w->size = size;
	return true;
}

static bool learn(struct who *w, uint32_t source, int tid, struct who_is is)
{
	struct thread *thread;

	if (tid <= 0)
		return true;
	if (w->used * 2 >= w->size && !grow(w))
		return false;
	thread = place(w->threads, w->size, source, tid);
	w->used += !thread->tid;
	*thread = (struct thread){ .source = source, .tid = tid, .is = is };
	return true;
}

/* An element of an array that an object has under this key, NULL behind it. */
static struct json_object *element(const struct json_object *obj,
				   const char *key, size_t i)
{
	struct json_object *list;

	if (!json_object_object_get_ex(obj, key, &list) ||
	    !json_object_is_type(list, json_type_array) ||
	    i >= json_object_array_length(list))
		return NULL;
	return json_object_array_get_idx(list, i);
}

static int64_t number(const struct json_object *obj, const char *key)
{
	struct json_object *value;

	if (!json_object_is_type(obj, json_type_object) ||
	    !json_object_object_get_ex(obj, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return -1;
	return json_object_get_int64(value);
}

static bool add_host(struct who *w, const struct kt_source *source)
{
	struct json_object *vm, *vcpu;
	size_t i, k;

	for (i = 0; (vm = element(source->meta, "vms", i)); i++) {
		if (!json_object_is_type(vm, json_type_object))
			continue;
		for (k = 0; (vcpu = element(vm, "vcpus", k)); k++) {
			struct who_is is = {
				(uint32_t)number(vm, "id"),
				(uint32_t)number(vcpu, "id")
			};
			if (!learn(w, source->index, (int)number(vcpu, "tid"), is))
				return false;
		}
	}
	return true;
}

static bool add_guest(struct who *w, const struct kt_source *source)
{
	struct json_object *list;
	uint32_t *vcpus;
	size_t n, i;

	if (!json_object_object_get_ex(source->meta, "apic_ids", &list) ||
	    !json_object_is_type(list, json_type_array))
		return true;
	n = json_object_array_length(list);
	vcpus = calloc(n + 1, sizeof(*vcpus));
	if (!vcpus)
		return false;
	for (i = 0; i < n; i++)
		vcpus[i] = (uint32_t)
			json_object_get_int64(json_object_array_get_idx(list, i));
	w->vcpus_n[source->index] = n;
	w->vcpus[source->index] = vcpus;
	return true;
}

struct who *who_open(const struct kt_stream *s)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list), i;
	struct who *w = calloc(1, sizeof(*w));
	bool fine;

	if (!w)
		return NULL;
	w->sources_n = n;
	w->vcpus = calloc(n + 1, sizeof(*w->vcpus));
	w->vcpus_n = calloc(n + 1, sizeof(*w->vcpus_n));
	fine = w->vcpus && w->vcpus_n && grow(w);
	for (i = 0; i < n && fine; i++)
		fine = list[i]->is_guest ? add_guest(w, list[i]) : add_host(w, list[i]);
	if (fine)
		return w;
	who_close(w);
	return NULL;
}

void who_close(struct who *w)
{
	size_t i;

	if (!w)
		return;
	for (i = 0; w->vcpus && i < w->sources_n; i++)
		free(w->vcpus[i]);
	free(w->vcpus);
	free(w->vcpus_n);
	free(w->threads);
	free(w);
}

struct who_is who_thread(const struct who *w, const struct kt_source *host,
			 int tid)
{
	const struct thread *thread;

	if (tid <= 0)
		return nobody;
	thread = place(w->threads, w->size, host->index, tid);
	return thread->tid ? thread->is : nobody;
}

static struct who_is guest_event(const struct who *w, const struct kt_event *e)
{
	uint32_t i = e->source->index;
	struct who_is is = {
		e->source->vm_id ? e->source->vm_id : WHO_NONE, e->cpu
	};

	if (w->vcpus[i])
		is.vcpu = e->cpu < w->vcpus_n[i] ? w->vcpus[i][e->cpu] : WHO_NONE;
	return is;
}

struct who_is who_event(struct who *w, const struct kt_event *e)
{
	uint64_t vm, vcpu;
	struct who_is is, known;
	int tid;

	if (e->source->is_guest)
		return guest_event(w, e);
	tid = kt_event_pid(e);
	known = who_thread(w, e->source, tid);
	if (strcmp(e->format->system, "kvmrt") || !kt_field_u64(e, "vm", &vm) ||
	    !kt_field_u64(e, "vcpu", &vcpu))
		return known;
	is.vm = (uint32_t)vm;
	is.vcpu = (uint32_t)vcpu;
	/* A thread's id may come again, for another VM's vCPU. */
	if (is.vm != known.vm || is.vcpu != known.vcpu)
		learn(w, e->source->index, tid, is);
	return is;
}

struct who_is who_data(const struct who *w, const struct kt_event *e, int pid,
		       uint32_t vm, uint32_t vcpu)
{
	struct who_is is = { vm, vcpu };

	if (e->source->is_guest)
		return guest_event(w, e);
	return vm ? is : who_thread(w, e->source, pid);
}

struct who_is who_other(const struct who *w, const struct kt_event *e)
{
	int64_t tid;

	if (e->source->is_guest || strcmp(e->format->system, "sched"))
		return nobody;
	if (kt_field_s64(e, "next_pid", &tid) || kt_field_s64(e, "pid", &tid))
		return who_thread(w, e->source, (int)tid);
	return nobody;
}

struct json_object *who_vm(const struct kt_source *host, size_t i)
{
	return element(host->meta, "vms", i);
}

uint32_t who_vm_id(const struct json_object *vm)
{
	return (uint32_t)number(vm, "id");
}

const char *who_vm_name(const struct kt_source *host, uint32_t vm)
{
	struct json_object *obj, *name;
	size_t i;

	for (i = 0; (obj = who_vm(host, i)); i++) {
		if (who_vm_id(obj) == vm &&
		    json_object_object_get_ex(obj, "name", &name) &&
		    json_object_is_type(name, json_type_string))
			return json_object_get_string(name);
	}
	return NULL;
}

const struct kt_source *who_host(const struct kt_source *source)
{
	return source->host ? source->host : source;
}
