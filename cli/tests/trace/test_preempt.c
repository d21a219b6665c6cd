// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who had the CPU that a vCPU waited for: the parts of a wait, and the table
 * of a fixed size that names the worst.
 * requires: S01
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage_steps.h"

#define RUNNING false
#define WOKEN true

static const struct kt_preemptor *find(const struct kt_preempt *p, bool woken,
				       int pid, const char *comm)
{
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		if (p->by[i].pid == pid && p->by[i].woken == woken &&
		    !strcmp(p->by[i].comm, comm))
			return &p->by[i];
	}
	return NULL;
}

/* It is there, with these figures. */
static void has(const struct kt_preempt *p, bool woken, int pid,
		const char *comm, uint64_t count, int64_t total, int64_t worst,
		int64_t worst_at)
{
	const struct kt_preemptor *by = find(p, woken, pid, comm);

	if (!by)
		print_error("no %s %d\n", comm, pid);
	assert_non_null(by);
	assert_int_equal(by->had.count, count);
	assert_int_equal(by->had.total, total);
	assert_int_equal(by->had.worst, worst);
	assert_int_equal(by->had.worst_at, worst_at);
}

static int64_t all(const struct kt_preempt *p)
{
	int64_t sum = p->others[0].total + p->others[1].total;
	unsigned int i;

	assert_true(p->n <= KT_PREEMPTORS_MAX);
	for (i = 0; i < p->n; i++)
		sum += p->by[i].had.total;
	return sum;
}

/* prev -> next on CPU 1 */
static void switched(struct stage_test *t, int64_t ns, int prev,
		     const char *comm, int next, const char *next_comm)
{
	STEP(t, ns, SWITCH, .prev_pid = prev, .comm = comm, .prev_runs = true,
	     .next_pid = next, .next_comm = next_comm, .pid = prev);
}

/* Each of those who had the CPU gets its own part of the wait. */
static void test_parts(void **state)
{
	struct stage_test *t = *state;
	const struct kt_preempt *p = &t->v->preempt;

	stage_running(t);
	switched(t, 2000, TID, "vcpu", 61, "bash");
	switched(t, 2300, 61, "bash", 62, "chrt");
	/* It became another program while it had the CPU. */
	switched(t, 9300, 62, "disturber", 61, "bash");
	switched(t, 9400, 61, "bash", TID, "vcpu");
	STEP(t, 9500, ENTER);
	assert_int_equal(p->n, 2);
	has(p, RUNNING, 61, "bash", 2, 400, 300, 2000);
	has(p, RUNNING, 62, "disturber", 1, 7000, 7000, 2300);
	assert_int_equal(p->waits[RUNNING].count, 1);
	assert_int_equal(p->waits[RUNNING].total, 7400);
	assert_int_equal(p->waits[RUNNING].worst_at, 2000);
	assert_int_equal(p->waits[WOKEN].count, 0);
	assert_int_equal(t->v->budget.in_state[KT_STATE_PREEMPTED], 7400);
	/* Nobody waits any more. */
	switched(t, 9600, TID, "vcpu", 61, "bash");
	STEP(t, 9700, SWITCH, .prev_pid = 61, .next_pid = TID, .pid = 61,
	     .comm = "bash");
	switched(t, 9800, 50, "x", 51, "y");
	assert_int_equal(p->n, 2);
	assert_null(t->host->cpus[1].waiting);
}

/* An idle CPU that isn't given to the vCPU: it was throttled, or moved. */
static void test_idle(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	switched(t, 2000, TID, "vcpu", 0, "swapper/1");
	switched(t, 52000, 0, "swapper/1", TID, "vcpu");
	has(&t->v->preempt, RUNNING, 0, "(idle)", 1, 50000, 50000, 2000);
}

/* Woken while others have its CPU; the time of an idle one is nobody's. */
static void test_woken(void **state)
{
	struct stage_test *t = *state;
	const struct kt_preempt *p = &t->v->preempt;

	stage_running(t);
	stage_halt(t);
	STEP(t, 3000, WAKING, .next_pid = TID, .cpu = 2, .pid = OTHER);
	switched(t, 3100, 0, "swapper/1", 70, "hog");
	switched(t, 3700, 70, "hog", TID, "vcpu");
	assert_int_equal(p->n, 1);
	has(p, WOKEN, 70, "hog", 1, 600, 600, 3100);
	assert_int_equal(p->waits[WOKEN].total, 700);
	assert_int_equal(t->v->budget.in_state[KT_STATE_WOKEN], 700);
}

/* It waits for another CPU than it ran on; nobody guesses. */
static void test_moved(void **state)
{
	struct stage_test *t = *state;
	const struct kt_preempt *p = &t->v->preempt;

	stage_running(t);
	STEP(t, 1500, SWITCH, .cpu = 3, .pid = 80, .prev_pid = 80,
	     .next_pid = 81, .next_comm = "far");
	stage_halt(t);
	switched(t, 2500, 0, "swapper/1", 70, "near");
	STEP(t, 3000, WAKING, .next_pid = TID, .cpu = 2, .pid = OTHER);
	STEP(t, 3010, PLACED, .next_pid = TID, .next_cpu = 3, .cpu = 2,
	     .pid = OTHER);
	/* Not a CPU of this host: nothing changes. */
	STEP(t, 3020, PLACED, .next_pid = TID, .next_cpu = 400, .cpu = 2,
	     .pid = OTHER);
	STEP(t, 4010, SWITCH, .cpu = 3, .pid = 81, .prev_pid = 81, .comm = "far",
	     .next_pid = TID);
	has(p, WOKEN, 70, "near", 1, 10, 10, 3000);
	has(p, WOKEN, 81, "far", 1, 1000, 1000, 3010);
}

/* The window cuts parts and waits as it cuts the time of a state. */
static void test_window(void **state)
{
	struct stage_test *t = *state;
	const struct kt_preempt *p = &t->v->preempt;

	t->m->from = 2500;
	t->m->to = 4000;
	stage_running(t);
	switched(t, 2000, TID, "vcpu", 61, "before");
	switched(t, 2500, 61, "before", 62, "first");
	switched(t, 3000, 62, "first", 63, "second");
	switched(t, 4500, 63, "second", 64, "after");
	t->m->last = 4000;
	kt_model_end(t->m);
	assert_int_equal(p->n, 2);
	has(p, RUNNING, 62, "first", 1, 500, 500, 2500);
	has(p, RUNNING, 63, "second", 1, 1000, 1000, 3000);
	assert_int_equal(p->waits[RUNNING].total, 1500);
	assert_int_equal(p->waits[RUNNING].worst_at, 2500);
	assert_int_equal(t->v->budget.in_state[KT_STATE_PREEMPTED], 1500);
}

/* Who still has the CPU at the end is named, too. */
static void test_end(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	switched(t, 2000, TID, "vcpu", 61, "hog");
	STEP(t, 7000, NONE, .cpu = 2);
	kt_model_end(t->m);
	has(&t->v->preempt, RUNNING, 61, "hog", 1, 5000, 5000, 2000);
	assert_int_equal(t->v->preempt.waits[RUNNING].count, 1);
}

/* What happened since the last event before a loss isn't known. */
static void test_lost(void **state)
{
	struct stage_test *t = *state;
	const struct kt_preempt *p = &t->v->preempt;

	stage_running(t);
	switched(t, 2000, TID, "vcpu", 61, "hog");
	switched(t, 2600, 61, "hog", 62, "pig");
	STEP(t, 3000, NONE, .pid = 62);
	STEP(t, 900000, SWITCH, .prev_pid = 90, .next_pid = 91, .pid = 90,
	     .lost = true);
	switched(t, 900500, 91, "x", TID, "vcpu");
	STEP(t, 901000, ENTER);
	kt_model_end(t->m);
	assert_int_equal(p->n, 2);
	has(p, RUNNING, 61, "hog", 1, 600, 600, 2000);
	has(p, RUNNING, 62, "pig", 1, 400, 400, 2600);
	assert_int_equal(t->v->budget.in_state[KT_STATE_PREEMPTED], 1000);
	assert_int_equal(t->v->budget.in_state[KT_STATE_UNKNOWN], 898000 + 100);
	assert_null(t->host->cpus[1].waiting);
}

/* Two that wait for the same CPU; one is given it, the other waits on. */
static void test_two(void **state)
{
	struct stage_test *t = *state;
	struct kt_watch *w = kt_machine_vcpu(t->host, 200, 2, 199, 0);

	stage_running(t);
	switched(t, 2000, TID, "vcpu", 200, "other vcpu");
	switched(t, 3000, 200, "other vcpu", 61, "hog");
	switched(t, 3500, 61, "hog", 200, "other vcpu");
	switched(t, 4000, 200, "other vcpu", TID, "vcpu");
	switched(t, 4200, TID, "vcpu", 200, "other vcpu");
	has(&t->v->preempt, RUNNING, 200, "other vcpu", 2, 1500, 1000, 2000);
	has(&t->v->preempt, RUNNING, 61, "hog", 1, 500, 500, 3000);
	has(&w->preempt, RUNNING, 61, "hog", 1, 500, 500, 3000);
	has(&w->preempt, RUNNING, TID, "vcpu", 1, 200, 200, 4000);
	assert_ptr_equal(t->host->cpus[1].waiting, t->v);
	assert_null(t->v->wait.next);
}

/* A thousand short-lived tasks of one name are one culprit. */
static void test_same_name(void **state)
{
	struct kt_preempt p = { 0 };
	int64_t i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		kt_preempt_had(&p, RUNNING, 5000 + (int)i, "sleep", i * 100,
			       i * 100 + 10);
		if (i % 100 == 0)
			kt_preempt_had(&p, RUNNING, 77, "sleep", i * 100 + 20,
				       i * 100 + 60);
	}
	kt_preempt_had(&p, WOKEN, 5000, "sleep", 0, 5);
	/* Those that stand out are told apart, and all are counted. */
	assert_int_equal(p.n, KT_NAMESAKES_MAX + 2);
	has(&p, RUNNING, 77, "sleep", 10, 400, 40, 20);
	has(&p, WOKEN, 5000, "sleep", 1, 5, 5, 0);
	assert_non_null(find(&p, RUNNING, KT_PID_SEVERAL, "sleep"));
	assert_int_equal(find(&p, RUNNING, KT_PID_SEVERAL, "sleep")->had.count,
			 1000 - (KT_NAMESAKES_MAX - 1));
	assert_int_equal(all(&p), 1000 * 10 + 400 + 5);
	assert_int_equal(p.others[RUNNING].count, 0);
}

/*
 * The culprit comes last, in small parts, into a table that is full of those
 * who each had more than one of them; and another one once, but for long.
 */
static void test_full(void **state)
{
	struct kt_preempt p = { 0 };
	int64_t now = 0, sum = 0;
	char name[16];
	int i, j;

	(void)state;
	kt_preempt_had(&p, RUNNING, 9, "once", now, now + 900);
	now += 900;
	for (j = 0; j < 20; j++) {
		for (i = 0; i < 500; i++) {
			snprintf(name, sizeof(name), "task%d", i);
			kt_preempt_had(&p, i % 2, 1000 + i, name, now, now + 7);
			now += 7;
		}
	}
	for (i = 0; i < 2000; i++) {
		kt_preempt_had(&p, RUNNING, 42, "culprit", now, now + 5);
		now += 5;
		snprintf(name, sizeof(name), "late%d", i);
		kt_preempt_had(&p, RUNNING, 3000 + i, name, now, now + 5);
		now += 5;
	}
	sum = now;
	assert_int_equal(p.n, KT_PREEMPTORS_MAX);
	has(&p, RUNNING, 9, "once", 1, 900, 900, 0);
	assert_non_null(find(&p, RUNNING, 42, "culprit"));
	/* What it had before it stayed is with the others; nothing is gone. */
	assert_true(find(&p, RUNNING, 42, "culprit")->had.total > 9000);
	assert_true(p.others[RUNNING].count > 0);
	assert_true(p.others[WOKEN].count > 0);
	assert_int_equal(all(&p), sum);
}

/* A name that fills its field has no NUL there; it is taken whole. */
static void test_long_name(void **state)
{
	struct kt_preempt p = { 0 };

	(void)state;
	kt_preempt_had(&p, RUNNING, 1, "exactly15letter", 0, 1);
	kt_preempt_had(&p, RUNNING, 1, "exactly15letters-and-more", 1, 2);
	assert_int_equal(p.n, 1);
	has(&p, RUNNING, 1, "exactly15letter", 2, 2, 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_parts),
		STAGE_TEST(test_idle),
		STAGE_TEST(test_woken),
		STAGE_TEST(test_moved),
		STAGE_TEST(test_window),
		STAGE_TEST(test_end),
		STAGE_TEST(test_lost),
		STAGE_TEST(test_two),
		cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_long_name),
	};

	return cmocka_run_group_tests_name("trace-preempt", tests, NULL, NULL);
}
