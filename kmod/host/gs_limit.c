// SPDX-License-Identifier: GPL-2.0-only
/*
 * Token bucket for calls of a guest; pure arithmetic, no clock of its own.
 *
 * Kept as the generic cell rate algorithm: one number, the theoretical
 * arrival time, in place of a level and its time of last filling, so that
 * vCPUs on many CPUs share it with one compare-and-exchange.
 */
#include <linux/atomic.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time64.h>

#include "kvmrt.h"
#include "visible.h"

/**
 * kvmrt_bucket_set_rate() - set what a bucket allows
 * @bucket: the bucket; may be in use, calls under way see old or new
 * @rate: calls per second, and how many of them at once; at least 1
 */
void kvmrt_bucket_set_rate(struct kvmrt_bucket *bucket, u32 rate)
{
	u64 interval_ns = div_u64(NSEC_PER_SEC, rate);

	WRITE_ONCE(bucket->interval_ns, interval_ns);
	WRITE_ONCE(bucket->burst_ns, interval_ns * (rate - 1));
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_bucket_set_rate);

/**
 * kvmrt_bucket_take() - may one more call pass?
 * @bucket: the bucket
 * @now_ns: a clock that does not go backwards by more than it forgives
 *
 * Return: whether it may; then its token is gone.
 */
bool kvmrt_bucket_take(struct kvmrt_bucket *bucket, u64 now_ns)
{
	u64 interval_ns = READ_ONCE(bucket->interval_ns);
	u64 burst_ns = READ_ONCE(bucket->burst_ns);
	s64 tat_ns = atomic64_read(&bucket->tat_ns);
	u64 start_ns;

	do {
		start_ns = max_t(u64, tat_ns, now_ns);
		if (start_ns - now_ns > burst_ns)
			return false;
	} while (!atomic64_try_cmpxchg(&bucket->tat_ns, &tat_ns,
				       start_ns + interval_ns));

	return true;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_bucket_take);
