// SPDX-License-Identifier: GPL-2.0-only
/* The module of all suites; each registers itself by kunit_test_suite(). */
#include <linux/module.h>
#include <kunit/visibility.h>

MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
MODULE_DESCRIPTION("KUnit suites of kvmrt.ko");
MODULE_LICENSE("GPL");
