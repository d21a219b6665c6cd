// SPDX-License-Identifier: GPL-2.0-only
/*
 * A directory that merge made: the recordings in it, and the clocks as they
 * were related then.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream_impl.h"

#define FORMAT 1

int kt_merged_is(const char *path)
{
	char *file;
	int ret;

	if (asprintf(&file, "%s/merged.json", path) < 0)
		return 0;
	ret = !access(file, F_OK);
	free(file);
	return ret;
}

static int bad(const char *file, const char *what, struct kt_error *err)
{
	return kt_error_set(err, -EBADMSG, "%s: %s; the file is damaged or from another version: merge the recordings again",
			    file, what);
}

static int get_cpus(struct kt_src *src, struct json_object *list,
		    const char *file, struct kt_error *err)
{
	size_t i, k, n = json_object_array_length(list), tsc_n;
	struct json_object *cpu, *tsc;
	int ret;

	if (n != src->rec->cpus)
		return bad(file, "\"cpus\" doesn't fit the recording", err);
	src->map.kind = KT_MAP_GUEST;
	src->pub.exact = true;
	src->map.cpus = calloc(n + 1, sizeof(*src->map.cpus));
	if (!src->map.cpus)
		return kt_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < n; i++) {
		struct kt_cpu_map *map = &src->map.cpus[i];
		struct kt_tsc *at;

		cpu = json_object_array_get_idx(list, i);
		tsc = json_object_is_type(cpu, json_type_object) ?
		      kt_json_array(cpu, "tsc") : NULL;
		tsc_n = tsc ? json_object_array_length(tsc) : 0;
		if (!tsc_n || kt_json_u32(cpu, "vcpu", UINT32_MAX, &map->vcpu) != 1)
			return bad(file, "\"cpus\" has one without \"vcpu\" or \"tsc\"", err);
		at = calloc(tsc_n, sizeof(*at));
		if (!at)
			return kt_error_set(err, -ENOMEM, "out of memory");
		src->map.cpus_n = i + 1;
		map->tsc_n = tsc_n;
		map->tsc = at;
		for (k = 0; k < tsc_n; k++) {
			ret = kt_meta_tsc(&at[k], json_object_array_get_idx(tsc, k), file, err);
			if (ret)
				return ret;
			if (k && at[k].at_tsc < at[k - 1].at_tsc)
				return bad(file, "\"at_tsc\" is not in the order of time", err);
		}
	}
	return 0;
}

static int get_line(struct kt_src *src, struct json_object *json,
		    const char *file, struct kt_error *err)
{
	struct kt_line *line = &src->map.line;
	uint64_t shift = 0;

	if (src->map.kind != KT_MAP_GUEST)
		src->map.kind = KT_MAP_LINE;
	if (kt_json_u64(json, "stamp", &line->stamp) != 1 ||
	    kt_json_u64(json, "realtime_ns", &line->realtime_ns) != 1 ||
	    kt_json_u64(json, "mult", &line->mult) != 1 || !line->mult ||
	    line->realtime_ns > INT64_MAX ||
	    kt_json_u64(json, "shift", &shift) != 1 || shift != KT_LINE_SHIFT)
		return bad(file, "\"line\" makes no sense", err);
	return 0;
}

static int get_source(struct kt_stream *s, struct json_object *json,
		      const char *path, const char *file, unsigned int load,
		      struct kt_error *err)
{
	struct json_object *obj;
	const char *name, *dir;
	struct kt_src *src;
	char *sub;
	int ret;

	if (!json_object_is_type(json, json_type_object))
		return bad(file, "a source is no object", err);
	name = kt_json_str(json, "name");
	dir = kt_json_str(json, "dir");
	/* Only what lies in the directory itself. */
	if (!name || !dir || !*dir || *dir == '.' || strchr(dir, '/'))
		return bad(file, "a source has no \"name\", or no \"dir\" inside", err);
	if (asprintf(&sub, "%s/%s", path, dir) < 0)
		return kt_error_set(err, -ENOMEM, "out of memory");
	ret = kt_stream_add(s, sub, name, load, err);
	free(sub);
	if (ret)
		return ret;
	src = &s->sources[s->sources_n - 1];
	if (kt_json_u32(json, "vm_id", UINT32_MAX, &src->pub.vm_id) < 0 ||
	    kt_json_u64(json, "tsc_khz", &src->map.khz) < 0 ||
	    src->map.khz > UINT32_MAX)
		return bad(file, "\"vm_id\" or \"tsc_khz\" is no number", err);
	obj = kt_json_array(json, "cpus");
	if (obj && s->clock != KT_CLOCK_RAW)
		ret = get_cpus(src, obj, file, err);
	if (ret || s->clock != KT_CLOCK_TOD)
		return ret;
	if (!json_object_object_get_ex(json, "line", &obj) ||
	    !json_object_is_type(obj, json_type_object))
		return bad(file, "a source has no \"line\"", err);
	src->map.khz = 0;
	return get_line(src, obj, file, err);
}

static void find_hosts(struct kt_stream *s, struct json_object *list)
{
	const char *host;
	size_t i, k;

	for (i = 0; i < s->sources_n; i++) {
		host = kt_json_str(json_object_array_get_idx(list, i), "host");
		for (k = 0; host && k < s->sources_n; k++) {
			if (!s->sources[k].pub.is_guest &&
			    !strcmp(s->sources[k].name, host))
				s->sources[i].pub.host = &s->sources[k].pub;
		}
	}
}

static int get_all(struct kt_stream **out, struct json_object *json,
		   const char *path, const char *file, unsigned int load,
		   struct kt_error *err)
{
	struct json_object *list = kt_json_array(json, "sources");
	const char *clock = kt_json_str(json, "clock");
	uint64_t format = 0;
	size_t i, n;
	int ret;

	if (kt_json_u64(json, "format", &format) != 1 || format != FORMAT)
		return kt_error_set(err, -EPROTO, "%s: its format is %llu, this program reads %d; merge the recordings again",
				    file, (unsigned long long)format, FORMAT);
	n = list ? json_object_array_length(list) : 0;
	if (!n || !clock)
		return bad(file, "it has no \"sources\" or no \"clock\"", err);
	ret = kt_stream_alloc(out, n, err);
	if (ret)
		return ret;
	if (!strcmp(clock, "tsc"))
		(*out)->clock = KT_CLOCK_TSC;
	else if (!strcmp(clock, "tod"))
		(*out)->clock = KT_CLOCK_TOD;
	else if (!strcmp(clock, "raw") && n == 1)
		(*out)->clock = KT_CLOCK_RAW;
	else
		return bad(file, "\"clock\" is none of its clocks", err);
	(*out)->merged = json_object_get(json);
	for (i = 0; !ret && i < n; i++)
		ret = get_source(*out, json_object_array_get_idx(list, i), path, file, load, err);
	if (ret)
		return ret;
	find_hosts(*out, list);
	return kt_stream_ready(*out, err);
}

int kt_merged_open(struct kt_stream **s, const char *path, unsigned int load,
		   struct kt_error *err)
{
	struct json_object *json = NULL;
	char *file;
	int ret;

	*s = NULL;
	if (asprintf(&file, "%s/merged.json", path) < 0)
		return kt_error_set(err, -ENOMEM, "out of memory");
	ret = kt_json_read(&json, file, err);
	if (!ret)
		ret = get_all(s, json, path, file, load, err);
	if (ret) {
		kt_stream_close(*s);
		*s = NULL;
	}
	json_object_put(json);
	free(file);
	return ret;
}
