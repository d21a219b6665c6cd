// SPDX-License-Identifier: LGPL-2.1-or-later
/* Switching exit accounting. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const struct kvmrt_nl_field account_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_ACCOUNT_VM_ID, KVMRT_NL_U32, false,
		       struct kvmrt_account, vm_id),
	KVMRT_NL_FIELD(KVMRT_A_ACCOUNT_ENABLED, KVMRT_NL_U32, true,
		       struct kvmrt_account, enabled),
	KVMRT_NL_FIELD(KVMRT_A_ACCOUNT_SINCE_NS, KVMRT_NL_U64, false,
		       struct kvmrt_account, since_ns),
};

int kvmrt_account_from_nl(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_account *account = object;

	memset(account, 0, sizeof(*account));
	return kvmrt_nl_message_fields(nlh, account_fields,
				       KVMRT_ARRAY_SIZE(account_fields),
				       account);
}

KVMRT_API int kvmrt_account_get(struct kvmrt *ctx, uint32_t vm_id,
				struct kvmrt_account **account)
{
	union kvmrt_nl_request request;
	struct kvmrt_account *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");

	kvmrt_nl_request_init(&request, KVMRT_CMD_ACCOUNT_GET);
	ret = kvmrt_nl_get_of_vm(ctx, &request, KVMRT_A_ACCOUNT_VM_ID, vm_id,
				 kvmrt_account_from_nl, new, &new->vm_id);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*account = new;
	return 0;
}

KVMRT_API void kvmrt_account_free(struct kvmrt_account *account)
{
	free(account);
}

KVMRT_API uint32_t kvmrt_account_vm_id(const struct kvmrt_account *account)
{
	return account->vm_id;
}

KVMRT_API bool kvmrt_account_enabled(const struct kvmrt_account *account)
{
	return account->enabled != 0;
}

KVMRT_API uint64_t kvmrt_account_since_ns(const struct kvmrt_account *account)
{
	return account->since_ns;
}

static int set(struct kvmrt *ctx, uint32_t vm_id, uint16_t attr,
	       uint32_t value)
{
	union kvmrt_nl_request request;

	kvmrt_nl_request_init(&request, KVMRT_CMD_ACCOUNT_SET);
	if (vm_id)
		mnl_attr_put_u32(&request.nlh, KVMRT_A_ACCOUNT_VM_ID, vm_id);
	mnl_attr_put_u32(&request.nlh, attr, value);
	return kvmrt_nl_set(ctx, &request);
}

KVMRT_API int kvmrt_account_enable(struct kvmrt *ctx, uint32_t vm_id,
				   bool enabled)
{
	return set(ctx, vm_id, KVMRT_A_ACCOUNT_ENABLED, enabled);
}

KVMRT_API int kvmrt_account_reset(struct kvmrt *ctx, uint32_t vm_id)
{
	return set(ctx, vm_id, KVMRT_A_ACCOUNT_RESET, 1);
}
