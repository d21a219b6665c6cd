/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What QEMU's models of devices are, and how their data gets to the guest.  Pure
 * tables, of all versions up to 10.
 */
#ifndef KVMRT_TRACE_VMM_MODEL_H
#define KVMRT_TRACE_VMM_MODEL_H

/* What the vCPU's accesses to a device look like in a recording. */
enum kt_touch {
	KT_TOUCH_NONE,		/* no access of a vCPU */
	KT_TOUCH_SERIAL,
	KT_TOUCH_PARALLEL,
	KT_TOUCH_DEBUG,
	KT_TOUCH_IDE,
	KT_TOUCH_FLOPPY,
	KT_TOUCH_DISPLAY,
	KT_TOUCH_INPUT,
	KT_TOUCH_RTC,
	KT_TOUCH_HPET,
	KT_TOUCH_INTERRUPTS,	/* PIC, I/O APIC, PIT */
	KT_TOUCH_TPM,
	KT_TOUCH_PCI,		/* which PCI device isn't known */
};

/**
 * enum kt_serve - who serves a device
 * @KT_SERVE_LOCK: QEMU under its global lock
 * @KT_SERVE_IOTHREAD: likewise, unless it has an iothread
 * @KT_SERVE_NETDEV: likewise, unless the kernel or another process has its packets
 * @KT_SERVE_CHARDEV: likewise, on behalf of a character device
 * @KT_SERVE_OTHER: somebody else, another device of QEMU's, or there is nothing
 *	to serve while the guest runs
 */
enum kt_serve {
	KT_SERVE_LOCK,
	KT_SERVE_IOTHREAD,
	KT_SERVE_NETDEV,
	KT_SERVE_CHARDEV,
	KT_SERVE_OTHER,
};

/**
 * struct kt_vmm_model - models whose names begin alike
 * @begin: of their names
 * @serve: by whom they are served
 * @touch: how vCPUs get at them
 * @class: what it is for; as in user_device.h, and "net", "USB", "sound",
 *	"memory", "entropy", "watchdog", "management", "other"
 * @why: the work that is done under the lock
 * @way_out: what helps
 */
struct kt_vmm_model {
	const char *begin;
	enum kt_serve serve;
	enum kt_touch touch;
	const char *class, *why, *way_out;
};

/* Never NULL: what nobody knows is taken for emulated, as nearly all are. */
const struct kt_vmm_model *kt_vmm_model(const char *name);

#endif /* KVMRT_TRACE_VMM_MODEL_H */
