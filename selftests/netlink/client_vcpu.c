// SPDX-License-Identifier: GPL-2.0-only
/* Tests of vcpu-get, and of dumps that take several buffers. */
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/kvmrt_gs.h>
#include "client.h"

/* Their objects don't fit one buffer of a dump. */
#define MANY_VCPUS 100

struct tally {
	uint32_t vm;		/* count those of this VM */
	uint32_t next_index;	/* they must come in this order */
	int others;
	int unordered;
};

static void tally(struct nlattr **attrs, void *arg)
{
	struct tally *t = arg;

	if (!attrs[KVMRT_A_VCPU_VM_ID] || !attrs[KVMRT_A_VCPU_INDEX] ||
	    nla_get_u32(attrs[KVMRT_A_VCPU_VM_ID]) != t->vm) {
		t->others++;
		return;
	}
	if (nla_get_u32(attrs[KVMRT_A_VCPU_INDEX]) != t->next_index)
		t->unordered++;
	t->next_index++;
}

static struct nl_msg *get(struct bench *bench, int flags)
{
	return nlc_msg(&bench->nlc, KVMRT_CMD_VCPU_GET, flags);
}

static void dump(struct bench *bench, struct nl_msg *msg, struct tally *t,
		 struct nlc_answer *answer)
{
	nlc_send(&bench->nlc, msg);
	nlc_read(&bench->nlc, answer, tally, t);
}

static void one_object(struct bench *bench)
{
	const uint32_t vm = bench->id[0];
	struct nlc_answer answer;

	if (!expect_done(bench, "vcpu-get",
			 nlc_u32(nlc_u32(get(bench, 0), KVMRT_A_VCPU_VM_ID, vm),
				 KVMRT_A_VCPU_ID, 1), &answer))
		return;
	nlc_verdict("vcpu-ids", nlc_number(&answer, KVMRT_A_VCPU_VM_ID) == vm &&
		    nlc_number(&answer, KVMRT_A_VCPU_ID) == 1 &&
		    nlc_number(&answer, KVMRT_A_VCPU_INDEX) == 1, "others");
	nlc_verdict("vcpu-tid-absent", !answer.attrs[KVMRT_A_VCPU_TID],
		    "it never ran, but has %llu",
		    (long long)nlc_number(&answer, KVMRT_A_VCPU_TID));
	nlc_verdict("vcpu-clock", answer.attrs[KVMRT_A_VCPU_TSC_OFFSET] &&
		    answer.attrs[KVMRT_A_VCPU_TSC_RATIO] &&
		    answer.attrs[KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS] &&
		    nlc_number(&answer, KVMRT_A_VCPU_TSC_KHZ), "incomplete");

	testvm_call(&bench->vm[0], KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_ABI, 0);
	nlc_do(&bench->nlc,
	       nlc_u32(nlc_u32(get(bench, 0), KVMRT_A_VCPU_VM_ID, vm),
		       KVMRT_A_VCPU_ID, 0), &answer);
	nlc_verdict("vcpu-tid", nlc_number(&answer, KVMRT_A_VCPU_TID) ==
		    (uint32_t)syscall(SYS_gettid), "%llu",
		    (long long)nlc_number(&answer, KVMRT_A_VCPU_TID));
}

static void refused(struct bench *bench)
{
	const uint32_t vm = bench->id[0];

	expect_refused(bench, "vcpu-get-without-vm",
		       nlc_u32(get(bench, 0), KVMRT_A_VCPU_ID, 0),
		       -EINVAL, "vm id is missing", -1, KVMRT_A_VCPU_VM_ID);
	expect_refused(bench, "vcpu-get-without-id",
		       nlc_u32(get(bench, 0), KVMRT_A_VCPU_VM_ID, vm),
		       -EINVAL, "vcpu id is missing", -1, KVMRT_A_VCPU_ID);
	expect_refused(bench, "vcpu-get-no-such-id",
		       nlc_u32(nlc_u32(get(bench, 0), KVMRT_A_VCPU_VM_ID, vm),
			       KVMRT_A_VCPU_ID, 2),
		       -ENOENT, "vm has no vcpu with this id",
		       KVMRT_A_VCPU_ID, -1);
	expect_refused(bench, "vcpu-get-no-such-vm",
		       nlc_u32(nlc_u32(get(bench, 0), KVMRT_A_VCPU_VM_ID, ~0u),
			       KVMRT_A_VCPU_ID, 0),
		       -ENOENT, "no vm with this id", KVMRT_A_VCPU_VM_ID, -1);
	expect_refused(bench, "vcpu-dump-with-id",
		       nlc_u32(nlc_u32(get(bench, NLM_F_DUMP),
				       KVMRT_A_VCPU_VM_ID, vm),
			       KVMRT_A_VCPU_ID, 0),
		       -EINVAL, "a dump does not take this attribute",
		       KVMRT_A_VCPU_ID, -1);
	expect_refused(bench, "vcpu-dump-no-such-vm",
		       nlc_u32(get(bench, NLM_F_DUMP), KVMRT_A_VCPU_VM_ID, ~0u),
		       -ENOENT, "no vm with this id", KVMRT_A_VCPU_VM_ID, -1);
}

/* Id of a VM of ours that no test knows yet: the largest. */
static void largest(struct nlattr **attrs, void *arg)
{
	*(uint32_t *)arg = nla_get_u32(attrs[KVMRT_A_VM_ID]);
}

static void big_dumps(struct bench *bench)
{
	struct nlc_answer answer;
	struct tally t = { 0 };
	struct testvm vm;
	uint32_t id = 0;

	if (testvm_create(&vm, MANY_VCPUS)) {
		nlc_verdict("vcpu-dump-many", false, "no such VM");
		return;
	}
	nlc_send(&bench->nlc, nlc_msg(&bench->nlc, KVMRT_CMD_VM_GET, NLM_F_DUMP));
	nlc_read(&bench->nlc, &answer, largest, &id);

	t.vm = id;
	dump(bench, get(bench, NLM_F_DUMP), &t, &answer);
	nlc_verdict("vcpu-dump-many", !answer.error && !answer.interrupted &&
		    t.next_index == MANY_VCPUS && !t.unordered && t.others >= 3,
		    "errno %d, %u of it, %d of others, %d out of order",
		    -answer.error, t.next_index, t.others, t.unordered);
	t = (struct tally){ .vm = id };
	dump(bench, nlc_u32(get(bench, NLM_F_DUMP), KVMRT_A_VCPU_VM_ID, id), &t,
	     &answer);
	nlc_verdict("vcpu-dump-of-one-vm", !answer.error && !t.others &&
		    t.next_index == MANY_VCPUS, "errno %d, %u of it, %d of others",
		    -answer.error, t.next_index, t.others);

	/* The first buffer is filled when the request is sent, others later. */
	t = (struct tally){ .vm = id };
	nlc_send(&bench->nlc, get(bench, NLM_F_DUMP));
	testvm_add_vcpu(&vm, MANY_VCPUS);
	{
		struct bench other = *bench;

		/* Makes the change visible, from another socket. */
		if (!nlc_open(&other.nlc)) {
			nlc_do(&other.nlc, nlc_u32(nlc_msg(&other.nlc, KVMRT_CMD_VM_GET, 0),
						   KVMRT_A_VM_ID, id), &answer);
			nlc_close(&other.nlc);
		}
	}
	nlc_read(&bench->nlc, &answer, tally, &t);
	nlc_verdict("dump-interrupted", answer.interrupted,
		    "a VM grew in the middle of a dump of %d, unnoticed",
		    answer.objects);

	nlc_send(&bench->nlc, get(bench, NLM_F_DUMP));
	testvm_destroy(&vm);
	nlc_read(&bench->nlc, &answer, NULL, NULL);
	nlc_verdict("dump-vm-dies-within", !answer.error && answer.interrupted,
		    "errno %d, interrupted %d", -answer.error, answer.interrupted);
}

void test_vcpu(struct bench *bench)
{
	one_object(bench);
	refused(bench);
	big_dumps(bench);
}
