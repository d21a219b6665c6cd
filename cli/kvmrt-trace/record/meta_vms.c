// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMs of this host, and their TSC from when to when.
 */
#include <json-c/json.h>
#include <kvmrt/vcpu.h>
#include <kvmrt/vm.h>

#include "meta_write.h"

/* The element of a list with this number for a key, or NULL. */
static struct json_object *find(struct json_object *list, const char *key,
				uint64_t number)
{
	size_t n = json_object_array_length(list), i;
	struct json_object *item, *value;

	/* The newest first: ids of threads come again. */
	for (i = n; i-- > 0;) {
		item = json_object_array_get_idx(list, i);
		if (json_object_object_get_ex(item, key, &value) &&
		    json_object_get_uint64(value) == number)
			return item;
	}
	return NULL;
}

static void set(struct json_object *obj, const char *key, int64_t value)
{
	json_object_object_add(obj, key, json_object_new_int64(value));
}

static void add_tsc(struct json_object *list, const struct kvmrt_vcpu *vcpu,
		    uint64_t now)
{
	size_t n = json_object_array_length(list);
	struct json_object *last = n ? json_object_array_get_idx(list, n - 1) : NULL;
	int64_t offset = kvmrt_vcpu_tsc_offset(vcpu);
	uint64_t ratio = kvmrt_vcpu_tsc_ratio(vcpu);
	uint32_t bits = kvmrt_vcpu_tsc_ratio_frac_bits(vcpu);

	if (last && json_object_get_int64(json_object_object_get(last, "offset")) == offset &&
	    json_object_get_uint64(json_object_object_get(last, "ratio")) == ratio &&
	    json_object_get_uint64(json_object_object_get(last, "frac_bits")) == bits)
		return;
	last = json_object_new_object();
	json_object_object_add(last, "at_tsc", json_object_new_uint64(now));
	set(last, "offset", offset);
	json_object_object_add(last, "ratio", json_object_new_uint64(ratio));
	set(last, "frac_bits", bits);
	json_object_array_add(list, last);
}

static void add_vcpu(struct json_object *vms, const struct kvmrt_vcpu *vcpu,
		     uint64_t now)
{
	struct json_object *vm, *list, *item;

	vm = find(vms, "id", kvmrt_vcpu_vm_id(vcpu));
	if (!vm)
		return;
	list = json_object_object_get(vm, "vcpus");
	item = find(list, "id", kvmrt_vcpu_id(vcpu));
	if (!item) {
		item = json_object_new_object();
		set(item, "id", kvmrt_vcpu_id(vcpu));
		set(item, "tid", 0);
		json_object_object_add(item, "tsc", json_object_new_array());
		json_object_array_add(list, item);
	}
	/* 0 before its first run, and after its end. */
	if (kvmrt_vcpu_tid(vcpu))
		set(item, "tid", kvmrt_vcpu_tid(vcpu));
	add_tsc(json_object_object_get(item, "tsc"), vcpu, now);
}

static void add_command(struct json_object *vm, pid_t pid)
{
	bool cut;

	json_object_object_add(vm, "command", kt_meta_command(pid, &cut));
	json_object_object_add(vm, "command_cut", json_object_new_boolean(cut));
}

static void add_vm(struct json_object *vms, const struct kvmrt_vm *vm)
{
	struct json_object *item = find(vms, "id", kvmrt_vm_id(vm));

	if (!item) {
		item = json_object_new_object();
		set(item, "id", kvmrt_vm_id(vm));
		set(item, "pid", kvmrt_vm_pid(vm));
		json_object_object_add(item, "name", NULL);
		add_command(item, kvmrt_vm_pid(vm));
		json_object_object_add(item, "vcpus", json_object_new_array());
		json_object_array_add(vms, item);
	}
	json_object_object_add(item, "name",
			       json_object_new_string(kvmrt_vm_name(vm)));
}

int kt_meta_vms(struct json_object *vms, struct kvmrt *ctx)
{
	struct kvmrt_vcpu_list *vcpus;
	const struct kvmrt_vcpu *vcpu;
	struct kvmrt_vm_list *list;
	const struct kvmrt_vm *vm;
	uint64_t now = kt_tsc_now();
	size_t i;
	int ret;

	ret = kvmrt_vm_list_get(ctx, &list);
	if (ret)
		return ret;
	for (i = 0; (vm = kvmrt_vm_list_at(list, i)); i++)
		add_vm(vms, vm);
	kvmrt_vm_list_free(list);
	ret = kvmrt_vcpu_list_get(ctx, 0, &vcpus);
	if (ret)
		return ret;
	for (i = 0; (vcpu = kvmrt_vcpu_list_at(vcpus, i)); i++)
		add_vcpu(vms, vcpu, now);
	kvmrt_vcpu_list_free(vcpus);
	return 0;
}
