// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exit accounting of the library's host side.
 */
#include <errno.h>

#include "double.h"

struct kvmrt_exit_list {
	uint32_t vm_id;
};

static struct kvmrt_account account;
static struct kvmrt_exit_list exit_list;

int kvmrt_account_get(struct kvmrt *ctx, uint32_t vm_id,
		      struct kvmrt_account **result)
{
	(void)ctx;
	account.vm_id = vm_id;
	*result = &account;
	return double_nl.ret;
}

void kvmrt_account_free(struct kvmrt_account *old) { (void)old; }

uint32_t kvmrt_account_vm_id(const struct kvmrt_account *of)
{
	return of->vm_id;
}

bool kvmrt_account_enabled(const struct kvmrt_account *of)
{
	return of->vm_id && of->vm_id == double_nl.accounted;
}

uint64_t kvmrt_account_since_ns(const struct kvmrt_account *of)
{
	return kvmrt_account_enabled(of) ? 77 : 0;
}

int kvmrt_account_enable(struct kvmrt *ctx, uint32_t vm_id, bool enabled)
{
	(void)ctx;
	double_note("account %u %d", vm_id, enabled);
	return double_nl.set_ret;
}

int kvmrt_account_reset(struct kvmrt *ctx, uint32_t vm_id)
{
	(void)ctx;
	double_note("reset %u", vm_id);
	return double_nl.set_ret;
}

int kvmrt_exit_list_get(struct kvmrt *ctx, uint32_t vm_id,
			struct kvmrt_exit_list **list)
{
	(void)ctx;
	if (!double_nl.ret && vm_id && vm_id != double_nl.accounted)
		return -ENODATA;
	*list = &exit_list;
	return double_nl.ret;
}

void kvmrt_exit_list_free(struct kvmrt_exit_list *list) { (void)list; }

size_t kvmrt_exit_list_count(const struct kvmrt_exit_list *list)
{
	(void)list;
	return double_nl.nr_exits;
}

const struct kvmrt_exit *
kvmrt_exit_list_at(const struct kvmrt_exit_list *list, size_t index)
{
	(void)list;
	return &double_nl.exits[index];
}

uint32_t kvmrt_exit_vm_id(const struct kvmrt_exit *row) { return row->vm_id; }

uint32_t kvmrt_exit_vcpu_id(const struct kvmrt_exit *row)
{
	return row->vcpu_id;
}

uint32_t kvmrt_exit_isa(const struct kvmrt_exit *row) { return row->isa; }

uint32_t kvmrt_exit_reason(const struct kvmrt_exit *row)
{
	return row->reason;
}

uint64_t kvmrt_exit_count(const struct kvmrt_exit *row) { return row->count; }

uint64_t kvmrt_exit_total_ns(const struct kvmrt_exit *row)
{
	return row->count * 1500;
}

uint64_t kvmrt_exit_worst_ns(const struct kvmrt_exit *row)
{
	return row->count + 2;
}

uint64_t kvmrt_exit_worst_at_ns(const struct kvmrt_exit *row)
{
	(void)row;
	return 9000000000;
}

uint64_t kvmrt_exit_worst_at_tsc(const struct kvmrt_exit *row)
{
	(void)row;
	return UINT64_MAX;
}

uint64_t kvmrt_exit_bucket(const struct kvmrt_exit *row, uint32_t log2_ns)
{
	if (log2_ns == row->buckets[0])
		return row->count - 1;
	return log2_ns == row->buckets[1] ? 1 : 0;
}

size_t kvmrt_exit_users(const struct kvmrt_exit *row) { return row->user != 0; }

const struct kvmrt_exit_user *kvmrt_exit_user_at(const struct kvmrt_exit *row,
						 size_t index)
{
	(void)index;
	return (const struct kvmrt_exit_user *)row;
}

static const struct kvmrt_exit *of(const struct kvmrt_exit_user *user)
{
	return (const struct kvmrt_exit *)user;
}

uint32_t kvmrt_exit_user_reason(const struct kvmrt_exit_user *user)
{
	return of(user)->user;
}

uint64_t kvmrt_exit_user_count(const struct kvmrt_exit_user *user)
{
	(void)user;
	return 3;
}

uint64_t kvmrt_exit_user_total_ns(const struct kvmrt_exit_user *user)
{
	(void)user;
	return 6000000000;
}

uint64_t kvmrt_exit_user_worst_ns(const struct kvmrt_exit_user *user)
{
	(void)user;
	return 5000000;
}

uint64_t kvmrt_exit_user_worst_at_ns(const struct kvmrt_exit_user *user)
{
	(void)user;
	return 8000000000;
}

uint64_t kvmrt_exit_user_worst_at_tsc(const struct kvmrt_exit_user *user)
{
	(void)user;
	return 8;
}
