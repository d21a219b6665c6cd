// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests about interrupts: checked first, then done as one step or not at all.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "irq.h"

/*
 * Records, shadows, the guard's settings; held across whole requests, so that
 * two administrators come one after the other.  Outside of cpus_read_lock().
 */
DEFINE_MUTEX(kvmrt_irq_lock);

/* Changes with every interrupt that is moved or put back; for dumps. */
static atomic_t generation;

u32 kvmrt_irq_generation(void)
{
	return atomic_read(&generation) ?: 1;
}

void kvmrt_irq_generation_next(void)
{
	atomic_inc(&generation);
}

/* The beginning of a request, both locks; and its end. */
void kvmrt_irq_begin(void)
{
	mutex_lock(&kvmrt_irq_lock);
	cpus_read_lock();
	kvmrt_irq_record_collect();
}

void kvmrt_irq_end(void)
{
	kvmrt_irq_shadow_reap();
	cpus_read_unlock();
	mutex_unlock(&kvmrt_irq_lock);
	kvmrt_irq_tend_kick();
}

/* The first CPU of @cpus that is not online, -1 if all are. */
static int first_offline(const struct cpumask *cpus)
{
	int cpu;

	for_each_cpu(cpu, cpus)
		if (!cpu_online(cpu))
			return cpu;
	return -1;
}

/* CPUs that shall take interrupts. */
static int check_to(const struct cpumask *to, struct kvmrt_irq_refusal *refusal)
{
	int cpu;

	if (cpumask_empty(to))
		return kvmrt_irq_refuse(refusal, -EINVAL, KVMRT_IRQ_ABOUT_TO,
					"no cpu to take interrupts is given", -1);
	cpu = first_offline(to);
	if (cpu >= 0)
		return kvmrt_irq_refuse(refusal, -ENODEV, KVMRT_IRQ_ABOUT_TO,
					"cpu to take interrupts is offline", cpu);
	cpu = kvmrt_irq_first_of_both(to, kvmrt_irq_guard_cpus());
	if (cpu >= 0)
		return kvmrt_irq_refuse(refusal, -EPERM, KVMRT_IRQ_ABOUT_TO,
					"cpu to take interrupts is guarded", cpu);
	return 0;
}

/* Sets @to; an evacuation's sets of CPUs are in order. */
static int check_request(const struct kvmrt_irq_request *request,
			 struct cpumask *to, struct kvmrt_irq_refusal *refusal)
{
	int cpu, ret;

	if (cpumask_empty(request->from))
		return kvmrt_irq_refuse(refusal, -EINVAL, KVMRT_IRQ_ABOUT_FROM,
					"no cpu to be freed is given", -1);
	cpu = first_offline(request->from);
	if (cpu >= 0)
		return kvmrt_irq_refuse(refusal, -ENODEV, KVMRT_IRQ_ABOUT_FROM,
					"cpu to be freed is offline", cpu);
	if (request->guard && !kvmrt_feature_is_on(KVMRT_FEATURE_IRQ_GUARD))
		return kvmrt_irq_refuse(refusal, -EOPNOTSUPP, KVMRT_IRQ_ABOUT_GUARD,
					"no guard on this kernel, info-get says why", -1);

	if (!request->to) {
		cpumask_andnot(to, cpu_online_mask, request->from);
		cpumask_andnot(to, to, kvmrt_irq_guard_cpus());
		if (cpumask_empty(to))
			return kvmrt_irq_refuse(refusal, -EINVAL, KVMRT_IRQ_ABOUT_FROM,
						"no cpu is left to take the interrupts", -1);
		return 0;
	}
	ret = check_to(request->to, refusal);
	if (ret)
		return ret;
	cpu = kvmrt_irq_first_of_both(request->to, request->from);
	if (cpu >= 0)
		return kvmrt_irq_refuse(refusal, -EINVAL, KVMRT_IRQ_ABOUT_TO,
					"cpu can't be freed and take interrupts", cpu);
	cpumask_copy(to, request->to);
	return 0;
}

/* Why an interrupt stays, as a person should read it; its number follows. */
const char *kvmrt_irq_hold_text(u32 hold)
{
	switch (hold) {
	case KVMRT_IRQ_HOLD_IDLE:
		return "irq is not in use";
	case KVMRT_IRQ_HOLD_PER_CPU:
		return "irq belongs to one cpu";
	case KVMRT_IRQ_HOLD_PINNED:
		return "irq is pinned by its driver";
	case KVMRT_IRQ_HOLD_NO_SETTER:
		return "irq has a chip that can't aim it";
	case KVMRT_IRQ_HOLD_NO_FORCED:
		return "irq is managed and forced moves are off, info-get says why";
	case KVMRT_IRQ_HOLD_NO_VECTOR:
		return "no vector is left for irq";
	case KVMRT_IRQ_HOLD_BOUND:
		return "device is bound to cpus of irq";
	case KVMRT_IRQ_HOLD_BUSY:
		return "last move of irq is not over";
	default:
		return "kernel refused to move irq";
	}
}

static int refuse_stay(const struct kvmrt_irq_set *set,
		       struct kvmrt_irq_refusal *refusal)
{
	size_t i;

	if (set->field.missing)
		return kvmrt_irq_refuse(refusal, -ENOSPC, KVMRT_IRQ_ABOUT_TO,
					"vectors are missing on the cpus that take interrupts",
					set->field.missing);
	for (i = 0; i < set->nr; i++)
		if (set->item[i].action == KVMRT_IRQ_ACTION_STAY)
			break;
	if (i == set->nr)
		return 0;
	return kvmrt_irq_refuse(refusal, -EBUSY, KVMRT_IRQ_ABOUT_FROM,
				kvmrt_irq_hold_text(set->item[i].hold), set->item[i].irq);
}

static int refuse_failed(const struct kvmrt_irq_set *set, size_t culprit,
			 int error, struct kvmrt_irq_refusal *refusal)
{
	if (error == -ENOMEM)
		return error;
	if (error == -EBUSY)
		return kvmrt_irq_refuse(refusal, error, KVMRT_IRQ_ABOUT_FROM,
					kvmrt_irq_hold_text(KVMRT_IRQ_HOLD_BUSY),
					set->item[culprit].irq);
	return kvmrt_irq_refuse(refusal, error, KVMRT_IRQ_ABOUT_FROM,
				kvmrt_irq_hold_text(set->item[culprit].hold),
				set->item[culprit].irq);
}

static void sum_up(const struct kvmrt_irq_set *set,
		   struct kvmrt_irq_result *result)
{
	size_t i;

	memset(result, 0, sizeof(*result));
	for (i = 0; i < set->nr; i++) {
		if (set->item[i].action == KVMRT_IRQ_ACTION_STAY)
			result->stayed++;
		if (!set->entry[i].done)
			continue;
		/* It was to go home, and now it was asked to be here. */
		set->entry[i].record->leaving = false;
		if (set->entry[i].deferred)
			result->deferred++;
		else if (set->item[i].action == KVMRT_IRQ_ACTION_NARROW)
			result->narrowed++;
		else
			result->moved++;
		kvmrt_nl_notify_irq(KVMRT_IRQ_MOVED, set->entry[i].desc);
	}
}

static int evacuate(const struct kvmrt_irq_request *request, struct cpumask *to,
		    struct kvmrt_irq_result *result,
		    struct kvmrt_irq_refusal *refusal)
{
	struct kvmrt_irq_set *set;
	size_t culprit;
	int ret;

	ret = check_request(request, to, refusal);
	if (ret)
		return ret;
	set = kvmrt_irq_set_take(request->from, to, request->policy);
	if (!set)
		return -ENOMEM;
	if (!request->best_effort && set->field.stay)
		ret = refuse_stay(set, refusal);
	if (!ret) {
		ret = kvmrt_irq_apply(set, request->best_effort, &culprit);
		if (ret)
			ret = refuse_failed(set, culprit, ret, refusal);
		else
			sum_up(set, result);
	}
	if (!ret && request->guard) {
		cpumask_or(to, kvmrt_irq_guard_cpus(), request->from);
		kvmrt_irq_guard_set(to, request->to, request->policy);
	}
	kvmrt_irq_set_free(set);
	return ret;
}

/**
 * kvmrt_irq_evacuate() - take all interrupts off some CPUs
 * @request: which, where to and how
 * @result: what was done, if 0 is returned
 * @refusal: why it was not, otherwise
 *
 * Return: 0 or a negative errno, and nothing has changed.
 */
int kvmrt_irq_evacuate(const struct kvmrt_irq_request *request,
		       struct kvmrt_irq_result *result,
		       struct kvmrt_irq_refusal *refusal)
{
	cpumask_var_t to;
	int ret;

	if (!alloc_cpumask_var(&to, GFP_KERNEL))
		return -ENOMEM;
	kvmrt_irq_begin();
	ret = evacuate(request, to, result, refusal);
	kvmrt_irq_end();
	free_cpumask_var(to);
	return ret;
}

/**
 * kvmrt_irq_rehearse() - what an evacuation would do
 * @request: which CPUs, where to and how
 * @refusal: why it would be refused at once
 *
 * Return: the plan, or an ERR_PTR.
 */
struct kvmrt_irq_set *
kvmrt_irq_rehearse(const struct kvmrt_irq_request *request,
		   struct kvmrt_irq_refusal *refusal)
{
	struct kvmrt_irq_set *set;
	cpumask_var_t to;
	int ret;

	if (!alloc_cpumask_var(&to, GFP_KERNEL))
		return ERR_PTR(-ENOMEM);
	kvmrt_irq_begin();
	ret = check_request(request, to, refusal);
	set = ret						     ? ERR_PTR(ret) :
	      kvmrt_irq_set_take(request->from, to, request->policy) ?:
								       ERR_PTR(-ENOMEM);
	kvmrt_irq_end();
	free_cpumask_var(to);
	return set;
}

/* A plan for one interrupt alone.  @others is room for a mask that it needs. */
static struct kvmrt_irq_set *take_move(unsigned int irq,
				       const struct kvmrt_irq_request *request,
				       struct cpumask *others,
				       struct kvmrt_irq_refusal *refusal,
				       struct kvmrt_irq_item **item)
{
	struct kvmrt_irq_set *set;
	int i, ret;

	ret = check_to(request->to, refusal);
	if (ret)
		return ERR_PTR(ret);
	cpumask_andnot(others, cpu_possible_mask, request->to);
	set = kvmrt_irq_set_take(others, request->to, request->policy);
	if (!set)
		return ERR_PTR(-ENOMEM);
	i = kvmrt_irq_set_only(set, irq);
	if (i >= 0) {
		*item = &set->item[i];
		return set;
	}
	kvmrt_irq_set_free(set);
	return ERR_PTR(kvmrt_irq_refuse(refusal, -ENOENT, KVMRT_IRQ_ABOUT_ITEM,
					"no irq with this number", irq));
}

static int move(unsigned int irq, const struct kvmrt_irq_request *request,
		struct cpumask *others, struct kvmrt_irq_result *result,
		struct kvmrt_irq_refusal *refusal)
{
	struct kvmrt_irq_item *item;
	struct kvmrt_irq_set *set;
	size_t culprit;
	int ret = 0;

	set = take_move(irq, request, others, refusal, &item);
	if (IS_ERR(set))
		return PTR_ERR(set);
	if (item->hold != KVMRT_IRQ_HOLD_NONE)
		ret = kvmrt_irq_refuse(refusal,
				       set->field.missing ? -ENOSPC : -EOPNOTSUPP,
				       set->field.missing ? KVMRT_IRQ_ABOUT_TO :
							    KVMRT_IRQ_ABOUT_ITEM,
				       kvmrt_irq_hold_text(item->hold), irq);
	if (!ret) {
		ret = kvmrt_irq_apply(set, false, &culprit);
		if (ret)
			ret = refuse_failed(set, culprit, ret, refusal);
		else
			sum_up(set, result);
	}
	kvmrt_irq_set_free(set);
	return ret;
}

/**
 * kvmrt_irq_move() - aim one interrupt at some CPUs
 * @irq: its number
 * @request: which CPUs take it, and the policy
 * @result: what was done, if 0 is returned
 * @refusal: why it was refused
 *
 * Return: 0 or a negative errno, and nothing has changed.
 */
int kvmrt_irq_move(unsigned int irq, const struct kvmrt_irq_request *request,
		   struct kvmrt_irq_result *result,
		   struct kvmrt_irq_refusal *refusal)
{
	cpumask_var_t others;
	int ret;

	if (!alloc_cpumask_var(&others, GFP_KERNEL))
		return -ENOMEM;
	kvmrt_irq_begin();
	ret = move(irq, request, others, result, refusal);
	kvmrt_irq_end();
	free_cpumask_var(others);
	return ret;
}

/**
 * kvmrt_irq_rehearse_move() - what a move would do
 * @irq: number of the interrupt
 * @request: which CPUs take it, and the policy
 * @refusal: why it would be refused at once
 *
 * Return: the plan, or an ERR_PTR.
 */
struct kvmrt_irq_set *
kvmrt_irq_rehearse_move(unsigned int irq,
			const struct kvmrt_irq_request *request,
			struct kvmrt_irq_refusal *refusal)
{
	struct kvmrt_irq_item *item;
	struct kvmrt_irq_set *set;
	cpumask_var_t others;

	if (!alloc_cpumask_var(&others, GFP_KERNEL))
		return ERR_PTR(-ENOMEM);
	kvmrt_irq_begin();
	set = take_move(irq, request, others, refusal, &item);
	/* Idle ones are of no plan, but this one was asked for. */
	if (!IS_ERR(set) && item->hold != KVMRT_IRQ_HOLD_NONE)
		item->action = KVMRT_IRQ_ACTION_STAY;
	kvmrt_irq_end();
	free_cpumask_var(others);
	return set;
}

/**
 * kvmrt_irq_init() - look what can be done with interrupts here
 *
 * Return: 0 or a negative errno.
 */
int __init kvmrt_irq_init(void)
{
	int ret;

	kvmrt_irq_apic_init();
	ret = kvmrt_irq_tend_init();
	if (ret)
		return ret;
	ret = kvmrt_irq_default_init();
	if (ret) {
		kvmrt_irq_tend_exit();
		return ret;
	}
	kvmrt_irq_guard_init();
	return 0;
}

/**
 * kvmrt_irq_exit() - put everything back
 *
 * No request comes any more.
 */
void kvmrt_irq_exit(void)
{
	struct kvmrt_irq_result result;

	kvmrt_irq_default_exit();
	kvmrt_irq_restore_all(&result);
	kvmrt_irq_guard_exit();
	kvmrt_irq_tend_exit();
}
