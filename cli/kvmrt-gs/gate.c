// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening and closing this guest's gates, which is the administrator's.
 */
#include <errno.h>
#include <kvmrt/kvmrt.h>
#include <string.h>

#include "kvmrt-gs.h"

const char gs_gate_name[sizeof("gate")] = "gate";

int gs_parse_gates(struct cli *cli, struct gs_step *step, const char *arg)
{
	if (!strcmp(arg, "hc"))
		step->number = KVMRT_GATE_HC;
	else if (!strcmp(arg, "syscall"))
		step->number = KVMRT_GATE_SYSCALL;
	else if (!strcmp(arg, "all"))
		step->number = KVMRT_GATE_HC | KVMRT_GATE_SYSCALL;
	else
		return cli_usage(cli, "GATE '%s' is none of hc, syscall, all",
				 arg);
	return CLI_DONE;
}

int gs_parse_state(struct cli *cli, struct gs_step *step, const char *arg)
{
	step->on = !strcmp(arg, "on");
	if (step->on || !strcmp(arg, "off"))
		return CLI_DONE;
	return cli_usage(cli, "STATE '%s' is neither on nor off", arg);
}

long gs_run_gate(const struct gs_step *step)
{
	struct kvmrt *ctx;
	int ret;

	ret = kvmrt_open(&ctx);
	if (ret)
		return ret;
	ret = kvmrt_gate_set(ctx, (uint32_t)step->number, step->on);
	kvmrt_close(ctx);
	return ret;
}
