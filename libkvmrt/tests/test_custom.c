// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/custom.c and src/log_data.c. */
/* requires: M14 */
#include "test.h"

/* The bytes that Documentation/guest-abi.rst shows. */
static const unsigned char example[] = {
	0x4b, 0x6b, 0x45, 0x43, 0x01, 0x00, 0x00, 0x00,
	0x2a, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00,
	'h', 'e', 'l', 'l', 'o',
};

static void build(void **state)
{
	char payload[4096], data[4096] = "";

	(void)state;
	assert_int_equal(kvmrt_custom_build(42, "hello", 5, payload,
					    sizeof(payload)), sizeof(example));
	assert_memory_equal(payload, example, sizeof(example));
	assert_int_equal(kvmrt_custom_build(42, "hello", 5, payload,
					    sizeof(example) - 1), -EMSGSIZE);
	assert_int_equal(kvmrt_custom_build(42, "hello", 5, payload, 15),
			 -EMSGSIZE);
	assert_int_equal(kvmrt_custom_build(0, NULL, 0, payload, 16), 16);
	assert_int_equal(kvmrt_custom_build(0, NULL, 1, payload, 17), -EINVAL);
	assert_int_equal(kvmrt_custom_build(0, data, KVMRT_CUSTOM_DATA_MAX,
					    payload, sizeof(payload)), 4096);
	assert_int_equal(kvmrt_custom_build(0, data, SIZE_MAX, payload,
					    sizeof(payload)), -EMSGSIZE);
	assert_int_equal(errno, EMSGSIZE);
}

static void parse(void **state)
{
	static const struct {
		size_t at;		/* the byte that differs */
		unsigned char byte;
		int ret;
	} cases[] = {
		{ 0, 'k', -ENOMSG }, { 3, 0, -ENOMSG },
		{ 4, 0, -EPROTONOSUPPORT }, { 4, 2, -EPROTONOSUPPORT },
		{ 5, 1, -EPROTONOSUPPORT }, { 7, 1, -EPROTONOSUPPORT },
		{ 12, 4, -EBADMSG }, { 12, 6, -EBADMSG }, { 15, 1, -EBADMSG },
	};
	struct kvmrt_custom custom = { .type = 7 };
	unsigned char copy[sizeof(example) + 1];
	size_t i;

	(void)state;
	/* Nothing is aligned in a trace. */
	memcpy(copy + 1, example, sizeof(example));
	assert_int_equal(kvmrt_custom_parse(copy + 1, sizeof(example),
					    &custom), 0);
	assert_int_equal(custom.type, 42);
	assert_int_equal(custom.length, 5);
	assert_ptr_equal(custom.data, copy + 17);

	custom.type = 7;
	for (i = 0; i < sizeof(example); i++)
		assert_int_equal(kvmrt_custom_parse(example, i, &custom),
				 i < 4 ? -ENOMSG : -EBADMSG);
	assert_int_equal(kvmrt_custom_parse(NULL, 0, &custom), -ENOMSG);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(copy, example, sizeof(example));
		copy[cases[i].at] = cases[i].byte;
		assert_int_equal(kvmrt_custom_parse(copy, sizeof(example),
						    &custom), cases[i].ret);
		assert_int_equal(errno, -cases[i].ret);
	}
	assert_int_equal(custom.type, 7);
}

static void whole(struct kvmrt_log_data *call, const char *want)
{
	size_t bytes = 0;
	const char *data = kvmrt_log_data_bytes(call, &bytes);

	assert_non_null(data);
	assert_int_equal(bytes, strlen(want));
	assert_memory_equal(data, want, bytes);
}

static void chunks(void **state)
{
	struct kvmrt_log_data *call;
	size_t bytes;

	(void)state;
	assert_int_equal(kvmrt_log_data_new(&call), 0);
	assert_null(kvmrt_log_data_bytes(call, &bytes));
	assert_int_equal(kvmrt_log_data_add(call, 3, 0, "abc", 3), 1);
	whole(call, "abc");
	assert_int_equal(kvmrt_log_data_add(call, 6, 0, "abc", 3), 0);
	assert_null(kvmrt_log_data_bytes(call, &bytes));
	assert_int_equal(kvmrt_log_data_add(call, 6, 3, "d", 1), 0);
	assert_int_equal(kvmrt_log_data_add(call, 6, 4, "ef", 2), 1);
	whole(call, "abcdef");
	assert_int_equal(kvmrt_log_data_dropped(call), 0);
	kvmrt_log_data_free(call);
	kvmrt_log_data_free(NULL);
}

/* Lost events: a gap is never filled with another call's bytes. */
static void gaps(void **state)
{
	struct kvmrt_log_data *call;
	size_t bytes;

	(void)state;
	assert_int_equal(kvmrt_log_data_new(&call), 0);
	assert_int_equal(kvmrt_log_data_add(call, 6, 3, "def", 3), -EILSEQ);
	assert_int_equal(kvmrt_log_data_dropped(call), 0);
	assert_int_equal(kvmrt_log_data_add(call, 9, 0, "abc", 3), 0);
	assert_int_equal(kvmrt_log_data_add(call, 9, 6, "ghi", 3), -EILSEQ);
	assert_int_equal(kvmrt_log_data_dropped(call), 1);
	/* What comes after the gap is no call, either. */
	assert_int_equal(kvmrt_log_data_add(call, 9, 3, "def", 3), -EILSEQ);
	/* Another total: another call, whose beginning was lost. */
	assert_int_equal(kvmrt_log_data_add(call, 6, 0, "abc", 3), 0);
	assert_int_equal(kvmrt_log_data_add(call, 9, 3, "def", 3), -EILSEQ);
	assert_int_equal(kvmrt_log_data_dropped(call), 2);
	/* A new one begins where one was open. */
	assert_int_equal(kvmrt_log_data_add(call, 6, 0, "abc", 3), 0);
	assert_int_equal(kvmrt_log_data_add(call, 2, 0, "xy", 2), 1);
	whole(call, "xy");
	assert_int_equal(kvmrt_log_data_dropped(call), 3);
	/* A chunk twice. */
	assert_int_equal(kvmrt_log_data_add(call, 6, 0, "abc", 3), 0);
	assert_int_equal(kvmrt_log_data_add(call, 6, 3, "d", 1), 0);
	assert_int_equal(kvmrt_log_data_add(call, 6, 3, "d", 1), -EILSEQ);
	assert_null(kvmrt_log_data_bytes(call, &bytes));
	kvmrt_log_data_free(call);
}

static void lies(void **state)
{
	struct kvmrt_log_data *call;

	(void)state;
	assert_int_equal(kvmrt_log_data_new(&call), 0);
	assert_int_equal(kvmrt_log_data_add(call, 0, 0, "", 0), -EBADMSG);
	assert_int_equal(kvmrt_log_data_add(call, 3, 0, "", 0), -EBADMSG);
	assert_int_equal(kvmrt_log_data_add(call, 3, 3, "a", 1), -EBADMSG);
	assert_int_equal(kvmrt_log_data_add(call, 3, 2, "ab", 2), -EBADMSG);
	assert_int_equal(kvmrt_log_data_add(call, 3, UINT32_MAX, "ab", 2),
			 -EBADMSG);
	assert_int_equal(kvmrt_log_data_add(call, 3, 0, "", SIZE_MAX),
			 -EBADMSG);
	assert_int_equal(kvmrt_log_data_add(call, UINT32_MAX, 0, "a", 1),
			 -EMSGSIZE);
	assert_int_equal(kvmrt_log_data_dropped(call), 0);
	kvmrt_log_data_free(call);
	fake_alloc_fails(1);
	assert_int_equal(kvmrt_log_data_new(&call), -ENOMEM);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(build),
		TEST(parse),
		TEST(chunks),
		TEST(gaps),
		TEST(lies),
	};

	return cmocka_run_group_tests_name("custom", tests, NULL, NULL);
}
