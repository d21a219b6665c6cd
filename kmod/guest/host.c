// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is below this kernel: discovery, the gates, and the one word that tells
 * the calls whether they may go ahead.
 *
 * The host's module comes and goes as it likes, and nothing tells a guest.  So
 * nothing is believed for long: the host is asked again when a gate opens, when
 * the status is read, when a call finds nobody, and by each call after that
 * until somebody answers.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/kvm_para.h>
#include <asm/processor.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "guest.h"
#include "hypercall.h"
#include "trace.h"

/* What CPUID says; a KVM that hides is silent, like bare metal. */
enum below {
	BELOW_SILENT,
	BELOW_KVM,
	BELOW_OTHER,
};

/* The highest errno there is: below it, a result is no result of the ABI. */
#define ERRNO_MAX	EHWPOISON

bool kvmrt_gs_hc_guest_enabled;
bool kvmrt_gs_syscall_enabled;

/*
 * KVMRT_GUEST_READY if calls may go ahead.  Written under host_lock, read
 * without: a call that is on its way while its gate closes is completed.
 */
unsigned int kvmrt_guest_ready __read_mostly;

/* Set once, before anybody can ask. */
static enum below below;

/*
 * Protects the gates, @known and every change of kvmrt_guest_ready.  Nothing
 * sleeps for long under it: a hypercall, and the notification's allocation.
 */
static DEFINE_MUTEX(host_lock);
static struct kvmrt_guest_status known;

static const char * const host_texts[] = {
	[KVMRT_GUEST_HOST_NONE] = "no hypervisor takes the hypercall",
	[KVMRT_GUEST_HOST_OTHER] = "the hypervisor is not KVM",
	[KVMRT_GUEST_HOST_KVM] = "KVM without guest services",
	[KVMRT_GUEST_HOST_SERVES] = "KVM with guest services",
	[KVMRT_GUEST_HOST_SERVES_HIDDEN] = "hidden KVM with guest services",
	[KVMRT_GUEST_HOST_UNKNOWN_ABI] = "KVM with guest services of an unknown ABI",
	[KVMRT_GUEST_HOST_UNASKED] = "not asked, gate gs_hc_guest_enabled is closed",
};

/**
 * kvmrt_host_text() - words for a state of the host
 * @host: enum kvmrt_guest_host
 *
 * Return: a text that lasts.
 */
const char *kvmrt_host_text(u32 host)
{
	return host < ARRAY_SIZE(host_texts) ? host_texts[host] : "unknown";
}

/*
 * Leaves past the last may hold anything (Intel repeats another leaf there), so
 * only a printable name counts as one.
 */
static bool has_signature(u32 base)
{
	char name[12];
	u32 max;
	int i;

	cpuid(base, &max, (u32 *)&name[0], (u32 *)&name[4], (u32 *)&name[8]);
	if (!name[0] || (max && (max < base || max > base + 0xffff)))
		return false;
	for (i = 0; i < sizeof(name); i++)
		if (name[i] && (!isascii(name[i]) || !isprint(name[i])))
			return false;
	return true;
}

static enum below look_below(void)
{
	if (hypervisor_is_type(X86_HYPER_KVM))
		return BELOW_KVM;
	/*
	 * A kernel that chose Hyper-V's interface of a KVM host told the host
	 * so, and the host takes its hypercalls for Hyper-V's.
	 */
	if (!hypervisor_is_type(X86_HYPER_NATIVE))
		return BELOW_OTHER;
	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return BELOW_SILENT;
	/* This kernel may lack support for KVM, or was told not to use it. */
	if (hypervisor_cpuid_base(KVM_SIGNATURE, 0))
		return BELOW_KVM;
	return has_signature(0x40000000) ? BELOW_OTHER : BELOW_SILENT;
}

static long query(enum kvmrt_gs_query item)
{
	long ret;

	trace_kvm_guest_hc_start(KVMRT_GS_FN_QUERY, item, 0, 0);
	ret = kvmrt_hypercall(KVMRT_GS_FN_QUERY, item, 0);
	trace_kvm_guest_hc_end(KVMRT_GS_FN_QUERY, ret);
	return ret;
}

static u32 query_u32(enum kvmrt_gs_query item)
{
	return clamp_t(long, query(item), 0, INT_MAX);
}

static enum kvmrt_guest_host ask_host(u32 *abi)
{
	long ret;

	if (!kvmrt_gs_hc_guest_enabled)
		return KVMRT_GUEST_HOST_UNASKED;
	if (below == BELOW_OTHER)
		return KVMRT_GUEST_HOST_OTHER;
	ret = query(KVMRT_GS_QUERY_ABI);
	if (ret == KVMRT_HYPERCALL_UNTAKEN)
		return KVMRT_GUEST_HOST_NONE;
	if (ret > 0 && ret <= INT_MAX &&
	    (ret & KVMRT_GS_ABI_MAGIC_MASK) == KVMRT_GS_ABI_MAGIC) {
		*abi = ret & 0xffff;
		if (*abi != KVMRT_GS_ABI_VERSION)
			return KVMRT_GUEST_HOST_UNKNOWN_ABI;
		return below == BELOW_KVM ? KVMRT_GUEST_HOST_SERVES :
					    KVMRT_GUEST_HOST_SERVES_HIDDEN;
	}
	if (ret == KVMRT_GS_NO_SERVICE || below == BELOW_KVM)
		return KVMRT_GUEST_HOST_KVM;
	/* A hypervisor that hides, and has another answer than KVM's. */
	return KVMRT_GUEST_HOST_OTHER;
}

static bool serves(u32 host)
{
	return host == KVMRT_GUEST_HOST_SERVES ||
	       host == KVMRT_GUEST_HOST_SERVES_HIDDEN;
}

/* Finds out everything anew.  Return: whether it differs from what was known. */
static bool ask(void)
{
	struct kvmrt_guest_status now = {};
	unsigned int ready;
	bool changed;

	lockdep_assert_held(&host_lock);
	if (kvmrt_gs_hc_guest_enabled)
		now.gates |= KVMRT_GUEST_GATE_HC;
	if (kvmrt_gs_syscall_enabled)
		now.gates |= KVMRT_GUEST_GATE_SYSCALL;
	ready = now.gates;
	now.host = ask_host(&now.abi);
	if (serves(now.host)) {
		ready |= KVMRT_GUEST_SERVES;
		now.features = query_u32(KVMRT_GS_QUERY_FEATURES);
		now.msg_max = min_t(u32, query_u32(KVMRT_GS_QUERY_MSG_MAX), PAGE_SIZE);
		now.data_max = min_t(u32, query_u32(KVMRT_GS_QUERY_DATA_MAX), PAGE_SIZE);
		now.vm_id = query_u32(KVMRT_GS_QUERY_VM_ID);
	}
	changed = memcmp(&now, &known, sizeof(now));
	known = now;
	WRITE_ONCE(kvmrt_guest_ready, ready);
	return changed;
}

static void ask_and_tell(void)
{
	if (ask())
		kvmrt_netlink_notify(&known);
}

/**
 * kvmrt_host_check() - may a call of user space go ahead?
 *
 * Asks the host once more if it didn't serve when it was last asked.
 *
 * Return: 0, -EPERM if a gate is closed, -EOPNOTSUPP if nobody serves.
 */
int kvmrt_host_check(void)
{
	const u32 open = KVMRT_GUEST_GATE_HC | KVMRT_GUEST_GATE_SYSCALL;
	int ret = 0;

	if (likely(READ_ONCE(kvmrt_guest_ready) == KVMRT_GUEST_READY))
		return 0;
	mutex_lock(&host_lock);
	if ((known.gates & open) != open) {
		ret = -EPERM;
	} else {
		if (known.host == KVMRT_GUEST_HOST_KVM ||
		    known.host == KVMRT_GUEST_HOST_UNKNOWN_ABI)
			ask_and_tell();
		if (!serves(known.host))
			ret = -EOPNOTSUPP;
	}
	mutex_unlock(&host_lock);
	return ret;
}

/**
 * kvmrt_host_refusal() - what a result other than 0 means
 * @ret: result of the hypercall
 *
 * Return: a negative errno.
 */
int kvmrt_host_refusal(long ret)
{
	if (ret == KVMRT_GS_NO_SERVICE || ret == KVMRT_HYPERCALL_UNTAKEN) {
		mutex_lock(&host_lock);
		ask_and_tell();
		mutex_unlock(&host_lock);
		return -EOPNOTSUPP;
	}
	/* Never hand what is no errno to user space. */
	return ret < 0 && ret >= -ERRNO_MAX ? ret : -EPROTO;
}

/**
 * kvmrt_host_limit() - the most bytes that a call takes
 * @fn: KVMRT_GS_FN_LOG_MSG or KVMRT_GS_FN_LOG_DATA
 * @len: bytes that the caller wants; if they are too many for what is known,
 *	 the host is asked whether it takes more by now
 *
 * Return: the limit.
 */
u32 kvmrt_host_limit(enum kvmrt_gs_fn fn, u32 len)
{
	const u32 *limit = fn == KVMRT_GS_FN_LOG_MSG ? &known.msg_max : &known.data_max;
	u32 max = READ_ONCE(*limit);

	if (likely(len <= max) || len > PAGE_SIZE)
		return max;
	mutex_lock(&host_lock);
	ask_and_tell();
	max = *limit;
	mutex_unlock(&host_lock);
	return max;
}

/**
 * kvmrt_host_status() - the state of now
 * @status: filled in
 */
void kvmrt_host_status(struct kvmrt_guest_status *status)
{
	mutex_lock(&host_lock);
	ask_and_tell();
	*status = known;
	mutex_unlock(&host_lock);
}

/**
 * kvmrt_host_set_gates() - open and close gates
 * @gates: KVMRT_GUEST_GATE_* that shall be open
 * @mask: KVMRT_GUEST_GATE_* that shall change
 */
void kvmrt_host_set_gates(u32 gates, u32 mask)
{
	mutex_lock(&host_lock);
	if (mask & KVMRT_GUEST_GATE_HC)
		kvmrt_gs_hc_guest_enabled = gates & KVMRT_GUEST_GATE_HC;
	if (mask & KVMRT_GUEST_GATE_SYSCALL)
		kvmrt_gs_syscall_enabled = gates & KVMRT_GUEST_GATE_SYSCALL;
	ask_and_tell();
	mutex_unlock(&host_lock);
}

/**
 * kvmrt_host_init() - first discovery, before anybody else can ask
 */
void kvmrt_host_init(void)
{
	below = look_below();
	mutex_lock(&host_lock);
	ask();
	pr_info("%s; gates: gs_hc_guest_enabled %d, gs_syscall_enabled %d\n",
		kvmrt_host_text(known.host), kvmrt_gs_hc_guest_enabled,
		kvmrt_gs_syscall_enabled);
	if (serves(known.host))
		pr_info("the host calls this VM %u, ABI %u, functions 0x%x\n",
			known.vm_id, known.abi, known.features);
	mutex_unlock(&host_lock);
}
