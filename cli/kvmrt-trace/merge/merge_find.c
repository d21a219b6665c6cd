// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads all recordings in order once, and judges the order.
 */
#include <errno.h>
#include <linux/kvmrt_gs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "merge.h"

/* Events between two looks at the clock. */
#define PROGRESS_EVENTS 65536
#define PROGRESS_NS 250000000LL

uint64_t kt_merge_ns(const struct kt_merge *m, const struct kt_src *src,
		     uint64_t ticks)
{
	(void)m;
	return src->map.khz ? kt_tsc_ns(ticks, src->map.khz) : ticks;
}

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void progress(const struct kt_merge *m, int64_t *last, bool end)
{
	uint64_t done, total;

	if (!isatty(STDERR_FILENO))
		return;
	if (end) {
		/* Only what was shown is wiped out. */
		if (*last < 0)
			fputs("\r\033[K", stderr);
		return;
	}
	if (now_ns() - (*last < 0 ? -*last : *last) < PROGRESS_NS)
		return;
	kt_stream_progress(m->stream, &done, &total);
	fprintf(stderr, "\rmerging: %3u%% of %llu MiB",
		total ? (unsigned int)(100 * done / total) : 100,
		(unsigned long long)(total >> 20));
	fflush(stderr);
	*last = -now_ns();
}

static void tell_pairs(struct kt_merge *m, size_t i)
{
	const struct kt_src *src = &m->stream->sources[i];
	struct kt_pairs *p = m->found[i].pairs;

	if (!p || !src->pub.host)
		return;
	p->seen_guest[0] = m->found[i].first_key;
	p->seen_guest[1] = m->found[i].last_key;
	p->seen_host[0] = m->found[src->pub.host->index].first_key;
	p->seen_host[1] = m->found[src->pub.host->index].last_key;
}

static void host_ping(struct kt_merge *m, const struct kt_event *e, uint64_t key)
{
	uint64_t vm, cookie;
	size_t i;

	if (!kt_field_u64(e, "vm", &vm) || !kt_field_u64(e, "cookie", &cookie))
		return;
	for (i = 0; i < m->stream->sources_n; i++) {
		const struct kt_source *guest = &m->stream->sources[i].pub;

		if (guest->host != e->source || (guest->vm_id && guest->vm_id != vm))
			continue;
		tell_pairs(m, i);
		kt_pairs_host(m->found[i].pairs, cookie, key);
	}
}

static void ours(struct kt_merge *m, const struct kt_event *e,
		 const struct kt_reader *r)
{
	const struct kt_src *src = &m->stream->sources[r->source];
	struct kt_pairs *p = m->found[r->source].pairs;
	uint64_t fn = 0, cookie = 0, first, last;

	if (r->format->kind == KT_KIND_PING_HOST) {
		host_ping(m, e, r->key);
		return;
	}
	if (!p)
		return;
	if (r->format->kind == KT_KIND_PING_GUEST) {
		if (kt_field_u64(e, "cookie", &cookie))
			kt_pairs_guest(p, kt_event_pid(e), cookie);
		return;
	}
	if (!kt_field_u64(e, "fn", &fn) || fn != KVMRT_GS_FN_PING)
		return;
	kt_map_bounds(&src->map, e->cpu, &r->clock, e->stamp, &first, &last);
	tell_pairs(m, r->source);
	if (r->format->kind == KT_KIND_HC_START)
		kt_pairs_start(p, kt_event_pid(e), first);
	else if (r->format->kind == KT_KIND_HC_END)
		kt_pairs_end(p, kt_event_pid(e), last);
}

static void note_loss(struct kt_merge *m, const struct kt_source *where)
{
	size_t i;

	for (i = 0; i < m->stream->sources_n; i++) {
		const struct kt_source *source = &m->stream->sources[i].pub;

		if (m->found[i].pairs && (source == where || source->host == where))
			m->found[i].pairs->lost = true;
	}
}

static int read_all(struct kt_merge *m, struct kt_error *err)
{
	const struct kt_event *e;
	int64_t last = now_ns();
	uint64_t n = 0;
	int ret;

	while ((ret = kt_stream_next(m->stream, &e)) > 0) {
		const struct kt_reader *r = kt_stream_reader(m->stream);
		struct kt_found *found = &m->found[r->source];

		if (!found->events++)
			found->first_key = r->key;
		found->last_key = r->key;
		if (e->lost)
			note_loss(m, e->source);
		if (r->format->kind != KT_KIND_OTHER)
			ours(m, e, r);
		if (++n % PROGRESS_EVENTS == 0)
			progress(m, &last, false);
	}
	progress(m, &last, true);
	if (ret < 0)
		kt_error_set(err, ret, "%s", kt_stream_error(m->stream));
	return ret;
}

static void add_readers(struct kt_merge *m)
{
	size_t i;

	for (i = 0; i < m->stream->readers_n; i++) {
		const struct kt_reader *r = &m->stream->readers[i];
		const struct kt_src *src = &m->stream->sources[r->source];
		struct kt_found *found = &m->found[r->source];
		uint64_t back = kt_merge_ns(m, src, r->clock.worst_back);

		found->lost += r->lost_sum;
		found->lost_places += r->lost_gaps;
		found->back += r->clock.back;
		found->outside += r->clock.outside;
		if (back > found->worst_back_ns)
			found->worst_back_ns = back;
	}
}

__attribute__((format(printf, 2, 3)))
static int because(struct kt_found *found, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vasprintf(&found->reason, fmt, args);
	va_end(args);
	if (n < 0)
		found->reason = NULL;
	return n < 0 ? -ENOMEM : 0;
}

static bool has_event(const struct kt_src *src, enum kt_kind kind)
{
	size_t i;

	for (i = 0; i < src->rec->formats_n; i++) {
		if (src->rec->formats[i] && src->rec->formats[i]->kind == kind)
			return true;
	}
	return false;
}

static size_t hosts(const struct kt_merge *m)
{
	size_t i, n = 0;

	for (i = 0; i < m->stream->sources_n; i++)
		n += !m->stream->sources[i].pub.is_guest;
	return n;
}

/* What else than a wrong offset may be behind pairs that disagree. */
static const char *other_reason(const struct kt_merge *m, const struct kt_src *src)
{
	if (src->map.kind != KT_MAP_LINE)
		return "";
	if (hosts(m) > 1)
		return ", or the machines' times of day differ";
	return ", or the machines' times of day differ; -t tsc is exact";
}

static int judge_pairs(struct kt_merge *m, size_t i)
{
	const struct kt_src *src = &m->stream->sources[i];
	struct kt_found *found = &m->found[i];
	const struct kt_pairs *p = found->pairs;

	if (p->violations)
		return because(found, "%llu of %llu ping pairs disagree by up to %llu ns: its clock isn't what its host recorded%s",
			       (unsigned long long)p->violations, (unsigned long long)p->count,
			       (unsigned long long)kt_merge_ns(m, src, p->residual),
			       other_reason(m, src));
	if (p->count)
		return 0;
	if (!has_event(src, KT_KIND_PING_GUEST))
		return because(found, "it has no event gs_ping_guest: load kvmrt_guest.ko in the guest and record again");
	if (p->guest_only || p->uncounted)
		return because(found, "none of its pings is in its host's recording: record gs_ping_host there, at the same time");
	return because(found, "no ping in it: record with kvmrt-trace run, which pings, or run kvmrt-gs ping in the guest while both record kvmrt's events");
}

static int judge_source(struct kt_merge *m, size_t i)
{
	const struct kt_src *src = &m->stream->sources[i];
	struct kt_found *found = &m->found[i];

	if (found->outside)
		return because(found, "%llu of its events have stamps that fit none of the TSC offsets that its host recorded: the guest's clock jumped unseen",
			       (unsigned long long)found->outside);
	if (found->back)
		return because(found, "its clock went back %llu times, by up to %llu ns",
			       (unsigned long long)found->back,
			       (unsigned long long)found->worst_back_ns);
	if (m->stream->sources_n == 1)
		return 0;
	if (!src->pub.is_guest)
		return hosts(m) == 1 ? 0 :
		       because(found, "nothing proves how far the hosts' times of day differ");
	if (!src->pub.host)
		return because(found, "its host's recording isn't among them, so no ping can prove anything");
	return judge_pairs(m, i);
}

int kt_merge_find(struct kt_merge *m, struct kt_error *err)
{
	size_t i, n = m->stream->sources_n;
	struct kt_pairs *pairs;
	int ret = 0;

	m->found = calloc(n, sizeof(*m->found));
	for (i = 0; m->found && i < n; i++) {
		if (!m->stream->sources[i].pub.is_guest)
			continue;
		pairs = malloc(sizeof(*pairs));
		if (!pairs)
			break;
		kt_pairs_init(pairs);
		m->found[i].pairs = pairs;
	}
	if (!m->found || i < n)
		return kt_error_set(err, -ENOMEM, "out of memory");
	ret = read_all(m, err);
	if (ret)
		return ret;
	add_readers(m);
	m->proven = true;
	for (i = 0; i < n; i++) {
		if (m->found[i].pairs) {
			tell_pairs(m, i);
			kt_pairs_finish(m->found[i].pairs);
		}
		ret = judge_source(m, i);
		if (ret)
			return kt_error_set(err, ret, "out of memory");
		if (m->found[i].reason)
			m->proven = false;
	}
	return 0;
}

void kt_merge_found_free(struct kt_merge *m)
{
	size_t i;

	for (i = 0; m->found && i < m->stream->sources_n; i++) {
		free(m->found[i].pairs);
		free(m->found[i].reason);
	}
	free(m->found);
	m->found = NULL;
}
