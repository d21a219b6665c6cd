// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which events to record: what the user typed, resolved to names that exist.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instance.h"

/*
 * What the stages of an interrupt's way into a guest are told by: its arrival
 * on the host, who ran, and the timers of both.  What a kernel lacks is left
 * out; a guest has no use for the host's part.
 */
static const char *const default_events[] = {
	"kvmrt:*",
	"sched:sched_switch", "sched:sched_wakeup", "sched:sched_waking",
	"irq:irq_handler_entry", "irq:irq_handler_exit",
	"irq:softirq_raise", "irq:softirq_entry", "irq:softirq_exit",
	"irq_vectors:local_timer_*", "irq_vectors:reschedule_*",
	"irq_vectors:call_function_single_*", "irq_vectors:irq_work_*",
	"timer:hrtimer_start", "timer:hrtimer_cancel",
	"timer:hrtimer_expire_entry", "timer:hrtimer_expire_exit",
	NULL
};

static const char *const default_host_events[] = {
	"kvm:kvm_inj_virq", "kvm:kvm_apic_accept_irq", "kvm:kvm_set_irq",
	"kvm:kvm_msi_set_irq", "kvm:kvm_vcpu_wakeup", "kvm:kvm_userspace_exit",
	NULL
};

/* The events that there are, one per line, read once per list. */
static char *available(struct kt_error *err)
{
	const char *dir = kt_tracing_dir(err);
	char *text = dir ? kt_file_read(dir, "available_events", NULL) : NULL;

	if (dir && !text)
		kt_error_set(err, -errno, "can't read %s/available_events: %s; run this as root",
			     dir, strerror(errno));
	return text;
}

static int add_name(struct kt_events *list, const char *name)
{
	char **more, *copy;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(list->name[i], name))
			return 0;
	}
	more = realloc(list->name, (list->n + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	list->name = more;
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	more[list->n] = copy;
	list->n++;
	return 0;
}

/* "sched" is the system, "sched:sched_*" a part of it, "sched_switch" it. */
static bool matches(const char *word, const char *name)
{
	const char *colon = strchr(name, ':');
	char system[128];

	if (strchr(word, ':'))
		return !fnmatch(word, name, 0);
	snprintf(system, sizeof(system), "%.*s", (int)(colon - name), name);
	return !strcmp(word, system) || !fnmatch(word, colon + 1, 0);
}

/* How many events the word stands for, or a negative errno. */
static int add_matching(struct kt_events *list, const char *word,
			const char *all)
{
	char *copy = strdup(all), *rest = copy, *line;
	int found = 0, ret = 0;

	if (!copy)
		return -ENOMEM;
	while (!ret && (line = strsep(&rest, "\n"))) {
		/* Events of the tracers themselves can't be switched on. */
		if (!strchr(line, ':') || !strncmp(line, "ftrace:", 7) ||
		    !matches(word, line))
			continue;
		found++;
		ret = add_name(list, line);
	}
	free(copy);
	return ret ? ret : found;
}

static int add_default(struct kt_events *list, bool is_host, const char *all)
{
	const char *const *sets[] = {
		default_events, is_host ? default_host_events : NULL, NULL
	};
	const char *const *word;
	int ret = 0, i;

	for (i = 0; sets[i]; i++) {
		for (word = sets[i]; *word && ret >= 0; word++)
			ret = add_matching(list, *word, all);
	}
	return ret < 0 ? ret : 0;
}

/* A name that looks like the word, to be told; NULL if none does. */
static char *similar(const char *word, const char *all)
{
	const char *part = strchr(word, ':') ? strchr(word, ':') + 1 : word;
	char *glob = NULL, *copy = strdup(all), *rest = copy, *line, *hit = NULL;
	size_t len = strcspn(part, "*?[");

	while (copy && len > 3 && !hit) {
		free(glob);
		if (asprintf(&glob, "*:*%.*s*", (int)len, part) < 0) {
			glob = NULL;
			break;
		}
		rest = strcpy(copy, all);
		while (!hit && (line = strsep(&rest, "\n"))) {
			if (*line && !fnmatch(glob, line, 0))
				hit = strdup(line);
		}
		len--;
	}
	free(glob);
	free(copy);
	return hit;
}

static int unknown(const char *word, const char *all, struct kt_error *err)
{
	char *hit = similar(word, all);

	if (!strncmp(word, "kvmrt:", 6) && !strstr(all, "\nkvmrt:"))
		kt_error_set(err, -EOPNOTSUPP,
			     "no event '%s': neither kvmrt.ko nor kvmrt_guest.ko is loaded; load one",
			     word);
	else if (hit)
		kt_error_set(err, -EINVAL, "no event '%s', did you mean '%s'?",
			     word, hit);
	else
		kt_error_set(err, -EINVAL,
			     "no event '%s'; /sys/kernel/tracing/available_events lists them",
			     word);
	free(hit);
	return strncmp(word, "kvmrt:", 6) || strstr(all, "\nkvmrt:") ?
	       -EINVAL : -EOPNOTSUPP;
}

int kt_events_add(struct kt_events *list, const char *words, bool is_host,
		  struct kt_error *err)
{
	char *all, *copy, *rest, *word;
	int ret = 0;

	all = available(err);
	if (!all)
		return -ENODEV;
	copy = strdup(words);
	rest = copy;
	while (copy && !ret && (word = strsep(&rest, ","))) {
		if (!*word) {
			ret = kt_error_set(err, -EINVAL,
					   "an empty name in the list of events '%s'",
					   words);
		} else if (!strcmp(word, "default")) {
			ret = add_default(list, is_host, all);
		} else if (strcmp(word, "none")) {
			ret = add_matching(list, word, all);
			ret = !ret ? unknown(word, all, err) : ret > 0 ? 0 : ret;
		}
	}
	if (!copy || ret == -ENOMEM)
		ret = kt_error_set(err, -ENOMEM, "out of memory");
	free(copy);
	free(all);
	return ret;
}

void kt_events_free(struct kt_events *list)
{
	while (list->n)
		free(list->name[--list->n]);
	free(list->name);
	list->name = NULL;
}

bool kt_events_has_system(const struct kt_events *list, const char *system)
{
	size_t len = strlen(system), i;

	for (i = 0; i < list->n; i++) {
		if (!strncmp(list->name[i], system, len) &&
		    list->name[i][len] == ':')
			return true;
	}
	return false;
}

int kt_events_enable(const struct kt_instance *in, const struct kt_events *list,
		     struct kt_error *err)
{
	size_t i;
	int ret;

	for (i = 0; i < list->n; i++) {
		ret = kt_file_write(in->dir, "set_event", list->name[i]);
		if (ret)
			return kt_error_set(err, ret,
					    "can't switch on the event %s: %s; the kernel log may say why",
					    list->name[i], strerror(-ret));
	}
	return 0;
}
