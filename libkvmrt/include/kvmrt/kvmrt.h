/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libkvmrt, the host's side: what kvmrt.ko knows and does, for programs on the
 * host.  (An application in a guest wants <kvmrt/gs.h>.)
 *
 * The rules that hold for every function here:
 *
 * Errors    A function that can fail returns a negative errno and sets errno
 *           to the positive one; 0 or a count means success.  An object comes
 *           back through the last parameter, which is left alone on failure.
 *           kvmrt_error_text() then says in words what was wrong, in those of
 *           the kernel where it gave any.
 * Memory    What a *_get(), *_open() or *_new() function made, the caller ends
 *           with the matching *_free() or *_close(), which accept NULL.  A
 *           pointer that a getter returns belongs to the object asked and is
 *           valid as long as it.
 * NULL      No other pointer may be NULL unless the function says so.
 * Threads   An object may be used by one thread at a time; different objects
 *           are independent of each other.  An object made through a context
 *           keeps no tie to it.
 * Signals   Nothing is interrupted by a signal but kvmrt_events_read().
 *
 * The errors that every function that asks the kernel may return:
 *
 *   ENODEV     kvmrt.ko is not loaded
 *   ESTALE     kvmrt.ko was loaded anew since the last call: nothing was done,
 *              ids of VMs known so far mean nothing any more; call again
 *   EPERM      the caller lacks CAP_NET_ADMIN (kvmrt_status_get() needs none)
 *   EBADMSG    an answer that makes no sense: library and module don't match
 *   EAGAIN     a list changed while it was read, several times in a row
 *   ETIMEDOUT  the kernel did not answer
 *   ENOMEM     no memory
 */
#ifndef KVMRT_KVMRT_H
#define KVMRT_KVMRT_H

#include <kvmrt/context.h>
#include <kvmrt/cpulist.h>
#include <kvmrt/custom.h>
#include <kvmrt/event.h>
#include <kvmrt/exits.h>
#include <kvmrt/gs_conf.h>
#include <kvmrt/guest.h>
#include <kvmrt/status.h>
#include <kvmrt/vcpu.h>
#include <kvmrt/vm.h>

#endif /* KVMRT_KVMRT_H */
