// SPDX-License-Identifier: GPL-2.0-only
/* Which device of a PC answers at a port or an address. */
#include <linux/kvm.h>
#include <stddef.h>

#include "user_device.h"

/* A smaller range stands before one that it is a part of. */
static const struct kt_device ports[] = {
	{ 0x0000, 0x000f, "DMA controller", "disk" },
	{ 0x0020, 0x0021, "PIC", "interrupts" },
	{ 0x0040, 0x0043, "PIT", "clock" },
	{ 0x0060, 0x0060, "keyboard controller", "input" },
	{ 0x0061, 0x0061, "speaker and PIT", "clock" },
	{ 0x0064, 0x0064, "keyboard controller", "input" },
	{ 0x0070, 0x0077, "RTC", "clock" },
	{ 0x0080, 0x008f, "DMA pages and POST", "firmware" },
	{ 0x0092, 0x0092, "A20 and reset", "power" },
	{ 0x00a0, 0x00a1, "PIC", "interrupts" },
	{ 0x00b2, 0x00b3, "SMI command", "power" },
	{ 0x00c0, 0x00df, "DMA controller", "disk" },
	{ 0x0170, 0x0177, "IDE", "disk" },
	{ 0x01ce, 0x01d1, "VBE", "display" },
	{ 0x01f0, 0x01f7, "IDE", "disk" },
	{ 0x0278, 0x027f, "parallel port", "terminal" },
	{ 0x02e8, 0x02ef, "serial port", "terminal" },
	{ 0x02f8, 0x02ff, "serial port", "terminal" },
	{ 0x0376, 0x0376, "IDE", "disk" },
	{ 0x0378, 0x037f, "parallel port", "terminal" },
	{ 0x03b0, 0x03df, "VGA", "display" },
	{ 0x03e8, 0x03ef, "serial port", "terminal" },
	{ 0x03f6, 0x03f6, "IDE", "disk" },
	{ 0x03f0, 0x03f7, "floppy disk", "disk" },
	{ 0x03f8, 0x03ff, "serial port", "terminal" },
	{ 0x0402, 0x0402, "debug console", "terminal" },
	{ 0x04d0, 0x04d1, "PIC", "interrupts" },
	{ 0x0505, 0x0506, "pvpanic", "power" },
	{ 0x0510, 0x051b, "fw_cfg", "firmware" },
	{ 0x0608, 0x060b, "ACPI timer", "clock" },
	{ 0x0600, 0x067f, "ACPI power management", "power" },
	{ 0x0700, 0x073f, "SMBus", "firmware" },
	{ 0x0a00, 0x0a17, "memory hotplug", "hotplug" },
	{ 0x0cc0, 0x0cd7, "PCI hotplug", "hotplug" },
	{ 0x0cd8, 0x0ce3, "CPU hotplug", "hotplug" },
	{ 0x0cf9, 0x0cf9, "reset", "power" },
	{ 0x0cf8, 0x0cff, "PCI configuration", "PCI" },
	{ 0x5658, 0x5659, "vmport", "input" },
	{ 0xae00, 0xae17, "PCI hotplug", "hotplug" },
	{ 0xaf00, 0xaf1f, "CPU hotplug", "hotplug" },
	{ 0xafe0, 0xafe3, "ACPI power management", "power" },
	{ 0xb100, 0xb13f, "SMBus", "firmware" },
	/* Where firmware puts their ports. */
	{ 0xc000, 0xffff, "a PCI device's ports", "PCI" },
};

static const struct kt_device addresses[] = {
	{ 0x000a0000, 0x000bffff, "VGA memory", "display" },
	{ 0xb0000000, 0xbfffffff, "PCI configuration", "PCI" },
	{ 0xfec00000, 0xfec00fff, "I/O APIC", "interrupts" },
	{ 0xfed00000, 0xfed003ff, "HPET", "clock" },
	{ 0xfed1c000, 0xfed1ffff, "chipset registers", "power" },
	{ 0xfed40000, 0xfed44fff, "TPM", "firmware" },
	{ 0xfee00000, 0xfeefffff, "local APIC", "interrupts" },
	{ 0xc0000000, 0xfebfffff, "a PCI device's memory", "PCI" },
	{ 0xffc00000, 0xffffffff, "flash", "firmware" },
};

static const struct kt_device *find(const struct kt_device *list, size_t n,
				    uint64_t value)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].first <= value && value <= list[i].last)
			return &list[i];
	}
	return NULL;
}

const struct kt_device *kt_user_device(const struct kt_user *user)
{
	switch (user->detail) {
	case KT_DETAIL_PORT:
		return find(ports, sizeof(ports) / sizeof(*ports), user->value);
	case KT_DETAIL_ADDRESS:
		return find(addresses, sizeof(addresses) / sizeof(*addresses),
			    user->value);
	default:
		return NULL;
	}
}

bool kt_user_locks(const struct kt_user *user)
{
	return user->detail != KT_DETAIL_ERRNO &&
	       (user->reason == KVM_EXIT_IO || user->reason == KVM_EXIT_MMIO);
}
