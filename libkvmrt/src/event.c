// SPDX-License-Identifier: LGPL-2.1-or-later
/* One event: made of a notification, and asked for what it has. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

struct kvmrt_event {
	enum kvmrt_event_kind kind;
	struct kvmrt_vm vm;
	struct kvmrt_gs_conf gs_conf;
	struct kvmrt_account account;
	uint32_t flush_vm_id;
	uint32_t flush_vcpu_id;
	uint32_t flush_scope;
	uint32_t flush_seq;
	uint64_t flush_time_ns;
	char *flush_cpus;	/* NULL: kind has none */
};

/* Which of an event's objects a kind has. */
enum content { NOTHING, VM, GS_CONF, FLUSH, ACCOUNT };

static const struct {
	const char *name;
	uint8_t cmd;		/* its notification, 0: made by the library */
	enum content content;
} kinds[] = {
	[KVMRT_EVENT_VM_ADD] = { "vm_add", KVMRT_CMD_VM_ADD_NTF, VM },
	[KVMRT_EVENT_VM_CHANGE] = { "vm_change", KVMRT_CMD_VM_CHANGE_NTF, VM },
	[KVMRT_EVENT_VM_DEL] = { "vm_del", KVMRT_CMD_VM_DEL_NTF, VM },
	[KVMRT_EVENT_GS_CHANGE] = { "gs_change", KVMRT_CMD_GS_CHANGE_NTF,
				    GS_CONF },
	[KVMRT_EVENT_GS_DROP] = { "gs_drop", KVMRT_CMD_GS_DROP_NTF, GS_CONF },
	[KVMRT_EVENT_GS_FLUSH] = { "gs_flush", KVMRT_CMD_GS_FLUSH_NTF, FLUSH },
	[KVMRT_EVENT_LOST] = { "lost", 0, NOTHING },
	[KVMRT_EVENT_MODULE_GONE] = { "module_gone", 0, NOTHING },
	[KVMRT_EVENT_MODULE_BACK] = { "module_back", 0, NOTHING },
	[KVMRT_EVENT_ACCOUNT_CHANGE] = { "account_change",
					 KVMRT_CMD_ACCOUNT_CHANGE_NTF,
					 ACCOUNT },
};

/* As long as the host has CPUs, so not in a buffer of fixed size. */
static int take_cpus(const void *payload, size_t len, void *object)
{
	struct kvmrt_event *event = object;

	free(event->flush_cpus);
	event->flush_cpus = strndup(payload, len);
	return event->flush_cpus ? 0 : -ENOMEM;
}

static const struct kvmrt_nl_field flush_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_FLUSH_VM_ID, KVMRT_NL_U32, true,
		       struct kvmrt_event, flush_vm_id),
	KVMRT_NL_FIELD(KVMRT_A_FLUSH_VCPU_ID, KVMRT_NL_U32, true,
		       struct kvmrt_event, flush_vcpu_id),
	KVMRT_NL_FIELD(KVMRT_A_FLUSH_SCOPE, KVMRT_NL_U32, true,
		       struct kvmrt_event, flush_scope),
	KVMRT_NL_FIELD(KVMRT_A_FLUSH_SEQ, KVMRT_NL_U32, true,
		       struct kvmrt_event, flush_seq),
	KVMRT_NL_FIELD(KVMRT_A_FLUSH_TIME_NS, KVMRT_NL_U64, true,
		       struct kvmrt_event, flush_time_ns),
	{ .type = KVMRT_A_FLUSH_CPUS, .kind = KVMRT_NL_NEST,
	  .required = true, .nest = take_cpus },
};

int kvmrt_event_new(enum kvmrt_event_kind kind, struct kvmrt_event **event)
{
	struct kvmrt_event *new;

	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	new->kind = kind;
	*event = new;
	return 0;
}

/* 0 for a notification that this library doesn't know. */
static enum kvmrt_event_kind kind_of(uint8_t cmd)
{
	size_t i;

	for (i = 1; i < KVMRT_ARRAY_SIZE(kinds); i++)
		if (cmd && kinds[i].cmd == cmd)
			return (enum kvmrt_event_kind)i;
	return (enum kvmrt_event_kind)0;
}

static int parse(struct kvmrt_event *event, const struct nlmsghdr *nlh)
{
	switch (kinds[event->kind].content) {
	case VM:
		return kvmrt_vm_from_nl(nlh, &event->vm);
	case GS_CONF:
		return kvmrt_gs_conf_from_nl(nlh, &event->gs_conf);
	case FLUSH:
		return kvmrt_nl_message_fields(nlh, flush_fields,
					       KVMRT_ARRAY_SIZE(flush_fields),
					       event);
	case ACCOUNT:
		return kvmrt_account_from_nl(nlh, &event->account);
	case NOTHING:
		break;
	}
	return -EBADMSG;
}

int kvmrt_event_from_nl(const struct nlmsghdr *nlh, struct kvmrt_event **event)
{
	enum kvmrt_event_kind kind;
	struct kvmrt_event *new;
	struct genlmsghdr genl;
	int ret;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(genl))
		return -EBADMSG;
	memcpy(&genl, mnl_nlmsg_get_payload(nlh), sizeof(genl));
	kind = kind_of(genl.cmd);
	if (!kind)
		return 0;
	ret = kvmrt_event_new(kind, &new);
	if (ret)
		return ret;
	ret = parse(new, nlh);
	if (ret) {
		kvmrt_event_free(new);
		return ret;
	}
	*event = new;
	return 1;
}

KVMRT_API void kvmrt_event_free(struct kvmrt_event *event)
{
	if (!event)
		return;
	free(event->flush_cpus);
	free(event);
}

KVMRT_API enum kvmrt_event_kind
kvmrt_event_kind(const struct kvmrt_event *event)
{
	return event->kind;
}

KVMRT_API const char *kvmrt_event_name(const struct kvmrt_event *event)
{
	return kinds[event->kind].name;
}

KVMRT_API const struct kvmrt_vm *kvmrt_event_vm(const struct kvmrt_event *event)
{
	return kinds[event->kind].content == VM ? &event->vm : NULL;
}

KVMRT_API const struct kvmrt_gs_conf *
kvmrt_event_gs_conf(const struct kvmrt_event *event)
{
	return kinds[event->kind].content == GS_CONF ? &event->gs_conf : NULL;
}

KVMRT_API const struct kvmrt_account *
kvmrt_event_account(const struct kvmrt_event *event)
{
	return kinds[event->kind].content == ACCOUNT ? &event->account : NULL;
}

KVMRT_API uint32_t kvmrt_event_flush_vm_id(const struct kvmrt_event *event)
{
	return event->flush_vm_id;
}

KVMRT_API uint32_t kvmrt_event_flush_vcpu_id(const struct kvmrt_event *event)
{
	return event->flush_vcpu_id;
}

KVMRT_API uint32_t kvmrt_event_flush_scope(const struct kvmrt_event *event)
{
	return event->flush_scope;
}

KVMRT_API const char *kvmrt_event_flush_cpus(const struct kvmrt_event *event)
{
	return event->flush_cpus ? event->flush_cpus : "";
}

KVMRT_API uint32_t kvmrt_event_flush_seq(const struct kvmrt_event *event)
{
	return event->flush_seq;
}

KVMRT_API uint64_t kvmrt_event_flush_time_ns(const struct kvmrt_event *event)
{
	return event->flush_time_ns;
}
