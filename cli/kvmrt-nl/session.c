// SPDX-License-Identifier: GPL-2.0-only
/*
 * The connection to the module, its errors as exit codes, and VMs by their
 * names.
 */
#include <errno.h>
#include <string.h>

#include "kvmrt-nl.h"

int nl_open(struct cli *cli, struct kvmrt **ctx)
{
	int ret = kvmrt_open(ctx);

	if (ret)
		return cli_fail(cli, CLI_REFUSED, -ret, NULL,
				"can't open a netlink socket: %s",
				strerror(-ret));
	return CLI_DONE;
}

int nl_fail(struct cli *cli, struct kvmrt *ctx, int ret)
{
	const char *attr = kvmrt_error_attr(ctx);
	const char *text = kvmrt_error_text(ctx);
	int err = -ret;

	cli_debug(cli, "the request failed with %s: %s", cli_errno_name(err),
		  text);
	if (!*text)
		text = strerror(err);
	switch (err) {
	case ENODEV:
		return cli_fail(cli, CLI_MISSING, err, NULL,
				"the module isn't loaded; load it with 'modprobe kvmrt'");
	case EPERM:
		return cli_fail(cli, CLI_REFUSED, err, NULL,
				"not permitted; run it as root or with CAP_NET_ADMIN");
	case ESTALE:
	case EAGAIN:
		return cli_fail(cli, CLI_REFUSED, err, NULL, "%s; try again",
				text);
	case EOPNOTSUPP:
		return cli_fail(cli, CLI_MISSING, err, attr,
				"%s; 'kvmrt-nl status' says what is off and why",
				text);
	case EBADMSG:
		return cli_fail(cli, CLI_REFUSED, err, attr,
				"%s; compare the versions in 'kvmrt-nl --version'",
				text);
	case ENOENT:
		return cli_fail(cli, CLI_NOT_FOUND, err, attr, "%s", text);
	}
	return cli_fail(cli, CLI_REFUSED, err, attr, "%s", text);
}

int nl_find_vm(struct cli *cli, struct kvmrt *ctx,
	       const struct cli_args *args, struct kvmrt_vm **vm)
{
	const char *key = NULL, *value = NULL;
	uint64_t number;
	int i, ret;

	*vm = NULL;
	for (i = 0; i < NL_NR_VM_KEYS; i++) {
		if (args->value[i]) {
			key = args->command->keys[i].name;
			value = args->value[i];
		}
	}
	if (!key)
		return CLI_DONE;
	if (strcmp(key, "name") &&
	    (cli_number(value, UINT32_MAX, &number) || !number))
		return cli_usage(cli, "'%s' of '%s' is no %s", value, key,
				 strcmp(key, "id") ? "process id" :
				 "number above 0");
	if (!strcmp(key, "name") && !*value)
		return cli_usage(cli, "the VM's name is empty");

	cli_debug(cli, "looking for the VM with %s %s", key, value);
	ret = kvmrt_vm_find(ctx, key, value, vm);
	switch (ret) {
	case 0:
		cli_debug(cli, "it is VM %u, '%s'", kvmrt_vm_id(*vm),
			  kvmrt_vm_name(*vm));
		return CLI_DONE;
	case -EINVAL:
		return cli_usage(cli, "'%s' of '%s' is no decimal number",
				 value, key);
	case -ENOENT:
		return cli_fail(cli, CLI_NOT_FOUND, ENOENT, key,
				"no VM has the %s %s; 'kvmrt-nl vm show' lists them",
				key, value);
	case -ENOTUNIQ:
		return cli_fail(cli, CLI_REFUSED, ENOTUNIQ, key,
				"several VMs call themselves '%s'; take its id from 'kvmrt-nl vm show'",
				value);
	}
	return nl_fail(cli, ctx, ret);
}

void nl_words(const char *what, cli_word_fn fn, void *fn_ctx)
{
	struct kvmrt_vm_list *list;
	const struct kvmrt_vm *vm;
	struct kvmrt *ctx;
	char number[16];
	size_t i;

	if (kvmrt_open(&ctx))
		return;
	if (kvmrt_vm_list_get(ctx, &list))
		goto out_close;
	for (i = 0; i < kvmrt_vm_list_count(list); i++) {
		vm = kvmrt_vm_list_at(list, i);
		if (!strcmp(what, "name")) {
			fn(fn_ctx, kvmrt_vm_name(vm));
			continue;
		}
		snprintf(number, sizeof(number), "%ld",
			 strcmp(what, "pid") ? (long)kvmrt_vm_id(vm) :
			 (long)kvmrt_vm_pid(vm));
		fn(fn_ctx, number);
	}
	kvmrt_vm_list_free(list);
out_close:
	kvmrt_close(ctx);
}
