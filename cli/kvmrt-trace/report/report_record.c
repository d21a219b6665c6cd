// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as one record, for the VMs and vCPUs that were asked for.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static const struct cli_field note_fields[] = {
	{ .key = "note", .title = "NOTE" },
	{ 0 }
};

static const struct cli_field before_fields[] = {
	{ .key = "left_out", .title = "EVENTS-LEFT-OUT" },
	{ .key = "incomplete", .title = "EARLIER-ONES-FORGOTTEN" },
	{ .key = "timeline", .title = "", .fields = kt_excerpt_fields },
	{ 0 }
};

const struct cli_field kt_report_fields[] = {
	{ .key = "start_ns" },
	{ .key = "from_ns", .title = "from, s", .text = kt_text_from },
	{ .key = "to_ns", .title = "to, s", .text = kt_text_to },
	{ .key = "damaged" },
	{ .key = "notes", .title = "", .fields = note_fields },
	{ .key = "lost", .title = "", .fields = kt_report_lost_fields },
	{ .key = "vms", .title = "", .fields = kt_report_vmm_fields },
	{ .key = "vcpus", .title = "", .fields = kt_report_vcpu_fields },
	{ .key = "before", .title = "", .fields = before_fields },
	{ 0 }
};

/* The word is one of the list's, which commas separate. */
static bool in_list(const char *list, const char *word)
{
	size_t len = strlen(word);
	const char *at = list;

	for (; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, word, len) && (!at[len] || at[len] == ','))
			return true;
	}
	return false;
}

bool kt_report_asked_vm(const struct kt_ask *ask, uint32_t id,
			const char *name)
{
	char number[16];

	if (!ask->vm)
		return true;
	snprintf(number, sizeof(number), "%u", id);
	return in_list(ask->vm, number) || (name && in_list(ask->vm, name));
}

static bool asked_for(const struct kt_report *r, const struct kt_ask *ask,
		      const struct kt_watch *v)
{
	char id[16];

	if (ask->vm && (!v->named ||
			!kt_report_asked_vm(ask, v->vm, kt_report_vm_name(r, v))))
		return false;
	if (!ask->vcpu)
		return true;
	snprintf(id, sizeof(id), "%u", v->id);
	return v->named && in_list(ask->vcpu, id);
}

static struct json_object *notes(const struct kt_report *r)
{
	struct json_object *list = cli_list(), *rec;
	unsigned int i;

	for (i = 0; i < r->n_notes; i++) {
		rec = cli_record(note_fields);
		cli_set_str(rec, "note", r->notes[i]);
		cli_add(list, rec);
	}
	return list;
}

static struct json_object *before(const struct kt_report *r)
{
	struct json_object *rec = cli_record(before_fields), *list = cli_list();

	cli_set_u64(rec, "left_out", r->before.left_out);
	cli_set_bool(rec, "incomplete", r->before.cut);
	cli_set_obj(rec, "timeline", kt_excerpt_records(&r->before, r->to, NULL, NULL));
	cli_add(list, rec);
	return list;
}

static struct json_object *vcpus(struct kt_report *r, const struct kt_ask *ask)
{
	struct kt_lock_sum locks = { 0 };
	struct json_object *list = cli_list();
	const struct kt_machine *host;
	unsigned int i, j;

	for (i = 0; i < r->model->n_machines; i++) {
		host = r->model->machines[i];
		for (j = 0; j < host->n_vcpus; j++) {
			if (!asked_for(r, ask, host->vcpus[j]))
				continue;
			kt_report_lock_add(&locks, host->vcpus[j]);
			cli_add(list, kt_report_vcpu(r, host->vcpus[j]));
		}
	}
	kt_report_lock_note(r, &locks);
	return list;
}

int kt_report_record(struct kt_report *r, const struct kt_ask *ask,
		     struct json_object **doc, struct kt_error *err)
{
	struct json_object *list = vcpus(r, ask), *rec;

	if (list && !json_object_array_length(list)) {
		json_object_put(list);
		if (ask->vm || ask->vcpu)
			return kt_error_set(err, -ESRCH,
					    "these recordings have no%s%s%s%s; without --vm and --vcpu the report lists those that they have",
					    ask->vm ? " VM " : "",
					    ask->vm ? ask->vm : "",
					    ask->vcpu ? " vCPU " : "",
					    ask->vcpu ? ask->vcpu : "");
		list = cli_list();
	}
	rec = cli_record(kt_report_fields);
	cli_set_s64(rec, "start_ns", r->start);
	cli_set_s64(rec, "from_ns", r->from - r->start);
	cli_set_s64(rec, "to_ns", r->model->last - r->start);
	cli_set_bool(rec, "damaged", r->damaged);
	cli_set_obj(rec, "notes", notes(r));
	cli_set_obj(rec, "lost", kt_report_lost(r));
	cli_set_obj(rec, "vms", kt_report_vmms(r, ask));
	cli_set_obj(rec, "vcpus", list);
	if (r->moment)
		cli_set_obj(rec, "before", before(r));
	*doc = rec;
	return 0;
}
