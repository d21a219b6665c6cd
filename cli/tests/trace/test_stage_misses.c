// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is missing, lost or ambiguous; exits, time, and KVM's own events.
 * requires: S01 S05
 */
#include <linux/kvm.h>
#include <string.h>

#include "stage_steps.h"

/* Only the rule of what interrupted or woke it last, and it says so. */
static void test_inferred(void **state)
{
	struct stage_test *t = *state;

	STEP(t, 1000, ENTER);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2010, ISR_BEGIN);
	STEP(t, 2050, ISR_END);
	STEP(t, 2100, INJECT, .vector = DEVICE);
	STEP(t, 2200, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_true(t->last.inferred);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 10, 40, 0, 150, 0 });
	/* Nothing raised this one: it is counted, not guessed. */
	STEP(t, 3000, EXIT, .isa = SVM, .reason = SVM_NPF);
	STEP(t, 3100, INJECT, .vector = DEVICE);
	STEP(t, 3200, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(t->v->misses[KT_MISS_CAUSE], 1);
}

/* Where causes are recorded, one that wasn't is not made up. */
static void test_recorded(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 1500, ACCEPT, .vcpu = 3, .vector = DEVICE, .cpu = 2,
	     .pid = OTHER);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2010, ISR_BEGIN);
	STEP(t, 2050, ISR_END);
	STEP(t, 2100, INJECT, .vector = DEVICE);
	STEP(t, 2200, ENTER);
	assert_int_equal(t->delivered, 0);
	assert_int_equal(t->v->misses[KT_MISS_CAUSE], 1);
}

static void test_lost(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 2100, ISR_BEGIN);
	STEP(t, 2150, TIMER_EXPIRE, .timer = 0xf00, .now = 5000);
	STEP(t, 2300, ISR_END, .lost = true);
	STEP(t, 2450, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 2500, ENTER);
	assert_int_equal(t->delivered, 0);
	assert_int_equal(t->v->misses[KT_MISS_LOST], 1);
	assert_int_equal(t->v->misses[KT_MISS_CAUSE], 1);
	/* The exit that began before has no length. */
	assert_int_equal(t->v->budget.exits[0].count, 1);
	assert_int_equal(t->v->budget.exits[0].timed, 0);
	/* And after that all is as before. */
	STEP(t, 3000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 3100, ISR_BEGIN);
	STEP(t, 3150, TIMER_EXPIRE, .timer = 0xf00, .now = 6000);
	STEP(t, 3300, ISR_END);
	STEP(t, 3450, INJECT, .vector = KT_TIMER_VECTOR);
	STEP(t, 3500, ENTER);
	assert_int_equal(t->delivered, 1);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 100, 200, 0, 200, 0 });
}

/* The guest began to record later: only what it recorded is delivered. */
static void test_unseen(void **state)
{
	struct stage_test *t = *state;

	kt_machine_guest(t->host, 1);
	stage_running(t);
	stage_halt(t);
	STEP(t, 3000, ACCEPT, .vector = DEVICE, .cpu = 2, .pid = OTHER);
	STEP(t, 3010, WAKING, .next_pid = TID, .cpu = 2, .pid = OTHER);
	STEP(t, 3100, SWITCH, .prev_pid = 0, .next_pid = TID);
	STEP(t, 3200, INJECT, .vector = DEVICE);
	STEP(t, 3300, ENTER);
	STEP(t, 4000, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 4100, ISR_BEGIN);
	STEP(t, 4110, ACCEPT, .vector = DEVICE);
	STEP(t, 4200, ISR_END);
	STEP(t, 4300, INJECT, .vector = DEVICE);
	/* Delivery was cut short by another exit; it is the same one. */
	STEP(t, 4400, ENTER);
	STEP(t, 4500, EXIT, .isa = SVM, .reason = SVM_NPF);
	STEP(t, 4600, INJECT, .vector = DEVICE, .again = true);
	STEP(t, 4700, ENTER);
	stage_guest(t, 4800, KT_STEP_GUEST_IRQ);
	assert_int_equal(t->delivered, 1);
	stage_check(t, KT_PATH_EXIT, (int64_t[]){ 0, 100, 100, 0, 200, 400 });
	assert_int_equal(t->v->misses[KT_MISS_HANDLER], 1);
}

/* Two VMs with a vCPU 0: whose it was is seen when one injects it. */
static void test_two_vms(void **state)
{
	struct stage_test *t = *state;
	struct kt_watch *w = kt_machine_vcpu(t->host, 200, 2, 199, 0);

	stage_running(t);
	STEP(t, 1000, ENTER, .vm = 2, .pid = 200, .cpu = 3);
	STEP(t, 2000, ISR_BEGIN, .cpu = 2, .pid = OTHER);
	STEP(t, 2010, ACCEPT, .vector = DEVICE, .cpu = 2, .pid = OTHER);
	STEP(t, 2020, ISR_END, .cpu = 2, .pid = OTHER);
	STEP(t, 2100, EXIT, .vm = 2, .isa = SVM, .reason = SVM_INTR, .pid = 200,
	     .cpu = 3);
	STEP(t, 2200, INJECT, .vector = DEVICE, .pid = 200, .cpu = 3);
	STEP(t, 2300, ENTER, .vm = 2, .pid = 200, .cpu = 3);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(w->stats[KT_CLASS_DEVICE].count, 1);
	assert_int_equal(t->v->n_open, 0);
	/* Both at once: nobody knows which is which. */
	STEP(t, 3000, ACCEPT, .vector = DEVICE, .cpu = 2, .pid = OTHER);
	STEP(t, 3010, ACCEPT, .vector = DEVICE, .cpu = 2, .pid = OTHER);
	STEP(t, 3100, EXIT, .isa = SVM, .reason = SVM_INTR);
	STEP(t, 3200, INJECT, .vector = DEVICE);
	STEP(t, 3300, ENTER);
	assert_int_equal(t->delivered, 1);
	assert_int_equal(t->v->misses[KT_MISS_AMBIGUOUS], 1);
}

/* KVM's own events beside ours count once; alone they will do. */
static void test_stock(void **state)
{
	struct stage_test *t = *state;

	STEP(t, 1000, ENTER, .stock = true);
	STEP(t, 1001, ENTER);
	STEP(t, 2000, EXIT, .stock = true, .isa = SVM, .reason = SVM_HLT);
	STEP(t, 2001, EXIT, .isa = SVM, .reason = SVM_HLT);
	STEP(t, 2500, ENTER, .stock = true);
	STEP(t, 2501, ENTER);
	assert_int_equal(t->host->n_vcpus, 1);
	assert_int_equal(t->v->budget.exits[0].count, 1);
	assert_int_equal(t->v->budget.exits[0].total, 500);
	/* A fast path of AMD before 6.12 that has no exit event. */
	STEP(t, 3000, ENTER, .stock = true);
	STEP(t, 3001, ENTER);
	assert_int_equal(t->v->budget.n_exits, 2);
	assert_int_equal(t->v->budget.exits[1].isa, 0);
	assert_int_equal(t->v->budget.exits[1].count, 1);
}

static void test_user(void **state)
{
	struct stage_test *t = *state;
	const struct kt_user *u = t->v->budget.users;

	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = 0x7b);
	STEP(t, 2100, HANDLER, .isa = SVM, .reason = 0x7b,
	     .info1 = (0x3f8 << 16) | 1 << 4, .to_user = true,
	     .user_reason = KVM_EXIT_IO);
	STEP(t, 2600, ENTER);
	STEP(t, 3000, EXIT, .isa = SVM, .reason = SVM_NPF);
	STEP(t, 3100, HANDLER, .isa = SVM, .reason = SVM_NPF, .info1 = 2,
	     .info2 = 0xfee00000, .to_user = true,
	     .user_reason = KVM_EXIT_MMIO);
	STEP(t, 3200, ENTER);
	assert_int_equal(t->v->budget.n_users, 2);
	assert_int_equal(u[0].detail, KT_DETAIL_PORT);
	assert_int_equal(u[0].value, 0x3f8);
	assert_true(u[0].write);
	assert_int_equal(u[0].total, 500);
	assert_int_equal(u[1].detail, KT_DETAIL_ADDRESS);
	assert_int_equal(u[1].value, 0xfee00000);
	assert_int_equal(t->v->budget.in_state[KT_STATE_USER], 600);
}

/* Injected, and nothing raised it: one interrupt is counted once. */
static void test_causeless(void **state)
{
	struct stage_test *t = *state;
	const uint64_t *misses = t->v->misses;

	kt_machine_guest(t->host, 1);
	stage_running(t);
	STEP(t, 1500, ACCEPT, .vcpu = 3, .vector = DEVICE, .cpu = 2,
	     .pid = OTHER);
	STEP(t, 3000, EXIT, .isa = SVM, .reason = SVM_NPF);
	STEP(t, 3100, INJECT, .vector = DEVICE);
	STEP(t, 3200, ENTER);
	STEP(t, 3300, EXIT, .isa = SVM, .reason = SVM_NPF);
	STEP(t, 3400, INJECT, .vector = DEVICE, .again = true);
	STEP(t, 3500, ENTER);
	assert_int_equal(misses[KT_MISS_CAUSE], 0);
	stage_guest(t, 3600, KT_STEP_GUEST_IRQ);
	STEP(t, 4000, EXIT, .isa = SVM, .reason = SVM_NPF);
	assert_int_equal(misses[KT_MISS_CAUSE], 1);
	/* The guest's handler of the next one isn't there. */
	STEP(t, 4100, INJECT, .vector = DEVICE);
	STEP(t, 4200, ENTER);
	STEP(t, 4300, EXIT, .isa = SVM, .reason = SVM_NPF);
	STEP(t, 4400, INJECT, .vector = DEVICE);
	STEP(t, 4500, ENTER);
	assert_int_equal(misses[KT_MISS_HANDLER], 1);
	kt_model_end(t->m);
	assert_int_equal(misses[KT_MISS_END], 1);
	assert_int_equal(misses[KT_MISS_CAUSE], 1);
}

/* The guest recorded before its host began to, and after it ended. */
static void test_host_ended(void **state)
{
	struct stage_test *t = *state;

	kt_machine_guest(t->host, 1);
	stage_guest(t, 500, KT_STEP_GUEST_TIMER);
	stage_running(t);
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_HLT);
	/* No clock can be right that says so while the host records. */
	stage_guest(t, 2100, KT_STEP_GUEST_TIMER);
	assert_int_equal(t->v->misses[KT_MISS_WHERE], 0);
	STEP(t, 2200, SWITCH, .prev_pid = TID, .prev_runs = true,
	     .next_pid = OTHER, .next_comm = "hog");
	assert_int_equal(t->v->misses[KT_MISS_WHERE], 1);
	stage_guest(t, 5000, KT_STEP_GUEST_TIMER);
	stage_guest(t, 9000, KT_STEP_GUEST_IRQ);
	kt_model_end(t->m);
	assert_int_equal(t->v->misses[KT_MISS_WHERE], 1);
	assert_int_equal(t->v->misses[KT_MISS_HOST], 3);
	assert_int_equal(t->v->misses[KT_MISS_LOST], 0);
	/* Nobody had the CPU for all the time that is left. */
	assert_int_equal(t->v->budget.in_state[KT_STATE_PREEMPTED], 0);
	assert_int_equal(t->v->budget.in_state[KT_STATE_UNKNOWN],
			 9000 - 2200 + 1000 - 500);
	assert_int_equal(t->v->preempt.waits[0].total, 0);
}

/* It goes on after the window that is reported: nothing is unknown. */
static void test_host_goes_on(void **state)
{
	struct stage_test *t = *state;

	stage_running(t);
	STEP(t, 2200, SWITCH, .prev_pid = TID, .prev_runs = true,
	     .next_pid = OTHER, .next_comm = "hog");
	t->m->last = 7200;
	t->host->goes_on = true;
	kt_model_end(t->m);
	assert_int_equal(t->v->budget.in_state[KT_STATE_PREEMPTED], 5000);
	assert_int_equal(t->v->preempt.by[0].had.total, 5000);
}

/* All of a window's time is in some state. */
static void test_budget(void **state)
{
	struct stage_test *t = *state;
	int64_t sum = 0;
	unsigned int i;

	t->m->from = 1500;
	stage_running(t);
	stage_halt(t);
	STEP(t, 5000, ISR_BEGIN);
	kt_model_end(t->m);
	for (i = 0; i < KT_STATES; i++)
		sum += t->v->budget.in_state[i];
	assert_int_equal(sum, 5000 - 1500);
	assert_int_equal(t->v->budget.in_state[KT_STATE_GUEST], 500);
	assert_int_equal(t->v->budget.in_state[KT_STATE_KVM], 200);
	assert_int_equal(t->v->budget.in_state[KT_STATE_BLOCKED], 2800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_inferred),
		STAGE_TEST(test_recorded),
		STAGE_TEST(test_lost),
		STAGE_TEST(test_unseen),
		STAGE_TEST(test_two_vms),
		STAGE_TEST(test_stock),
		STAGE_TEST(test_user),
		STAGE_TEST(test_causeless),
		STAGE_TEST(test_host_ended),
		STAGE_TEST(test_host_goes_on),
		STAGE_TEST(test_budget),
	};

	return cmocka_run_group_tests_name("trace-stage-misses", tests, NULL, NULL);
}
