// SPDX-License-Identifier: GPL-2.0-only
/* The token bucket of gs_limit.c; time is a number here. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <kunit/test.h>

#include "kvmrt.h"

#define START	(100000 * (u64)NSEC_PER_SEC)

static const u32 rates[] = { 1, 2, 3, 7, 50, 999, 1000, KVMRT_RATE_MAX };

static void rate_name(const u32 *rate, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u", *rate);
}

KUNIT_ARRAY_PARAM(rate, rates, rate_name);

static void set_up(struct kvmrt_bucket *bucket, u32 rate)
{
	memset(bucket, 0, sizeof(*bucket));
	kvmrt_bucket_set_rate(bucket, rate);
}

/* How many of @calls pass, all at one time. */
static u32 pass(struct kvmrt_bucket *bucket, u64 now_ns, u32 calls)
{
	u32 n = 0;

	while (calls--)
		n += kvmrt_bucket_take(bucket, now_ns);

	return n;
}

/* A full bucket gives as many as its rate at once, and no more. */
static void limit_burst(struct kunit *test)
{
	const u32 rate = *(const u32 *)test->param_value;
	struct kvmrt_bucket bucket;

	set_up(&bucket, rate);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START, rate), rate);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START, 10), 0);
}

/* An empty one gives one more after each interval, to the nanosecond. */
static void limit_refill(struct kunit *test)
{
	const u32 rate = *(const u32 *)test->param_value;
	const u64 interval_ns = div_u64(NSEC_PER_SEC, rate);
	struct kvmrt_bucket bucket;
	u64 now_ns = START;
	int i;

	set_up(&bucket, rate);
	pass(&bucket, now_ns, rate);
	for (i = 0; i < 5; i++) {
		now_ns += interval_ns;
		KUNIT_EXPECT_FALSE(test, kvmrt_bucket_take(&bucket, now_ns - 1));
		KUNIT_EXPECT_TRUE(test, kvmrt_bucket_take(&bucket, now_ns));
		KUNIT_EXPECT_FALSE(test, kvmrt_bucket_take(&bucket, now_ns));
	}
}

/* Over a long time its rate holds, however often it is asked. */
static void limit_long_run(struct kunit *test)
{
	const u32 rate = 50, seconds = 20, steps = 1000;
	struct kvmrt_bucket bucket;
	u32 n = 0, i;

	set_up(&bucket, rate);
	for (i = 0; i < seconds * steps; i++)
		n += pass(&bucket, START + i * (NSEC_PER_SEC / steps), 3);
	KUNIT_EXPECT_GE(test, n, rate * seconds);
	KUNIT_EXPECT_LE(test, n, rate * seconds + rate);
}

/* Refused calls push nothing back: who waits long enough gets through. */
static void limit_refusal_is_free(struct kunit *test)
{
	struct kvmrt_bucket bucket;

	set_up(&bucket, 2);
	pass(&bucket, START, 1000);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START + NSEC_PER_SEC, 1000), 2);
}

/* An hour of silence saves up no more than one burst. */
static void limit_idle_hoards_nothing(struct kunit *test)
{
	struct kvmrt_bucket bucket;

	set_up(&bucket, 50);
	pass(&bucket, START, 50);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START + 3600 * (u64)NSEC_PER_SEC,
				   1000), 50);
}

/* Clocks of two CPUs may differ a little; neither gives more, nor locks out. */
static void limit_clock_back(struct kunit *test)
{
	struct kvmrt_bucket bucket;

	set_up(&bucket, 10);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START, 5), 5);
	/* A tenth of a second back costs one of the five that are left. */
	KUNIT_EXPECT_EQ(test, pass(&bucket, START - NSEC_PER_SEC / 10, 100), 4);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START, 100), 1);
	/* An hour back is refused, and changes nothing. */
	KUNIT_EXPECT_EQ(test, pass(&bucket, START - 3600 * (u64)NSEC_PER_SEC,
				   100), 0);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START + NSEC_PER_SEC, 100), 10);
}

/* The number is kept in a signed type: half of its range must not matter. */
static void limit_sign_boundary(struct kunit *test)
{
	const u64 half = BIT_ULL(63);
	struct kvmrt_bucket bucket;

	set_up(&bucket, 4);
	KUNIT_EXPECT_EQ(test, pass(&bucket, half - 1, 100), 4);
	KUNIT_EXPECT_EQ(test, pass(&bucket, half + 1, 100), 0);
	KUNIT_EXPECT_EQ(test, pass(&bucket, half + NSEC_PER_SEC, 100), 4);
	KUNIT_EXPECT_EQ(test, pass(&bucket, half + 3 * (u64)NSEC_PER_SEC, 100), 4);
}

/* The clock begins at 0. */
static void limit_time_zero(struct kunit *test)
{
	struct kvmrt_bucket bucket;

	set_up(&bucket, 3);
	KUNIT_EXPECT_EQ(test, pass(&bucket, 0, 100), 3);
	KUNIT_EXPECT_EQ(test, pass(&bucket, NSEC_PER_SEC, 100), 3);
}

/* A new rate holds from the next call on, up and down. */
static void limit_change(struct kunit *test)
{
	struct kvmrt_bucket bucket;

	set_up(&bucket, 1);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START, 100), 1);
	kvmrt_bucket_set_rate(&bucket, 1000);
	/* The one that is out is worth a second of the old rate. */
	KUNIT_EXPECT_EQ(test, pass(&bucket, START + NSEC_PER_SEC, 5000), 1000);
	kvmrt_bucket_set_rate(&bucket, 1);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START + NSEC_PER_SEC, 100), 0);
	KUNIT_EXPECT_EQ(test, pass(&bucket, START + 2 * (u64)NSEC_PER_SEC, 100),
			1);
}

#define TAKERS	4
#define TAKES	20000

struct taker {
	struct kvmrt_bucket *bucket;
	struct completion *go;
	struct completion done;
	u32 n;
};

static int take_many(void *arg)
{
	struct taker *taker = arg;

	wait_for_completion(taker->go);
	taker->n = pass(taker->bucket, START, TAKES);
	complete(&taker->done);

	return 0;
}

/* Several CPUs at once: not one token is given twice or lost. */
static void limit_concurrent(struct kunit *test)
{
	const u32 rate = TAKERS * TAKES / 2;
	struct kvmrt_bucket bucket;
	struct taker taker[TAKERS];
	DECLARE_COMPLETION_ONSTACK(go);
	struct task_struct *task;
	u32 started, n = 0, i;

	set_up(&bucket, rate);
	for (started = 0; started < TAKERS; started++) {
		taker[started].bucket = &bucket;
		taker[started].go = &go;
		taker[started].n = 0;
		init_completion(&taker[started].done);
		task = kthread_run(take_many, &taker[started], "kvmrt_take/%u",
				   started);
		if (IS_ERR(task))
			break;
	}
	complete_all(&go);
	for (i = 0; i < started; i++) {
		wait_for_completion(&taker[i].done);
		n += taker[i].n;
	}
	KUNIT_ASSERT_EQ(test, started, TAKERS);
	KUNIT_EXPECT_EQ(test, n, rate);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(limit_burst, rate_gen_params),
	KUNIT_CASE_PARAM(limit_refill, rate_gen_params),
	KUNIT_CASE(limit_long_run),
	KUNIT_CASE(limit_refusal_is_free),
	KUNIT_CASE(limit_idle_hoards_nothing),
	KUNIT_CASE(limit_clock_back),
	KUNIT_CASE(limit_sign_boundary),
	KUNIT_CASE(limit_time_zero),
	KUNIT_CASE(limit_change),
	KUNIT_CASE(limit_concurrent),
	{}
};

static struct kunit_suite suite = {
	.name = "kvmrt_gs_limit",
	.test_cases = cases,
};

kunit_test_suite(suite);
