/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/*
 * The device /dev/kvmrt_gs of kvmrt_guest.ko: the guest application's way to
 * the guest services.  (The netlink family "kvmrt_guest" has its own header,
 * kvmrt_guest_genl.h, made from its specification.)
 *
 * Open it for reading or writing.  Who may open it is for the file's mode to
 * say.  Every call is an ioctl and works only
 * while both of the guest's gates are open:
 *
 *   -EPERM       gate gs_syscall_enabled or gs_hc_guest_enabled is closed, or
 *                the host does not permit this function to this VM
 *   -EOPNOTSUPP  no host offers the services
 *   -ENOTTY      unknown ioctl
 *
 * and, beyond these, what kvmrt_gs.h says for the function.
 *
 * KVMRT_GUEST_IOC_STATUS   fills struct kvmrt_guest_status; works always
 * KVMRT_GUEST_IOC_PING     the cookie itself is the argument, not a pointer
 * KVMRT_GUEST_IOC_FLUSH    the scope itself is the argument, not a pointer
 * KVMRT_GUEST_IOC_LOG_MSG  struct kvmrt_guest_buf; more than status.msg_max
 *                          bytes: -EMSGSIZE, nothing is sent
 * KVMRT_GUEST_IOC_LOG_DATA struct kvmrt_guest_buf; likewise, status.data_max
 *
 * All but STATUS answer 0 when the host did it.
 *
 * PING has a second, shorter way, as it is what applications bracket their
 * deadlines with: posix_fadvise's system call with the cookie as the offset,
 * 0 as the length and KVMRT_GUEST_ADVISE_PING as the advice.  The kernel puts
 * neither a security hook nor a table of commands before it; who may open the
 * device was asked when it was opened.  On any other file that advice is
 * EINVAL and changes nothing, which lseek() and its like could not say.
 */
#ifndef _UAPI_LINUX_KVMRT_GUEST_H
#define _UAPI_LINUX_KVMRT_GUEST_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define KVMRT_GUEST_DEVICE	"/dev/kvmrt_gs"

/**
 * enum kvmrt_guest_host - what discovery found below this kernel
 * @KVMRT_GUEST_HOST_NONE: bare metal, or a hypervisor that faults the call
 * @KVMRT_GUEST_HOST_OTHER: a hypervisor that is not KVM
 * @KVMRT_GUEST_HOST_KVM: KVM, but nobody serves our hypercall
 * @KVMRT_GUEST_HOST_SERVES: KVM with kvmrt.ko, its gate open
 * @KVMRT_GUEST_HOST_SERVES_HIDDEN: the same, on a host that hides KVM
 * @KVMRT_GUEST_HOST_UNKNOWN_ABI: kvmrt.ko of an ABI that this module lacks
 * @KVMRT_GUEST_HOST_UNASKED: the gate gs_hc_guest_enabled is closed
 */
enum kvmrt_guest_host {
	KVMRT_GUEST_HOST_NONE = 0,
	KVMRT_GUEST_HOST_OTHER = 1,
	KVMRT_GUEST_HOST_KVM = 2,
	KVMRT_GUEST_HOST_SERVES = 3,
	KVMRT_GUEST_HOST_SERVES_HIDDEN = 4,
	KVMRT_GUEST_HOST_UNKNOWN_ABI = 5,
	KVMRT_GUEST_HOST_UNASKED = 6,
};

#define KVMRT_GUEST_GATE_HC		(1U << 0)	/* gs_hc_guest_enabled */
#define KVMRT_GUEST_GATE_SYSCALL	(1U << 1)	/* gs_syscall_enabled */

/**
 * struct kvmrt_guest_status - state of the services, for KVMRT_GUEST_IOC_STATUS
 * @host: enum kvmrt_guest_host
 * @gates: KVMRT_GUEST_GATE_* that are open
 * @features: bit (1 << enum kvmrt_gs_fn) for each that the host permits now;
 *	      0 while it can't be asked
 * @abi: the host's ABI version, 0 if there is none
 * @msg_max: most bytes of LOG_MSG
 * @data_max: most bytes of LOG_DATA
 * @vm_id: the host's id of this VM, 0 if unknown
 * @reserved: 0
 */
struct kvmrt_guest_status {
	__u32 host;
	__u32 gates;
	__u32 features;
	__u32 abi;
	__u32 msg_max;
	__u32 data_max;
	__u32 vm_id;
	__u32 reserved;
};

/**
 * struct kvmrt_guest_buf - a buffer of the caller
 * @addr: its address
 * @len: bytes
 * @reserved: must be 0, else -EINVAL
 */
struct kvmrt_guest_buf {
	__u64 addr;
	__u32 len;
	__u32 reserved;
};

#define KVMRT_GUEST_ADVISE_PING		0x6b525401

#define KVMRT_GUEST_IOC_STATUS		_IOR('k', 0xe0, struct kvmrt_guest_status)
#define KVMRT_GUEST_IOC_PING		_IO('k', 0xe1)
#define KVMRT_GUEST_IOC_FLUSH		_IO('k', 0xe2)
#define KVMRT_GUEST_IOC_LOG_MSG		_IOW('k', 0xe3, struct kvmrt_guest_buf)
#define KVMRT_GUEST_IOC_LOG_DATA	_IOW('k', 0xe4, struct kvmrt_guest_buf)

#endif /* _UAPI_LINUX_KVMRT_GUEST_H */
