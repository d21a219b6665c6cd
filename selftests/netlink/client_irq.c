// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of irq-get, and of what is refused about interrupts and why; what moves
 * is looked at by the scenarios about interrupts.  Needs two CPUs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "client.h"

#define NO_IRQ		999999
#define NO_CPU		"8000"
#define DEVICE		"ffff:ff:1f.7"

static struct nl_msg *ask(struct bench *bench, int cmd)
{
	return nlc_msg(&bench->nlc, cmd, 0);
}

static struct nl_msg *dump(struct bench *bench, int cmd)
{
	return nlc_msg(&bench->nlc, cmd, NLM_F_DUMP);
}

static struct nl_msg *evacuate(struct bench *bench, const char *from)
{
	return nlc_str(ask(bench, KVMRT_CMD_IRQ_EVACUATE), KVMRT_A_IRQ_PLAN_FROM, from);
}

struct seen {
	int objects;
	int wrong;	/* without what each must have */
	int elsewhere;	/* not aimed at CPU 0 */
	uint32_t last;
};

static void look(struct nlattr **attrs, void *arg)
{
	struct seen *seen = arg;
	uint32_t irq;

	seen->objects++;
	if (!attrs[KVMRT_A_IRQ_IRQ] || !attrs[KVMRT_A_IRQ_KIND] ||
	    !attrs[KVMRT_A_IRQ_HOLD] || !attrs[KVMRT_A_IRQ_HOME] ||
	    !attrs[KVMRT_A_IRQ_AFFINITY] || !attrs[KVMRT_A_IRQ_MOVED]) {
		seen->wrong++;
		return;
	}
	irq = nla_get_u32(attrs[KVMRT_A_IRQ_IRQ]);
	if (seen->objects > 1 && irq <= seen->last)
		seen->wrong++;
	seen->last = irq;
	if (!attrs[KVMRT_A_IRQ_EFFECTIVE] ||
	    strcmp(nla_get_string(attrs[KVMRT_A_IRQ_EFFECTIVE]), "0"))
		seen->elsewhere++;
}

static void dump_all(struct bench *bench, struct nl_msg *msg, struct seen *seen,
		     struct nlc_answer *answer)
{
	memset(seen, 0, sizeof(*seen));
	nlc_send(&bench->nlc, msg);
	nlc_read(&bench->nlc, answer, look, seen);
}

static void objects(struct bench *bench)
{
	struct nlc_answer answer;
	struct seen all, some;

	dump_all(bench, dump(bench, KVMRT_CMD_IRQ_GET), &all, &answer);
	nlc_verdict("irq-get-dump", !answer.error && all.objects > 3 && !all.wrong,
		    "errno %d, %d objects, %d of them wrong", -answer.error,
		    all.objects, all.wrong);
	dump_all(bench, nlc_str(dump(bench, KVMRT_CMD_IRQ_GET), KVMRT_A_IRQ_CPUS, "0"),
		 &some, &answer);
	nlc_verdict("irq-get-dump-of-cpu",
		    !answer.error && some.objects && some.objects < all.objects &&
		    !some.elsewhere, "errno %d, %d of %d, %d elsewhere", -answer.error,
		    some.objects, all.objects, some.elsewhere);
	/* The board's timer, on any machine. */
	if (expect_done(bench, "irq-get-timer",
			nlc_u32(ask(bench, KVMRT_CMD_IRQ_GET), KVMRT_A_IRQ_IRQ, 0), &answer))
		nlc_verdict("irq-get-timer-is-pinned",
			    nlc_number(&answer, KVMRT_A_IRQ_HOLD) == KVMRT_IRQ_HOLD_PINNED,
			    "hold %d", (int)nlc_number(&answer, KVMRT_A_IRQ_HOLD));
}

static void refused_get(struct bench *bench)
{
	expect_refused(bench, "irq-get-nothing", ask(bench, KVMRT_CMD_IRQ_GET), -EINVAL,
		       "irq is missing", -1, KVMRT_A_IRQ_IRQ);
	expect_refused(bench, "irq-get-no-such",
		       nlc_u32(ask(bench, KVMRT_CMD_IRQ_GET), KVMRT_A_IRQ_IRQ, NO_IRQ),
		       -ENOENT, "no irq with this number", KVMRT_A_IRQ_IRQ, -1);
	expect_refused(bench, "irq-get-cpus",
		       nlc_str(nlc_u32(ask(bench, KVMRT_CMD_IRQ_GET), KVMRT_A_IRQ_IRQ, 0),
			       KVMRT_A_IRQ_CPUS, "0"),
		       -EINVAL, "cpus is of a dump", KVMRT_A_IRQ_CPUS, -1);
	expect_refused(bench, "irq-get-dump-with-irq",
		       nlc_u32(dump(bench, KVMRT_CMD_IRQ_GET), KVMRT_A_IRQ_IRQ, 0),
		       -EINVAL, "a dump does not take this attribute", KVMRT_A_IRQ_IRQ, -1);
	expect_refused(bench, "irq-get-dump-no-list",
		       nlc_str(dump(bench, KVMRT_CMD_IRQ_GET), KVMRT_A_IRQ_CPUS, "x"),
		       -EINVAL, "not a list of cpus", KVMRT_A_IRQ_CPUS, -1);
}

static void refused_evacuate(struct bench *bench)
{
	expect_refused(bench, "irq-evacuate-nothing", ask(bench, KVMRT_CMD_IRQ_EVACUATE),
		       -EINVAL, "from is missing", -1, KVMRT_A_IRQ_PLAN_FROM);
	expect_refused(bench, "irq-evacuate-no-cpu", evacuate(bench, ""), -EINVAL,
		       "no cpu to be freed", KVMRT_A_IRQ_PLAN_FROM, -1);
	expect_refused(bench, "irq-evacuate-no-list", evacuate(bench, "1-"), -EINVAL,
		       "not a list of cpus", KVMRT_A_IRQ_PLAN_FROM, -1);
	expect_refused(bench, "irq-evacuate-no-such-cpu", evacuate(bench, NO_CPU), -EINVAL,
		       "list has a cpu that does not exist", KVMRT_A_IRQ_PLAN_FROM, -1);
	expect_refused(bench, "irq-evacuate-to-no-cpu",
		       nlc_str(evacuate(bench, "1"), KVMRT_A_IRQ_PLAN_TO, ""),
		       -EINVAL, "no cpu to take interrupts", KVMRT_A_IRQ_PLAN_TO, -1);
	expect_refused(bench, "irq-evacuate-to-itself",
		       nlc_str(evacuate(bench, "1"), KVMRT_A_IRQ_PLAN_TO, "0-1"),
		       -EINVAL, "cpu can't be freed and take", KVMRT_A_IRQ_PLAN_TO, -1);
	expect_refused(bench, "irq-evacuate-policy-3",
		       nlc_u32(evacuate(bench, "1"), KVMRT_A_IRQ_PLAN_POLICY, 3),
		       -ERANGE, NULL, KVMRT_A_IRQ_PLAN_POLICY, -1);
	expect_refused(bench, "irq-evacuate-best-effort-2",
		       nlc_u32(evacuate(bench, "1"), KVMRT_A_IRQ_PLAN_BEST_EFFORT, 2),
		       -ERANGE, NULL, KVMRT_A_IRQ_PLAN_BEST_EFFORT, -1);
	expect_refused(bench, "irq-evacuate-guard-2",
		       nlc_u32(evacuate(bench, "1"), KVMRT_A_IRQ_PLAN_GUARD, 2),
		       -ERANGE, NULL, KVMRT_A_IRQ_PLAN_GUARD, -1);
	expect_refused(bench, "irq-evacuate-pinned", evacuate(bench, "0"), -EBUSY,
		       "irq is pinned by its driver", KVMRT_A_IRQ_PLAN_FROM, -1);
	expect_refused(bench, "irq-evacuate-plan-nothing", dump(bench, KVMRT_CMD_IRQ_EVACUATE),
		       -EINVAL, "from is missing", -1, KVMRT_A_IRQ_PLAN_FROM);
}

static void refused_move(struct bench *bench)
{
	expect_refused(bench, "irq-move-nothing", ask(bench, KVMRT_CMD_IRQ_MOVE), -EINVAL,
		       "irq is missing", -1, KVMRT_A_IRQ_IRQ);
	expect_refused(bench, "irq-move-nowhere",
		       nlc_u32(ask(bench, KVMRT_CMD_IRQ_MOVE), KVMRT_A_IRQ_IRQ, 0),
		       -EINVAL, "cpus is missing", -1, KVMRT_A_IRQ_CPUS);
	expect_refused(bench, "irq-move-no-such",
		       nlc_str(nlc_u32(ask(bench, KVMRT_CMD_IRQ_MOVE), KVMRT_A_IRQ_IRQ, NO_IRQ),
			       KVMRT_A_IRQ_CPUS, "0"),
		       -ENOENT, "no irq with this number", KVMRT_A_IRQ_IRQ, -1);
	expect_refused(bench, "irq-move-pinned",
		       nlc_str(nlc_u32(ask(bench, KVMRT_CMD_IRQ_MOVE), KVMRT_A_IRQ_IRQ, 0),
			       KVMRT_A_IRQ_CPUS, "1"),
		       -EOPNOTSUPP, "irq is pinned by its driver", KVMRT_A_IRQ_IRQ, -1);
	expect_refused(bench, "irq-restore-unmoved",
		       nlc_u32(ask(bench, KVMRT_CMD_IRQ_RESTORE), KVMRT_A_IRQ_PLAN_IRQ, 0),
		       -ENOENT, "irq was not moved", KVMRT_A_IRQ_PLAN_IRQ, -1);
}

static struct nl_msg *guard(struct bench *bench, int type, const char *cpus)
{
	return nlc_str(ask(bench, KVMRT_CMD_IRQ_GUARD_SET), type, cpus);
}

static void refused_guard(struct bench *bench)
{
	struct nlc_answer answer;

	expect_refused(bench, "irq-guard-set-nothing", ask(bench, KVMRT_CMD_IRQ_GUARD_SET),
		       -EINVAL, "nothing to change", -1, -1);
	expect_refused(bench, "irq-guard-set-all", guard(bench, KVMRT_A_IRQ_GUARD_CPUS, "0-1"),
		       -EINVAL, "no cpu is left", KVMRT_A_IRQ_GUARD_CPUS, -1);
	expect_refused(bench, "irq-guard-set-to-itself",
		       nlc_str(guard(bench, KVMRT_A_IRQ_GUARD_CPUS, "1"),
			       KVMRT_A_IRQ_GUARD_TO, "1"),
		       -EINVAL, "cpu can't be guarded and take", KVMRT_A_IRQ_GUARD_TO, -1);
	expect_refused(bench, "irq-guard-set-no-such-cpu",
		       guard(bench, KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, NO_CPU), -EINVAL,
		       "list has a cpu that does not exist", KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, -1);
	expect_refused(bench, "irq-guard-set-default-none",
		       guard(bench, KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, ""), -EINVAL,
		       "none of the default cpus is online", KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, -1);
	if (expect_done(bench, "irq-guard-get", ask(bench, KVMRT_CMD_IRQ_GUARD_GET), &answer))
		nlc_verdict("irq-guard-still-off",
			    !*nlc_string(&answer, KVMRT_A_IRQ_GUARD_CPUS) &&
			    !*nlc_string(&answer, KVMRT_A_IRQ_GUARD_TO), "guards %s",
			    nlc_string(&answer, KVMRT_A_IRQ_GUARD_CPUS));
}

static struct nl_msg *bind_to(struct bench *bench, const char *device, const char *cpus)
{
	return nlc_str(nlc_str(ask(bench, KVMRT_CMD_IRQ_BIND_SET),
			       KVMRT_A_IRQ_BIND_DEVICE, device),
		       KVMRT_A_IRQ_BIND_CPUS, cpus);
}

static void bindings(struct bench *bench)
{
	struct nl_msg *msg = ask(bench, KVMRT_CMD_IRQ_BIND_GET);
	struct nlc_answer answer;

	expect_refused(bench, "irq-bind-set-nothing", ask(bench, KVMRT_CMD_IRQ_BIND_SET),
		       -EINVAL, "device is missing", -1, KVMRT_A_IRQ_BIND_DEVICE);
	expect_refused(bench, "irq-bind-set-empty", bind_to(bench, "", "0"), -EINVAL,
		       "device is empty", KVMRT_A_IRQ_BIND_DEVICE, -1);
	expect_refused(bench, "irq-bind-set-unbound", bind_to(bench, DEVICE, ""), -ENOENT,
		       "device is not bound", KVMRT_A_IRQ_BIND_DEVICE, -1);
	expect_refused(bench, "irq-bind-get-unbound",
		       nlc_str(msg, KVMRT_A_IRQ_BIND_DEVICE, DEVICE), -ENOENT,
		       "device is not bound", KVMRT_A_IRQ_BIND_DEVICE, -1);

	/* One that is not there: nothing moves, and it is kept all the same. */
	expect_done(bench, "irq-bind-set", bind_to(bench, DEVICE, "0-1"), NULL);
	msg = nlc_str(ask(bench, KVMRT_CMD_IRQ_BIND_GET), KVMRT_A_IRQ_BIND_DEVICE, DEVICE);
	if (expect_done(bench, "irq-bind-get", msg, &answer))
		nlc_verdict("irq-bind-object",
			    !strcmp(nlc_string(&answer, KVMRT_A_IRQ_BIND_DEVICE), DEVICE) &&
			    !strcmp(nlc_string(&answer, KVMRT_A_IRQ_BIND_CPUS), "0-1"),
			    "bound to %s", nlc_string(&answer, KVMRT_A_IRQ_BIND_CPUS));
	nlc_do(&bench->nlc, dump(bench, KVMRT_CMD_IRQ_BIND_GET), &answer);
	nlc_verdict("irq-bind-get-dump", !answer.error && answer.objects == 1,
		    "errno %d, %d objects", -answer.error, answer.objects);
	expect_done(bench, "irq-bind-end", bind_to(bench, DEVICE, ""), NULL);
	nlc_do(&bench->nlc, dump(bench, KVMRT_CMD_IRQ_BIND_GET), &answer);
	nlc_verdict("irq-bind-get-dump-empty", !answer.error && !answer.objects,
		    "errno %d, %d objects", -answer.error, answer.objects);
}

void test_irq(struct bench *bench)
{
	objects(bench);
	refused_get(bench);
	refused_evacuate(bench);
	refused_move(bench);
	refused_guard(bench);
	bindings(bench);
}
