// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/status.c. */
#include "test.h"

static void put_feature(const char *name, uint32_t state, const char *reason)
{
	fake_nest(KVMRT_A_INFO_FEATURE);
	fake_string(KVMRT_A_FEATURE_NAME, name);
	fake_u32(KVMRT_A_FEATURE_STATE, state);
	if (reason)
		fake_string(KVMRT_A_FEATURE_REASON, reason);
	fake_nest_end();
}

/* Everything but features and missed. */
static void put_info(void)
{
	fake_reply(KVMRT_CMD_INFO_GET);
	fake_string(KVMRT_A_INFO_MODULE_VERSION, "0.1.0");
	fake_u32(KVMRT_A_INFO_ABI, 1);
	fake_string(KVMRT_A_INFO_KERNEL, "6.12.0-rt");
	fake_u32(KVMRT_A_INFO_KVM_LOADED, 1);
	fake_u32(KVMRT_A_INFO_VMS, 3);
}

static void expect_info(void)
{
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_INFO_GET);
}

static void full_status(void **state)
{
	struct kvmrt_status *status = NULL;
	const struct kvmrt_feature *feature;
	struct kvmrt *ctx = test_open();

	(void)state;
	expect_info();
	put_info();
	put_feature("registry", 2, NULL);
	put_feature("hypercall", 0, "kernel lacks kvm_emulate_hypercall");
	put_feature("trace_flush", 1, "kvm.ko is not loaded");
	fake_u64(KVMRT_A_INFO_MISSED, UINT64_C(0x1122334455667788));
	fake_u32(999, 1);
	fake_ack();
	assert_int_equal(kvmrt_status_get(ctx, &status), 0);
	assert_string_equal(kvmrt_error_text(ctx), "");
	/* What was got outlives the context. */
	kvmrt_close(ctx);

	assert_string_equal(kvmrt_status_module_version(status), "0.1.0");
	assert_string_equal(kvmrt_status_kernel(status), "6.12.0-rt");
	assert_int_equal(kvmrt_status_abi(status), 1);
	assert_true(kvmrt_status_kvm_loaded(status));
	assert_int_equal(kvmrt_status_vms(status), 3);
	assert_int_equal(kvmrt_status_missed(status),
			 UINT64_C(0x1122334455667788));
	assert_int_equal(kvmrt_status_features(status), 3);
	assert_null(kvmrt_status_feature(status, 3));

	feature = kvmrt_status_feature(status, 0);
	assert_string_equal(kvmrt_feature_name(feature), "registry");
	assert_int_equal(kvmrt_feature_state(feature), KVMRT_FEATURE_ON);
	assert_string_equal(kvmrt_feature_state_name(feature), "on");
	assert_null(kvmrt_feature_reason(feature));

	feature = kvmrt_status_feature(status, 1);
	assert_int_equal(kvmrt_feature_state(feature), KVMRT_FEATURE_OFF);
	assert_string_equal(kvmrt_feature_state_name(feature), "off");
	assert_string_equal(kvmrt_feature_reason(feature),
			    "kernel lacks kvm_emulate_hypercall");

	feature = kvmrt_status_feature(status, 2);
	assert_int_equal(kvmrt_feature_state(feature), KVMRT_FEATURE_WAITING);
	assert_string_equal(kvmrt_feature_state_name(feature), "waiting");
	kvmrt_status_free(status);
	kvmrt_status_free(NULL);
}

static void long_reason_is_cut(void **state)
{
	struct kvmrt_status *status = NULL;
	struct kvmrt *ctx = test_open();
	char reason[1000];
	const char *got;

	(void)state;
	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	expect_info();
	put_info();
	put_feature("registry", 0, reason);
	fake_ack();
	assert_int_equal(kvmrt_status_get(ctx, &status), 0);
	got = kvmrt_feature_reason(kvmrt_status_feature(status, 0));
	assert_in_range(strlen(got), 100, sizeof(reason) - 2);
	kvmrt_status_free(status);
	kvmrt_close(ctx);
}

/* A newer module's state that we have no word for is not guessed. */
static void unknown_state_is_refused(void **state)
{
	struct kvmrt_status *status = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	expect_info();
	put_info();
	put_feature("registry", 3, NULL);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_status_get(ctx, &status));
	assert_null(status);
	kvmrt_close(ctx);
}

static void too_many_features_are_refused(void **state)
{
	struct kvmrt_status *status = NULL;
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	expect_info();
	put_info();
	for (i = 0; i < 65; i++)
		put_feature("f", 2, NULL);
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_status_get(ctx, &status));
	kvmrt_close(ctx);
}

static void incomplete_info_is_refused(void **state)
{
	struct kvmrt_status *status = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	expect_info();
	fake_reply(KVMRT_CMD_INFO_GET);
	fake_string(KVMRT_A_INFO_MODULE_VERSION, "0.1.0");
	fake_ack();
	assert_fails(ctx, EBADMSG, kvmrt_status_get(ctx, &status));
	assert_null(status);
	kvmrt_close(ctx);
}

static void no_memory(void **state)
{
	struct kvmrt_status *status = NULL;
	struct kvmrt *ctx = test_open();

	(void)state;
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_status_get(ctx, &status));
	assert_null(status);
	kvmrt_close(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(full_status),
		TEST(long_reason_is_cut),
		TEST(unknown_state_is_refused),
		TEST(too_many_features_are_refused),
		TEST(incomplete_info_is_refused),
		TEST(no_memory),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
