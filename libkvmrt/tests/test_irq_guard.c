// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/irq_guard.c and src/irq_bind.c. */
/* requires: G05 G06 B12 */
#include "test.h"

static void guard(void **state)
{
	struct kvmrt_irq_guard *guard = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_GUARD_GET);
	fake_reply(KVMRT_CMD_IRQ_GUARD_GET);
	fake_string(KVMRT_A_IRQ_GUARD_CPUS, "4-7");
	fake_string(KVMRT_A_IRQ_GUARD_TO, "0");
	fake_u32(KVMRT_A_IRQ_GUARD_POLICY, KVMRT_IRQ_PACK);
	fake_string(KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, "0-3");
	fake_u64(KVMRT_A_IRQ_GUARD_SEEN, 10);
	fake_u64(KVMRT_A_IRQ_GUARD_RETAKEN, 9);
	fake_u64(KVMRT_A_IRQ_GUARD_WORST_NS, UINT64_MAX);
	fake_ack();
	assert_int_equal(kvmrt_irq_guard_get(ctx, &guard), 0);
	assert_string_equal(kvmrt_irq_guard_cpus(guard), "4-7");
	assert_string_equal(kvmrt_irq_guard_to(guard), "0");
	assert_int_equal(kvmrt_irq_guard_policy(guard), KVMRT_IRQ_PACK);
	assert_string_equal(kvmrt_irq_guard_default_cpus(guard), "0-3");
	assert_int_equal(kvmrt_irq_guard_seen(guard), 10);
	assert_int_equal(kvmrt_irq_guard_retaken(guard), 9);
	assert_true(kvmrt_irq_guard_worst_ns(guard) == UINT64_MAX);
	kvmrt_irq_guard_free(guard);
	kvmrt_irq_guard_free(NULL);

	fake_expect_do(KVMRT_CMD_IRQ_GUARD_GET);
	fake_reply(KVMRT_CMD_IRQ_GUARD_GET);
	fake_string(KVMRT_A_IRQ_GUARD_CPUS, "");
	fake_ack();
	assert_int_equal(kvmrt_irq_guard_get(ctx, &guard), 0);
	assert_string_equal(kvmrt_irq_guard_cpus(guard), "");
	assert_string_equal(kvmrt_irq_guard_to(guard), "");
	assert_null(kvmrt_irq_guard_default_cpus(guard));
	kvmrt_irq_guard_free(guard);

	guard = NULL;
	fake_expect_do(KVMRT_CMD_IRQ_GUARD_GET);
	fake_reply(KVMRT_CMD_IRQ_GUARD_GET);
	fake_string(KVMRT_A_IRQ_GUARD_TO, "0");
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_irq_guard_get(ctx, &guard));
	assert_null(guard);
	kvmrt_close(ctx);
}

static void change(void **state)
{
	struct kvmrt_irq_guard_change *change = NULL;
	struct kvmrt *ctx = test_open();
	char longest[1024], longer[1025];

	(void)state;
	memset(longer, '1', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	memcpy(longest, longer + 1, sizeof(longest));
	assert_int_equal(kvmrt_irq_guard_change_new(&change), 0);
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_GUARD_SET);
	fake_error(EINVAL, "nothing to change", 0, 0);
	assert_fails(ctx, EINVAL, kvmrt_irq_guard_set(ctx, change));

	assert_int_equal(kvmrt_irq_guard_change_cpus(change, ""), 0);
	fake_expect_do(KVMRT_CMD_IRQ_GUARD_SET);
	fake_expect_string(KVMRT_A_IRQ_GUARD_CPUS, "");
	fake_ack();
	assert_int_equal(kvmrt_irq_guard_set(ctx, change), 0);

	/* Three of the longest lists fit in a request. */
	assert_int_equal(kvmrt_irq_guard_change_cpus(change, longer), -ERANGE);
	assert_int_equal(kvmrt_irq_guard_change_cpus(change, longest), 0);
	assert_int_equal(kvmrt_irq_guard_change_to(change, longest), 0);
	assert_int_equal(kvmrt_irq_guard_change_default_cpus(change, longest),
			 0);
	kvmrt_irq_guard_change_policy(change, KVMRT_IRQ_SPREAD);
	fake_expect_do(KVMRT_CMD_IRQ_GUARD_SET);
	fake_expect_string(KVMRT_A_IRQ_GUARD_CPUS, longest);
	fake_expect_string(KVMRT_A_IRQ_GUARD_TO, longest);
	fake_expect_string(KVMRT_A_IRQ_GUARD_DEFAULT_CPUS, longest);
	fake_expect_u32(KVMRT_A_IRQ_GUARD_POLICY, 0);
	fake_error(EOPNOTSUPP, "no sign to guard by", 20, 0);
	assert_fails(ctx, EOPNOTSUPP, kvmrt_irq_guard_set(ctx, change));
	assert_string_equal(kvmrt_error_attr(ctx), "cpus");
	kvmrt_irq_guard_change_free(change);
	kvmrt_irq_guard_change_free(NULL);
	kvmrt_close(ctx);
}

static void put_bind(uint8_t cmd, const char *device, const char *cpus)
{
	fake_reply(cmd);
	fake_string(KVMRT_A_IRQ_BIND_DEVICE, device);
	fake_string(KVMRT_A_IRQ_BIND_CPUS, cpus);
}

static void bindings(void **state)
{
	struct kvmrt_irq_bind_list *list = NULL;
	struct kvmrt_irq_bind *bind = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_BIND_GET);
	fake_expect_string(KVMRT_A_IRQ_BIND_DEVICE, "0000:03:00.0");
	put_bind(KVMRT_CMD_IRQ_BIND_GET, "0000:03:00.0", "7");
	fake_ack();
	assert_int_equal(kvmrt_irq_bind_get(ctx, "0000:03:00.0", &bind), 0);
	assert_string_equal(kvmrt_irq_bind_device(bind), "0000:03:00.0");
	assert_string_equal(kvmrt_irq_bind_cpus(bind), "7");
	kvmrt_irq_bind_free(bind);
	kvmrt_irq_bind_free(NULL);

	fake_expect_dump(KVMRT_CMD_IRQ_BIND_GET);
	put_bind(KVMRT_CMD_IRQ_BIND_GET, "0000:03:00.0", "7");
	/* The longest name that there is. */
	put_bind(KVMRT_CMD_IRQ_BIND_GET, "0123456789012345678901234567890",
		 "0-1");
	fake_done();
	assert_int_equal(kvmrt_irq_bind_list_get(ctx, &list), 0);
	assert_int_equal(kvmrt_irq_bind_list_count(list), 2);
	assert_string_equal(kvmrt_irq_bind_cpus(kvmrt_irq_bind_list_at(list, 1)),
			    "0-1");
	assert_null(kvmrt_irq_bind_list_at(list, 2));
	kvmrt_irq_bind_list_free(list);
	kvmrt_irq_bind_list_free(NULL);

	list = NULL;
	fake_expect_dump(KVMRT_CMD_IRQ_BIND_GET);
	put_bind(KVMRT_CMD_IRQ_BIND_GET, "0000:03:00.0", "7");
	put_bind(KVMRT_CMD_IRQ_BIND_GET, "01234567890123456789012345678901",
		 "7");
	fake_done();
	assert_fails(ctx, EBADMSG, kvmrt_irq_bind_list_get(ctx, &list));
	assert_null(list);
	kvmrt_close(ctx);
}

static void bind_set(void **state)
{
	struct kvmrt_irq_bind *bind = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_BIND_SET);
	fake_expect_string(KVMRT_A_IRQ_BIND_DEVICE, "0000:03:00.0");
	fake_expect_string(KVMRT_A_IRQ_BIND_CPUS, "");
	fake_ack();
	assert_int_equal(kvmrt_irq_bind_set(ctx, "0000:03:00.0", ""), 0);
	fake_expect_do(KVMRT_CMD_IRQ_BIND_SET);
	fake_expect_string(KVMRT_A_IRQ_BIND_DEVICE, "x");
	fake_expect_string(KVMRT_A_IRQ_BIND_CPUS, "3");
	fake_error(ENODEV, "none of the cpus is online", 24, 0);
	assert_fails(ctx, ENXIO, kvmrt_irq_bind_set(ctx, "x", "3"));
	assert_fails(ctx, ERANGE,
		     kvmrt_irq_bind_set(ctx, "01234567890123456789012345678901",
					"3"));
	assert_string_equal(kvmrt_error_attr(ctx), "device");
	assert_fails(ctx, ERANGE,
		     kvmrt_irq_bind_get(ctx, "01234567890123456789012345678901",
					&bind));
	assert_null(bind);
	kvmrt_close(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(guard),
		TEST(change),
		TEST(bindings),
		TEST(bind_set),
	};

	return cmocka_run_group_tests_name("irq_guard", tests, NULL, NULL);
}
