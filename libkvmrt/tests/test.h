/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all tests of the host's side include. */
#ifndef TEST_H
#define TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <kvmrt/kvmrt.h>

#include "fake_alloc.h"
#include "fake_nl.h"

#define TEST(name)	cmocka_unit_test_setup_teardown(name, fake_setup, \
							fake_teardown)

/* A context, which is closed at the end of every test that opens one. */
static inline struct kvmrt *test_open(void)
{
	struct kvmrt *ctx = NULL;

	assert_int_equal(kvmrt_open(&ctx), 0);
	assert_non_null(ctx);
	return ctx;
}

/* The convention for failures: -errno, and errno, and a text. */
#define assert_fails(ctx, err, call)					\
	do {								\
		errno = 0;						\
		assert_int_equal((call), -(err));			\
		assert_int_equal(errno, (err));				\
		assert_true(kvmrt_error_text(ctx)[0]);			\
	} while (0)

#endif /* TEST_H */
