// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps of a host and of its guests: to which CPU, task and vCPU each belongs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stages.h"

struct kt_model *kt_model_new(void)
{
	struct kt_model *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->from = INT64_MIN;
	m->to = INT64_MAX;
	m->first = INT64_MIN;
	m->last = INT64_MIN;
	m->timer_vector = KT_TIMER_VECTOR;
	return m;
}

static void free_machine(struct kt_machine *host)
{
	unsigned int i;

	for (i = 0; i < host->n_vcpus; i++)
		free(host->vcpus[i]);
	free(host->vcpus);
	free(host->guests);
	free(host->cpus);
	free(host);
}

void kt_model_free(struct kt_model *m)
{
	unsigned int i;

	if (!m)
		return;
	for (i = 0; i < m->n_machines; i++)
		free_machine(m->machines[i]);
	free(m->machines);
	free(m);
}

struct kt_machine *kt_model_host(struct kt_model *m, unsigned int source,
				 unsigned int cpus, uint64_t tsc_khz)
{
	struct kt_machine **list, *host;

	list = realloc(m->machines, (m->n_machines + 1) * sizeof(*list));
	if (!list)
		return NULL;
	m->machines = list;
	host = calloc(1, sizeof(*host));
	if (!host)
		return NULL;
	host->cpus = calloc(cpus ? cpus : 1, sizeof(*host->cpus));
	if (!host->cpus) {
		free(host);
		return NULL;
	}
	host->model = m;
	host->source = source;
	host->n_cpus = cpus;
	host->tsc_khz = tsc_khz;
	m->machines[m->n_machines++] = host;
	return host;
}

int kt_machine_guest(struct kt_machine *host, uint32_t vm)
{
	unsigned int n = 0;
	uint32_t *list;

	while (host->guests && host->guests[n])
		n++;
	list = realloc(host->guests, (n + 2) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	host->guests = list;
	list[n] = vm;
	list[n + 1] = 0;
	return 0;
}

/* The vCPU whose thread it is; one of that name that has a new thread. */
static struct kt_watch *vcpu_of(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v = kt_vcpu_by_tid(host, s->pid);

	if (v && (s->stock || (v->named && v->vm == s->vm && v->id == s->vcpu)))
		return v;
	/* Seen by KVM's own event first, which doesn't tell the VM. */
	if (v && !v->named) {
		v->named = true;
		v->vm = s->vm;
		v->vm_pid = s->vm_pid;
		v->id = s->vcpu;
		return v;
	}
	if (!s->stock && s->pid > 0) {
		v = kt_vcpu_by_id(host, s->vm, s->vcpu);
		if (v) {
			v->tid = s->pid;
			memset(host->tids, 0, sizeof(host->tids));
			return v;
		}
	}
	if (s->pid <= 0)
		return NULL;
	v = kt_machine_vcpu(host, s->pid, s->stock ? 0 : s->vm, s->vm_pid,
			    s->vcpu);
	return v;
}

static void close_isr(struct kt_machine *host, unsigned int cpu, int pid,
		      int64_t ns)
{
	struct kt_host_cpu *c = &host->cpus[cpu];
	struct kt_watch *v = kt_vcpu_by_tid(host, pid);

	c->depth = 0;
	if (v && v->state == KT_STATE_ISR)
		kt_vcpu_state(v, ns, v->under_isr);
	kt_delivery_isr_end(host, cpu, ns);
	kt_cause_isr_end(host, cpu, ns);
}

static void isr_begin(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_host_cpu *c = &host->cpus[s->cpu];
	struct kt_watch *v = kt_vcpu_by_tid(host, s->pid);

	if (c->depth++)
		return;
	/* What an interrupt left for its end is of that interrupt. */
	if (!s->soft || !c->tail)
		c->isr_begin = s->ns;
	if (!v)
		return;
	/* No CPU serves its host's interrupts while it runs a guest. */
	if (v->state == KT_STATE_GUEST)
		kt_vcpu_left(v, s->ns, true);
	if (v->state != KT_STATE_KVM && v->state != KT_STATE_USER)
		return;
	v->cpu = s->cpu;
	v->under_isr = v->state;
	if (!v->first_isr)
		v->first_isr = s->ns;
	kt_vcpu_state(v, s->ns, KT_STATE_ISR);
}

static void isr_end(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_host_cpu *c = &host->cpus[s->cpu];

	if (c->depth == 1)
		close_isr(host, s->cpu, s->pid, s->ns);
	else if (c->depth)
		c->depth--;
}

static void stops(struct kt_watch *v, const struct kt_step *s)
{
	if (v->state == KT_STATE_GUEST)
		kt_vcpu_left(v, s->ns, true);
	v->cpu = s->cpu;
	if (!s->prev_runs) {
		kt_vcpu_state(v, s->ns, KT_STATE_BLOCKED);
		return;
	}
	kt_vcpu_state(v, s->ns, KT_STATE_PREEMPTED);
}

static void goes_on(struct kt_watch *v, const struct kt_step *s)
{
	v->cpu = s->cpu;
	v->machine->cpus[s->cpu].vcpus = true;
	/* What it was about to do when events were lost isn't known. */
	if (v->state == KT_STATE_UNKNOWN)
		return;
	kt_vcpu_state(v, s->ns, v->user ? KT_STATE_USER : KT_STATE_KVM);
}

/* What is known of it already stays, if its name wasn't told again. */
static void has_cpu(struct kt_host_cpu *c, int pid, const char *comm)
{
	if (pid == c->pid && !comm)
		return;
	c->pid = pid;
	memset(c->comm, 0, sizeof(c->comm));
	if (comm)
		memcpy(c->comm, comm, strnlen(comm, KT_COMM_LEN - 1));
}

static void switched(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_host_cpu *c = &host->cpus[s->cpu];
	struct kt_watch *v;

	if (c->depth)
		close_isr(host, s->cpu, s->prev_pid, s->ns);
	/* It may have become another program since it was given the CPU. */
	has_cpu(c, s->prev_pid, s->comm);
	kt_wait_switch(host, s);
	v = kt_vcpu_by_tid(host, s->prev_pid);
	if (v)
		stops(v, s);
	v = kt_vcpu_by_tid(host, s->next_pid);
	if (v)
		goes_on(v, s);
	has_cpu(c, s->next_pid, s->next_comm);
}

static void waking(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_cause cause = kt_cause_now(host, s->cpu, s->pid);
	struct kt_watch *v = kt_vcpu_by_tid(host, s->next_pid);

	kt_cause_woken(host, s->cpu, s->next_pid, cause);
	if (!v || v->state != KT_STATE_BLOCKED)
		return;
	kt_vcpu_state(v, s->ns, KT_STATE_WOKEN);
	v->wake_isr_begin = cause.isr_begin;
	v->wake_isr_end = cause.isr_end;
	v->wake_isr_cpu = cause.isr_cpu;
	v->woken_by_task = !cause.isr_begin;
}

static void placed(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v = kt_vcpu_by_tid(host, s->next_pid);

	if (v && (v->state == KT_STATE_PREEMPTED || v->state == KT_STATE_WOKEN))
		kt_wait_move(v, s->ns, s->next_cpu);
}

static void timer(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *own = NULL, *v;
	unsigned int i;

	for (i = 0; i < host->n_vcpus && !own; i++) {
		if (host->vcpus[i]->timer == s->timer)
			own = host->vcpus[i];
	}
	if (s->kind == KT_STEP_TIMER_EXPIRE) {
		host->expires = true;
		if (own)
			kt_delivery_timer(own, s);
		return;
	}
	/* A vCPU's thread arms its own timer only; the memory may be reused. */
	v = kt_vcpu_by_tid(host, s->pid);
	if (v && !host->cpus[s->cpu].depth) {
		if (own && own != v)
			own->timer = 0;
		own = v;
		own->timer = s->timer;
	}
	if (own)
		own->timer_expires = s->expires;
}

static void user_exit(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v = kt_vcpu_by_tid(host, s->pid);
	struct kt_user cause = { .reason = s->user_reason };

	if (!v || host->handlers)
		return;
	if (v->state == KT_STATE_GUEST)
		kt_vcpu_left(v, s->ns, true);
	if (s->user_errno) {
		cause.detail = KT_DETAIL_ERRNO;
		cause.value = (uint64_t)(s->user_errno < 0 ? -s->user_errno :
							     s->user_errno);
	}
	kt_budget_user(&v->budget, &cause, s->ns,
		       kt_model_counts(host->model, s->ns));
	v->user = true;
	if (v->state == KT_STATE_KVM)
		kt_vcpu_state(v, s->ns, KT_STATE_USER);
}

static void lost(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_host_cpu *c = &host->cpus[s->cpu];
	unsigned int i;

	host->lost = true;
	/*
	 * They may have been about any of them: a wake-up, an injection; and
	 * they happened since the last one that is left.
	 */
	for (i = 0; i < host->n_vcpus; i++)
		kt_vcpu_lost(host->vcpus[i], c->seen ? c->last : s->ns);
	c->depth = 0;
	c->pid = 0;
}

static void passed(struct kt_model *m, int64_t ns)
{
	unsigned int i, j;

	if (m->first == INT64_MIN) {
		m->first = ns;
		for (i = 0; i < m->n_machines; i++) {
			for (j = 0; j < m->machines[i]->n_vcpus; j++)
				m->machines[i]->vcpus[j]->since = ns;
		}
	}
	if (ns > m->last)
		m->last = ns;
}

static void vcpu_step(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v = vcpu_of(host, s);

	if (!v)
		return;
	switch (s->kind) {
	case KT_STEP_ENTER:
		kt_vcpu_enter(v, s);
		break;
	case KT_STEP_EXIT:
		kt_vcpu_exit(v, s);
		break;
	default:
		host->handlers = true;
		kt_vcpu_handler(v, s);
		break;
	}
}

/* By whatever thread; the vCPU's own may not have run yet. */
static void tsc_changed(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v = kt_vcpu_by_id(host, s->vm, s->vcpu);

	if (!v)
		v = kt_machine_vcpu(host, 0, s->vm, s->vm_pid, s->vcpu);
	if (!v)
		return;
	v->tsc = (struct kt_watch_tsc){ true, s->offset, s->ratio, s->frac_bits };
	v->deadline = 0;
}

static void host_step(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *v;

	switch (s->kind) {
	case KT_STEP_ENTER:
	case KT_STEP_EXIT:
	case KT_STEP_HANDLER:
		vcpu_step(host, s);
		break;
	case KT_STEP_TSC:
		tsc_changed(host, s);
		break;
	case KT_STEP_USER:
		user_exit(host, s);
		break;
	case KT_STEP_ACCEPT:
		host->accepts = true;
		kt_delivery_accept(host, s);
		break;
	case KT_STEP_INJECT:
		host->injects = true;
		v = kt_vcpu_by_tid(host, s->pid);
		if (v)
			kt_delivery_inject(v, s);
		break;
	case KT_STEP_ISR_BEGIN:
		isr_begin(host, s);
		break;
	case KT_STEP_ISR_END:
		isr_end(host, s);
		break;
	case KT_STEP_SWITCH:
		switched(host, s);
		break;
	case KT_STEP_WAKING:
		waking(host, s);
		break;
	case KT_STEP_PLACED:
		placed(host, s);
		break;
	case KT_STEP_TIMER_START:
	case KT_STEP_TIMER_EXPIRE:
		timer(host, s);
		break;
	case KT_STEP_MMIO:
		v = kt_vcpu_by_tid(host, s->pid);
		if (v) {
			v->mmio = true;
			v->mmio_write = s->write;
			v->mmio_gpa = s->gpa;
		}
		break;
	default:
		break;
	}
}

void kt_model_step(struct kt_model *m, struct kt_machine *host,
		   const struct kt_step *s)
{
	struct kt_host_cpu *c;

	passed(m, s->ns);
	kt_host_records(host, s->ns);
	if (s->cpu >= host->n_cpus)
		return;
	if (s->lost)
		lost(host, s);
	host_step(host, s);
	c = &host->cpus[s->cpu];
	c->tail = s->kind == KT_STEP_ISR_END && !c->depth;
	c->seen = true;
	c->last = s->ns;
}

void kt_model_guest_step(struct kt_model *m, struct kt_machine *host,
			 uint32_t vm, const struct kt_step *s)
{
	struct kt_watch *v = kt_vcpu_by_id(host, vm, s->vcpu);

	passed(m, s->ns);
	if (!v)
		return;
	if (s->lost)
		kt_delivery_drop(v, KT_MISS_LOST);
	if (s->kind == KT_STEP_GUEST_TIMER || s->kind == KT_STEP_GUEST_IRQ)
		kt_delivery_guest(v, s);
	else if (s->kind == KT_STEP_GUEST_OTHER)
		v->handled++;
}
