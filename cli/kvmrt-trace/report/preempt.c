// SPDX-License-Identifier: GPL-2.0-only
/*
 * A full table makes room by folding the least away.  A newcomer takes over the
 * rank of whom it replaced: that many it may have had before, unseen.  So
 * whoever had more than 1/KT_PREEMPTORS_MAX of all the time is in the table at
 * the end, in whatever order they came; and the longest stretch always is.
 */
#include <stddef.h>
#include <string.h>

#include "preempt.h"

static void add(struct kt_waits *to, const struct kt_waits *w)
{
	if (!to->count || w->worst > to->worst) {
		to->worst = w->worst;
		to->worst_at = w->worst_at;
	}
	to->count += w->count;
	to->total += w->total;
}

static struct kt_waits one(int64_t from, int64_t to)
{
	return (struct kt_waits){ 1, to - from, to - from, from };
}

static bool named(const struct kt_preemptor *by, bool woken, const char *comm)
{
	return by->woken == woken && !strncmp(by->comm, comm, KT_COMM_LEN - 1);
}

static struct kt_preemptor *find(struct kt_preempt *p, bool woken, int pid,
				 const char *comm)
{
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		if (p->by[i].pid == pid && named(&p->by[i], woken, comm))
			return &p->by[i];
	}
	return NULL;
}

/* Of the single tasks with that name, or of all rows if it is NULL. */
static struct kt_preemptor *least(struct kt_preempt *p, bool woken,
				  const char *comm)
{
	struct kt_preemptor *by, *worst = NULL, *found = NULL;
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		by = &p->by[i];
		if (comm && (by->pid == KT_PID_SEVERAL ||
			     !named(by, woken, comm)))
			continue;
		if (!worst || by->had.worst > worst->had.worst)
			worst = by;
	}
	for (i = 0; i < p->n; i++) {
		by = &p->by[i];
		if (by == worst || (comm && (by->pid == KT_PID_SEVERAL ||
					     !named(by, woken, comm))))
			continue;
		if (!found || by->rank < found->rank)
			found = by;
	}
	return found;
}

static struct kt_preemptor *set(struct kt_preemptor *by, bool woken, int pid,
				const char *comm, uint64_t rank)
{
	memset(by, 0, sizeof(*by));
	by->pid = pid;
	by->woken = woken;
	memcpy(by->comm, comm, strnlen(comm, KT_COMM_LEN - 1));
	by->rank = rank;
	return by;
}

static bool crowded(const struct kt_preempt *p, bool woken, const char *comm)
{
	unsigned int i, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->by[i].pid != KT_PID_SEVERAL &&
		     named(&p->by[i], woken, comm);
	return n >= KT_NAMESAKES_MAX;
}

/*
 * A program that is started over and over is one culprit: only the worst tasks
 * of a name are told apart.  The row that became free, or NULL.
 */
static struct kt_preemptor *fold_name(struct kt_preempt *p, bool woken,
				      const char *comm)
{
	struct kt_preemptor *by = least(p, woken, comm);
	struct kt_preemptor *all = find(p, woken, KT_PID_SEVERAL, comm);

	if (!all) {
		by->pid = KT_PID_SEVERAL;
		return NULL;
	}
	add(&all->had, &by->had);
	all->rank += (uint64_t)by->had.total;
	return by;
}

static struct kt_preemptor *fold_least(struct kt_preempt *p)
{
	struct kt_preemptor *by = least(p, false, NULL);
	struct kt_preemptor *all = find(p, by->woken, KT_PID_SEVERAL, by->comm);

	if (all && all != by) {
		add(&all->had, &by->had);
		all->rank += (uint64_t)by->had.total;
	} else {
		add(&p->others[by->woken], &by->had);
	}
	return by;
}

static struct kt_preemptor *row(struct kt_preempt *p, bool woken, int pid,
				const char *comm)
{
	struct kt_preemptor *by = find(p, woken, pid, comm);

	if (by)
		return by;
	if (crowded(p, woken, comm))
		by = fold_name(p, woken, comm);
	if (by)
		return set(by, woken, pid, comm, 0);
	if (p->n < KT_PREEMPTORS_MAX)
		return set(&p->by[p->n++], woken, pid, comm, 0);
	by = fold_least(p);
	return set(by, woken, pid, comm, by->rank);
}

void kt_preempt_had(struct kt_preempt *p, bool woken, int pid,
		    const char *comm, int64_t from, int64_t to)
{
	struct kt_waits w = one(from, to);
	struct kt_preemptor *by = row(p, woken, pid, comm);

	add(&by->had, &w);
	by->rank += (uint64_t)w.total;
}

void kt_preempt_waited(struct kt_preempt *p, bool woken, int64_t from,
		       int64_t to)
{
	struct kt_waits w = one(from, to);

	add(&p->waits[woken], &w);
}
