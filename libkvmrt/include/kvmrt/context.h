/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection to kvmrt.ko.  Read <kvmrt/kvmrt.h> for the common rules. */
#ifndef KVMRT_CONTEXT_H
#define KVMRT_CONTEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/** struct kvmrt - a connection to kvmrt.ko, and its last error */
struct kvmrt;

/**
 * kvmrt_open() - open a connection
 * @ctx: receives the context; end it with kvmrt_close()
 *
 * Succeeds without the module too: it is looked for at the first request, and
 * again after it went away.
 *
 * Returns 0, or -ENOMEM, -EMFILE, or what socket(2) says.
 */
int kvmrt_open(struct kvmrt **ctx);

/**
 * kvmrt_close() - end a connection
 * @ctx: the context, or NULL
 *
 * Objects that were got through it stay valid.
 */
void kvmrt_close(struct kvmrt *ctx);

/**
 * kvmrt_error_text() - what was wrong with the last call that used @ctx
 * @ctx: the context
 *
 * One line without a newline: the kernel's own words where it gave any, else
 * the library's.  "" if the call succeeded.  Valid until the next call.
 */
const char *kvmrt_error_text(const struct kvmrt *ctx);

/**
 * kvmrt_error_attr() - the attribute that the kernel refused in the last call
 * @ctx: the context
 *
 * The attribute's name in the family's specification, in snake case
 * ("log_rate").  NULL if it named none.  Valid for ever.
 */
const char *kvmrt_error_attr(const struct kvmrt *ctx);

/** kvmrt_version() - version of the library, such as "0.1.0" */
const char *kvmrt_version(void);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_CONTEXT_H */
