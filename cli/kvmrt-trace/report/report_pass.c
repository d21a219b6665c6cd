// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pass over the events.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* What the machines' state is, is known this long after events begin. */
#define WARM_UP_NS 1000000000

void kt_report_note(struct kt_report *r, const char *fmt, ...)
{
	va_list args;

	if (r->n_notes == KT_NOTES_MAX)
		return;
	va_start(args, fmt);
	if (vasprintf(&r->notes[r->n_notes], fmt, args) >= 0)
		r->n_notes++;
	va_end(args);
}

/* An excerpt is about a vCPU, its CPU, and the CPU that served the interrupt. */
struct about {
	const struct kt_report *r;
	const struct kt_watch *v;
	const struct kt_delivery *d;
};

static bool wanted(void *ctx, const struct kt_event *e)
{
	const struct about *about = ctx;
	const struct kt_watch *v = about->v;
	const struct kt_machine *host = about->r->hosts[e->source->index];

	if (host != v->machine)
		return false;
	if (e->source->is_guest)
		return v->named && e->source->vm_id == v->vm &&
		       kt_report_vcpu_id(e->source, e->cpu) == v->id;
	return e->cpu == v->cpu || kt_event_pid(e) == v->tid ||
	       (about->d->t.isr_begin && e->cpu == about->d->isr_cpu);
}

static void delivered(void *ctx, const struct kt_watch *v,
		      const struct kt_delivery *d, bool worst)
{
	struct kt_report *r = ctx;
	struct about about = { r, v, d };
	struct kt_worst *list, *w = NULL;
	size_t i;

	if (!worst)
		return;
	for (i = 0; i < r->n_worst && !w; i++) {
		if (r->worst[i].vcpu == v && r->worst[i].class == d->class)
			w = &r->worst[i];
	}
	if (!w) {
		list = realloc(r->worst, (r->n_worst + 1) * sizeof(*list));
		if (!list) {
			r->model->failed = true;
			return;
		}
		r->worst = list;
		w = &list[r->n_worst++];
		*w = (struct kt_worst){ .vcpu = v, .class = d->class };
	}
	if (kt_timeline_take(r->timeline, d->t.begin, d->t.end, wanted, &about,
			     r->max, &w->excerpt))
		r->model->failed = true;
}

static int step(struct kt_report *r, const struct kt_event *e)
{
	struct kt_machine *host = r->hosts[e->source->index];
	struct kt_step s;

	if (!host)
		return 0;
	kt_lost_step(r, e);
	if (kt_timeline_add(r->timeline, e))
		return -ENOMEM;
	kt_decoder_step(r->decoder, e, &s);
	if (e->source->is_guest) {
		s.vcpu = kt_report_vcpu_id(e->source, e->cpu);
		kt_model_guest_step(r->model, host, e->source->vm_id, &s);
	} else {
		kt_model_step(r->model, host, &s);
	}
	return r->model->failed ? -ENOMEM : 0;
}

static bool any(void *ctx, const struct kt_event *e)
{
	const struct kt_report *r = ctx;

	return r->hosts[e->source->index];
}

/*
 * Events that were lost just before the window's end are told of by the next
 * event of their CPU, which comes after it; and whether the hosts still record.
 */
static void read_on(struct kt_report *r, const struct kt_event *e)
{
	struct kt_step s = { .kind = KT_STEP_NONE, .pid = -1, .lost = true };
	struct kt_machine *host;

	do {
		if (e->time_ns - r->to > WARM_UP_NS)
			return;
		host = r->hosts[e->source->index];
		if (!host)
			continue;
		host->goes_on |= !e->source->is_guest;
		if (!kt_lost_step(r, e))
			continue;
		s.ns = r->to;
		s.cpu = e->cpu;
		if (e->source->is_guest) {
			s.vcpu = kt_report_vcpu_id(e->source, e->cpu);
			kt_model_guest_step(r->model, host, e->source->vm_id,
					    &s);
		} else {
			kt_model_step(r->model, host, &s);
		}
	} while (kt_stream_next(r->stream, &e) > 0);
}

static int read_all(struct kt_report *r, struct kt_error *err)
{
	const struct kt_event *e;
	int ret;

	while ((ret = kt_stream_next(r->stream, &e)) > 0) {
		if (e->time_ns > r->to) {
			read_on(r, e);
			r->model->last = r->to;
			break;
		}
		ret = step(r, e);
		if (ret)
			return kt_error_set(err, ret, "out of memory");
	}
	if (ret < 0) {
		/* What came before is good, and said to be not all. */
		r->damaged = true;
		kt_report_note(r, "only what comes before the damage is reported: %s",
			       kt_stream_error(r->stream));
	}
	if (r->moment &&
	    kt_timeline_take(r->timeline, r->from, r->to, any, r, r->max,
			     &r->before))
		return kt_error_set(err, -ENOMEM, "out of memory");
	if (r->model->last == INT64_MIN || r->model->last < r->from)
		return kt_error_set(err, -ENODATA,
				    "no event is in that window; --from and --to count from the first event, which is @%lld.%09lld",
				    (long long)(r->start / 1000000000),
				    (long long)(r->start % 1000000000));
	kt_model_end(r->model);
	return 0;
}

static int go_to_start(struct kt_report *r, struct kt_error *err)
{
	int64_t from;
	int ret;

	if (__builtin_sub_overflow(r->from, WARM_UP_NS, &from))
		from = INT64_MIN;
	ret = kt_stream_seek(r->stream, from);
	if (ret)
		kt_error_set(err, ret, "can't go to the start of the window: %s",
			     kt_stream_error(r->stream));
	return ret;
}

static int prepare(struct kt_report *r, const struct kt_ask *ask,
		   struct kt_error *err)
{
	const struct kt_event *e;
	uint64_t value;
	int ret;

	r->n_sources = kt_stream_sources(r->stream, &r->sources);
	r->model = kt_model_new();
	r->decoder = kt_decoder_new(r->n_sources);
	r->timeline = kt_timeline_new();
	if (!r->model || !r->decoder || !r->timeline)
		return kt_error_set(err, -ENOMEM, "out of memory");
	r->model->delivered = delivered;
	r->model->ctx = r;
	r->max = 200;
	if (ask->events) {
		if (cli_number(ask->events, KT_TIMELINE_EVENTS, &value) ||
		    value < 2)
			return kt_error_set(err, -EINVAL,
					    "'%s' events: a time line has 2 to %d",
					    ask->events, KT_TIMELINE_EVENTS);
		r->max = value;
	}
	if (ask->vector) {
		if (cli_number(ask->vector, 255, &value) || value < 16)
			return kt_error_set(err, -EINVAL,
					    "'%s' is no vector: those are 16 to 255, Linux has 0x%x for the timer",
					    ask->vector, KT_TIMER_VECTOR);
		r->model->timer_vector = (uint32_t)value;
	}
	ret = kt_report_sources(r, err);
	if (ret)
		return ret;
	if (kt_lost_init(r))
		return kt_error_set(err, -ENOMEM, "out of memory");
	ret = kt_stream_next(r->stream, &e);
	if (ret < 0)
		return kt_error_set(err, ret, "%s", kt_stream_error(r->stream));
	if (!ret)
		return kt_error_set(err, -ENODATA,
				    "these recordings hold no event");
	r->start = e->time_ns;
	return kt_report_when(r, ask, err);
}

/* What wasn't recorded can't be in the report. */
static void note_missing(struct kt_report *r)
{
	static const struct {
		enum kt_step_kind kind;
		const char *text;
	} need[] = {
		{ KT_STEP_ENTER, "no entry into a guest was recorded: record kvmrt:* on the host" },
		{ KT_STEP_SWITCH, "sched:sched_switch was not recorded: nothing is known of preemption, "
		  "and host scheduling counts as before entry" },
		{ KT_STEP_ISR_BEGIN, "neither irq nor irq_vectors events of the host were recorded: "
		  "host ISR is not measured" },
		{ KT_STEP_WAKING, "sched:sched_waking was not recorded: "
		  "who wakes a vCPU is not known" },
	};
	size_t i;

	for (i = 0; i < sizeof(need) / sizeof(need[0]); i++) {
		if (!kt_decoder_saw(r->decoder, need[i].kind))
			kt_report_note(r, "%s", need[i].text);
	}
	if (!kt_decoder_saw(r->decoder, KT_STEP_INJECT))
		kt_report_note(r, "no kvm:kvm_inj_virq was recorded, or interrupts are injected by hardware: which entry carries an interrupt is inferred from the guest's handlers");
	if (r->lost.n)
		kt_report_note(r, "%llu events%s were lost in %llu places, %s below: what happened there isn't known; raise the size of the ring (run -b)",
			       (unsigned long long)r->lost.events,
			       r->lost.unknown ? " and an unknown number more" : "",
			       (unsigned long long)(r->lost.n + r->lost.shorter),
			       r->lost.shorter ? "the longest are" : "all");
	if (kt_decoder_misshapen(r->decoder))
		kt_report_note(r, "%llu events lack a field that the report needs, and were not used",
			       (unsigned long long)
			       kt_decoder_misshapen(r->decoder));
}

int kt_report_pass(struct kt_report *r, const struct kt_ask *ask,
		   const char *const paths[], size_t n, struct kt_error *err)
{
	int ret;

	memset(r, 0, sizeof(*r));
	ret = kt_stream_open(&r->stream, paths, n, err);
	if (!ret)
		ret = prepare(r, ask, err);
	if (ret)
		return ret;
	r->model->from = r->from;
	r->model->to = r->to;
	ret = go_to_start(r, err);
	if (!ret)
		ret = read_all(r, err);
	if (!ret)
		note_missing(r);
	return ret;
}

void kt_report_clear(struct kt_report *r)
{
	size_t i;

	for (i = 0; i < r->n_worst; i++)
		kt_excerpt_clear(&r->worst[i].excerpt);
	for (i = 0; i < r->n_notes; i++)
		free(r->notes[i]);
	free(r->worst);
	kt_excerpt_clear(&r->before);
	kt_lost_clear(r);
	kt_timeline_free(r->timeline);
	kt_decoder_free(r->decoder);
	kt_model_free(r->model);
	free(r->hosts);
	kt_stream_close(r->stream);
}
