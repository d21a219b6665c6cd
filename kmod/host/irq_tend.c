// SPDX-License-Identifier: GPL-2.0-only
/*
 * The worker that looks after what we moved: gives back reservations that are
 * not used any more, forgets interrupts that are no more, puts back those whose
 * CPUs come, and lets the guard look.  Callbacks of CPU hotplug only wake it:
 * they must not take our locks.
 *
 * It runs on no particular CPU, as a CPU with a real-time vCPU may never let a
 * worker run; and not while the system is suspended.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/workqueue.h>

#include "irq.h"

/* Least time between two rounds: one sign is rarely alone. */
#define ROUND_MS	5
/* Longest that a request waits for reservations to be given back. */
#define SETTLE_MS	500

static struct workqueue_struct *queue;
static int state_online = -1;
static int state_dead = -1;
static unsigned long last_round;	/* jiffies; only to spread rounds */
static bool closed;

static void tend(struct work_struct *work);
static DECLARE_DELAYED_WORK(tend_work, tend);

static void tend(struct work_struct *work)
{
	unsigned int waiting;
	bool again;

	mutex_lock(&kvmrt_irq_lock);
	cpus_read_lock();
	WRITE_ONCE(last_round, jiffies);
	kvmrt_irq_record_collect();
	again = kvmrt_irq_restore_leaving();
	again |= kvmrt_irq_bind_scan();
	again |= kvmrt_irq_guard_scan();
	waiting = kvmrt_irq_shadow_reap();
	cpus_read_unlock();
	mutex_unlock(&kvmrt_irq_lock);

	if ((waiting || again) && !READ_ONCE(closed))
		queue_delayed_work(queue, &tend_work,
				   msecs_to_jiffies(4 * ROUND_MS));
}

static void wake(struct irq_work *work)
{
	unsigned long next = READ_ONCE(last_round) + msecs_to_jiffies(ROUND_MS);
	unsigned long delay = 0;

	if (READ_ONCE(closed))
		return;
	if (time_before(jiffies, next))
		delay = next - jiffies;
	mod_delayed_work(queue, &tend_work, delay);
}

static struct irq_work wake_work = IRQ_WORK_INIT_HARD(wake);

/**
 * kvmrt_irq_tend_kick() - something may be to do
 *
 * Any context, also with the kernel's vector lock held.
 */
void kvmrt_irq_tend_kick(void)
{
	irq_work_queue(&wake_work);
}

/**
 * kvmrt_irq_tend_settle() - wait until reservations have been given back
 *
 * For half a second at most; the worker goes on.  Holds no lock while waiting.
 */
void kvmrt_irq_tend_settle(void)
{
	unsigned long end = jiffies + msecs_to_jiffies(SETTLE_MS);
	unsigned int waiting;

	for (;;) {
		mutex_lock(&kvmrt_irq_lock);
		cpus_read_lock();
		waiting = kvmrt_irq_shadow_reap();
		cpus_read_unlock();
		mutex_unlock(&kvmrt_irq_lock);
		if (!waiting || time_after(jiffies, end))
			return;
		usleep_range(1000, 2000);
	}
}

static int cpu_came(unsigned int cpu)
{
	kvmrt_irq_tend_kick();
	return 0;
}

/* Tracepoints are silent on a CPU that dies, and it chases its interrupts away. */
static int cpu_died(unsigned int cpu)
{
	kvmrt_irq_tend_kick();
	return 0;
}

/**
 * kvmrt_irq_tend_init() - start looking after interrupts
 *
 * Return: 0 or a negative errno.
 */
int __init kvmrt_irq_tend_init(void)
{
	int ret;

	queue = alloc_workqueue("kvmrt_irq", WQ_UNBOUND | WQ_FREEZABLE, 1);
	if (!queue)
		return -ENOMEM;
	ret = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "kvmrt/irq:online",
					cpu_came, NULL);
	if (ret < 0)
		goto err_queue;
	state_online = ret;
	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "kvmrt/irq:dead",
					NULL, cpu_died);
	if (ret < 0)
		goto err_online;
	state_dead = ret;
	return 0;

err_online:
	cpuhp_remove_state_nocalls(state_online);
err_queue:
	destroy_workqueue(queue);
	return ret;
}

/**
 * kvmrt_irq_tend_exit() - the last look
 *
 * Nothing kicks any more but what is removed here.  What can't be given back
 * stays reserved until the next boot.
 */
void kvmrt_irq_tend_exit(void)
{
	unsigned int left;

	cpuhp_remove_state_nocalls(state_dead);
	cpuhp_remove_state_nocalls(state_online);
	WRITE_ONCE(closed, true);
	irq_work_sync(&wake_work);
	cancel_delayed_work_sync(&tend_work);
	destroy_workqueue(queue);

	kvmrt_irq_tend_settle();
	mutex_lock(&kvmrt_irq_lock);
	left = list_count_nodes(&kvmrt_irq_records);
	if (left)
		pr_warn("%u interrupts stay where they are: their home CPUs are offline\n",
			left);
	left = kvmrt_irq_shadow_abandon();
	if (left)
		pr_warn("%u vectors stay reserved until the next boot, on CPUs that are offline or that an interrupt did not leave\n",
			left);
	kvmrt_irq_record_forget();
	mutex_unlock(&kvmrt_irq_lock);
}
