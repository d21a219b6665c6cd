/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of a trace ring as a kernel writes them, with times of our choice; of
 * one CPU, into a file without a name.
 */
#ifndef KVMRT_TRACE_EXPORT_PAGE_H
#define KVMRT_TRACE_EXPORT_PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct export_page;

/* A file in that directory; NULL with errno set. */
struct export_page *export_page_open(const char *dir, uint32_t page_size);
/*
 * An event's record at that time.  lost events came before it, UINT64_MAX: an
 * unknown number.  0 or a negative errno, -EMSGSIZE if no page holds it.
 */
int export_page_add(struct export_page *p, uint64_t time_ns, const void *data,
		    uint32_t size, uint64_t lost);
/* Appends all pages to out; *bytes is what they are.  0 or a negative errno. */
int export_page_copy(struct export_page *p, FILE *out, uint64_t *bytes);
/* NULL is fine. */
void export_page_close(struct export_page *p);

#endif /* KVMRT_TRACE_EXPORT_PAGE_H */
