// SPDX-License-Identifier: GPL-2.0-only
/*
 * merge -t tod: two hosts with a guest each, whose true order is known.  Times of
 * day order the hosts; the guests' own are wrong, which must not matter beside
 * their host.  What can't be proved or known is refused.
 * requires: M09
 */
#include <linux/kvmrt_gs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "kvmrt-trace.h"
#include "stream.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_tool.h"

#define REALTIME 1795248371000000000ULL
#define LENGTH_NS 20000000000ULL
#define EVENTS 20000
#define PID 99
/* The same on both hosts, as ids of VMs are. */
#define VM 1

/**
 * struct side - a host and its guest
 * @tsc: the host's at REALTIME
 * @guest: of the guest
 * @guest_off_ns: how wrong the guest's time of day is
 */
static const struct side {
	const char *host, *vm;
	uint64_t tsc, khz;
	struct kt_tsc guest;
	int64_t guest_off_ns;
} sides[2] = {
	{ "a", "ag", 5000000000000ULL, 2000000, { 0, -1000000000ULL, 1ULL << 32, 32 }, 3000000000LL },
	{ "b", "bg", 90000000000000ULL, 3000000, { 0, 7000000ULL, 3435973837ULL, 32 }, -2000000000LL },
};

static uint64_t host_tsc(const struct side *side, uint64_t ns)
{
	return side->tsc + ns * (side->khz / 1000000);
}

static uint64_t guest_tsc(const struct side *side, uint64_t ns)
{
	return kt_tsc_to_guest(&side->guest, host_tsc(side, ns));
}

static void describe_host(const char *dir, const struct side *side, bool knows_vm)
{
	char vms[256] = "";

	if (knows_vm)
		snprintf(vms, sizeof(vms), "{\"id\": %d, \"vcpus\": [{\"id\": 0, \"tsc\": [{\"at_tsc\": 0, \"offset\": %lld, \"ratio\": %llu, \"frac_bits\": 32}]}]}",
			 VM, (long long)side->guest.offset, (unsigned long long)side->guest.ratio);
	gen_json(dir_path(dir, side->host),
		 "{\"format\": 1, \"host\": \"%s\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": %llu, \"vms\": [%s],"
		 " \"started\": {\"realtime_ns\": %llu, \"tsc\": %llu, \"width_tsc\": 100},"
		 " \"ended\": {\"realtime_ns\": %llu, \"tsc\": %llu, \"width_tsc\": 100}}",
		 side->host, (unsigned long long)side->khz, vms,
		 REALTIME, (unsigned long long)side->tsc,
		 REALTIME + LENGTH_NS, (unsigned long long)host_tsc(side, LENGTH_NS));
}

static void describe_guest(const char *dir, const struct side *side)
{
	uint64_t khz = side->khz * side->guest.ratio >> 32;

	gen_json(dir_path(dir, side->vm),
		 "{\"format\": 1, \"host\": \"vm\", \"kind\": \"guest\", \"clock\": \"x86-tsc\", \"tsc_khz\": %llu, \"vm_id\": %d,"
		 " \"started\": {\"realtime_ns\": %llu, \"tsc\": %llu, \"width_tsc\": 100},"
		 " \"ended\": {\"realtime_ns\": %llu, \"tsc\": %llu, \"width_tsc\": 100}}",
		 (unsigned long long)khz, VM,
		 REALTIME + (uint64_t)side->guest_off_ns, (unsigned long long)guest_tsc(side, 0),
		 REALTIME + LENGTH_NS + (uint64_t)side->guest_off_ns,
		 (unsigned long long)guest_tsc(side, LENGTH_NS));
}

/* A call in the guest around its host's event, in 3 us. */
static void ping(struct trace_gen *host, struct trace_gen *guest, const struct side *side,
		 uint64_t ns, uint64_t cookie)
{
	gen_call(guest, 0, guest_tsc(side, ns), PID, GEN_HC_START, KVMRT_GS_FN_PING);
	gen_ping_guest(guest, 0, guest_tsc(side, ns + 1000), PID, cookie);
	gen_ping_host(host, 0, host_tsc(side, ns + 2000), VM, 0, cookie);
	gen_call(guest, 0, guest_tsc(side, ns + 3000), PID, GEN_HC_END, KVMRT_GS_FN_PING);
}

/* Every tick's value is its number in the true order. */
static void make(const char *dir)
{
	struct trace_gen *hosts[2], *guests[2];
	uint64_t ns = 1000000, i;
	unsigned int k;

	for (k = 0; k < 2; k++) {
		hosts[k] = gen_new(1);
		guests[k] = gen_new(1);
		describe_host(dir, &sides[k], true);
		describe_guest(dir, &sides[k]);
	}
	for (i = 0; i < EVENTS; i++) {
		/* Which machine has the next one repeats in no short cycle. */
		k = (unsigned int)(i * i / 7 % 2);
		ns += 1000 + i % 977 * 400;
		if (i * i / 5 % 2)
			gen_tick(hosts[k], 0, host_tsc(&sides[k], ns), i);
		else
			gen_tick(guests[k], 0, guest_tsc(&sides[k], ns), i);
		if (i % 1000 == 999) {
			ping(hosts[0], guests[0], &sides[0], ns + 1000, i);
			ping(hosts[1], guests[1], &sides[1], ns + 5000, i);
			ns += 10000;
		}
	}
	assert_true(ns < LENGTH_NS);
	for (k = 0; k < 2; k++) {
		gen_write(hosts[k], strcat((char *)dir_path(dir, sides[k].host), "/trace.dat"));
		gen_write(guests[k], strcat((char *)dir_path(dir, sides[k].vm), "/trace.dat"));
	}
}

static void check_order(struct kt_stream *s, uint64_t want)
{
	const struct kt_event *e;
	uint64_t value;
	int ret;

	while ((ret = kt_stream_next(s, &e)) > 0) {
		if (!kt_field_u64(e, "value", &value))
			continue;
		assert_int_equal(value, want);
		want++;
	}
	assert_int_equal(ret, 0);
	assert_int_equal(want, EVENTS);
}

/* The time of the tick with that number. */
static int64_t time_of(struct kt_stream *s, uint64_t number)
{
	const struct kt_event *e;
	uint64_t value;

	while (kt_stream_next(s, &e) > 0) {
		if (kt_field_u64(e, "value", &value) && value == number)
			return e->time_ns;
	}
	fail_msg("no tick %llu", (unsigned long long)number);
	return 0;
}

static void test_order(void **state)
{
	const struct kt_source *const *list;
	const char *out;
	struct kt_stream *s;
	struct kt_error err;
	int64_t middle;

	make(*state);
	/* In an order that tells nothing of who belongs to whom. */
	tool_check(kt_cmd_merge, *state, "merge -t tod --unproven -o out bg a ag b", 0, NULL,
		   "nothing proves how far the hosts' times of day differ");
	out = dir_path(*state, "out");
	assert_int_equal(kt_stream_open(&s, &out, 1, &err), 0);
	assert_int_equal(kt_stream_clock(s), KT_CLOCK_TOD);
	assert_int_equal(kt_stream_sources(s, &list), 4);
	assert_ptr_equal(list[0]->host, list[3]);
	assert_ptr_equal(list[2]->host, list[1]);
	assert_true(list[0]->exact && list[2]->exact);
	check_order(s, 0);
	assert_int_equal(kt_stream_seek(s, 0), 0);
	middle = time_of(s, EVENTS / 2);
	assert_true(middle > (int64_t)REALTIME && middle < (int64_t)(REALTIME + LENGTH_NS));
	assert_int_equal(kt_stream_seek(s, middle), 0);
	check_order(s, EVENTS / 2);
	kt_stream_close(s);
}

/* The proof for each guest stands, though the hosts have none. */
static void test_proof(void **state)
{
	struct tool t;

	make(*state);
	t = tool_run(kt_cmd_merge, *state, "merge -j -t tod --unproven -o out a b ag bg");
	assert_int_equal(t.status, 0);
	assert_non_null(strstr(t.out, "\"proven\":false"));
	assert_null(strstr(t.err, "ping pairs"));
	assert_null(strstr(t.err, "a guest"));
	/* Half a call and the rounding: that is what 20 pings prove of each guest. */
	assert_non_null(strstr(t.out, "\"pairs\":20,\"early_ns\":2001,\"worst_residual_ns\":0"));
	tool_free(&t);
}

static void refused(const char *dir, const char *line, const char *why)
{
	tool_check(kt_cmd_merge, dir, line, 1, NULL, why);
	assert_int_not_equal(access(dir_path(dir, "out"), F_OK), 0);
}

static void test_refusals(void **state)
{
	struct side lies = sides[0];

	make(*state);
	refused(*state, "merge -o out a b", "two hosts, whose TSCs have nothing in common; merge them with -t tod");
	refused(*state, "merge -o out a ag b bg", "two hosts");
	refused(*state, "merge -t tod -o out a b", "nothing proves how far the hosts' times of day differ");
	refused(*state, "merge -t tod -o out a ag b bg", "nothing proves how far the hosts' times of day differ");
	refused(*state, "merge -t tod -o out ag bg", "its host's recording isn't among them");
	/* Alone with its host a guest goes by its own time of day if that is wanted. */
	refused(*state, "merge -t tod -o out a ag", "20 of 20 ping pairs disagree by up to 2999998000 ns");
	refused(*state, "merge -t tod -o out a ag", "the machines' times of day differ; -t tsc is exact");
	/* Another host's VM of that number. */
	refused(*state, "merge -o out a bg", "ping pairs disagree");
	/* A host that writes down a wrong offset, by 1 ms. */
	lies.guest.offset += 2000000;
	describe_host(*state, &lies, true);
	refused(*state, "merge -t tod -o out a ag b",
		"ping pairs disagree by up to 999000 ns: its clock isn't what its host recorded; ");
	gen_json(dir_path(*state, "b"),
		 "{\"format\": 1, \"host\": \"b\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 3000000, \"vms\": []}");
	refused(*state, "merge -t tod --unproven -o out a b", "time of day is not known");
	gen_json(dir_path(*state, "b"), "{\"format\": 1, \"host\": \"b\", \"kind\": \"host\", \"clock\": \"local\"}");
	refused(*state, "merge -t tod --unproven -o out a b", "time of day is not known");
	tool_check(kt_cmd_merge, *state, "merge -t day -o out a b", 2, "", "-t needs tsc or tod, not day");
}

/* A host that doesn't know the VM: nothing but the guest's own clock is left. */
static void test_unrelated(void **state)
{
	const struct kt_source *const *list;
	const char *out;
	struct kt_stream *s;
	struct kt_error err;

	make(*state);
	describe_host(*state, &sides[0], false);
	describe_host(*state, &sides[1], false);
	tool_check(kt_cmd_merge, *state, "merge -t tod --unproven -o out a b ag", 0, NULL,
		   "ag: its host's recording isn't among them");
	out = dir_path(*state, "out");
	assert_int_equal(kt_stream_open(&s, &out, 1, &err), 0);
	assert_int_equal(kt_stream_sources(s, &list), 3);
	assert_null(list[2]->host);
	assert_false(list[2]->exact);
	kt_stream_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_proof, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_refusals, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_unrelated, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace merge by time of day", tests, NULL, NULL);
}
