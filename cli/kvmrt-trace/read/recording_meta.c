// SPDX-License-Identifier: GPL-2.0-only
/*
 * What recording.json says, checked: see Documentation/trace-format.rst.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"

#define FORMAT 1

/* struct reader - where a message says it is */
struct reader {
	const char *file;
	struct kt_error *err;
};

static int bad(const struct reader *r, const char *key, const char *must)
{
	return kt_error_set(r->err, -EBADMSG,
			    "%s: \"%s\" is not %s; the file is damaged or from another version",
			    r->file, key, must);
}

static int number(const struct reader *r, struct json_object *json,
		  const char *key, uint64_t *value)
{
	int ret = kt_json_u64(json, key, value);

	return ret < 0 ? bad(r, key, "a number") : ret;
}

static int number32(const struct reader *r, struct json_object *json,
		    const char *key, uint32_t *value)
{
	int ret = kt_json_u32(json, key, UINT32_MAX, value);

	return ret < 0 ? bad(r, key, "a number of 32 bits") : ret;
}

static int get_moment(const struct reader *r, struct json_object *json,
		      const char *key, struct kt_moment *m)
{
	struct json_object *obj;
	int ret;

	if (!json_object_object_get_ex(json, key, &obj) || !obj)
		return 0;
	if (!json_object_is_type(obj, json_type_object))
		return bad(r, key, "an object");
	ret = number(r, obj, "realtime_ns", &m->realtime_ns);
	if (ret == 1)
		ret = number(r, obj, "tsc", &m->tsc);
	if (ret == 1) {
		m->known = true;
		ret = number(r, obj, "width_tsc", &m->width_tsc);
	}
	/* Both make sense of a signed 64-bit time. */
	if (ret >= 0 && m->realtime_ns > INT64_MAX)
		return bad(r, key, "a time before the year 2262");
	return ret < 0 ? ret : 0;
}

static int get_tsc(const struct reader *r, struct json_object *json,
		   struct kt_tsc *tsc)
{
	int ret;

	if (!json_object_is_type(json, json_type_object))
		return bad(r, "tsc", "a list of objects");
	ret = number(r, json, "at_tsc", &tsc->at_tsc);
	if (ret >= 0)
		ret = number(r, json, "offset", &tsc->offset);
	if (!ret)
		return bad(r, "offset", "there");
	if (ret > 0)
		ret = number(r, json, "ratio", &tsc->ratio);
	if (ret >= 0)
		ret = number32(r, json, "frac_bits", &tsc->frac_bits);
	if (ret < 0)
		return ret;
	if (tsc->frac_bits > 63)
		return bad(r, "frac_bits", "at most 63");
	/* Where KVM doesn't scale, it has no ratio to tell. */
	if (!tsc->ratio && !tsc->frac_bits)
		tsc->ratio = 1;
	if (!tsc->ratio)
		return bad(r, "ratio", "above 0");
	return 0;
}

int kt_meta_tsc(struct kt_tsc *tsc, struct json_object *json,
		const char *where, struct kt_error *err)
{
	struct reader r = { .file = where, .err = err };

	memset(tsc, 0, sizeof(*tsc));
	return get_tsc(&r, json, tsc);
}

static void *list_alloc(const struct reader *r, struct json_object *list,
			size_t size)
{
	void *array = calloc(list ? json_object_array_length(list) + 1 : 1, size);

	if (!array)
		kt_error_set(r->err, -ENOMEM, "%s: out of memory", r->file);
	return array;
}

static int get_vcpu(const struct reader *r, struct json_object *json,
		    struct kt_vcpu *vcpu)
{
	struct json_object *list;
	size_t i, n;
	int ret;

	if (!json_object_is_type(json, json_type_object))
		return bad(r, "vcpus", "a list of objects");
	ret = number32(r, json, "id", &vcpu->id);
	if (ret < 0)
		return ret;
	list = kt_json_array(json, "tsc");
	n = list ? json_object_array_length(list) : 0;
	vcpu->tsc = list_alloc(r, list, sizeof(*vcpu->tsc));
	if (!vcpu->tsc)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		ret = get_tsc(r, json_object_array_get_idx(list, i), &vcpu->tsc[i]);
		if (ret)
			return ret;
		vcpu->tsc_n++;
		if (i && vcpu->tsc[i].at_tsc < vcpu->tsc[i - 1].at_tsc)
			return bad(r, "at_tsc", "in the order of time");
	}
	return 0;
}

static int get_vm(const struct reader *r, struct json_object *json,
		  struct kt_vm *vm)
{
	struct json_object *list;
	size_t i, n;
	int ret;

	if (!json_object_is_type(json, json_type_object))
		return bad(r, "vms", "a list of objects");
	ret = number32(r, json, "id", &vm->id);
	if (ret < 0)
		return ret;
	list = kt_json_array(json, "vcpus");
	n = list ? json_object_array_length(list) : 0;
	vm->vcpus = list_alloc(r, list, sizeof(*vm->vcpus));
	if (!vm->vcpus)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		vm->vcpus_n++;
		ret = get_vcpu(r, json_object_array_get_idx(list, i), &vm->vcpus[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static int get_vms(const struct reader *r, struct json_object *json,
		   struct kt_meta *meta)
{
	struct json_object *list = kt_json_array(json, "vms");
	size_t i, n = list ? json_object_array_length(list) : 0;
	int ret;

	meta->vms = list_alloc(r, list, sizeof(*meta->vms));
	if (!meta->vms)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		meta->vms_n++;
		ret = get_vm(r, json_object_array_get_idx(list, i), &meta->vms[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static int get_apic_ids(const struct reader *r, struct json_object *json,
			struct kt_meta *meta)
{
	struct json_object *list = kt_json_array(json, "apic_ids"), *obj;
	size_t i, n = list ? json_object_array_length(list) : 0;

	meta->apic_ids = list_alloc(r, list, sizeof(*meta->apic_ids));
	if (!meta->apic_ids)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		obj = json_object_array_get_idx(list, i);
		if (!json_object_is_type(obj, json_type_int) ||
		    json_object_get_int64(obj) < 0 ||
		    json_object_get_int64(obj) > UINT32_MAX)
			return bad(r, "apic_ids", "a list of numbers");
		meta->apic_ids[i] = (uint32_t)json_object_get_int64(obj);
	}
	meta->apic_ids_n = n;
	return 0;
}

static int parse(struct kt_meta *meta, const struct reader *r)
{
	struct json_object *json = meta->json;
	const char *kind = kt_json_str(json, "kind");
	const char *clock = kt_json_str(json, "clock");
	uint64_t format = 0;
	int ret;

	ret = number(r, json, "format", &format);
	if (ret < 0)
		return ret;
	if (format != FORMAT)
		return kt_error_set(r->err, -EPROTO,
				    "%s: its format is %llu, this program reads %d; use the version that recorded it",
				    r->file, (unsigned long long)format, FORMAT);
	meta->host = kt_json_str(json, "host");
	if (!meta->host || !*meta->host)
		return bad(r, "host", "a name");
	if (!kind || (strcmp(kind, "host") && strcmp(kind, "guest")))
		return bad(r, "kind", "\"host\" or \"guest\"");
	if (!clock)
		return bad(r, "clock", "the name of a trace clock");
	meta->is_guest = !strcmp(kind, "guest");
	meta->is_tsc = !strcmp(clock, "x86-tsc");
	ret = number(r, json, "tsc_khz", &meta->tsc_khz);
	if (ret < 0)
		return ret;
	if (meta->tsc_khz > UINT32_MAX)
		return bad(r, "tsc_khz", "a frequency in kHz");
	ret = number32(r, json, "vm_id", &meta->vm_id);
	if (ret < 0)
		return ret;
	ret = get_moment(r, json, "started", &meta->started);
	if (!ret)
		ret = get_moment(r, json, "ended", &meta->ended);
	if (!ret)
		ret = get_vms(r, json, meta);
	if (!ret)
		ret = get_apic_ids(r, json, meta);
	return ret;
}

int kt_meta_parse(struct kt_meta *meta, struct json_object *json,
		  const char *where, struct kt_error *err)
{
	struct reader r = { .file = where, .err = err };

	meta->json = json;
	return parse(meta, &r);
}

int kt_meta_read(struct kt_meta *meta, const char *file, struct kt_error *err)
{
	struct json_object *json;
	int ret;

	ret = kt_json_read(&json, file, err);
	return ret ? ret : kt_meta_parse(meta, json, file, err);
}

void kt_meta_free(struct kt_meta *meta)
{
	size_t i, k;

	for (i = 0; i < meta->vms_n; i++) {
		for (k = 0; k < meta->vms[i].vcpus_n; k++)
			free(meta->vms[i].vcpus[k].tsc);
		free(meta->vms[i].vcpus);
	}
	free(meta->vms);
	free(meta->apic_ids);
	json_object_put(meta->json);
	memset(meta, 0, sizeof(*meta));
}
