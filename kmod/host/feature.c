// SPDX-License-Identifier: GPL-2.0-only
/*
 * What works on this kernel and what not, by name and with the reason.  A
 * symbol that is missing switches off the feature that needs it, never the
 * module; here is where that is kept for `kvmrt-nl status`.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "kvmrt.h"
#include "visible.h"

static DEFINE_MUTEX(feature_lock);	/* protects features[] */

static struct kvmrt_feature_info features[KVMRT_NR_FEATURES] = {
	[KVMRT_FEATURE_REGISTRY] = { .name = "vm-registry" },
	[KVMRT_FEATURE_HYPERCALL] = { .name = "guest-services" },
	[KVMRT_FEATURE_TRACE_FLUSH] = { .name = "trace-flush" },
	[KVMRT_FEATURE_VCPU_EVENTS] = { .name = "vcpu-events" },
	[KVMRT_FEATURE_ACCOUNT] = { .name = "exit-accounting" },
};

/**
 * kvmrt_feature_on() - the feature is in effect
 * @feature: which
 */
void kvmrt_feature_on(enum kvmrt_feature feature)
{
	mutex_lock(&feature_lock);
	features[feature].state = KVMRT_FEATURE_STATE_ON;
	features[feature].reason[0] = '\0';
	mutex_unlock(&feature_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_feature_on);

/**
 * kvmrt_feature_off() - the feature can't be had here
 * @feature: which
 * @fmt: why, as a person should read it
 */
void kvmrt_feature_off(enum kvmrt_feature feature, const char *fmt, ...)
{
	struct kvmrt_feature_info *info = &features[feature];
	va_list args;

	mutex_lock(&feature_lock);
	info->state = KVMRT_FEATURE_STATE_OFF;
	va_start(args, fmt);
	vscnprintf(info->reason, sizeof(info->reason), fmt, args);
	va_end(args);
	pr_warn("%s is off: %s\n", info->name, info->reason);
	mutex_unlock(&feature_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_feature_off);

/**
 * kvmrt_feature_waiting() - the feature takes effect later
 * @feature: which
 * @reason: what it waits for
 */
void kvmrt_feature_waiting(enum kvmrt_feature feature, const char *reason)
{
	mutex_lock(&feature_lock);
	features[feature].state = KVMRT_FEATURE_STATE_WAITING;
	strscpy(features[feature].reason, reason,
		sizeof(features[feature].reason));
	mutex_unlock(&feature_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_feature_waiting);

/**
 * kvmrt_feature_is_on() - is it in effect?
 * @feature: which
 *
 * Return: whether it is.
 */
bool kvmrt_feature_is_on(enum kvmrt_feature feature)
{
	return READ_ONCE(features[feature].state) == KVMRT_FEATURE_STATE_ON;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_feature_is_on);

/**
 * kvmrt_feature_get() - copy of what is known of a feature
 * @feature: which
 * @info: where to
 */
void kvmrt_feature_get(enum kvmrt_feature feature,
		       struct kvmrt_feature_info *info)
{
	mutex_lock(&feature_lock);
	*info = features[feature];
	mutex_unlock(&feature_lock);
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_feature_get);
