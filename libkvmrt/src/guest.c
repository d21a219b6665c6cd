// SPDX-License-Identifier: LGPL-2.1-or-later
/* The guest's module, by its own family, and its gates. */
#include <errno.h>
#include <linux/kvmrt_guest.h>
#include <linux/kvmrt_guest_genl.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

_Static_assert((int)KVMRT_GATE_HC == (int)KVMRT_GUEST_GATE_HC &&
	       (int)KVMRT_GATE_SYSCALL == (int)KVMRT_GUEST_GATE_SYSCALL,
	       "the interface's gates are the device's");

#define GATES	(KVMRT_GATE_HC | KVMRT_GATE_SYSCALL)

struct kvmrt_guest {
	uint32_t hc;
	uint32_t syscall;
	uint32_t vm_id;
	char version[64];
};

static const struct kvmrt_nl_field guest_fields[] = {
	KVMRT_NL_FIELD(KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED, KVMRT_NL_U32,
		       true, struct kvmrt_guest, hc),
	KVMRT_NL_FIELD(KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED, KVMRT_NL_U32,
		       true, struct kvmrt_guest, syscall),
	KVMRT_NL_FIELD(KVMRT_GUEST_A_STATUS_VM_ID, KVMRT_NL_U32, false,
		       struct kvmrt_guest, vm_id),
	KVMRT_NL_FIELD(KVMRT_GUEST_A_STATUS_VERSION, KVMRT_NL_STRING, true,
		       struct kvmrt_guest, version),
};

static int take_guest(const struct nlmsghdr *nlh, void *data)
{
	struct kvmrt_guest *guest = data;

	memset(guest, 0, sizeof(*guest));
	return kvmrt_nl_message_fields(nlh, guest_fields,
				       KVMRT_ARRAY_SIZE(guest_fields), guest);
}

KVMRT_API const char *kvmrt_gate_name(uint32_t gate)
{
	switch (gate) {
	case KVMRT_GATE_HC:
		return "gs_hc_guest_enabled";
	case KVMRT_GATE_SYSCALL:
		return "gs_syscall_enabled";
	default:
		return NULL;
	}
}

/*
 * The family is looked up each time: calls are rare here, and the module may
 * have been loaded anew, which matters to nobody.
 */
static int call(struct kvmrt *ctx, union kvmrt_nl_request *request,
		struct kvmrt_guest *guest)
{
	uint16_t family;
	int ret;

	ret = kvmrt_nl_family_id(ctx, KVMRT_GUEST_FAMILY_NAME,
				 "kvmrt_guest.ko", &family);
	if (ret)
		return ret;
	request->nlh.nlmsg_type = family;
	ret = kvmrt_nl_exchange(ctx, &request->nlh, take_guest, guest);
	if (ret < 0)
		return ret;
	if (!guest->version[0])
		return kvmrt_fail(ctx, EBADMSG,
				  "kvmrt_guest.ko acknowledged without an answer");
	return 0;
}

KVMRT_API int kvmrt_guest_get(struct kvmrt *ctx, struct kvmrt_guest **guest)
{
	union kvmrt_nl_request request;
	struct kvmrt_guest *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	kvmrt_nl_request_init(&request, KVMRT_GUEST_CMD_STATUS_GET);
	ret = call(ctx, &request, new);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*guest = new;
	return 0;
}

KVMRT_API void kvmrt_guest_free(struct kvmrt_guest *guest)
{
	free(guest);
}

KVMRT_API const char *kvmrt_guest_version(const struct kvmrt_guest *guest)
{
	return guest->version;
}

KVMRT_API uint32_t kvmrt_guest_gates(const struct kvmrt_guest *guest)
{
	return (guest->hc ? KVMRT_GATE_HC : 0U) |
	       (guest->syscall ? KVMRT_GATE_SYSCALL : 0U);
}

KVMRT_API uint32_t kvmrt_guest_vm_id(const struct kvmrt_guest *guest)
{
	return guest->vm_id;
}

KVMRT_API int kvmrt_gate_set(struct kvmrt *ctx, uint32_t gates, bool open)
{
	union kvmrt_nl_request request;
	struct kvmrt_guest guest = { 0 };

	if (!gates || gates & ~(uint32_t)GATES)
		return kvmrt_fail(ctx, EINVAL, "no gate of the guest: 0x%x",
				  gates);
	kvmrt_nl_request_init(&request, KVMRT_GUEST_CMD_GATE_SET);
	if (gates & KVMRT_GATE_HC)
		mnl_attr_put_u32(&request.nlh,
				 KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED,
				 open);
	if (gates & KVMRT_GATE_SYSCALL)
		mnl_attr_put_u32(&request.nlh,
				 KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED,
				 open);
	return call(ctx, &request, &guest);
}
