// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches our probes to KVM's tracepoints while somebody listens, and takes
 * them off again: an exit of a guest costs nothing while nobody does.
 *
 * Who listens is known by trace_kvm.c and account.c, which kick; they may do
 * so under the kernel's lock of tracepoints, so attaching is done by work.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "kvmrt.h"
#include "ksym.h"
#include "kvm_tp.h"

static bool tracepoints_unchecked;
module_param(tracepoints_unchecked, bool, 0444);
MODULE_PARM_DESC(tracepoints_unchecked,
		 "attach to KVM's tracepoints though this kernel has no BTF to check their arguments; for kernels built without it (default N)");

/*
 * Protects all below.  Taken inside KVM's module notifiers and account.c's
 * lock; the kernel's own locks of tracepoints are taken under it.
 */
static DEFINE_MUTEX(tp_lock);
static bool opened;			/* KVM's symbols are resolved */
static unsigned long listeners;		/* bits as last seen */

enum kvm_tp_index { USERSPACE_EXIT, MSR, EXIT, ENTRY };

#define FOR(listen)	BIT(KVMRT_LISTEN_##listen)

/* In the order of enum kvm_tp_index. */
static struct kvm_tp {
	const char *name;
	const char *shape;
	void *probe;
	unsigned long users;		/* bits of enum kvmrt_listen */
	struct tracepoint *tp;		/* NULL while kvm.ko isn't there */
	bool attached;
	enum kvmrt_tp_refusal refusal;
} tps[] = {
	[USERSPACE_EXIT] = { "kvm_userspace_exit", KVMRT_TP_USERSPACE_EXIT_SHAPE,
	  kvmrt_probe_userspace_exit, FOR(HANDLER) | FOR(ACCOUNT) },
	[MSR] = { "kvm_msr", KVMRT_TP_MSR_SHAPE, kvmrt_probe_msr, FOR(HANDLER) },
	[EXIT] = { "kvm_exit", KVMRT_TP_EXIT_SHAPE, kvmrt_probe_exit,
	  FOR(EXIT) | FOR(HANDLER) | FOR(ACCOUNT) },
	[ENTRY] = { "kvm_entry", KVMRT_TP_ENTRY_SHAPE, kvmrt_probe_entry,
	  FOR(ENTER) | FOR(HANDLER) | FOR(TSC) | FOR(ACCOUNT) },
};

/**
 * struct ring - an event that an instance of ftrace has enabled
 * @node: in rings
 * @which: the event
 * @file: the instance's; alive until ftrace has taken it back
 * @attached: to KVM's tracepoint
 */
struct ring {
	struct list_head node;
	enum kvmrt_ring which;
	struct trace_event_file *file;
	bool attached;
};

static LIST_HEAD(rings);

static const struct {
	enum kvm_tp_index tp;
	void *probe;
} ring_probes[] = {
	[KVMRT_RING_ENTER] = { ENTRY, kvmrt_ring_entry },
	[KVMRT_RING_EXIT] = { EXIT, kvmrt_ring_exit },
};

static bool has_ring(size_t index)
{
	const struct ring *ring;

	list_for_each_entry(ring, &rings, node)
		if (ring->attached && ring_probes[ring->which].tp == index)
			return true;
	return false;
}

/* Which tracepoints our probes are on, for who wants to be sure. */
static int get_attached(char *buffer, const struct kernel_param *kp)
{
	int len = 0;
	size_t i;

	mutex_lock(&tp_lock);
	for (i = 0; i < ARRAY_SIZE(tps); i++)
		if (tps[i].attached || has_ring(i))
			len += sysfs_emit_at(buffer, len, "%s%s",
					     len ? " " : "", tps[i].name);
	mutex_unlock(&tp_lock);
	return len + sysfs_emit_at(buffer, len, "\n");
}

static const struct kernel_param_ops attached_ops = { .get = get_attached };
module_param_cb(tracepoints, &attached_ops, NULL, 0444);
MODULE_PARM_DESC(tracepoints, "KVM's tracepoints that are attached to now (read only)");

/* What goes before ftrace's own: an exit's event precedes the next entry's. */
#define FIRST	(TRACEPOINT_DEFAULT_PRIO + 1)

static bool attach(const struct kvm_tp *tp, void *probe, void *data, int prio)
{
	int ret = tracepoint_probe_register_prio(tp->tp, probe, data, prio);

	if (ret)
		pr_warn("KVM's tracepoint %s can't be used (error %d): its events are missing\n",
			tp->name, ret);
	return !ret;
}

static bool is_usable(const struct kvm_tp *tp)
{
	return opened && tp->tp && tp->refusal == KVMRT_TP_FITS;
}

static void update_ring(struct ring *ring, bool wanted)
{
	struct kvm_tp *tp = &tps[ring_probes[ring->which].tp];
	void *probe = ring_probes[ring->which].probe;

	wanted = wanted && is_usable(tp);
	if (wanted == ring->attached)
		return;
	if (wanted) {
		ring->attached = attach(tp, probe, ring->file,
					TRACEPOINT_DEFAULT_PRIO);
	} else {
		tracepoint_probe_unregister(tp->tp, probe, ring->file);
		ring->attached = false;
	}
}

static bool is_wanted(const struct kvm_tp *tp)
{
	return is_usable(tp) && (tp->users & listeners);
}

/* So that all is seen of a trip that is told: exits begin last, end first. */
static const enum kvm_tp_index order[] = { ENTRY, USERSPACE_EXIT, MSR, EXIT };

static void detach_unwanted(void)
{
	struct kvm_tp *tp;
	size_t i;

	for (i = ARRAY_SIZE(order); i--;) {
		tp = &tps[order[i]];
		if (!tp->attached || is_wanted(tp))
			continue;
		tracepoint_probe_unregister(tp->tp, tp->probe, NULL);
		tp->attached = false;
	}
}

static void attach_wanted(void)
{
	bool forgot = false;
	struct kvm_tp *tp;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		tp = &tps[order[i]];
		if (tp->attached || !is_wanted(tp))
			continue;
		/* What was seen before the last detach is not the truth now. */
		if (!forgot)
			kvmrt_registry_forget_trips();
		forgot = true;
		tp->attached = attach(tp, tp->probe, NULL, FIRST);
	}
}

static void update_locked(void)
{
	unsigned long before = listeners;
	struct ring *ring;

	lockdep_assert_held(&tp_lock);

	listeners = opened ? kvmrt_trace_kvm_listeners() : 0;
	if (opened && kvmrt_account_wanted())
		listeners |= FOR(ACCOUNT);
	if (listeners & ~before & FOR(TSC))
		kvmrt_registry_note_tsc();

	detach_unwanted();
	attach_wanted();
	list_for_each_entry(ring, &rings, node)
		update_ring(ring, true);
}

/**
 * kvmrt_kvm_tp_ring_add() - ftrace begins to record one of its events
 * @which: the event
 * @file: the instance's
 *
 * Return: 0; -ENOMEM; -EOPNOTSUPP if KVM's tracepoint has another shape.
 */
int kvmrt_kvm_tp_ring_add(enum kvmrt_ring which, struct trace_event_file *file)
{
	struct kvm_tp *tp = &tps[ring_probes[which].tp];
	struct ring *ring;
	int ret = 0;

	ring = kzalloc(sizeof(*ring), GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring->which = which;
	ring->file = file;

	mutex_lock(&tp_lock);
	if (opened && tp->refusal) {
		ret = -EOPNOTSUPP;
	} else {
		list_add_tail(&ring->node, &rings);
		update_ring(ring, true);
		ring = NULL;
	}
	mutex_unlock(&tp_lock);
	kfree(ring);
	return ret;
}

/**
 * kvmrt_kvm_tp_ring_del() - ftrace records one of its events no more
 * @which: the event
 * @file: the instance's; ftrace itself waits until no probe uses it
 */
void kvmrt_kvm_tp_ring_del(enum kvmrt_ring which, struct trace_event_file *file)
{
	struct ring *ring, *next;

	mutex_lock(&tp_lock);
	list_for_each_entry_safe(ring, next, &rings, node) {
		if (ring->which != which || ring->file != file)
			continue;
		update_ring(ring, false);
		list_del(&ring->node);
		kfree(ring);
		break;
	}
	mutex_unlock(&tp_lock);
}

/**
 * kvmrt_kvm_tp_update() - attach to what is listened to, detach from the rest
 *
 * Sleeps; not under a lock of tracing.
 */
void kvmrt_kvm_tp_update(void)
{
	mutex_lock(&tp_lock);
	update_locked();
	mutex_unlock(&tp_lock);
}

static void update_work(struct work_struct *unused)
{
	kvmrt_kvm_tp_update();
}

static DECLARE_WORK(work, update_work);
static bool closed;			/* the module goes: no more work */

/**
 * kvmrt_kvm_tp_kick() - update soon
 *
 * Any context.
 */
void kvmrt_kvm_tp_kick(void)
{
	if (!READ_ONCE(closed))
		queue_work(system_unbound_wq, &work);
}

/**
 * kvmrt_kvm_tp_flush() - wait until kicks have had their effect
 */
void kvmrt_kvm_tp_flush(void)
{
	flush_work(&work);
}

static enum kvmrt_tp_refusal check(const struct kvm_tp *tp)
{
	enum kvmrt_tp_refusal refusal;

	if (!tp->tp)
		return KVMRT_TP_MISSING;
	refusal = kvmrt_tp_check(tp->name, tp->shape);
	if (refusal == KVMRT_TP_NO_BTF && tracepoints_unchecked)
		refusal = KVMRT_TP_FITS;
	return refusal;
}

static void refuse(enum kvmrt_feature feature, const struct kvm_tp *tp)
{
	switch (tp->refusal) {
	case KVMRT_TP_MISSING:
		kvmrt_feature_off(feature, "kvm.ko has no tracepoint %s",
				  tp->name);
		break;
	case KVMRT_TP_NO_BTF:
		kvmrt_feature_off(feature,
				  "%s: no BTF to check it (tracepoints_unchecked=1 does without)",
				  tp->name);
		break;
	default:
		kvmrt_feature_off(feature,
				  "%s: this kernel's tracepoint has other arguments",
				  tp->name);
		break;
	}
}

/* The feature is on if none of the tracepoints that it needs is refused. */
static void judge(enum kvmrt_feature feature, unsigned long users)
{
	size_t i;

	if (!kvmrt_feature_is_on(KVMRT_FEATURE_REGISTRY)) {
		kvmrt_feature_off(feature, "needs vm-registry, which is off");
		return;
	}
	if (!kvmrt_ksym_kvm.x86_ops) {
		kvmrt_feature_off(feature, "kvm.ko has no symbol kvm_x86_ops");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(tps); i++) {
		if ((tps[i].users & users) && tps[i].refusal) {
			refuse(feature, &tps[i]);
			return;
		}
	}
	kvmrt_feature_on(feature);
}

/**
 * kvmrt_kvm_tp_open() - KVM's symbols are resolved
 *
 * Checks the tracepoints, and attaches if somebody waits for them.
 */
void kvmrt_kvm_tp_open(void)
{
	size_t i;

	mutex_lock(&tp_lock);
	for (i = 0; i < ARRAY_SIZE(tps); i++)
		tps[i].refusal = check(&tps[i]);
	judge(KVMRT_FEATURE_VCPU_EVENTS, FOR(ENTER) | FOR(EXIT) | FOR(HANDLER));
	judge(KVMRT_FEATURE_ACCOUNT, FOR(ACCOUNT));
	opened = kvmrt_feature_is_on(KVMRT_FEATURE_REGISTRY) &&
		 kvmrt_ksym_kvm.x86_ops;
	update_locked();
	mutex_unlock(&tp_lock);
}

/**
 * kvmrt_kvm_tp_close() - detach: KVM's symbols are about to be forgotten
 *
 * When it returns, no probe of ours runs.
 */
void kvmrt_kvm_tp_close(void)
{
	mutex_lock(&tp_lock);
	opened = false;
	update_locked();
	mutex_unlock(&tp_lock);
	tracepoint_synchronize_unregister();
}

/* KVM may be part of the kernel too. */
static bool is_kvm(const struct module *mod)
{
	return !strcmp(mod->name, "kvm");
}

static void found(struct tracepoint *tracepoint, void *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tps); i++)
		if (!strcmp(tracepoint->name, tps[i].name))
			tps[i].tp = tracepoint;
}

static void find_all(struct module *mod)
{
	int i;

	for (i = 0; i < mod->num_tracepoints; i++)
		found(tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]), NULL);
}

static void lose_all(void)
{
	size_t i;

	opened = false;
	update_locked();
	for (i = 0; i < ARRAY_SIZE(tps); i++)
		tps[i].tp = NULL;
}

/* Told before kvm.c is of COMING and GOING, and once for a live kvm.ko. */
static int tracepoint_event(struct notifier_block *nb, unsigned long state,
			    void *data)
{
	const struct tp_module *tp_mod = data;

	if (!is_kvm(tp_mod->mod))
		return NOTIFY_DONE;

	mutex_lock(&tp_lock);
	if (state == MODULE_STATE_COMING)
		find_all(tp_mod->mod);
	else if (state == MODULE_STATE_GOING)
		lose_all();
	mutex_unlock(&tp_lock);
	return NOTIFY_OK;
}

static struct notifier_block tracepoint_nb = {
	.notifier_call = tracepoint_event,
};

/**
 * kvmrt_kvm_tp_init() - find KVM's tracepoints, now or once it is loaded
 *
 * Return: 0 or an errno.
 */
int kvmrt_kvm_tp_init(void)
{
	kvmrt_trace_kvm_init();
	if (IS_BUILTIN(CONFIG_KVM))
		for_each_kernel_tracepoint(found, NULL);
	return register_tracepoint_module_notifier(&tracepoint_nb);
}

/**
 * kvmrt_kvm_tp_exit() - after kvmrt_kvm_tp_close(): forget KVM's tracepoints
 */
void kvmrt_kvm_tp_exit(void)
{
	WRITE_ONCE(closed, true);
	unregister_tracepoint_module_notifier(&tracepoint_nb);
	cancel_work_sync(&work);
}
