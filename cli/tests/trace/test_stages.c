// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stages of deliveries, from made-up steps: every path into the guest.
 * requires: S05
 */
#include "stage_steps.h"

/* The timer's interrupt forces an exit; all six stages but scheduling. */
static void test_exit(void **state)
{
	struct stage_test *t = *state;

	kt_machine_guest(t->host, 1);
	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2100, ISR_BEGIN);
	STEP(t, 2150, TIMER_EXPIRE, .timer = 0xf00, .now = 5120);
	STEP(t, 2300, ISR_END);
	STEP(t, 2400, ACCEPT, .vcpu = 0, .vector = KT_TIMER_VECTOR);
	STEP(t, 2450, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 2500, ENTER);
	assert_int_equal(t->delivered, 0);
	stage_guest(t, 2570, KT_STEP_GUEST_TIMER);
	assert_int_equal(t->delivered, 1);
	/* Due at 2150 - 120 = 2030: after the exit, which came for it. */
	assert_int_equal(t->last.from, KT_BEGIN_EXIT);
	assert_int_equal(t->last.t.begin, 2000);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 100, 200, 0, 200, 70 });
	assert_int_equal(t->v->stats[KT_CLASS_TIMER].count, 1);
	assert_int_equal(t->v->stats[KT_CLASS_TIMER].total.max, 570);
}

/* The guest wrote its deadline: the stage before the exit is known too. */
static void test_deadline(void **state)
{
	struct stage_test *t = *state;

	/* 1 GHz, guest TSC = host TSC / 2 + 10000 */
	STEP(t, 100, TSC, .offset = 10000, .ratio = 1ULL << 31, .frac_bits = 32);
	STEP(t, 800, EXIT, .isa = SVM, .reason = SVM_MSR);
	STEP(t, 850, HANDLER, .isa = SVM, .reason = SVM_MSR,
	     .msr = 0x6e0, .msr_value = 10000 + 900,
	     .msr_access = KT_MSR_WRITE);
	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2100, ISR_BEGIN);
	STEP(t, 2150, TIMER_EXPIRE, .timer = 0xf00, .now = 5020);
	STEP(t, 2300, ISR_END);
	STEP(t, 2450, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 2500, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(t->last.from, KT_BEGIN_TSC_DEADLINE);
	assert_int_equal(t->last.t.begin, 1800);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 200, 100, 200, 0, 200, 0 });
}

/* AMD before 6.12: the exit's event comes after the interrupt was served. */
static void test_late_exit(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2100, ISR_BEGIN);
	STEP(t, 2150, TIMER_EXPIRE, .timer = 0xf00, .now = 5300);
	STEP(t, 2300, ISR_END);
	STEP(t, 2350, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2450, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 2500, ENTER);
	assert_int_equal(t->delivered, 1);
	/* Due at 2150 - 300. */
	assert_int_equal(t->last.from, KT_BEGIN_HRTIMER);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 250, 0, 200, 0, 200, 0 });
	assert_int_equal(t->v->budget.n_exits, 1);
	assert_int_equal(t->v->budget.exits[0].count, 1);
	assert_int_equal(t->v->budget.exits[0].total, 400);
}

/* The halted vCPU is woken by its timer, on another CPU, and waits its turn. */
static void test_wakeup(void **state)
{
	struct stage_test *t = *state;

	kt_machine_guest(t->host, 1);
	stage_running(t);
	stage_halt(t);
	STEP(t, 5000, ISR_BEGIN, .cpu = 2, .pid = OTHER);
	STEP(t, 5010, TIMER_EXPIRE, .timer = 0xf00, .now = 5040, .cpu = 2,
	     .pid = OTHER);
	STEP(t, 5050, WAKING, .next_pid = TID, .cpu = 2, .pid = OTHER);
	STEP(t, 5100, ISR_END, .cpu = 2, .pid = OTHER);
	STEP(t, 5400, SWITCH, .prev_pid = OTHER, .next_pid = TID,
	     .prev_runs = true);
	STEP(t, 5500, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 5600, ENTER);
	stage_guest(t, 5650, KT_STEP_GUEST_TIMER);
	assert_int_equal(t->delivered, 1);
	/* Due at 4970: until the ISR begins it waits for the host. */
	stage_check(t, KT_PATH_WAKEUP, (int64_t[]){ 0, 30, 100, 300, 200, 50 });
	assert_int_equal(t->v->budget.exits[0].blocked, 2850);
	assert_int_equal(t->v->budget.exits[0].worst, 3600);
}

/* It polls before it sleeps: a wake-up, too. */
static void test_polling(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = VMX, .reason = 12);
	STEP(t, 3000, ISR_BEGIN);
	STEP(t, 3010, TIMER_EXPIRE, .timer = 0xf00, .now = 5000);
	STEP(t, 3100, ISR_END);
	STEP(t, 3200, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 3300, ENTER);
	assert_int_equal(t->delivered, 1);
	stage_check(t, KT_PATH_WAKEUP, (int64_t[]){ 0, 0, 100, 0, 200, 0 });
}

/* VMX's own timer: an exit without an interrupt of the host. */
static void test_preemption_timer(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = VMX, .reason = VMX_TIMER);
	STEP(t, 2100, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 2300, ENTER);
	assert_int_equal(t->delivered, 1);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 0, 0, 0, 300, 0 });
}

/* A device on another CPU; its ISR wakes a thread, that raises the vector. */
static void test_threaded(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, ISR_BEGIN, .cpu = 2, .pid = OTHER);
	STEP(t, 2050, WAKING, .next_pid = 60, .cpu = 2, .pid = OTHER);
	STEP(t, 2100, ISR_END, .cpu = 2, .pid = OTHER);
	STEP(t, 2200, SWITCH, .prev_pid = OTHER, .next_pid = 60, .cpu = 2,
	     .pid = OTHER, .next_comm = "irq/33-vfio");
	STEP(t, 2300, ACCEPT, .vcpu = 0, .vector = DEVICE, .cpu = 2, .pid = 60);
	STEP(t, 2600, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2610, ISR_BEGIN);
	STEP(t, 2640, ISR_END);
	STEP(t, 2700, INJECT, .vector = DEVICE);
	STEP(t, 2800, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(t->last.class, KT_CLASS_DEVICE);
	assert_int_equal(t->last.from, KT_BEGIN_ISR);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 500, 10, 130, 0, 160, 0 });
}

/* A task of the host raises it: nothing is known of before, none is guessed. */
static void test_task(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	stage_halt(t);
	STEP(t, 2300, ISR_BEGIN, .cpu = 2, .pid = OTHER);
	STEP(t, 2350, WAKING, .next_pid = 61, .cpu = 2, .pid = OTHER);
	STEP(t, 2400, ISR_END, .cpu = 2, .pid = OTHER);
	STEP(t, 2500, SWITCH, .prev_pid = OTHER, .next_pid = 61, .cpu = 2,
	     .pid = OTHER, .next_comm = "qemu-system-x86");
	STEP(t, 3000, ACCEPT, .vcpu = 0, .vector = DEVICE, .cpu = 2, .pid = 61);
	STEP(t, 3010, WAKING, .next_pid = TID, .cpu = 2, .pid = 61);
	STEP(t, 3100, SWITCH, .prev_pid = 0, .next_pid = TID);
	STEP(t, 3200, INJECT, .vector = DEVICE);
	STEP(t, 3300, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(t->last.from, KT_BEGIN_TASK);
	stage_check(t, KT_PATH_WAKEUP, (int64_t[]){ 0, 0, 0, 100, 200, 0 });
}

/* Preempted when it was due, and by whom. */
static void test_preempted(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2010, ISR_BEGIN);
	STEP(t, 2050, ISR_END);
	STEP(t, 2100, SWITCH, .prev_pid = TID, .prev_runs = true,
	     .next_pid = OTHER, .next_comm = "hog");
	STEP(t, 3000, ISR_BEGIN, .pid = OTHER);
	STEP(t, 3010, TIMER_EXPIRE, .timer = 0xf00, .now = 5010, .pid = OTHER);
	STEP(t, 3100, ISR_END, .pid = OTHER);
	STEP(t, 4100, SWITCH, .prev_pid = OTHER, .prev_runs = true,
	     .next_pid = TID);
	STEP(t, 4200, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 4300, ENTER);
	assert_int_equal(t->delivered, 1);
	stage_check(t, KT_PATH_PREEMPTED, (int64_t[]){ 0, 0, 100, 1000, 200, 0 });
	assert_int_equal(t->v->preempt.n, 1);
	assert_string_equal(t->v->preempt.by[0].comm, "hog");
	assert_int_equal(t->v->preempt.by[0].had.total, 2000);
	assert_int_equal(t->v->budget.in_state[KT_STATE_PREEMPTED], 2000);
}

/* The guest had interrupts off: what it kept waiting is in the last stage. */
static void test_window(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2100, ISR_BEGIN);
	STEP(t, 2150, TIMER_EXPIRE, .timer = 0xf00, .now = 5000);
	STEP(t, 2300, ISR_END);
	STEP(t, 2400, ENTER);
	STEP(t, 9000, EXIT, .isa = SVM, .reason = SVM_VINTR);
	STEP(t, 9100, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 9200, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_true(t->last.window);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 100, 200, 0, 300, 6600 });
}

/* Raised elsewhere and never an exit: hardware delivers it. */
static void test_no_exit(void **state)
{
	struct stage_test *t = *state;

	kt_machine_guest(t->host, 1);
	stage_running(t);
	STEP(t, 2100, ISR_BEGIN, .cpu = 2, .pid = OTHER);
	STEP(t, 2150, TIMER_EXPIRE, .timer = 0xf00, .now = 5000, .cpu = 2,
	     .pid = OTHER);
	STEP(t, 2300, ISR_END, .cpu = 2, .pid = OTHER);
	stage_guest(t, 2400, KT_STEP_GUEST_TIMER);
	assert_int_equal(t->delivered, 1);
	stage_check(t, KT_PATH_NO_EXIT, (int64_t[]){ 0, 0, 200, 0, 0, 100 });
}

/* What an interrupt leaves for its end is a part of it. */
static void test_softirq(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2010, ISR_BEGIN);
	STEP(t, 2050, ISR_END);
	STEP(t, 2060, ISR_BEGIN, .soft = true);
	STEP(t, 2070, ACCEPT, .vcpu = 0, .vector = DEVICE);
	STEP(t, 2090, ISR_END, .soft = true);
	STEP(t, 2100, INJECT, .vector = DEVICE);
	STEP(t, 2200, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(t->last.t.begin, 2000);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 10, 80, 0, 110, 0 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_exit),
		STAGE_TEST(test_deadline),
		STAGE_TEST(test_late_exit),
		STAGE_TEST(test_wakeup),
		STAGE_TEST(test_polling),
		STAGE_TEST(test_preemption_timer),
		STAGE_TEST(test_threaded),
		STAGE_TEST(test_task),
		STAGE_TEST(test_preempted),
		STAGE_TEST(test_window),
		STAGE_TEST(test_no_exit),
		STAGE_TEST(test_softirq),
	};

	return cmocka_run_group_tests_name("trace-stages", tests, NULL, NULL);
}
