// SPDX-License-Identifier: GPL-2.0-only
/* What gs_text.c makes of a guest's bytes. */
#include <linux/ctype.h>
#include <linux/string.h>
#include <kunit/test.h>

#include "kvmrt.h"

#define CANARY	0x5a

static const struct text {
	const char *name;
	const char *in;
	size_t len;
	const char *out;
} texts[] = {
#define TEXT(name, in, out)	{ name, in, sizeof(in) - 1, out }
	TEXT("plain", "hello, world 0x2a", "hello, world 0x2a"),
	TEXT("empty", "", ""),
	TEXT("newline", "a\nb", "a\\nb"),
	TEXT("carriage return", "a\rb", "a\\rb"),
	TEXT("forged line", "x\n[    0.000000] kvmrt: y",
	     "x\\n[    0.000000] kvmrt: y"),
	TEXT("tab", "a\tb", "a\\tb"),
	TEXT("vertical", "\v\f", "\\v\\f"),
	TEXT("escape", "\033[31m", "\\e[31m"),
	TEXT("bell, backspace", "\a\b", "\\a\\x08"),
	TEXT("quote", "say \"hi\"", "say \\\"hi\\\""),
	TEXT("backslash", "a\\nb", "a\\\\nb"),
	TEXT("level", "\0016<0>", "\\x016<0>"),
	TEXT("delete", "\177", "\\x7f"),
	TEXT("high", "\200\377", "\\x80\\xff"),
	TEXT("utf-8", "\303\244\342\202\254", "\\xc3\\xa4\\xe2\\x82\\xac"),
	TEXT("cut utf-8", "\342\202", "\\xe2\\x82"),
	TEXT("overlong utf-8", "\300\200", "\\xc0\\x80"),
	TEXT("format", "%s%n%p", "%s%n%p"),
	TEXT("ends at nul", "ab\0cd", "ab"),
	TEXT("only nul", "\0\0\0", ""),
#undef TEXT
};

static void text_name(const struct text *text, char *name)
{
	strscpy(name, text->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(text, texts, text_name);

static void text_escaped(struct kunit *test)
{
	const struct text *text = test->param_value;
	char dst[128];
	size_t len;

	memset(dst, CANARY, sizeof(dst));
	len = kvmrt_gs_escape(dst, sizeof(dst), text->in, text->len);
	KUNIT_EXPECT_STREQ(test, dst, text->out);
	KUNIT_EXPECT_EQ(test, len, strlen(text->out));
	KUNIT_EXPECT_EQ(test, dst[len + 1], CANARY);
}

/* Whatever a byte is, what comes out is printable and names it alone. */
static void text_every_byte(struct kunit *test)
{
	char (*seen)[8] = kunit_kcalloc(test, 256, sizeof(*seen), GFP_KERNEL);
	size_t len, k;
	int i, j;
	char in;

	KUNIT_ASSERT_NOT_NULL(test, seen);
	for (i = 1; i < 256; i++) {
		in = i;
		len = kvmrt_gs_escape(seen[i], 8, &in, 1);
		KUNIT_ASSERT_LE(test, len, 4);
		KUNIT_ASSERT_GE(test, len, 1);
		for (k = 0; k < len; k++)
			KUNIT_EXPECT_TRUE_MSG(test,
					      isascii(seen[i][k]) &&
					      isprint(seen[i][k]),
					      "byte 0x%02x", i);
		for (j = 1; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, seen[i], seen[j]);
	}
}

/* The place for "..." is kept free: at size - 4 it is full. */
static void text_exact_fit(struct kunit *test)
{
	char dst[16 + 1];

	dst[16] = CANARY;
	KUNIT_EXPECT_EQ(test, kvmrt_gs_escape(dst, 16, "123456789abc", 12), 12);
	KUNIT_EXPECT_STREQ(test, dst, "123456789abc");
	KUNIT_EXPECT_EQ(test, kvmrt_gs_escape(dst, 16, "123456789abcd", 13), 15);
	KUNIT_EXPECT_STREQ(test, dst, "123456789abc...");
	KUNIT_EXPECT_EQ(test, dst[16], CANARY);
}

/* An escape is never cut in two. */
static void text_cut_off(struct kunit *test)
{
	char dst[16 + 1];

	dst[16] = CANARY;
	kvmrt_gs_escape(dst, 16, "123456789a\n", 11);
	KUNIT_EXPECT_STREQ(test, dst, "123456789a\\n");
	kvmrt_gs_escape(dst, 16, "123456789ab\n", 12);
	KUNIT_EXPECT_STREQ(test, dst, "123456789ab...");
	kvmrt_gs_escape(dst, 16, "\200\200\200", 3);
	KUNIT_EXPECT_STREQ(test, dst, "\\x80\\x80\\x80");
	kvmrt_gs_escape(dst, 16, "\200\200\200\200", 4);
	KUNIT_EXPECT_STREQ(test, dst, "\\x80\\x80\\x80...");
	kvmrt_gs_escape(dst, 16, "1\200\200\200", 4);
	KUNIT_EXPECT_STREQ(test, dst, "1\\x80\\x80...");
	KUNIT_EXPECT_EQ(test, dst[16], CANARY);
}

/* The smallest room that is allowed, and input that could fill any. */
static void text_smallest_room(struct kunit *test)
{
	char in[64], dst[8 + 1];
	size_t len;

	memset(in, 0xff, sizeof(in));
	dst[8] = CANARY;
	len = kvmrt_gs_escape(dst, 8, in, sizeof(in));
	KUNIT_EXPECT_STREQ(test, dst, "\\xff...");
	KUNIT_EXPECT_EQ(test, len, 7);
	KUNIT_EXPECT_EQ(test, dst[8], CANARY);
}

/* No byte behind the text is read: KASAN watches. */
static void text_reads_no_further(struct kunit *test)
{
	char *in = kunit_kmalloc(test, 7, GFP_KERNEL);
	char dst[32];

	KUNIT_ASSERT_NOT_NULL(test, in);
	memcpy(in, "1234567", 7);
	kvmrt_gs_escape(dst, sizeof(dst), in, 7);
	KUNIT_EXPECT_STREQ(test, dst, "1234567");
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(text_escaped, text_gen_params),
	KUNIT_CASE(text_every_byte),
	KUNIT_CASE(text_exact_fit),
	KUNIT_CASE(text_cut_off),
	KUNIT_CASE(text_smallest_room),
	KUNIT_CASE(text_reads_no_further),
	{}
};

static struct kunit_suite suite = {
	.name = "kvmrt_gs_text",
	.test_cases = cases,
};

kunit_test_suite(suite);
