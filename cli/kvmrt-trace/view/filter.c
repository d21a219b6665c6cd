// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter: the cheap questions first, since most events of a long recording
 * are not wanted.
 */
#include <errno.h>
#include <fnmatch.h>
#include <kvmrt/cpulist.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cli.h"
#include "filter.h"
#include "filter_near.h"

/* A set of numbers; all of them if it has no list. */
struct numbers {
	unsigned int *list;
	size_t n;
};

struct filter {
	struct who *who;
	bool *hosts;		/* by source, NULL: all */
	struct numbers cpus, vcpus, vms;
	struct filter_set *events;
	struct filter_windows windows;
	size_t window;		/* the first that isn't over */
	bool timed;
	uint32_t unlisted;	/* a VM that no recorder knew of; WHO_NONE */
};

static bool has(const struct numbers *set, uint32_t number)
{
	size_t low = 0, high = set->n, middle;

	if (!set->list)
		return true;
	while (low < high) {
		middle = (low + high) / 2;
		if (set->list[middle] == number)
			return true;
		if (set->list[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static int set_cpus(struct numbers *set, const char *list, const char *option,
		    struct kt_error *err)
{
	int n = kvmrt_cpulist_parse(list, NULL, 0);

	if (n <= 0)
		return kt_error_set(err, -EINVAL,
				    "%s: '%s' is no list like 0,2-3 of numbers below %d",
				    option, list, KVMRT_CPULIST_CPUS);
	set->list = calloc((size_t)n, sizeof(*set->list));
	if (!set->list)
		return kt_error_set(err, -ENOMEM, "out of memory");
	set->n = (size_t)n;
	kvmrt_cpulist_parse(list, set->list, set->n);
	return 0;
}

static bool add(struct numbers *set, unsigned int number)
{
	unsigned int *list;
	size_t at;

	list = realloc(set->list, (set->n + 1) * sizeof(*list));
	if (!list)
		return false;
	set->list = list;
	for (at = set->n++; at && list[at - 1] > number; at--)
		list[at] = list[at - 1];
	list[at] = number;
	return true;
}

/* Machines: a word that fits none is an error. */
static int set_hosts(struct filter *f, const char *words,
		     const struct kt_stream *s, struct kt_error *err)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list), i;
	char *copy = strdup(words), *next = copy, *word, text[256];
	struct near near;
	bool found;
	int ret = 0;

	f->hosts = calloc(n + 1, sizeof(*f->hosts));
	if (!copy || !f->hosts)
		ret = kt_error_set(err, -ENOMEM, "out of memory");
	while (!ret && (word = strsep(&next, ","))) {
		near_begin(&near, word, strlen(word));
		for (i = 0, found = false; i < n; i++) {
			near_try(&near, list[i]->name);
			if (fnmatch(word, list[i]->name, 0))
				continue;
			f->hosts[i] = true;
			found = true;
		}
		if (!found && !near.n && n)
			near.names[near.n++] = list[0]->name;
		if (!found)
			ret = kt_error_set(err, -ENOENT,
					   "no machine '%s' in these recordings%s",
					   word, near_text(&near, text, sizeof(text)));
	}
	free(copy);
	return ret;
}

/* The VMs of that name or number; how many, -ENOMEM. */
static int set_vm(struct filter *f, const char *word, uint64_t id,
		  const struct kt_source *const *list, size_t n)
{
	struct json_object *vms;
	size_t i, k;
	int found = 0;

	for (i = 0; i < n; i++) {
		if (list[i]->is_guest && list[i]->vm_id && list[i]->vm_id == id)
			found += add(&f->vms, (unsigned int)id);
		for (k = 0; (vms = who_vm(list[i], k)); k++) {
			const char *name = who_vm_name(list[i], who_vm_id(vms));

			if (who_vm_id(vms) != id && (!name || strcmp(name, word)))
				continue;
			if (!add(&f->vms, who_vm_id(vms)))
				return -ENOMEM;
			found++;
		}
	}
	return found;
}

static int set_vms(struct filter *f, const char *words,
		   const struct kt_stream *s, struct kt_error *err)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list);
	char *copy = strdup(words), *next = copy, *word;
	uint64_t id;
	int ret = copy ? 0 : -ENOMEM;

	while (ret >= 0 && (word = strsep(&next, ","))) {
		if (cli_number(word, UINT32_MAX - 1, &id))
			id = UINT64_MAX;
		ret = set_vm(f, word, id, list, n);
		/* The host's recorder may not have known it, its events do. */
		if (!ret && id != UINT64_MAX) {
			ret = add(&f->vms, (unsigned int)id) ? 1 : -ENOMEM;
			f->unlisted = (uint32_t)id;
		}
		if (!ret)
			ret = kt_error_set(err, -ESRCH,
					   "no VM '%s' in these recordings; their ids and names are in recording.json",
					   word);
	}
	free(copy);
	if (ret == -ENOMEM)
		return kt_error_set(err, -ENOMEM, "out of memory");
	return ret < 0 ? ret : 0;
}

static int set_time(const char *option, const char *word, int64_t start_ns,
		    int64_t *ns, struct kt_error *err)
{
	int ret = word ? filter_time_at(word, start_ns, ns) : 0;

	if (ret)
		return kt_error_set(err, -EINVAL,
				    "%s: '%s' is no time like 1.25, 30us or @17.000000001 within 292 years",
				    option, word);
	return 0;
}

static int set_times(struct filter *f, const struct filter_spec *spec,
		     int64_t start_ns, struct kt_error *err)
{
	int64_t from = INT64_MIN, to = INT64_MAX;
	int ret;

	ret = set_time("--from", spec->from, start_ns, &from, err);
	if (!ret)
		ret = set_time("--to", spec->to, start_ns, &to, err);
	if (!ret && to < from)
		ret = kt_error_set(err, -EINVAL, "--to %s is before --from %s",
				   spec->to, spec->from);
	if (!ret && filter_windows_add(&f->windows, from, to))
		ret = kt_error_set(err, -ENOMEM, "out of memory");
	return ret;
}

int filter_open(struct filter **out, const struct filter_spec *spec,
		const struct kt_stream *s, struct who *w,
		const char *const paths[], size_t n, int64_t start_ns,
		struct kt_error *err)
{
	struct filter *f = calloc(1, sizeof(*f));
	int ret = 0;

	*out = NULL;
	if (!f)
		return kt_error_set(err, -ENOMEM, "out of memory");
	f->who = w;
	f->unlisted = WHO_NONE;
	if (spec->around && (spec->from || spec->to))
		ret = kt_error_set(err, -EINVAL, "--around and --from or --to exclude each other");
	else if (spec->window && !spec->around)
		ret = kt_error_set(err, -EINVAL, "--window needs --around");
	if (!ret && spec->cpu)
		ret = set_cpus(&f->cpus, spec->cpu, "--cpu", err);
	if (!ret && spec->vcpu)
		ret = set_cpus(&f->vcpus, spec->vcpu, "--vcpu", err);
	if (!ret && spec->host)
		ret = set_hosts(f, spec->host, s, err);
	if (!ret && spec->vm)
		ret = set_vms(f, spec->vm, s, err);
	if (!ret && spec->around)
		ret = filter_around(f, spec->around, spec->window, paths, n,
				    &f->windows, err);
	else if (!ret)
		ret = set_times(f, spec, start_ns, err);
	/* Not before: around which event has nothing to do with which to see. */
	if (!ret && spec->events)
		ret = filter_events_open(&f->events, spec->events, s, err);
	f->timed = spec->around || spec->from || spec->to;
	if (ret)
		filter_close(f);
	else
		*out = f;
	return ret;
}

void filter_close(struct filter *f)
{
	if (!f)
		return;
	free(f->hosts);
	free(f->cpus.list);
	free(f->vcpus.list);
	free(f->vms.list);
	free(f->windows.list);
	filter_events_close(f->events);
	free(f);
}

uint32_t filter_unlisted(const struct filter *f)
{
	return f->unlisted;
}

int64_t filter_from(const struct filter *f)
{
	return f->timed && f->windows.n ? f->windows.list[0].from : INT64_MIN;
}

enum filter_when filter_when(struct filter *f, int64_t time_ns)
{
	if (!f->timed)
		return FILTER_IN;
	while (f->window < f->windows.n &&
	       f->windows.list[f->window].to < time_ns)
		f->window++;
	if (f->window == f->windows.n)
		return FILTER_AFTER;
	return f->windows.list[f->window].from <= time_ns ? FILTER_IN : FILTER_BEFORE;
}

bool filter_place(const struct filter *f, const struct kt_event *e)
{
	return (!f->hosts || f->hosts[e->source->index]) && has(&f->cpus, e->cpu);
}

static bool wants(const struct filter *f, const struct who_is *is)
{
	return has(&f->vms, is->vm) && has(&f->vcpus, is->vcpu);
}

bool filter_event(struct filter *f, const struct kt_event *e,
		  struct who_is *is)
{
	struct who_is other;

	*is = who_event(f->who, e);
	if (!filter_place(f, e))
		return false;
	if (f->events && !filter_events_has(f->events, e))
		return false;
	if (!f->vms.list && !f->vcpus.list)
		return true;
	if (is->vm != WHO_NONE && wants(f, is))
		return true;
	/* What wakes or starts a vCPU's thread belongs to its story. */
	other = who_other(f->who, e);
	return other.vm != WHO_NONE && wants(f, &other);
}
