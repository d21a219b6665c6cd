// SPDX-License-Identifier: LGPL-2.1-or-later
/* Opening the guest's device, and noticing when it isn't it any more. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "gs_device.h"

atomic_int kvmrt_gs_fd = -1;

/* The device's number when it was opened, to know our descriptor again. */
static _Atomic dev_t opened_rdev;

/* A new descriptor, or a negative errno of the kind that <kvmrt/gs.h> says. */
static int open_device(void)
{
	struct stat st;
	int err;
	int fd;

	do {
		fd = open(KVMRT_GUEST_DEVICE, O_RDWR | O_CLOEXEC);
	} while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return errno == ENOENT || errno == ENXIO ? -ENODEV : -errno;

	/* Anything but a character device was put there by mistake. */
	if (fstat(fd, &st) || !S_ISCHR(st.st_mode)) {
		err = ENODEV;
		close(fd);
		return -err;
	}
	atomic_store(&opened_rdev, st.st_rdev);
	return fd;
}

/* Makes @new the process's descriptor in place of @old; returns the one. */
static int publish(int old, int new)
{
	if (atomic_compare_exchange_strong(&kvmrt_gs_fd, &old, new))
		return new;
	/* Another thread was quicker, and left its descriptor in @old. */
	close(new);
	return old;
}

/* Programs that become daemons close every descriptor, ours too. */
static bool is_ours(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISCHR(st.st_mode) &&
	       st.st_rdev == atomic_load(&opened_rdev);
}

/* Is the device behind our descriptor the one of a module that was removed? */
static bool is_dead(int fd)
{
	struct kvmrt_guest_status status;

	return kvmrt_gs_ioctl_raw(fd, KVMRT_GUEST_IOC_STATUS,
				  (unsigned long)&status) == -ENODEV;
}

/*
 * After a call failed with @err: 0 and a descriptor that is worth another try,
 * or the negative errno to report.
 */
static long recover(int *fd, long err)
{
	int new;

	if (err != -EBADF && err != -ENOTTY && err != -ENODEV)
		return err;
	if (is_ours(*fd)) {
		if (err != -ENODEV || !is_dead(*fd))
			return err;
		new = open_device();
		if (new < 0)
			return new;
		/* In place, as other threads are about to use the number. */
		if (dup3(new, *fd, O_CLOEXEC) < 0)
			err = -errno;
		else
			err = 0;
		close(new);
		return err;
	}
	/* The number is somebody else's by now: forget it, don't close it. */
	new = open_device();
	if (new < 0) {
		atomic_compare_exchange_strong(&kvmrt_gs_fd, fd, -1);
		return new;
	}
	*fd = publish(*fd, new);
	return 0;
}

static long call(int fd, unsigned long request, unsigned long arg)
{
	long ret;

	do {
		ret = kvmrt_gs_ioctl_raw(fd, request, arg);
	} while (ret == -EINTR);
	return ret;
}

static long settle(long ret)
{
	if (ret < 0)
		errno = (int)-ret;
	return ret;
}

long kvmrt_gs_ioctl_failed(int fd, unsigned long request, unsigned long arg,
			   long err)
{
	if (err == -EINTR) {
		err = call(fd, request, arg);
		if (!err)
			return 0;
	}
	err = recover(&fd, err);
	if (!err)
		err = call(fd, request, arg);
	return settle(err);
}

long kvmrt_gs_ioctl(unsigned long request, unsigned long arg)
{
	int fd = atomic_load_explicit(&kvmrt_gs_fd, memory_order_relaxed);
	long ret;

	if (fd < 0) {
		fd = open_device();
		if (fd < 0)
			return settle(fd);
		fd = publish(-1, fd);
	}
	ret = call(fd, request, arg);
	return ret ? kvmrt_gs_ioctl_failed(fd, request, arg, ret) : 0;
}
