/* SPDX-License-Identifier: GPL-2.0-only */
/* What trace_kvm.h hands to the kernel; trace_kvm.c has them. */
#ifndef KVMRT_HOST_TRACE_KVM_LISTEN_H
#define KVMRT_HOST_TRACE_KVM_LISTEN_H

int kvmrt_listen_enter(void);
int kvmrt_listen_exit(void);
int kvmrt_listen_handler(void);
int kvmrt_listen_tsc(void);
void kvmrt_unlisten_enter(void);
void kvmrt_unlisten_exit(void);
void kvmrt_unlisten_handler(void);
void kvmrt_unlisten_tsc(void);

#endif /* KVMRT_HOST_TRACE_KVM_LISTEN_H */
