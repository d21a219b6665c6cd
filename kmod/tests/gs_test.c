// SPDX-License-Identifier: GPL-2.0-only
/* Requests of guests, as gs.c judges them. */
#include <kunit/test.h>

#include "kvmrt.h"
#include "stand_in.h"
#include "visible.h"

#define GPA	0x1000

static const struct request {
	const char *name;
	u64 gpa, len, max;
	s64 ret;
} requests[] = {
	{ "0 bytes", GPA, 0, KVMRT_GS_MSG_MAX, -EINVAL },
	{ "0 bytes nowhere", U64_MAX, 0, KVMRT_GS_MSG_MAX, -EINVAL },
	{ "1 byte", GPA, 1, KVMRT_GS_MSG_MAX, 0 },
	{ "msg cap - 1", GPA, KVMRT_GS_MSG_MAX - 1, KVMRT_GS_MSG_MAX, 0 },
	{ "msg cap", GPA, KVMRT_GS_MSG_MAX, KVMRT_GS_MSG_MAX, 0 },
	{ "msg cap + 1", GPA, KVMRT_GS_MSG_MAX + 1, KVMRT_GS_MSG_MAX, -EMSGSIZE },
	{ "data cap", GPA, KVMRT_GS_DATA_MAX, KVMRT_GS_DATA_MAX, 0 },
	{ "data cap + 1", GPA, KVMRT_GS_DATA_MAX + 1, KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "2^31", GPA, BIT_ULL(31), KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "2^32", GPA, BIT_ULL(32), KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "2^32 + 1", GPA, BIT_ULL(32) + 1, KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "2^63", GPA, BIT_ULL(63), KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "2^64 - 1", GPA, U64_MAX, KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "too long and wraps", U64_MAX, U64_MAX, KVMRT_GS_DATA_MAX, -EMSGSIZE },
	{ "at 0", 0, 16, KVMRT_GS_MSG_MAX, 0 },
	{ "at the very end", U64_MAX - 16, 16, KVMRT_GS_MSG_MAX, 0 },
	{ "one past the end", U64_MAX - 15, 16, KVMRT_GS_MSG_MAX, -EFAULT },
	{ "wraps by one byte", U64_MAX, 1, KVMRT_GS_MSG_MAX, -EFAULT },
	{ "wraps far", U64_MAX - 1, KVMRT_GS_DATA_MAX, KVMRT_GS_DATA_MAX, -EFAULT },
};

static void request_name(const struct request *request, char *name)
{
	strscpy(name, request->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(request, requests, request_name);

static void gs_admit(struct kunit *test)
{
	const struct request *r = test->param_value;
	struct kvmrt_bucket bucket = {};

	kvmrt_bucket_set_rate(&bucket, 1);
	KUNIT_EXPECT_EQ(test, kvmrt_gs_admit(&bucket, r->gpa, r->len, r->max),
			r->ret);
	/* A bad request costs no token, a good one does. */
	KUNIT_EXPECT_EQ(test, kvmrt_gs_admit(&bucket, GPA, 1, 1),
			r->ret ? 0 : -EAGAIN);
}

static struct kvmrt_gs *gs_of(struct stand_in *vm)
{
	return &kvmrt_registry_vm_running(vm->vcpu[0])->gs;
}

static s64 call(struct stand_in *vm, u64 fn, u64 a0, u64 a1)
{
	return kvmrt_gs_call(vm->vcpu[0], fn, a0, a1);
}

static void gs_query(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);

	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY, KVMRT_GS_QUERY_ABI, 0),
			KVMRT_GS_ABI_MAGIC | KVMRT_GS_ABI_VERSION);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY,
				   KVMRT_GS_QUERY_FEATURES, 0),
			BIT(KVMRT_GS_FN_MAX) - 1);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY,
				   KVMRT_GS_QUERY_MSG_MAX, 0),
			KVMRT_GS_MSG_MAX);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY,
				   KVMRT_GS_QUERY_DATA_MAX, 0),
			KVMRT_GS_DATA_MAX);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY,
				   KVMRT_GS_QUERY_VM_ID, 0),
			kvmrt_registry_vm_id(vm->kvm));
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY,
				   KVMRT_GS_QUERY_VM_ID + 1, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY, U64_MAX, 0), -EINVAL);
}

/* Numbers that are none of ours, by one and by every high bit. */
static void gs_unknown_function(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	struct kvmrt_gs *gs = gs_of(vm);
	int bit, n = 0;

	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_MAX, 0, 0), -ENOSYS);
	n++;
	for (bit = 3; bit < 64; bit++, n++)
		KUNIT_EXPECT_EQ(test, call(vm, BIT_ULL(bit) | 1, 0, 0),
				-ENOSYS);
	KUNIT_EXPECT_EQ(test, atomic64_read(&gs->unknown), n);
	KUNIT_EXPECT_EQ(test, atomic64_read(&gs->counter[1].accepted), 0);
}

/* Each function is governed by its own bit, and QUERY by none. */
static void gs_permission(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	struct kvmrt_gs *gs = gs_of(vm);
	struct kvmrt_gs_conf conf = {
		.log_rate = 1000, .data_rate = 1000, .flush_rate = 1000,
	};
	u32 allowed, fn;

	stand_in_require_no_kvm(test);
	for (allowed = 0; allowed < KVMRT_GS_FN_MAX; allowed++) {
		conf.allow = BIT(allowed);
		kvmrt_gs_set_conf(container_of(gs, struct kvmrt_vm, gs), &conf);
		for (fn = 1; fn < KVMRT_GS_FN_MAX; fn++) {
			s64 ret = call(vm, fn, fn == 3 ? U64_MAX : GPA, 16);

			if (fn == allowed)
				KUNIT_EXPECT_NE(test, ret, -EPERM);
			else
				KUNIT_EXPECT_EQ(test, ret, -EPERM);
		}
		KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_QUERY,
					   KVMRT_GS_QUERY_FEATURES, 0),
				BIT(allowed) | BIT(KVMRT_GS_FN_QUERY));
	}
}

/* Every call is counted once, as what became of it. */
static void gs_counters(struct kunit *test)
{
	struct stand_in *vm = stand_in_create(test, 1);
	struct kvmrt_gs *gs = gs_of(vm);
	struct kvmrt_gs_counter *log = &gs->counter[KVMRT_GS_FN_LOG_MSG];
	struct kvmrt_gs_counter *ping = &gs->counter[KVMRT_GS_FN_PING];
	struct kvmrt_gs_conf conf = {
		.allow = BIT(KVMRT_GS_FN_MAX) - 1,
		.log_rate = 1, .data_rate = 1, .flush_rate = 1,
	};

	stand_in_require_no_kvm(test);
	kvmrt_gs_set_conf(container_of(gs, struct kvmrt_vm, gs), &conf);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_PING, 1, 2), 0);
	KUNIT_EXPECT_EQ(test, atomic64_read(&ping->accepted), 1);
	/* No memory behind a stand-in: the token is gone all the same. */
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_LOG_MSG, GPA, 16), -EFAULT);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_LOG_MSG, GPA, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call(vm, KVMRT_GS_FN_LOG_MSG, GPA, 16), -EAGAIN);
	KUNIT_EXPECT_EQ(test, atomic64_read(&log->accepted), 0);
	KUNIT_EXPECT_EQ(test, atomic64_read(&log->refused), 2);
	KUNIT_EXPECT_EQ(test, atomic64_read(&log->dropped), 1);
}

/* A VM's settings are its own; new VMs begin with the defaults. */
static void gs_defaults(struct kunit *test)
{
	struct stand_in *first = stand_in_create(test, 1), *second;
	struct kvmrt_gs *gs = gs_of(first);
	struct kvmrt_gs_conf saved, conf;

	kvmrt_gs_get_conf(NULL, &saved);
	KUNIT_EXPECT_MEMEQ(test, &gs->conf, &saved, sizeof(saved));

	conf = saved;
	conf.allow = BIT(KVMRT_GS_FN_PING);
	conf.log_rate = 7;
	kvmrt_gs_set_conf(NULL, &conf);
	second = stand_in_create(test, 1);
	KUNIT_EXPECT_MEMEQ(test, &gs->conf, &saved, sizeof(saved));
	KUNIT_EXPECT_MEMEQ(test, &gs_of(second)->conf, &conf, sizeof(conf));
	kvmrt_gs_set_conf(NULL, &saved);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(gs_admit, request_gen_params),
	KUNIT_CASE(gs_query),
	KUNIT_CASE(gs_unknown_function),
	KUNIT_CASE(gs_permission),
	KUNIT_CASE(gs_counters),
	KUNIT_CASE(gs_defaults),
	{}
};

static struct kunit_suite suite = {
	.name = "kvmrt_gs",
	.test_cases = cases,
};

kunit_test_suite(suite);
