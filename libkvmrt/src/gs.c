// SPDX-License-Identifier: LGPL-2.1-or-later
/* The guest's side: each function is one ioctl of the guest's device. */
#include <errno.h>
#include <linux/kvmrt_gs.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <kvmrt/gs.h>

#include "gs_device.h"

#define KVMRT_API	__attribute__((visibility("default")))

_Static_assert(KVMRT_GS_XTRACE_CPU_CURRENT == KVMRT_GS_SCOPE_CPU_CURRENT &&
	       KVMRT_GS_XTRACE_CPU_VM == KVMRT_GS_SCOPE_CPU_VM &&
	       KVMRT_GS_XTRACE_CPU_ALL == KVMRT_GS_SCOPE_CPU_ALL,
	       "the interface's scopes are the hypercall's");

static long fail(int err)
{
	errno = err;
	return -err;
}

/* Do the guest's gates and the host let us, and for this function too? */
static bool available(unsigned int features)
{
	const unsigned int gates = KVMRT_GUEST_GATE_HC |
				   KVMRT_GUEST_GATE_SYSCALL;
	struct kvmrt_guest_status status = { 0 };
	int before = errno;
	long ret;

	ret = kvmrt_gs_ioctl(KVMRT_GUEST_IOC_STATUS, (unsigned long)&status);
	/* "No" is an answer, not an error. */
	errno = before;
	return !ret &&
	       (status.host == KVMRT_GUEST_HOST_SERVES ||
		status.host == KVMRT_GUEST_HOST_SERVES_HIDDEN) &&
	       (status.gates & gates) == gates &&
	       (status.features & features) == features;
}

KVMRT_API bool kvmrt_gs_available(void)
{
	return available(0);
}

KVMRT_API bool kvmrt_gs_ping_available(void)
{
	return available(1U << KVMRT_GS_FN_PING);
}

KVMRT_API bool kvmrt_gs_log_msg_available(void)
{
	return available(1U << KVMRT_GS_FN_LOG_MSG);
}

KVMRT_API bool kvmrt_gs_xtrace_flush_available(void)
{
	return available(1U << KVMRT_GS_FN_TRACE_FLUSH);
}

KVMRT_API bool kvmrt_gs_xtrace_log_data_available(void)
{
	return available(1U << KVMRT_GS_FN_LOG_DATA);
}

/*
 * The short way failed.  EINVAL and ESPIPE are the words of a descriptor that
 * isn't the device any more; the ioctl finds out and opens it again.
 */
static long ping_failed(int fd, unsigned long cookie, long err)
{
	if (err == -EINVAL || err == -ESPIPE)
		return kvmrt_gs_ioctl(KVMRT_GUEST_IOC_PING, cookie);
	return kvmrt_gs_ioctl_failed(fd, KVMRT_GUEST_IOC_PING, cookie, err);
}

/* Nothing but the system call where all is well: this path is measured. */
KVMRT_API long kvmrt_gs_ping(unsigned long cookie)
{
	int fd = atomic_load_explicit(&kvmrt_gs_fd, memory_order_relaxed);
	long ret;

	if (__builtin_expect(fd < 0, 0))
		return kvmrt_gs_ioctl(KVMRT_GUEST_IOC_PING, cookie);

	ret = kvmrt_gs_ping_raw(fd, cookie);
	if (__builtin_expect(ret != 0, 0))
		return ping_failed(fd, cookie, ret);
	return 0;
}

static long send_buffer(unsigned long request, const void *data, size_t bytes)
{
	struct kvmrt_guest_buf buf = { .addr = (uintptr_t)data };

	if (bytes > UINT32_MAX)
		return fail(EMSGSIZE);
	buf.len = (uint32_t)bytes;
	return kvmrt_gs_ioctl(request, (unsigned long)&buf);
}

KVMRT_API long kvmrt_gs_log_msg(char *msg)
{
	if (!msg || !msg[0])
		return fail(EINVAL);
	return send_buffer(KVMRT_GUEST_IOC_LOG_MSG, msg, strlen(msg));
}

KVMRT_API long kvmrt_gs_xtrace_flush(unsigned long scope)
{
	return kvmrt_gs_ioctl(KVMRT_GUEST_IOC_FLUSH, scope);
}

KVMRT_API long kvmrt_gs_xtrace_log_data(void *data, long size)
{
	if (!data || size < 1)
		return fail(EINVAL);
	return send_buffer(KVMRT_GUEST_IOC_LOG_DATA, data, (size_t)size);
}
