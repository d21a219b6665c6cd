/* SPDX-License-Identifier: GPL-2.0-only */
/* How the accounting of one vCPU looks inside, for exits.c and its probe. */
#ifndef KVMRT_HOST_EXITS_H
#define KVMRT_HOST_EXITS_H

#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/seqlock.h>

#include "kvmrt.h"

/* SVM's codes are below 0x100 or few above 0x400, VMX's below 0x100. */
#define KVMRT_EXIT_KEYS		512

struct kvmrt_exit_slot {
	u32 reason;
	u32 isa;
	u64 total;
	u64 worst;
	u64 worst_at;
	u64 bucket[KVMRT_EXIT_BUCKETS];	/* their sum is the count */
};

struct kvmrt_exit_user_slot {
	u32 slot;
	u32 reason;
	struct kvmrt_exit_sum sum;
};

/**
 * struct kvmrt_exits - what a vCPU's exits cost
 * @rcu: delays freeing past probe and readers
 * @next: in a list of blocks that go or are to come; only account.c's
 * @since_ns: when it began to count, CLOCK_BOOTTIME
 * @seq: odd while the vCPU writes
 * @nr_slots: how many are in use, in order of first exits
 * @nr_users: likewise of @user
 * @slot_of: by key of the reason, its slot or any other one
 * @slot: by reason
 * @user: by slot and KVM_EXIT_*
 */
struct kvmrt_exits {
	struct rcu_head rcu;
	struct kvmrt_exits *next;
	u64 since_ns;
	seqcount_t seq;
	u32 nr_slots;
	u32 nr_users;
	struct kvmrt_exit_slot *slot_of[KVMRT_EXIT_KEYS];
	struct kvmrt_exit_slot slot[KVMRT_EXIT_SLOTS];
	struct kvmrt_exit_user_slot user[KVMRT_EXIT_USER_SLOTS];
};

/* Nanoseconds of 2^32 ticks of the TSC; set before the first block is there. */
extern u64 kvmrt_exits_mult;

void kvmrt_exits_init(void);
void kvmrt_exits_push(struct kvmrt_exits **list, struct kvmrt_exits *exits);
struct kvmrt_exits *kvmrt_exits_pop(struct kvmrt_exits **list);
void kvmrt_exits_add_slowly(struct kvmrt_exits *exits,
			    const struct kvmrt_trip *trip, u64 ticks,
			    u64 bucket);

/**
 * kvmrt_exits_ns() - a time as people want it
 * @ticks: of the host's TSC
 *
 * Return: nanoseconds, rounded down.
 */
static __always_inline u64 kvmrt_exits_ns(u64 ticks)
{
	return mul_u64_u64_shr(ticks, kvmrt_exits_mult, 32);
}

static inline unsigned int kvmrt_exits_key(u32 reason)
{
	return (reason & 0xff) | (reason >> 2 & 0x100);
}

/**
 * kvmrt_exits_add() - account for a stay outside of the guest
 * @exits: of the vCPU
 * @trip: the stay
 * @now: host TSC at its end
 *
 * For the probe on the vCPU's thread, preemption off.
 */
static __always_inline void kvmrt_exits_add(struct kvmrt_exits *exits,
					    const struct kvmrt_trip *trip,
					    u64 now)
{
	u64 ticks = now - trip->tsc;
	struct kvmrt_exit_slot *slot;
	u64 bucket;

	/* Set the lowest bit: 0 counts as 1. */
	bucket = __fls(kvmrt_exits_ns(ticks) | 1);
	if (unlikely(bucket >= KVMRT_EXIT_BUCKETS))
		bucket = KVMRT_EXIT_BUCKETS - 1;

	slot = exits->slot_of[kvmrt_exits_key(trip->reason)];
	if (unlikely(slot->reason != trip->reason || ticks >= slot->worst ||
		     trip->to_user)) {
		kvmrt_exits_add_slowly(exits, trip, ticks, bucket);
		return;
	}

	raw_write_seqcount_begin(&exits->seq);
	slot->total += ticks;
	slot->bucket[bucket]++;
	raw_write_seqcount_end(&exits->seq);
}

#endif /* KVMRT_HOST_EXITS_H */
