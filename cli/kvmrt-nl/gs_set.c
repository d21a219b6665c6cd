// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl gs set`.  Everything is checked before the module is asked for
 * anything, and the module takes all of a change or nothing.
 */
#include <json-c/json.h>
#include <string.h>

#include "kvmrt-nl.h"

#define RATE_MAX 1000000

/* What the words ask for; only with the bit in @given. */
struct wanted {
	unsigned int given;	/* 1 << enum nl_gs_set_key */
	bool enabled;
	uint32_t allow;
	uint32_t log_rate;
	uint32_t data_rate;
	uint32_t flush_rate;
};

static bool given(const struct wanted *wanted, enum nl_gs_set_key key)
{
	return wanted->given & 1U << key;
}

static int parse_enabled(struct cli *cli, const char *word, bool *enabled)
{
	*enabled = !strcmp(word, "1") || !strcmp(word, "on");
	if (*enabled || !strcmp(word, "0") || !strcmp(word, "off"))
		return CLI_DONE;
	return cli_usage(cli, "'%s' of 'enabled' is none of 0, 1, on, off",
			 word);
}

static int parse_one(struct cli *cli, enum nl_gs_set_key key, const char *word,
		     struct wanted *wanted)
{
	switch (key) {
	case NL_GS_ENABLED:
		return parse_enabled(cli, word, &wanted->enabled);
	case NL_GS_ALLOW:
		return nl_functions_parse(cli, word, &wanted->allow);
	case NL_GS_RATE:
		return cli_arg_u32(cli, "rate", word, 1, RATE_MAX,
				   &wanted->log_rate);
	case NL_GS_DATA_RATE:
		return cli_arg_u32(cli, "data-rate", word, 1, RATE_MAX,
				   &wanted->data_rate);
	case NL_GS_FLUSH_RATE:
		return cli_arg_u32(cli, "flush-rate", word, 1, RATE_MAX,
				   &wanted->flush_rate);
	}
	return CLI_DONE;
}

static int parse(struct cli *cli, const struct cli_args *args,
		 struct wanted *wanted)
{
	unsigned int key;
	bool vm = false;
	int ret;

	memset(wanted, 0, sizeof(*wanted));
	for (key = 0; key < NL_NR_VM_KEYS; key++)
		vm |= args->value[key] != NULL;
	for (key = NL_GS_ENABLED; key <= NL_GS_FLUSH_RATE; key++) {
		if (!args->value[key])
			continue;
		wanted->given |= 1U << key;
		ret = parse_one(cli, key, args->value[key], wanted);
		if (ret)
			return ret;
	}
	if (!wanted->given)
		return cli_usage(cli, "nothing to set is given");
	if (vm && given(wanted, NL_GS_ENABLED))
		return cli_usage(cli,
				 "'enabled' is the module's gate, not a VM's (there is 'allow none')");
	return CLI_DONE;
}

static int apply(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id,
		 const struct wanted *wanted)
{
	struct kvmrt_gs_change *change;
	int ret;

	ret = kvmrt_gs_change_new(&change);
	if (ret)
		return cli_fail(cli, CLI_REFUSED, -ret, NULL, "out of memory");
	if (given(wanted, NL_GS_ENABLED))
		kvmrt_gs_change_enabled(change, wanted->enabled);
	if (given(wanted, NL_GS_ALLOW))
		kvmrt_gs_change_allow(change, wanted->allow);
	if (given(wanted, NL_GS_RATE))
		kvmrt_gs_change_log_rate(change, wanted->log_rate);
	if (given(wanted, NL_GS_DATA_RATE))
		kvmrt_gs_change_data_rate(change, wanted->data_rate);
	if (given(wanted, NL_GS_FLUSH_RATE))
		kvmrt_gs_change_flush_rate(change, wanted->flush_rate);
	ret = kvmrt_gs_conf_set(ctx, vm_id, change);
	kvmrt_gs_change_free(change);
	return ret ? nl_fail(cli, ctx, ret) : CLI_DONE;
}

static int emit_change(struct cli *cli, uint32_t vm_id,
		       const struct kvmrt_gs_conf *old,
		       const struct wanted *wanted)
{
	struct json_object *rec = nl_change_record(cli, vm_id);
	int enabled = kvmrt_gs_conf_enabled(old);

	if (given(wanted, NL_GS_ENABLED))
		nl_change_add(rec, "enabled", enabled < 0 ? NULL :
			      json_object_new_boolean(enabled),
			      json_object_new_boolean(wanted->enabled));
	if (given(wanted, NL_GS_ALLOW))
		nl_change_add(rec, "allow",
			      nl_functions_list(kvmrt_gs_conf_allow(old)),
			      nl_functions_list(wanted->allow));
	if (given(wanted, NL_GS_RATE))
		nl_change_add(rec, "log_rate", json_object_new_uint64(
				kvmrt_gs_conf_log_rate(old)),
			      json_object_new_uint64(wanted->log_rate));
	if (given(wanted, NL_GS_DATA_RATE))
		nl_change_add(rec, "data_rate", json_object_new_uint64(
				kvmrt_gs_conf_data_rate(old)),
			      json_object_new_uint64(wanted->data_rate));
	if (given(wanted, NL_GS_FLUSH_RATE))
		nl_change_add(rec, "flush_rate", json_object_new_uint64(
				kvmrt_gs_conf_flush_rate(old)),
			      json_object_new_uint64(wanted->flush_rate));
	return nl_change_emit(cli, rec);
}

static int change(struct cli *cli, struct kvmrt *ctx,
		  const struct cli_args *args, const struct wanted *wanted)
{
	struct kvmrt_vm *vm = NULL;
	struct kvmrt_gs_conf *old;
	uint32_t vm_id;
	int ret;

	ret = nl_find_vm(cli, ctx, args, &vm);
	if (ret)
		return ret;
	vm_id = vm ? kvmrt_vm_id(vm) : 0;
	kvmrt_vm_free(vm);
	ret = kvmrt_gs_conf_get(ctx, vm_id, &old);
	if (ret)
		return nl_fail(cli, ctx, ret);
	ret = cli->dry_run ? CLI_DONE : apply(cli, ctx, vm_id, wanted);
	if (!ret)
		ret = emit_change(cli, vm_id, old, wanted);
	kvmrt_gs_conf_free(old);
	return ret;
}

int nl_gs_set(struct cli *cli, const struct cli_args *args)
{
	struct wanted wanted;
	struct kvmrt *ctx;
	int ret;

	ret = parse(cli, args, &wanted);
	if (ret)
		return ret;
	ret = nl_open(cli, &ctx);
	if (ret)
		return ret;
	ret = change(cli, ctx, args, &wanted);
	kvmrt_close(ctx);
	return ret;
}
