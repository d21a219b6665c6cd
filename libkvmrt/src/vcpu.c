// SPDX-License-Identifier: LGPL-2.1-or-later
/* vCPUs, their threads and their clocks. */
#include <errno.h>
#include <inttypes.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct kvmrt_vcpu {
	uint32_t vm_id;
	uint32_t id;
	uint32_t index;
	uint32_t tid;
	uint32_t tsc_khz;
	uint32_t tsc_ratio_frac_bits;
	uint64_t tsc_ratio;
	int64_t tsc_offset;
};

struct kvmrt_vcpu_list {
	struct kvmrt_nl_array array;
};

static const struct kvmrt_nl_field vcpu_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_VCPU_VM_ID, KVMRT_NL_U32, true,
		       struct kvmrt_vcpu, vm_id),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_ID, KVMRT_NL_U32, true,
		       struct kvmrt_vcpu, id),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_INDEX, KVMRT_NL_U32, true,
		       struct kvmrt_vcpu, index),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_TID, KVMRT_NL_U32, false,
		       struct kvmrt_vcpu, tid),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_TSC_OFFSET, KVMRT_NL_U64, false,
		       struct kvmrt_vcpu, tsc_offset),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_TSC_RATIO, KVMRT_NL_U64, false,
		       struct kvmrt_vcpu, tsc_ratio),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_TSC_RATIO_FRAC_BITS, KVMRT_NL_U32, false,
		       struct kvmrt_vcpu, tsc_ratio_frac_bits),
	KVMRT_NL_FIELD(KVMRT_A_VCPU_TSC_KHZ, KVMRT_NL_U32, false,
		       struct kvmrt_vcpu, tsc_khz),
};

static int parse(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_vcpu *vcpu = object;
	int ret;

	memset(vcpu, 0, sizeof(*vcpu));
	ret = kvmrt_nl_message_fields(nlh, vcpu_fields,
				      KVMRT_ARRAY_SIZE(vcpu_fields), vcpu);
	if (ret)
		return ret;
	/* A shift by 64 or more means nothing. */
	return vcpu->vm_id && vcpu->tsc_ratio_frac_bits < 64 ? 0 : -EBADMSG;
}

KVMRT_API int kvmrt_vcpu_list_get(struct kvmrt *ctx, uint32_t vm_id,
				  struct kvmrt_vcpu_list **list)
{
	union kvmrt_nl_request request;
	struct kvmrt_vcpu_list *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = parse;
	new->array.size = sizeof(struct kvmrt_vcpu);

	kvmrt_nl_request_init(&request, KVMRT_CMD_VCPU_GET);
	if (vm_id)
		mnl_attr_put_u32(&request.nlh, KVMRT_A_VCPU_VM_ID, vm_id);
	ret = kvmrt_nl_dump(ctx, &request, &new->array);
	/* Linux 6.1 has no words for a dump that is refused at its start. */
	if (ret == -ENOENT && vm_id && !ctx->attr) {
		kvmrt_fail(ctx, ENOENT, "no vm with this id: %" PRIu32, vm_id);
		ctx->attr = kvmrt_nl_attr_name(KVMRT_CMD_VCPU_GET,
					       KVMRT_A_VCPU_VM_ID);
	}
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*list = new;
	return 0;
}

KVMRT_API void kvmrt_vcpu_list_free(struct kvmrt_vcpu_list *list)
{
	if (!list)
		return;
	free(list->array.items);
	free(list);
}

KVMRT_API size_t kvmrt_vcpu_list_count(const struct kvmrt_vcpu_list *list)
{
	return list->array.count;
}

KVMRT_API const struct kvmrt_vcpu *
kvmrt_vcpu_list_at(const struct kvmrt_vcpu_list *list, size_t index)
{
	const struct kvmrt_vcpu *vcpus = list->array.items;

	return index < list->array.count ? &vcpus[index] : NULL;
}

KVMRT_API uint32_t kvmrt_vcpu_vm_id(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->vm_id;
}

KVMRT_API uint32_t kvmrt_vcpu_id(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->id;
}

KVMRT_API uint32_t kvmrt_vcpu_index(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->index;
}

KVMRT_API pid_t kvmrt_vcpu_tid(const struct kvmrt_vcpu *vcpu)
{
	return (pid_t)vcpu->tid;
}

KVMRT_API uint32_t kvmrt_vcpu_tsc_khz(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->tsc_khz;
}

KVMRT_API int64_t kvmrt_vcpu_tsc_offset(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->tsc_offset;
}

KVMRT_API uint64_t kvmrt_vcpu_tsc_ratio(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->tsc_ratio;
}

KVMRT_API uint32_t
kvmrt_vcpu_tsc_ratio_frac_bits(const struct kvmrt_vcpu *vcpu)
{
	return vcpu->tsc_ratio_frac_bits;
}

KVMRT_API uint64_t kvmrt_vcpu_guest_tsc(const struct kvmrt_vcpu *vcpu,
					uint64_t host_tsc)
{
	uint64_t scaled = host_tsc;

	if (vcpu->tsc_ratio_frac_bits)
		scaled = (uint64_t)((__uint128_t)host_tsc * vcpu->tsc_ratio >>
				    vcpu->tsc_ratio_frac_bits);
	return scaled + (uint64_t)vcpu->tsc_offset;
}
