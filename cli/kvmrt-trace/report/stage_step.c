// SPDX-License-Identifier: GPL-2.0-only
/*
 * From events of a trace to steps: which events the report knows, by name, and
 * which of their fields it needs.
 */
#include <stdlib.h>
#include <string.h>

#include "stage_step.h"
#include "stream.h"

#define IDS 65536
#define ANY UINT8_MAX
#define ISA_VMX 1

/* @mark is &struct kt_step's @stock, of ISRs its @soft */
struct name {
	const char *system;
	const char *name;
	uint8_t kind;
	bool mark;
};

static const struct name host_names[] = {
	{ "kvmrt", "kvm_enter_vm_pid", KT_STEP_ENTER, false },
	{ "kvmrt", "kvm_exit_vm_pid", KT_STEP_EXIT, false },
	{ "kvmrt", "kvm_exit_handler", KT_STEP_HANDLER, false },
	{ "kvmrt", "kvm_vcpu_tsc", KT_STEP_TSC, false },
	{ "kvm", "kvm_entry", KT_STEP_ENTER, true },
	{ "kvm", "kvm_exit", KT_STEP_EXIT, true },
	{ "kvm", "kvm_userspace_exit", KT_STEP_USER, true },
	{ "kvm", "kvm_apic_accept_irq", KT_STEP_ACCEPT, true },
	{ "kvm", "kvm_inj_virq", KT_STEP_INJECT, true },
	{ "kvm", "kvm_mmio", KT_STEP_MMIO, true },
	{ "irq", "irq_handler_entry", KT_STEP_ISR_BEGIN, false },
	{ "irq", "irq_handler_exit", KT_STEP_ISR_END, false },
	{ "irq", "softirq_entry", KT_STEP_ISR_BEGIN, true },
	{ "irq", "softirq_exit", KT_STEP_ISR_END, true },
	{ "sched", "sched_switch", KT_STEP_SWITCH, false },
	{ "sched", "sched_waking", KT_STEP_WAKING, false },
	{ "sched", "sched_wakeup", KT_STEP_PLACED, false },
	{ "sched", "sched_migrate_task", KT_STEP_PLACED, false },
	{ "timer", "hrtimer_start", KT_STEP_TIMER_START, false },
	{ "timer", "hrtimer_expire_entry", KT_STEP_TIMER_EXPIRE, false },
	{ 0 }
};

static const struct name guest_names[] = {
	{ "irq_vectors", "local_timer_entry", KT_STEP_GUEST_TIMER, false },
	{ "irq", "irq_handler_entry", KT_STEP_GUEST_IRQ, false },
	{ 0 }
};

struct kind {
	uint8_t kind;
	bool mark;
};

struct kt_decoder {
	size_t sources;
	uint64_t misshapen;
	bool saw[KT_STEP_KINDS];
	/* the last timer function that was looked up, and what it was */
	uint64_t function;
	bool function_is_apic;
	/* by source and id; ANY is not looked up yet */
	struct kind kinds[];
};

struct kt_decoder *kt_decoder_new(size_t sources)
{
	struct kt_decoder *d;

	d = calloc(1, sizeof(*d) + sources * IDS * sizeof(d->kinds[0]));
	if (!d)
		return NULL;
	d->sources = sources;
	memset(d->kinds, ANY, sources * IDS * sizeof(d->kinds[0]));
	return d;
}

void kt_decoder_free(struct kt_decoder *d)
{
	free(d);
}

uint64_t kt_decoder_misshapen(const struct kt_decoder *d)
{
	return d->misshapen;
}

bool kt_decoder_saw(const struct kt_decoder *d, enum kt_step_kind kind)
{
	return d->saw[kind];
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), want = strlen(end);

	return length >= want && !strcmp(text + length - want, end);
}

static struct kind look_up(const struct kt_event *e)
{
	const struct name *n = e->source->is_guest ? guest_names : host_names;
	const struct tep_event *format = e->format;
	struct kind kind = { KT_STEP_NONE, false };

	for (; n->system; n++) {
		if (!strcmp(format->system, n->system) &&
		    !strcmp(format->name, n->name)) {
			kind.kind = n->kind;
			kind.mark = n->mark;
			return kind;
		}
	}
	/* All vectors of x86 but the devices' have a pair of events. */
	if (!strcmp(format->system, "irq_vectors")) {
		if (ends_with(format->name, "_entry"))
			kind.kind = e->source->is_guest ? KT_STEP_GUEST_OTHER :
							  KT_STEP_ISR_BEGIN;
		else if (ends_with(format->name, "_exit") &&
			 !e->source->is_guest)
			kind.kind = KT_STEP_ISR_END;
	}
	return kind;
}

static bool get32(const struct kt_event *e, const char *name, uint32_t *value)
{
	int64_t wide;

	/* A field's sign doesn't matter below 32 bits. */
	if (!kt_field_s64(e, name, &wide))
		return false;
	*value = (uint32_t)wide;
	return true;
}

static bool get_pid(const struct kt_event *e, const char *name, int *pid)
{
	uint32_t value;

	if (!get32(e, name, &value))
		return false;
	*pid = (int)value;
	return true;
}

static bool whose(const struct kt_event *e, struct kt_step *s)
{
	uint32_t pid = 0;

	if (s->stock)
		return get32(e, "vcpu_id", &s->vcpu);
	if (!get32(e, "vm", &s->vm) || !get32(e, "vcpu", &s->vcpu))
		return false;
	if (get32(e, "vm_pid", &pid))
		s->vm_pid = (int32_t)pid;
	return true;
}

/*
 * Of VMX's reason the lower half is the reason and the top bit says that an
 * entry failed; others only tell in which mode the guest was.
 */
static bool get_reason(const struct kt_event *e, const char *name,
		       struct kt_step *s)
{
	if (!get32(e, "isa", &s->isa) || !get32(e, name, &s->reason))
		return false;
	if (s->isa == ISA_VMX)
		s->reason &= 0x8000ffff;
	return true;
}

static bool exit_step(const struct kt_event *e, struct kt_step *s)
{
	/* Older kernels' stock event has no id of the vCPU; the thread says. */
	if (!whose(e, s) && !s->stock)
		return false;
	kt_field_u64(e, "info1", &s->info1);
	kt_field_u64(e, "info2", &s->info2);
	return get_reason(e, s->stock ? "exit_reason" : "reason", s);
}

static bool handler_step(const struct kt_event *e, struct kt_step *s)
{
	uint32_t to_user = 0, access = 0;

	if (!whose(e, s) || !get_reason(e, "reason", s) ||
	    !get32(e, "to_user", &to_user))
		return false;
	kt_field_u64(e, "info1", &s->info1);
	kt_field_u64(e, "info2", &s->info2);
	get32(e, "user_reason", &s->user_reason);
	s->to_user = to_user;
	if (get32(e, "msr_access", &access)) {
		s->msr_access = access;
		get32(e, "msr", &s->msr);
		kt_field_u64(e, "msr_value", &s->msr_value);
	}
	return true;
}

static bool switch_step(const struct kt_event *e, struct kt_step *s)
{
	int64_t state;

	if (!get_pid(e, "prev_pid", &s->prev_pid) ||
	    !get_pid(e, "next_pid", &s->next_pid) ||
	    !kt_field_s64(e, "prev_state", &state))
		return false;
	/* The bits below say what it waits for; the one above: preempted. */
	s->prev_runs = !(state & 0xff);
	s->comm = kt_field_str(e, "prev_comm");
	s->next_comm = kt_field_str(e, "next_comm");
	return true;
}

static bool is_apic_timer(struct kt_decoder *d, const struct kt_event *e,
			  uint64_t function)
{
	const char *name;

	if (function != d->function) {
		name = tep_find_function(e->source->tep, function);
		d->function = function;
		d->function_is_apic = name && !strcmp(name, "apic_timer_fn");
	}
	return d->function_is_apic;
}

/* Only the timers of guests' APICs are of interest. */
static bool timer_step(struct kt_decoder *d, const struct kt_event *e,
		       struct kt_step *s)
{
	uint64_t function;

	if (!kt_field_u64(e, "function", &function) ||
	    !kt_field_u64(e, "hrtimer", &s->timer))
		return false;
	if (!is_apic_timer(d, e, function)) {
		s->kind = KT_STEP_NONE;
		return true;
	}
	if (s->kind == KT_STEP_TIMER_START)
		return kt_field_s64(e, "expires", &s->expires);
	return kt_field_s64(e, "now", &s->now);
}

static bool fill(struct kt_decoder *d, const struct kt_event *e,
		 struct kt_step *s)
{
	uint32_t flag = 0;

	switch (s->kind) {
	case KT_STEP_ENTER:
		return whose(e, s);
	case KT_STEP_EXIT:
		return exit_step(e, s);
	case KT_STEP_HANDLER:
		return handler_step(e, s);
	case KT_STEP_USER:
		if (get32(e, "errno", &flag))
			s->user_errno = (int)flag;
		return get32(e, "reason", &s->user_reason);
	case KT_STEP_TSC:
		return whose(e, s) && kt_field_u64(e, "offset", &s->offset) &&
		       kt_field_u64(e, "ratio", &s->ratio) &&
		       get32(e, "frac_bits", &s->frac_bits);
	case KT_STEP_ACCEPT:
		return get32(e, "apicid", &s->vcpu) &&
		       get32(e, "vec", &s->vector);
	case KT_STEP_INJECT:
		/* 6.1's first versions have neither of the two flags. */
		if (get32(e, "reinjected", &flag))
			s->again = flag;
		return get32(e, "vector", &s->vector) ||
		       get32(e, "irq", &s->vector);
	case KT_STEP_SWITCH:
		return switch_step(e, s);
	case KT_STEP_WAKING:
		return get_pid(e, "pid", &s->next_pid);
	case KT_STEP_PLACED:
		return get_pid(e, "pid", &s->next_pid) &&
		       (get32(e, "target_cpu", &s->next_cpu) ||
			get32(e, "dest_cpu", &s->next_cpu));
	case KT_STEP_TIMER_START:
	case KT_STEP_TIMER_EXPIRE:
		return timer_step(d, e, s);
	case KT_STEP_MMIO:
		/* 0 is an instruction fetch that couldn't be served */
		if (!get32(e, "type", &flag) || !kt_field_u64(e, "gpa", &s->gpa))
			return false;
		s->write = flag == 2;
		return true;
	case KT_STEP_GUEST_TIMER:
		return get32(e, "vector", &s->vector);
	case KT_STEP_GUEST_IRQ:
		s->name = kt_field_str(e, "name");
		return get32(e, "irq", &s->irq);
	case KT_STEP_ISR_END:
		s->soft = s->stock;
		return true;
	case KT_STEP_ISR_BEGIN:
		s->soft = s->stock;
		s->name = kt_field_str(e, "name");
		if (!s->name)
			s->name = e->format->name;
		return true;
	default:
		return true;
	}
}

void kt_decoder_step(struct kt_decoder *d, const struct kt_event *e,
		     struct kt_step *s)
{
	struct kind *kind, none = { KT_STEP_NONE, false };
	int id = e->format->id;

	if (e->source->index < d->sources && id >= 0 && id < IDS) {
		kind = &d->kinds[e->source->index * IDS + (unsigned int)id];
		if (kind->kind == ANY)
			*kind = look_up(e);
	} else {
		kind = &none;
	}

	memset(s, 0, sizeof(*s));
	s->kind = kind->kind;
	s->stock = kind->mark;
	s->ns = e->time_ns;
	s->cpu = e->cpu;
	s->event = e;
	s->lost = e->lost;
	s->pid = -1;
	if (s->kind == KT_STEP_NONE)
		return;
	s->pid = kt_event_pid(e);
	if (!fill(d, e, s)) {
		s->kind = KT_STEP_NONE;
		d->misshapen++;
		return;
	}
	d->saw[s->kind] = true;
}
