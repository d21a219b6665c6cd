// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/irq_move.c and src/irq_plan.c. */
/* requires: J06 O01 */
#include "test.h"

static void put_result(uint8_t cmd, uint32_t from)
{
	fake_reply(cmd);
	fake_u32(KVMRT_A_IRQ_PLAN_MOVED, from);
	if (cmd == KVMRT_CMD_IRQ_EVACUATE) {
		fake_u32(KVMRT_A_IRQ_PLAN_NARROWED, from + 1);
		fake_u32(KVMRT_A_IRQ_PLAN_DEFERRED, from + 2);
	}
	fake_u32(KVMRT_A_IRQ_PLAN_STAYED, from + 3);
	fake_ack();
}

static void move(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_irq *irq = NULL;
	int i;

	(void)state;
	fake_expect_family();
	for (i = 0; i < 2; i++) {
		fake_expect_do(KVMRT_CMD_IRQ_MOVE);
		fake_expect_u32(KVMRT_A_IRQ_IRQ, 30);
		fake_expect_string(KVMRT_A_IRQ_CPUS, "0-1");
		fake_reply(KVMRT_CMD_IRQ_MOVE);
		fake_u32(KVMRT_A_IRQ_IRQ, 30);
		fake_u32(KVMRT_A_IRQ_KIND, KVMRT_IRQ_MSI);
		fake_string(KVMRT_A_IRQ_EFFECTIVE, "1");
		fake_ack();
		assert_int_equal(kvmrt_irq_move(ctx, 30, "0-1",
						i ? NULL : &irq), 0);
	}
	assert_int_equal(kvmrt_irq_cpu(irq), 1);
	kvmrt_irq_free(irq);
	kvmrt_close(ctx);
}

/* The module's ENODEV is of a CPU, the library's of the module. */
static void offline_is_not_unloaded(void **state)
{
	struct kvmrt_irq *irq = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_MOVE);
	fake_expect_u32(KVMRT_A_IRQ_IRQ, 30);
	fake_expect_string(KVMRT_A_IRQ_CPUS, "3");
	fake_error(ENODEV, "cpu is offline: 3", 0, 0);
	assert_fails(ctx, ENXIO, kvmrt_irq_move(ctx, 30, "3", &irq));
	assert_string_equal(kvmrt_error_text(ctx), "cpu is offline: 3");
	kvmrt_close(ctx);

	fake_restart();
	ctx = test_open();
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_error(ENOENT, NULL, 0, 0);
	assert_fails(ctx, ENODEV, kvmrt_irq_move(ctx, 30, "3", &irq));
	assert_null(irq);
	kvmrt_close(ctx);
}

static struct kvmrt_irq_evacuation *new_evacuation(const char *from)
{
	struct kvmrt_irq_evacuation *evacuation = NULL;

	assert_int_equal(kvmrt_irq_evacuation_new(from, &evacuation), 0);
	return evacuation;
}

static void evacuate(void **state)
{
	struct kvmrt_irq_evacuation *evacuation = new_evacuation("4-7");
	struct kvmrt_irq_result *result = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_EVACUATE);
	fake_expect_string(KVMRT_A_IRQ_PLAN_FROM, "4-7");
	put_result(KVMRT_CMD_IRQ_EVACUATE, 10);
	assert_int_equal(kvmrt_irq_evacuate(ctx, evacuation, &result), 0);
	assert_int_equal(kvmrt_irq_result_moved(result), 10);
	assert_int_equal(kvmrt_irq_result_narrowed(result), 11);
	assert_int_equal(kvmrt_irq_result_deferred(result), 12);
	assert_int_equal(kvmrt_irq_result_stayed(result), 13);
	kvmrt_irq_result_free(result);
	kvmrt_irq_result_free(NULL);

	assert_int_equal(kvmrt_irq_evacuation_to(evacuation, "0"), 0);
	kvmrt_irq_evacuation_policy(evacuation, KVMRT_IRQ_NUMA);
	kvmrt_irq_evacuation_best_effort(evacuation, true);
	kvmrt_irq_evacuation_guard(evacuation, true);
	fake_expect_do(KVMRT_CMD_IRQ_EVACUATE);
	fake_expect_string(KVMRT_A_IRQ_PLAN_FROM, "4-7");
	fake_expect_string(KVMRT_A_IRQ_PLAN_TO, "0");
	fake_expect_u32(KVMRT_A_IRQ_PLAN_POLICY, 2);
	fake_expect_u32(KVMRT_A_IRQ_PLAN_BEST_EFFORT, 1);
	fake_expect_u32(KVMRT_A_IRQ_PLAN_GUARD, 1);
	fake_error(ENOSPC, "vectors are missing: 12", 0, 0);
	assert_fails(ctx, ENOSPC, kvmrt_irq_evacuate(ctx, evacuation, NULL));
	assert_string_equal(kvmrt_error_text(ctx), "vectors are missing: 12");
	kvmrt_irq_evacuation_free(evacuation);
	kvmrt_irq_evacuation_free(NULL);
	kvmrt_close(ctx);
}

static void lists_are_limited(void **state)
{
	struct kvmrt_irq_evacuation *evacuation = NULL;
	struct kvmrt *ctx = test_open();
	char longest[1024], longer[1025];

	(void)state;
	memset(longer, '1', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	memcpy(longest, longer + 1, sizeof(longest));
	assert_int_equal(kvmrt_irq_evacuation_new(longer, &evacuation),
			 -ERANGE);
	assert_null(evacuation);
	evacuation = new_evacuation(longest);
	assert_int_equal(kvmrt_irq_evacuation_to(evacuation, longer), -ERANGE);
	assert_int_equal(kvmrt_irq_evacuation_to(evacuation, longest), 0);
	/* Both fit in the request. */
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_EVACUATE);
	fake_expect_string(KVMRT_A_IRQ_PLAN_FROM, longest);
	fake_expect_string(KVMRT_A_IRQ_PLAN_TO, longest);
	put_result(KVMRT_CMD_IRQ_EVACUATE, 0);
	assert_int_equal(kvmrt_irq_evacuate(ctx, evacuation, NULL), 0);
	kvmrt_irq_evacuation_free(evacuation);
	assert_fails(ctx, ERANGE, kvmrt_irq_move(ctx, 1, longer, NULL));
	kvmrt_close(ctx);
}

static void plan(void **state)
{
	struct kvmrt_irq_evacuation *evacuation = new_evacuation("4-7");
	struct kvmrt_irq_plan *plan = NULL;
	const struct kvmrt_irq_step *step;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_dump(KVMRT_CMD_IRQ_EVACUATE);
	fake_expect_string(KVMRT_A_IRQ_PLAN_FROM, "4-7");
	fake_reply(KVMRT_CMD_IRQ_EVACUATE);
	fake_u32(KVMRT_A_IRQ_PLAN_IRQ, 30);
	fake_string(KVMRT_A_IRQ_PLAN_NAME, "eth0");
	fake_string(KVMRT_A_IRQ_PLAN_DEVICE, "0000:02:00.0");
	fake_u32(KVMRT_A_IRQ_PLAN_KIND, KVMRT_IRQ_MSI);
	fake_u32(KVMRT_A_IRQ_PLAN_ACTION, KVMRT_IRQ_RESERVE);
	fake_u32(KVMRT_A_IRQ_PLAN_CPU, 4);
	fake_u32(KVMRT_A_IRQ_PLAN_TARGET, 1);
	fake_u32(KVMRT_A_IRQ_PLAN_HOLD, 0);
	fake_reply(KVMRT_CMD_IRQ_EVACUATE);
	fake_u32(KVMRT_A_IRQ_PLAN_IRQ, 40);
	fake_u32(KVMRT_A_IRQ_PLAN_KIND, KVMRT_IRQ_OTHER);
	fake_u32(KVMRT_A_IRQ_PLAN_ACTION, KVMRT_IRQ_STAY);
	fake_u32(KVMRT_A_IRQ_PLAN_HOLD, KVMRT_IRQ_HELD_PINNED);
	fake_done();
	assert_int_equal(kvmrt_irq_plan_get(ctx, evacuation, &plan), 0);
	assert_int_equal(kvmrt_irq_plan_count(plan), 2);
	step = kvmrt_irq_plan_at(plan, 0);
	assert_int_equal(kvmrt_irq_step_number(step), 30);
	assert_string_equal(kvmrt_irq_step_name(step), "eth0");
	assert_string_equal(kvmrt_irq_step_device(step), "0000:02:00.0");
	assert_int_equal(kvmrt_irq_step_kind(step), KVMRT_IRQ_MSI);
	assert_int_equal(kvmrt_irq_step_action(step), KVMRT_IRQ_RESERVE);
	assert_int_equal(kvmrt_irq_step_cpu(step), 4);
	assert_int_equal(kvmrt_irq_step_target(step), 1);
	step = kvmrt_irq_plan_at(plan, 1);
	assert_null(kvmrt_irq_step_name(step));
	assert_null(kvmrt_irq_step_device(step));
	assert_int_equal(kvmrt_irq_step_cpu(step), -1);
	assert_int_equal(kvmrt_irq_step_target(step), -1);
	assert_int_equal(kvmrt_irq_step_hold(step), KVMRT_IRQ_HELD_PINNED);
	assert_null(kvmrt_irq_plan_at(plan, 2));
	kvmrt_irq_plan_free(plan);
	kvmrt_irq_plan_free(NULL);

	/* An offline CPU, as a dump says it; and a step without its action. */
	plan = NULL;
	fake_expect_dump(KVMRT_CMD_IRQ_EVACUATE);
	fake_expect_string(KVMRT_A_IRQ_PLAN_FROM, "4-7");
	fake_error(ENODEV, "cpu is offline: 4", 0, 0);
	assert_fails(ctx, ENXIO, kvmrt_irq_plan_get(ctx, evacuation, &plan));
	fake_expect_dump(KVMRT_CMD_IRQ_EVACUATE);
	fake_expect_string(KVMRT_A_IRQ_PLAN_FROM, "4-7");
	fake_reply(KVMRT_CMD_IRQ_EVACUATE);
	fake_u32(KVMRT_A_IRQ_PLAN_IRQ, 30);
	fake_u32(KVMRT_A_IRQ_PLAN_KIND, KVMRT_IRQ_MSI);
	fake_done();
	assert_fails(ctx, EBADMSG, kvmrt_irq_plan_get(ctx, evacuation, &plan));
	assert_null(plan);
	kvmrt_irq_evacuation_free(evacuation);
	kvmrt_close(ctx);
}

static void restore(void **state)
{
	struct kvmrt_irq_result *result = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_IRQ_RESTORE);
	fake_expect_u32(KVMRT_A_IRQ_PLAN_IRQ, 30);
	put_result(KVMRT_CMD_IRQ_RESTORE, 1);
	assert_int_equal(kvmrt_irq_restore(ctx, 30), 0);
	fake_expect_do(KVMRT_CMD_IRQ_RESTORE);
	put_result(KVMRT_CMD_IRQ_RESTORE, 5);
	assert_int_equal(kvmrt_irq_restore_all(ctx, &result), 0);
	assert_int_equal(kvmrt_irq_result_moved(result), 5);
	assert_int_equal(kvmrt_irq_result_narrowed(result), 0);
	assert_int_equal(kvmrt_irq_result_stayed(result), 8);
	kvmrt_irq_result_free(result);
	fake_expect_do(KVMRT_CMD_IRQ_RESTORE);
	fake_expect_u32(KVMRT_A_IRQ_PLAN_IRQ, 31);
	fake_error(EHOSTDOWN, "its cpus are offline", 0, 0);
	assert_fails(ctx, EHOSTDOWN, kvmrt_irq_restore(ctx, 31));
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_irq_restore(ctx, 31));
	kvmrt_close(ctx);
}

static void words(void **state)
{
	(void)state;
	assert_string_equal(kvmrt_irq_policy_name(KVMRT_IRQ_PACK), "pack");
	assert_null(kvmrt_irq_policy_name(3));
	assert_int_equal(kvmrt_irq_policy_parse("numa"), KVMRT_IRQ_NUMA);
	assert_int_equal(kvmrt_irq_policy_parse("spread"), KVMRT_IRQ_SPREAD);
	assert_int_equal(kvmrt_irq_policy_parse("spr"), -EINVAL);
	assert_int_equal(errno, EINVAL);
	assert_string_equal(kvmrt_irq_action_name(KVMRT_IRQ_STAY), "stay");
	assert_null(kvmrt_irq_action_name(6));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(move),
		TEST(offline_is_not_unloaded),
		TEST(evacuate),
		TEST(lists_are_limited),
		TEST(plan),
		TEST(restore),
		TEST(words),
	};

	return cmocka_run_group_tests_name("irq_move", tests, NULL, NULL);
}
