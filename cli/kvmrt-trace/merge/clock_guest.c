// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which TSC each CPU of a guest had, and when.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

const struct kt_vm *kt_meta_vm(const struct kt_meta *host, uint32_t id)
{
	size_t i;

	for (i = 0; i < host->vms_n; i++) {
		if (host->vms[i].id == id)
			return &host->vms[i];
	}
	return NULL;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = (*(const struct kt_vcpu *const *)a)->id;
	uint32_t y = (*(const struct kt_vcpu *const *)b)->id;

	return x < y ? -1 : x > y;
}

static bool same_lists(const struct kt_vcpu *a, const struct kt_vcpu *b)
{
	size_t i;

	if (a->tsc_n != b->tsc_n)
		return false;
	for (i = 0; i < a->tsc_n; i++) {
		/* When each was changed is its own affair if there was one only. */
		if (a->tsc[i].offset != b->tsc[i].offset ||
		    a->tsc[i].ratio != b->tsc[i].ratio ||
		    a->tsc[i].frac_bits != b->tsc[i].frac_bits ||
		    (i && a->tsc[i].at_tsc != b->tsc[i].at_tsc))
			return false;
	}
	return true;
}

/*
 * KVM's vCPU id is the APIC id.  A guest whose recording doesn't tell these has
 * its CPUs in the order of ids, as Linux finds them in the firmware's table.
 */
static const struct kt_vcpu *find(const struct kt_meta *guest, uint32_t cpu,
				  const struct kt_vm *vm,
				  struct kt_vcpu *const *sorted)
{
	size_t i;

	if (cpu < guest->apic_ids_n) {
		for (i = 0; i < vm->vcpus_n; i++) {
			if (sorted[i]->id == guest->apic_ids[cpu])
				return sorted[i];
		}
	}
	if (cpu < vm->vcpus_n && !guest->apic_ids_n)
		return sorted[cpu];
	/* It may have come later; if all are the same it can't matter. */
	for (i = 1; i < vm->vcpus_n; i++) {
		if (!same_lists(sorted[0], sorted[i]))
			return NULL;
	}
	return vm->vcpus_n ? sorted[0] : NULL;
}

int kt_map_guest(struct kt_map *map, const struct kt_meta *guest,
		 uint32_t cpus, const struct kt_vm *vm, const char *path,
		 struct kt_error *err)
{
	struct kt_vcpu **sorted = calloc(vm->vcpus_n + 1, sizeof(*sorted));
	const struct kt_vcpu *vcpu;
	struct kt_tsc *copy;
	uint32_t i;
	int ret = 0;

	map->cpus = calloc((size_t)cpus + 1, sizeof(*map->cpus));
	if (!map->cpus || !sorted) {
		free(sorted);
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	}
	map->kind = KT_MAP_GUEST;
	for (i = 0; i < vm->vcpus_n; i++)
		sorted[i] = &vm->vcpus[i];
	qsort(sorted, vm->vcpus_n, sizeof(*sorted), by_id);
	for (i = 0; !ret && i < cpus; i++) {
		vcpu = find(guest, i, vm, sorted);
		if (!vcpu || !vcpu->tsc_n) {
			ret = kt_error_set(err, -ENODATA,
					   "%s: the host's recording doesn't tell the TSC offset of CPU %u of VM %u, so its clock can't be related exactly; record the host with kvmrt.ko loaded, or merge with -t tod",
					   path, i, vm->id);
			break;
		}
		copy = malloc(vcpu->tsc_n * sizeof(*copy));
		if (!copy) {
			ret = kt_error_set(err, -ENOMEM, "%s: out of memory", path);
			break;
		}
		memcpy(copy, vcpu->tsc, vcpu->tsc_n * sizeof(*copy));
		map->cpus_n = i + 1;
		map->cpus[i] = (struct kt_cpu_map){
			.vcpu = vcpu->id, .tsc = copy, .tsc_n = vcpu->tsc_n,
		};
	}
	free(sorted);
	return ret;
}

static bool same_tsc(const struct kt_tsc *a, const struct kt_tsc *b)
{
	return a->offset == b->offset && a->ratio == b->ratio &&
	       a->frac_bits == b->frac_bits;
}

static int insert(struct kt_vcpu *vcpu, const struct kt_tsc *tsc)
{
	struct kt_tsc *list;
	size_t i;

	/* The recorder heard of it too, a little later: the event is right. */
	for (i = 1; i < vcpu->tsc_n; i++) {
		if (same_tsc(&vcpu->tsc[i], tsc) && vcpu->tsc[i].at_tsc >= tsc->at_tsc &&
		    vcpu->tsc[i - 1].at_tsc <= tsc->at_tsc) {
			vcpu->tsc[i].at_tsc = tsc->at_tsc;
			return 0;
		}
	}
	for (i = vcpu->tsc_n; i && vcpu->tsc[i - 1].at_tsc > tsc->at_tsc; i--)
		;
	/* No change at all: KVM writes the same offset again at times. */
	if (i && same_tsc(&vcpu->tsc[i - 1], tsc))
		return 0;
	list = realloc(vcpu->tsc, (vcpu->tsc_n + 1) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	memmove(&list[i + 1], &list[i], (vcpu->tsc_n - i) * sizeof(*list));
	list[i] = *tsc;
	vcpu->tsc_n++;
	vcpu->tsc = list;
	return 0;
}

int kt_vm_change(struct kt_meta *host, uint32_t vm, uint32_t vcpu,
		 const struct kt_tsc *tsc)
{
	struct kt_vm *owner = (struct kt_vm *)kt_meta_vm(host, vm);
	struct kt_vcpu *list;
	struct kt_vm *vms;
	size_t i;

	if (!owner) {
		vms = realloc(host->vms, (host->vms_n + 1) * sizeof(*vms));
		if (!vms)
			return -ENOMEM;
		host->vms = vms;
		owner = &vms[host->vms_n++];
		*owner = (struct kt_vm){ .id = vm };
	}
	for (i = 0; i < owner->vcpus_n; i++) {
		if (owner->vcpus[i].id == vcpu)
			return insert(&owner->vcpus[i], tsc);
	}
	list = realloc(owner->vcpus, (owner->vcpus_n + 1) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	owner->vcpus = list;
	list[owner->vcpus_n] = (struct kt_vcpu){ .id = vcpu };
	return insert(&list[owner->vcpus_n++], tsc);
}
