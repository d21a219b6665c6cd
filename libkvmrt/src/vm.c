// SPDX-License-Identifier: LGPL-2.1-or-later
/* VMs: a snapshot of one, and of all. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

_Static_assert(KVMRT_VM_NAME_BYTES == KVMRT_NAME_MAX + 1,
	       "the interface's limit is the module's");

struct kvmrt_vm_list {
	struct kvmrt_nl_array array;
};

static const struct kvmrt_nl_field vm_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_VM_ID, KVMRT_NL_U32, true, struct kvmrt_vm, id),
	KVMRT_NL_FIELD(KVMRT_A_VM_NAME, KVMRT_NL_STRING, false,
		       struct kvmrt_vm, given_name),
	KVMRT_NL_FIELD(KVMRT_A_VM_PID, KVMRT_NL_U32, false,
		       struct kvmrt_vm, pid),
	KVMRT_NL_FIELD(KVMRT_A_VM_COMM, KVMRT_NL_TEXT, false,
		       struct kvmrt_vm, comm),
	KVMRT_NL_FIELD(KVMRT_A_VM_START_TIME_NS, KVMRT_NL_U64, false,
		       struct kvmrt_vm, start_time_ns),
	KVMRT_NL_FIELD(KVMRT_A_VM_VCPUS, KVMRT_NL_U32, false,
		       struct kvmrt_vm, vcpus),
};

/* Any process may choose its command line and name: printable bytes only. */
static void choose_name(struct kvmrt_vm *vm)
{
	if (vm->given_name[0]) {
		kvmrt_copy_printable(vm->name, vm->given_name,
				     sizeof(vm->name));
		return;
	}
	if (vm->pid && vm->pid <= INT32_MAX &&
	    kvmrt_vmm_name((pid_t)vm->pid, vm->name, sizeof(vm->name)) > 0)
		return;
	kvmrt_copy_printable(vm->name, vm->comm, sizeof(vm->name));
}

int kvmrt_vm_from_nl(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_vm *vm = object;
	int ret;

	memset(vm, 0, sizeof(*vm));
	ret = kvmrt_nl_message_fields(nlh, vm_fields,
				      KVMRT_ARRAY_SIZE(vm_fields), vm);
	if (ret)
		return ret;
	if (!vm->id)
		return -EBADMSG;
	choose_name(vm);
	return 0;
}

static int get(struct kvmrt *ctx, union kvmrt_nl_request *request,
	       struct kvmrt_vm **vm)
{
	struct kvmrt_vm *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	ret = kvmrt_nl_get(ctx, request, kvmrt_vm_from_nl, new);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*vm = new;
	return 0;
}

KVMRT_API int kvmrt_vm_get(struct kvmrt *ctx, uint32_t id,
			   struct kvmrt_vm **vm)
{
	union kvmrt_nl_request request;

	kvmrt_nl_request_init(&request, KVMRT_CMD_VM_GET);
	mnl_attr_put_u32(&request.nlh, KVMRT_A_VM_ID, id);
	return get(ctx, &request, vm);
}

KVMRT_API int kvmrt_vm_get_by_pid(struct kvmrt *ctx, pid_t pid,
				  struct kvmrt_vm **vm)
{
	union kvmrt_nl_request request;

	kvmrt_nl_request_init(&request, KVMRT_CMD_VM_GET);
	mnl_attr_put_u32(&request.nlh, KVMRT_A_VM_PID, (uint32_t)pid);
	return get(ctx, &request, vm);
}

/* Looks among the VMs that have no given name. */
static int find_by_vmm_name(struct kvmrt *ctx, const char *name,
			    struct kvmrt_vm **vm)
{
	const struct kvmrt_vm *found = NULL;
	struct kvmrt_vm_list *list;
	struct kvmrt_vm *new;
	size_t i;
	int ret;

	ret = kvmrt_vm_list_get(ctx, &list);
	if (ret)
		return ret;
	for (i = 0; i < kvmrt_vm_list_count(list); i++) {
		const struct kvmrt_vm *at = kvmrt_vm_list_at(list, i);

		if (at->given_name[0] || strcmp(at->name, name) != 0)
			continue;
		if (found) {
			ret = kvmrt_fail(ctx, ENOTUNIQ,
					 "vms %u and %u are both called \"%s\"",
					 found->id, at->id, name);
			goto out;
		}
		found = at;
	}
	if (!found) {
		ret = kvmrt_fail(ctx, ENOENT, "no vm is called \"%s\"", name);
		goto out;
	}
	new = malloc(sizeof(*new));
	if (!new) {
		ret = kvmrt_fail(ctx, ENOMEM, "no memory");
		goto out;
	}
	*new = *found;
	*vm = new;
out:
	kvmrt_vm_list_free(list);
	return ret;
}

KVMRT_API int kvmrt_vm_get_by_name(struct kvmrt *ctx, const char *name,
				   struct kvmrt_vm **vm)
{
	union kvmrt_nl_request request;
	int ret;

	if (!name[0] || strlen(name) > KVMRT_NAME_MAX)
		return kvmrt_fail(ctx, ENOENT, "no vm is called \"%.80s\"",
				  name);

	kvmrt_nl_request_init(&request, KVMRT_CMD_VM_GET);
	mnl_attr_put_strz(&request.nlh, KVMRT_A_VM_NAME, name);
	ret = get(ctx, &request, vm);
	/* A command line may have names that the module takes for none. */
	if (ret == -ENOENT || ret == -EINVAL || ret == -ERANGE)
		return find_by_vmm_name(ctx, name, vm);
	return ret;
}

/* A decimal number of digits only, from 1 to @max; 0 if it isn't. */
static uint32_t parse_number(const char *text, uint32_t max)
{
	uint64_t number = 0;

	if (!*text)
		return 0;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return 0;
		number = number * 10 + (uint64_t)(*text - '0');
		if (number > max)
			return 0;
	}
	return (uint32_t)number;
}

KVMRT_API int kvmrt_vm_find(struct kvmrt *ctx, const char *key,
			    const char *value, struct kvmrt_vm **vm)
{
	uint32_t number;

	if (!strcmp(key, "name"))
		return kvmrt_vm_get_by_name(ctx, value, vm);

	if (!strcmp(key, "id")) {
		number = parse_number(value, UINT32_MAX);
		if (number)
			return kvmrt_vm_get(ctx, number, vm);
	} else if (!strcmp(key, "pid")) {
		number = parse_number(value, INT32_MAX);
		if (number)
			return kvmrt_vm_get_by_pid(ctx, (pid_t)number, vm);
	} else {
		return kvmrt_fail(ctx, EINVAL,
				  "\"%.40s\" is none of id, name, pid", key);
	}
	return kvmrt_fail(ctx, EINVAL, "\"%.40s\" is no %s", value, key);
}

KVMRT_API int kvmrt_vm_set_name(struct kvmrt *ctx, uint32_t id,
				const char *name)
{
	union kvmrt_nl_request request;
	int ret;

	if (!name)
		name = "";
	if (strlen(name) > KVMRT_NAME_MAX) {
		ret = kvmrt_fail(ctx, ERANGE, "a name has at most %d bytes",
				 KVMRT_NAME_MAX);
		ctx->attr = kvmrt_nl_attr_name(KVMRT_CMD_VM_SET,
					       KVMRT_A_VM_NAME);
		return ret;
	}
	kvmrt_nl_request_init(&request, KVMRT_CMD_VM_SET);
	mnl_attr_put_u32(&request.nlh, KVMRT_A_VM_ID, id);
	mnl_attr_put_strz(&request.nlh, KVMRT_A_VM_NAME, name);
	return kvmrt_nl_set(ctx, &request);
}

KVMRT_API void kvmrt_vm_free(struct kvmrt_vm *vm)
{
	free(vm);
}

KVMRT_API uint32_t kvmrt_vm_id(const struct kvmrt_vm *vm)
{
	return vm->id;
}

KVMRT_API const char *kvmrt_vm_given_name(const struct kvmrt_vm *vm)
{
	return vm->given_name[0] ? vm->given_name : NULL;
}

KVMRT_API const char *kvmrt_vm_name(const struct kvmrt_vm *vm)
{
	return vm->name;
}

KVMRT_API const char *kvmrt_vm_comm(const struct kvmrt_vm *vm)
{
	return vm->comm;
}

KVMRT_API pid_t kvmrt_vm_pid(const struct kvmrt_vm *vm)
{
	return (pid_t)vm->pid;
}

KVMRT_API uint64_t kvmrt_vm_start_time_ns(const struct kvmrt_vm *vm)
{
	return vm->start_time_ns;
}

KVMRT_API uint32_t kvmrt_vm_vcpus(const struct kvmrt_vm *vm)
{
	return vm->vcpus;
}

KVMRT_API int kvmrt_vm_list_get(struct kvmrt *ctx, struct kvmrt_vm_list **list)
{
	union kvmrt_nl_request request;
	struct kvmrt_vm_list *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = kvmrt_vm_from_nl;
	new->array.size = sizeof(struct kvmrt_vm);

	kvmrt_nl_request_init(&request, KVMRT_CMD_VM_GET);
	ret = kvmrt_nl_dump(ctx, &request, &new->array);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*list = new;
	return 0;
}

KVMRT_API void kvmrt_vm_list_free(struct kvmrt_vm_list *list)
{
	if (!list)
		return;
	free(list->array.items);
	free(list);
}

KVMRT_API size_t kvmrt_vm_list_count(const struct kvmrt_vm_list *list)
{
	return list->array.count;
}

KVMRT_API const struct kvmrt_vm *
kvmrt_vm_list_at(const struct kvmrt_vm_list *list, size_t index)
{
	const struct kvmrt_vm *vms = list->array.items;

	return index < list->array.count ? &vms[index] : NULL;
}
