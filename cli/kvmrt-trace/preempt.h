/* SPDX-License-Identifier: GPL-2.0-only */
/* Who took a vCPU's CPU from it, how often and how long.  A pure table. */
#ifndef KVMRT_TRACE_PREEMPT_H
#define KVMRT_TRACE_PREEMPT_H

#include <stdbool.h>
#include <stdint.h>

/* More tasks than this share the last row. */
#define KT_PREEMPTORS_MAX 64
#define KT_COMM_LEN 16

/**
 * struct kt_preemptor - one task that was given the vCPU's CPU
 * @pid: 0 in the row of all the rest, whose @comm is empty
 * @woken: the vCPU was awake but had to wait for it, it had not been running
 */
struct kt_preemptor {
	int pid;
	bool woken;
	char comm[KT_COMM_LEN];
	uint64_t count;
	int64_t total;
	int64_t worst;
	int64_t worst_at;
};

struct kt_preempt {
	struct kt_preemptor by[KT_PREEMPTORS_MAX];
	unsigned int n;
	/* the one that has it now */
	struct kt_preemptor *now;
	int64_t since;
};

/* The vCPU can run but doesn't from now on, because of that task. */
void kt_preempt_begin(struct kt_preempt *p, int64_t ns, int pid,
		      const char *comm, bool woken);
/* It runs again, or what is known about it was lost. */
void kt_preempt_end(struct kt_preempt *p, int64_t ns, bool counts);

#endif /* KVMRT_TRACE_PREEMPT_H */
