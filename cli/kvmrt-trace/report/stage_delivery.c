// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts on their way to a vCPU: raised, injected, entered with, handled.
 *
 * A delivery is begun by what was recorded of its cause: the expiry of the
 * vCPU's timer, or the vector's arrival in its APIC.  Where neither is recorded
 * the interrupt counts that interrupted the guest or woke its vCPU last, and
 * the delivery is marked as inferred.  Where there is no such one it is counted
 * as not reconstructed.
 */
#include <stddef.h>
#include <string.h>

#include "stages.h"

static enum kt_class class_of(const struct kt_watch *v, uint32_t vector)
{
	uint32_t timer = v->machine->model->timer_vector;

	if (vector == timer)
		return KT_CLASS_TIMER;
	return vector < timer ? KT_CLASS_DEVICE : KT_CLASS_OTHER;
}

static void forget(struct kt_watch *v, struct kt_delivery *d)
{
	unsigned int i = (unsigned int)(d - v->open);

	v->n_open--;
	memmove(d, d + 1, (v->n_open - i) * sizeof(*d));
}

static struct kt_delivery *add(struct kt_watch *v, enum kt_class class,
			       uint32_t vector, int64_t ns)
{
	struct kt_delivery *d;

	if (v->n_open == KT_OPEN_MAX) {
		kt_miss_count(v, ns, KT_MISS_MANY);
		forget(v, &v->open[0]);
	}
	d = &v->open[v->n_open++];
	*d = (struct kt_delivery){ .class = class, .vector = vector,
				   .raised = ns };
	return d;
}

/* Not injected yet; the timer's may not know its vector yet. */
static struct kt_delivery *waiting(struct kt_watch *v, uint32_t vector)
{
	unsigned int i;

	for (i = 0; i < v->n_open; i++) {
		if (!v->open[i].injected && v->open[i].vector == vector)
			return &v->open[i];
	}
	return NULL;
}

static enum kt_path path_at(const struct kt_watch *v, int64_t ns)
{
	switch (kt_history_at(&v->history, ns)) {
	case KT_STATE_GUEST:
		return KT_PATH_EXIT;
	case KT_STATE_BLOCKED:
	case KT_STATE_WOKEN:
		return KT_PATH_WAKEUP;
	case KT_STATE_PREEMPTED:
		return KT_PATH_PREEMPTED;
	default:
		/* In the kernel for a halt: it polls before it sleeps. */
		return kt_vcpu_halted(v) && ns >= v->exit_ns ? KT_PATH_WAKEUP :
							       KT_PATH_HOST;
	}
}

/*
 * Where d begins: at the exit, if its interrupt is the one that forced it;
 * else when the interrupt began to be served, or where there was none at ns;
 * earlier if it was due earlier.
 */
static void begin(struct kt_watch *v, struct kt_delivery *d, int64_t ns,
		  int64_t due, enum kt_begin due_from)
{
	bool forced = d->t.isr_begin && d->isr_cpu == v->cpu &&
		      d->t.isr_begin == v->first_isr && kt_vcpu_interrupted(v);

	if (forced) {
		d->t.begin = v->exit_ns;
		d->from = KT_BEGIN_EXIT;
		d->path = KT_PATH_EXIT;
	} else {
		d->t.begin = d->t.isr_begin ? d->t.isr_begin : ns;
		d->from = d->t.isr_begin ? KT_BEGIN_ISR : KT_BEGIN_TASK;
	}
	if (due && due < d->t.begin) {
		d->t.begin = due;
		d->from = due_from;
		forced = false;
	}
	if (!forced)
		d->path = path_at(v, d->t.begin);
}

/* The guest's own deadline is what it waits for; it holds for one expiry. */
static void begin_timer(struct kt_watch *v, struct kt_delivery *d, int64_t ns,
			int64_t armed_for)
{
	int64_t due = v->deadline ? v->deadline : armed_for;

	begin(v, d, ns, due,
	      v->deadline ? KT_BEGIN_TSC_DEADLINE : KT_BEGIN_HRTIMER);
	v->deadline = 0;
}

static struct kt_delivery *waiting_timer(struct kt_watch *v)
{
	unsigned int i;

	for (i = 0; i < v->n_open; i++) {
		if (!v->open[i].injected && v->open[i].class == KT_CLASS_TIMER)
			return &v->open[i];
	}
	return NULL;
}

void kt_delivery_timer(struct kt_watch *v, const struct kt_step *s)
{
	const struct kt_host_cpu *c = &v->machine->cpus[s->cpu];
	struct kt_delivery *d;
	int64_t armed_for = 0;

	if (waiting_timer(v)) {
		kt_miss_count(v, s->ns, KT_MISS_MERGED);
		v->deadline = 0;
		return;
	}
	/* A clock that says more than the machine's age isn't believed. */
	if (v->timer_expires > 0 && v->timer_expires <= s->now &&
	    s->now - v->timer_expires < s->ns)
		armed_for = s->ns - (s->now - v->timer_expires);
	v->timer_expires = 0;
	d = add(v, KT_CLASS_TIMER, v->machine->model->timer_vector, s->ns);
	if (c->depth) {
		d->t.isr_begin = c->isr_begin;
		d->isr_cpu = s->cpu;
	}
	begin_timer(v, d, s->ns, armed_for);
	/* Armed by the host for no deadline of the guest: no task raised it. */
	if (d->from == KT_BEGIN_TASK)
		d->from = KT_BEGIN_HRTIMER;
}

/* VMX: the guest's own timer ends its run, no interrupt of the host does. */
void kt_delivery_preemption_timer(struct kt_watch *v, int64_t ns)
{
	struct kt_delivery *d;
	int64_t due = v->deadline;

	if (waiting_timer(v)) {
		kt_miss_count(v, ns, KT_MISS_MERGED);
		return;
	}
	d = add(v, KT_CLASS_TIMER, v->machine->model->timer_vector, ns);
	d->path = KT_PATH_EXIT;
	d->t.begin = ns;
	d->from = KT_BEGIN_EXIT;
	v->deadline = 0;
	if (!due || due >= ns)
		return;
	d->t.begin = due;
	d->from = KT_BEGIN_TSC_DEADLINE;
	d->path = path_at(v, due);
}

static void accept_at(struct kt_watch *v, const struct kt_step *s, uint64_t seq)
{
	enum kt_class class = class_of(v, s->vector);
	struct kt_delivery *d = waiting(v, s->vector);
	struct kt_cause cause;

	if (d) {
		/* The timer's expiry was seen already, or it's the same again. */
		if (seq && d->seq)
			d->ambiguous = true;
		else if (class != KT_CLASS_TIMER && !seq)
			kt_miss_count(v, s->ns, KT_MISS_MERGED);
		return;
	}
	/* KVM does this when it enters; what raised the timer isn't seen. */
	if (class == KT_CLASS_TIMER)
		return;
	d = add(v, class, s->vector, s->ns);
	d->seq = seq;
	cause = kt_cause_now(v->machine, s->cpu, s->pid);
	d->t.isr_begin = cause.isr_begin;
	d->t.isr_end = cause.isr_end;
	d->isr_cpu = cause.isr_cpu;
	begin(v, d, s->ns, 0, KT_BEGIN_TASK);
}

/*
 * The event tells the APIC's id, not the VM.  A vCPU's thread raises interrupts
 * of its own VM only; with others it may be for each VM that has such a vCPU,
 * until one of them injects it.
 */
void kt_delivery_accept(struct kt_machine *host, const struct kt_step *s)
{
	struct kt_watch *by = kt_vcpu_by_tid(host, s->pid), *v;
	bool same_vm = by && !host->cpus[s->cpu].depth;
	unsigned int i, n = 0;
	uint64_t seq;

	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		n += v->id == s->vcpu && (!same_vm || v->vm == by->vm);
	}
	seq = n > 1 ? ++host->seq : 0;
	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		if (v->id == s->vcpu && (!same_vm || v->vm == by->vm))
			accept_at(v, s, seq);
	}
}

static void forget_twins(struct kt_watch *of, uint64_t seq)
{
	struct kt_machine *host = of->machine;
	struct kt_watch *v;
	unsigned int i, j;

	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		for (j = v->n_open; v != of && j--;) {
			if (v->open[j].seq == seq && !v->open[j].ambiguous)
				forget(v, &v->open[j]);
		}
	}
}

/*
 * By the rule for what isn't recorded; NULL if it leads nowhere, or if causes
 * are recorded and this one's was not: then it was something else.  A timer
 * that was overdue when it was armed never expires.
 */
static struct kt_delivery *infer(struct kt_watch *v, enum kt_class class,
				 uint32_t vector, int64_t ns)
{
	const struct kt_machine *host = v->machine;
	bool timer = class == KT_CLASS_TIMER;
	bool overdue = timer && v->deadline && v->deadline <= ns;
	bool recorded = timer ? host->expires : host->accepts;
	bool woken = !recorded && v->wake_isr_begin;
	bool forced = !recorded && v->first_isr && kt_vcpu_interrupted(v);
	struct kt_delivery *d;

	if (!woken && !forced && !overdue)
		return NULL;
	d = add(v, class, vector, ns);
	d->inferred = true;
	if (woken) {
		d->t.isr_begin = v->wake_isr_begin;
		d->t.isr_end = v->wake_isr_end;
		d->isr_cpu = v->wake_isr_cpu;
	} else if (forced) {
		d->t.isr_begin = v->first_isr;
		d->t.isr_end = v->first_isr_end;
		d->isr_cpu = v->cpu;
	}
	if (timer)
		begin_timer(v, d, ns, 0);
	else
		begin(v, d, ns, 0, KT_BEGIN_TASK);
	return d;
}

/* The VM's guest was recorded too, its handlers are seen. */
static bool guest_seen(const struct kt_watch *v)
{
	const uint32_t *vm = v->machine->guests;

	for (; v->named && vm && *vm; vm++) {
		if (*vm == v->vm)
			return true;
	}
	return false;
}

/*
 * Nothing is injected before the guest takes what was injected before: those
 * that are still waiting for their handler were taken, and not recorded.
 */
static void taken_unseen(struct kt_watch *v, int64_t ns)
{
	unsigned int i = v->n_open;

	if (v->causeless)
		kt_miss_count(v, ns, KT_MISS_HANDLER);
	v->causeless = 0;
	while (i--) {
		if (!v->open[i].t.enter)
			continue;
		kt_miss_count(v, ns, KT_MISS_HANDLER);
		forget(v, &v->open[i]);
	}
}

void kt_delivery_inject(struct kt_watch *v, const struct kt_step *s)
{
	enum kt_class class = class_of(v, s->vector);
	struct kt_delivery *d = waiting(v, s->vector);
	unsigned int i;

	for (i = 0; !d && s->again && i < v->n_open; i++) {
		if (v->open[i].injected && v->open[i].vector == s->vector)
			return;
	}
	if (!d && s->again && v->causeless == s->vector)
		return;
	taken_unseen(v, s->ns);
	d = waiting(v, s->vector);
	if (d && d->ambiguous) {
		kt_miss_count(v, s->ns, KT_MISS_AMBIGUOUS);
		forget(v, d);
		return;
	}
	if (d && d->seq) {
		forget_twins(v, d->seq);
		d->seq = 0;
	}
	if (!d && class != KT_CLASS_OTHER) {
		d = infer(v, class, s->vector, s->ns);
		/* Its handler will be counted, once. */
		if (!d && guest_seen(v))
			v->causeless = s->vector;
		else if (!d)
			kt_miss_count(v, s->ns, KT_MISS_CAUSE);
	}
	if (d)
		d->injected = true;
}

void kt_delivery_enter(struct kt_watch *v, int64_t ns)
{
	struct kt_delivery *d;
	bool seen = guest_seen(v);
	unsigned int i = 0;

	while (i < v->n_open) {
		d = &v->open[i];
		if (!d->injected || d->t.enter) {
			i++;
			continue;
		}
		d->t.enter = ns;
		d->t.end = ns;
		if (seen && d->class != KT_CLASS_OTHER) {
			i++;
			continue;
		}
		kt_delivery_over(v, d);
		forget(v, d);
	}
}

void kt_delivery_isr_end(struct kt_machine *host, unsigned int cpu, int64_t ns)
{
	const struct kt_host_cpu *c = &host->cpus[cpu];
	struct kt_delivery *d;
	struct kt_watch *v;
	unsigned int i, j;

	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		for (j = 0; j < v->n_open; j++) {
			d = &v->open[j];
			if (d->t.isr_begin == c->isr_begin && !d->t.isr_end &&
			    d->isr_cpu == cpu)
				d->t.isr_end = ns;
		}
	}
}

void kt_delivery_drop(struct kt_watch *v, enum kt_miss why)
{
	unsigned int i;

	for (i = 0; i < v->n_open; i++) {
		if (v->open[i].class != KT_CLASS_OTHER && !v->open[i].seq)
			kt_miss_count(v, v->since, why);
	}
	v->n_open = 0;
	if (v->causeless)
		kt_miss_count(v, v->since, why);
	v->causeless = 0;
}

/* The oldest that the guest may handle now: entered with, or raised. */
static struct kt_delivery *handled(struct kt_watch *v, enum kt_class class)
{
	unsigned int i;

	for (i = 0; i < v->n_open; i++) {
		if (v->open[i].class == class && v->open[i].t.enter)
			return &v->open[i];
	}
	for (i = 0; i < v->n_open; i++) {
		if (v->open[i].class == class && !v->open[i].injected &&
		    !v->open[i].seq)
			return &v->open[i];
	}
	return NULL;
}

void kt_delivery_guest(struct kt_watch *v, const struct kt_step *s)
{
	enum kt_class class = s->kind == KT_STEP_GUEST_TIMER ?
				      KT_CLASS_TIMER : KT_CLASS_DEVICE;
	bool first = !v->handled++;
	struct kt_delivery *d;

	if (v->state != KT_STATE_GUEST) {
		v->causeless = 0;
		kt_miss_unmatched(v, s->ns);
		return;
	}
	d = handled(v, class);
	/* Without events of injections the first handler after the entry. */
	if (!d && first && !v->machine->injects)
		d = infer(v, class, 0, s->ns);
	if (!d) {
		v->causeless = 0;
		kt_miss_unmatched(v, s->ns);
		return;
	}
	if (!d->t.enter && v->enter_ns > d->raised)
		d->t.enter = v->enter_ns;
	if (!d->t.enter && d->inferred)
		d->t.enter = v->enter_ns;
	d->t.end = s->ns;
	kt_delivery_over(v, d);
	forget(v, d);
}
