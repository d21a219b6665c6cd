// SPDX-License-Identifier: GPL-2.0-only
/*
 * Freezes the host's trace when a guest says that now is the moment.
 *
 * The trace instance "kvmrt" belongs to whoever records.  A flush swaps its
 * ring with its snapshot and tells the recorder by netlink, which then has
 * until the next flush to save instances/kvmrt/snapshot.  Stock kernels swap
 * the whole instance only (CONFIG_TRACER_SNAPSHOT_PER_CPU_SWAP is off), so
 * the snapshot holds every CPU; the notification names those of the scope,
 * which are the ones to save.
 *
 * The swap clears nothing: what the recorder has saved it clears itself ("echo
 * 2 > instances/kvmrt/snapshot"), or the ring after the next flush begins with
 * the events of the snapshot before, which are older than that flush.
 *
 * The kernel's way for modules is a conditional snapshot whose condition is
 * ours: that it was called tells that the swap took place.  The first flush
 * allocates the spare ring, which waits for workers on every CPU; so the work
 * is done by a worker, and a vCPU waits for it no longer than its limit.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/trace.h>
#include <linux/trace_snapshot.h>
#include <linux/workqueue.h>

#include "kvmrt.h"
#include "ksym.h"

#define INSTANCE	"kvmrt"
#define WAIT		(2 * HZ)

/* One flush at a time: whoever sets this owns the job until it is cleared. */
static unsigned long busy;

static struct {
	struct work_struct work;
	struct completion done;
	atomic_t users;		/* worker and waiter; the last clears busy */
	struct cpumask cpus;
	struct kvmrt_flush_info info;
	int ret;
} job;

static bool swap_now(struct trace_array *tr, void *swapped)
{
	*(bool *)swapped = true;
	return true;
}

static int take_snapshot(struct trace_array *tr)
{
	bool swapped = false;
	int ret;

	ret = tracing_snapshot_cond_enable(tr, &swapped, swap_now);
	if (ret)
		return ret == -ENODEV ? -EOPNOTSUPP : ret;

	/* Runs the condition, unless tracing or a tracer is in the way. */
	tracing_snapshot_cond(tr, &swapped);
	tracing_snapshot_cond_disable(tr);

	return swapped ? 0 : -EBUSY;
}

static void put_job(void)
{
	if (atomic_dec_and_test(&job.users))
		clear_bit_unlock(0, &busy);
}

static void flush_work_fn(struct work_struct *work)
{
	struct trace_array *tr;

	tr = kvmrt_ksym_trace_array_find_get(INSTANCE);
	if (!tr) {
		job.ret = -ENODEV;
		goto out;
	}

	job.ret = take_snapshot(tr);
	trace_array_put(tr);
	if (job.ret)
		goto out;

	job.info.seq++;
	job.info.time_ns = ktime_get_boottime_ns();
	job.info.cpus = &job.cpus;
	kvmrt_nl_notify_flush(&job.info);
out:
	complete(&job.done);
	put_job();
}

static void set_cpus(struct kvmrt_vm *vm, u64 scope)
{
	switch (scope) {
	case KVMRT_GS_SCOPE_CPU_CURRENT:
		cpumask_clear(&job.cpus);
		cpumask_set_cpu(raw_smp_processor_id(), &job.cpus);
		break;
	case KVMRT_GS_SCOPE_CPU_VM:
		kvmrt_vm_cpus(vm, &job.cpus);
		break;
	default:
		cpumask_copy(&job.cpus, cpu_online_mask);
		break;
	}
}

/**
 * kvmrt_flush() - freeze the trace instance "kvmrt" and tell its recorder
 * @vm: the VM that asks
 * @vcpu_id: its vCPU
 * @scope: enum kvmrt_gs_scope, checked
 *
 * Return: 0; -ENODEV without the instance; -EBUSY if it can't be swapped now,
 * or another flush is under way; -EOPNOTSUPP on a kernel without snapshots;
 * -ENOMEM without room for the spare ring.
 */
int kvmrt_flush(struct kvmrt_vm *vm, u32 vcpu_id, u64 scope)
{
	int ret;

	if (!kvmrt_feature_is_on(KVMRT_FEATURE_TRACE_FLUSH))
		return -EOPNOTSUPP;

	if (test_and_set_bit_lock(0, &busy))
		return -EBUSY;

	set_cpus(vm, scope);
	job.info.vm_id = vm->id;
	job.info.vcpu_id = vcpu_id;
	job.info.scope = scope;
	atomic_set(&job.users, 2);
	reinit_completion(&job.done);
	queue_work(system_unbound_wq, &job.work);

	/* A worker that hangs must not hold the guest, nor its killer. */
	ret = -EBUSY;
	if (wait_for_completion_killable_timeout(&job.done, WAIT) > 0)
		ret = job.ret;
	put_job();

	return ret;
}

/**
 * kvmrt_flush_init() - prepare
 */
void kvmrt_flush_init(void)
{
	INIT_WORK(&job.work, flush_work_fn);
	init_completion(&job.done);
}

/**
 * kvmrt_flush_exit() - after the last guest's call; waits for the worker
 */
void kvmrt_flush_exit(void)
{
	cancel_work_sync(&job.work);
}
