/* SPDX-License-Identifier: GPL-2.0-only */
/* All vCPUs at once, without leaving the guest between calls. */
#ifndef SELFTESTS_HOST_HAMMER_H
#define SELFTESTS_HOST_HAMMER_H

#include "vm.h"

/*
 * Runs calls[i % n] on vCPU i, over and over, for @seconds, or until SIGTERM
 * or SIGINT with 0.  Each answer has to be one of the @n_answers in @answers,
 * at most VM_ANSWERS.
 * Prints "ready" when the threads run, "RAX COUNT" for each answer at the end,
 * and returns the exit status: 0, or 1 after an answer that isn't on the list.
 */
int hammer_run(struct vm *vm, const struct vm_call *calls, unsigned int n,
	       const int64_t *answers, unsigned int n_answers,
	       unsigned int seconds);

#endif
