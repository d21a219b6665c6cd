// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arithmetic of clocks, against its definition.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

typedef unsigned __int128 u128;

static uint64_t seed = 0x9e3779b97f4a7c15ULL;

static uint64_t draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* The way back is right if it is the first and last h that the way there has. */
static void check_back(const struct kt_tsc *tsc, uint64_t host)
{
	uint64_t guest = kt_tsc_to_guest(tsc, host), first, last;
	uint64_t scaled = guest - tsc->offset;

	assert_true(kt_tsc_to_host(tsc, guest, &first, &last));
	assert_true(first <= host);
	assert_true(host <= last);
	assert_int_equal(kt_tsc_to_guest(tsc, first) - tsc->offset, scaled);
	assert_int_equal(kt_tsc_to_guest(tsc, last) - tsc->offset, scaled);
	if (first)
		assert_true(kt_tsc_to_guest(tsc, first - 1) - tsc->offset < scaled);
	assert_true(kt_tsc_to_guest(tsc, last + 1) - tsc->offset > scaled);
}

static void test_back(void **state)
{
	/* SVM has 32 bits behind the point, VMX 48 */
	static const uint32_t bits[] = { 0, 1, 8, 32, 48, 63 };
	uint64_t host;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		for (k = 0; k < 200000; k++) {
			struct kt_tsc tsc = {
				.offset = draw(), .frac_bits = bits[i],
				/* from a hundredth of the host's rate to a bit above it */
				.ratio = (1ULL << bits[i]) / 100 + 1 +
					 draw() % ((1ULL << bits[i]) / 64 * 65 + 1),
			};
			/* its product must have 64 bits behind the shift */
			host = draw() >> (3 + draw() % 50);
			if (((u128)(host + 1) * tsc.ratio) >> tsc.frac_bits > UINT64_MAX)
				continue;
			check_back(&tsc, host);
		}
	}
}

static void test_back_small(void **state)
{
	struct kt_tsc tsc = { .frac_bits = 4 };
	uint64_t guest, host, first, last, want_first, want_last;

	(void)state;
	for (tsc.ratio = 1; tsc.ratio < 80; tsc.ratio++) {
		for (guest = 0; guest < 200; guest++) {
			want_first = UINT64_MAX;
			want_last = 0;
			for (host = 0; host < 8000; host++) {
				if (want_first == UINT64_MAX && kt_tsc_to_guest(&tsc, host) >= guest)
					want_first = host;
				if (kt_tsc_to_guest(&tsc, host) <= guest)
					want_last = host;
			}
			assert_true(kt_tsc_to_host(&tsc, guest, &first, &last));
			assert_int_equal(first, want_first);
			assert_int_equal(last, want_last);
		}
	}
}

static void test_no_host(void **state)
{
	struct kt_tsc tsc = { .ratio = 1, .frac_bits = 32 };
	uint64_t first, last;

	(void)state;
	assert_false(kt_tsc_to_host(&tsc, UINT64_MAX, &first, &last));
}

static void test_ns(void **state)
{
	uint64_t ticks, khz;
	size_t i;

	(void)state;
	assert_int_equal(kt_tsc_ns(2999999, 3000000), 999999);
	for (i = 0; i < 1000000; i++) {
		khz = 1 + draw() % 6000000;
		ticks = draw() % (khz * 1000 * 86400 * 365);
		assert_int_equal(kt_tsc_ns(ticks, khz), (uint64_t)((u128)ticks * 1000000 / khz));
	}
}

/* Host times of a CPU's events, through a list of changes and back. */
static void run_list(const struct kt_tsc *list, size_t n, uint64_t from, uint64_t to)
{
	struct kt_cpu_map cpu = { .tsc = (struct kt_tsc *)list, .tsc_n = n };
	struct kt_map map = { .kind = KT_MAP_GUEST, .cpus = &cpu, .cpus_n = 1 };
	struct kt_cursor_clock at = { 0 };
	uint64_t host;
	size_t i = 0;

	for (host = from; host < to; host += 7) {
		while (i + 1 < n && host >= list[i + 1].at_tsc)
			i++;
		assert_int_equal(kt_map_key(&map, 0, &at, kt_tsc_to_guest(&list[i], host)), host);
	}
	assert_int_equal(at.back, 0);
	assert_int_equal(at.outside, 0);
}

static void test_changes(void **state)
{
	/* each before: at, offset, ratio, bits; it leaps ahead, back, and far back */
	static const struct kt_tsc ahead[] = {
		{ 0, 100, 1, 0 }, { 50000, 1000000, 1, 0 }, { 90000, 1000100, 1, 0 }
	};
	static const struct kt_tsc back[] = {
		{ 0, 1000000, 1, 0 }, { 50000, 999000, 1, 0 }, { 90000, -50000ULL, 1, 0 }
	};

	(void)state;
	run_list(ahead, 3, 10000, 200000);
	run_list(back, 3, 10000, 200000);
	run_list(back, 1, 10000, 200000);
	/* The recording begins when the change has been made. */
	run_list(ahead, 3, 100000, 200000);
}

static void test_jump(void **state)
{
	struct kt_tsc tsc = { .offset = 0, .ratio = 1 };
	struct kt_cpu_map cpu = { .tsc = &tsc, .tsc_n = 1 };
	struct kt_map map = { .kind = KT_MAP_GUEST, .cpus = &cpu, .cpus_n = 1 };
	struct kt_cursor_clock at = { 0 };

	(void)state;
	kt_map_key(&map, 0, &at, 1000);
	kt_map_key(&map, 0, &at, 1000);
	assert_int_equal(at.back, 0);
	kt_map_key(&map, 0, &at, 400);
	kt_map_key(&map, 0, &at, 500);
	assert_int_equal(at.back, 1);
	assert_int_equal(at.worst_back, 600);
}

static void test_vm_change(void **state)
{
	struct kt_meta host = { 0 };
	struct kt_tsc first = { .at_tsc = 100, .offset = 1, .ratio = 1 };
	struct kt_tsc second = { .at_tsc = 500, .offset = 2, .ratio = 1 };
	struct kt_tsc again = { .at_tsc = 600, .offset = 2, .ratio = 1 };
	const struct kt_vm *vm;

	(void)state;
	assert_null(kt_meta_vm(&host, 3));
	assert_int_equal(kt_vm_change(&host, 3, 1, &second), 0);
	assert_int_equal(kt_vm_change(&host, 3, 1, &first), 0);
	assert_int_equal(kt_vm_change(&host, 3, 1, &again), 0);
	vm = kt_meta_vm(&host, 3);
	assert_non_null(vm);
	assert_int_equal(vm->vcpus_n, 1);
	assert_int_equal(vm->vcpus[0].tsc_n, 2);
	assert_int_equal(vm->vcpus[0].tsc[0].at_tsc, 100);
	assert_int_equal(vm->vcpus[0].tsc[1].at_tsc, 500);
	/* The recorder heard of a change later than the event says. */
	vm->vcpus[0].tsc[1].at_tsc = 900;
	assert_int_equal(kt_vm_change(&host, 3, 1, &second), 0);
	assert_int_equal(vm->vcpus[0].tsc_n, 2);
	assert_int_equal(vm->vcpus[0].tsc[1].at_tsc, 500);
	kt_meta_free(&host);
}

static void test_map_guest(void **state)
{
	struct kt_tsc tsc[3] = {
		{ .offset = 10, .ratio = 1 }, { .offset = 20, .ratio = 1 }, { .offset = 30, .ratio = 1 }
	};
	/* as QEMU numbers three cores of two sockets */
	struct kt_vcpu vcpus[3] = { { 4, &tsc[2], 1 }, { 0, &tsc[0], 1 }, { 1, &tsc[1], 1 } };
	struct kt_vm vm = { .id = 1, .vcpus = vcpus, .vcpus_n = 3 };
	uint32_t ids[3] = { 4, 1, 0 };
	struct kt_meta guest = { 0 };
	struct kt_map map = { 0 };
	struct kt_error err;

	(void)state;
	assert_int_equal(kt_map_guest(&map, &guest, 3, &vm, "g", &err), 0);
	assert_int_equal(map.cpus[0].tsc[0].offset, 10);
	assert_int_equal(map.cpus[2].tsc[0].offset, 30);
	kt_map_free(&map);
	guest.apic_ids = ids;
	guest.apic_ids_n = 3;
	assert_int_equal(kt_map_guest(&map, &guest, 3, &vm, "g", &err), 0);
	assert_int_equal(map.cpus[0].tsc[0].offset, 30);
	assert_int_equal(map.cpus[2].tsc[0].offset, 10);
	assert_int_equal(map.cpus[0].vcpu, 4);
	kt_map_free(&map);
	/* A CPU that came later: unknown, unless all have the same TSC. */
	assert_int_equal(kt_map_guest(&map, &guest, 4, &vm, "g", &err), -ENODATA);
	assert_non_null(strstr(err.text, "CPU 3 of VM 1"));
	kt_map_free(&map);
	tsc[1].offset = 10;
	tsc[2].offset = 10;
	assert_int_equal(kt_map_guest(&map, &guest, 4, &vm, "g", &err), 0);
	kt_map_free(&map);
}

static void test_line(void **state)
{
	struct kt_meta meta = {
		.is_tsc = true, .tsc_khz = 2000000,
		.started = { 5000000000000ULL, 1000000, 200, true },
		.ended = { 5000000000000ULL + 10000000000ULL + 100000, 1000000 + 20000000000ULL, 400, true },
	};
	struct kt_line line = { 0 };
	struct kt_error err;
	uint64_t i, stamp;

	(void)state;
	assert_int_equal(kt_line_set(&line, &meta, "d", &err), 0);
	assert_int_equal(line.uncertain_ns, 201);
	assert_int_equal(kt_line_ns(&line, 1000000), 5000000000000LL);
	/* 10 ppm fast, as both moments say */
	assert_true(llabs(kt_line_ns(&line, meta.ended.tsc) - (int64_t)meta.ended.realtime_ns) <= 1);
	assert_true(llabs(kt_line_ns(&line, 0) - (5000000000000LL - 500005)) <= 1);
	for (i = 0; i < 1000; i++) {
		stamp = draw() % 20000000000ULL;
		assert_true(kt_line_ns(&line, kt_line_stamp(&line, kt_line_ns(&line, stamp))) <=
			    kt_line_ns(&line, stamp));
	}
	/* Somebody set the clock by a second in between. */
	meta.ended.realtime_ns += 1000000000;
	assert_int_equal(kt_line_set(&line, &meta, "d", &err), 0);
	assert_true(line.uncertain_ns > 1000000000);
	meta.started.known = false;
	assert_int_equal(kt_line_set(&line, &meta, "d", &err), -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_back),
		cmocka_unit_test(test_back_small),
		cmocka_unit_test(test_no_host),
		cmocka_unit_test(test_ns),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_jump),
		cmocka_unit_test(test_vm_change),
		cmocka_unit_test(test_map_guest),
		cmocka_unit_test(test_line),
	};

	return cmocka_run_group_tests_name("trace clock", tests, NULL, NULL);
}
