// SPDX-License-Identifier: GPL-2.0-only
/* Tests of gs-get and gs-set. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/kvmrt_gs.h>
#include "client.h"

#define ALL_FUNCTIONS ((1u << KVMRT_GS_FN_MAX) - 1)

static struct nl_msg *get(struct bench *bench, uint32_t vm)
{
	struct nl_msg *msg = nlc_msg(&bench->nlc, KVMRT_CMD_GS_GET, 0);

	return vm ? nlc_u32(msg, KVMRT_A_GS_VM_ID, vm) : msg;
}

static struct nl_msg *set(struct bench *bench, uint32_t vm)
{
	struct nl_msg *msg = nlc_msg(&bench->nlc, KVMRT_CMD_GS_SET, 0);

	return vm ? nlc_u32(msg, KVMRT_A_GS_VM_ID, vm) : msg;
}

/* Counter COUNTER of function FN in the last answer; -1 when it isn't there. */
static long long counter(const struct nlc_answer *answer, uint32_t fn, int type)
{
	struct nlattr *attrs[KVMRT_A_GS_COUNTER_MAX + 1];
	struct nlattr *attr = answer->attrs[KVMRT_A_GS_DATA_MAX];
	int rest = 4096;

	for (; attr && nla_ok(attr, rest); attr = nla_next(attr, &rest)) {
		if (nla_type(attr) == KVMRT_A_GS_UNKNOWN)
			break;
		if (nla_type(attr) != KVMRT_A_GS_COUNTER ||
		    nla_parse_nested(attrs, KVMRT_A_GS_COUNTER_MAX, attr, NULL) ||
		    nla_get_u32(attrs[KVMRT_A_GS_COUNTER_FUNCTION]) != fn)
			continue;
		return nla_get_u64(attrs[type]);
	}
	return -1;
}

static void objects(struct bench *bench)
{
	struct nlc_answer answer;

	if (expect_done(bench, "gs-get-module", get(bench, 0), &answer))
		nlc_verdict("gs-module-object",
			    !answer.attrs[KVMRT_A_GS_VM_ID] &&
			    nlc_number(&answer, KVMRT_A_GS_ENABLED) == 1 &&
			    nlc_number(&answer, KVMRT_A_GS_LOG_RATE) &&
			    nlc_number(&answer, KVMRT_A_GS_MSG_MAX) &&
			    nlc_number(&answer, KVMRT_A_GS_DATA_MAX) &&
			    !answer.attrs[KVMRT_A_GS_COUNTER] &&
			    !answer.attrs[KVMRT_A_GS_UNKNOWN],
			    "is the gate open (gs_hc_host_enabled=1)?");
	if (expect_done(bench, "gs-get-vm", get(bench, bench->id[0]), &answer))
		nlc_verdict("gs-vm-object",
			    nlc_number(&answer, KVMRT_A_GS_VM_ID) == bench->id[0] &&
			    !answer.attrs[KVMRT_A_GS_ENABLED] &&
			    answer.attrs[KVMRT_A_GS_UNKNOWN] &&
			    counter(&answer, KVMRT_GS_FN_LOG_DATA,
				    KVMRT_A_GS_COUNTER_ACCEPTED) == 0, "incomplete");
	nlc_do(&bench->nlc, nlc_msg(&bench->nlc, KVMRT_CMD_GS_GET, NLM_F_DUMP),
	       &answer);
	nlc_verdict("gs-get-dump", !answer.error && answer.objects >= 2 &&
		    answer.attrs[KVMRT_A_GS_VM_ID], "errno %d, %d objects",
		    -answer.error, answer.objects);
	expect_refused(bench, "gs-get-no-such-vm", get(bench, ~0u), -ENOENT,
		       "no vm with this id", KVMRT_A_GS_VM_ID, -1);
	expect_refused(bench, "gs-get-dump-with-vm",
		       nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_GS_GET, NLM_F_DUMP),
			       KVMRT_A_GS_VM_ID, bench->id[0]),
		       -EINVAL, "a dump does not take this attribute",
		       KVMRT_A_GS_VM_ID, -1);
}

static void refused_set(struct bench *bench)
{
	static const int rates[] = {
		KVMRT_A_GS_LOG_RATE, KVMRT_A_GS_DATA_RATE, KVMRT_A_GS_FLUSH_RATE
	};
	const uint32_t vm = bench->id[0];
	struct nlc_answer before, after;
	char name[40];
	size_t i;

	nlc_do(&bench->nlc, get(bench, vm), &before);
	expect_refused(bench, "gs-set-nothing", set(bench, 0), -EINVAL,
		       "nothing to change", -1, -1);
	expect_refused(bench, "gs-set-nothing-of-vm", set(bench, vm), -EINVAL,
		       "nothing to change", -1, -1);
	expect_refused(bench, "gs-set-enabled-of-vm",
		       nlc_u32(nlc_u32(set(bench, vm), KVMRT_A_GS_ENABLED, 1),
			       KVMRT_A_GS_LOG_RATE, 7),
		       -EINVAL, "enabled is the module's", KVMRT_A_GS_ENABLED, -1);
	expect_refused(bench, "gs-set-enabled-2",
		       nlc_u32(set(bench, 0), KVMRT_A_GS_ENABLED, 2),
		       -ERANGE, NULL, KVMRT_A_GS_ENABLED, -1);
	expect_refused(bench, "gs-set-allow-unknown-bit",
		       nlc_u32(nlc_u32(set(bench, vm), KVMRT_A_GS_LOG_RATE, 7),
			       KVMRT_A_GS_ALLOW, ALL_FUNCTIONS + 1),
		       -EINVAL, "allow has a bit that is no function",
		       KVMRT_A_GS_ALLOW, -1);
	for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		snprintf(name, sizeof(name), "gs-set-rate-%zu-is-0", i);
		expect_refused(bench, name, nlc_u32(set(bench, vm), rates[i], 0),
			       -ERANGE, NULL, rates[i], -1);
		snprintf(name, sizeof(name), "gs-set-rate-%zu-above-max", i);
		expect_refused(bench, name,
			       nlc_u32(set(bench, vm), rates[i], KVMRT_RATE_MAX + 1),
			       -ERANGE, NULL, rates[i], -1);
	}
	expect_refused(bench, "gs-set-msg-max",
		       nlc_u32(set(bench, vm), KVMRT_A_GS_MSG_MAX, 1),
		       -EINVAL, NULL, KVMRT_A_GS_MSG_MAX, -1);
	expect_refused(bench, "gs-set-no-such-vm",
		       nlc_u32(set(bench, ~0u), KVMRT_A_GS_ALLOW, 0), -ENOENT,
		       "no vm with this id", KVMRT_A_GS_VM_ID, -1);

	/* Keep the numbers: an answer's attributes live until the next one. */
	nlc_do(&bench->nlc, get(bench, vm), &before);
	i = nlc_number(&before, KVMRT_A_GS_LOG_RATE);
	nlc_do(&bench->nlc, get(bench, 0), &after);
	nlc_verdict("gs-set-refused-changes-nothing",
		    i == nlc_number(&after, KVMRT_A_GS_LOG_RATE),
		    "log-rate %zu", i);
}

static void settings(struct bench *bench)
{
	const uint32_t vm = bench->id[0];
	struct nlc_answer answer;
	uint64_t flush_rate;

	nlc_do(&bench->nlc, get(bench, vm), &answer);
	flush_rate = nlc_number(&answer, KVMRT_A_GS_FLUSH_RATE);
	expect_done(bench, "gs-set-vm",
		    nlc_u32(nlc_u32(nlc_u32(set(bench, vm), KVMRT_A_GS_ALLOW,
					    1u << KVMRT_GS_FN_LOG_MSG),
				    KVMRT_A_GS_LOG_RATE, KVMRT_RATE_MAX),
			    KVMRT_A_GS_DATA_RATE, 1), NULL);
	nlc_do(&bench->nlc, get(bench, vm), &answer);
	nlc_verdict("gs-set-vm-took-effect",
		    nlc_number(&answer, KVMRT_A_GS_ALLOW) == 1u << KVMRT_GS_FN_LOG_MSG &&
		    nlc_number(&answer, KVMRT_A_GS_LOG_RATE) == KVMRT_RATE_MAX &&
		    nlc_number(&answer, KVMRT_A_GS_DATA_RATE) == 1 &&
		    nlc_number(&answer, KVMRT_A_GS_FLUSH_RATE) == flush_rate,
		    "allow 0x%llx", (long long)nlc_number(&answer, KVMRT_A_GS_ALLOW));
	nlc_do(&bench->nlc, get(bench, bench->id[1]), &answer);
	nlc_verdict("gs-set-vm-leaves-others",
		    nlc_number(&answer, KVMRT_A_GS_LOG_RATE) != KVMRT_RATE_MAX,
		    "changed too");

	nlc_verdict("gs-forbidden-call",
		    testvm_call(&bench->vm[0], KVMRT_GS_FN_PING, 1, 0) == -EPERM,
		    "was not refused");
	expect_done(bench, "gs-set-allow-all",
		    nlc_u32(set(bench, vm), KVMRT_A_GS_ALLOW, ALL_FUNCTIONS), NULL);
	nlc_verdict("gs-permitted-call",
		    !testvm_call(&bench->vm[0], KVMRT_GS_FN_PING, 1, 0), "refused");
	nlc_verdict("gs-unknown-function",
		    testvm_call(&bench->vm[0], KVMRT_GS_FN_MAX, 0, 0) == -ENOSYS,
		    "was not refused");
	nlc_do(&bench->nlc, get(bench, vm), &answer);
	nlc_verdict("gs-counters",
		    counter(&answer, KVMRT_GS_FN_PING, KVMRT_A_GS_COUNTER_ACCEPTED) == 1 &&
		    counter(&answer, KVMRT_GS_FN_PING, KVMRT_A_GS_COUNTER_REFUSED) == 1 &&
		    nlc_number(&answer, KVMRT_A_GS_UNKNOWN) == 1,
		    "accepted %lld refused %lld unknown %llu",
		    counter(&answer, KVMRT_GS_FN_PING, KVMRT_A_GS_COUNTER_ACCEPTED),
		    counter(&answer, KVMRT_GS_FN_PING, KVMRT_A_GS_COUNTER_REFUSED),
		    (long long)nlc_number(&answer, KVMRT_A_GS_UNKNOWN));

	expect_done(bench, "gs-set-gate-closed",
		    nlc_u32(set(bench, 0), KVMRT_A_GS_ENABLED, 0), NULL);
	nlc_verdict("gs-closed-gate",
		    testvm_call(&bench->vm[0], KVMRT_GS_FN_PING, 1, 0) ==
		    KVMRT_GS_NO_SERVICE, "served");
	expect_done(bench, "gs-set-gate-open",
		    nlc_u32(set(bench, 0), KVMRT_A_GS_ENABLED, 1), NULL);
	nlc_verdict("gs-open-gate",
		    !testvm_call(&bench->vm[0], KVMRT_GS_FN_PING, 1, 0),
		    "not served");
}

static void defaults(struct bench *bench)
{
	struct nlc_answer answer;
	struct testvm vm;
	uint64_t rate;

	nlc_do(&bench->nlc, get(bench, 0), &answer);
	rate = nlc_number(&answer, KVMRT_A_GS_LOG_RATE);
	expect_done(bench, "gs-set-defaults",
		    nlc_u32(set(bench, 0), KVMRT_A_GS_LOG_RATE, 77), NULL);
	nlc_do(&bench->nlc, get(bench, bench->id[1]), &answer);
	nlc_verdict("gs-defaults-leave-vms",
		    nlc_number(&answer, KVMRT_A_GS_LOG_RATE) == rate, "changed too");
	if (!testvm_create(&vm, 1)) {
		nlc_do(&bench->nlc, nlc_msg(&bench->nlc, KVMRT_CMD_GS_GET, NLM_F_DUMP),
		       &answer);
		nlc_verdict("gs-defaults-for-new-vm",
			    nlc_number(&answer, KVMRT_A_GS_LOG_RATE) == 77, "log-rate %llu",
			    (long long)nlc_number(&answer, KVMRT_A_GS_LOG_RATE));
		testvm_destroy(&vm);
	}
	expect_done(bench, "gs-set-defaults-back",
		    nlc_u32(set(bench, 0), KVMRT_A_GS_LOG_RATE, rate), NULL);
}

void test_gs(struct bench *bench)
{
	objects(bench);
	refused_set(bench);
	settings(bench);
	defaults(bench);
}
