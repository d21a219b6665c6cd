// SPDX-License-Identifier: GPL-2.0-only
/* The table of feature.c. */
#include <linux/string.h>
#include <kunit/test.h>

#include "kvmrt.h"

/* The module's own table: what the tests write there is put right at the end. */
static struct kvmrt_feature_info saved[KVMRT_NR_FEATURES];

static int save(struct kunit *test)
{
	int i;

	for (i = 0; i < KVMRT_NR_FEATURES; i++)
		kvmrt_feature_get(i, &saved[i]);

	return 0;
}

static void restore(struct kunit *test)
{
	int i;

	for (i = 0; i < KVMRT_NR_FEATURES; i++) {
		switch (saved[i].state) {
		case KVMRT_FEATURE_STATE_ON:
			kvmrt_feature_on(i);
			break;
		case KVMRT_FEATURE_STATE_WAITING:
			kvmrt_feature_waiting(i, saved[i].reason);
			break;
		default:
			kvmrt_feature_off(i, "%s", saved[i].reason);
			break;
		}
	}
}

static void feature_names(struct kunit *test)
{
	int i, k;

	for (i = 0; i < KVMRT_NR_FEATURES; i++) {
		KUNIT_ASSERT_NOT_NULL(test, saved[i].name);
		KUNIT_EXPECT_NE(test, saved[i].name[0], 0);
		for (k = 0; k < i; k++)
			KUNIT_EXPECT_STRNEQ(test, saved[i].name,
					    saved[k].name);
	}
}

static void feature_states(struct kunit *test)
{
	struct kvmrt_feature_info info;

	kvmrt_feature_off(KVMRT_FEATURE_HYPERCALL, "error %d: %s", -16, "taken");
	kvmrt_feature_get(KVMRT_FEATURE_HYPERCALL, &info);
	KUNIT_EXPECT_EQ(test, info.state, KVMRT_FEATURE_STATE_OFF);
	KUNIT_EXPECT_STREQ(test, info.reason, "error -16: taken");
	KUNIT_EXPECT_FALSE(test, kvmrt_feature_is_on(KVMRT_FEATURE_HYPERCALL));

	kvmrt_feature_waiting(KVMRT_FEATURE_HYPERCALL, "for it");
	kvmrt_feature_get(KVMRT_FEATURE_HYPERCALL, &info);
	KUNIT_EXPECT_EQ(test, info.state, KVMRT_FEATURE_STATE_WAITING);
	KUNIT_EXPECT_STREQ(test, info.reason, "for it");
	KUNIT_EXPECT_FALSE(test, kvmrt_feature_is_on(KVMRT_FEATURE_HYPERCALL));

	/* What is on has no reason. */
	kvmrt_feature_on(KVMRT_FEATURE_HYPERCALL);
	kvmrt_feature_get(KVMRT_FEATURE_HYPERCALL, &info);
	KUNIT_EXPECT_EQ(test, info.state, KVMRT_FEATURE_STATE_ON);
	KUNIT_EXPECT_STREQ(test, info.reason, "");
	KUNIT_EXPECT_TRUE(test, kvmrt_feature_is_on(KVMRT_FEATURE_HYPERCALL));
}

/* One feature's state is no other's. */
static void feature_separate(struct kunit *test)
{
	struct kvmrt_feature_info info;

	kvmrt_feature_on(KVMRT_FEATURE_REGISTRY);
	kvmrt_feature_waiting(KVMRT_FEATURE_TRACE_FLUSH, "waits");
	kvmrt_feature_off(KVMRT_FEATURE_HYPERCALL, "%s", "off");
	KUNIT_EXPECT_TRUE(test, kvmrt_feature_is_on(KVMRT_FEATURE_REGISTRY));
	kvmrt_feature_get(KVMRT_FEATURE_TRACE_FLUSH, &info);
	KUNIT_EXPECT_STREQ(test, info.reason, "waits");
}

/* A reason that is too long is cut, and ends. */
static void feature_long_reason(struct kunit *test)
{
	struct kvmrt_feature_info info;
	char reason[200];

	memset(reason, 'r', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	kvmrt_feature_off(KVMRT_FEATURE_HYPERCALL, "%s", reason);
	kvmrt_feature_get(KVMRT_FEATURE_HYPERCALL, &info);
	KUNIT_EXPECT_EQ(test, strlen(info.reason), sizeof(info.reason) - 1);
	kvmrt_feature_waiting(KVMRT_FEATURE_HYPERCALL, reason);
	kvmrt_feature_get(KVMRT_FEATURE_HYPERCALL, &info);
	KUNIT_EXPECT_EQ(test, strlen(info.reason), sizeof(info.reason) - 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(feature_names),
	KUNIT_CASE(feature_states),
	KUNIT_CASE(feature_separate),
	KUNIT_CASE(feature_long_reason),
	{}
};

static struct kunit_suite suite = {
	.name = "kvmrt_feature",
	.init = save,
	.exit = restore,
	.test_cases = cases,
};

kunit_test_suite(suite);
