// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>

#include "heap.h"

static inline bool before(struct kt_heap_node a, struct kt_heap_node b)
{
	return a.key < b.key || (a.key == b.key && a.index < b.index);
}

static void down(struct kt_heap *heap, struct kt_heap_node node)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < heap->n) {
		if (child + 1 < heap->n &&
		    before(heap->nodes[child + 1], heap->nodes[child]))
			child++;
		if (!before(heap->nodes[child], node))
			break;
		heap->nodes[i] = heap->nodes[child];
		i = child;
	}
	heap->nodes[i] = node;
}

void kt_heap_push(struct kt_heap *heap, uint64_t key, uint32_t index)
{
	struct kt_heap_node node = { .key = key, .index = index };
	size_t i = heap->n++;

	while (i && before(node, heap->nodes[(i - 1) / 2])) {
		heap->nodes[i] = heap->nodes[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->nodes[i] = node;
}

void kt_heap_replace(struct kt_heap *heap, uint64_t key)
{
	struct kt_heap_node node = { .key = key, .index = heap->nodes[0].index };

	down(heap, node);
}

void kt_heap_pop(struct kt_heap *heap)
{
	struct kt_heap_node last = heap->nodes[--heap->n];

	if (heap->n)
		down(heap, last);
}
