// SPDX-License-Identifier: LGPL-2.1-or-later
/* The module's state, and that of its parts. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>

#include "internal.h"

/* More than the module will ever have; one that has more is not understood. */
#define MAX_FEATURES	64

struct kvmrt_feature {
	char name[64];
	uint32_t state;
	char reason[256];
};

struct kvmrt_status {
	char module_version[64];
	char kernel[128];
	uint32_t abi;
	uint32_t kvm_loaded;
	uint32_t vms;
	uint64_t missed;
	size_t features;
	struct kvmrt_feature feature[MAX_FEATURES];
};

static const char *const state_names[] = {
	[KVMRT_FEATURE_OFF] = "off",
	[KVMRT_FEATURE_WAITING] = "waiting",
	[KVMRT_FEATURE_ON] = "on",
};

static const struct kvmrt_nl_field feature_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_FEATURE_NAME, KVMRT_NL_TEXT, true,
		       struct kvmrt_feature, name),
	KVMRT_NL_FIELD(KVMRT_A_FEATURE_STATE, KVMRT_NL_U32, true,
		       struct kvmrt_feature, state),
	KVMRT_NL_FIELD(KVMRT_A_FEATURE_REASON, KVMRT_NL_TEXT, false,
		       struct kvmrt_feature, reason),
};

static int take_feature(const void *attrs, size_t len, void *object)
{
	struct kvmrt_status *status = object;
	struct kvmrt_feature *feature;
	int ret;

	if (status->features == MAX_FEATURES)
		return -EBADMSG;
	feature = &status->feature[status->features];
	ret = kvmrt_nl_fields(attrs, len, feature_fields,
			      KVMRT_ARRAY_SIZE(feature_fields), feature);
	if (ret)
		return ret;
	if (feature->state >= KVMRT_ARRAY_SIZE(state_names))
		return -EBADMSG;
	status->features++;
	return 0;
}

static const struct kvmrt_nl_field status_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_INFO_MODULE_VERSION, KVMRT_NL_TEXT, true,
		       struct kvmrt_status, module_version),
	KVMRT_NL_FIELD(KVMRT_A_INFO_ABI, KVMRT_NL_U32, true,
		       struct kvmrt_status, abi),
	KVMRT_NL_FIELD(KVMRT_A_INFO_KERNEL, KVMRT_NL_TEXT, true,
		       struct kvmrt_status, kernel),
	KVMRT_NL_FIELD(KVMRT_A_INFO_KVM_LOADED, KVMRT_NL_U32, true,
		       struct kvmrt_status, kvm_loaded),
	KVMRT_NL_FIELD(KVMRT_A_INFO_VMS, KVMRT_NL_U32, true,
		       struct kvmrt_status, vms),
	KVMRT_NL_FIELD(KVMRT_A_INFO_MISSED, KVMRT_NL_U64, false,
		       struct kvmrt_status, missed),
	{ .type = KVMRT_A_INFO_FEATURE, .kind = KVMRT_NL_NEST,
	  .nest = take_feature },
};

static int parse(const struct nlmsghdr *nlh, void *object)
{
	return kvmrt_nl_message_fields(nlh, status_fields,
				       KVMRT_ARRAY_SIZE(status_fields), object);
}

KVMRT_API int kvmrt_status_get(struct kvmrt *ctx, struct kvmrt_status **status)
{
	union kvmrt_nl_request request;
	struct kvmrt_status *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");

	kvmrt_nl_request_init(&request, KVMRT_CMD_INFO_GET);
	ret = kvmrt_nl_get(ctx, &request, parse, new);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*status = new;
	return 0;
}

KVMRT_API void kvmrt_status_free(struct kvmrt_status *status)
{
	free(status);
}

KVMRT_API const char *
kvmrt_status_module_version(const struct kvmrt_status *status)
{
	return status->module_version;
}

KVMRT_API const char *kvmrt_status_kernel(const struct kvmrt_status *status)
{
	return status->kernel;
}

KVMRT_API uint32_t kvmrt_status_abi(const struct kvmrt_status *status)
{
	return status->abi;
}

KVMRT_API bool kvmrt_status_kvm_loaded(const struct kvmrt_status *status)
{
	return status->kvm_loaded != 0;
}

KVMRT_API uint32_t kvmrt_status_vms(const struct kvmrt_status *status)
{
	return status->vms;
}

KVMRT_API uint64_t kvmrt_status_missed(const struct kvmrt_status *status)
{
	return status->missed;
}

KVMRT_API size_t kvmrt_status_features(const struct kvmrt_status *status)
{
	return status->features;
}

KVMRT_API const struct kvmrt_feature *
kvmrt_status_feature(const struct kvmrt_status *status, size_t index)
{
	return index < status->features ? &status->feature[index] : NULL;
}

KVMRT_API const char *kvmrt_feature_name(const struct kvmrt_feature *feature)
{
	return feature->name;
}

KVMRT_API enum kvmrt_feature_works
kvmrt_feature_state(const struct kvmrt_feature *feature)
{
	return (enum kvmrt_feature_works)feature->state;
}

KVMRT_API const char *
kvmrt_feature_state_name(const struct kvmrt_feature *feature)
{
	return state_names[feature->state];
}

KVMRT_API const char *kvmrt_feature_reason(const struct kvmrt_feature *feature)
{
	return feature->reason[0] ? feature->reason : NULL;
}
