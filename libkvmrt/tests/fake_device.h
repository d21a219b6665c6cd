/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest's device of the test's making.  The library's own machine code runs
 * unchanged: a seccomp filter hands its ioctls to this process, and the test
 * program's open(2) stands before the C library's.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#include <linux/kvmrt_guest.h>
#include <stdbool.h>

/* What the device does, and what was asked of it. */
struct fake_device {
	/* set by the test */
	int open_error;			/* 0: it opens */
	const char *open_path;		/* what is opened in its place */
	int generation;			/* a change: the module was reloaded */
	int eintr;			/* so many calls are interrupted */
	long result;			/* of all but STATUS */
	long status_result;
	struct kvmrt_guest_status status;

	/* read by the test */
	int opens;
	int open_flags;
	int ioctls;			/* all of them */
	int ioctl_fd;			/* of the last */
	unsigned long request;		/* of the last but STATUS */
	unsigned long arg;
	struct kvmrt_guest_buf buf;	/* copy of what @arg points to */
	char bytes[64];			/* start of what @buf points to */
};

extern struct fake_device fake_device;

/* Once per process tree; false if this machine can't. */
bool fake_device_init(void);

/* Once per process: an open device on a host that serves everything. */
void fake_device_reset(void);

#endif /* FAKE_DEVICE_H */
