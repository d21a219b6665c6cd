// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest services, the host's side: permission, limits and the functions of
 * uapi/linux/kvmrt_gs.h.  Everything that comes in is a guest's word.
 *
 * Calls run in place of KVM's hypercall function, inside KVM_RUN, and may
 * sleep.  The VM can't go away meanwhile, as one of its vCPUs is here.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jump_label.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/static_call.h>

#include "kvmrt.h"
#include "ksym.h"
#include "trace.h"
#include "visible.h"

/* An escaped message; fits one record of the kernel's log with its prefix. */
#define TEXT_MAX	800

static bool gs_hc_host_enabled;
module_param(gs_hc_host_enabled, bool, 0444);
MODULE_PARM_DESC(gs_hc_host_enabled,
		 "offer guest services to guests (default 0); at run time: kvmrt-nl gs set enabled 0|1");

static DEFINE_MUTEX(conf_lock);		/* protects every struct kvmrt_gs_conf */

/* What a VM gets that nobody has set anything for. */
static struct kvmrt_gs_conf default_conf = {
	.allow = BIT(KVMRT_GS_FN_MAX) - 1,
	.log_rate = 50,
	.data_rate = 1000,
	.flush_rate = 1,
};

/**
 * kvmrt_gs_enabled() - is the module's gate open?
 *
 * Return: whether it is.
 */
bool kvmrt_gs_enabled(void)
{
	return READ_ONCE(gs_hc_host_enabled);
}

/**
 * kvmrt_gs_set_enabled() - open or close the module's gate
 * @enabled: open it
 *
 * Calls under way are finished; the parameter in sysfs shows the new state.
 */
void kvmrt_gs_set_enabled(bool enabled)
{
	WRITE_ONCE(gs_hc_host_enabled, enabled);
}

static void apply_rates(struct kvmrt_gs *gs)
{
	kvmrt_bucket_set_rate(&gs->log, gs->conf.log_rate);
	kvmrt_bucket_set_rate(&gs->data, gs->conf.data_rate);
	kvmrt_bucket_set_rate(&gs->flush, gs->conf.flush_rate);
}

/**
 * kvmrt_gs_init_vm() - give a new VM the defaults
 * @gs: its guest services, zeroed
 */
void kvmrt_gs_init_vm(struct kvmrt_gs *gs)
{
	mutex_lock(&conf_lock);
	gs->conf = default_conf;
	mutex_unlock(&conf_lock);
	apply_rates(gs);
	kvmrt_bucket_set_rate(&gs->drop_ntf, 1);
}

/**
 * kvmrt_gs_get_conf() - read settings
 * @vm: the VM, or NULL for the defaults
 * @conf: where to
 */
void kvmrt_gs_get_conf(struct kvmrt_vm *vm, struct kvmrt_gs_conf *conf)
{
	mutex_lock(&conf_lock);
	*conf = vm ? vm->gs.conf : default_conf;
	mutex_unlock(&conf_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_gs_get_conf);

/**
 * kvmrt_gs_set_conf() - change settings
 * @vm: the VM, or NULL for the defaults, which VMs that exist do not follow
 * @conf: checked by the caller
 */
void kvmrt_gs_set_conf(struct kvmrt_vm *vm, const struct kvmrt_gs_conf *conf)
{
	mutex_lock(&conf_lock);
	if (vm) {
		vm->gs.conf = *conf;
		apply_rates(&vm->gs);
	} else {
		default_conf = *conf;
	}
	mutex_unlock(&conf_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_gs_set_conf);

static u32 features(const struct kvmrt_vm *vm)
{
	/* Nobody can be forbidden to ask. */
	return READ_ONCE(vm->gs.conf.allow) | BIT(KVMRT_GS_FN_QUERY);
}

static s64 query(struct kvmrt_vm *vm, u64 item)
{
	switch (item) {
	case KVMRT_GS_QUERY_ABI:
		return KVMRT_GS_ABI_MAGIC | KVMRT_GS_ABI_VERSION;
	case KVMRT_GS_QUERY_FEATURES:
		return features(vm);
	case KVMRT_GS_QUERY_MSG_MAX:
		return KVMRT_GS_MSG_MAX;
	case KVMRT_GS_QUERY_DATA_MAX:
		return KVMRT_GS_DATA_MAX;
	case KVMRT_GS_QUERY_VM_ID:
		return vm->id;
	default:
		return -EINVAL;
	}
}

/* Cheap checks first, then the rate: a bad call costs the VM no token. */
VISIBLE_IF_KUNIT s64 kvmrt_gs_admit(struct kvmrt_bucket *bucket, u64 gpa,
				    u64 len, u64 max)
{
	u64 end;

	if (!len)
		return -EINVAL;
	if (len > max)
		return -EMSGSIZE;
	if (check_add_overflow(gpa, len, &end))
		return -EFAULT;
	if (!kvmrt_bucket_take(bucket, ktime_get_ns()))
		return -EAGAIN;

	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_gs_admit);

/* A copy of guest memory that kfree() frees, or an error pointer. */
static void *copy_in(struct kvm_vcpu *vcpu, u64 gpa, u64 len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return ERR_PTR(-ENOMEM);

	if (static_call(kvmrt_read_guest)(vcpu, gpa, data, len)) {
		kfree(data);
		return ERR_PTR(-EFAULT);
	}

	return data;
}

static s64 log_msg(struct kvmrt_vm *vm, struct kvm_vcpu *vcpu, u64 gpa,
		   u64 len)
{
	struct kvmrt_vm_info info;
	char *msg, *text;
	s64 ret;

	ret = kvmrt_gs_admit(&vm->gs.log, gpa, len, KVMRT_GS_MSG_MAX);
	if (ret)
		return ret;

	msg = copy_in(vcpu, gpa, len);
	if (IS_ERR(msg))
		return PTR_ERR(msg);

	text = kmalloc(TEXT_MAX, GFP_KERNEL);
	if (!text) {
		kfree(msg);
		return -ENOMEM;
	}

	kvmrt_gs_escape(text, TEXT_MAX, msg, len);
	kvmrt_vm_info(vm, &info);
	pr_info("vm %u \"%s\" vcpu %d: %s\n", info.id, info.name,
		vcpu->vcpu_id, text);

	kfree(text);
	kfree(msg);
	return 0;
}

static s64 log_data(struct kvmrt_vm *vm, struct kvm_vcpu *vcpu, u64 gpa,
		    u64 len)
{
	u32 offset, chunk;
	u8 *data;
	s64 ret;

	ret = kvmrt_gs_admit(&vm->gs.data, gpa, len, KVMRT_GS_DATA_MAX);
	if (ret)
		return ret;

	/* Copied though nobody listens: the answer must not tell who does. */
	data = copy_in(vcpu, gpa, len);
	if (IS_ERR(data))
		return PTR_ERR(data);

	for (offset = 0; offset < len; offset += chunk) {
		chunk = min_t(u64, len - offset, KVMRT_GS_DATA_CHUNK);
		trace_gs_log_data_host(vm->id, vcpu, len, offset,
				       data + offset, chunk);
	}

	kfree(data);
	return 0;
}

static s64 trace_flush(struct kvmrt_vm *vm, struct kvm_vcpu *vcpu, u64 scope)
{
	if (scope > KVMRT_GS_SCOPE_CPU_ALL)
		return -EINVAL;
	if (!kvmrt_bucket_take(&vm->gs.flush, ktime_get_ns()))
		return -EAGAIN;

	trace_gs_flush_host(vm->id, vcpu, scope);
	return kvmrt_flush(vm, vcpu->vcpu_id, scope);
}

/* Out of line, like the next two: PING must not pay for their frames. */
static noinline s64 dispatch(struct kvmrt_vm *vm, struct kvm_vcpu *vcpu,
			     u64 fn, u64 a0, u64 a1)
{
	switch (fn) {
	case KVMRT_GS_FN_QUERY:
		return query(vm, a0);
	case KVMRT_GS_FN_LOG_MSG:
		return log_msg(vm, vcpu, a0, a1);
	case KVMRT_GS_FN_TRACE_FLUSH:
		return trace_flush(vm, vcpu, a0);
	case KVMRT_GS_FN_LOG_DATA:
		return log_data(vm, vcpu, a0, a1);
	default:
		return -ENOSYS;
	}
}

static noinline s64 refuse(struct kvmrt_vm *vm, u64 fn)
{
	if (fn >= KVMRT_GS_FN_MAX) {
		atomic64_inc(&vm->gs.unknown);
		return -ENOSYS;
	}

	atomic64_inc(&vm->gs.counter[fn].refused);
	return -EPERM;
}

/* What became of a call, for the administrator. */
static noinline void count(struct kvmrt_vm *vm, u64 fn, s64 ret)
{
	struct kvmrt_gs_counter *counter = &vm->gs.counter[fn];

	if (ret >= 0) {
		atomic64_inc(&counter->accepted);
	} else if (ret == -EAGAIN) {
		atomic64_inc(&counter->dropped);
		if (kvmrt_bucket_take(&vm->gs.drop_ntf, ktime_get_ns()))
			kvmrt_nl_notify_gs_drop(vm);
	} else {
		atomic64_inc(&counter->refused);
	}
}

/**
 * kvmrt_gs_call() - serve one hypercall of a guest
 * @vcpu: who calls, from inside KVM_RUN
 * @fn: enum kvmrt_gs_fn, or whatever the guest put there
 * @a0: first argument
 * @a1: second argument
 *
 * Return: what the guest finds in RAX; see uapi/linux/kvmrt_gs.h.
 */
s64 kvmrt_gs_call(struct kvm_vcpu *vcpu, u64 fn, u64 a0, u64 a1)
{
	struct kvmrt_vm *vm;
	s64 ret;

	vm = kvmrt_registry_vm_running(vcpu);
	if (unlikely(!vm))
		return -ENOMEM;

	if (unlikely(fn >= KVMRT_GS_FN_MAX || !(features(vm) & BIT(fn))))
		return refuse(vm, fn);

	/* By itself, as nothing may stand in the way of the shortest call. */
	if (likely(fn == KVMRT_GS_FN_PING)) {
		trace_gs_ping_host(vm->id, vcpu, a0);
		atomic64_inc(&vm->gs.counter[fn].accepted);
		return 0;
	}

	ret = dispatch(vm, vcpu, fn, a0, a1);
	count(vm, fn, ret);
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_gs_call);
