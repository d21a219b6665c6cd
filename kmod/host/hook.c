// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only file that patches into KVM.
 *
 * Hypercalls: an ftrace callback on kvm_emulate_hypercall() looks at RAX.
 * Not our number: it returns and KVM's own code runs.  Ours: it counts the
 * call in flight and points the instruction pointer at serve_hypercall(),
 * which runs in place of KVM's function, in its context: sleepable, with the
 * vCPU loaded and kvm->srcu held.
 *
 * Life of VMs: plain callbacks that only kick the registry, or take a VM out
 * of it; they may run with preemption off (other tracers on the same function
 * see to that), so nothing in them sleeps, not even on PREEMPT_RT.
 *
 * Patched once at attach, never toggled: patching interrupts every CPU.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/static_call.h>

#include "kvmrt.h"
#include "ksym.h"
#include "starve.h"
#include "trace.h"

static DEFINE_PER_CPU(long, hc_in_flight);
static bool hypercall_hooked;
static bool life_hooked;

/* Does someone listen to every hypercall, not only to ours? */
static bool hypercalls_traced(void)
{
	return trace_kvm_host_hc_enter_enabled() ||
	       trace_kvm_host_hc_exit_enabled();
}

/* Would KVM hand this hypercall to its emulation of another hypervisor? */
static bool foreign_hypercalls(const struct kvm_vcpu *vcpu)
{
	return (vcpu->kvm->arch.xen_hvm_config.flags &
		KVM_XEN_HVM_CONFIG_INTERCEPT_HCALL) ||
	       compat_kvm_hyperv_hypercalls(vcpu);
}

/*
 * What counts of a register.  A 32-bit code segment inside long mode is taken
 * for 64 bits: no kernel runs so, and one that did would be refused for the
 * rubbish in its upper halves, nothing worse.
 */
static u64 register_mask(const struct kvm_vcpu *vcpu)
{
	return vcpu->arch.efer & EFER_LMA ? U64_MAX : U32_MAX;
}

/*
 * Is this hypercall for us?  Everything else is KVM's, the number included
 * while the gate is closed: to such a guest there is no service.  We run
 * before KVM's own check of the privilege level.
 */
static bool is_ours(struct kvm_vcpu *vcpu)
{
	if ((vcpu->arch.regs[VCPU_REGS_RAX] & register_mask(vcpu)) !=
	    KVMRT_GS_HC_NR || !kvmrt_gs_enabled())
		return false;

	/* Encrypted state: the registers are not the guest's. */
	if (vcpu->arch.guest_state_protected)
		return false;

	/* A guest of our guest: its hypervisor is to answer. */
	if (vcpu->arch.hflags & HF_GUEST_MASK)
		return false;

	if (foreign_hypercalls(vcpu))
		return false;

	return !kvmrt_ksym_kvm.x86_ops->get_cpl(vcpu);
}

static void trace_enter(struct kvm_vcpu *vcpu)
{
	const unsigned long *regs = vcpu->arch.regs;

	if (trace_kvm_host_hc_enter_enabled())
		trace_kvm_host_hc_enter(kvmrt_registry_vm_id(vcpu->kvm), vcpu,
					regs[VCPU_REGS_RAX],
					regs[VCPU_REGS_RBX],
					regs[VCPU_REGS_RCX],
					regs[VCPU_REGS_RDX],
					regs[VCPU_REGS_RSI]);
}

static void trace_exit(struct kvm_vcpu *vcpu, unsigned long nr, bool to_user)
{
	if (trace_kvm_host_hc_exit_enabled())
		trace_kvm_host_hc_exit(kvmrt_registry_vm_id(vcpu->kvm), vcpu,
				       nr, vcpu->arch.regs[VCPU_REGS_RAX],
				       to_user);
}

static int serve(struct kvm_vcpu *vcpu)
{
	unsigned long *regs = vcpu->arch.regs;
	u64 mask = register_mask(vcpu);
	s64 ret;

	trace_enter(vcpu);
	ret = kvmrt_gs_call(vcpu, regs[VCPU_REGS_RBX] & mask,
			    regs[VCPU_REGS_RCX] & mask,
			    regs[VCPU_REGS_RDX] & mask);
	regs[VCPU_REGS_RAX] = ret & mask;
	trace_exit(vcpu, KVMRT_GS_HC_NR, false);

	++vcpu->stat.hypercalls;
	return static_call(kvmrt_skip_instruction)(vcpu);
}

/* Not ours after all, or only watched: KVM's function with events around. */
static int pass(struct kvm_vcpu *vcpu)
{
	unsigned long nr = vcpu->arch.regs[VCPU_REGS_RAX];
	int ret;

	trace_enter(vcpu);
	ret = static_call(kvmrt_emulate_hypercall)(vcpu);
	trace_exit(vcpu, nr, ret == 0);
	return ret;
}

/*
 * Runs in place of kvm_emulate_hypercall().  Return: as that does, 1 to go on
 * in the guest, 0 to go to user space.
 */
static noinline int serve_hypercall(struct kvm_vcpu *vcpu)
{
	int ret;

	if (likely(is_ours(vcpu)))
		ret = serve(vcpu);
	else
		ret = pass(vcpu);

	/* From here to the return only rcu_tasks knows that we run. */
	this_cpu_dec(hc_in_flight);
	return ret;
}

static void notrace on_hypercall(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops,
				 struct ftrace_regs *fregs)
{
	struct kvm_vcpu *vcpu = (void *)ftrace_regs_get_argument(fregs, 0);

	/* The common case is somebody else's call, and nobody listening. */
	if (likely((u32)vcpu->arch.regs[VCPU_REGS_RAX] != KVMRT_GS_HC_NR &&
		   !hypercalls_traced()))
		return;

	this_cpu_inc(hc_in_flight);
	ftrace_regs_set_instruction_pointer(fregs,
					    (unsigned long)serve_hypercall);
}

/* PERMANENT: sysctl kernel.ftrace_enabled=0 must not take us out. */
static struct ftrace_ops hypercall_ops = {
	.func = on_hypercall,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT,
};

static void notrace on_vm_grows(unsigned long ip, unsigned long parent_ip,
				struct ftrace_ops *ops,
				struct ftrace_regs *fregs)
{
	kvmrt_scan_kick();
}

static void notrace on_vm_goes(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *ops,
			       struct ftrace_regs *fregs)
{
	kvmrt_registry_vm_gone((void *)ftrace_regs_get_argument(fregs, 0));
}

static struct ftrace_ops grow_ops = {
	.func = on_vm_grows,
	.flags = FTRACE_OPS_FL_PERMANENT,
};

static struct ftrace_ops go_ops = {
	.func = on_vm_goes,
	.flags = FTRACE_OPS_FL_PERMANENT,
};

/*
 * Calls that are inside serve_hypercall().  Exact only once no new ones can
 * come: then every CPU's count can but fall, so that a sum of 0 is final.
 */
static long in_flight(void)
{
	long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(hc_in_flight, cpu));

	return sum;
}

static int hook_one(struct ftrace_ops *ops, unsigned long ip)
{
	int ret;

	ret = ftrace_set_filter_ip(ops, ip, 0, 0);
	if (ret)
		return ret;

	ret = register_ftrace_function(ops);
	if (ret)
		ftrace_set_filter_ip(ops, ip, 1, 0);

	return ret;
}

static void unhook_one(struct ftrace_ops *ops, unsigned long ip)
{
	unregister_ftrace_function(ops);
	ftrace_set_filter_ip(ops, ip, 1, 0);
}

static const char *why(int err)
{
	switch (err) {
	case -EBUSY:
		return "a livepatch or other hook has the function, or kernel.ftrace_enabled is 0";
	case -EINVAL:
		return "the function can't be traced on this kernel";
	default:
		return "ftrace refused";
	}
}

static int hook_life(void)
{
	const struct kvmrt_ksym_kvm *kvm = &kvmrt_ksym_kvm;
	int ret;

	/* First the end of VMs: none may be taken in that we can't let go. */
	ret = hook_one(&go_ops, kvm->pre_destroy_vm);
	if (ret)
		return ret;

	ret = ftrace_set_filter_ip(&grow_ops, kvm->post_init_vm, 0, 0);
	if (ret)
		goto err_unhook_go;

	ret = hook_one(&grow_ops, kvm->vcpu_postcreate);
	if (ret)
		goto err_clear_grow;

	return 0;

err_clear_grow:
	ftrace_set_filter_ip(&grow_ops, kvm->post_init_vm, 1, 0);
err_unhook_go:
	unhook_one(&go_ops, kvm->pre_destroy_vm);
	return ret;
}

static void attach_life(void)
{
	const char *missing = kvmrt_ksym_missing(KVMRT_FEATURE_REGISTRY);
	int ret;

	if (missing) {
		kvmrt_feature_off(KVMRT_FEATURE_REGISTRY,
				  "kvm.ko has no symbol %s", missing);
		return;
	}

	ret = hook_life();
	if (ret) {
		kvmrt_feature_off(KVMRT_FEATURE_REGISTRY, "error %d: %s", ret,
				  why(ret));
		return;
	}

	life_hooked = true;
	kvmrt_feature_on(KVMRT_FEATURE_REGISTRY);
}

static void attach_hypercall(void)
{
	const char *missing = kvmrt_ksym_missing(KVMRT_FEATURE_HYPERCALL);
	int ret;

	if (missing) {
		kvmrt_feature_off(KVMRT_FEATURE_HYPERCALL,
				  "kvm.ko has no symbol %s", missing);
		return;
	}

	if (!life_hooked) {
		kvmrt_feature_off(KVMRT_FEATURE_HYPERCALL,
				  "needs vm-registry, which is off");
		return;
	}

	ret = hook_one(&hypercall_ops, kvmrt_ksym_kvm.emulate_hypercall);
	if (ret) {
		kvmrt_feature_off(KVMRT_FEATURE_HYPERCALL, "error %d: %s", ret,
				  why(ret));
		return;
	}

	hypercall_hooked = true;
	kvmrt_feature_on(KVMRT_FEATURE_HYPERCALL);
}

/**
 * kvmrt_hook_attach() - patch into kvm.ko, whose symbols are resolved
 *
 * What can't be hooked switches its feature off; nothing else fails.
 */
void kvmrt_hook_attach(void)
{
	attach_life();
	attach_hypercall();
}

/*
 * Taking the patch out waits for a task on every CPU, and a vCPU that runs
 * with a real-time policy at 100 % can starve those: starve.c says who, as
 * long as we wait.
 *
 * Then: new calls can't come, as unregister_ftrace_function() waits for
 * callbacks that run; those in flight leave when their work is done; and the
 * last instructions behind their count are over after a grace period of
 * rcu_tasks, as they never sleep.
 */
static void detach_hypercall(void)
{
	unregister_ftrace_function(&hypercall_ops);

	while (in_flight())
		msleep(1);
	synchronize_rcu_tasks();

	ftrace_set_filter_ip(&hypercall_ops, kvmrt_ksym_kvm.emulate_hypercall,
			     1, 0);
	hypercall_hooked = false;
}

static void detach_life(void)
{
	const struct kvmrt_ksym_kvm *kvm = &kvmrt_ksym_kvm;

	unhook_one(&grow_ops, kvm->vcpu_postcreate);
	ftrace_set_filter_ip(&grow_ops, kvm->post_init_vm, 1, 0);
	unhook_one(&go_ops, kvm->pre_destroy_vm);
	life_hooked = false;
}

/**
 * kvmrt_hook_detach() - take every patch out of kvm.ko
 *
 * Returns when no code of ours runs or can be called from KVM.
 */
void kvmrt_hook_detach(void)
{
	if (!life_hooked)
		return;

	kvmrt_starve_watch_start("taking the hooks out of KVM");
	if (hypercall_hooked)
		detach_hypercall();
	detach_life();
	kvmrt_starve_watch_stop();
}
