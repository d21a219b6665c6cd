/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU's command line as a recording has it: its options, and what they name by
 * an id.
 */
#ifndef KVMRT_TRACE_VMM_COMMAND_H
#define KVMRT_TRACE_VMM_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/**
 * struct kt_vmm_option - one option
 * @name: without dashes; "" of an image that stands alone
 * @text: its argument, "" if it has none
 * @args: its keys, NULL of an option that has none
 */
struct kt_vmm_option {
	const char *name, *text;
	struct json_object *args;
};

enum kt_vmm_machine {
	KT_MACHINE_PC,		/* i440FX and older */
	KT_MACHINE_Q35,
	KT_MACHINE_MICROVM,
	KT_MACHINE_NONE,	/* an empty one */
};

/**
 * struct kt_vmm_command - all of them
 * @options: in their order
 * @n: how many
 * @machine: the machine's keys, of all options that set some
 * @kind: which machine that is
 * @netdevs: by id, each the option's keys
 * @chardevs: likewise
 * @drives: likewise
 * @cut: it is longer than what is looked at
 */
struct kt_vmm_command {
	struct kt_vmm_option *options;
	size_t n;
	struct json_object *machine;
	enum kt_vmm_machine kind;
	struct json_object *netdevs, *chardevs, *drives;
	bool cut;
};

/*
 * Words is a list of texts, of which the first is the program; it must outlive c.
 * 0, -EINVAL if it is no such list, or -ENOMEM; kt_vmm_command_clear() in any case.
 */
int kt_vmm_command_parse(struct kt_vmm_command *c, struct json_object *words);
void kt_vmm_command_clear(struct kt_vmm_command *c);

/* The first option of that name, or NULL. */
const struct kt_vmm_option *kt_vmm_option(const struct kt_vmm_command *c,
					  const char *name);
/* What an id names, NULL if nothing does. */
struct json_object *kt_vmm_named(struct json_object *by_id, const char *id);

#endif /* KVMRT_TRACE_VMM_COMMAND_H */
