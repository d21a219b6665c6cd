/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which device of a PC answers at a port or an address, as QEMU lays them out:
 * what an exit to user space was for, in words that name what to take away from
 * a VM.  Pure tables.
 */
#ifndef KVMRT_TRACE_USER_DEVICE_H
#define KVMRT_TRACE_USER_DEVICE_H

#include "budget.h"

/**
 * struct kt_device - a device
 * @first: port or address that it begins with
 * @last: its last one
 * @name: "serial port"
 * @class: what it is for: "terminal", "display", "disk", "input", "clock",
 *	   "interrupts", "firmware", "power", "hotplug", "PCI"
 */
struct kt_device {
	uint64_t first, last;
	const char *name, *class;
};

/* NULL for a cause that has no place, or one where no PC has a device. */
const struct kt_device *kt_user_device(const struct kt_user *user);

/*
 * Is it an access to a device, which QEMU serves with its global lock held?  It
 * waits for that as long as a disk, the network, a terminal, graphics or the
 * dirty log have it.
 */
bool kt_user_locks(const struct kt_user *user);

#endif /* KVMRT_TRACE_USER_DEVICE_H */
