// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/nl_error.c: the kernel's words reach the user. */
#include <stdlib.h>

#include "internal.h"
#include "test.h"

/* Offsets of the attributes of a request with a VM's id and then a rate. */
#define AT_VM_ID	(NLMSG_HDRLEN + GENL_HDRLEN)
#define AT_LOG_RATE	(AT_VM_ID + 8)

static void set_refused(int err, const char *text, uint32_t offset,
			uint32_t missing, const char *want_text,
			const char *want_attr)
{
	struct kvmrt_gs_change *change = NULL;
	struct kvmrt *ctx = test_open();

	fake_expect_family();
	fake_expect_do(KVMRT_CMD_GS_SET);
	fake_expect_u32(KVMRT_A_GS_VM_ID, 3);
	fake_expect_u32(KVMRT_A_GS_LOG_RATE, 7);
	fake_error(err, text, offset, missing);
	assert_int_equal(kvmrt_gs_change_new(&change), 0);
	kvmrt_gs_change_log_rate(change, 7);
	assert_fails(ctx, err, kvmrt_gs_conf_set(ctx, 3, change));
	assert_string_equal(kvmrt_error_text(ctx), want_text);
	if (want_attr)
		assert_string_equal(kvmrt_error_attr(ctx), want_attr);
	else
		assert_null(kvmrt_error_attr(ctx));
	kvmrt_gs_change_free(change);
	kvmrt_close(ctx);
}

static void text_and_attribute(void **state)
{
	(void)state;
	set_refused(ERANGE, "log rate 7 is above the limit", AT_LOG_RATE, 0,
		    "log rate 7 is above the limit", "log_rate");
}

static void first_attribute(void **state)
{
	(void)state;
	set_refused(ENOENT, "no vm with this id: 3", AT_VM_ID, 0,
		    "no vm with this id: 3", "vm_id");
}

static void missing_attribute(void **state)
{
	(void)state;
	set_refused(EINVAL, "vm id is missing", 0, KVMRT_A_GS_VM_ID,
		    "vm id is missing", "vm_id");
}

static void text_alone(void **state)
{
	(void)state;
	set_refused(EBUSY, "busy with something", 0, 0, "busy with something",
		    NULL);
}

static void nothing_said(void **state)
{
	(void)state;
	set_refused(EBUSY, NULL, 0, 0, "Device or resource busy", NULL);
}

static void no_privilege(void **state)
{
	(void)state;
	set_refused(EPERM, NULL, 0, 0,
		    "not permitted, needs CAP_NET_ADMIN", NULL);
}

/* Offsets where no attribute starts, and types that we never send. */
static void nonsense_places(void **state)
{
	(void)state;
	set_refused(EINVAL, "x", AT_LOG_RATE + 1, 0, "x", NULL);
	fake_restart();
	set_refused(EINVAL, "x", 4000000000u, 0, "x", NULL);
	fake_restart();
	set_refused(EINVAL, "x", 0, 4000000000u, "x", NULL);
	fake_restart();
	set_refused(EINVAL, "x", 0, KVMRT_A_GS_COUNTER, "x", NULL);
}

static void long_text_is_cut(void **state)
{
	struct kvmrt *ctx = test_open();
	char text[1000];

	(void)state;
	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_VM_SET);
	fake_expect_u32(KVMRT_A_VM_ID, 1);
	fake_expect_string(KVMRT_A_VM_NAME, "");
	fake_error(EINVAL, text, 0, 0);
	assert_fails(ctx, EINVAL, kvmrt_vm_set_name(ctx, 1, NULL));
	assert_in_range(strlen(kvmrt_error_text(ctx)), 100, 300);
	kvmrt_close(ctx);
}

/* A refusal with our request in it, or with attributes that are broken. */
static void odd_acknowledgements(void **state)
{
	static const struct {
		uint16_t flags;
		const char *tail;
		size_t len;
		const char *want;
	} odd[] = {
		/* not capped: the request's 20 bytes, then the text */
		{ NLM_F_ACK_TLVS,
		  "ABCD" "\x08\0\x01\0hm?", 12, "hm?" },
		/* not capped, but nothing behind the request */
		{ NLM_F_ACK_TLVS, "ABCD", 4, "Invalid argument" },
		/* the attribute is longer than what is there */
		{ NLM_F_ACK_TLVS | NLM_F_CAPPED,
		  "\xff\0\x01\0hm?", 8, "Invalid argument" },
		/* no text after all */
		{ NLM_F_ACK_TLVS | NLM_F_CAPPED, "", 0, "Invalid argument" },
		/* an offset of the wrong size spoils the text as well */
		{ NLM_F_ACK_TLVS | NLM_F_CAPPED,
		  "\x08\0\x01\0hm?\0\x06\0\x02\0\1\1\0\0", 16,
		  "Invalid argument" },
	};
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
		char tail[64];
	} reply;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct kvmrt *ctx;

		fake_restart();
		ctx = test_open();
		fake_expect_family();
		fake_expect_do(KVMRT_CMD_VM_SET);
		fake_expect_u32(KVMRT_A_VM_ID, 1);
		fake_expect_string(KVMRT_A_VM_NAME, "");
		memset(&reply, 0, sizeof(reply));
		reply.nlh.nlmsg_len =
			(uint32_t)(offsetof(__typeof__(reply), tail) +
				   odd[i].len);
		reply.nlh.nlmsg_type = NLMSG_ERROR;
		reply.nlh.nlmsg_flags = odd[i].flags;
		reply.err.error = -EINVAL;
		reply.err.msg.nlmsg_len = 20;
		memcpy(reply.tail, odd[i].tail, odd[i].len);
		fake_raw(&reply, reply.nlh.nlmsg_len);
		assert_fails(ctx, EINVAL, kvmrt_vm_set_name(ctx, 1, NULL));
		assert_string_equal(kvmrt_error_text(ctx), odd[i].want);
		kvmrt_close(ctx);
	}
}

/*
 * Every attribute that a request may have is known under the specification's
 * name.  The table comes from there, see check-attr-names.
 */
static void names_as_specified(void **state)
{
	static const struct {
		uint8_t cmd;
		uint32_t type;
		const char *name;
	} want[] = {
#include "spec_attrs.h"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const char *name = kvmrt_nl_attr_name(want[i].cmd,
						      want[i].type);

		if (!name)
			fail_msg("no name for %s", want[i].name);
		assert_string_equal(name, want[i].name);
	}
	assert_null(kvmrt_nl_attr_name(KVMRT_CMD_INFO_GET, 1));
	assert_null(kvmrt_nl_attr_name(KVMRT_CMD_VM_GET, 0));
	assert_null(kvmrt_nl_attr_name(KVMRT_CMD_VM_GET, UINT32_MAX));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(text_and_attribute),
		TEST(first_attribute),
		TEST(missing_attribute),
		TEST(text_alone),
		TEST(nothing_said),
		TEST(no_privilege),
		TEST(nonsense_places),
		TEST(long_text_is_cut),
		TEST(odd_acknowledgements),
		TEST(names_as_specified),
	};

	/* The library's own texts are those of strerror(3). */
	setenv("LC_ALL", "C", 1);
	return cmocka_run_group_tests_name("nl_error", tests, NULL, NULL);
}
