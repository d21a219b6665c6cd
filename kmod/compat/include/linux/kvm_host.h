/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CONFIG_KVM_HYPERV came with 6.8; before it, KVM always had the fields.
 * Dies with 6.1, which leaves the #ifdef.
 */
#ifndef KVMRT_COMPAT_LINUX_KVM_HOST_H
#define KVMRT_COMPAT_LINUX_KVM_HOST_H

#include_next <linux/kvm_host.h>
#include <linux/version.h>

/* Does the guest use Hyper-V's hypercalls, so that KVM serves those? */
static inline bool compat_kvm_hyperv_hypercalls(const struct kvm_vcpu *vcpu)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0) || defined(CONFIG_KVM_HYPERV)
	return vcpu->arch.hyperv_enabled &&
	       vcpu->kvm->arch.hyperv.hv_guest_os_id;
#else
	return false;
#endif
}

#endif /* KVMRT_COMPAT_LINUX_KVM_HOST_H */
