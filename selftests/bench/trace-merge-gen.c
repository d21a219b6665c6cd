// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: trace-merge-gen DIR EVENTS [PINGS]
 * Makes recordings of one host and three guests with as many events in all, as
 * many from each guest as from the host's other half: exits and entries of the
 * vCPUs on the host's four CPUs, ticks in the guests' two each, and pings.
 * Every event's true time is known, and so is whether a merge is right: the
 * value of a tick is its number in the true order.
 *
 * The guests' clocks: a large offset; a negative one and another rate; one
 * whose vCPUs differ.  Their times of day are a few microseconds off, as good
 * NTP leaves them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "trace_gen.h"

#define GUESTS 3
#define VCPUS 2
#define HOST_CPUS 4
#define KHZ 2995200ULL
#define BEGIN (3000ULL * KHZ)
#define FN_PING 1
#define REALTIME 1760000000000000000ULL

struct machine {
	char dir[1024];
	struct trace_gen *gen;
	unsigned int cpus;
	int64_t tod_off_ns;
	struct kt_tsc tsc[VCPUS];
};

static struct machine machines[GUESTS + 1];
static uint64_t seed = 88172645463325252ULL;

static uint64_t draw(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

static void set_up(const char *top)
{
	static const int64_t off[GUESTS + 1] = { 0, 2300, -8100, 14900 };
	size_t i;

	mkdir(top, 0777);
	for (i = 0; i <= GUESTS; i++) {
		struct machine *m = &machines[i];

		if (i)
			snprintf(m->dir, sizeof(m->dir), "%s/g%zu", top, i);
		else
			snprintf(m->dir, sizeof(m->dir), "%s/host", top);
		m->cpus = i ? VCPUS : HOST_CPUS;
		m->gen = gen_new(m->cpus);
		m->tod_off_ns = off[i];
	}
	machines[1].tsc[0] = (struct kt_tsc){
		.offset = -(BEGIN - 12345), .ratio = 1ULL << 32, .frac_bits = 32
	};
	machines[1].tsc[1] = machines[1].tsc[0];
	machines[2].tsc[0] = (struct kt_tsc){
		.offset = -(BEGIN / 2), .ratio = 3435973837ULL, .frac_bits = 32
	};
	machines[2].tsc[1] = machines[2].tsc[0];
	machines[3].tsc[0] = (struct kt_tsc){
		.offset = 1ULL << 40, .ratio = 1ULL << 48, .frac_bits = 48
	};
	machines[3].tsc[1] = machines[3].tsc[0];
	machines[3].tsc[1].offset -= 777777;
}

static uint64_t guest_stamp(size_t guest, unsigned int cpu, uint64_t host)
{
	return kt_tsc_to_guest(&machines[guest].tsc[cpu], host);
}

/* A ping of guest's cpu at about now; returns the time after it. */
static uint64_t ping(size_t guest, unsigned int cpu, uint64_t now, uint64_t cookie)
{
	struct trace_gen *g = machines[guest].gen;

	gen_call(g, cpu, guest_stamp(guest, cpu, now), 100 + (int)cpu, GEN_HC_START, FN_PING);
	now += 300 + draw(200);
	gen_ping_guest(g, cpu, guest_stamp(guest, cpu, now), 100 + (int)cpu, cookie);
	now += 1500 + draw(1500);
	gen_ping_host(machines[0].gen, (unsigned int)guest, now, (uint32_t)guest, cpu, cookie);
	now += 1500 + draw(1500);
	gen_call(g, cpu, guest_stamp(guest, cpu, now), 100 + (int)cpu, GEN_HC_END, FN_PING);
	return now;
}

static void moments(char *buf, size_t size, const char *key, size_t i, uint64_t host)
{
	uint64_t stamp = i ? guest_stamp(i, 0, host) : host;
	uint64_t ns = REALTIME + kt_tsc_ns(host, KHZ) + (uint64_t)machines[i].tod_off_ns;

	snprintf(buf, size, "\"%s\": {\"realtime_ns\": %llu, \"tsc\": %llu, \"width_tsc\": 300}",
		 key, (unsigned long long)ns, (unsigned long long)stamp);
}

static void describe(uint64_t end)
{
	char from[256], to[256], vms[4096] = "", *at = vms;
	size_t i, k;

	for (i = 1; i <= GUESTS; i++) {
		at += sprintf(at, "%s{\"id\": %zu, \"pid\": 4711, \"name\": \"g%zu\", \"vcpus\": [",
			      i > 1 ? ", " : "", i, i);
		for (k = 0; k < VCPUS; k++)
			at += sprintf(at, "%s{\"id\": %zu, \"tid\": 4712, \"tsc\": [{\"at_tsc\": 0, "
				      "\"offset\": %lld, \"ratio\": %llu, \"frac_bits\": %u}]}",
				      k ? ", " : "", k, (long long)machines[i].tsc[k].offset,
				      (unsigned long long)machines[i].tsc[k].ratio,
				      machines[i].tsc[k].frac_bits);
		at += sprintf(at, "]}");
	}
	for (i = 0; i <= GUESTS; i++) {
		const struct machine *m = &machines[i];
		uint64_t khz = KHZ;

		/* The second one's runs at four fifths. */
		if (i == 2)
			khz = KHZ / 5 * 4;
		moments(from, sizeof(from), "started", i, BEGIN);
		moments(to, sizeof(to), "ended", i, end);
		gen_json(m->dir, "{\"format\": 1, \"host\": \"%s\", \"kind\": \"%s\", \"clock\": \"x86-tsc\", \"tsc_khz\": %llu, \"cpus\": %u, %s, %s, \"vm_id\": %zu%s%s%s}\n",
			 strrchr(m->dir, '/') + 1, i ? "guest" : "host", (unsigned long long)khz,
			 m->cpus, from, to, i, i ? "" : ", \"vms\": [", i ? "" : vms, i ? "" : "]");
	}
}

int main(int argc, char **argv)
{
	uint64_t events, pings, others, i, now = BEGIN, cookie = 1;
	char path[2048];

	if (argc < 3 || argc > 4)
		return 2;
	events = strtoull(argv[2], NULL, 0);
	pings = argc > 3 ? strtoull(argv[3], NULL, 0) : 10000;
	if (events < 100 || events < 8 * pings)
		return 2;
	set_up(argv[1]);
	others = events - 4 * pings;
	for (i = 0; i < others; i++) {
		size_t machine = draw(2) ? 0 : 1 + draw(GUESTS);
		unsigned int cpu = (unsigned int)draw(machines[machine].cpus);

		now += 1 + draw(1200);
		gen_tick(machines[machine].gen, cpu,
			 machine ? guest_stamp(machine, cpu, now) : now, i);
		/* evenly spread, and neither more nor fewer than asked for */
		if ((i + 1) * pings / others > i * pings / others) {
			now = ping(1 + cookie % GUESTS, (unsigned int)draw(VCPUS), now + 50,
				   cookie);
			cookie++;
		}
	}
	describe(now + 1000);
	for (i = 0; i <= GUESTS; i++) {
		snprintf(path, sizeof(path), "%.1023s/trace.dat", machines[i].dir);
		gen_write(machines[i].gen, path);
	}
	return 0;
}
