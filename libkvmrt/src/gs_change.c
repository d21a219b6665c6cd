// SPDX-License-Identifier: LGPL-2.1-or-later
/* A change of guest services' settings, collected and applied at once. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>

#include "internal.h"

/* Values by attribute; only those with their bit in @set are sent. */
struct kvmrt_gs_change {
	uint32_t set;
	uint32_t value[KVMRT_A_GS_MAX + 1];
};

KVMRT_API int kvmrt_gs_change_new(struct kvmrt_gs_change **change)
{
	struct kvmrt_gs_change *new;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_errno(ENOMEM);
	*change = new;
	return 0;
}

KVMRT_API void kvmrt_gs_change_free(struct kvmrt_gs_change *change)
{
	free(change);
}

static void put(struct kvmrt_gs_change *change, int attr, uint32_t value)
{
	change->set |= UINT32_C(1) << attr;
	change->value[attr] = value;
}

KVMRT_API void kvmrt_gs_change_enabled(struct kvmrt_gs_change *change,
				       bool enabled)
{
	put(change, KVMRT_A_GS_ENABLED, enabled);
}

KVMRT_API void kvmrt_gs_change_allow(struct kvmrt_gs_change *change,
				     uint32_t mask)
{
	put(change, KVMRT_A_GS_ALLOW, mask);
}

KVMRT_API void kvmrt_gs_change_log_rate(struct kvmrt_gs_change *change,
					uint32_t rate)
{
	put(change, KVMRT_A_GS_LOG_RATE, rate);
}

KVMRT_API void kvmrt_gs_change_data_rate(struct kvmrt_gs_change *change,
					 uint32_t rate)
{
	put(change, KVMRT_A_GS_DATA_RATE, rate);
}

KVMRT_API void kvmrt_gs_change_flush_rate(struct kvmrt_gs_change *change,
					  uint32_t rate)
{
	put(change, KVMRT_A_GS_FLUSH_RATE, rate);
}

KVMRT_API int kvmrt_gs_conf_set(struct kvmrt *ctx, uint32_t vm_id,
				const struct kvmrt_gs_change *change)
{
	union kvmrt_nl_request request;
	uint16_t attr;

	kvmrt_nl_request_init(&request, KVMRT_CMD_GS_SET);
	if (vm_id)
		mnl_attr_put_u32(&request.nlh, KVMRT_A_GS_VM_ID, vm_id);
	for (attr = 1; attr <= KVMRT_A_GS_MAX; attr++)
		if (change->set & UINT32_C(1) << attr)
			mnl_attr_put_u32(&request.nlh, attr,
					 change->value[attr]);
	return kvmrt_nl_set(ctx, &request);
}
