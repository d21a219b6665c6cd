/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host of 4 CPUs with one VM, whose vCPU's thread is TID and runs on CPU 1,
 * for tests of the stages.  Times are in ns.
 */
#ifndef KVMRT_TEST_STAGE_STEPS_H
#define KVMRT_TEST_STAGE_STEPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stages.h"

#define TID 100
#define OTHER 50
#define DEVICE 0x31
#define VMX 1
#define SVM 2
#define SVM_INTR 0x60
#define SVM_HLT 0x78
#define SVM_VINTR 0x64
#define SVM_NPF 0x400
#define SVM_MSR 0x7c
#define VMX_TIMER 52

/* @last is the last of the @delivered deliveries. */
struct stage_test {
	struct kt_model *m;
	struct kt_machine *host;
	struct kt_watch *v;
	struct kt_delivery last;
	unsigned int delivered;
};

/* cmocka's setup and teardown; *state is a struct stage_test. */
int stage_setup(void **state);
int stage_teardown(void **state);
/* One step; where nothing is said, of TID on CPU 1. */
void stage_step(struct stage_test *t, struct kt_step s);
#define STEP(t, time, what, ...) \
	stage_step(t, (struct kt_step){ .kind = KT_STEP_##what, .ns = (time), ##__VA_ARGS__ })
/* One of the guest. */
void stage_guest(struct stage_test *t, int64_t ns, enum kt_step_kind kind);
/* The last delivery took that path, and those stages. */
void stage_check(const struct stage_test *t, enum kt_path path,
		 const int64_t stages[KT_STAGES]);
/* In the guest from 1000 on; the timer is known to be this vCPU's. */
void stage_running(struct stage_test *t);
/* It halts at 2000 and sleeps from 2200 on. */
void stage_halt(struct stage_test *t);

#define STAGE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)

#endif /* KVMRT_TEST_STAGE_STEPS_H */
