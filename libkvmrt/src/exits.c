// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading what the exits of vCPUs cost. */
#include <errno.h>
#include <inttypes.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* KVM_EXIT_* are fewer than 64, and the module keeps fewer still. */
#define USERS_MAX	64

_Static_assert((int)KVMRT_EXIT_ISA_VMX == (int)KVMRT_ISA_VMX &&
	       (int)KVMRT_EXIT_ISA_SVM == (int)KVMRT_ISA_SVM,
	       "the interface's numbers are the protocol's");

struct kvmrt_exit_user {
	uint32_t reason;
	uint64_t count;
	uint64_t total_ns;
	uint64_t worst_ns;
	uint64_t worst_at_ns;
	uint64_t worst_at_tsc;
};

struct kvmrt_exit {
	uint32_t vm_id;
	uint32_t vcpu_id;
	uint32_t reason;
	uint32_t isa;
	uint64_t count;
	uint64_t total_ns;
	uint64_t worst_ns;
	uint64_t worst_at_ns;
	uint64_t worst_at_tsc;
	uint64_t buckets[KVMRT_EXIT_BUCKETS];
	size_t nr_users;
	struct kvmrt_exit_user users[USERS_MAX];
};

struct kvmrt_exit_list {
	struct kvmrt_nl_array array;
};

#define USER_FIELD(type, kind, required, member) \
	KVMRT_NL_FIELD(KVMRT_A_EXIT_USER_##type, KVMRT_NL_##kind, \
		       required, struct kvmrt_exit_user, member)

static const struct kvmrt_nl_field user_fields[] = {
	USER_FIELD(REASON, U32, true, reason),
	USER_FIELD(COUNT, U64, true, count),
	USER_FIELD(TOTAL_NS, U64, true, total_ns),
	USER_FIELD(WORST_NS, U64, true, worst_ns),
	USER_FIELD(WORST_AT_NS, U64, false, worst_at_ns),
	USER_FIELD(WORST_AT_TSC, U64, false, worst_at_tsc),
};

static int take_user(const void *attrs, size_t len, void *object)
{
	struct kvmrt_exit *row = object;

	if (row->nr_users == USERS_MAX)
		return -EBADMSG;
	return kvmrt_nl_fields(attrs, len, user_fields,
			       KVMRT_ARRAY_SIZE(user_fields),
			       &row->users[row->nr_users++]);
}

struct bucket {
	uint32_t log2_ns;
	uint64_t count;
};

static const struct kvmrt_nl_field bucket_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_EXIT_BUCKET_LOG2_NS, KVMRT_NL_U32, true,
		       struct bucket, log2_ns),
	KVMRT_NL_FIELD(KVMRT_A_EXIT_BUCKET_COUNT, KVMRT_NL_U64, true,
		       struct bucket, count),
};

static int take_bucket(const void *attrs, size_t len, void *object)
{
	struct kvmrt_exit *row = object;
	struct bucket bucket = { 0 };
	int ret;

	ret = kvmrt_nl_fields(attrs, len, bucket_fields,
			      KVMRT_ARRAY_SIZE(bucket_fields), &bucket);
	if (ret)
		return ret;
	if (bucket.log2_ns >= KVMRT_EXIT_BUCKETS)
		return -EBADMSG;
	row->buckets[bucket.log2_ns] = bucket.count;
	return 0;
}

#define EXIT_FIELD(type, kind, required, member) \
	KVMRT_NL_FIELD(KVMRT_A_EXIT_##type, KVMRT_NL_##kind, \
		       required, struct kvmrt_exit, member)

static const struct kvmrt_nl_field exit_fields[] = {
	EXIT_FIELD(VM_ID, U32, true, vm_id),
	EXIT_FIELD(VCPU_ID, U32, true, vcpu_id),
	EXIT_FIELD(REASON, U32, true, reason),
	EXIT_FIELD(ISA, U32, true, isa),
	EXIT_FIELD(COUNT, U64, true, count),
	EXIT_FIELD(TOTAL_NS, U64, true, total_ns),
	EXIT_FIELD(WORST_NS, U64, true, worst_ns),
	EXIT_FIELD(WORST_AT_NS, U64, false, worst_at_ns),
	EXIT_FIELD(WORST_AT_TSC, U64, false, worst_at_tsc),
	{ .type = KVMRT_A_EXIT_USER, .kind = KVMRT_NL_NEST,
	  .nest = take_user },
	{ .type = KVMRT_A_EXIT_BUCKET, .kind = KVMRT_NL_NEST,
	  .nest = take_bucket },
};

static int parse(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_exit *row = object;
	int ret;

	memset(row, 0, sizeof(*row));
	ret = kvmrt_nl_message_fields(nlh, exit_fields,
				      KVMRT_ARRAY_SIZE(exit_fields), row);
	if (ret)
		return ret;
	return row->vm_id ? 0 : -EBADMSG;
}

/* Linux 6.1 has no words for a dump that is refused at its start. */
static int refused(struct kvmrt *ctx, int ret, uint32_t vm_id)
{
	if (ctx->attr)
		return ret;
	if (ret == -ENOENT)
		kvmrt_fail(ctx, ENOENT, "no vm with this id: %" PRIu32, vm_id);
	else if (ret == -ENODATA)
		kvmrt_fail(ctx, ENODATA,
			   "exit accounting of vm %" PRIu32 " is off", vm_id);
	else
		return ret;
	ctx->attr = kvmrt_nl_attr_name(KVMRT_CMD_EXIT_GET,
				       KVMRT_A_EXIT_VM_ID);
	return ret;
}

KVMRT_API int kvmrt_exit_list_get(struct kvmrt *ctx, uint32_t vm_id,
				  struct kvmrt_exit_list **list)
{
	union kvmrt_nl_request request;
	struct kvmrt_exit_list *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = parse;
	new->array.size = sizeof(struct kvmrt_exit);

	kvmrt_nl_request_init(&request, KVMRT_CMD_EXIT_GET);
	if (vm_id)
		mnl_attr_put_u32(&request.nlh, KVMRT_A_EXIT_VM_ID, vm_id);
	ret = kvmrt_nl_dump(ctx, &request, &new->array);
	if (ret) {
		if (vm_id)
			refused(ctx, ret, vm_id);
		free(new);
		return kvmrt_errno(-ret);
	}
	*list = new;
	return 0;
}

KVMRT_API void kvmrt_exit_list_free(struct kvmrt_exit_list *list)
{
	if (!list)
		return;
	free(list->array.items);
	free(list);
}

KVMRT_API size_t kvmrt_exit_list_count(const struct kvmrt_exit_list *list)
{
	return list->array.count;
}

KVMRT_API const struct kvmrt_exit *
kvmrt_exit_list_at(const struct kvmrt_exit_list *list, size_t index)
{
	const struct kvmrt_exit *rows = list->array.items;

	return index < list->array.count ? &rows[index] : NULL;
}

/* Every getter is the same but for its name. */
#define GETTER(type, name, member)					\
	KVMRT_API type kvmrt_exit_##name(const struct kvmrt_exit *row) \
	{								\
		return row->member;					\
	}

GETTER(uint32_t, vm_id, vm_id)
GETTER(uint32_t, vcpu_id, vcpu_id)
GETTER(uint32_t, isa, isa)
GETTER(uint32_t, reason, reason)
GETTER(uint64_t, count, count)
GETTER(uint64_t, total_ns, total_ns)
GETTER(uint64_t, worst_ns, worst_ns)
GETTER(uint64_t, worst_at_ns, worst_at_ns)
GETTER(uint64_t, worst_at_tsc, worst_at_tsc)
GETTER(size_t, users, nr_users)

KVMRT_API uint64_t kvmrt_exit_bucket(const struct kvmrt_exit *row,
				     uint32_t log2_ns)
{
	return log2_ns < KVMRT_EXIT_BUCKETS ? row->buckets[log2_ns] : 0;
}

KVMRT_API const struct kvmrt_exit_user *
kvmrt_exit_user_at(const struct kvmrt_exit *row, size_t index)
{
	return index < row->nr_users ? &row->users[index] : NULL;
}

#define USER_GETTER(type, name)						\
	KVMRT_API type							\
	kvmrt_exit_user_##name(const struct kvmrt_exit_user *user)	\
	{								\
		return user->name;					\
	}

USER_GETTER(uint32_t, reason)
USER_GETTER(uint64_t, count)
USER_GETTER(uint64_t, total_ns)
USER_GETTER(uint64_t, worst_ns)
USER_GETTER(uint64_t, worst_at_ns)
USER_GETTER(uint64_t, worst_at_tsc)
