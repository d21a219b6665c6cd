/* SPDX-License-Identifier: GPL-2.0-only */
/* Data that a guest's program left by LOG_DATA, for people and for programs. */
#ifndef KVMRT_TRACE_VIEW_CUSTOM_H
#define KVMRT_TRACE_VIEW_CUSTOM_H

#include "print.h"
#include "view_log.h"

/*
 * "vm=1 vm_pid=7 vcpu=0 total=5 text=hello", or hex= for what is no text, and
 * custom=TYPE in front of a custom event's own data.
 */
void view_custom_text(struct print *p, const struct view_data *data);
/*
 * An object; the bytes are all there, as "data" in hex: of a custom event its
 * own, "custom" is its type.
 */
void view_custom_json(struct print *p, const struct view_data *data);

#endif /* KVMRT_TRACE_VIEW_CUSTOM_H */
