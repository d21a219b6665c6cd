/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of many readers has the next event: a binary heap.
 */
#ifndef KVMRT_TRACE_HEAP_H
#define KVMRT_TRACE_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* Equal keys come in the order of @index, so a merge repeats exactly. */
struct kt_heap_node {
	uint64_t key;
	uint32_t index;
};

struct kt_heap {
	struct kt_heap_node *nodes;
	size_t n;
};

/* There must be room. */
void kt_heap_push(struct kt_heap *heap, uint64_t key, uint32_t index);
/* Gives the first node, there must be one, another key. */
void kt_heap_replace(struct kt_heap *heap, uint64_t key);
/* Drops the first node, there must be one. */
void kt_heap_pop(struct kt_heap *heap);

#endif /* KVMRT_TRACE_HEAP_H */
