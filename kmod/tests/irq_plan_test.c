// SPDX-License-Identifier: GPL-2.0-only
/* Which interrupt goes where: irq_plan.c, on a machine of our own making. */
#include <linux/cpumask.h>
#include <linux/numa.h>
#include <kunit/test.h>

#include "irq.h"

/* Eight CPUs on two nodes; fewer than any kernel has room for in a mask. */
#define CPUS	8

struct machine {
	struct kvmrt_irq_field field;
	struct cpumask from;
	struct cpumask to;
	struct cpumask home[64];
	int room[CPUS];
	unsigned int load[CPUS];
	int node[CPUS];
	struct kvmrt_irq_item item[64];
	size_t nr;
};

static void set_cpus(struct cpumask *mask, unsigned int first, unsigned int last)
{
	cpumask_clear(mask);
	bitmap_set(cpumask_bits(mask), first, last - first + 1);
}

/* CPUs 4 to 7, of node 1, are to be freed, 0 to 3 take what comes. */
static struct machine *make(struct kunit *test)
{
	struct machine *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, m);
	set_cpus(&m->from, 4, 7);
	set_cpus(&m->to, 0, 3);
	for (cpu = 0; cpu < CPUS; cpu++) {
		m->room[cpu] = 100;
		m->node[cpu] = cpu / 4;
	}
	m->field = (struct kvmrt_irq_field){
		.from = &m->from,
		.to = &m->to,
		.policy = KVMRT_IRQ_POLICY_SPREAD,
		.room = m->room,
		.load = m->load,
		.node = m->node,
	};
	return m;
}

/* One more, aimed at @cpu of a home from @first to @last. */
static struct kvmrt_irq_item *add(struct machine *m, u32 kind, int cpu,
				  unsigned int first, unsigned int last)
{
	struct kvmrt_irq_item *item = &m->item[m->nr];

	set_cpus(&m->home[m->nr], first, last);
	*item = (struct kvmrt_irq_item){
		.irq = 100 + m->nr,
		.kind = kind,
		.cpu = cpu,
		.node = NUMA_NO_NODE,
		.immediate = true,
		.reserved = -1,
		.home = &m->home[m->nr],
		.affinity = &m->home[m->nr],
	};
	if (cpu >= 0)
		m->load[cpu]++;
	m->nr++;
	return item;
}

static void plan(struct machine *m)
{
	kvmrt_irq_plan(&m->field, m->item, m->nr);
}

/* A managed interrupt of a CPU to be freed gets a vector reserved elsewhere. */
static void plan_managed_reserve(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_MANAGED, 5, 5, 5);

	plan(m);
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_RESERVE);
	KUNIT_EXPECT_EQ(test, item->target, 0);
	KUNIT_EXPECT_EQ(test, m->room[0], 99);
	KUNIT_EXPECT_EQ(test, m->load[0], 1);
	KUNIT_EXPECT_EQ(test, m->field.stay, 0);
}

/* Within its home it has a vector, even where none is left for others. */
static void plan_managed_at_home(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_MANAGED, 4, 3, 4);

	m->room[3] = 0;
	plan(m);
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_MOVE);
	KUNIT_EXPECT_EQ(test, item->target, 3);
	KUNIT_EXPECT_EQ(test, m->room[3], 0);
}

/* One that went home finds the reservation that we still have for it. */
static void plan_managed_reserved(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_MANAGED, 6, 6, 6);

	item->reserved = 2;
	m->room[2] = 0;
	plan(m);
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_MOVE);
	KUNIT_EXPECT_EQ(test, item->target, 2);
}

/* A reservation on a CPU that may not be used any more is none. */
static void plan_managed_reserved_elsewhere(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_MANAGED, 6, 6, 6);

	item->reserved = 7;
	plan(m);
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_RESERVE);
	KUNIT_EXPECT_EQ(test, item->target, 0);
}

/* What is elsewhere already stays: a managed mask is not ours to narrow. */
static void plan_managed_elsewhere(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_MANAGED, 3, 3, 4);

	plan(m);
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_NONE);
}

static void plan_ordinary_home(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_MSI, 5, 2, 7);

	m->load[2] = 7;
	m->load[3] = 8;
	plan(m);
	/* CPUs 0 and 1 have less to do, but were never permitted. */
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_MOVE);
	KUNIT_EXPECT_EQ(test, item->target, 2);
	KUNIT_EXPECT_FALSE(test, item->wide);
	KUNIT_EXPECT_EQ(test, m->room[2], 99);
}

static void plan_ordinary_wide(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *outside = add(m, KVMRT_IRQ_KIND_MSI, 5, 4, 7);
	struct kvmrt_irq_item *full = add(m, KVMRT_IRQ_KIND_MSI, 5, 3, 7);

	m->room[3] = 0;
	plan(m);
	KUNIT_EXPECT_EQ(test, outside->target, 0);
	KUNIT_EXPECT_TRUE(test, outside->wide);
	KUNIT_EXPECT_EQ(test, full->target, 1);
	KUNIT_EXPECT_TRUE(test, full->wide);
}

static void plan_ordinary_narrow(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *wide = add(m, KVMRT_IRQ_KIND_MSI, 1, 0, 7);
	struct kvmrt_irq_item *narrow = add(m, KVMRT_IRQ_KIND_MSI, 1, 0, 3);

	plan(m);
	KUNIT_EXPECT_EQ(test, wide->action, KVMRT_IRQ_ACTION_NARROW);
	KUNIT_EXPECT_EQ(test, wide->target, -1);
	KUNIT_EXPECT_EQ(test, narrow->action, KVMRT_IRQ_ACTION_NONE);
	KUNIT_EXPECT_EQ(test, m->room[1], 100);
}

static void plan_ordinary_deferred(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *item = add(m, KVMRT_IRQ_KIND_OTHER, 4, 0, 7);

	item->immediate = false;
	plan(m);
	KUNIT_EXPECT_EQ(test, item->action, KVMRT_IRQ_ACTION_DEFER);
}

/* What can't be moved counts only where it is in the way, and not if idle. */
static void plan_hold(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *there = add(m, KVMRT_IRQ_KIND_OTHER, 4, 0, 7);
	struct kvmrt_irq_item *elsewhere = add(m, KVMRT_IRQ_KIND_OTHER, 0, 0, 7);
	struct kvmrt_irq_item *idle = add(m, KVMRT_IRQ_KIND_MSI, -1, 4, 7);

	there->hold = KVMRT_IRQ_HOLD_PINNED;
	elsewhere->hold = KVMRT_IRQ_HOLD_PINNED;
	idle->hold = KVMRT_IRQ_HOLD_IDLE;
	plan(m);
	KUNIT_EXPECT_EQ(test, there->action, KVMRT_IRQ_ACTION_STAY);
	KUNIT_EXPECT_EQ(test, there->hold, KVMRT_IRQ_HOLD_PINNED);
	KUNIT_EXPECT_EQ(test, elsewhere->action, KVMRT_IRQ_ACTION_NONE);
	KUNIT_EXPECT_EQ(test, idle->action, KVMRT_IRQ_ACTION_NONE);
	KUNIT_EXPECT_EQ(test, m->field.stay, 1);
	KUNIT_EXPECT_EQ(test, m->field.missing, 0);
}

/* What is where its device is bound to is neither moved nor in the way. */
static void plan_bound(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *there = add(m, KVMRT_IRQ_KIND_MANAGED, 4, 4, 4);
	struct kvmrt_irq_item *elsewhere = add(m, KVMRT_IRQ_KIND_MSI, 0, 0, 7);

	there->hold = KVMRT_IRQ_HOLD_BOUND;
	elsewhere->hold = KVMRT_IRQ_HOLD_BOUND;
	plan(m);
	KUNIT_EXPECT_EQ(test, there->action, KVMRT_IRQ_ACTION_NONE);
	KUNIT_EXPECT_EQ(test, elsewhere->action, KVMRT_IRQ_ACTION_NONE);
	KUNIT_EXPECT_EQ(test, m->field.stay, 0);
}

/* As many are missing as there are vectors too few, of all kinds together. */
static void plan_missing(struct kunit *test)
{
	struct machine *m = make(test);
	int cpu, i;

	for (cpu = 0; cpu < 4; cpu++)
		m->room[cpu] = 2;
	for (i = 0; i < 6; i++) {
		add(m, KVMRT_IRQ_KIND_MANAGED, 4, 4, 4);
		add(m, KVMRT_IRQ_KIND_MSI, 5, 0, 7);
	}
	plan(m);
	KUNIT_EXPECT_EQ(test, m->field.missing, 4);
	KUNIT_EXPECT_EQ(test, m->field.stay, 4);
	for (cpu = 0; cpu < 4; cpu++)
		KUNIT_EXPECT_EQ(test, m->room[cpu], 0);
}

/* Where vectors can't be counted, none is missing. */
static void plan_room_unknown(struct kunit *test)
{
	struct machine *m = make(test);
	int cpu;

	for (cpu = 0; cpu < 4; cpu++)
		m->room[cpu] = INT_MAX;
	add(m, KVMRT_IRQ_KIND_MSI, 5, 0, 7);
	plan(m);
	KUNIT_EXPECT_EQ(test, m->field.missing, 0);
	KUNIT_EXPECT_EQ(test, m->room[0], INT_MAX);
}

static void plan_spread(struct kunit *test)
{
	struct machine *m = make(test);
	int cpu, i;

	m->load[0] = 3;
	for (i = 0; i < 13; i++)
		add(m, KVMRT_IRQ_KIND_MSI, 6, 0, 7);
	plan(m);
	for (cpu = 0; cpu < 4; cpu++)
		KUNIT_EXPECT_EQ(test, m->load[cpu], 4);
}

static void plan_pack(struct kunit *test)
{
	struct machine *m = make(test);
	int i;

	m->field.policy = KVMRT_IRQ_POLICY_PACK;
	m->room[0] = 0;
	m->room[1] = 3;
	for (i = 0; i < 5; i++)
		add(m, KVMRT_IRQ_KIND_MSI, 6, 0, 7);
	plan(m);
	KUNIT_EXPECT_EQ(test, m->load[0], 0);
	KUNIT_EXPECT_EQ(test, m->load[1], 3);
	KUNIT_EXPECT_EQ(test, m->load[2], 2);
}

/* The device's node first; another if that takes nothing. */
static void plan_numa(struct kunit *test)
{
	struct machine *m = make(test);
	struct kvmrt_irq_item *near, *far, *unknown;

	m->field.policy = KVMRT_IRQ_POLICY_NUMA;
	set_cpus(&m->from, 6, 7);
	set_cpus(&m->to, 2, 5);
	m->room[4] = 0;
	m->room[5] = 1;
	near = add(m, KVMRT_IRQ_KIND_MSI, 6, 0, 7);
	far = add(m, KVMRT_IRQ_KIND_MSI, 6, 0, 7);
	unknown = add(m, KVMRT_IRQ_KIND_MSI, 6, 0, 7);
	near->node = 1;
	far->node = 1;
	plan(m);
	KUNIT_EXPECT_EQ(test, near->target, 5);
	KUNIT_EXPECT_EQ(test, far->target, 2);
	KUNIT_EXPECT_EQ(test, unknown->target, 3);
}

/* Any number below @limit, the same ones in each run. */
static u32 next(u32 *seed, u32 limit)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 16) % limit;
}

/*
 * Whatever the machine: nothing goes where it may not, no vector is given twice,
 * and what stays is counted.
 */
static void plan_any(struct kunit *test)
{
	u32 seed = 1, round;

	for (round = 0; round < 300; round++) {
		struct machine *m = make(test);
		unsigned int stay = 0, given = 0, left = 0, before = 0;
		size_t i, n;
		int cpu;

		m->field.policy = next(&seed, 3);
		for (cpu = 0; cpu < CPUS; cpu++) {
			m->room[cpu] = next(&seed, 6);
			before += m->room[cpu];
		}
		n = next(&seed, 40);
		for (i = 0; i < n; i++) {
			unsigned int first = next(&seed, CPUS);
			unsigned int last = first + next(&seed, CPUS - first);
			struct kvmrt_irq_item *item;

			item = add(m, next(&seed, 3), first, first, last);
			item->node = (int)next(&seed, 3) - 1;
			item->hold = next(&seed, 8) ? KVMRT_IRQ_HOLD_NONE :
					       KVMRT_IRQ_HOLD_PINNED;
		}
		plan(m);

		for (i = 0; i < m->nr; i++) {
			const struct kvmrt_irq_item *item = &m->item[i];
			bool at_home = item->kind == KVMRT_IRQ_KIND_MANAGED &&
				       item->action == KVMRT_IRQ_ACTION_MOVE;

			stay += item->action == KVMRT_IRQ_ACTION_STAY;
			if (item->target < 0) {
				KUNIT_EXPECT_TRUE(test,
						  item->action == KVMRT_IRQ_ACTION_STAY ||
						  item->action == KVMRT_IRQ_ACTION_NARROW ||
						  item->action == KVMRT_IRQ_ACTION_NONE);
				continue;
			}
			given += !at_home;
			KUNIT_EXPECT_GE(test, item->cpu, 4);
			KUNIT_EXPECT_LE(test, item->target, 3);
			KUNIT_EXPECT_TRUE(test, !at_home ||
					  cpumask_test_cpu(item->target, item->home));
		}
		for (cpu = 0; cpu < CPUS; cpu++) {
			KUNIT_EXPECT_GE(test, m->room[cpu], 0);
			left += m->room[cpu];
		}
		KUNIT_EXPECT_EQ(test, given, before - left);
		KUNIT_EXPECT_EQ(test, stay, m->field.stay);
		kunit_kfree(test, m);
	}
}

static struct kunit_case irq_plan_cases[] = {
	KUNIT_CASE(plan_managed_reserve),
	KUNIT_CASE(plan_managed_at_home),
	KUNIT_CASE(plan_managed_reserved),
	KUNIT_CASE(plan_managed_reserved_elsewhere),
	KUNIT_CASE(plan_managed_elsewhere),
	KUNIT_CASE(plan_ordinary_home),
	KUNIT_CASE(plan_ordinary_wide),
	KUNIT_CASE(plan_ordinary_narrow),
	KUNIT_CASE(plan_ordinary_deferred),
	KUNIT_CASE(plan_hold),
	KUNIT_CASE(plan_bound),
	KUNIT_CASE(plan_missing),
	KUNIT_CASE(plan_room_unknown),
	KUNIT_CASE(plan_spread),
	KUNIT_CASE(plan_pack),
	KUNIT_CASE(plan_numa),
	KUNIT_CASE(plan_any),
	{}
};

static struct kunit_suite irq_plan_suite = {
	.name = "kvmrt_irq_plan",
	.test_cases = irq_plan_cases,
};

kunit_test_suite(irq_plan_suite);
