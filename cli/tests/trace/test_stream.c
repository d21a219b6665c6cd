// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams: the order, what is lost, fields, seeking.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "stream.h"
#include "trace_dir.h"
#include "trace_gen.h"

#define KHZ 3000000ULL
#define EVENTS 200000
#define HOST_CPUS 3
#define VCPUS 2

static uint64_t seed = 4711;

static uint64_t draw(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

#define HOST_JSON \
	"{\"format\": 1, \"host\": \"%s\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 3000000, \"vms\": [%s]}"
#define GUEST_JSON \
	"{\"format\": 1, \"host\": \"%s\", \"kind\": \"guest\", \"clock\": \"x86-tsc\", \"vm_id\": %u, \"tsc_khz\": 3000000}"

/* The guest's vCPU 0 jumps ahead once and vCPU 1 back; events tell. */
static const struct kt_tsc tscs[VCPUS][2] = {
	{ { 0, 5000000000ULL, 3435973837, 32 }, { 900000000, 5100000000ULL, 3435973837, 32 } },
	{ { 0, 777000000ULL, 1ULL << 32, 32 }, { 1100000000, 76000000ULL, 1ULL << 32, 32 } },
};

static const struct kt_tsc *tsc_at(unsigned int cpu, uint64_t host)
{
	return &tscs[cpu][host >= tscs[cpu][1].at_tsc];
}

static void describe_host(const char *dir)
{
	char vms[1024];

	snprintf(vms, sizeof(vms), "{\"id\": 5, \"vcpus\": [{\"id\": 0, \"tsc\": [{\"at_tsc\": 0, \"offset\": %lld, \"ratio\": %llu, \"frac_bits\": 32}]}, {\"id\": 1, \"tsc\": [{\"at_tsc\": 0, \"offset\": %lld, \"ratio\": %llu, \"frac_bits\": 32}]}]}",
		 (long long)tscs[0][0].offset, (unsigned long long)tscs[0][0].ratio,
		 (long long)tscs[1][0].offset, (unsigned long long)tscs[1][0].ratio);
	gen_json(dir, HOST_JSON, "host", vms);
}

/* Every event's value is its number in the true order of time. */
static void make_both(const char *dir)
{
	struct trace_gen *host = gen_new(HOST_CPUS), *guest = gen_new(VCPUS);
	bool told[VCPUS] = { false };
	uint64_t now = 1000000, i;
	unsigned int cpu, k;

	for (i = 0; i < EVENTS; i++) {
		/*
		 * A guest's tick may stand for two of the host's here.  Now and
		 * then a delta beyond 27 bits.
		 */
		now += 3 + draw(i % 20000 ? 5000 : 400000000);
		for (k = 0; k < VCPUS; k++) {
			if (now < tscs[k][1].at_tsc || told[k])
				continue;
			gen_vcpu_tsc(host, k, tscs[k][1].at_tsc, 5, k, tscs[k][1].offset,
				     tscs[k][1].ratio, 32);
			/* In the ring a clock that falls begins with a new page. */
			gen_page(guest, k);
			told[k] = true;
		}
		if (draw(2)) {
			gen_tick(host, (unsigned int)draw(HOST_CPUS), now, i);
		} else {
			cpu = (unsigned int)draw(VCPUS);
			gen_tick(guest, cpu, kt_tsc_to_guest(tsc_at(cpu, now), now), i);
		}
	}
	describe_host(dir_path(dir, "h"));
	gen_json(dir_path(dir, "g"), GUEST_JSON, "guest", 5);
	gen_write(host, dir_path(dir, "h/trace.dat"));
	gen_write(guest, dir_path(dir, "g/trace.dat"));
}

static void check_order(struct kt_stream *s, uint64_t want)
{
	const struct kt_event *e;
	uint64_t value;
	int64_t last = 0;
	int ret;

	while ((ret = kt_stream_next(s, &e)) > 0) {
		if (!kt_field_u64(e, "value", &value))
			continue;
		assert_int_equal(value, want);
		assert_true(e->time_ns >= last);
		assert_int_equal(e->lost, 0);
		last = e->time_ns;
		want++;
	}
	assert_int_equal(ret, 0);
	assert_int_equal(want, EVENTS);
}

static void test_order(void **state)
{
	const char *paths[2];
	const struct kt_source *const *list;
	struct kt_stream *s;
	struct kt_error err;
	const struct kt_event *e;
	uint64_t value, done, total;
	int i;

	make_both(*state);
	paths[0] = dir_path(*state, "g");
	paths[1] = dir_path(*state, "h");
	assert_int_equal(kt_stream_open(&s, paths, 2, &err), 0);
	assert_int_equal(kt_stream_sources(s, &list), 2);
	assert_string_equal(list[0]->name, "guest");
	assert_ptr_equal(list[0]->host, list[1]);
	assert_true(list[0]->is_guest);
	assert_int_equal(list[0]->vm_id, 5);
	assert_int_equal(list[1]->cpus, HOST_CPUS);
	check_order(s, 0);
	kt_stream_progress(s, &done, &total);
	assert_int_equal(done, total);
	/* To any time and back. */
	for (i = 0; i < 40; i++) {
		int64_t to = (int64_t)draw((uint64_t)2000000000);

		assert_int_equal(kt_stream_seek(s, to), 0);
		while (kt_stream_next(s, &e) == 1) {
			assert_true(e->time_ns >= to);
			if (!kt_field_u64(e, "value", &value))
				continue;
			if (i == 0)
				check_order(s, value + 1);
			break;
		}
	}
	assert_int_equal(kt_stream_seek(s, 0), 0);
	check_order(s, 0);
	kt_stream_close(s);
}

static void test_lost(void **state)
{
	struct trace_gen *g = gen_new(2);
	const char *path = dir_path(*state, "trace.dat");
	static const uint64_t lost[] = { 0, 17, 0, KT_LOST_UNKNOWN, 0 };
	const struct kt_event *e;
	struct kt_stream *s;
	struct kt_error err;
	size_t i;

	gen_tick(g, 1, 100, 0);
	gen_lost(g, 1, 17);
	gen_tick(g, 1, 200, 1);
	gen_tick(g, 1, 300, 2);
	gen_lost(g, 1, UINT64_MAX);
	gen_tick(g, 1, 400, 3);
	gen_tick(g, 0, 500, 4);
	gen_write(g, path);
	assert_int_equal(kt_stream_open(&s, &path, 1, &err), 0);
	assert_int_equal(kt_stream_clock(s), KT_CLOCK_RAW);
	for (i = 0; i < 5; i++) {
		assert_int_equal(kt_stream_next(s, &e), 1);
		assert_int_equal(e->stamp, 100 * (i + 1));
		assert_int_equal(e->time_ns, 100 * (i + 1));
		assert_int_equal(e->cpu, i < 4);
		assert_int_equal(e->lost, lost[i]);
	}
	assert_int_equal(kt_stream_next(s, &e), 0);
	assert_null(e);
	assert_int_equal(kt_stream_next(s, &e), 0);
	kt_stream_close(s);
}

static void test_fields(void **state)
{
	struct trace_gen *g = gen_new(1);
	const char *path = dir_path(*state, "trace.dat");
	const struct kt_event *e;
	struct kt_stream *s;
	struct kt_error err;
	char text[600];
	uint64_t u;
	int64_t i;
	size_t len;

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	gen_tick(g, 0, 1, 0x1234);
	gen_note(g, 0, 2, "short");
	gen_note(g, 0, 3, text);
	gen_write(g, path);
	assert_int_equal(kt_stream_open(&s, &path, 1, &err), 0);
	assert_int_equal(kt_stream_next(s, &e), 1);
	assert_string_equal(e->format->name, "tick");
	assert_true(kt_field_u64(e, "value", &u));
	assert_int_equal(u, 0x1234);
	assert_true(kt_field_s64(e, "small", &i));
	assert_int_equal(i, -0x34);
	assert_true(kt_field_u64(e, "small", &u));
	assert_int_equal(u, (uint32_t)-0x34);
	assert_string_equal(kt_field_str(e, "name"), "tick");
	assert_non_null(kt_field_bytes(e, "name", &len));
	assert_int_equal(len, 8);
	assert_false(kt_field_u64(e, "name", &u));
	assert_false(kt_field_u64(e, "nothing", &u));
	assert_false(kt_field_u64(e, "nothing", &u));
	assert_null(kt_field_str(e, "nothing"));
	assert_int_equal(kt_event_pid(e), 1);
	assert_int_equal(kt_stream_next(s, &e), 1);
	assert_string_equal(kt_field_str(e, "text"), "short");
	assert_int_equal(kt_stream_next(s, &e), 1);
	assert_string_equal(kt_field_str(e, "text"), text);
	kt_stream_close(s);
}

/* What can't be ordered says why. */
static void test_refusals(void **state)
{
	const char *two[2], *one[1];
	struct kt_stream *s;
	struct kt_error err;

	make_both(*state);
	two[0] = dir_path(*state, "g");
	two[1] = dir_path(*state, "g2");
	gen_json(two[1], GUEST_JSON, "guest", 6);
	gen_write(gen_new(1), dir_path(*state, "g2/trace.dat"));
	assert_int_equal(kt_stream_open(&s, two, 2, &err), -ENODATA);
	assert_non_null(strstr(err.text, "no recording of the host"));
	two[0] = dir_path(*state, "h");
	assert_int_equal(kt_stream_open(&s, two, 2, &err), -ENODATA);
	assert_non_null(strstr(err.text, "VM 6"));
	gen_json(two[1], HOST_JSON, "host", "");
	assert_int_equal(kt_stream_open(&s, two, 2, &err), -ENODATA);
	assert_non_null(strstr(err.text, "two hosts"));
	gen_json(two[1], "{\"format\": 1, \"host\": \"x\", \"kind\": \"guest\", \"clock\": \"local\"}");
	assert_int_equal(kt_stream_open(&s, two, 2, &err), -ENODATA);
	assert_non_null(strstr(err.text, "trace clock \"local\""));
	gen_json(two[1], GUEST_JSON, "guest", 0);
	assert_int_equal(kt_stream_open(&s, two, 2, &err), 0);
	kt_stream_close(s);
	one[0] = two[1];
	assert_int_equal(kt_stream_open(&s, one, 0, &err), -EINVAL);
	assert_int_equal(kt_stream_open(&s, one, 1, &err), 0);
	kt_stream_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_lost, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_fields, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_refusals, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace stream", tests, NULL, NULL);
}
