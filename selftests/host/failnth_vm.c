// SPDX-License-Identifier: GPL-2.0-only
/* Each allocation behind each hypercall of a guest. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "call.h"
#include "failnth.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define WORDS_MAX	2

static const struct {
	char *words[WORDS_MAX];
	int n;
} calls[] = {
	{ { "query", "4" }, 2 },
	{ { "ping", "1" }, 2 },
	{ { "log", "hello" }, 2 },
	{ { "log-size", "256" }, 2 },
	{ { "data-size", "4096" }, 2 },
	{ { "flush", "2" }, 2 },
};

/* Short of memory, or of pages of the guest; nothing else is documented. */
static bool is_documented(int64_t answer)
{
	switch (answer) {
	case -ENOMEM:
	case -EFAULT:
	case -EBUSY:
	case -EAGAIN:
		return true;
	default:
		return answer >= 0;
	}
}

/* One call with the @nth allocation failing; false for a bad answer. */
static bool call_once(struct vm *vm, unsigned int i, unsigned int nth,
		      bool *injected, int64_t *answer)
{
	struct vm_call call;
	enum vm_end end;

	if (call_parse(vm, calls[i].words, calls[i].n, &call))
		return false;
	if (nth)
		failnth_arm(nth);
	end = vm_run(vm, 0, &call);
	*injected = nth && failnth_disarm();
	*answer = call.rax;
	if (end == VM_END_ANSWER && is_documented(*answer))
		return true;
	fprintf(stderr, "failnth: %s, allocation %u: answer %" PRId64 ", end %d\n",
		calls[i].words[0], nth, *answer, end);
	return false;
}

static int try_call(struct vm *vm, unsigned int i)
{
	unsigned int nth, refused = 0;
	bool injected = true;
	int64_t answer;

	for (nth = 1; nth < FAILNTH_MAX; nth++) {
		if (!call_once(vm, i, nth, &injected, &answer))
			return -1;
		refused += answer < 0;
		if (!injected)
			break;
	}
	failnth_report(calls[i].words[0], nth - 1, refused);
	if (!call_once(vm, i, 0, &injected, &answer) || answer < 0) {
		fprintf(stderr, "failnth: %s, afterwards: %" PRId64 "\n",
			calls[i].words[0], answer);
		return -1;
	}
	return 0;
}

/* A new VM whose first call comes before the registry has seen it, if it can. */
static int try_first_call(void)
{
	const struct vm_options options = { .vcpus = 1 };
	unsigned int nth, failed = 0, refused = 0;
	bool injected;
	int64_t answer;
	static struct vm vm;

	for (nth = 1; nth < 20; nth++) {
		if (vm_create(&vm, &options) ||
		    !call_once(&vm, 0, nth, &injected, &answer))
			return -1;
		failed += injected;
		refused += answer < 0;
		if (!call_once(&vm, 0, 0, &injected, &answer) || answer <= 0)
			return -1;
		/* The VM dies with its last descriptor. */
		close(vm.vcpu[0].fd);
		close(vm.fd);
		close(vm.kvm);
	}
	failnth_report("first call", failed, refused);
	return 0;
}

int failnth_vm(void)
{
	const struct vm_options options = { .vcpus = 1 };
	static struct vm vm;
	unsigned int i;
	int ret = 0;

	if (vm_create(&vm, &options))
		return -1;
	for (i = 0; i < ARRAY_SIZE(calls); i++)
		ret |= try_call(&vm, i);
	return ret ?: try_first_call();
}
