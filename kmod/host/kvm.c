// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvm.ko comes and goes as it likes, before and after us: this file follows
 * it.  Attach resolves, opens the registry and patches the hooks, in this
 * order; detach is its mirror.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>

#include "kvmrt.h"
#include "ksym.h"
#include "visible.h"

static DEFINE_MUTEX(attach_lock);	/* protects attached and the sequence */
static bool attached;

static void set_waiting(void)
{
	kvmrt_feature_waiting(KVMRT_FEATURE_REGISTRY, "kvm.ko is not loaded");
	kvmrt_feature_waiting(KVMRT_FEATURE_HYPERCALL, "kvm.ko is not loaded");
	kvmrt_feature_waiting(KVMRT_FEATURE_VCPU_EVENTS,
			      "kvm.ko is not loaded");
	kvmrt_feature_waiting(KVMRT_FEATURE_ACCOUNT, "kvm.ko is not loaded");
}

static void attach(void)
{
	mutex_lock(&attach_lock);
	if (!attached) {
		kvmrt_ksym_kvm_resolve();
		kvmrt_hook_attach();
		kvmrt_scan_attach();
		kvmrt_kvm_tp_open();
		attached = true;
	}
	mutex_unlock(&attach_lock);
}

static void detach(void)
{
	mutex_lock(&attach_lock);
	if (attached) {
		kvmrt_kvm_tp_close();
		kvmrt_hook_detach();
		kvmrt_scan_detach();
		kvmrt_ksym_kvm_forget();
		attached = false;
		set_waiting();
	}
	mutex_unlock(&attach_lock);
}

static int module_event(struct notifier_block *nb, unsigned long state,
			void *data)
{
	const struct module *mod = data;

	if (strcmp(mod->name, "kvm"))
		return NOTIFY_DONE;

	/* COMING: ftrace knows its functions, its init has not run. */
	if (state == MODULE_STATE_COMING)
		attach();
	else if (state == MODULE_STATE_GOING)
		detach();

	return NOTIFY_OK;
}

static struct notifier_block module_nb = { .notifier_call = module_event };

/**
 * kvmrt_kvm_loaded() - do we follow a loaded kvm.ko?
 *
 * Return: whether we do.
 */
bool kvmrt_kvm_loaded(void)
{
	return READ_ONCE(attached);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_kvm_loaded);

/**
 * kvmrt_kvm_init() - follow kvm.ko from here on, loaded already or not
 *
 * Return: 0 or an errno.
 */
int kvmrt_kvm_init(void)
{
	int ret;

	set_waiting();

	/* The notifier first: nothing can slip in between. */
	ret = register_module_notifier(&module_nb);
	if (ret)
		return ret;

	if (kvmrt_ksym_kvm_present())
		attach();

	return 0;
}

/**
 * kvmrt_kvm_exit() - let go of kvm.ko
 *
 * Waits until no vCPU is inside our code.
 */
void kvmrt_kvm_exit(void)
{
	unregister_module_notifier(&module_nb);
	detach();
}
