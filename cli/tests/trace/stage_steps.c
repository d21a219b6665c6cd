// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tests of the stages share; the sum of the stages is checked for
 * each delivery.
 */
#include <stdlib.h>

#include "stage_steps.h"

static void delivered(void *ctx, const struct kt_watch *v,
		      const struct kt_delivery *d, bool worst)
{
	struct stage_test *t = ctx;
	int64_t sum = 0;
	unsigned int i;

	(void)v;
	(void)worst;
	for (i = 0; i < KT_STAGES; i++) {
		assert_true(d->stage[i] >= 0);
		sum += d->stage[i];
	}
	assert_int_equal(sum, d->t.end - d->t.begin);
	t->last = *d;
	t->delivered++;
}

int stage_setup(void **state)
{
	struct stage_test *t = calloc(1, sizeof(*t));

	t->m = kt_model_new();
	t->m->delivered = delivered;
	t->m->ctx = t;
	t->host = kt_model_host(t->m, 0, 4, 1000000);
	t->v = kt_machine_vcpu(t->host, TID, 1, 99, 0);
	*state = t;
	return 0;
}

int stage_teardown(void **state)
{
	struct stage_test *t = *state;

	kt_model_free(t->m);
	free(t);
	return 0;
}

void stage_step(struct stage_test *t, struct kt_step s)
{
	if (!s.cpu)
		s.cpu = 1;
	if (!s.pid)
		s.pid = TID;
	if (!s.vm)
		s.vm = 1;
	s.vm_pid = 99;
	kt_model_step(t->m, t->host, &s);
}

void stage_guest(struct stage_test *t, int64_t ns, enum kt_step_kind kind)
{
	struct kt_step s = { .kind = kind, .ns = ns, .vcpu = 0 };

	kt_model_guest_step(t->m, t->host, 1, &s);
}

void stage_check(const struct stage_test *t, enum kt_path path,
		 const int64_t stages[KT_STAGES])
{
	unsigned int i;

	for (i = 0; i < KT_STAGES; i++) {
		if (t->last.stage[i] != stages[i])
			print_error("stage %u: %lld, not %lld\n", i,
				    (long long)t->last.stage[i],
				    (long long)stages[i]);
		assert_int_equal(t->last.stage[i], stages[i]);
	}
	assert_int_equal(t->last.path, path);
}

void stage_running(struct stage_test *t)
{
	STEP(t, 900, TIMER_START, .timer = 0xf00, .expires = 5000);
	STEP(t, 1000, ENTER);
}

void stage_halt(struct stage_test *t)
{
	STEP(t, 2000, EXIT, .isa = SVM, .reason = SVM_HLT);
	STEP(t, 2200, SWITCH, .prev_pid = TID, .next_pid = 0);
}
