/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guest services, seen from the host: what is permitted, what was used. */
#ifndef KVMRT_GS_CONF_H
#define KVMRT_GS_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;

/**
 * enum kvmrt_gs_function - functions that a guest may call
 * @KVMRT_GS_FUNCTION_QUERY: facts; always permitted while services are offered
 * @KVMRT_GS_FUNCTION_PING: a pair of trace events
 * @KVMRT_GS_FUNCTION_LOG_MSG: a text for the host's log
 * @KVMRT_GS_FUNCTION_TRACE_FLUSH: freezing the host's trace
 * @KVMRT_GS_FUNCTION_LOG_DATA: bytes for the host's trace
 * @KVMRT_GS_FUNCTIONS: number of functions that this library knows
 */
enum kvmrt_gs_function {
	KVMRT_GS_FUNCTION_QUERY = 0,
	KVMRT_GS_FUNCTION_PING = 1,
	KVMRT_GS_FUNCTION_LOG_MSG = 2,
	KVMRT_GS_FUNCTION_TRACE_FLUSH = 3,
	KVMRT_GS_FUNCTION_LOG_DATA = 4,
	KVMRT_GS_FUNCTIONS = 5,
};

/** KVMRT_GS_ALLOW() - the bit of a function in a mask of permissions */
#define KVMRT_GS_ALLOW(function)	(UINT32_C(1) << (function))

/**
 * kvmrt_gs_function_name() - a function's word: "query", "ping", "log_msg",
 * "trace_flush", "log_data"
 * @function: the function
 *
 * NULL for a function that this library doesn't know.
 */
const char *kvmrt_gs_function_name(uint32_t function);

/**
 * kvmrt_gs_function_parse() - the function of a word
 * @name: the word, exactly
 *
 * Returns enum kvmrt_gs_function, or -EINVAL for any other word.
 */
int kvmrt_gs_function_parse(const char *name);

/**
 * struct kvmrt_gs_conf - a snapshot of one VM's guest services, or of the
 * module's own: its gate and the defaults for VMs to come
 */
struct kvmrt_gs_conf;

/** struct kvmrt_gs_conf_list - snapshots for all VMs, in order of their ids */
struct kvmrt_gs_conf_list;

/**
 * kvmrt_gs_conf_get() - the guest services of a VM, or of the module
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for the module
 * @conf: receives the snapshot; end it with kvmrt_gs_conf_free()
 *
 * Returns 0, -ENOENT if there is no such VM, or one of the common errors.
 */
int kvmrt_gs_conf_get(struct kvmrt *ctx, uint32_t vm_id,
		      struct kvmrt_gs_conf **conf);

/** kvmrt_gs_conf_free() - end a snapshot; NULL is accepted */
void kvmrt_gs_conf_free(struct kvmrt_gs_conf *conf);

/**
 * kvmrt_gs_conf_list_get() - the guest services of all VMs
 * @ctx: the context
 * @list: receives the list; end it with kvmrt_gs_conf_list_free()
 *
 * Returns 0 (for an empty list too) or one of the common errors.
 */
int kvmrt_gs_conf_list_get(struct kvmrt *ctx, struct kvmrt_gs_conf_list **list);

/** kvmrt_gs_conf_list_free() - end a list and all in it; NULL is accepted */
void kvmrt_gs_conf_list_free(struct kvmrt_gs_conf_list *list);

/** kvmrt_gs_conf_list_count() - number of VMs in the list */
size_t kvmrt_gs_conf_list_count(const struct kvmrt_gs_conf_list *list);

/**
 * kvmrt_gs_conf_list_at() - one VM's guest services
 * @list: the list
 * @index: 0 to kvmrt_gs_conf_list_count() - 1
 *
 * NULL if there is no such index.  Valid as long as the list; don't free it.
 */
const struct kvmrt_gs_conf *
kvmrt_gs_conf_list_at(const struct kvmrt_gs_conf_list *list, size_t index);

/** kvmrt_gs_conf_vm_id() - the VM's id; 0: these are the module's own */
uint32_t kvmrt_gs_conf_vm_id(const struct kvmrt_gs_conf *conf);

/**
 * kvmrt_gs_conf_enabled() - does the module offer guest services at all?
 * @conf: the snapshot
 *
 * The same for every VM: it is the module's gate.  Returns 1 or 0, or -1 if
 * the module didn't tell (it need not, in the snapshot of a VM).
 */
int kvmrt_gs_conf_enabled(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_allow() - mask of KVMRT_GS_ALLOW() of what is permitted */
uint32_t kvmrt_gs_conf_allow(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_log_rate() - calls of log_msg per second */
uint32_t kvmrt_gs_conf_log_rate(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_data_rate() - calls of log_data per second */
uint32_t kvmrt_gs_conf_data_rate(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_flush_rate() - calls of trace_flush per second */
uint32_t kvmrt_gs_conf_flush_rate(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_msg_max() - most bytes of one log_msg */
uint32_t kvmrt_gs_conf_msg_max(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_data_max() - most bytes of one log_data */
uint32_t kvmrt_gs_conf_data_max(const struct kvmrt_gs_conf *conf);

/** kvmrt_gs_conf_accepted() - calls of a function that were served; VMs only */
uint64_t kvmrt_gs_conf_accepted(const struct kvmrt_gs_conf *conf,
				uint32_t function);

/** kvmrt_gs_conf_refused() - calls not permitted or badly made; VMs only */
uint64_t kvmrt_gs_conf_refused(const struct kvmrt_gs_conf *conf,
			       uint32_t function);

/** kvmrt_gs_conf_dropped() - calls over the rate; VMs only */
uint64_t kvmrt_gs_conf_dropped(const struct kvmrt_gs_conf *conf,
			       uint32_t function);

/** kvmrt_gs_conf_unknown() - calls of functions that don't exist; VMs only */
uint64_t kvmrt_gs_conf_unknown(const struct kvmrt_gs_conf *conf);

/** struct kvmrt_gs_change - what to change; what isn't set stays as it is */
struct kvmrt_gs_change;

/**
 * kvmrt_gs_change_new() - an empty change
 * @change: receives it; end it with kvmrt_gs_change_free()
 *
 * Returns 0 or -ENOMEM.
 */
int kvmrt_gs_change_new(struct kvmrt_gs_change **change);

/** kvmrt_gs_change_free() - end a change; NULL is accepted */
void kvmrt_gs_change_free(struct kvmrt_gs_change *change);

/** kvmrt_gs_change_enabled() - open or close the module's gate; not for VMs */
void kvmrt_gs_change_enabled(struct kvmrt_gs_change *change, bool enabled);

/** kvmrt_gs_change_allow() - permit these and no others, KVMRT_GS_ALLOW() */
void kvmrt_gs_change_allow(struct kvmrt_gs_change *change, uint32_t mask);

/** kvmrt_gs_change_log_rate() - calls of log_msg per second, 1 to 1000000 */
void kvmrt_gs_change_log_rate(struct kvmrt_gs_change *change, uint32_t rate);

/** kvmrt_gs_change_data_rate() - calls of log_data per second, 1 to 1000000 */
void kvmrt_gs_change_data_rate(struct kvmrt_gs_change *change, uint32_t rate);

/** kvmrt_gs_change_flush_rate() - of trace_flush per second, 1 to 1000000 */
void kvmrt_gs_change_flush_rate(struct kvmrt_gs_change *change, uint32_t rate);

/**
 * kvmrt_gs_conf_set() - apply a change, all of it or nothing
 * @ctx: the context
 * @vm_id: the VM's id, or 0 for the module's gate and the defaults
 * @change: what to change; may be used again
 *
 * Returns 0, -ENOENT if there is no such VM, -EINVAL or -ERANGE for a value
 * that the module refuses (kvmrt_error_attr() names it), or one of the common
 * errors.
 */
int kvmrt_gs_conf_set(struct kvmrt *ctx, uint32_t vm_id,
		      const struct kvmrt_gs_change *change);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_GS_CONF_H */
