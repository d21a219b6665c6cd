/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Passwords and keys in QEMU's command line.  Every user of a machine can read
 * them there, but a recording is given to others.
 */
#ifndef KVMRT_TRACE_COMMAND_SECRET_H
#define KVMRT_TRACE_COMMAND_SECRET_H

#include <stdbool.h>

/* What stands where something was taken out. */
#define KT_HIDDEN "(hidden)"

/* Does the argument of this option go as a whole?  What a guest is given. */
bool kt_secret_option(const char *option);

/*
 * A copy of an argument without its secrets: values of keys as "data" and
 * "password", credentials and queries of URLs, keys of Ceph.  The caller frees it;
 * NULL if out of memory.
 */
char *kt_secret_hide(const char *arg);

#endif /* KVMRT_TRACE_COMMAND_SECRET_H */
