// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs: what runs on them, and which interrupts they serve.  The idle task is a
 * gap.
 */
#include <string.h>

#include "export.h"

static struct export_cpu *cpu_of(struct export *x, const struct kt_event *e)
{
	return &x->machines[e->source->index].cpus[e->cpu];
}

static void end_guest(struct export *x, const struct kt_source *source,
		      unsigned int cpu, int64_t time_ns)
{
	struct export_cpu *c = &x->machines[source->index].cpus[cpu];

	if (c->guest)
		perfetto_end(x->out, export_cpu_track(x, source, cpu, EXPORT_TASKS),
			     time_ns);
	c->guest = false;
}

static void end_task(struct export *x, const struct kt_source *source,
		     unsigned int cpu, int64_t time_ns)
{
	struct export_cpu *c = &x->machines[source->index].cpus[cpu];

	end_guest(x, source, cpu, time_ns);
	if (c->task)
		perfetto_end(x->out, export_cpu_track(x, source, cpu, EXPORT_TASKS),
			     time_ns);
	c->task = false;
	c->pid = -1;
}

static void begin_task(struct export *x, const struct kt_event *e, int pid,
		       const char *name, size_t n)
{
	struct export_cpu *c = cpu_of(x, e);
	struct who_is is;
	char text[64];

	c->pid = pid;
	if (pid <= 0)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)n, name);
	perfetto_event(x->out, PERFETTO_BEGIN,
		       export_cpu_track(x, e->source, e->cpu, EXPORT_TASKS),
		       e->time_ns, text);
	perfetto_s64(x->out, "pid", pid);
	is = e->source->is_guest ? (struct who_is){ WHO_NONE, WHO_NONE } :
		who_thread(x->who, e->source, pid);
	if (is.vm != WHO_NONE) {
		perfetto_u64(x->out, "vm", is.vm);
		perfetto_u64(x->out, "vcpu", is.vcpu);
	}
	perfetto_done(x->out);
	c->task = true;
}

void export_cpu_touch(struct export *x, const struct kt_event *e)
{
	struct export_cpu *c = cpu_of(x, e);
	int pid = kt_event_pid(e);
	const char *name;

	if (c->seen && c->pid == pid) {
		c->last_ns = e->time_ns;
		return;
	}
	/* No switch was recorded: nobody knows what ran in between. */
	if (c->seen)
		end_task(x, e->source, e->cpu, c->last_ns);
	c->seen = true;
	c->last_ns = e->time_ns;
	name = pid > 0 ? tep_data_comm_from_pid(e->source->tep, pid) : "";
	begin_task(x, e, pid, name, strlen(name));
}

void export_cpu_switch(struct export *x, const struct kt_event *e)
{
	const char *name;
	int64_t next;
	size_t len;

	if (!kt_field_s64(e, "next_pid", &next))
		return;
	end_task(x, e->source, e->cpu, e->time_ns);
	name = kt_field_bytes(e, "next_comm", &len);
	begin_task(x, e, (int)next, name ? name : "?",
		   name ? strnlen(name, len) : 1);
}

void export_cpu_guest(struct export *x, const struct export_vcpu *v,
		      const struct kt_event *e, bool enter)
{
	struct export_cpu *c = cpu_of(x, e);
	char name[64];

	end_guest(x, e->source, e->cpu, e->time_ns);
	if (!enter)
		return;
	if (v->vm == WHO_NONE)
		snprintf(name, sizeof(name), "guest of thread %u", v->vcpu);
	else
		snprintf(name, sizeof(name), "guest VM %u vCPU %u", v->vm, v->vcpu);
	perfetto_event(x->out, PERFETTO_BEGIN,
		       export_cpu_track(x, e->source, e->cpu, EXPORT_TASKS),
		       e->time_ns, name);
	perfetto_done(x->out);
	c->guest = true;
}

static void end_irqs(struct export *x, const struct kt_source *source,
		     unsigned int cpu, int64_t time_ns)
{
	struct export_cpu *c = &x->machines[source->index].cpus[cpu];

	for (; c->irqs; c->irqs--) {
		if (c->irqs <= EXPORT_DEPTH)
			perfetto_end(x->out, export_cpu_track(x, source, cpu, EXPORT_IRQS),
				     time_ns);
	}
	if (c->softirq)
		perfetto_end(x->out, export_cpu_track(x, source, cpu, EXPORT_SOFTIRQS),
			     time_ns);
	c->softirq = false;
}

void export_cpu_end(struct export *x, const struct kt_source *source,
		    unsigned int cpu, int64_t time_ns)
{
	end_task(x, source, cpu, time_ns);
	end_irqs(x, source, cpu, time_ns);
}

void export_cpu_lost(struct export *x, const struct kt_event *e)
{
	uint64_t track = export_cpu_track(x, e->source, e->cpu, EXPORT_EVENTS);
	struct export_cpu *c = cpu_of(x, e);
	int64_t time_ns = c->seen ? c->last_ns : e->time_ns;

	export_cpu_end(x, e->source, e->cpu, time_ns);
	export_vcpu_lost(x, e, time_ns);
	perfetto_event(x->out, PERFETTO_INSTANT, track, e->time_ns, "events LOST");
	if (e->lost != KT_LOST_UNKNOWN)
		perfetto_u64(x->out, "lost", e->lost);
	perfetto_done(x->out);
}

static void irq_entry(struct export *x, const struct kt_event *e, const char *name)
{
	struct export_cpu *c = cpu_of(x, e);

	if (c->irqs++ >= EXPORT_DEPTH)
		return;
	perfetto_event(x->out, PERFETTO_BEGIN,
		       export_cpu_track(x, e->source, e->cpu, EXPORT_IRQS),
		       e->time_ns, name);
	export_args(x, e);
	perfetto_done(x->out);
}

static void irq_exit(struct export *x, const struct kt_event *e)
{
	struct export_cpu *c = cpu_of(x, e);

	/* It began before the recording did. */
	if (!c->irqs)
		return;
	if (c->irqs-- > EXPORT_DEPTH)
		return;
	perfetto_event(x->out, PERFETTO_END,
		       export_cpu_track(x, e->source, e->cpu, EXPORT_IRQS),
		       e->time_ns, NULL);
	perfetto_done(x->out);
}

static void softirq(struct export *x, const struct kt_event *e, bool entry)
{
	static const char *const names[] = {
		"HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL",
		"TASKLET", "SCHED", "HRTIMER", "RCU"
	};
	uint64_t track = export_cpu_track(x, e->source, e->cpu, EXPORT_SOFTIRQS);
	struct export_cpu *c = cpu_of(x, e);
	uint64_t vec = UINT64_MAX;

	if (c->softirq)
		perfetto_end(x->out, track, e->time_ns);
	c->softirq = entry;
	if (!entry)
		return;
	kt_field_u64(e, "vec", &vec);
	perfetto_event(x->out, PERFETTO_BEGIN, track, e->time_ns,
		       vec < sizeof(names) / sizeof(names[0]) ? names[vec] : "softirq");
	perfetto_done(x->out);
}

/* "local_timer" of "local_timer_entry". */
static bool stem(const char *name, const char *end, char *buf, size_t size)
{
	size_t len = strlen(name), cut = strlen(end);

	if (len <= cut || strcmp(name + len - cut, end))
		return false;
	snprintf(buf, size, "%.*s", (int)(len - cut), name);
	return true;
}

bool export_cpu_irq(struct export *x, const struct kt_event *e)
{
	const char *system = e->format->system, *event = e->format->name, *name;
	char text[64];
	size_t len;

	if (!strcmp(system, "irq_vectors")) {
		if (stem(event, "_entry", text, sizeof(text)))
			irq_entry(x, e, text);
		else if (stem(event, "_exit", text, sizeof(text)))
			irq_exit(x, e);
		else
			return false;
		return true;
	}
	if (strcmp(system, "irq"))
		return false;
	if (!strcmp(event, "irq_handler_entry")) {
		name = kt_field_bytes(e, "name", &len);
		snprintf(text, sizeof(text), "%.*s", name ? (int)strnlen(name, len) : 3,
			 name ? name : "irq");
		irq_entry(x, e, text);
	} else if (!strcmp(event, "irq_handler_exit")) {
		irq_exit(x, e);
	} else if (!strcmp(event, "softirq_entry") || !strcmp(event, "softirq_exit")) {
		softirq(x, e, event[8] == 'e' && event[9] == 'n');
	} else {
		return false;
	}
	return true;
}
