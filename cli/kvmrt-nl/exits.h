/* SPDX-License-Identifier: GPL-2.0-only */
/* `kvmrt-nl vcpu exits`: what crosses its two files. */
#ifndef KVMRT_CLI_EXITS_H
#define KVMRT_CLI_EXITS_H

#include "kvmrt-nl.h"

/* Keys of `vcpu exits`, behind those that name the VM. */
enum nl_exits_key {
	NL_EXITS_SHOW = NL_NR_VM_KEYS,
	NL_EXITS_ON,
	NL_EXITS_OFF,
	NL_EXITS_RESET,
};

/* Each 0 or an enum cli_exit, after a message; a VM's id, or 0 for all. */
int nl_exits_show(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id);
int nl_exits_switch(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id,
		    bool on);
int nl_exits_reset(struct cli *cli, struct kvmrt *ctx, uint32_t vm_id);
/* Says that accounting is off, and how to have it; CLI_REFUSED. */
int nl_exits_off(struct cli *cli, uint32_t vm_id);

#endif /* KVMRT_CLI_EXITS_H */
