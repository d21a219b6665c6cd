/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EXPORT_SYMBOL_IF_KUNIT() for what the suites in tests/ call, and nothing on
 * a kernel without KUnit.  The kernel's own header for this exists from 6.2.
 */
#ifndef KVMRT_HOST_VISIBLE_H
#define KVMRT_HOST_VISIBLE_H

#include <linux/export.h>
#include <linux/types.h>

#if IS_ENABLED(CONFIG_KUNIT)
#include <kunit/visibility.h>

struct kvmrt_bucket;

/* Static elsewhere: gs.c */
s64 kvmrt_gs_admit(struct kvmrt_bucket *bucket, u64 gpa, u64 len, u64 max);
#else
#define EXPORT_SYMBOL_IF_KUNIT(symbol)
#define VISIBLE_IF_KUNIT static
#endif

#endif /* KVMRT_HOST_VISIBLE_H */
