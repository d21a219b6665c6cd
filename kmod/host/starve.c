// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names the CPUs that keep us waiting.
 *
 * Removing an ftrace hook waits until every CPU has run a worker.  A vCPU
 * thread with SCHED_FIFO that never sleeps starves the worker of its CPU, and
 * nobody would know why rmmod hangs.  A watch that runs longer than its limit
 * puts a probe on every CPU's queue and, later, prints those that never ran.
 * It can't end the wait: the patch must not stay behind.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/workqueue.h>

#include "starve.h"

#define LIMIT		(5 * HZ)

static void probe_ran(struct work_struct *work)
{
}

static DEFINE_PER_CPU(struct work_struct, probe);
static const char *waiting_for;
static bool probed;

static void put_probes(void)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu)
		schedule_work_on(cpu, per_cpu_ptr(&probe, cpu));
	cpus_read_unlock();
}

static void name_starved(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (work_pending(per_cpu_ptr(&probe, cpu)))
			pr_warn("%s waits for CPU %d, whose workers don't get to run: lower the real-time priority of what runs there (ps -eLo psr,rtprio,comm) or stop its VM\n",
				waiting_for, cpu);
}

/* Unbound: this must run even where a CPU's own workers starve. */
static void watch(struct work_struct *work);
static DECLARE_DELAYED_WORK(watch_work, watch);

static void watch(struct work_struct *work)
{
	if (probed)
		name_starved();
	else
		put_probes();
	probed = true;
	queue_delayed_work(system_unbound_wq, &watch_work, LIMIT);
}

/**
 * kvmrt_starve_watch_start() - be ready to say who keeps us waiting
 * @what: what we are about to do, for the message; must stay valid
 */
void kvmrt_starve_watch_start(const char *what)
{
	int cpu;

	for_each_possible_cpu(cpu)
		INIT_WORK(per_cpu_ptr(&probe, cpu), probe_ran);
	waiting_for = what;
	probed = false;
	queue_delayed_work(system_unbound_wq, &watch_work, LIMIT);
}

/**
 * kvmrt_starve_watch_stop() - the wait is over
 *
 * Waits for probes that are still queued; the CPUs run workers again, or the
 * wait that was watched would not have ended.
 */
void kvmrt_starve_watch_stop(void)
{
	int cpu;

	cancel_delayed_work_sync(&watch_work);
	for_each_possible_cpu(cpu)
		cancel_work_sync(per_cpu_ptr(&probe, cpu));
}
