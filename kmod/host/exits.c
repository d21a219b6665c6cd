// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one vCPU's exits cost, by reason: written in probes by the thread that
 * runs the vCPU, read by anybody.
 *
 * One block, allocated before it is used and never grown, since the writer can
 * allocate nothing.  A block is never cleared either: a reset puts a new one
 * in its place, so that nobody but the vCPU ever writes to it.
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <asm/tsc.h>

#include "kvmrt.h"
#include "exits.h"
#include "visible.h"

u64 kvmrt_exits_mult;
EXPORT_SYMBOL_IF_KUNIT(kvmrt_exits_mult);

/**
 * kvmrt_exits_init() - learn the rate of the TSC
 */
void kvmrt_exits_init(void)
{
	kvmrt_exits_mult = div_u64((u64)NSEC_PER_MSEC << 32, tsc_khz);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_exits_init);

/**
 * kvmrt_exits_alloc() - a new, empty block
 *
 * Sleeps.
 *
 * Return: the block, or NULL without memory.
 */
struct kvmrt_exits *kvmrt_exits_alloc(void)
{
	struct kvmrt_exits *exits;
	int i;

	exits = kvzalloc(sizeof(*exits), GFP_KERNEL_ACCOUNT);
	if (!exits)
		return NULL;
	seqcount_init(&exits->seq);
	exits->since_ns = ktime_get_boottime_ns();
	/* What no first exit matches. */
	exits->slot[0].reason = KVMRT_EXIT_REASON_OTHER;
	for (i = 0; i < KVMRT_EXIT_KEYS; i++)
		exits->slot_of[i] = exits->slot;
	return exits;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_exits_alloc);

/**
 * kvmrt_exits_free() - after its vCPU has forgotten it
 * @exits: the block, or NULL; probes and readers may still be in it
 */
void kvmrt_exits_free(struct kvmrt_exits *exits)
{
	if (exits)
		kvfree_rcu(exits, rcu);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_exits_free);

/**
 * kvmrt_exits_push() - a block into a list of blocks
 * @list: the list
 * @exits: the block, or NULL
 */
void kvmrt_exits_push(struct kvmrt_exits **list, struct kvmrt_exits *exits)
{
	if (!exits)
		return;
	exits->next = *list;
	*list = exits;
}

/**
 * kvmrt_exits_pop() - a block out of a list of blocks
 * @list: the list
 *
 * Return: the block, or NULL if there is none.
 */
struct kvmrt_exits *kvmrt_exits_pop(struct kvmrt_exits **list)
{
	struct kvmrt_exits *exits = *list;

	if (exits)
		*list = exits->next;
	return exits;
}

/**
 * kvmrt_exits_since_ns() - when a block began to count
 * @exits: the block
 *
 * Return: that time, CLOCK_BOOTTIME.
 */
u64 kvmrt_exits_since_ns(const struct kvmrt_exits *exits)
{
	return exits->since_ns;
}

static struct kvmrt_exit_slot *new_slot(struct kvmrt_exits *exits, u32 isa,
					u32 reason)
{
	struct kvmrt_exit_slot *slot = &exits->slot[exits->nr_slots];

	slot->isa = isa;
	slot->reason = reason;
	WRITE_ONCE(exits->nr_slots, exits->nr_slots + 1);
	return slot;
}

static struct kvmrt_exit_slot *find_slot(struct kvmrt_exits *exits, u32 isa,
					 u32 reason)
{
	u32 i;

	for (i = 0; i < exits->nr_slots; i++)
		if (exits->slot[i].reason == reason)
			return &exits->slot[i];
	if (i < KVMRT_EXIT_SLOTS - 1)
		return new_slot(exits, isa, reason);
	if (i == KVMRT_EXIT_SLOTS - 1)
		return new_slot(exits, isa, KVMRT_EXIT_REASON_OTHER);
	return &exits->slot[KVMRT_EXIT_SLOTS - 1];
}

static struct kvmrt_exit_user_slot *
find_user_slot(struct kvmrt_exits *exits, u32 slot, u32 reason)
{
	u32 last = KVMRT_EXIT_USER_SLOTS - 1, i;
	struct kvmrt_exit_user_slot *user;

	for (i = 0; i < exits->nr_users; i++) {
		user = &exits->user[i];
		if (user->slot == slot && user->reason == reason)
			return user;
	}
	if (i > last)
		return &exits->user[last];

	user = &exits->user[i];
	user->slot = slot;
	user->reason = i < last ? reason : KVMRT_EXIT_REASON_OTHER;
	WRITE_ONCE(exits->nr_users, i + 1);
	return user;
}

static void add_user(struct kvmrt_exits *exits, u32 slot,
		     const struct kvmrt_trip *trip, u64 ticks)
{
	struct kvmrt_exit_sum *sum;

	sum = &find_user_slot(exits, slot, trip->user_reason)->sum;
	sum->count++;
	sum->total += ticks;
	if (ticks >= sum->worst) {
		sum->worst = ticks;
		sum->worst_at = trip->tsc;
	}
}

/**
 * kvmrt_exits_add_slowly() - the long way of kvmrt_exits_add()
 * @exits: of the vCPU
 * @trip: the stay outside of the guest
 * @ticks: how long it took
 * @bucket: of the histogram
 */
void kvmrt_exits_add_slowly(struct kvmrt_exits *exits,
			    const struct kvmrt_trip *trip, u64 ticks,
			    u64 bucket)
{
	struct kvmrt_exit_slot *slot;

	raw_write_seqcount_begin(&exits->seq);
	slot = find_slot(exits, trip->isa, trip->reason);
	exits->slot_of[kvmrt_exits_key(trip->reason)] = slot;
	slot->total += ticks;
	slot->bucket[bucket]++;
	if (ticks >= slot->worst) {
		slot->worst = ticks;
		slot->worst_at = trip->tsc;
	}
	if (trip->to_user)
		add_user(exits, slot - exits->slot, trip, ticks);
	raw_write_seqcount_end(&exits->seq);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_exits_add_slowly);

static void copy_slot(const struct kvmrt_exits *exits, u32 index,
		      struct kvmrt_exit_info *info)
{
	const struct kvmrt_exit_slot *slot = &exits->slot[index];
	const struct kvmrt_exit_user_slot *user;
	u32 i;

	info->reason = slot->reason;
	info->isa = slot->isa;
	info->sum.count = 0;
	info->sum.total = slot->total;
	info->sum.worst = slot->worst;
	info->sum.worst_at = slot->worst_at;
	for (i = 0; i < KVMRT_EXIT_BUCKETS; i++) {
		info->bucket[i] = slot->bucket[i];
		info->sum.count += info->bucket[i];
	}

	info->nr_users = 0;
	for (i = 0; i < exits->nr_users; i++) {
		user = &exits->user[i];
		if (user->slot != index)
			continue;
		info->user[info->nr_users].reason = user->reason;
		info->user[info->nr_users++].sum = user->sum;
	}
}

/**
 * kvmrt_exits_get() - copy what was accounted for one reason
 * @exits: of the vCPU
 * @index: in order of first exits
 * @info: where to
 *
 * Return: whether there is such a reason.
 */
bool kvmrt_exits_get(struct kvmrt_exits *exits, u32 index,
		     struct kvmrt_exit_info *info)
{
	unsigned int seq;

	if (index >= READ_ONCE(exits->nr_slots))
		return false;

	/* The writer has preemption off: it is done in no time. */
	do {
		seq = read_seqcount_begin(&exits->seq);
		copy_slot(exits, index, info);
	} while (read_seqcount_retry(&exits->seq, seq));
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_exits_get);
