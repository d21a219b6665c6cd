// SPDX-License-Identifier: GPL-2.0-only
/*
 * One vCPU as a record: its time, exits, exits to user space, preemption.
 */
#include <json-c/json.h>
#include <stdlib.h>

#include "report.h"
#include "user_device.h"

static const char *const state_names[KT_STATES] = {
	[KT_STATE_UNKNOWN] = "not known",
	[KT_STATE_GUEST] = "in guest",
	[KT_STATE_KVM] = "host kernel",
	[KT_STATE_USER] = "user space",
	[KT_STATE_ISR] = "host ISR",
	[KT_STATE_PREEMPTED] = "preempted",
	[KT_STATE_WOKEN] = "woken, waits for CPU",
	[KT_STATE_BLOCKED] = "asleep",
};

static const struct cli_field time_fields[] = {
	{ .key = "state", .title = "TIME" },
	{ .key = "time_ns", .title = "          US", .text = kt_text_time },
	{ .key = "share_ppm", .title = " PERCENT", .text = kt_text_share },
	{ 0 }
};

static const struct cli_field exit_fields[] = {
	{ .key = "isa" },
	{ .key = "code" },
	{ .key = "exit", .title = "EXIT" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "timed" },
	{ .key = "total_ns", .title = "OUT-OF-GUEST-US", .text = kt_text_total },
	{ .key = "worst_ns", .title = "    WORST-US", .text = kt_text_worst },
	{ .key = "worst_at_ns", .title = "AT-S", .text = kt_text_worst_at },
	{ .key = "asleep_ns", .title = "   ASLEEP-US", .text = kt_text_asleep },
	{ 0 }
};

static const struct cli_field user_fields[] = {
	{ .key = "reason", .title = "EXIT-TO-USER-SPACE" },
	{ .key = "cause", .title = "CAUSE" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "total_ns", .title = "    TOTAL-US", .text = kt_text_total },
	{ .key = "worst_ns", .title = "    WORST-US", .text = kt_text_worst },
	{ .key = "worst_at_ns", .title = "AT-S", .text = kt_text_worst_at },
	{ .key = "device", .title = "DEVICE" },
	{ .key = "device_class", .title = "CLASS" },
	{ 0 }
};

static const struct cli_field wait_fields[] = {
	{ .key = "vcpu_was", .title = "WAITED-WHEN" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "total_ns", .title = "    TOTAL-US", .text = kt_text_total },
	{ .key = "worst_ns", .title = "    WORST-US", .text = kt_text_worst },
	{ .key = "worst_at_ns", .title = "AT-S", .text = kt_text_worst_at },
	{ 0 }
};

static const struct cli_field preempt_fields[] = {
	{ .key = "by", .title = "CPU-TAKEN-BY" },
	{ .key = "pid", .title = "PID" },
	{ .key = "vcpu_was", .title = "VCPU-WAS" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "total_ns", .title = "    TOTAL-US", .text = kt_text_total },
	{ .key = "worst_ns", .title = "    WORST-US", .text = kt_text_worst },
	{ .key = "worst_at_ns", .title = "AT-S", .text = kt_text_worst_at },
	{ 0 }
};

const struct cli_field kt_report_vcpu_fields[] = {
	{ .key = "host", .title = "HOST" },
	{ .key = "vm", .title = "VM" },
	{ .key = "name", .title = "NAME" },
	{ .key = "vm_pid", .title = "PID" },
	{ .key = "vcpu", .title = "VCPU" },
	{ .key = "tid", .title = "TID" },
	{ .key = "time", .title = "", .fields = time_fields },
	{ .key = "exits", .title = "", .fields = exit_fields },
	{ .key = "user_exits", .title = "", .fields = user_fields },
	{ .key = "waits", .title = "", .fields = wait_fields },
	{ .key = "preemption", .title = "", .fields = preempt_fields },
	{ .key = "interrupts", .title = "", .fields = kt_report_stages_fields },
	{ .key = "not_reconstructed", .title = "",
	  .fields = kt_report_miss_fields },
	{ 0 }
};

static struct json_object *times(const struct kt_watch *v)
{
	struct json_object *list = cli_list(), *rec;
	int64_t all = 0;
	unsigned int i;

	for (i = 0; i < KT_STATES; i++)
		all += v->budget.in_state[i];
	for (i = 0; i < KT_STATES; i++) {
		if (!v->budget.in_state[i])
			continue;
		rec = cli_record(time_fields);
		cli_set_str(rec, "state", state_names[i]);
		cli_set_s64(rec, "time_ns", v->budget.in_state[i]);
		cli_set_u64(rec, "share_ppm",
			    (uint64_t)((__int128)v->budget.in_state[i] *
				       1000000 / all));
		cli_add(list, rec);
	}
	return list;
}

static int by_total(const void *a, const void *b)
{
	const struct kt_exit *x = *(const struct kt_exit *const *)a;
	const struct kt_exit *y = *(const struct kt_exit *const *)b;

	return (y->total > x->total) - (y->total < x->total);
}

static void exit_name(char *name, size_t size, const struct kt_exit *e)
{
	const char *known = kt_exit_name(e->isa, e->reason);

	if (known)
		snprintf(name, size, "%s%s", known,
			 e->isa == 1 && e->reason >> 31 ? " FAILED_VMENTRY" : "");
	else if (!e->isa)
		snprintf(name, size, "%s", e->reason ? "(others)" :
						       "(no event)");
	else
		snprintf(name, size, "0x%x", e->reason);
}

static struct json_object *exits(const struct kt_report *r,
				 const struct kt_watch *v)
{
	const struct kt_exit *sorted[KT_EXITS_MAX] = { NULL }, *e;
	struct json_object *list = cli_list(), *rec;
	char name[64];
	unsigned int i;

	for (i = 0; i < v->budget.n_exits; i++)
		sorted[i] = &v->budget.exits[i];
	qsort(sorted, v->budget.n_exits, sizeof(*sorted), by_total);
	for (i = 0; i < v->budget.n_exits; i++) {
		e = sorted[i];
		rec = cli_record(exit_fields);
		exit_name(name, sizeof(name), e);
		if (e->isa) {
			cli_set_str(rec, "isa", e->isa == 1 ? "VMX" : "SVM");
			cli_set_u64(rec, "code", e->reason);
		}
		cli_set_str(rec, "exit", name);
		cli_set_u64(rec, "count", e->count);
		cli_set_u64(rec, "timed", e->timed);
		cli_set_s64(rec, "total_ns", e->total);
		if (e->timed) {
			cli_set_s64(rec, "worst_ns", e->worst);
			cli_set_s64(rec, "worst_at_ns", e->worst_at - r->start);
		}
		cli_set_s64(rec, "asleep_ns", e->blocked);
		cli_add(list, rec);
	}
	return list;
}

static void cause(char *text, size_t size, const struct kt_user *u)
{
	unsigned long long value = u->value;

	switch (u->detail) {
	case KT_DETAIL_PORT:
		snprintf(text, size, "%s port 0x%llx", u->write ? "out" : "in",
			 value);
		break;
	case KT_DETAIL_ADDRESS:
		snprintf(text, size, "%s 0x%llx", u->write ? "write" : "read",
			 value);
		break;
	case KT_DETAIL_MSR:
		snprintf(text, size, "%s MSR 0x%llx",
			 u->write ? "write" : "read", value);
		break;
	case KT_DETAIL_ERRNO:
		snprintf(text, size, "%s", cli_errno_name((int)value));
		break;
	default:
		text[0] = 0;
		break;
	}
}

static struct json_object *users(const struct kt_report *r,
				 const struct kt_watch *v)
{
	struct json_object *list = cli_list(), *rec;
	const struct kt_device *device;
	const struct kt_user *u;
	const char *name;
	char text[64];
	unsigned int i;

	for (i = 0; i < v->budget.n_users; i++) {
		u = &v->budget.users[i];
		rec = cli_record(user_fields);
		name = kt_user_name(u->reason);
		if (u->detail == KT_DETAIL_ERRNO)
			snprintf(text, sizeof(text), "interrupted");
		else if (name)
			snprintf(text, sizeof(text), "KVM_EXIT_%s", name);
		else if (u->reason == UINT32_MAX)
			snprintf(text, sizeof(text), "(others)");
		else
			snprintf(text, sizeof(text), "%u", u->reason);
		cli_set_str(rec, "reason", text);
		cause(text, sizeof(text), u);
		if (*text)
			cli_set_str(rec, "cause", text);
		device = kt_user_device(u);
		if (device) {
			cli_set_str(rec, "device", device->name);
			cli_set_str(rec, "device_class", device->class);
		}
		cli_set_u64(rec, "count", u->count);
		cli_set_s64(rec, "total_ns", u->total);
		cli_set_s64(rec, "worst_ns", u->worst);
		if (u->worst_at)
			cli_set_s64(rec, "worst_at_ns", u->worst_at - r->start);
		cli_add(list, rec);
	}
	return list;
}

static void set_waits(const struct kt_report *r, struct json_object *rec,
		      bool woken, const struct kt_waits *w)
{
	cli_set_str(rec, "vcpu_was", woken ? "woken" : "running");
	cli_set_u64(rec, "count", w->count);
	cli_set_s64(rec, "total_ns", w->total);
	cli_set_s64(rec, "worst_ns", w->worst);
	cli_set_s64(rec, "worst_at_ns", w->worst_at - r->start);
}

static struct json_object *waits(const struct kt_report *r,
				 const struct kt_watch *v)
{
	struct json_object *list = cli_list(), *rec;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (!v->preempt.waits[i].count)
			continue;
		rec = cli_record(wait_fields);
		set_waits(r, rec, i, &v->preempt.waits[i]);
		cli_add(list, rec);
	}
	return list;
}

static int by_had(const void *a, const void *b)
{
	const struct kt_preemptor *x = *(const struct kt_preemptor *const *)a;
	const struct kt_preemptor *y = *(const struct kt_preemptor *const *)b;

	return (y->had.total > x->had.total) - (y->had.total < x->had.total);
}

static struct json_object *preemption(const struct kt_report *r,
				      const struct kt_watch *v)
{
	const struct kt_preemptor *sorted[KT_PREEMPTORS_MAX] = { NULL };
	struct json_object *list = cli_list(), *rec;
	unsigned int i;

	for (i = 0; i < v->preempt.n; i++)
		sorted[i] = &v->preempt.by[i];
	qsort(sorted, v->preempt.n, sizeof(*sorted), by_had);
	for (i = 0; i < v->preempt.n; i++) {
		rec = cli_record(preempt_fields);
		cli_set_str(rec, "by", sorted[i]->comm);
		if (sorted[i]->pid != KT_PID_SEVERAL)
			cli_set_s64(rec, "pid", sorted[i]->pid);
		set_waits(r, rec, sorted[i]->woken, &sorted[i]->had);
		cli_add(list, rec);
	}
	for (i = 0; i < 2; i++) {
		if (!v->preempt.others[i].count)
			continue;
		rec = cli_record(preempt_fields);
		cli_set_str(rec, "by", "(others)");
		set_waits(r, rec, i, &v->preempt.others[i]);
		cli_add(list, rec);
	}
	return list;
}

struct json_object *kt_report_vcpu(const struct kt_report *r,
				   const struct kt_watch *v)
{
	struct json_object *rec = cli_record(kt_report_vcpu_fields);

	cli_set_str(rec, "host", r->sources[v->machine->source]->name);
	if (v->named) {
		cli_set_u64(rec, "vm", v->vm);
		cli_set_str(rec, "name", kt_report_vm_name(r, v));
		cli_set_s64(rec, "vm_pid", v->vm_pid);
		cli_set_u64(rec, "vcpu", v->id);
	}
	if (v->tid)
		cli_set_s64(rec, "tid", v->tid);
	cli_set_obj(rec, "time", times(v));
	cli_set_obj(rec, "exits", exits(r, v));
	cli_set_obj(rec, "user_exits", users(r, v));
	cli_set_obj(rec, "waits", waits(r, v));
	cli_set_obj(rec, "preemption", preemption(r, v));
	cli_set_obj(rec, "interrupts", kt_report_stages(r, v));
	cli_set_obj(rec, "not_reconstructed", kt_report_misses(v));
	return rec;
}
