/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of a command line to registers of a hypercall. */
#ifndef SELFTESTS_HOST_CALL_H
#define SELFTESTS_HOST_CALL_H

#include "vm.h"

#define CALL_WORDS_MAX	64

/* What call_parse() understands, for --help. */
extern const char call_help[];

/* A number in any base of C, sign included.  -1, with words, when it is none. */
int call_number(const char *word, uint64_t *value);

/*
 * Fills @call, and guest memory with what it points to.  -1, with words on
 * stderr, when the words make no call.
 */
int call_parse(struct vm *vm, char *const *words, int n, struct vm_call *call);

#endif
