// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/guest.c. */
#include <linux/kvmrt_guest_genl.h>

#include "test.h"

#define FAMILY	0x2345

/* The question for the guest's family, answered. */
static void expect_family(void)
{
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GUEST_FAMILY_NAME);
	fake_message(GENL_ID_CTRL, 0, CTRL_CMD_NEWFAMILY);
	fake_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GUEST_FAMILY_NAME);
	fake_u16(CTRL_ATTR_FAMILY_ID, FAMILY);
	fake_ack();
}

static void expect(uint8_t cmd)
{
	fake_expect(FAMILY, NLM_F_REQUEST | NLM_F_ACK, cmd);
}

static void put(uint8_t cmd, uint32_t hc, uint32_t syscall)
{
	fake_message(FAMILY, 0, cmd);
	fake_u32(KVMRT_GUEST_A_STATUS_HOST, 3);
	fake_u32(KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED, hc);
	fake_u32(KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED, syscall);
	fake_u32(KVMRT_GUEST_A_STATUS_VM_ID, 4);
	fake_string(KVMRT_GUEST_A_STATUS_VERSION, "0.1.0");
	fake_ack();
}

static void get(void **state)
{
	struct kvmrt_guest *guest = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	expect_family();
	expect(KVMRT_GUEST_CMD_STATUS_GET);
	put(KVMRT_GUEST_CMD_STATUS_GET, 0, 1);
	assert_int_equal(kvmrt_guest_get(ctx, &guest), 0);
	assert_string_equal(kvmrt_guest_version(guest), "0.1.0");
	assert_int_equal(kvmrt_guest_gates(guest), KVMRT_GATE_SYSCALL);
	assert_int_equal(kvmrt_guest_vm_id(guest), 4);
	kvmrt_guest_free(guest);
	kvmrt_guest_free(NULL);
	kvmrt_close(ctx);
}

static void set(void **state)
{
	struct kvmrt *ctx = test_open();

	(void)state;
	expect_family();
	expect(KVMRT_GUEST_CMD_GATE_SET);
	fake_expect_u32(KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED, 1);
	fake_expect_u32(KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED, 1);
	put(KVMRT_GUEST_CMD_GATE_SET, 1, 1);
	assert_int_equal(kvmrt_gate_set(ctx, KVMRT_GATE_HC | KVMRT_GATE_SYSCALL,
					true), 0);
	expect_family();
	expect(KVMRT_GUEST_CMD_GATE_SET);
	fake_expect_u32(KVMRT_GUEST_A_STATUS_GS_SYSCALL_ENABLED, 0);
	put(KVMRT_GUEST_CMD_GATE_SET, 1, 0);
	assert_int_equal(kvmrt_gate_set(ctx, KVMRT_GATE_SYSCALL, false), 0);

	/* Refused before anybody is asked. */
	assert_fails(ctx, EINVAL, kvmrt_gate_set(ctx, 0, true));
	assert_fails(ctx, EINVAL, kvmrt_gate_set(ctx, 4 | KVMRT_GATE_HC, true));

	expect_family();
	expect(KVMRT_GUEST_CMD_GATE_SET);
	fake_expect_u32(KVMRT_GUEST_A_STATUS_GS_HC_GUEST_ENABLED, 1);
	fake_error(EPERM, NULL, NLMSG_HDRLEN + GENL_HDRLEN, 0);
	assert_fails(ctx, EPERM, kvmrt_gate_set(ctx, KVMRT_GATE_HC, true));
	/* An attribute of the other family is not named as one of ours. */
	assert_null(kvmrt_error_attr(ctx));
	kvmrt_close(ctx);
}

static void no_module(void **state)
{
	struct kvmrt_guest *guest = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GUEST_FAMILY_NAME);
	fake_error(ENOENT, NULL, 0, 0);
	assert_fails(ctx, ENODEV, kvmrt_guest_get(ctx, &guest));
	assert_string_equal(kvmrt_error_text(ctx),
			    "kvmrt_guest.ko is not loaded");

	/* The host's family stands for nothing here. */
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GUEST_FAMILY_NAME);
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_guest_get(ctx, &guest));

	expect_family();
	expect(KVMRT_GUEST_CMD_STATUS_GET);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_guest_get(ctx, &guest));
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_guest_get(ctx, &guest));
	assert_null(guest);
	kvmrt_close(ctx);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(kvmrt_gate_name(KVMRT_GATE_HC),
			    "gs_hc_guest_enabled");
	assert_string_equal(kvmrt_gate_name(KVMRT_GATE_SYSCALL),
			    "gs_syscall_enabled");
	assert_null(kvmrt_gate_name(0));
	assert_null(kvmrt_gate_name(KVMRT_GATE_HC | KVMRT_GATE_SYSCALL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(get),
		TEST(set),
		TEST(no_module),
		TEST(names),
	};

	return cmocka_run_group_tests_name("guest", tests, NULL, NULL);
}
