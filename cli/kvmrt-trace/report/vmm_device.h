/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices that a QEMU serves under its global lock, by its command line: those
 * whose registers it emulates, and those whose data its main loop moves.
 */
#ifndef KVMRT_TRACE_VMM_DEVICE_H
#define KVMRT_TRACE_VMM_DEVICE_H

#include "vmm_command.h"
#include "vmm_model.h"

/**
 * struct kt_vmm_device - one of them
 * @name: its id, or what it is called
 * @model: of the device
 * @class: see struct kt_vmm_model
 * @why: what work is done under the lock
 * @way_out: what helps
 * @touch: how vCPUs get at it
 * @next: the next one
 */
struct kt_vmm_device {
	char name[80], model[48];
	const char *class;
	char why[192];
	const char *way_out;
	enum kt_touch touch;
	struct kt_vmm_device *next;
};

/* struct kt_vmm_devices - in the order of the command line, then the defaults */
struct kt_vmm_devices {
	struct kt_vmm_device *first, **end;
	size_t n;
};

/* All of a command line; 0 or -ENOMEM, kt_vmm_devices_clear() in any case. */
int kt_vmm_devices(struct kt_vmm_devices *list, const struct kt_vmm_command *c);
void kt_vmm_devices_clear(struct kt_vmm_devices *list);

/*
 * One more; names longer than a device has room for are cut.  The format makes up
 * why.  0 or -ENOMEM.
 */
__attribute__((format(printf, 7, 8)))
int kt_vmm_add(struct kt_vmm_devices *list, const char *name, const char *model,
	       const char *class, enum kt_touch touch, const char *way_out,
	       const char *why, ...);

#define KT_VHOST "vhost=on, vhost-user or vhost-vdpa"
#define KT_SYNCS "; after each write it waits for a sync"

/* ------------------------------------------------------- vmm_judge.c */

/* A device of "-device", by what its keys and those they name say. */
int kt_vmm_judge(struct kt_vmm_devices *list, const struct kt_vmm_command *c,
		 struct json_object *args);
/* Are a netdev's packets the kernel's, or another process's? */
bool kt_vmm_offloaded(struct json_object *netdev);
/* Of a disk's device or drive: does each write wait for the disk? */
bool kt_vmm_syncs(const struct kt_vmm_command *c, struct json_object *args);
/* A terminal of that model, whose other end is said like "stdio" or "pty". */
int kt_vmm_terminal(struct kt_vmm_devices *list, const char *name,
		    const char *model, enum kt_touch touch, const char *way_out,
		    const char *end);

/* ----------------------------------------------------- vmm_default.c */

/* What the machine has without being asked, unless it was told not to. */
int kt_vmm_defaults(struct kt_vmm_devices *list, const struct kt_vmm_command *c);

#endif /* KVMRT_TRACE_VMM_DEVICE_H */
