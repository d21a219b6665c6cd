// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kvmrt_guest.ko says of itself and of its host, from the device's own
 * STATUS, which answers also where the library only says "no".
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <linux/kvmrt_gs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kvmrt-gs.h"

int gs_device_status(struct kvmrt_guest_status *status)
{
	int fd, ret = 0;

	fd = open(KVMRT_GUEST_DEVICE, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENXIO ? -ENODEV : -errno;
	if (ioctl(fd, KVMRT_GUEST_IOC_STATUS, status))
		ret = -errno;
	close(fd);
	return ret;
}

static const char *host_name(__u32 host)
{
	static const char *const names[] = {
		[KVMRT_GUEST_HOST_NONE] = "none",
		[KVMRT_GUEST_HOST_OTHER] = "other",
		[KVMRT_GUEST_HOST_KVM] = "kvm",
		[KVMRT_GUEST_HOST_SERVES] = "serves",
		[KVMRT_GUEST_HOST_SERVES_HIDDEN] = "serves_hidden",
		[KVMRT_GUEST_HOST_UNKNOWN_ABI] = "unknown_abi",
		[KVMRT_GUEST_HOST_UNASKED] = "unasked",
	};

	return host < sizeof(names) / sizeof(names[0]) ? names[host] : NULL;
}

static void text_host(char *buf, size_t size, struct json_object *rec)
{
	static const char *const texts[] = {
		"none", "no hypervisor that answers",
		"other", "a hypervisor that is not KVM",
		"kvm", "KVM, without guest services",
		"serves", "KVM with guest services",
		"serves_hidden", "KVM (hidden) with guest services",
		"unknown_abi", "guest services of an unknown version",
		"unasked", "not asked, the gate gs_hc_guest_enabled is closed",
		NULL,
	};
	const char *host = cli_get_str(rec, "host");
	size_t i;

	snprintf(buf, size, "unknown");
	for (i = 0; host && texts[i]; i += 2) {
		if (!strcmp(texts[i], host))
			snprintf(buf, size, "%s", texts[i + 1]);
	}
}

const struct cli_field gs_status_fields[] = {
	{ .key = "host", .title = "host", .text = text_host },
	{ .key = "abi", .title = "host's ABI" },
	{ .key = "vm_id", .title = "host's id of this VM" },
	{ .key = "gs_hc_guest_enabled", .title = "gs_hc_guest_enabled" },
	{ .key = "gs_syscall_enabled", .title = "gs_syscall_enabled" },
	{ .key = "features" },
	{ .key = "functions", .title = "functions permitted" },
	{ .key = "msg_max", .title = "most bytes of log_msg" },
	{ .key = "data_max", .title = "most bytes of xtrace_log_data" },
	{ 0 }
};

static struct json_object *functions(__u32 features)
{
	static const struct {
		int fn;
		const char *name;
	} names[] = {
		{ KVMRT_GS_FN_PING, "ping" },
		{ KVMRT_GS_FN_LOG_MSG, "log_msg" },
		{ KVMRT_GS_FN_TRACE_FLUSH, "xtrace_flush" },
		{ KVMRT_GS_FN_LOG_DATA, "xtrace_log_data" },
	};
	struct json_object *list = cli_list();
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (features & 1U << names[i].fn)
			cli_add_str(list, names[i].name);
	}
	return list;
}

struct json_object *gs_device_record(const struct kvmrt_guest_status *status)
{
	struct json_object *rec = cli_record(gs_status_fields);

	cli_set_str(rec, "host", host_name(status->host));
	if (status->abi)
		cli_set_u64(rec, "abi", status->abi);
	if (status->vm_id)
		cli_set_u64(rec, "vm_id", status->vm_id);
	cli_set_bool(rec, "gs_hc_guest_enabled",
		     status->gates & KVMRT_GUEST_GATE_HC);
	cli_set_bool(rec, "gs_syscall_enabled",
		     status->gates & KVMRT_GUEST_GATE_SYSCALL);
	cli_set_hex(rec, "features", status->features);
	cli_set_obj(rec, "functions", functions(status->features));
	if (status->msg_max)
		cli_set_u64(rec, "msg_max", status->msg_max);
	if (status->data_max)
		cli_set_u64(rec, "data_max", status->data_max);
	return rec;
}
