// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time of day as a line over the TSC: from the pairs of both clocks that a
 * recorder took at the beginning and at the end.
 */
#include <errno.h>

#include "clock.h"

typedef unsigned __int128 u128;
typedef __int128 s128;

/* A shorter recording says less of its TSC's rate than tsc_khz does. */
#define LONG_ENOUGH_NS 1000000000ULL
/* NTP slews by at most 500 ppm; more is a clock that was set. */
#define SLEW_PPM 600

static uint64_t mult_of_khz(uint64_t khz)
{
	return (uint64_t)(((u128)1000000 << KT_LINE_SHIFT) / khz);
}

int64_t kt_line_ns(const struct kt_line *line, uint64_t stamp)
{
	uint64_t ticks;

	if (stamp >= line->stamp) {
		ticks = stamp - line->stamp;
		return (int64_t)(line->realtime_ns +
				 (uint64_t)(((u128)ticks * line->mult) >> KT_LINE_SHIFT));
	}
	ticks = line->stamp - stamp;
	return (int64_t)(line->realtime_ns -
			 (uint64_t)(((u128)ticks * line->mult) >> KT_LINE_SHIFT));
}

uint64_t kt_line_stamp(const struct kt_line *line, int64_t ns)
{
	s128 ticks = (((s128)ns - (s128)line->realtime_ns) * ((s128)1 << KT_LINE_SHIFT)) /
		     (s128)line->mult;
	/* One below: rounding must not skip an event. */
	s128 stamp = (s128)line->stamp + ticks - 1;

	return stamp < 0 ? 0 : stamp > UINT64_MAX ? UINT64_MAX : (uint64_t)stamp;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

int kt_line_set(struct kt_line *line, const struct kt_meta *meta,
		const char *path, struct kt_error *err)
{
	const struct kt_moment *from = &meta->started, *to = &meta->ended;
	uint64_t width = from->width_tsc, by_khz, ns, ticks;

	if (!from->known || !meta->is_tsc || !meta->tsc_khz)
		return kt_error_set(err, -ENODATA,
				    "%s: recording.json has no \"started\" with both clocks, or no \"tsc_khz\", so its time of day is not known; record it with kvmrt-trace run",
				    path);
	line->stamp = from->tsc;
	line->realtime_ns = from->realtime_ns;
	line->mult = mult_of_khz(meta->tsc_khz);
	if (to->known && to->width_tsc > width)
		width = to->width_tsc;
	line->uncertain_ns = kt_tsc_ns(width, meta->tsc_khz) + 1;
	if (!to->known || to->tsc <= from->tsc || to->realtime_ns <= from->realtime_ns)
		return 0;
	ticks = to->tsc - from->tsc;
	ns = to->realtime_ns - from->realtime_ns;
	by_khz = kt_tsc_ns(ticks, meta->tsc_khz);
	if (ns < LONG_ENOUGH_NS || distance(ns, by_khz) > by_khz / 1000000 * SLEW_PPM)
		/* Somewhere on the way it was off by this much. */
		line->uncertain_ns += distance(ns, by_khz);
	else
		line->mult = (uint64_t)(((u128)ns << KT_LINE_SHIFT) / ticks);
	return 0;
}
