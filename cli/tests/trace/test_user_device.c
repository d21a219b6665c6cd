// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which device of a PC an exit to user space was for.
 * requires: S01 S03
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <linux/kvm.h>

#include "user_device.h"

static void check(enum kt_detail detail, uint64_t value, const char *name,
		  const char *class)
{
	const struct kt_user user = { .detail = detail, .value = value };
	const struct kt_device *device = kt_user_device(&user);

	if (!name) {
		assert_null(device);
		return;
	}
	assert_non_null(device);
	assert_string_equal(device->name, name);
	assert_string_equal(device->class, class);
}

static void test_ports(void **state)
{
	(void)state;
	check(KT_DETAIL_PORT, 0x3f8, "serial port", "terminal");
	check(KT_DETAIL_PORT, 0x2ff, "serial port", "terminal");
	check(KT_DETAIL_PORT, 0x70, "RTC", "clock");
	check(KT_DETAIL_PORT, 0x64, "keyboard controller", "input");
	check(KT_DETAIL_PORT, 0x3c0, "VGA", "display");
	/* One within another's range, on both sides of its own. */
	check(KT_DETAIL_PORT, 0x3f5, "floppy disk", "disk");
	check(KT_DETAIL_PORT, 0x3f6, "IDE", "disk");
	check(KT_DETAIL_PORT, 0x3f7, "floppy disk", "disk");
	check(KT_DETAIL_PORT, 0x604, "ACPI power management", "power");
	check(KT_DETAIL_PORT, 0x608, "ACPI timer", "clock");
	check(KT_DETAIL_PORT, 0x60c, "ACPI power management", "power");
	check(KT_DETAIL_PORT, 0xcf8, "PCI configuration", "PCI");
	check(KT_DETAIL_PORT, 0xcf9, "reset", "power");
	check(KT_DETAIL_PORT, 0xc040, "a PCI device's ports", "PCI");
	check(KT_DETAIL_PORT, 0x1f8, NULL, NULL);
	check(KT_DETAIL_PORT, 0x10000, NULL, NULL);
}

static void test_addresses(void **state)
{
	(void)state;
	check(KT_DETAIL_ADDRESS, 0xa0000, "VGA memory", "display");
	check(KT_DETAIL_ADDRESS, 0xfed000f0, "HPET", "clock");
	check(KT_DETAIL_ADDRESS, 0xfec00010, "I/O APIC", "interrupts");
	check(KT_DETAIL_ADDRESS, 0xfebf0000, "a PCI device's memory", "PCI");
	check(KT_DETAIL_ADDRESS, 0x3f8, NULL, NULL);
	check(KT_DETAIL_ADDRESS, UINT64_MAX, NULL, NULL);
	/* Numbers that are no places. */
	check(KT_DETAIL_MSR, 0x70, NULL, NULL);
	check(KT_DETAIL_ERRNO, 0x70, NULL, NULL);
	check(KT_DETAIL_NONE, 0, NULL, NULL);
}

static void test_locks(void **state)
{
	struct kt_user user = { .reason = KVM_EXIT_IO };

	(void)state;
	assert_true(kt_user_locks(&user));
	user.reason = KVM_EXIT_MMIO;
	assert_true(kt_user_locks(&user));
	user.reason = KVM_EXIT_HYPERCALL;
	assert_false(kt_user_locks(&user));
	/* What a signal interrupted is no access. */
	user = (struct kt_user){ .reason = KVM_EXIT_IO, .detail = KT_DETAIL_ERRNO };
	assert_false(kt_user_locks(&user));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_locks),
	};

	return cmocka_run_group_tests_name("trace-user-device", tests, NULL, NULL);
}
