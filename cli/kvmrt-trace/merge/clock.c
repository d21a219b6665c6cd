// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arithmetic of clocks.
 *
 * KVM and the hardware make a guest's TSC from the host's as
 *	G(h) = ((h * ratio) >> frac_bits) + offset	modulo 2^64
 * Without the offset it is S(h) = floor(h * r / 2^f), which never falls as h
 * grows.  From s = G(h) - offset the way back is to the h with S(h) = s:
 *	S(h) >= s  <=>  h * r >= s * 2^f	<=>  h >= ceil(s * 2^f / r)
 *	S(h) <= s  <=>  h * r < (s + 1) * 2^f	<=>  h <= ceil((s + 1) * 2^f / r) - 1
 * as S(h) is the largest integer that isn't above h * r / 2^f.  These two are
 * the first and the last host TSC that the guest's value may mean; 128 bits
 * hold every step, because s + 1 has at most 65 bits and f is at most 63.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"

typedef unsigned __int128 u128;

uint64_t kt_tsc_to_guest(const struct kt_tsc *tsc, uint64_t host)
{
	return (uint64_t)(((u128)host * tsc->ratio) >> tsc->frac_bits) + tsc->offset;
}

bool kt_tsc_to_host(const struct kt_tsc *tsc, uint64_t guest, uint64_t *first,
		    uint64_t *last)
{
	uint64_t scaled = guest - tsc->offset;
	u128 low, high;

	/* Most guests aren't scaled. */
	if (tsc->ratio == 1ULL << tsc->frac_bits) {
		*first = scaled;
		*last = scaled;
		return true;
	}
	low = ((u128)scaled << tsc->frac_bits) / tsc->ratio;
	if (low * tsc->ratio != (u128)scaled << tsc->frac_bits)
		low++;
	/* (s + 1) * 2^f may have a 129th bit: s * 2^f + 2^f - 1 hasn't. */
	high = (((u128)scaled << tsc->frac_bits) + ((1ULL << tsc->frac_bits) - 1)) / tsc->ratio;
	if (low > UINT64_MAX || high > UINT64_MAX)
		return false;
	*first = (uint64_t)low;
	*last = (uint64_t)high;
	return true;
}

uint64_t kt_tsc_ns(uint64_t ticks, uint64_t khz)
{
	/* ticks = q * khz + r; both products stay below 2^64 in any uptime */
	return ticks / khz * 1000000 + ticks % khz * 1000000 / khz;
}

static uint64_t signed_key(int64_t ns)
{
	/* Keys are compared without sign. */
	return ns < 0 ? 0 : (uint64_t)ns;
}

/*
 * Element i is in force from its at_tsc to the next one's; the first one also
 * before.  A stamp belongs to the earliest element, not before the one in
 * force, whose host time lies in its own span and isn't before the last event.
 */
static uint64_t guest_key(const struct kt_cpu_map *cpu,
			  struct kt_cursor_clock *at, uint64_t stamp)
{
	uint64_t first, last;
	size_t i;

	for (i = at->at; i < cpu->tsc_n; i++) {
		if (!kt_tsc_to_host(&cpu->tsc[i], stamp, &first, &last))
			continue;
		if (i && last < cpu->tsc[i].at_tsc)
			continue;
		if (i + 1 < cpu->tsc_n && first >= cpu->tsc[i + 1].at_tsc)
			continue;
		if (first < at->host && i + 1 < cpu->tsc_n)
			continue;
		at->at = i;
		return first;
	}
	at->outside++;
	if (!kt_tsc_to_host(&cpu->tsc[at->at], stamp, &first, &last))
		return at->host;
	return first;
}

/* A guest's key of its host's TSC. */
static uint64_t host_key(const struct kt_map *map, uint64_t host)
{
	return map->line.mult ? signed_key(kt_line_ns(&map->line, host)) : host;
}

uint64_t kt_map_key(const struct kt_map *map, unsigned int cpu,
		    struct kt_cursor_clock *at, uint64_t stamp)
{
	uint64_t key;

	switch (map->kind) {
	case KT_MAP_GUEST:
		at->host = guest_key(&map->cpus[cpu], at, stamp);
		key = host_key(map, at->host);
		break;
	case KT_MAP_LINE:
		key = signed_key(kt_line_ns(&map->line, stamp));
		break;
	default:
		key = stamp;
		break;
	}
	if (key < at->key) {
		at->back++;
		if (at->key - key > at->worst_back)
			at->worst_back = at->key - key;
	}
	at->key = key;
	return key;
}

int64_t kt_map_ns(const struct kt_map *map, uint64_t key)
{
	uint64_t ns = map->khz ? kt_tsc_ns(key, map->khz) : key;

	/* 292 years; only a damaged recording has more, and no time is below 0. */
	return ns > INT64_MAX ? INT64_MAX : (int64_t)ns;
}

uint64_t kt_map_key_of_ns(const struct kt_map *map, int64_t ns)
{
	u128 key;

	if (ns <= 0)
		return 0;
	if (!map->khz)
		return (uint64_t)ns;
	key = ((u128)ns * map->khz + 999999) / 1000000;
	return key > UINT64_MAX ? UINT64_MAX : (uint64_t)key;
}

bool kt_map_stamp(const struct kt_map *map, unsigned int cpu, uint64_t key,
		  uint64_t *stamp)
{
	const struct kt_cpu_map *guest;

	switch (map->kind) {
	case KT_MAP_GUEST:
		guest = &map->cpus[cpu];
		if (guest->tsc_n != 1)
			return false;
		if (map->line.mult)
			key = kt_line_stamp(&map->line, (int64_t)key);
		*stamp = kt_tsc_to_guest(&guest->tsc[0], key);
		/* A stamp that wraps around is none to search by. */
		return *stamp < INT64_MAX;
	case KT_MAP_LINE:
		*stamp = kt_line_stamp(&map->line, (int64_t)key);
		return true;
	default:
		*stamp = key;
		return true;
	}
}

void kt_map_bounds(const struct kt_map *map, unsigned int cpu,
		   const struct kt_cursor_clock *at, uint64_t stamp,
		   uint64_t *first, uint64_t *last)
{
	*first = at->key;
	*last = at->key;
	if (map->kind != KT_MAP_GUEST ||
	    !kt_tsc_to_host(&map->cpus[cpu].tsc[at->at], stamp, first, last))
		return;
	*first = host_key(map, *first);
	*last = host_key(map, *last);
}

void kt_map_free(struct kt_map *map)
{
	size_t i;

	for (i = 0; i < map->cpus_n; i++)
		free(map->cpus[i].tsc);
	free(map->cpus);
	memset(map, 0, sizeof(*map));
}
