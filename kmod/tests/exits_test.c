// SPDX-License-Identifier: GPL-2.0-only
/* Accounting of one vCPU's exits, as exits.c does. */
#include <linux/slab.h>
#include <kunit/test.h>

#include "exits.h"
#include "kvmrt.h"

/* Freed by the test itself; ticks are what a trip takes. */
static void add(struct kvmrt_exits *exits, u32 reason, u64 at, u64 ticks)
{
	struct kvmrt_trip trip = {
		.tsc = at, .reason = reason, .isa = KVMRT_ISA_SVM, .out = true,
	};

	kvmrt_exits_add(exits, &trip, at + ticks);
}

static void add_user(struct kvmrt_exits *exits, u32 reason, u32 user, u64 at,
		     u64 ticks)
{
	struct kvmrt_trip trip = {
		.tsc = at, .reason = reason, .isa = KVMRT_ISA_SVM, .out = true,
		.to_user = true, .user_reason = user,
	};

	kvmrt_exits_add(exits, &trip, at + ticks);
}

static int exits_init(struct kunit *test)
{
	struct kvmrt_exits *exits;

	kvmrt_exits_init();
	exits = kvmrt_exits_alloc();
	KUNIT_ASSERT_NOT_NULL(test, exits);
	test->priv = exits;
	return 0;
}

static void exits_exit(struct kunit *test)
{
	kvmrt_exits_free(test->priv);
}

static struct kvmrt_exit_info *get(struct kunit *test, u32 index)
{
	struct kvmrt_exit_info *info;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	KUNIT_ASSERT_TRUE(test, kvmrt_exits_get(test->priv, index, info));
	return info;
}

static void exits_begin_empty(struct kunit *test)
{
	struct kvmrt_exit_info *info;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	KUNIT_EXPECT_FALSE(test, kvmrt_exits_get(test->priv, 0, info));
}

static void exits_sums(struct kunit *test)
{
	struct kvmrt_exit_info *info;

	add(test->priv, 0x72, 1000, 50);
	add(test->priv, 0x72, 2000, 70);
	add(test->priv, 0x72, 3000, 60);
	info = get(test, 0);
	KUNIT_EXPECT_EQ(test, info->reason, 0x72);
	KUNIT_EXPECT_EQ(test, info->isa, KVMRT_ISA_SVM);
	KUNIT_EXPECT_EQ(test, info->sum.count, 3);
	KUNIT_EXPECT_EQ(test, info->sum.total, 180);
	KUNIT_EXPECT_EQ(test, info->sum.worst, 70);
	KUNIT_EXPECT_EQ(test, info->sum.worst_at, 2000);
	KUNIT_EXPECT_EQ(test, info->nr_users, 0);
}

/* Codes that share a key of the table are accounted apart all the same. */
static void exits_same_key(struct kunit *test)
{
	static const u32 reasons[] = { 0x00, 0x200, 0x400, 0x500, 0x80000000,
				       0x80000403, U32_MAX };
	int round;
	size_t i;

	for (round = 0; round < 3; round++)
		for (i = 0; i < ARRAY_SIZE(reasons); i++)
			add(test->priv, reasons[i], 1, i + 1);
	for (i = 0; i < ARRAY_SIZE(reasons); i++) {
		KUNIT_EXPECT_EQ(test, get(test, i)->reason, reasons[i]);
		KUNIT_EXPECT_EQ(test, get(test, i)->sum.count, 3);
		KUNIT_EXPECT_EQ(test, get(test, i)->sum.total, 3 * (i + 1));
	}
}

static void exits_buckets(struct kunit *test)
{
	struct kvmrt_exit_info *info;
	u64 ns;
	int i;

	/* The shortest and the longest that can be. */
	add(test->priv, 1, 1, 0);
	add(test->priv, 1, 1, U64_MAX >> 1);
	info = get(test, 0);
	KUNIT_EXPECT_EQ(test, info->bucket[0], 1);
	KUNIT_EXPECT_EQ(test, info->bucket[KVMRT_EXIT_BUCKETS - 1], 1);

	add(test->priv, 2, 1, 123456);
	ns = kvmrt_exits_ns(123456);
	info = get(test, 1);
	for (i = 0; i < KVMRT_EXIT_BUCKETS; i++)
		KUNIT_EXPECT_EQ(test, info->bucket[i],
				ns >> i == 1 ? 1 : 0);
}

static void exits_users(struct kunit *test)
{
	struct kvmrt_exit_info *info;

	add_user(test->priv, 0x7b, KVM_EXIT_IO, 100, 10);
	add_user(test->priv, 0x7b, KVM_EXIT_IO, 200, 30);
	add_user(test->priv, 0x7b, KVM_EXIT_INTR, 300, 20);
	add_user(test->priv, 0x60, KVM_EXIT_INTR, 400, 5);
	add(test->priv, 0x7b, 500, 99);
	info = get(test, 0);
	KUNIT_EXPECT_EQ(test, info->sum.count, 4);
	KUNIT_ASSERT_EQ(test, info->nr_users, 2);
	KUNIT_EXPECT_EQ(test, info->user[0].reason, KVM_EXIT_IO);
	KUNIT_EXPECT_EQ(test, info->user[0].sum.count, 2);
	KUNIT_EXPECT_EQ(test, info->user[0].sum.total, 40);
	KUNIT_EXPECT_EQ(test, info->user[0].sum.worst, 30);
	KUNIT_EXPECT_EQ(test, info->user[0].sum.worst_at, 200);
	KUNIT_EXPECT_EQ(test, info->user[1].reason, KVM_EXIT_INTR);
	KUNIT_EXPECT_EQ(test, get(test, 1)->nr_users, 1);
}

/* More reasons than there is room for: the last slot has all of them. */
static void exits_overflow(struct kunit *test)
{
	struct kvmrt_exit_info *info;
	u32 i;

	for (i = 0; i < KVMRT_EXIT_SLOTS + 50; i++)
		add(test->priv, i, 1, 1);
	add(test->priv, KVMRT_EXIT_SLOTS + 7, 1, 1);
	info = get(test, KVMRT_EXIT_SLOTS - 1);
	KUNIT_EXPECT_EQ(test, info->reason, KVMRT_EXIT_REASON_OTHER);
	KUNIT_EXPECT_EQ(test, info->sum.count, 52);
	KUNIT_EXPECT_FALSE(test, kvmrt_exits_get(test->priv, KVMRT_EXIT_SLOTS,
						 info));
}

static void exits_user_overflow(struct kunit *test)
{
	struct kvmrt_exit_info *info;
	u32 i, last = KVMRT_EXIT_USER_SLOTS - 1;

	for (i = 0; i < KVMRT_EXIT_USER_SLOTS + 10; i++)
		add_user(test->priv, 3, i, 1, 1);
	info = get(test, 0);
	KUNIT_ASSERT_EQ(test, info->nr_users, KVMRT_EXIT_USER_SLOTS);
	KUNIT_EXPECT_EQ(test, info->user[last].reason, KVMRT_EXIT_REASON_OTHER);
	KUNIT_EXPECT_EQ(test, info->user[last].sum.count, 11);
}

static struct kunit_case exits_cases[] = {
	KUNIT_CASE(exits_begin_empty),
	KUNIT_CASE(exits_sums),
	KUNIT_CASE(exits_same_key),
	KUNIT_CASE(exits_buckets),
	KUNIT_CASE(exits_users),
	KUNIT_CASE(exits_overflow),
	KUNIT_CASE(exits_user_overflow),
	{}
};

static struct kunit_suite exits_suite = {
	.name = "kvmrt_exits",
	.init = exits_init,
	.exit = exits_exit,
	.test_cases = exits_cases,
};

kunit_test_suite(exits_suite);
