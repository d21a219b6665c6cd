/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbols of the kernel and of kvm.ko that no header lets us link against.
 *
 * Functions are reached by static calls alone, that is by direct calls: on a
 * CPU with IBT, 6.12 seals functions whose address nobody takes, and calling
 * one through a pointer is a kernel BUG.  (kvm_x86_ops' members are pointers
 * that KVM itself holds in data: those are not sealed.)
 */
#ifndef KVMRT_HOST_KSYM_H
#define KVMRT_HOST_KSYM_H

#include <linux/kvm_host.h>
#include <linux/mutex.h>
#include <linux/static_call_types.h>
#include <linux/trace.h>

/* Symbols of the running kernel; fixed once kvmrt_ksym_init() is done. */
struct trace_array *kvmrt_ksym_trace_array_find_get(const char *instance);

/*
 * BTF, the kernel's description of its own types.  Looks in the kernel and its
 * modules; negative if there is none of this name.  The BTF goes back by put.
 */
struct btf;
struct btf_type;
s32 kvmrt_ksym_btf_find(const char *name, u32 kind, struct btf **btf);
void kvmrt_ksym_btf_put(struct btf *btf);
/* What a type is without its typedefs and qualifiers; NULL: none. */
const struct btf_type *kvmrt_ksym_btf_type(const struct btf *btf, u32 id);
const char *kvmrt_ksym_btf_name(const struct btf *btf, u32 offset);

/* Addresses inside kvm.ko; all 0 while it isn't loaded. */
struct kvmrt_ksym_kvm {
	unsigned long emulate_hypercall;
	unsigned long post_init_vm;
	unsigned long vcpu_postcreate;
	unsigned long pre_destroy_vm;
	struct mutex *lock;		/* KVM's kvm_lock: protects vm_list */
	struct list_head *vm_list;
	struct kvm_x86_ops *x86_ops;
};

extern struct kvmrt_ksym_kvm kvmrt_ksym_kvm;

/* Declared for static_call() in the hot path, see kvmrt_ksym_kvm_resolve(). */
int kvmrt_no_skip_instruction(struct kvm_vcpu *vcpu);
int kvmrt_no_read_guest(struct kvm_vcpu *vcpu, gpa_t gpa, void *data,
			unsigned long len);
int kvmrt_no_emulate_hypercall(struct kvm_vcpu *vcpu);
DECLARE_STATIC_CALL(kvmrt_skip_instruction, kvmrt_no_skip_instruction);
DECLARE_STATIC_CALL(kvmrt_read_guest, kvmrt_no_read_guest);
DECLARE_STATIC_CALL(kvmrt_emulate_hypercall, kvmrt_no_emulate_hypercall);

bool kvmrt_ksym_kvm_present(void);
void kvmrt_ksym_kvm_resolve(void);
void kvmrt_ksym_kvm_forget(void);
const char *kvmrt_ksym_missing(enum kvmrt_feature feature);

#endif /* KVMRT_HOST_KSYM_H */
