// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the notifications of both groups. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <linux/kvmrt_gs.h>
#include "client.h"

#define WAIT_MS		20000
#define INSTANCE	"/sys/kernel/tracing/instances/kvmrt"

/*
 * Waits for CMD about VM (0: about none); others may come before it.  False
 * when it doesn't come.
 */
static bool wait_for(struct nlc *nlc, struct nlc_answer *answer, int cmd,
		     int attr, uint32_t vm)
{
	int got;

	while ((got = nlc_next(nlc, answer, WAIT_MS)))
		if (got == cmd && nlc_number(answer, attr) == vm)
			return true;
	return false;
}

static void vm_events(struct bench *bench, struct nlc *ear)
{
	struct nlc_answer answer;
	struct testvm vm;
	uint32_t id;
	int cmd;

	expect_done(bench, "vm-set-for-event",
		    nlc_str(nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_VM_SET, 0),
				    KVMRT_A_VM_ID, bench->id[0]),
			    KVMRT_A_VM_NAME, "heard"), NULL);
	nlc_verdict("vm-change-ntf",
		    wait_for(ear, &answer, KVMRT_CMD_VM_CHANGE_NTF,
			     KVMRT_A_VM_ID, bench->id[0]) &&
		    !strcmp(nlc_string(&answer, KVMRT_A_VM_NAME), "heard") &&
		    nlc_number(&answer, KVMRT_A_VM_VCPUS) == 2, "did not come");

	if (testvm_create(&vm, 1))
		return;
	while ((cmd = nlc_next(ear, &answer, WAIT_MS)))
		if (cmd == KVMRT_CMD_VM_ADD_NTF)
			break;
	id = nlc_number(&answer, KVMRT_A_VM_ID);
	nlc_verdict("vm-add-ntf", cmd == KVMRT_CMD_VM_ADD_NTF &&
		    id > bench->id[1] &&
		    nlc_number(&answer, KVMRT_A_VM_PID) == (uint32_t)getpid(),
		    "command %d id %u", cmd, id);
	testvm_destroy(&vm);
	nlc_verdict("vm-del-ntf", wait_for(ear, &answer, KVMRT_CMD_VM_DEL_NTF,
					   KVMRT_A_VM_ID, id) &&
		    *nlc_string(&answer, KVMRT_A_VM_COMM), "did not come");
}

static void gs_events(struct bench *bench, struct nlc *ear)
{
	const uint32_t vm = bench->id[0];
	struct nlc_answer answer;
	int64_t ret = 0;
	int i;

	expect_done(bench, "gs-set-for-event",
		    nlc_u32(nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_GS_SET, 0),
				    KVMRT_A_GS_VM_ID, vm),
			    KVMRT_A_GS_LOG_RATE, 1), NULL);
	nlc_verdict("gs-change-ntf", wait_for(ear, &answer, KVMRT_CMD_GS_CHANGE_NTF,
					      KVMRT_A_GS_VM_ID, vm) &&
		    nlc_number(&answer, KVMRT_A_GS_LOG_RATE) == 1, "did not come");
	expect_done(bench, "gs-set-module-for-event",
		    nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_GS_SET, 0),
			    KVMRT_A_GS_ENABLED, 1), NULL);
	nlc_verdict("gs-change-ntf-module",
		    wait_for(ear, &answer, KVMRT_CMD_GS_CHANGE_NTF,
			     KVMRT_A_GS_VM_ID, 0) &&
		    nlc_number(&answer, KVMRT_A_GS_ENABLED) == 1, "did not come");

	memcpy(bench->vm[0].mem + TESTVM_GPA_DATA, "nlclient", 8);
	for (i = 0; i < 10 && ret != -EAGAIN; i++)
		ret = testvm_call(&bench->vm[0], KVMRT_GS_FN_LOG_MSG,
				  TESTVM_GPA_DATA, 8);
	nlc_verdict("gs-rate", ret == -EAGAIN, "never exceeded, last %lld",
		    (long long)ret);
	nlc_verdict("gs-drop-ntf", wait_for(ear, &answer, KVMRT_CMD_GS_DROP_NTF,
					    KVMRT_A_GS_VM_ID, vm) &&
		    answer.attrs[KVMRT_A_GS_COUNTER], "did not come");
}

static void flush_event(struct bench *bench, struct nlc *ear)
{
	struct nlc_answer answer;
	int64_t ret;

	if (mkdir(INSTANCE, 0700) && errno != EEXIST) {
		printf("SKIP gs-flush-ntf: no trace instances on this kernel\n");
		return;
	}
	ret = testvm_call(&bench->vm[0], KVMRT_GS_FN_TRACE_FLUSH,
			  KVMRT_GS_SCOPE_CPU_ALL, 0);
	if (ret == -EOPNOTSUPP) {
		printf("SKIP gs-flush-ntf: no snapshots on this kernel\n");
		return;
	}
	nlc_verdict("gs-flush", !ret, "%lld", (long long)ret);
	nlc_verdict("gs-flush-ntf",
		    wait_for(ear, &answer, KVMRT_CMD_GS_FLUSH_NTF,
			     KVMRT_A_FLUSH_VM_ID, bench->id[0]) &&
		    answer.attrs[KVMRT_A_FLUSH_VCPU_ID] &&
		    nlc_number(&answer, KVMRT_A_FLUSH_SCOPE) == KVMRT_GS_SCOPE_CPU_ALL &&
		    *nlc_string(&answer, KVMRT_A_FLUSH_CPUS) == '0' &&
		    nlc_number(&answer, KVMRT_A_FLUSH_SEQ) &&
		    nlc_number(&answer, KVMRT_A_FLUSH_TIME_NS), "did not come");
}

void test_event(struct bench *bench)
{
	struct nlc vm_ear, gs_ear;
	int ret;

	if (nlc_open(&vm_ear) || nlc_open(&gs_ear))
		return;
	ret = nlc_join(&vm_ear, KVMRT_MCGRP_VM);
	nlc_verdict("join-vm", !ret, "%s", strerror(-ret));
	ret = nlc_join(&gs_ear, KVMRT_MCGRP_GS);
	nlc_verdict("join-gs", !ret, "%s", strerror(-ret));
	vm_events(bench, &vm_ear);
	gs_events(bench, &gs_ear);
	flush_event(bench, &gs_ear);
	nlc_close(&vm_ear);
	nlc_close(&gs_ear);
}
