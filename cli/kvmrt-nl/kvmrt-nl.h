/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kvmrt-nl: what kvmrt.ko knows and does, from the host's command line.  One
 * file for each object; it talks to the module through libkvmrt only.
 */
#ifndef KVMRT_CLI_KVMRT_NL_H
#define KVMRT_CLI_KVMRT_NL_H

#include <kvmrt/kvmrt.h>

#include "../common/cli.h"
#include "../common/record.h"

/* The ways to name a VM; they come first in the keys of a command. */
#define NL_VM_KEYS(flags)					\
	{ "id", "N", "@id", CLI_VM | (flags) },			\
	{ "name", "NAME", "@name", CLI_VM | (flags) },		\
	{ "pid", "PID", "@pid", CLI_VM | (flags) }
#define NL_NR_VM_KEYS 3

extern const struct cli_program nl_program;

/* Tables of the objects, each in the object's own file. */
extern const struct cli_command nl_status_commands[];
extern const struct cli_command nl_vm_commands[];
extern const struct cli_command nl_vcpu_commands[];
extern const struct cli_command nl_gs_commands[];
extern const struct cli_command nl_monitor_commands[];

/* ------------------------------------------------------------- session.c */

/* 0 or an enum cli_exit, after a message. */
int nl_open(struct cli *cli, struct kvmrt **ctx);
/* Says what ret, a negative errno, of the last call on ctx means; exit code. */
int nl_fail(struct cli *cli, struct kvmrt *ctx, int ret);
/*
 * The VM that the arguments name, NULL if they name none; end it with
 * kvmrt_vm_free().  0 or an enum cli_exit, after a message.
 */
int nl_find_vm(struct cli *cli, struct kvmrt *ctx,
	       const struct cli_args *args, struct kvmrt_vm **vm);
/* Answers "@id", "@name", "@pid" for the completion; silent on failure. */
void nl_words(const char *what, cli_word_fn fn, void *ctx);

/* -------------------------------------------------------------- status.c */

int nl_version(struct cli *cli);

/* ------------------------------------------------------------------ vm.c */

/* The text of its name, with where it comes from. */
void nl_text_name(char *buf, size_t size, struct json_object *rec);
/* The record of a VM, with key "vcpu" still null. */
struct json_object *nl_vm_record(const struct kvmrt_vm *vm);

/* ---------------------------------------------------------------- vcpu.c */

/* As a list below its VM: without the column that names the VM. */
extern const struct cli_field nl_vm_vcpu_fields[];
/* Records of those vCPUs that belong to the VM; of all with 0. */
struct json_object *nl_vcpu_records(const struct kvmrt_vcpu_list *list,
				    uint32_t vm_id);

/* ----------------------------------------------------------- exits_set.c */

extern const struct cli_key nl_exits_keys[];
int nl_exits(struct cli *cli, const struct cli_args *args);

/* ------------------------------------------------------------------ gs.c */

struct json_object *nl_gs_record(const struct kvmrt_gs_conf *conf);
int nl_gs_set(struct cli *cli, const struct cli_args *args);

/* Keys of `gs set`, behind those that name the VM. */
enum nl_gs_set_key {
	NL_GS_ENABLED = NL_NR_VM_KEYS,
	NL_GS_ALLOW,
	NL_GS_RATE,
	NL_GS_DATA_RATE,
	NL_GS_FLUSH_RATE,
};

/* --------------------------------------------------------------- event.c */

extern const struct cli_field nl_event_fields[];
struct json_object *nl_event_record(const struct kvmrt_event *event);

/* ----------------------------------------------------------- functions.c */

/* "ping,log_msg", "all" or "none" to a mask; 0 or CLI_USAGE, after a message */
int nl_functions_parse(struct cli *cli, const char *list, uint32_t *mask);
/* The words of a mask, a JSON array. */
struct json_object *nl_functions_list(uint32_t mask);

/* -------------------------------------------------------------- change.c */

/* The record of a change of a VM, or of the module with 0. */
struct json_object *nl_change_record(struct cli *cli, uint32_t vm_id);
/* Adds what becomes of one setting; takes the values over, NULL is null. */
void nl_change_add(struct json_object *rec, const char *setting,
		   struct json_object *from, struct json_object *to);
int nl_change_emit(struct cli *cli, struct json_object *rec);
/* Likewise where no VM means all of them, and those to come. */
int nl_change_emit_vms(struct cli *cli, struct json_object *rec);

/* ---------------------------------------------------------------- time.c */

/* Now, ns of CLOCK_BOOTTIME. */
uint64_t nl_boottime_ns(void);
/* A time of CLOCK_BOOTTIME as local date and time; or as the time alone. */
void nl_text_date(char *buf, size_t size, uint64_t ns);
void nl_text_clock(char *buf, size_t size, uint64_t ns);

#endif /* KVMRT_CLI_KVMRT_NL_H */
