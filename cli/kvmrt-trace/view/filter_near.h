/* SPDX-License-Identifier: GPL-2.0-only */
/* Names that look like one that doesn't exist. */
#ifndef KVMRT_TRACE_FILTER_NEAR_H
#define KVMRT_TRACE_FILTER_NEAR_H

#include <stddef.h>

#define NEAR_MAX 5

/**
 * struct near - the best candidates so far, the nearest first
 * @word: what was asked for, cut where it is absurdly long
 * @names: borrowed from who tried them
 * @cost: of each
 * @n: how many
 */
struct near {
	char word[64];
	const char *names[NEAR_MAX];
	unsigned int cost[NEAR_MAX];
	unsigned int n;
};

void near_begin(struct near *near, const char *word, size_t len);
/* The same name may be tried many times. */
void near_try(struct near *near, const char *name);
/* "; near: a, b, c", or "" if nothing is; always ends with a NUL. */
const char *near_text(const struct near *near, char *buf, size_t size);

#endif /* KVMRT_TRACE_FILTER_NEAR_H */
