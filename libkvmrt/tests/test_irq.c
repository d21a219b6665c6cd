// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/irq.c and src/irq_fields.c. */
/* requires: J02 T04 */
#include "test.h"

static void put_count(uint32_t cpu, uint64_t count)
{
	fake_nest(KVMRT_A_IRQ_COUNT);
	fake_u32(KVMRT_A_IRQ_COUNT_CPU, cpu);
	fake_u64(KVMRT_A_IRQ_COUNT_COUNT, count);
	fake_nest_end();
}

/* All that an interrupt can have. */
static void put_whole(uint8_t cmd, uint32_t number)
{
	fake_reply(cmd);
	fake_u32(KVMRT_A_IRQ_IRQ, number);
	fake_string(KVMRT_A_IRQ_NAME, "nvme0q3");
	fake_string(KVMRT_A_IRQ_DEVICE, "0000:01:00.0");
	fake_string(KVMRT_A_IRQ_CHIP, "PCI-MSIX-0000:01:00.0");
	fake_u32(KVMRT_A_IRQ_KIND, KVMRT_IRQ_MANAGED);
	fake_u32(KVMRT_A_IRQ_HOLD, KVMRT_IRQ_HELD_NO_VECTOR);
	fake_string(KVMRT_A_IRQ_HOME, "4-7,12");
	fake_string(KVMRT_A_IRQ_AFFINITY, "0");
	fake_string(KVMRT_A_IRQ_EFFECTIVE, "1023");
	fake_u32(KVMRT_A_IRQ_NODE, 1);
	fake_u32(KVMRT_A_IRQ_THREADED, 1);
	fake_u32(KVMRT_A_IRQ_REMAPPED, 1);
	fake_u32(KVMRT_A_IRQ_PENDING, 1);
	fake_u32(KVMRT_A_IRQ_MOVED, 1);
	fake_u32(KVMRT_A_IRQ_RESERVED, 0);
	fake_u64(KVMRT_A_IRQ_MOVES, 10);
	fake_u64(KVMRT_A_IRQ_RETAKEN, 11);
	fake_u64(KVMRT_A_IRQ_ARRIVALS, UINT64_MAX);
	put_count(0, 12);
	put_count(1023, UINT64_MAX);
}

static void put_bare(uint32_t number)
{
	fake_reply(KVMRT_CMD_IRQ_GET);
	fake_u32(KVMRT_A_IRQ_IRQ, number);
	fake_u32(KVMRT_A_IRQ_KIND, KVMRT_IRQ_OTHER);
}

static void check_whole(const struct kvmrt_irq *irq, uint32_t number)
{
	uint64_t count = 0;

	assert_int_equal(kvmrt_irq_number(irq), number);
	assert_false(kvmrt_irq_gone(irq));
	assert_string_equal(kvmrt_irq_name(irq), "nvme0q3");
	assert_string_equal(kvmrt_irq_device(irq), "0000:01:00.0");
	assert_string_equal(kvmrt_irq_chip(irq), "PCI-MSIX-0000:01:00.0");
	assert_int_equal(kvmrt_irq_kind(irq), KVMRT_IRQ_MANAGED);
	assert_int_equal(kvmrt_irq_hold(irq), KVMRT_IRQ_HELD_NO_VECTOR);
	assert_string_equal(kvmrt_irq_home(irq), "4-7,12");
	assert_string_equal(kvmrt_irq_affinity(irq), "0");
	assert_int_equal(kvmrt_irq_cpu(irq), 1023);
	assert_int_equal(kvmrt_irq_node(irq), 1);
	assert_true(kvmrt_irq_threaded(irq));
	assert_true(kvmrt_irq_remapped(irq));
	assert_true(kvmrt_irq_pending(irq));
	assert_true(kvmrt_irq_moved(irq));
	assert_int_equal(kvmrt_irq_reserved(irq), 0);
	assert_int_equal(kvmrt_irq_moves(irq), 10);
	assert_int_equal(kvmrt_irq_retaken(irq), 11);
	assert_true(kvmrt_irq_arrivals(irq) == UINT64_MAX);
	assert_int_equal(kvmrt_irq_counts(irq), 2);
	assert_int_equal(kvmrt_irq_count_at(irq, 1, &count), 1023);
	assert_true(count == UINT64_MAX);
	assert_int_equal(kvmrt_irq_count_at(irq, 0, NULL), 0);
	assert_int_equal(kvmrt_irq_count_at(irq, 2, &count), -EINVAL);
	assert_int_equal(kvmrt_irq_count(irq, 0), 12);
	assert_int_equal(kvmrt_irq_count(irq, 1), 0);
}

static void check_bare(const struct kvmrt_irq *irq)
{
	assert_false(kvmrt_irq_gone(irq));
	assert_null(kvmrt_irq_name(irq));
	assert_null(kvmrt_irq_device(irq));
	assert_null(kvmrt_irq_chip(irq));
	assert_string_equal(kvmrt_irq_home(irq), "");
	assert_string_equal(kvmrt_irq_affinity(irq), "");
	assert_int_equal(kvmrt_irq_cpu(irq), -1);
	assert_int_equal(kvmrt_irq_node(irq), -1);
	assert_int_equal(kvmrt_irq_reserved(irq), -1);
	assert_false(kvmrt_irq_moved(irq));
	assert_int_equal(kvmrt_irq_counts(irq), 0);
}

static void one(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_irq *irq = NULL;

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_GET);
	fake_expect_u32(KVMRT_A_IRQ_IRQ, 27);
	put_whole(KVMRT_CMD_IRQ_GET, 27);
	fake_ack();
	assert_int_equal(kvmrt_irq_get(ctx, 27, &irq), 0);
	check_whole(irq, 27);
	kvmrt_irq_free(irq);
	kvmrt_irq_free(NULL);

	irq = NULL;
	fake_expect_do(KVMRT_CMD_IRQ_GET);
	fake_expect_u32(KVMRT_A_IRQ_IRQ, 5);
	fake_error(ENOENT, "no irq with this number: 5", 20, 0);
	assert_fails(ctx, ENOENT, kvmrt_irq_get(ctx, 5, &irq));
	assert_string_equal(kvmrt_error_attr(ctx), "irq");
	/* A second answer: neither of them counts, nothing is left behind. */
	fake_expect_do(KVMRT_CMD_IRQ_GET);
	fake_expect_u32(KVMRT_A_IRQ_IRQ, 27);
	put_whole(KVMRT_CMD_IRQ_GET, 27);
	put_whole(KVMRT_CMD_IRQ_GET, 27);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_irq_get(ctx, 27, &irq));
	assert_null(irq);
	kvmrt_close(ctx);
}

static void list(void **state)
{
	struct kvmrt_irq_list *list = NULL;
	struct kvmrt *ctx = test_open();
	uint32_t i;

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_IRQ_GET);
	put_bare(0);
	fake_flags(NLM_F_MULTI);
	/* More than the array holds at first. */
	for (i = 1; i < 40; i++) {
		put_whole(KVMRT_CMD_IRQ_GET, i);
		fake_flags(NLM_F_MULTI);
		fake_flush();
	}
	fake_done();
	assert_int_equal(kvmrt_irq_list_get(ctx, NULL, &list), 0);
	assert_int_equal(kvmrt_irq_list_count(list), 40);
	check_bare(kvmrt_irq_list_at(list, 0));
	check_whole(kvmrt_irq_list_at(list, 39), 39);
	assert_null(kvmrt_irq_list_at(list, 40));
	kvmrt_irq_list_free(list);
	kvmrt_irq_list_free(NULL);

	fake_expect_dump(KVMRT_CMD_IRQ_GET);
	fake_expect_string(KVMRT_A_IRQ_CPUS, "4-7");
	fake_done();
	assert_int_equal(kvmrt_irq_list_get(ctx, "4-7", &list), 0);
	assert_int_equal(kvmrt_irq_list_count(list), 0);
	kvmrt_irq_list_free(list);
	kvmrt_close(ctx);
}

/* A list that changed is read anew, and what was read of it goes. */
static void list_changes(void **state)
{
	struct kvmrt_irq_list *list = NULL;
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < 2; i++) {
		fake_expect_dump(KVMRT_CMD_IRQ_GET);
		put_whole(KVMRT_CMD_IRQ_GET, 27);
		fake_flags(NLM_F_MULTI | (i ? 0 : NLM_F_DUMP_INTR));
		fake_done();
	}
	assert_int_equal(kvmrt_irq_list_get(ctx, NULL, &list), 0);
	assert_int_equal(kvmrt_irq_list_count(list), 1);
	kvmrt_irq_list_free(list);
	list = NULL;
	/* A bad one behind a good one. */
	fake_expect_dump(KVMRT_CMD_IRQ_GET);
	put_whole(KVMRT_CMD_IRQ_GET, 27);
	put_bare(28);
	fake_string(KVMRT_A_IRQ_HOME, "0-3");
	fake_string(KVMRT_A_IRQ_AFFINITY, "3-");
	fake_done();
	assert_fails(ctx, EBADMSG, kvmrt_irq_list_get(ctx, NULL, &list));
	assert_null(list);
	kvmrt_close(ctx);
}

static void bad_objects(void **state)
{
	struct kvmrt_irq *irq = NULL;
	struct kvmrt *ctx = test_open();
	int kind;

	(void)state;
	fake_expect_family();
	for (kind = 0; kind < 5; kind++) {
		fake_expect_do(KVMRT_CMD_IRQ_GET);
		fake_expect_u32(KVMRT_A_IRQ_IRQ, 1);
		fake_reply(KVMRT_CMD_IRQ_GET);
		if (kind)
			fake_u32(KVMRT_A_IRQ_IRQ, 1);
		if (kind == 1)
			fake_string(KVMRT_A_IRQ_EFFECTIVE, "none");
		if (kind == 2)
			fake_u32(KVMRT_A_IRQ_MOVES, 1);
		if (kind == 3)
			put_count(8192, 1);
		if (kind == 4) {
			put_count(0, 1);
			fake_nest(KVMRT_A_IRQ_COUNT);
			fake_u32(KVMRT_A_IRQ_COUNT_CPU, 1);
			fake_nest_end();
		}
		fake_ack();
		assert_fails(ctx, EBADMSG, kvmrt_irq_get(ctx, 1, &irq));
		assert_null(irq);
	}
	kvmrt_close(ctx);
}

static void refused(void **state)
{
	struct kvmrt_irq_list *list = NULL;
	struct kvmrt *ctx = test_open();
	char cpus[1025];

	(void)state;
	memset(cpus, '1', sizeof(cpus) - 1);
	cpus[sizeof(cpus) - 1] = '\0';
	assert_fails(ctx, ERANGE, kvmrt_irq_list_get(ctx, cpus, &list));
	assert_string_equal(kvmrt_error_attr(ctx), "cpus");
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_IRQ_GET);
	fake_expect_string(KVMRT_A_IRQ_CPUS, "99");
	fake_error(EINVAL, "list has a cpu that does not exist", 20, 0);
	assert_fails(ctx, EINVAL, kvmrt_irq_list_get(ctx, "99", &list));
	assert_string_equal(kvmrt_error_attr(ctx), "cpus");
	assert_null(list);
	kvmrt_close(ctx);
}

static void no_memory(void **state)
{
	struct kvmrt_irq *irq = NULL;
	struct kvmrt *ctx;
	int nth;

	(void)state;
	/* The object, three lists, the counts. */
	for (nth = 1; nth <= 5; nth++) {
		fake_restart();
		ctx = test_open();
		if (nth > 1) {
			fake_expect_family();
			fake_expect_do(KVMRT_CMD_IRQ_GET);
			fake_expect_u32(KVMRT_A_IRQ_IRQ, 27);
			put_whole(KVMRT_CMD_IRQ_GET, 27);
			fake_ack();
		}
		fake_alloc_fails(nth);
		assert_fails(ctx, ENOMEM, kvmrt_irq_get(ctx, 27, &irq));
		assert_true(fake_alloc_failed());
		assert_null(irq);
		kvmrt_close(ctx);
	}
}

static void words(void **state)
{
	uint32_t i;

	(void)state;
	assert_string_equal(kvmrt_irq_kind_name(KVMRT_IRQ_OTHER), "other");
	assert_null(kvmrt_irq_kind_name(3));
	assert_null(kvmrt_irq_kind_name(UINT32_MAX));
	for (i = 0; i <= KVMRT_IRQ_HELD_BOUND; i++) {
		assert_non_null(kvmrt_irq_hold_name(i));
		assert_true(strlen(kvmrt_irq_hold_text(i)) > 5);
	}
	assert_string_equal(kvmrt_irq_hold_name(KVMRT_IRQ_HELD_NOT), "none");
	assert_string_equal(kvmrt_irq_hold_name(KVMRT_IRQ_HELD_BOUND), "bound");
	assert_null(kvmrt_irq_hold_name(i));
	assert_true(strlen(kvmrt_irq_hold_text(UINT32_MAX)) > 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(one),
		TEST(list),
		TEST(list_changes),
		TEST(bad_objects),
		TEST(refused),
		TEST(no_memory),
		TEST(words),
	};

	return cmocka_run_group_tests_name("irq", tests, NULL, NULL);
}
