/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's device, opened once per process.  Nothing here takes a lock:
 * the calls may come from threads that must not wait for each other.
 */
#ifndef KVMRT_GS_DEVICE_H
#define KVMRT_GS_DEVICE_H

#include <errno.h>
#include <linux/kvmrt_guest.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Not reached through the tables that make symbols replaceable. */
#pragma GCC visibility push(hidden)

/* The device's descriptor, -1 until the first call. */
extern atomic_int kvmrt_gs_fd;

/*
 * An ioctl without errno and without ioctl(3)'s variable arguments: PING is
 * measured in instructions.  Returns what the kernel does, -errno on failure.
 */
static inline long kvmrt_gs_ioctl_raw(int fd, unsigned long request,
				      unsigned long arg)
{
#ifdef __x86_64__
	long ret;

	__asm__ volatile("syscall"
			 : "=a" (ret)
			 : "0" ((long)SYS_ioctl), "D" ((long)fd),
			   "S" (request), "d" (arg)
			 : "rcx", "r11", "memory");
	return ret;
#else
	long ret = syscall(SYS_ioctl, fd, request, arg);

	return ret < 0 ? -errno : ret;
#endif
}

/**
 * kvmrt_gs_ping_raw() - the shortest system call that reaches the device
 * @fd: the device
 * @cookie: the ping's
 *
 * Return: 0 or a negative errno; EINVAL if @fd is anything else, which is
 * left as it was.  errno is untouched.
 */
static inline long kvmrt_gs_ping_raw(int fd, unsigned long cookie)
{
#ifdef __x86_64__
	register long advice __asm__("r10") = KVMRT_GUEST_ADVISE_PING;
	long ret;

	__asm__ volatile("syscall"
			 : "=a" (ret)
			 : "0" ((long)SYS_fadvise64), "D" ((long)fd),
			   "S" (cookie), "d" (0L), "r" (advice)
			 : "rcx", "r11", "memory");
	return ret;
#else
	return kvmrt_gs_ioctl_raw(fd, KVMRT_GUEST_IOC_PING, cookie);
#endif
}

/**
 * kvmrt_gs_ioctl() - an ioctl of the device, opened if it isn't yet
 * @request: KVMRT_GUEST_IOC_*
 * @arg: its argument
 *
 * Returns 0 or a negative errno, and sets errno.
 */
long kvmrt_gs_ioctl(unsigned long request, unsigned long arg);

/**
 * kvmrt_gs_ioctl_failed() - what to do about an ioctl that failed
 * @fd: the descriptor that it went to, never below 0
 * @request: as for kvmrt_gs_ioctl()
 * @arg: likewise
 * @err: what it returned, a negative errno
 *
 * Opens the device anew and tries again, once, if the descriptor turns out to
 * be not, or no longer, the living device's.  Returns as kvmrt_gs_ioctl().
 */
long kvmrt_gs_ioctl_failed(int fd, unsigned long request, unsigned long arg,
			   long err);

#pragma GCC visibility pop

#endif /* KVMRT_GS_DEVICE_H */
