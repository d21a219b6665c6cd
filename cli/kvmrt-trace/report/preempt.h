/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who had a vCPU's CPU while it could have run, how often and how long.  Pure
 * tables of a fixed size, in which the worst are named whoever else there was.
 */
#ifndef KVMRT_TRACE_PREEMPT_H
#define KVMRT_TRACE_PREEMPT_H

#include <stdbool.h>
#include <stdint.h>

/* Tasks that have a row of their own; and how many of them by one name. */
#define KT_PREEMPTORS_MAX 64
#define KT_NAMESAKES_MAX 4
/* A terminating NUL included, as the kernel has it. */
#define KT_COMM_LEN 16

/* In place of a pid: of several tasks with that name. */
#define KT_PID_SEVERAL (-1)

/**
 * struct kt_waits - stretches of time, in ns
 * @count: how many
 * @total: all of them
 * @worst: the longest
 * @worst_at: when that began
 */
struct kt_waits {
	uint64_t count;
	int64_t total;
	int64_t worst;
	int64_t worst_at;
};

/**
 * struct kt_preemptor - one task that had the vCPU's CPU
 * @pid: its thread id; KT_PID_SEVERAL
 * @woken: the vCPU waited since it had been woken, it had not been running
 * @comm: its name at the end of the time that it had the CPU; ended by a NUL
 * @had: what it had of the waits; of a task that had been folded away before,
 *	since then
 * @rank: at least what it had in truth; the least goes first
 */
struct kt_preemptor {
	int pid;
	bool woken;
	char comm[KT_COMM_LEN];
	struct kt_waits had;
	uint64_t rank;
};

/**
 * struct kt_preempt - all about one vCPU
 * @by: tasks by pid and name
 * @n: how many
 * @others: the rest of them; by @woken, like the next
 * @waits: from when the vCPU could run until it did, whoever ran meanwhile
 */
struct kt_preempt {
	struct kt_preemptor by[KT_PREEMPTORS_MAX];
	unsigned int n;
	struct kt_waits others[2];
	struct kt_waits waits[2];
};

/* While the vCPU waited, that task had its CPU from - to.  Both in ns. */
void kt_preempt_had(struct kt_preempt *p, bool woken, int pid,
		    const char *comm, int64_t from, int64_t to);
/* A whole wait is over. */
void kt_preempt_waited(struct kt_preempt *p, bool woken, int64_t from,
		       int64_t to);

#endif /* KVMRT_TRACE_PREEMPT_H */
