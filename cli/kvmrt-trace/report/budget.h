/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a vCPU's time went: states, exits by reason, exits to user space by
 * cause.  Pure tables.
 */
#ifndef KVMRT_TRACE_BUDGET_H
#define KVMRT_TRACE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "stage_history.h"

/* No ISA has more reasons than this in use; more causes go into the last. */
#define KT_EXITS_MAX 128
#define KT_USERS_MAX 96

/**
 * struct kt_exit - exits for one reason
 * @isa: 1 VMX, 2 SVM, 0 none of them was recorded
 * @count: exits
 * @timed: those whose next entry was seen
 * @total: time out of guest, of all that are @timed
 * @worst: the longest
 * @worst_at: when it began
 * @blocked: how much of @total the thread slept
 */
struct kt_exit {
	uint32_t isa;
	uint32_t reason;
	uint64_t count;
	uint64_t timed;
	int64_t total;
	int64_t worst;
	int64_t worst_at;
	int64_t blocked;
};

/**
 * enum kt_detail - what is known about an exit to user space
 * @KT_DETAIL_NONE: nothing but its reason
 * @KT_DETAIL_PORT: the port
 * @KT_DETAIL_ADDRESS: the guest's physical address
 * @KT_DETAIL_MSR: the MSR's number
 * @KT_DETAIL_ERRNO: no reason: the call ended with this error
 */
enum kt_detail {
	KT_DETAIL_NONE,
	KT_DETAIL_PORT,
	KT_DETAIL_ADDRESS,
	KT_DETAIL_MSR,
	KT_DETAIL_ERRNO,
};

/* Exits to user space for one cause. @time: until the next entry. */
struct kt_user {
	uint32_t reason;
	enum kt_detail detail;
	uint64_t value;
	bool write;
	uint64_t count;
	int64_t total;
	int64_t worst;
	int64_t worst_at;
};

struct kt_budget {
	int64_t in_state[KT_STATES];
	struct kt_exit exits[KT_EXITS_MAX];
	unsigned int n_exits;
	struct kt_user users[KT_USERS_MAX];
	unsigned int n_users;
	/* open: since when, for what */
	struct kt_user *user;
	int64_t user_since;
};

/* What an exit's handler event says about why it went to user space. */
struct kt_user kt_user_cause(uint32_t isa, uint32_t exit, uint64_t info1,
			     uint64_t info2, uint32_t user_reason,
			     uint32_t msr, bool is_msr);

struct kt_exit *kt_budget_exit(struct kt_budget *b, uint32_t isa,
			       uint32_t reason);
void kt_budget_exit_time(struct kt_exit *e, int64_t from, int64_t to,
			 int64_t blocked);
void kt_budget_user(struct kt_budget *b, const struct kt_user *cause,
		    int64_t ns, bool counts);
/* The user space part of an exit is over. */
void kt_budget_user_end(struct kt_budget *b, int64_t ns, bool counts);
/* The span from - to in that state, of which from_window - to_window counts. */
void kt_budget_state(struct kt_budget *b, enum kt_state state, int64_t from,
		     int64_t to, int64_t from_window, int64_t to_window);

/* "HLT"; NULL if it has no name. */
const char *kt_exit_name(uint32_t isa, uint32_t reason);
/* "KVM_EXIT_IO"; NULL if it has no name. */
const char *kt_user_name(uint32_t reason);

#endif /* KVMRT_TRACE_BUDGET_H */
