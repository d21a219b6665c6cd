/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * recording.json, as the recorder writes it: on the way in JSON, on disk from
 * the beginning, and again when something in it changed.
 */
#ifndef KVMRT_TRACE_META_WRITE_H
#define KVMRT_TRACE_META_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kt_error.h"

struct json_object;
struct kvmrt;

/* Writes json to DIR/recording.json, whole or not at all. */
int kt_meta_write(struct json_object *json, int dirfd, struct kt_error *err);

/* -------------------------------------------------------- meta_machine.c */

/*
 * Is this machine the host of VMs?  It is where kvmrt.ko is; it is not where a
 * host serves us; else, it is where KVM is loaded or nobody is below us.
 */
bool kt_is_host(struct kvmrt *ctx);
/* Name, kernel, boot, CPUs; in a guest what its host calls it. */
void kt_meta_machine(struct json_object *json, bool is_host, unsigned int cpus);

/* ------------------------------------------------------------ meta_tsc.c */

/* A new {"realtime_ns","tsc","width_tsc"}. */
struct json_object *kt_meta_moment(void);
uint64_t kt_tsc_now(void);
/*
 * The rate of this machine's TSC as its kernel found it, in kHz, and where
 * that stands; 0 and NULL if it is nowhere.
 */
uint32_t kt_tsc_khz(struct kvmrt *ctx, const char **from);
/* The same from two moments, when nothing else is known. */
uint32_t kt_tsc_khz_between(struct json_object *from, struct json_object *to);

/* ------------------------------------------------------------ meta_vms.c */

/*
 * Brings the list of VMs, vCPUs and their TSC up to date: new ones are added,
 * a changed TSC is one more element, what is gone stays.  0 or a negative
 * errno of the library.
 */
int kt_meta_vms(struct json_object *vms, struct kvmrt *ctx);

/* -------------------------------------------------------- meta_command.c */

/*
 * The words of a process's command line, of a QEMU without their secrets and of
 * another one the first only; NULL if it can't be read.  *cut: there were more
 * than KT_COMMAND_BYTES or KT_COMMAND_WORDS.
 */
struct json_object *kt_meta_command(pid_t pid, bool *cut);

#endif /* KVMRT_TRACE_META_WRITE_H */
