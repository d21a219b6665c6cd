// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl vcpu exits on|off|reset`, and where the words go.
 */
#include <errno.h>
#include <json-c/json.h>

#include "exits.h"

int nl_exits_off(struct cli *cli, uint32_t vm_id)
{
	if (vm_id)
		return cli_fail(cli, CLI_REFUSED, ENODATA, "vm_id",
				"exit accounting of VM %u is off; switch it on with 'kvmrt-nl vcpu exits on id %u'",
				vm_id, vm_id);
	return cli_fail(cli, CLI_REFUSED, ENODATA, NULL,
			"exit accounting is off for every VM; switch it on with 'kvmrt-nl vcpu exits on'");
}

static int get(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id,
	       struct kvmrt_account **account)
{
	int ret = kvmrt_account_get(ctx, vm_id, account);

	return ret ? nl_fail(cli, ctx, ret) : CLI_DONE;
}

static int emit(struct cli *cli, uint32_t vm_id, const char *setting,
		struct json_object *from, struct json_object *to)
{
	struct json_object *rec = nl_change_record(cli, vm_id);

	nl_change_add(rec, setting, from, to);
	return nl_change_emit_vms(cli, rec);
}

int nl_exits_switch(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id,
		    bool on)
{
	struct kvmrt_account *old;
	bool before;
	int ret;

	ret = get(cli, ctx, vm_id, &old);
	if (ret)
		return ret;
	before = kvmrt_account_enabled(old);
	kvmrt_account_free(old);
	if (!cli->dry_run) {
		ret = kvmrt_account_enable(ctx, vm_id, on);
		if (ret)
			return nl_fail(cli, ctx, ret);
	}
	return emit(cli, vm_id, "exit_accounting",
		    json_object_new_boolean(before),
		    json_object_new_boolean(on));
}

/* The time since when it counts, null while it doesn't or of several VMs. */
static struct json_object *since(const struct kvmrt_account *account)
{
	uint64_t ns = kvmrt_account_since_ns(account);

	return ns ? json_object_new_uint64(ns) : NULL;
}

int nl_exits_reset(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id)
{
	struct json_object *from = NULL, *to = NULL;
	struct kvmrt_account *account;
	bool on;
	int ret;

	ret = get(cli, ctx, vm_id, &account);
	if (ret)
		return ret;
	on = kvmrt_account_enabled(account);
	from = since(account);
	kvmrt_account_free(account);
	/* So that a dry run is refused where the real one is. */
	ret = vm_id && !on ? -ENODATA : 0;
	if (!ret && !cli->dry_run)
		ret = kvmrt_account_reset(ctx, vm_id);
	if (ret) {
		json_object_put(from);
		return ret == -ENODATA ? nl_exits_off(cli, vm_id) :
					 nl_fail(cli, ctx, ret);
	}
	if (vm_id && !cli->dry_run && !kvmrt_account_get(ctx, vm_id, &account)) {
		to = since(account);
		kvmrt_account_free(account);
	}
	return emit(cli, vm_id, "counted_since_ns", from, to);
}

int nl_exits(struct cli *cli, const struct cli_args *args)
{
	struct kvmrt_vm *vm = NULL;
	struct kvmrt *ctx;
	uint32_t vm_id;
	int ret;

	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = nl_find_vm(cli, ctx, args, &vm);
	if (ret)
		goto out_close;
	vm_id = vm ? kvmrt_vm_id(vm) : 0;
	kvmrt_vm_free(vm);
	if (args->value[NL_EXITS_ON] || args->value[NL_EXITS_OFF])
		ret = nl_exits_switch(cli, ctx, vm_id,
				      args->value[NL_EXITS_ON] != NULL);
	else if (args->value[NL_EXITS_RESET])
		ret = nl_exits_reset(cli, ctx, vm_id);
	else
		ret = nl_exits_show(cli, ctx, vm_id);
out_close:
	kvmrt_close(ctx);
	return ret;
}

const struct cli_key nl_exits_keys[] = {
	NL_VM_KEYS(0),
	[NL_EXITS_SHOW] = { "show", NULL, NULL, CLI_WORD },
	[NL_EXITS_ON] = { "on", NULL, NULL, CLI_WORD },
	[NL_EXITS_OFF] = { "off", NULL, NULL, CLI_WORD },
	[NL_EXITS_RESET] = { "reset", NULL, NULL, CLI_WORD },
	{ 0 }
};
