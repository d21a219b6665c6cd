// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/context.c and src/nl_socket.c. */
#include "test.h"

static void opens_without_module(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	assert_true(fake_option(0, NETLINK_EXT_ACK));
	assert_true(fake_option(0, NETLINK_CAP_ACK));
	assert_true(fake_option(0, NETLINK_GET_STRICT_CHK));
	assert_string_equal(kvmrt_error_text(ctx), "");
	assert_null(kvmrt_error_attr(ctx));
	kvmrt_close(ctx);
	assert_int_equal(fake_open_sockets(), 0);
}

static void close_accepts_null(void **state)
{
	(void)state;
	kvmrt_close(NULL);
}

/* Every step of opening fails once, and leaves nothing behind. */
static void open_fails_cleanly(void **state)
{
	static const struct {
		enum fake_call call;
		int nth;
		int err;
	} steps[] = {
		{ FAKE_OPEN, 1, EMFILE }, { FAKE_BIND, 1, EADDRINUSE },
		{ FAKE_OPTION, 1, ENOPROTOOPT },
		{ FAKE_OPTION, 2, ENOPROTOOPT },
		{ FAKE_OPTION, 3, ENOPROTOOPT },
	};
	struct kvmrt *ctx = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		fake_restart();
		fake_call_fails(steps[i].call, steps[i].nth, steps[i].err);
		errno = 0;
		assert_int_equal(kvmrt_open(&ctx), -steps[i].err);
		assert_int_equal(errno, steps[i].err);
		assert_null(ctx);
		assert_int_equal(fake_open_sockets(), 0);
	}
	fake_alloc_fails(1);
	assert_int_equal(kvmrt_open(&ctx), -ENOMEM);
	assert_int_equal(errno, ENOMEM);
	assert_null(ctx);
}

static void version_is_told(void **state)
{
	(void)state;
	assert_string_equal(kvmrt_version(), KVMRT_LIB_VERSION);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(opens_without_module),
		TEST(close_accepts_null),
		TEST(open_fails_cleanly),
		TEST(version_is_told),
	};

	return cmocka_run_group_tests_name("context", tests, NULL, NULL);
}
