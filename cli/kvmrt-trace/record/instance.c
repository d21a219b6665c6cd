// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace instance "kvmrt": made or borrowed, set up, left as it was found.
 * What is needed to leave it is a JSON object, because the one who tidies up
 * may be the next recorder, after this one was killed.
 */
#include <dirent.h>
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tracefs.h>
#include <unistd.h>

#include "instance.h"

/* Enough for the threads of a busy host; the kernel keeps 128 by itself. */
#define CMDLINES	"4096"

/* What is put back into a borrowed instance, in this order. */
static const char *const kept_files[] = {
	"trace_clock", "buffer_size_kb", "options/overwrite", "tracing_cpumask",
	"set_event", "tracing_on",
};

const char *kt_tracing_dir(struct kt_error *err)
{
	const char *dir = tracefs_tracing_dir();

	if (!dir || access(dir, X_OK)) {
		kt_error_set(err, -ENODEV, "%s", dir && errno == EACCES ?
			     "tracefs is for root only; run this as root" :
			     "the kernel has no tracefs that can be mounted at /sys/kernel/tracing");
		return NULL;
	}
	return dir;
}

static unsigned int count_cpus(const char *dir)
{
	char path[PATH_MAX];
	unsigned int cpus = 0, cpu;
	struct dirent *entry;
	DIR *list;

	snprintf(path, sizeof(path), "%s/per_cpu", dir);
	list = opendir(path);
	while (list && (entry = readdir(list))) {
		if (sscanf(entry->d_name, "cpu%u", &cpu) == 1 && cpu >= cpus)
			cpus = cpu + 1;
	}
	if (list)
		closedir(list);
	return cpus;
}

/* "local [global] mono" is global. */
static char *chosen_word(const char *text)
{
	const char *open = strchr(text, '['), *end;

	end = open ? strchr(open, ']') : NULL;
	return end ? strndup(open + 1, end - open - 1) : strdup(text);
}

static struct json_object *keep_files(const char *dir)
{
	struct json_object *kept = json_object_new_object();
	char *text, *word;
	size_t i;

	for (i = 0; i < sizeof(kept_files) / sizeof(*kept_files); i++) {
		text = kt_file_read(dir, kept_files[i], NULL);
		if (!text)
			continue;
		/* "7 (expanded: 1408)" is a ring that nobody used yet. */
		word = strchr(text, '(') ? strndup(text, strcspn(text, " ")) :
					   chosen_word(text);
		if (word && strcmp(kept_files[i], "set_event"))
			word[strcspn(word, "\n")] = '\0';
		json_object_object_add(kept, kept_files[i],
				       json_object_new_string(word ? word : ""));
		free(word);
		free(text);
	}
	return kept;
}

/* The size is of all CPUs, so it is kept only where somebody chose it. */
static struct json_object *keep_cmdlines(const char *tracing)
{
	char *text = kt_file_read(tracing, "saved_cmdlines_size", NULL);
	struct json_object *kept = NULL;

	if (text && strtoul(text, NULL, 10) < strtoul(CMDLINES, NULL, 10)) {
		text[strcspn(text, "\n")] = '\0';
		kept = json_object_new_string(text);
	}
	free(text);
	return kept;
}

int kt_instance_open(struct kt_instance *in, struct json_object **undo,
		     struct kt_error *err)
{
	const char *tracing = kt_tracing_dir(err);
	struct tracefs_instance *made;
	bool existed;

	if (!tracing)
		return -ENODEV;
	existed = tracefs_instance_exists(KT_INSTANCE);
	if (asprintf(&in->dir, "%s/instances/" KT_INSTANCE, tracing) < 0) {
		in->dir = NULL;
		return kt_error_set(err, -ENOMEM, "out of memory");
	}
	if (!existed) {
		made = tracefs_instance_create(KT_INSTANCE);
		if (!made)
			return kt_error_set(err, -errno,
					    "can't make the trace instance %s: %s",
					    in->dir, strerror(errno));
		tracefs_instance_free(made);
	}
	in->cpus = count_cpus(in->dir);
	in->snapshots = tracefs_file_exists(NULL, "snapshot");
	*undo = json_object_new_object();
	json_object_object_add(*undo, "dir", json_object_new_string(in->dir));
	json_object_object_add(*undo, "existed", json_object_new_boolean(existed));
	json_object_object_add(*undo, "files", existed ? keep_files(in->dir) : NULL);
	json_object_object_add(*undo, "cmdlines", keep_cmdlines(tracing));
	return 0;
}

static int set_clock(struct kt_instance *in, const char *clock,
		     struct kt_error *err)
{
	char *known = kt_file_read(in->dir, "trace_clock", NULL);
	int ret = kt_file_write(in->dir, "trace_clock", clock);

	if (ret) {
		if (known)
			known[strcspn(known, "\n")] = '\0';
		kt_error_set(err, ret == -EINVAL ? -EINVAL : ret,
			     "unknown trace clock '%s'; this kernel has: %s",
			     clock, known ? known : "none");
	}
	free(known);
	return ret;
}

/* To how much the kernel's own ring will grow at its first use; 0: it did. */
static unsigned long top_will_grow(const struct kt_instance *in)
{
	char *text = kt_file_read(in->dir, "../../buffer_size_kb", NULL);
	char *number = text ? strstr(text, "expanded: ") : NULL;
	unsigned long kb = number ? strtoul(number + 10, NULL, 10) : 0;

	free(text);
	return kb;
}

static int set_ring(struct kt_instance *in, uint64_t kb, struct kt_error *err)
{
	unsigned long grow = top_will_grow(in);
	char text[32];
	int ret;

	snprintf(text, sizeof(text), "%llu", (unsigned long long)kb);
	ret = kt_file_write(in->dir, "buffer_size_kb", text);
	if (ret)
		kt_error_set(err, ret,
			     "no room for a ring of %s KB for each of %u CPUs: %s; give less with -b",
			     text, in->cpus, strerror(-ret));
	/*
	 * Kernels before 6.7 take any instance's ring for theirs there, and
	 * their users would have a few KB only.
	 */
	if (grow && !top_will_grow(in)) {
		snprintf(text, sizeof(text), "%lu", grow);
		kt_file_write(in->dir, "../../buffer_size_kb", text);
	}
	return ret;
}

int kt_instance_setup(struct kt_instance *in, const struct kt_setup *setup,
		      struct kt_error *err)
{
	char cpus[512];
	char *online;
	int ret;

	ret = kt_instance_write(in, "tracing_on", "0", err);
	if (!ret)
		ret = kt_instance_write(in, "set_event", "", err);
	if (!ret)
		ret = set_clock(in, setup->clock, err);
	if (!ret)
		ret = set_ring(in, setup->ring_kb, err);
	/* Also when we read along: only then a loss is seen where it was. */
	if (!ret)
		ret = kt_instance_write(in, "options/overwrite", "1", err);
	if (!ret)
		ret = kt_instance_write(in, "trace", "", err);
	if (ret)
		return ret;
	online = kt_file_read(in->dir, "../../tracing_cpumask", NULL);
	if (online) {
		snprintf(cpus, sizeof(cpus), "%s", online);
		kt_file_write(in->dir, "tracing_cpumask", cpus);
		free(online);
	}
	kt_file_write(in->dir, "../../saved_cmdlines_size", CMDLINES);
	if (!setup->overwrite || !in->snapshots)
		return 0;
	/* A flush that allocated first would come late. */
	ret = kt_file_write(in->dir, "snapshot", "1");
	if (ret)
		return kt_error_set(err, ret,
				    "no room for the spare ring that flushes need, again %llu KB for each CPU: %s; give less with -b",
				    (unsigned long long)setup->ring_kb,
				    strerror(-ret));
	return kt_instance_write(in, "snapshot", "2", err);
}

static const char *undo_str(struct json_object *undo, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(undo, key, &value) && value ?
	       json_object_get_string(value) : NULL;
}

static void put_back(const char *dir, struct json_object *files)
{
	const char *text;
	char *copy, *line, *rest;
	size_t i;

	for (i = 0; i < sizeof(kept_files) / sizeof(*kept_files); i++) {
		text = undo_str(files, kept_files[i]);
		if (!text)
			continue;
		if (strcmp(kept_files[i], "set_event")) {
			kt_file_write(dir, kept_files[i], text);
			continue;
		}
		kt_file_write(dir, "set_event", "");
		copy = strdup(text);
		rest = copy;
		while ((line = strsep(&rest, "\n"))) {
			if (*line)
				kt_file_write(dir, "set_event", line);
		}
		free(copy);
	}
}

int kt_instance_undo(struct json_object *undo, struct kt_error *err)
{
	const char *dir = undo_str(undo, "dir");
	struct json_object *value;
	const char *cmdlines;
	int i;

	if (!dir || access(dir, F_OK))
		return 0;
	cmdlines = undo_str(undo, "cmdlines");
	if (cmdlines)
		kt_file_write(dir, "../../saved_cmdlines_size", cmdlines);
	kt_file_write(dir, "tracing_on", "0");
	kt_file_write(dir, "set_event", "");
	if (json_object_object_get_ex(undo, "existed", &value) &&
	    json_object_get_boolean(value)) {
		kt_file_write(dir, "snapshot", "0");
		kt_file_write(dir, "trace", "");
		if (json_object_object_get_ex(undo, "files", &value) && value)
			put_back(dir, value);
		return 0;
	}
	/* A flush of a guest may hold it for a moment. */
	for (i = 0; i < 50 && rmdir(dir); i++) {
		if (errno != EBUSY)
			break;
		usleep(20000);
	}
	if (!access(dir, F_OK))
		return kt_error_set(err, -errno,
				    "can't remove the trace instance %s: %s; somebody has a file of it open",
				    dir, strerror(errno));
	return 0;
}

void kt_instance_close(struct kt_instance *in)
{
	free(in->dir);
	in->dir = NULL;
}
