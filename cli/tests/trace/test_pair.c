// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ping pairs: what proves, what disproves, and what doesn't count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pair.h"

static struct kt_pairs p;

static int setup(void **state)
{
	(void)state;
	kt_pairs_init(&p);
	p.seen_guest[0] = 0;
	p.seen_guest[1] = UINT64_MAX;
	p.seen_host[0] = 0;
	p.seen_host[1] = UINT64_MAX;
	return 0;
}

static void call(int pid, uint64_t from, uint64_t to, uint64_t cookie)
{
	kt_pairs_start(&p, pid, from);
	kt_pairs_guest(&p, pid, cookie);
	kt_pairs_end(&p, pid, to);
}

static void test_bound(void **state)
{
	(void)state;
	kt_pairs_host(&p, 1, 140);
	call(7, 100, 200, 1);
	kt_pairs_host(&p, 2, 330);
	call(7, 300, 350, 2);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.violations, 0);
	assert_int_equal(p.early, 30);
	assert_int_equal(p.late, 20);
	assert_int_equal(p.residual, 0);
}

static void test_edges(void **state)
{
	(void)state;
	kt_pairs_host(&p, 1, 100);
	call(7, 100, 200, 1);
	/* The host's comes after the end in the stream, at the same time. */
	call(7, 300, 400, 1);
	kt_pairs_host(&p, 1, 400);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.violations, 0);
	assert_int_equal(p.early, 0);
	assert_int_equal(p.late, 0);
}

static void test_violation(void **state)
{
	(void)state;
	kt_pairs_host(&p, 1, 99);
	call(7, 100, 200, 1);
	call(7, 300, 400, 2);
	kt_pairs_host(&p, 2, 444);
	kt_pairs_host(&p, 3, 550);
	call(7, 500, 600, 3);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 3);
	assert_int_equal(p.violations, 2);
	assert_int_equal(p.residual, 44);
	assert_int_equal(p.residual_at, 444);
}

static void test_same_cookie(void **state)
{
	(void)state;
	/* The host saw three before the guest recorded. */
	kt_pairs_host(&p, 0, 10);
	kt_pairs_host(&p, 0, 20);
	kt_pairs_host(&p, 0, 30);
	kt_pairs_host(&p, 0, 150);
	call(7, 100, 200, 0);
	kt_pairs_host(&p, 0, 250);
	call(7, 210, 300, 0);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.violations, 0);
	assert_int_equal(p.host_only, 3);
}

static void test_same_cookie_wrong(void **state)
{
	(void)state;
	/* A clock that is off by 1000 is found out, also without cookies. */
	call(7, 1100, 1200, 0);
	call(7, 1400, 1500, 0);
	kt_pairs_host(&p, 0, 2150);
	kt_pairs_host(&p, 0, 2450);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.violations, 2);
	assert_true(p.residual >= 650);
}

static void test_lost(void **state)
{
	(void)state;
	/* The host lost the second, the guest the third: not each other's. */
	p.lost = true;
	kt_pairs_host(&p, 0, 150);
	call(7, 100, 200, 0);
	call(7, 300, 400, 0);
	call(7, 450, 470, 0);
	kt_pairs_host(&p, 0, 550);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.violations, 0);
	assert_int_equal(p.uncounted + p.guest_only, 2);
}

static void test_lost_unique(void **state)
{
	(void)state;
	/* A cookie that only one of each side has still tells. */
	p.lost = true;
	call(7, 100, 200, 5);
	kt_pairs_host(&p, 5, 260);
	kt_pairs_finish(&p);
	assert_int_equal(p.violations, 1);
	assert_int_equal(p.residual, 60);
}

static void test_tasks(void **state)
{
	(void)state;
	/* Two tasks on one CPU, one preempted in its call. */
	kt_pairs_start(&p, 7, 100);
	kt_pairs_guest(&p, 7, 1);
	kt_pairs_start(&p, 8, 120);
	kt_pairs_guest(&p, 8, 2);
	kt_pairs_host(&p, 2, 130);
	kt_pairs_end(&p, 8, 140);
	kt_pairs_host(&p, 1, 180);
	kt_pairs_end(&p, 7, 200);
	/* An end whose start was lost, a start without a ping. */
	kt_pairs_end(&p, 9, 300);
	kt_pairs_start(&p, 10, 310);
	kt_pairs_end(&p, 10, 320);
	kt_pairs_finish(&p);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.violations, 0);
	assert_int_equal(p.guest_only, 0);
	assert_int_equal(p.early, 10);
	assert_int_equal(p.late, 10);
}

static void test_long(void **state)
{
	uint64_t i;

	(void)state;
	/* Far more than may wait, one way and the other. */
	for (i = 0; i < 10 * KT_PAIR_WAIT; i++)
		kt_pairs_host(&p, 1000000 + i, i);
	for (i = 0; i < 10 * KT_PAIR_WAIT; i++)
		call(7, 1000000 + 10 * i, 1000005 + 10 * i, i);
	for (i = 0; i < 10 * KT_PAIR_CALLS; i++)
		kt_pairs_start(&p, (int)i, 2000000);
	kt_pairs_host(&p, 99, 3000002);
	call(7, 3000000, 3000005, 99);
	kt_pairs_finish(&p);
	assert_int_equal(p.host_only, 10 * KT_PAIR_WAIT);
	assert_int_equal(p.guest_only, 10 * KT_PAIR_WAIT);
	assert_int_equal(p.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_bound, setup),
		cmocka_unit_test_setup(test_edges, setup),
		cmocka_unit_test_setup(test_violation, setup),
		cmocka_unit_test_setup(test_same_cookie, setup),
		cmocka_unit_test_setup(test_same_cookie_wrong, setup),
		cmocka_unit_test_setup(test_lost, setup),
		cmocka_unit_test_setup(test_lost_unique, setup),
		cmocka_unit_test_setup(test_tasks, setup),
		cmocka_unit_test_setup(test_long, setup),
	};

	return cmocka_run_group_tests_name("trace pairs", tests, NULL, NULL);
}
