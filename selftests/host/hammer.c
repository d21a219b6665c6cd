// SPDX-License-Identifier: GPL-2.0-only
/* All vCPUs at once, without leaving the guest between calls. */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "hammer.h"

struct worker {
	pthread_t thread;
	struct vm *vm;
	unsigned int index;
	struct vm_call call;
};

/* Comes back only when something is wrong, which ends the program. */
static void *work(void *arg)
{
	struct worker *worker = arg;
	enum vm_end end;

	end = vm_run(worker->vm, worker->index, &worker->call);
	if (end == VM_END_ANSWER)
		printf("vcpu %u: unexpected answer %" PRId64 "\n",
		       worker->index, (int64_t)worker->call.rax);
	else
		printf("vcpu %u: left the guest (%d)\n", worker->index, end);
	fflush(stdout);
	_exit(1);
}

static void set_answers(struct vm_call *call, const int64_t *answers,
			unsigned int n)
{
	unsigned int i;

	/* Places that are left repeat the last one: they count nothing. */
	for (i = 0; i < VM_ANSWERS; i++)
		call->answer[i].value = answers[i < n ? i : n - 1];
	call->loop = 1;
}

static void print_counts(struct vm *vm, unsigned int n_answers)
{
	const volatile struct vm_call *call;
	unsigned int i, k;
	uint64_t sum;

	for (k = 0; k < n_answers; k++) {
		sum = 0;
		for (i = 0; i < vm->options.vcpus; i++) {
			call = vm->vcpu[i].call;
			sum += call->answer[k].count;
		}
		call = vm->vcpu[0].call;
		printf("%" PRId64 " %" PRIu64 "\n",
		       (int64_t)call->answer[k].value, sum);
	}
	fflush(stdout);
}

int hammer_run(struct vm *vm, const struct vm_call *calls, unsigned int n,
	       const int64_t *answers, unsigned int n_answers,
	       unsigned int seconds)
{
	static struct worker workers[VM_VCPUS_MAX];
	const struct timespec limit = { .tv_sec = seconds };
	unsigned int i;
	sigset_t set;

	/* Blocked in every thread, waited for in this one. */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);

	for (i = 0; i < vm->options.vcpus; i++) {
		workers[i].vm = vm;
		workers[i].index = i;
		workers[i].call = calls[i % n];
		set_answers(&workers[i].call, answers, n_answers);
		errno = pthread_create(&workers[i].thread, NULL, work,
				       &workers[i]);
		if (errno) {
			fprintf(stderr, "tinyvm: thread: %s\n",
				strerror(errno));
			return 1;
		}
	}
	printf("ready\n");
	fflush(stdout);
	if (seconds)
		sigtimedwait(&set, NULL, &limit);
	else
		sigwaitinfo(&set, NULL);
	print_counts(vm, n_answers);
	return 0;
}
