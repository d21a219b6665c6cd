// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why a command failed, and what helps.  The errno alone says little: EPERM
 * may be a gate of this guest or a decision of the host.  The device's STATUS
 * tells them apart.
 */
#include <errno.h>
#include <linux/kvmrt_gs.h>
#include <stdarg.h>
#include <string.h>

#include "kvmrt-gs.h"

struct why {
	int code;
	int err;
	char text[256];
};

__attribute__((format(printf, 4, 5)))
static void set(struct why *why, int code, int err, const char *fmt, ...)
{
	va_list ap;

	why->code = code;
	why->err = err;
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
}

/* The name that kvmrt-nl has for a function, on the host. */
static const char *host_word(int fn)
{
	switch (fn) {
	case KVMRT_GS_FN_PING:
		return "ping";
	case KVMRT_GS_FN_LOG_MSG:
		return "log_msg";
	case KVMRT_GS_FN_TRACE_FLUSH:
		return "trace_flush";
	case KVMRT_GS_FN_LOG_DATA:
		return "log_data";
	}
	return "query";
}

static const char *host_rate(int fn)
{
	return fn == KVMRT_GS_FN_LOG_MSG ? "rate" :
	       fn == KVMRT_GS_FN_TRACE_FLUSH ? "flush-rate" : "data-rate";
}

/* Without the device there is nobody to ask. */
static bool no_device(struct why *why, int err)
{
	switch (err) {
	case ENODEV:
		set(why, CLI_MISSING, ENODEV,
		    "kvmrt_guest isn't loaded in this guest; load it with 'modprobe kvmrt_guest gs_hc_guest_enabled=1 gs_syscall_enabled=1'");
		return true;
	case EACCES:
	case EPERM:
		set(why, CLI_REFUSED, EACCES,
		    "may not open %s; run as root, or let its group have it",
		    KVMRT_GUEST_DEVICE);
		return true;
	case 0:
		return false;
	}
	set(why, CLI_REFUSED, err, "can't ask %s: %s", KVMRT_GUEST_DEVICE,
	    strerror(err));
	return true;
}

static bool gate_closed(struct why *why,
			const struct kvmrt_guest_status *status)
{
	const char *gate = NULL;

	if (!(status->gates & KVMRT_GUEST_GATE_HC))
		gate = "gs_hc_guest_enabled";
	else if (!(status->gates & KVMRT_GUEST_GATE_SYSCALL))
		gate = "gs_syscall_enabled";
	if (gate)
		set(why, CLI_REFUSED, EPERM,
		    "this guest's gate %s is closed; as root open it with 'kvmrt-gs gate %s on'",
		    gate, status->gates & KVMRT_GUEST_GATE_HC ? "syscall" : "hc");
	return gate;
}

static bool no_host(struct why *why, const struct kvmrt_guest_status *status)
{
	const char *text;

	switch (status->host) {
	case KVMRT_GUEST_HOST_SERVES:
	case KVMRT_GUEST_HOST_SERVES_HIDDEN:
		return false;
	case KVMRT_GUEST_HOST_NONE:
		text = "no hypervisor answers; it takes a KVM host with kvmrt";
		break;
	case KVMRT_GUEST_HOST_OTHER:
		text = "the hypervisor is not KVM; it takes a KVM host with kvmrt";
		break;
	case KVMRT_GUEST_HOST_UNKNOWN_ABI:
		text = "the host's version is unknown to this guest's kvmrt_guest; update it";
		break;
	default:
		text = "the host offers none; there, load kvmrt or 'kvmrt-nl gs set enabled on'";
		break;
	}
	set(why, CLI_MISSING, EOPNOTSUPP, "%s", text);
	return true;
}

static bool not_permitted(struct why *why, int fn,
			  const struct kvmrt_guest_status *status)
{
	if (fn < 0 || status->features & 1U << fn)
		return false;
	set(why, CLI_REFUSED, EPERM,
	    "the host doesn't permit %s to this VM; there, see 'kvmrt-nl gs show id %u' and 'kvmrt-nl gs help'",
	    host_word(fn), status->vm_id);
	return true;
}

/* The call reached the host, or failed for its arguments. */
static void from_call(struct why *why, const struct gs_step *step, int err,
		      const struct kvmrt_guest_status *status)
{
	int fn = step->command->fn;

	switch (err) {
	case EAGAIN:
		set(why, CLI_REFUSED, err,
		    "over the rate that the host permits; wait, or there 'kvmrt-nl gs set id %u %s N'",
		    status->vm_id, host_rate(fn));
		break;
	case EMSGSIZE:
		set(why, CLI_REFUSED, err,
		    "%zu bytes are more than the host takes (%u); nothing was sent, send less at once",
		    step->len + step->command->more, fn == KVMRT_GS_FN_LOG_MSG ? status->msg_max :
		    status->data_max);
		break;
	case ENODEV:
		set(why, CLI_MISSING, err,
		    "the host records no trace; there, 'mkdir /sys/kernel/tracing/instances/kvmrt' and enable events in it");
		break;
	case EBUSY:
		set(why, CLI_REFUSED, err,
		    "the host is taking a snapshot of its trace; try again");
		break;
	case EOPNOTSUPP:
		set(why, CLI_MISSING, err,
		    "the host's kernel can't take snapshots of its trace");
		break;
	case EPERM:
		set(why, CLI_REFUSED, err,
		    "the host doesn't permit %s to this VM; there, see 'kvmrt-nl gs show id %u'",
		    host_word(fn), status->vm_id);
		break;
	case 0:
		set(why, CLI_REFUSED, EAGAIN,
		    "not available a moment ago, but it is now; ask again");
		break;
	default:
		set(why, CLI_REFUSED, err, "%s", strerror(err));
		break;
	}
}

/* The module's own refusal: neither device nor host has a part in it. */
static int explain_gate(struct cli *cli, int err, const char *place)
{
	switch (err) {
	case ENODEV:
		return cli_fail(cli, CLI_MISSING, err, gs_gate_name,
				"kvmrt_guest isn't loaded in this guest; load it with 'modprobe kvmrt_guest'%s",
				place);
	case EPERM:
		return cli_fail(cli, CLI_REFUSED, err, gs_gate_name,
				"not permitted; run it as root or with CAP_NET_ADMIN%s",
				place);
	}
	return cli_fail(cli, CLI_REFUSED, err, gs_gate_name, "%s%s",
			strerror(err), place);
}

int gs_explain(struct cli *cli, const struct gs_step *step, int err,
	       const char *place)
{
	struct kvmrt_guest_status status = { 0 };
	struct why why;

	if (step->command->name == gs_gate_name)
		return explain_gate(cli, err, place);
	/* Ask now: gates and permissions may have changed since the call. */
	if (!no_device(&why, -gs_device_status(&status))) {
		bool denied = !err || err == EPERM || err == EOPNOTSUPP;

		if (!(denied && (gate_closed(&why, &status) ||
				 no_host(&why, &status) ||
				 not_permitted(&why, step->command->fn,
					       &status))))
			from_call(&why, step, err, &status);
	}
	/* A question was answered, whatever the answer's reason is. */
	if (step->command->available)
		why.code = CLI_REFUSED;
	return cli_fail(cli, why.code, why.err, step->command->name, "%s%s",
			why.text, place);
}
