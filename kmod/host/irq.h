/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the irq_*.c files share.  Outside of them and nl_irq.c nobody includes
 * this.
 *
 * An interrupt is its descriptor, never its number: numbers are used again, and
 * a descriptor that we hold a reference on is not.  A descriptor that the
 * kernel gave up has no chip that can aim it, for good; so what its lock says
 * about it is the truth, and no lock of a device is needed.
 *
 * A managed interrupt stays managed and keeps its home mask while we have it
 * elsewhere.  The vector that it needs there is reserved by a shadow: a managed
 * interrupt of ours that nothing ever raises.
 */
#ifndef KVMRT_HOST_IRQ_H
#define KVMRT_HOST_IRQ_H

#include <linux/cpumask.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "kvmrt.h"

/* Records, shadows and the guard's settings; taken by all that changes them. */
extern struct mutex kvmrt_irq_lock;

/* ----------------------------------------------------------- irq_desc.c */

/* The descriptor of a number, with a reference; NULL if there is none. */
struct irq_desc *kvmrt_irq_desc_get(unsigned int irq);
void kvmrt_irq_desc_ref(struct irq_desc *desc);
void kvmrt_irq_desc_put(struct irq_desc *desc);
/* Under the descriptor's lock: does the kernel still use it? */
bool kvmrt_irq_desc_usable(struct irq_desc *desc);
bool kvmrt_irq_desc_live(struct irq_desc *desc);
/* Arrivals on some CPUs since the descriptor was made. */
u64 kvmrt_irq_desc_count(struct irq_desc *desc, const struct cpumask *cpus);

/**
 * struct kvmrt_irq_view - what the kernel says of an interrupt, at one moment
 * @irq: its number
 * @kind: enum kvmrt_irq_kind
 * @hold: enum kvmrt_irq_hold
 * @cpu: the CPU that it is aimed at, -1 if none
 * @node: NUMA node of its device, NUMA_NO_NODE if unknown
 * @in_use: started: something may arrive
 * @threaded: a thread handles it
 * @remapped: an IOMMU delivers it, so that it can be moved from any CPU
 * @direct: it can be moved at once, not only when it fires next
 * @pending: a move waits for the next arrival
 * @was_set: somebody had set its affinity, the kernel's IRQD_AFFINITY_SET
 * @name: handlers, empty if none
 * @device: empty if unknown
 * @chip: empty if none
 * @affinity: the mask that it is permitted
 */
struct kvmrt_irq_view {
	unsigned int irq;
	u32 kind;
	u32 hold;
	int cpu;
	int node;
	bool in_use;
	bool threaded;
	bool remapped;
	bool direct;
	bool pending;
	bool was_set;
	char name[48];
	char device[32];
	char chip[32];
	struct cpumask *affinity;
};

/* Under the descriptor's lock, while it can be aimed: does masking allow a move? */
bool kvmrt_irq_desc_wired(struct irq_desc *desc);
/* @view->affinity is the caller's, and may be NULL.  False: it is gone. */
bool kvmrt_irq_look(struct irq_desc *desc, struct kvmrt_irq_view *view);

/* ----------------------------------------------------------- irq_apic.c */

/* Compares the layouts that we know with what is there; sets features. */
void kvmrt_irq_apic_init(void);
/*
 * These want the descriptor's lock and an activated interrupt of the vector
 * domain; without forced moves they answer from what is public.
 */
bool kvmrt_irq_apic_busy(struct irq_data *data);
bool kvmrt_irq_apic_uses(struct irq_data *data, unsigned int cpu);
/* Vectors that are left on a CPU; INT_MAX if that can't be known. */
int kvmrt_irq_apic_room(unsigned int cpu);
bool kvmrt_irq_forced(void);

/* --------------------------------------------------------- irq_shadow.c */

struct kvmrt_irq_shadow;
/* Under cpus_read_lock().  -ENOSPC: no vector left there. */
struct kvmrt_irq_shadow *kvmrt_irq_shadow_alloc(unsigned int cpu);
int kvmrt_irq_shadow_cpu(const struct kvmrt_irq_shadow *shadow);
/* To be freed once @desc has left its CPU, and that CPU is online. */
void kvmrt_irq_shadow_retire(struct kvmrt_irq_shadow *shadow,
			     struct irq_desc *desc);
/* Frees what can be; how many wait for an interrupt.  Under cpus_read_lock(). */
unsigned int kvmrt_irq_shadow_reap(void);
/* Forgets all, at the very end; how many vectors that leaves reserved. */
unsigned int kvmrt_irq_shadow_abandon(void);
bool kvmrt_irq_is_shadow(unsigned int irq);

/* ----------------------------------------------------------- irq_move.c */

/**
 * struct kvmrt_irq_step - one move of one interrupt
 * @desc: which
 * @cpu: where to; -1: the mask alone
 * @mask: affinity afterwards; of a managed one, that it has
 * @was_set: IRQD_AFFINITY_SET afterwards; not of a managed one
 * @pending: told: it moves when it fires next
 */
struct kvmrt_irq_step {
	struct irq_desc *desc;
	int cpu;
	const struct cpumask *mask;
	bool was_set;
	bool pending;
};

/*
 * Under cpus_read_lock().  0; -EBUSY the last move isn't over; -ENXIO it is not
 * in use; -ENOENT it is gone; -EOPNOTSUPP; -ENOSPC; what the kernel's setter
 * says.  Nothing changed unless 0.
 */
int kvmrt_irq_step(struct kvmrt_irq_step *step);

/* --------------------------------------------------------- irq_record.c */

/**
 * struct kvmrt_irq_record - an interrupt that we moved
 * @node: in the list of all, in order of numbers
 * @desc: which, with a reference
 * @managed: by the kernel
 * @leaving: to be put back as soon as its CPUs are online
 * @was_set: IRQD_AFFINITY_SET before we came
 * @home_cpu: the CPU that it was aimed at
 * @home: its mask then
 * @off: the CPUs that it is to stay away from
 * @off_count: arrivals there when it was moved last
 * @shadow: its vector away from home, NULL if it needs none
 * @moves: how often we aimed it elsewhere
 * @retaken: how often it had been taken back
 * @told: limits the notifications of that
 * @tries: limits the moves for that
 */
struct kvmrt_irq_record {
	struct list_head node;
	struct irq_desc *desc;
	bool managed;
	bool leaving;
	bool was_set;
	int home_cpu;
	struct cpumask *home;
	struct cpumask *off;
	u64 off_count;
	struct kvmrt_irq_shadow *shadow;
	u64 moves;
	u64 retaken;
	struct kvmrt_bucket told;
	struct kvmrt_bucket tries;
};

extern struct list_head kvmrt_irq_records;
struct kvmrt_irq_record *kvmrt_irq_record_find(const struct irq_desc *desc);
/* Not in the list yet.  NULL: no memory. */
struct kvmrt_irq_record *
kvmrt_irq_record_alloc(struct irq_desc *desc, const struct kvmrt_irq_view *view);
void kvmrt_irq_record_add(struct kvmrt_irq_record *record);
/* Out of the list if it is in it; its shadow is retired. */
void kvmrt_irq_record_drop(struct kvmrt_irq_record *record);
/* Drops records whose descriptor the kernel gave up. */
void kvmrt_irq_record_collect(void);
/* At the very end. */
void kvmrt_irq_record_forget(void);
void kvmrt_irq_record_set_off(struct kvmrt_irq_record *record,
			      const struct cpumask *off);

/* ----------------------------------------------------------- irq_plan.c */

/**
 * struct kvmrt_irq_item - one interrupt in a plan; the first part is given
 * @irq: its number
 * @kind: enum kvmrt_irq_kind
 * @hold: enum kvmrt_irq_hold; a plan may add that no vector is left
 * @cpu: the CPU that it is aimed at, -1 if none
 * @node: its device's
 * @immediate: it can be moved now, not only when it fires next
 * @reserved: CPU on which it has a vector reserved already, -1 if none
 * @home: the mask that it had before we moved it
 * @affinity: the mask that it has
 * @action: enum kvmrt_irq_action
 * @target: the CPU that it gets, -1 if none
 * @wide: no CPU of its home takes it: it gets the destination for a mask
 */
struct kvmrt_irq_item {
	unsigned int irq;
	u32 kind;
	u32 hold;
	int cpu;
	int node;
	bool immediate;
	int reserved;
	const struct cpumask *home;
	const struct cpumask *affinity;

	u32 action;
	int target;
	bool wide;
};

/**
 * struct kvmrt_irq_field - what a plan is made for
 * @from: CPUs to be freed
 * @to: CPUs that take what comes; online, none of @from
 * @policy: enum kvmrt_irq_policy
 * @room: by CPU, vectors left; what is planned is taken off
 * @load: by CPU, interrupts that are aimed at it; what is planned is added
 * @node: by CPU
 * @missing: told: interrupts that found no vector
 * @stay: told: interrupts on @from that can't be moved, those included
 */
struct kvmrt_irq_field {
	const struct cpumask *from;
	const struct cpumask *to;
	u32 policy;
	int *room;
	unsigned int *load;
	const int *node;
	unsigned int missing;
	unsigned int stay;
};

void kvmrt_irq_plan(struct kvmrt_irq_field *field, struct kvmrt_irq_item *item,
		    size_t nr_items);

/* ------------------------------------------------------------ irq_set.c */

struct kvmrt_irq_entry;

/**
 * struct kvmrt_irq_set - all interrupts, as they are and as they shall be
 * @field: what the plan was made for
 * @item: one each, in order of numbers
 * @entry: what goes with the item of the same index
 * @nr: how many
 * @masks: those of all entries
 * @node: the field's
 */
struct kvmrt_irq_set {
	struct kvmrt_irq_field field;
	struct kvmrt_irq_item *item;
	struct kvmrt_irq_entry *entry;
	size_t nr;
	void *masks;
	int *node;
};

/**
 * struct kvmrt_irq_entry - an interrupt on its way
 * @desc: which, with a reference
 * @record: ours of it, NULL if there is none yet
 * @made: a record that is not in the list yet
 * @shadow: reserved for the move, not the record's yet
 * @before: mask before this move; of the set's own block
 * @home: mask before all of ours
 * @after: mask for afterwards
 * @was_set: IRQD_AFFINITY_SET before this move
 * @done: it was moved
 * @deferred: it moves when it fires next
 * @name: its handlers
 * @device: its device, empty if unknown
 */
struct kvmrt_irq_entry {
	struct irq_desc *desc;
	struct kvmrt_irq_record *record;
	struct kvmrt_irq_record *made;
	struct kvmrt_irq_shadow *shadow;
	struct cpumask *before;
	struct cpumask *home;
	struct cpumask *after;
	bool was_set;
	bool done;
	bool deferred;
	char name[48];
	char device[32];
};

/* All under kvmrt_irq_lock and cpus_read_lock().  NULL: no memory. */
struct kvmrt_irq_set *kvmrt_irq_set_take(const struct cpumask *from,
					 const struct cpumask *to, u32 policy);
int kvmrt_irq_set_only(struct kvmrt_irq_set *set, unsigned int irq);
/* Takes out those that the worker moved too often lately; true: there are some. */
bool kvmrt_irq_set_hold_back(struct kvmrt_irq_set *set);
void kvmrt_irq_set_free(struct kvmrt_irq_set *set);

/* ---------------------------------------------------------- irq_apply.c */

/* 0, or an errno, and all is as it was; @culprit: which item it was. */
int kvmrt_irq_apply(struct kvmrt_irq_set *set, bool best_effort,
		    size_t *culprit);

/* -------------------------------------------------------- irq_restore.c */

/*
 * Puts one back and drops its record.  0; -EHOSTDOWN no CPU of its home is
 * online, it follows when one comes; -EPERM the guard is against it; or as
 * kvmrt_irq_step().  Under kvmrt_irq_lock and cpus_read_lock().
 */
int kvmrt_irq_restore(struct kvmrt_irq_record *record);
/* All; @moved, @stayed: how many.  Takes both locks. */
void kvmrt_irq_restore_every(unsigned int *moved, unsigned int *stayed);
/* Under kvmrt_irq_lock: what that would do, into a set that has no plan. */
void kvmrt_irq_restore_plan(struct kvmrt_irq_set *set);
/* Those that waited for their CPUs; true: look again.  Under both locks. */
bool kvmrt_irq_restore_leaving(void);

/* ----------------------------------------------------------- irq_tend.c */

int kvmrt_irq_tend_init(void);
void kvmrt_irq_tend_exit(void);
/* Any context that may not sleep included: look after everything soon. */
void kvmrt_irq_tend_kick(void);
/* Waits until what was moved has left its reservations behind, or no longer. */
void kvmrt_irq_tend_settle(void);

/* ---------------------------------------------------------- irq_guard.c */

struct kvmrt_irq_guard_info {
	const struct cpumask *cpus;
	const struct cpumask *to;	/* empty: all others */
	u32 policy;
	u64 seen;
	u64 retaken;
	u64 worst_ns;
};

void kvmrt_irq_guard_init(void);
void kvmrt_irq_guard_exit(void);
/* All under kvmrt_irq_lock. */
const struct cpumask *kvmrt_irq_guard_cpus(void);
void kvmrt_irq_guard_get(struct kvmrt_irq_guard_info *info);
/* @cpus are all that are guarded from here on. */
void kvmrt_irq_guard_set(const struct cpumask *cpus, const struct cpumask *to,
			 u32 policy);
/* Moves off what was taken back; true: look again.  Under cpus_read_lock() too. */
bool kvmrt_irq_guard_scan(void);

/* ----------------------------------------------------------- irq_bind.c */

/**
 * struct kvmrt_irq_binding - a device and its CPUs
 * @node: in the list, by name
 * @device: name
 * @cpus: what its interrupts get; behind the struct
 */
struct kvmrt_irq_binding {
	struct list_head node;
	char device[KVMRT_DEVICE_MAX + 1];
	struct cpumask *cpus;
};

unsigned int kvmrt_irq_bind_count(void);
/* The rest under kvmrt_irq_lock. */
struct kvmrt_irq_binding *kvmrt_irq_bind_find(const char *device);
struct kvmrt_irq_binding *kvmrt_irq_bind_next(const char *device);
bool kvmrt_irq_bound(const char *device, int cpu);
int kvmrt_irq_bind_set(const char *device, const struct cpumask *cpus);
void kvmrt_irq_bind_clear(void);
bool kvmrt_irq_bind_scan(void);

/* -------------------------------------------------------- irq_default.c */

/* 0; -EINVAL: the module parameter. */
int kvmrt_irq_default_init(void);
void kvmrt_irq_default_exit(void);
/* Under kvmrt_irq_lock.  -EOPNOTSUPP; -EINVAL no CPU of it is online. */
int kvmrt_irq_default_set(const struct cpumask *cpus);
const struct cpumask *kvmrt_irq_default_get(void);	/* NULL: unknown */

/* ---------------------------------------------------------------- irq.c */

/* Which part of a request is at fault. */
enum kvmrt_irq_about {
	KVMRT_IRQ_ABOUT_NOTHING,
	KVMRT_IRQ_ABOUT_ITEM,	/* the interrupt or the device */
	KVMRT_IRQ_ABOUT_FROM,	/* CPUs to be freed or guarded */
	KVMRT_IRQ_ABOUT_TO,	/* CPUs that take interrupts */
	KVMRT_IRQ_ABOUT_GUARD,
	KVMRT_NR_IRQ_ABOUT
};

/* Why a request was refused: a text, and a number that belongs to it or -1. */
struct kvmrt_irq_refusal {
	enum kvmrt_irq_about about;
	const char *text;
	int value;
};

static inline int kvmrt_irq_refuse(struct kvmrt_irq_refusal *refusal, int error,
				   enum kvmrt_irq_about about, const char *text,
				   int value)
{
	refusal->about = about;
	refusal->text = text;
	refusal->value = value;
	return error;
}

/* The first CPU of both, -1 if there is none. */
static inline int kvmrt_irq_first_of_both(const struct cpumask *a,
					  const struct cpumask *b)
{
	unsigned int cpu = cpumask_first_and(a, b);

	return cpu < nr_cpu_ids ? cpu : -1;
}

/* Both locks, for a request; what goes with having changed something. */
void kvmrt_irq_begin(void);
void kvmrt_irq_end(void);

struct kvmrt_irq_request {
	const struct cpumask *from;
	const struct cpumask *to;	/* NULL: all others */
	u32 policy;
	bool best_effort;
	bool guard;
};

struct kvmrt_irq_result {
	unsigned int moved;
	unsigned int narrowed;
	unsigned int deferred;
	unsigned int stayed;
};

/* These take the locks; errors as told of the netlink commands. */
int kvmrt_irq_evacuate(const struct kvmrt_irq_request *request,
		       struct kvmrt_irq_result *result,
		       struct kvmrt_irq_refusal *refusal);
/* The plan alone; for kvmrt_irq_set_free(), its masks are not to be used. */
struct kvmrt_irq_set *
kvmrt_irq_rehearse(const struct kvmrt_irq_request *request,
		   struct kvmrt_irq_refusal *refusal);
/* Of the request, @to and @policy. */
int kvmrt_irq_move(unsigned int irq, const struct kvmrt_irq_request *request,
		   struct kvmrt_irq_result *result,
		   struct kvmrt_irq_refusal *refusal);
struct kvmrt_irq_set *
kvmrt_irq_rehearse_move(unsigned int irq,
			const struct kvmrt_irq_request *request,
			struct kvmrt_irq_refusal *refusal);
int kvmrt_irq_restore_one(unsigned int irq, struct kvmrt_irq_refusal *refusal);
void kvmrt_irq_restore_all(struct kvmrt_irq_result *result);
/* @irq: NULL: all. */
struct kvmrt_irq_set *
kvmrt_irq_rehearse_restore(const u32 *irq, struct kvmrt_irq_refusal *refusal);
u32 kvmrt_irq_generation(void);
void kvmrt_irq_generation_next(void);
const char *kvmrt_irq_hold_text(u32 hold);

/* ------------------------------------------------------- irq_standing.c */

int kvmrt_irq_guard_change(const struct cpumask *cpus, const struct cpumask *to,
			   const u32 *policy, struct kvmrt_irq_refusal *refusal);
int kvmrt_irq_bind(const char *device, const struct cpumask *cpus,
		   struct kvmrt_irq_refusal *refusal);

#endif /* KVMRT_HOST_IRQ_H */
