/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens on this host, as it happens. */
#ifndef KVMRT_EVENT_H
#define KVMRT_EVENT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kvmrt;
struct kvmrt_account;
struct kvmrt_vm;
struct kvmrt_gs_conf;

/** KVMRT_EVENTS_VM - subscribe to VMs coming, changing and going */
#define KVMRT_EVENTS_VM		(1U << 0)
/** KVMRT_EVENTS_GS - subscribe to what concerns guest services */
#define KVMRT_EVENTS_GS		(1U << 1)
/** KVMRT_EVENTS_ACCOUNT - subscribe to the switching of exit accounting */
#define KVMRT_EVENTS_ACCOUNT	(1U << 2)
/** KVMRT_EVENTS_ALL - subscribe to all that this library knows */
#define KVMRT_EVENTS_ALL	(KVMRT_EVENTS_VM | KVMRT_EVENTS_GS | \
				 KVMRT_EVENTS_ACCOUNT)

/** struct kvmrt_events - a subscription */
struct kvmrt_events;

/** struct kvmrt_event - one event */
struct kvmrt_event;

/**
 * enum kvmrt_event_kind - what happened
 * @KVMRT_EVENT_VM_ADD: a VM was made; has kvmrt_event_vm()
 * @KVMRT_EVENT_VM_CHANGE: name or number of vCPUs changed; kvmrt_event_vm()
 * @KVMRT_EVENT_VM_DEL: a VM is gone; has kvmrt_event_vm()
 * @KVMRT_EVENT_GS_CHANGE: settings changed; has kvmrt_event_gs_conf()
 * @KVMRT_EVENT_GS_DROP: a VM went over a rate; has kvmrt_event_gs_conf()
 * @KVMRT_EVENT_GS_FLUSH: a guest froze the host's trace; has the
 *	kvmrt_event_flush_*() fields
 * @KVMRT_EVENT_LOST: events were lost, the reader was too slow: what it knows
 *	may be wrong, ask anew
 * @KVMRT_EVENT_MODULE_GONE: kvmrt.ko was unloaded; all VMs' ids end here
 * @KVMRT_EVENT_MODULE_BACK: kvmrt.ko was loaded; the subscription goes on
 * @KVMRT_EVENT_ACCOUNT_CHANGE: exit accounting was switched or reset; has
 *	kvmrt_event_account()
 */
enum kvmrt_event_kind {
	KVMRT_EVENT_VM_ADD = 1,
	KVMRT_EVENT_VM_CHANGE = 2,
	KVMRT_EVENT_VM_DEL = 3,
	KVMRT_EVENT_GS_CHANGE = 4,
	KVMRT_EVENT_GS_DROP = 5,
	KVMRT_EVENT_GS_FLUSH = 6,
	KVMRT_EVENT_LOST = 7,
	KVMRT_EVENT_MODULE_GONE = 8,
	KVMRT_EVENT_MODULE_BACK = 9,
	KVMRT_EVENT_ACCOUNT_CHANGE = 10,
};

/**
 * kvmrt_events_open() - subscribe
 * @ctx: the context; only used within this call
 * @groups: one or more of KVMRT_EVENTS_*
 * @events: receives the subscription; end it with kvmrt_events_close()
 *
 * Whatever happens after this returned will be read.
 *
 * Returns 0, -EINVAL for unknown or no groups, or one of the common errors.
 */
int kvmrt_events_open(struct kvmrt *ctx, unsigned int groups,
		      struct kvmrt_events **events);

/** kvmrt_events_close() - end a subscription; NULL is accepted */
void kvmrt_events_close(struct kvmrt_events *events);

/**
 * kvmrt_events_fd() - a file descriptor for poll(2) and the like
 * @events: the subscription, which keeps owning it
 *
 * When it is readable, call kvmrt_events_read() with a timeout of 0 until that
 * returns 0: one readiness may bring several events, or none.
 */
int kvmrt_events_fd(const struct kvmrt_events *events);

/**
 * kvmrt_events_read() - wait for the next event
 * @events: the subscription
 * @timeout_ns: longest wait; 0: don't wait; negative: without limit
 * @event: receives the event; end it with kvmrt_event_free()
 *
 * Returns 1 with an event; 0 when the time was up; -EINTR if a signal handler
 * ran while it waited; -EBADMSG for a message that makes no sense (it was
 * dropped, go on); or -ENOMEM.
 */
int kvmrt_events_read(struct kvmrt_events *events, int64_t timeout_ns,
		      struct kvmrt_event **event);

/** kvmrt_event_free() - end an event and all in it; NULL is accepted */
void kvmrt_event_free(struct kvmrt_event *event);

/** kvmrt_event_kind() - what happened */
enum kvmrt_event_kind kvmrt_event_kind(const struct kvmrt_event *event);

/**
 * kvmrt_event_name() - what happened as a word
 * @event: the event
 *
 * "vm_add", "vm_change", "vm_del", "gs_change", "gs_drop", "gs_flush", "lost",
 * "module_gone", "module_back", "account_change".
 */
const char *kvmrt_event_name(const struct kvmrt_event *event);

/** kvmrt_event_vm() - the VM; NULL for kinds that have none */
const struct kvmrt_vm *kvmrt_event_vm(const struct kvmrt_event *event);

/** kvmrt_event_gs_conf() - guest services; NULL for kinds that have none */
const struct kvmrt_gs_conf *
kvmrt_event_gs_conf(const struct kvmrt_event *event);

/**
 * kvmrt_event_account() - exit accounting as it is now; NULL for kinds that have
 * none
 * @event: the event, whose it stays
 *
 * kvmrt_account_vm_id() is 0 where all VMs and those to come were switched, or
 * all whose accounting is on were reset.
 */
const struct kvmrt_account *
kvmrt_event_account(const struct kvmrt_event *event);

/** kvmrt_event_flush_vm_id() - id of the VM that asked for the flush */
uint32_t kvmrt_event_flush_vm_id(const struct kvmrt_event *event);

/** kvmrt_event_flush_vcpu_id() - id of the vCPU that asked */
uint32_t kvmrt_event_flush_vcpu_id(const struct kvmrt_event *event);

/** kvmrt_event_flush_scope() - KVMRT_GS_XTRACE_CPU_* of <kvmrt/gs.h> */
uint32_t kvmrt_event_flush_scope(const struct kvmrt_event *event);

/** kvmrt_event_flush_cpus() - CPUs of the snapshot, a list as "0,2-5" */
const char *kvmrt_event_flush_cpus(const struct kvmrt_event *event);

/** kvmrt_event_flush_seq() - number of the snapshot, from 1 */
uint32_t kvmrt_event_flush_seq(const struct kvmrt_event *event);

/** kvmrt_event_flush_time_ns() - when, ns of CLOCK_BOOTTIME */
uint64_t kvmrt_event_flush_time_ns(const struct kvmrt_event *event);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_EVENT_H */
