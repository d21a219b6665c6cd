// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's side of the library, and the clock.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"
#include "kvmrt-nl.h"

uint64_t __wrap_nl_boottime_ns(void);
void __wrap_nl_text_date(char *buf, size_t size, uint64_t ns);
void __wrap_nl_text_clock(char *buf, size_t size, uint64_t ns);

struct double_nl double_nl;

void double_reset(void)
{
	static const struct double_nl nl = {
		.text = "",
		.vms = {
			{ 1, "web", "web", "qemu-system-x86", 100,
			  5000000000, 2 },
			{ 7, NULL, "db", "firecracker", 200, 9000000000, 1 },
		},
		.nr_vms = 2,
		.vcpus = {
			{ 1, 0, 101, -12345, 1ULL << 32, 32, 2500000 },
			{ 1, 1, 0, -12345, 3ULL << 31, 32, 3750000 },
			{ 7, 0, 201, INT64_MIN, 0, 0, 0 },
		},
		.nr_vcpus = 3,
		.confs = {
			{ 0, 1, 0x1f, { 10, 100, 1 }, 0 },
			{ 1, 1, 0x03, { 20, 200, 2 }, 40 },
			{ 7, -1, 0x01, { 30, 300, 3 }, 0 },
		},
		.nr_confs = 3,
		.exits = {
			{ 1, 0, 2, 0x400, 100, { 10, 39 }, 2 },
			{ 1, 1, 2, 0x12345, 4000000, { 0, 12 }, 0 },
		},
		.nr_exits = 2,
		.accounted = 1,
		.fd = -1,
	};

	double_nl = nl;
	memset(&double_gs, 0, sizeof(double_gs));
	double_gs.available = true;
	double_gs.status.host = KVMRT_GUEST_HOST_SERVES;
	double_gs.status.gates = KVMRT_GUEST_GATE_HC | KVMRT_GUEST_GATE_SYSCALL;
	double_gs.status.features = 0x1f;
	double_gs.status.abi = 1;
	double_gs.status.msg_max = 256;
	double_gs.status.data_max = 4096;
	double_gs.status.vm_id = 7;
	double_calls[0] = '\0';
}

uint64_t __wrap_nl_boottime_ns(void) { return 65000000000; }

void __wrap_nl_text_date(char *buf, size_t size, uint64_t ns)
{
	snprintf(buf, size, "day %lu", (unsigned long)ns / 1000000000);
}

void __wrap_nl_text_clock(char *buf, size_t size, uint64_t ns)
{
	snprintf(buf, size, "t%lu", (unsigned long)ns / 1000000000);
}

int kvmrt_open(struct kvmrt **ctx)
{
	*ctx = (struct kvmrt *)&double_nl;
	return 0;
}

void kvmrt_close(struct kvmrt *ctx) { (void)ctx; }

const char *kvmrt_error_text(const struct kvmrt *ctx)
{
	(void)ctx;
	return double_nl.text;
}

const char *kvmrt_error_attr(const struct kvmrt *ctx)
{
	(void)ctx;
	return double_nl.attr;
}

const char *kvmrt_version(void) { return "9.9.9"; }

/* A snapshot with one of each: the answers are the same for all statuses. */
int kvmrt_status_get(struct kvmrt *ctx, struct kvmrt_status **status)
{
	*status = (struct kvmrt_status *)ctx;
	return double_nl.ret;
}

void kvmrt_status_free(struct kvmrt_status *status) { (void)status; }

const char *kvmrt_status_module_version(const struct kvmrt_status *status)
{
	(void)status;
	return "0.1.0";
}

const char *kvmrt_status_kernel(const struct kvmrt_status *status)
{
	(void)status;
	return "6.12";
}

uint32_t kvmrt_status_abi(const struct kvmrt_status *status)
{
	(void)status;
	return 1;
}

bool kvmrt_status_kvm_loaded(const struct kvmrt_status *status)
{
	(void)status;
	return true;
}

uint32_t kvmrt_status_vms(const struct kvmrt_status *status)
{
	(void)status;
	return double_nl.nr_vms;
}

uint64_t kvmrt_status_missed(const struct kvmrt_status *status)
{
	(void)status;
	return 0;
}

size_t kvmrt_status_features(const struct kvmrt_status *status)
{
	(void)status;
	return 2;
}

const struct kvmrt_feature *
kvmrt_status_feature(const struct kvmrt_status *status, size_t index)
{
	return (const struct kvmrt_feature *)((const char *)status + index);
}

static bool is_first(const struct kvmrt_feature *feature)
{
	return (const void *)feature == &double_nl;
}

const char *kvmrt_feature_name(const struct kvmrt_feature *feature)
{
	return is_first(feature) ? "registry" : "hypercall";
}

const char *kvmrt_feature_state_name(const struct kvmrt_feature *feature)
{
	return is_first(feature) ? "on" : "off";
}

const char *kvmrt_feature_reason(const struct kvmrt_feature *feature)
{
	return is_first(feature) ? NULL : "livepatched";
}

typedef bool (*match_fn)(const struct kvmrt_vm *vm, const char *value);

static int find(struct kvmrt_vm **vm, match_fn match, const char *value)
{
	size_t i;

	for (i = 0; i < double_nl.nr_vms; i++) {
		if (match(&double_nl.vms[i], value)) {
			*vm = &double_nl.vms[i];
			return 0;
		}
	}
	return -ENOENT;
}

static bool match_id(const struct kvmrt_vm *vm, const char *value)
{
	return vm->id == strtoul(value, NULL, 10);
}

static bool match_pid(const struct kvmrt_vm *vm, const char *value)
{
	return vm->pid == (pid_t)strtoul(value, NULL, 10);
}

static bool match_name(const struct kvmrt_vm *vm, const char *value)
{
	return !strcmp(vm->name, value);
}

int kvmrt_vm_find(struct kvmrt *ctx, const char *key, const char *value,
		  struct kvmrt_vm **vm)
{
	(void)ctx;
	double_note("find %s %s", key, value);
	if (double_nl.ret)
		return double_nl.ret;
	return find(vm, !strcmp(key, "id") ? match_id :
		    !strcmp(key, "pid") ? match_pid : match_name, value);
}

int kvmrt_vm_set_name(struct kvmrt *ctx, uint32_t id, const char *name)
{
	(void)ctx;
	double_note("set_name %u '%s'", id, name);
	return double_nl.set_ret;
}

void kvmrt_vm_free(struct kvmrt_vm *vm) { (void)vm; }
uint32_t kvmrt_vm_id(const struct kvmrt_vm *vm) { return vm->id; }
const char *kvmrt_vm_name(const struct kvmrt_vm *vm) { return vm->name; }
const char *kvmrt_vm_comm(const struct kvmrt_vm *vm) { return vm->comm; }
pid_t kvmrt_vm_pid(const struct kvmrt_vm *vm) { return vm->pid; }
uint32_t kvmrt_vm_vcpus(const struct kvmrt_vm *vm) { return vm->vcpus; }

const char *kvmrt_vm_given_name(const struct kvmrt_vm *vm)
{
	return vm->given;
}

uint64_t kvmrt_vm_start_time_ns(const struct kvmrt_vm *vm)
{
	return vm->start_ns;
}

int kvmrt_vm_list_get(struct kvmrt *ctx, struct kvmrt_vm_list **list)
{
	*list = (struct kvmrt_vm_list *)ctx;
	return double_nl.ret;
}

void kvmrt_vm_list_free(struct kvmrt_vm_list *list) { (void)list; }

size_t kvmrt_vm_list_count(const struct kvmrt_vm_list *list)
{
	(void)list;
	return double_nl.nr_vms;
}

const struct kvmrt_vm *kvmrt_vm_list_at(const struct kvmrt_vm_list *list,
					size_t index)
{
	(void)list;
	return &double_nl.vms[index];
}

int kvmrt_vcpu_list_get(struct kvmrt *ctx, uint32_t vm_id,
			struct kvmrt_vcpu_list **list)
{
	struct kvmrt_vcpu *first = double_nl.vcpus;

	(void)ctx;
	/* Fixtures are in order: the vCPUs from the VM's first one. */
	while (vm_id && first->vm_id != vm_id)
		first++;
	*list = (struct kvmrt_vcpu_list *)first;
	return double_nl.ret;
}

void kvmrt_vcpu_list_free(struct kvmrt_vcpu_list *list) { (void)list; }

size_t kvmrt_vcpu_list_count(const struct kvmrt_vcpu_list *list)
{
	return double_nl.nr_vcpus -
	       ((const struct kvmrt_vcpu *)list - double_nl.vcpus);
}

const struct kvmrt_vcpu *
kvmrt_vcpu_list_at(const struct kvmrt_vcpu_list *list, size_t index)
{
	return (const struct kvmrt_vcpu *)list + index;
}

uint32_t kvmrt_vcpu_vm_id(const struct kvmrt_vcpu *v) { return v->vm_id; }
uint32_t kvmrt_vcpu_id(const struct kvmrt_vcpu *v) { return v->id; }
uint32_t kvmrt_vcpu_index(const struct kvmrt_vcpu *v) { return v->id; }
pid_t kvmrt_vcpu_tid(const struct kvmrt_vcpu *v) { return v->tid; }
uint32_t kvmrt_vcpu_tsc_khz(const struct kvmrt_vcpu *v) { return v->khz; }
int64_t kvmrt_vcpu_tsc_offset(const struct kvmrt_vcpu *v) { return v->offset; }
uint64_t kvmrt_vcpu_tsc_ratio(const struct kvmrt_vcpu *v) { return v->ratio; }

uint32_t kvmrt_vcpu_tsc_ratio_frac_bits(const struct kvmrt_vcpu *v)
{
	return v->bits;
}
