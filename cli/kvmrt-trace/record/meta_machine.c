// SPDX-License-Identifier: GPL-2.0-only
/*
 * What machine this is.
 */
#include <cpuid.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <kvmrt/context.h>
#include <kvmrt/status.h>
#include <linux/kvmrt_guest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "instance.h"
#include "meta_write.h"

static bool guest_status(struct kvmrt_guest_status *status)
{
	int fd = open(KVMRT_GUEST_DEVICE, O_RDONLY | O_CLOEXEC);
	bool got;

	if (fd < 0)
		return false;
	got = !ioctl(fd, KVMRT_GUEST_IOC_STATUS, status);
	close(fd);
	return got;
}

static bool below_a_hypervisor(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && (c & (1u << 31));
}

bool kt_is_host(struct kvmrt *ctx)
{
	struct kvmrt_guest_status guest;
	struct kvmrt_status *status;

	if (ctx && !kvmrt_status_get(ctx, &status)) {
		kvmrt_status_free(status);
		return true;
	}
	if (guest_status(&guest) &&
	    (guest.host == KVMRT_GUEST_HOST_SERVES ||
	     guest.host == KVMRT_GUEST_HOST_SERVES_HIDDEN))
		return false;
	return !access("/sys/module/kvm_amd", F_OK) ||
	       !access("/sys/module/kvm_intel", F_OK) || !below_a_hypervisor();
}

/* KVM's ids of the vCPUs, by CPU. */
static struct json_object *apic_ids(void)
{
	char *text = kt_file_read("/proc", "cpuinfo", NULL), *line, *rest = text;
	struct json_object *list = json_object_new_array();
	long cpu = -1;

	while (text && (line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "processor\t", 10)) {
			cpu = strtol(strchr(line, ':') ? strchr(line, ':') + 1 : "", NULL, 10);
		} else if (!strncmp(line, "apicid\t", 7) && strchr(line, ':')) {
			/* A CPU that is off has none to tell. */
			while (cpu > (long)json_object_array_length(list))
				json_object_array_add(list, json_object_new_int64(
					json_object_array_length(list)));
			json_object_array_add(list, json_object_new_int64(
				strtol(strchr(line, ':') + 1, NULL, 10)));
		}
	}
	free(text);
	return list;
}

void kt_meta_machine(struct json_object *json, bool is_host, unsigned int cpus)
{
	char *boot = kt_file_read("/proc/sys/kernel/random", "boot_id", NULL);
	struct kvmrt_guest_status status;
	struct utsname name;

	uname(&name);
	json_object_object_add(json, "host", json_object_new_string(name.nodename));
	json_object_object_add(json, "kind",
			       json_object_new_string(is_host ? "host" : "guest"));
	if (boot)
		boot[strcspn(boot, "\n")] = '\0';
	json_object_object_add(json, "boot_id",
			       boot ? json_object_new_string(boot) : NULL);
	free(boot);
	json_object_object_add(json, "release", json_object_new_string(name.release));
	json_object_object_add(json, "cpus", json_object_new_int64(cpus));
	if (is_host)
		return;
	json_object_object_add(json, "vm_id",
			       guest_status(&status) && status.vm_id ?
			       json_object_new_int64(status.vm_id) : NULL);
	json_object_object_add(json, "apic_ids", apic_ids());
}
