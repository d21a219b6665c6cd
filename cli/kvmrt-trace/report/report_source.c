// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machines of a report: hosts, and the guests whose host is among them.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static struct json_object *get(const struct json_object *obj, const char *key,
			       enum json_type type)
{
	struct json_object *value;

	if (!obj || !json_object_is_type(obj, json_type_object) ||
	    !json_object_object_get_ex(obj, key, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

static bool get_u64(const struct json_object *obj, const char *key,
		    uint64_t *value)
{
	struct json_object *number = get(obj, key, json_type_int);

	if (number)
		*value = json_object_get_uint64(number);
	return number;
}

/* What the first ratio and offset are; the events tell of changes. */
static struct kt_watch_tsc first_tsc(const struct json_object *vcpu)
{
	struct json_object *list = get(vcpu, "tsc", json_type_array), *first;
	struct json_object *offset;
	struct kt_watch_tsc tsc = { 0 };
	uint64_t bits = 0;

	if (!list || !json_object_array_length(list))
		return tsc;
	first = json_object_array_get_idx(list, 0);
	offset = get(first, "offset", json_type_int);
	if (!offset || !get_u64(first, "ratio", &tsc.ratio) ||
	    !get_u64(first, "frac_bits", &bits))
		return tsc;
	/* Signed, or above what is; both are the same 64 bits. */
	tsc.offset = json_object_get_int64(offset) < INT64_MAX ?
			     (uint64_t)json_object_get_int64(offset) :
			     json_object_get_uint64(offset);
	tsc.frac_bits = (uint32_t)bits;
	tsc.known = true;
	return tsc;
}

static int add_vm(struct kt_machine *host, const struct json_object *vm)
{
	struct json_object *list = get(vm, "vcpus", json_type_array), *vcpu;
	uint64_t id = 0, pid = 0, vcpu_id, tid;
	struct kt_watch *v;
	size_t i;

	if (!list || !get_u64(vm, "id", &id))
		return 0;
	get_u64(vm, "pid", &pid);
	for (i = 0; i < json_object_array_length(list); i++) {
		vcpu = json_object_array_get_idx(list, i);
		tid = 0;
		if (!get_u64(vcpu, "id", &vcpu_id))
			continue;
		get_u64(vcpu, "tid", &tid);
		v = kt_machine_vcpu(host, (int)tid, (uint32_t)id, (int32_t)pid,
				    (uint32_t)vcpu_id);
		if (!v)
			return -ENOMEM;
		v->tsc = first_tsc(vcpu);
	}
	return 0;
}

static int add_host(struct kt_report *r, const struct kt_source *source)
{
	struct json_object *vms = get(source->meta, "vms", json_type_array);
	struct kt_machine *host;
	uint64_t khz = 0;
	size_t i;

	if (kt_stream_clock(r->stream) == KT_CLOCK_TSC)
		get_u64(source->meta, "tsc_khz", &khz);
	host = kt_model_host(r->model, source->index, source->cpus, khz);
	if (!host)
		return -ENOMEM;
	r->hosts[source->index] = host;
	for (i = 0; vms && i < json_object_array_length(vms); i++) {
		if (add_vm(host, json_object_array_get_idx(vms, i)))
			return -ENOMEM;
	}
	return 0;
}

static int add_guest(struct kt_report *r, const struct kt_source *source)
{
	struct kt_machine *host;

	if (!source->host || !source->vm_id) {
		kt_report_note(r, "guest %s is left out: which VM of which host it is, isn't known; record it with kvmrt_guest loaded and pass its host's recording too",
			       source->name);
		return 0;
	}
	if (!source->exact) {
		kt_report_note(r, "guest %s is left out: it is not ordered by its host's TSC, so its handlers have no exact place",
			       source->name);
		return 0;
	}
	host = r->hosts[source->host->index];
	r->hosts[source->index] = host;
	return host ? kt_machine_guest(host, source->vm_id) : 0;
}

int kt_report_sources(struct kt_report *r, struct kt_error *err)
{
	size_t i;

	r->hosts = calloc(r->n_sources ? r->n_sources : 1, sizeof(*r->hosts));
	if (!r->hosts)
		goto err_memory;
	for (i = 0; i < r->n_sources; i++) {
		if (!r->sources[i]->is_guest && add_host(r, r->sources[i]))
			goto err_memory;
	}
	if (!r->model->n_machines)
		return kt_error_set(err, -ENOENT,
				    "there is no recording of a host: what a guest waits for happens there");
	for (i = 0; i < r->n_sources; i++) {
		if (r->sources[i]->is_guest && add_guest(r, r->sources[i]))
			goto err_memory;
	}
	return 0;

err_memory:
	return kt_error_set(err, -ENOMEM, "out of memory");
}

uint32_t kt_report_vcpu_id(const struct kt_source *guest, unsigned int cpu)
{
	struct json_object *ids = get(guest->meta, "apic_ids", json_type_array);
	struct json_object *id;

	/* KVM's id of a vCPU is its APIC's; without them in the order of both. */
	if (!ids || cpu >= json_object_array_length(ids))
		return cpu;
	id = json_object_array_get_idx(ids, cpu);
	return json_object_is_type(id, json_type_int) ?
		       (uint32_t)json_object_get_int64(id) : cpu;
}

const char *kt_report_vm_name(const struct kt_report *r,
			      const struct kt_watch *v)
{
	const struct kt_source *source = r->sources[v->machine->source];
	struct json_object *vms = get(source->meta, "vms", json_type_array);
	struct json_object *vm, *name;
	uint64_t id;
	size_t i;

	for (i = 0; vms && i < json_object_array_length(vms); i++) {
		vm = json_object_array_get_idx(vms, i);
		name = get(vm, "name", json_type_string);
		if (name && get_u64(vm, "id", &id) && v->named && id == v->vm)
			return json_object_get_string(name);
	}
	return NULL;
}
