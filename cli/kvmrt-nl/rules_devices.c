// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PCI devices behind the names of interfaces and drivers, by /sys.
 */
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "rules.h"

/* Buses whose drivers have interrupts by a PCI device, itself or above. */
static const char *const buses[] = { "pci", "virtio" };
#define NR_BUSES (sizeof(buses) / sizeof(buses[0]))

/* "0000:03:00.0" */
bool rules_is_pci(const char *text)
{
	static const char form[] = "xxxx:xx:xx.x";
	size_t i;

	for (i = 0; form[i]; i++) {
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) ||
				     isupper((unsigned char)text[i]) :
				     text[i] != form[i])
			return false;
	}
	return !text[i] && text[i - 1] < '8';
}

static bool exists(const char *path)
{
	char whole[PATH_MAX];

	host_path(whole, sizeof(whole), path);
	return !access(whole, F_OK);
}

bool rules_is_nic(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", name);
	return exists(path);
}

bool rules_is_driver(const char *name)
{
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < NR_BUSES; i++) {
		snprintf(path, sizeof(path), "/sys/bus/%s/drivers/%s",
			 buses[i], name);
		if (exists(path))
			return true;
	}
	return false;
}

/* The nearest PCI device at a path or above: the last such name in it. */
static void tell(const char *path, rules_device_fn fn, void *ctx)
{
	char whole[PATH_MAX], real[PATH_MAX], *rest = real, *part;
	const char *found = NULL;

	host_path(whole, sizeof(whole), path);
	if (!realpath(whole, real))
		return;
	while ((part = strsep(&rest, "/"))) {
		if (rules_is_pci(part))
			found = part;
	}
	if (found)
		fn(ctx, found);
}

static void tell_driver(const char *bus, const char *name, rules_device_fn fn,
			void *ctx)
{
	char folder[PATH_MAX / 2], path[PATH_MAX];
	struct dirent **entries;
	int count, i;

	snprintf(folder, sizeof(folder), "/sys/bus/%s/drivers/%s", bus, name);
	host_path(path, sizeof(path), folder);
	count = scandir(path, &entries, NULL, alphasort);
	for (i = 0; i < count; i++) {
		const char *entry = entries[i]->d_name;

		/* Beside the devices there are "bind", "module" and others. */
		if (rules_is_pci(entry) || !strncmp(entry, "virtio", 6)) {
			snprintf(path, sizeof(path), "%s/%s", folder, entry);
			tell(path, fn, ctx);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void rules_devices(enum rule_kind kind, const char *target, rules_device_fn fn,
		   void *ctx)
{
	char path[PATH_MAX];
	size_t i;

	switch (kind) {
	case RULE_PCI:
		fn(ctx, target);
		break;
	case RULE_NIC:
		snprintf(path, sizeof(path), "/sys/class/net/%s/device",
			 target);
		tell(path, fn, ctx);
		break;
	case RULE_DRIVER:
		for (i = 0; i < NR_BUSES; i++)
			tell_driver(buses[i], target, fn, ctx);
		break;
	default:
		break;
	}
}

uint32_t rules_wire(const char *device)
{
	unsigned int irq = 0;
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/msi_irqs",
		 device);
	if (exists(path))
		return 0;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/irq", device);
	file = host_open(path);
	if (!file)
		return 0;
	if (fscanf(file, "%u", &irq) != 1)
		irq = 0;
	fclose(file);
	return irq;
}
