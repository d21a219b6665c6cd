// SPDX-License-Identifier: GPL-2.0-only
/*
 * One vCPU: when it is in its guest and when out of it, and for what.
 *
 * An exit is known by its event or, where that comes late or not at all (AMD
 * before 6.12: after the host's interrupts were served; never for exits that
 * are handled on the fast path), by the first thing that its CPU does.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>

#include "stages.h"

#define ISA_VMX 1
#define ISA_SVM 2
#define MSR_TSC_DEADLINE 0x6e0
#define NS_PER_KHZ 1000000

bool kt_model_counts(const struct kt_model *m, int64_t ns)
{
	return ns >= m->from && ns <= m->to;
}

struct kt_watch *kt_machine_vcpu(struct kt_machine *host, int tid, uint32_t vm,
				 int32_t vm_pid, uint32_t id)
{
	struct kt_watch **list, *v = NULL;

	list = realloc(host->vcpus, (host->n_vcpus + 1) * sizeof(*list));
	if (list) {
		host->vcpus = list;
		v = calloc(1, sizeof(*v));
	}
	if (!v) {
		host->model->failed = true;
		return NULL;
	}
	v->machine = host;
	v->index = host->n_vcpus;
	v->tid = tid;
	v->named = vm;
	v->vm = vm;
	v->vm_pid = vm_pid;
	v->id = id;
	v->since = host->model->first;
	host->vcpus[host->n_vcpus++] = v;
	memset(host->tids, 0, sizeof(host->tids));
	return v;
}

struct kt_watch *kt_vcpu_by_tid(struct kt_machine *host, int tid)
{
	unsigned int place = (unsigned int)tid % KT_TIDS, i;
	struct kt_watch *v = NULL;

	if (tid <= 0)
		return NULL;
	if (host->tids[place].pid == tid)
		return host->tids[place].v;
	/* A thread id may be used again: the newest is the one. */
	for (i = host->n_vcpus; i-- && !v;) {
		if (host->vcpus[i]->tid == tid)
			v = host->vcpus[i];
	}
	host->tids[place].pid = tid;
	host->tids[place].v = v;
	return v;
}

struct kt_watch *kt_vcpu_by_id(const struct kt_machine *host, uint32_t vm,
			       uint32_t id)
{
	unsigned int i;

	for (i = host->n_vcpus; i--;) {
		if (host->vcpus[i]->named && host->vcpus[i]->vm == vm &&
		    host->vcpus[i]->id == id)
			return host->vcpus[i];
	}
	return NULL;
}

static bool waits(enum kt_state state)
{
	return state == KT_STATE_PREEMPTED || state == KT_STATE_WOKEN;
}

void kt_vcpu_state(struct kt_watch *v, int64_t ns, enum kt_state state)
{
	const struct kt_model *m = v->machine->model;

	if (ns < v->since)
		ns = v->since;
	if (waits(v->state)) {
		/* Its CPU was given to somebody else then: it still waited. */
		if (ns < v->wait.since)
			ns = v->wait.since;
		kt_wait_end(v, ns);
	}
	if (waits(state))
		kt_wait_begin(v, ns, state == KT_STATE_WOKEN);
	kt_budget_state(&v->budget, v->state, v->since, ns, m->from, m->to);
	if (v->state == KT_STATE_BLOCKED)
		v->blocked_in_exit += ns - v->since;
	kt_history_push(&v->history, ns, state);
	v->state = state;
	v->since = ns;
}

bool kt_vcpu_halted(const struct kt_watch *v)
{
	if (!v->has_reason)
		return false;
	if (v->isa == ISA_VMX)
		return v->reason == EXIT_REASON_HLT ||
		       v->reason == EXIT_REASON_MWAIT_INSTRUCTION;
	return v->reason == SVM_EXIT_HLT || v->reason == SVM_EXIT_MWAIT ||
	       v->reason == SVM_EXIT_MWAIT_COND;
}

bool kt_vcpu_interrupted(const struct kt_watch *v)
{
	if (!v->has_reason)
		return v->inferred_exit;
	if (v->isa == ISA_VMX)
		return v->reason == EXIT_REASON_EXTERNAL_INTERRUPT;
	return v->reason == SVM_EXIT_INTR;
}

static bool asked_for_window(const struct kt_watch *v)
{
	if (v->isa == ISA_VMX)
		return v->reason == EXIT_REASON_INTERRUPT_WINDOW;
	return v->reason == SVM_EXIT_VINTR;
}

bool kt_vcpu_time(const struct kt_watch *v, uint64_t guest_tsc, int64_t *ns)
{
	const struct kt_machine *host = v->machine;
	__uint128_t tsc;

	if (!v->tsc.known || !host->tsc_khz || !v->tsc.ratio ||
	    v->tsc.frac_bits > 63)
		return false;
	tsc = guest_tsc - v->tsc.offset;
	tsc = (tsc << v->tsc.frac_bits) / v->tsc.ratio;
	if (tsc > UINT64_MAX)
		return false;
	tsc = tsc * NS_PER_KHZ / host->tsc_khz;
	if (tsc > INT64_MAX)
		return false;
	*ns = (int64_t)tsc;
	return true;
}

void kt_vcpu_left(struct kt_watch *v, int64_t ns, bool inferred)
{
	v->entered = false;
	v->exited = false;
	v->has_reason = false;
	v->inferred_exit = inferred;
	v->exit_ns = ns;
	v->first_isr = 0;
	v->first_isr_end = 0;
	v->blocked_in_exit = 0;
	v->wake_isr_begin = 0;
	v->woken_by_task = false;
	kt_vcpu_state(v, ns, KT_STATE_KVM);
}

void kt_vcpu_lost(struct kt_watch *v, int64_t ns)
{
	v->entered = false;
	v->exited = false;
	v->has_reason = false;
	v->inferred_exit = false;
	v->exit_ns = 0;
	v->first_isr = 0;
	v->wake_isr_begin = 0;
	v->deadline = 0;
	v->user = false;
	kt_budget_user_end(&v->budget, ns, false);
	kt_delivery_drop(v, KT_MISS_LOST);
	kt_vcpu_state(v, ns, KT_STATE_UNKNOWN);
}

/* The time out of the guest ends; the exit's event may never have come. */
static void back_in_guest(struct kt_watch *v, int64_t ns)
{
	struct kt_exit *e;

	if (!v->exit_ns || !kt_model_counts(v->machine->model, v->exit_ns))
		return;
	e = kt_budget_exit(&v->budget, v->has_reason ? v->isa : 0,
			   v->has_reason ? v->reason : 0);
	if (!v->has_reason)
		e->count++;
	kt_budget_exit_time(e, v->exit_ns, ns, v->blocked_in_exit);
}

void kt_vcpu_enter(struct kt_watch *v, const struct kt_step *s)
{
	const struct kt_model *m = v->machine->model;

	if (v->state == KT_STATE_GUEST) {
		/* KVM's own event of the entry that ours told of, or ours. */
		if (s->stock != v->stock_enter)
			return;
		kt_vcpu_left(v, s->ns, true);
	}
	/* The first thing seen after something was lost. */
	if (v->state == KT_STATE_UNKNOWN)
		kt_vcpu_state(v, s->ns, KT_STATE_KVM);
	back_in_guest(v, s->ns);
	kt_budget_user_end(&v->budget, s->ns, kt_model_counts(m, s->ns));
	v->user = false;
	v->mmio = false;
	v->entered = true;
	v->stock_enter = s->stock;
	v->exited = false;
	v->exit_ns = 0;
	v->enter_ns = s->ns;
	v->handled = 0;
	v->cpu = s->cpu;
	v->machine->cpus[s->cpu].vcpus = true;
	kt_vcpu_state(v, s->ns, KT_STATE_GUEST);
	kt_delivery_enter(v, s->ns);
}

void kt_vcpu_exit(struct kt_watch *v, const struct kt_step *s)
{
	if (v->exited && s->stock != v->stock_exit)
		return;
	if (v->exited)
		kt_vcpu_lost(v, s->ns);
	if (v->state == KT_STATE_GUEST || v->state == KT_STATE_UNKNOWN)
		kt_vcpu_left(v, s->ns, false);
	v->exited = true;
	v->stock_exit = s->stock;
	v->cpu = s->cpu;
	v->isa = s->isa;
	v->reason = s->reason;
	v->has_reason = true;
	if (kt_model_counts(v->machine->model, v->exit_ns))
		kt_budget_exit(&v->budget, s->isa, s->reason)->count++;
	if (asked_for_window(v))
		kt_history_window(&v->history);
	if (v->isa == ISA_VMX && v->reason == EXIT_REASON_PREEMPTION_TIMER)
		kt_delivery_preemption_timer(v, v->exit_ns);
}

void kt_vcpu_handler(struct kt_watch *v, const struct kt_step *s)
{
	const struct kt_model *m = v->machine->model;
	struct kt_user cause;

	if (s->msr_access == KT_MSR_WRITE && s->msr == MSR_TSC_DEADLINE &&
	    (!s->msr_value || !kt_vcpu_time(v, s->msr_value, &v->deadline)))
		v->deadline = 0;
	if (!s->to_user)
		return;
	if (v->state == KT_STATE_GUEST)
		kt_vcpu_left(v, s->ns, true);
	cause = kt_user_cause(s->isa, s->reason, s->info1, s->info2,
			      s->user_reason, s->msr,
			      s->msr_access != KT_MSR_NONE);
	/* VMX has the address in KVM's own event only, if that is recorded. */
	if (s->user_reason == KVM_EXIT_MMIO && !cause.detail && v->mmio) {
		cause.detail = KT_DETAIL_ADDRESS;
		cause.value = v->mmio_gpa;
		cause.write = v->mmio_write;
	}
	kt_budget_user(&v->budget, &cause, s->ns, kt_model_counts(m, s->ns));
	v->user = true;
	kt_vcpu_state(v, s->ns, KT_STATE_USER);
}
