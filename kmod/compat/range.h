/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels that this source is written and tested for.  Included before every
 * file; packaging/dkms and README.md name the same range.
 */
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "kvmrt needs Linux 6.1 or later"
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#error "kvmrt is not known to work after Linux 6.12"
#endif
