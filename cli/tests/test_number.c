// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers, times, and text made fit to print.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "testing.h"

static void test_number(void **state)
{
	static const struct {
		const char *word;
		uint64_t max;
		int ret;
		uint64_t value;
	} cases[] = {
		{ "0", UINT64_MAX, 0, 0 },
		{ "42", UINT64_MAX, 0, 42 },
		{ "0x2a", UINT64_MAX, 0, 42 },
		{ "0X2A", UINT64_MAX, 0, 42 },
		{ "052", UINT64_MAX, 0, 42 },
		{ "00", UINT64_MAX, 0, 0 },
		{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
		{ "0xffffffffffffffff", UINT64_MAX, 0, UINT64_MAX },
		{ "01777777777777777777777", UINT64_MAX, 0, UINT64_MAX },
		{ "00000000000000000000000000001", UINT64_MAX, 0, 1 },
		{ "18446744073709551616", UINT64_MAX, -ERANGE, 0 },
		{ "0x10000000000000000", UINT64_MAX, -ERANGE, 0 },
		{ "02000000000000000000000", UINT64_MAX, -ERANGE, 0 },
		{ "99999999999999999999999999", UINT64_MAX, -ERANGE, 0 },
		{ "256", 255, -ERANGE, 0 },
		{ "255", 255, 0, 255 },
		{ "", UINT64_MAX, -EINVAL, 0 },
		{ "-1", UINT64_MAX, -EINVAL, 0 },
		{ "+1", UINT64_MAX, -EINVAL, 0 },
		{ " 1", UINT64_MAX, -EINVAL, 0 },
		{ "1 ", UINT64_MAX, -EINVAL, 0 },
		{ "1k", UINT64_MAX, -EINVAL, 0 },
		{ "0x", UINT64_MAX, -EINVAL, 0 },
		{ "0xg", UINT64_MAX, -EINVAL, 0 },
		{ "08", UINT64_MAX, -EINVAL, 0 },
		{ "1.0", UINT64_MAX, -EINVAL, 0 },
		{ "a", UINT64_MAX, -EINVAL, 0 },
		{ "99999999999999999999999999x", UINT64_MAX, -EINVAL, 0 },
	};
	uint64_t value;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		value = 0;
		if (cli_number(cases[i].word, cases[i].max, &value) !=
		    cases[i].ret)
			fail_msg("'%s'", cases[i].word);
		assert_int_equal(value, cases[i].value);
	}
}

static void test_time(void **state)
{
	static const struct {
		const char *word;
		int ret;
		uint64_t ns;
	} cases[] = {
		{ "10", 0, 10000000000 },
		{ "10s", 0, 10000000000 },
		{ "500ms", 0, 500000000 },
		{ "7us", 0, 7000 },
		{ "7ns", 0, 7 },
		{ "2m", 0, 120000000000 },
		{ "1h", 0, 3600000000000 },
		{ "0", 0, 0 },
		{ "9223372036s", 0, 9223372036000000000 },
		{ "9223372037s", -ERANGE, 0 },
		{ "18446744073709551616ns", -ERANGE, 0 },
		{ "99999999999h", -ERANGE, 0 },
		{ "s", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
		{ "1.5s", -EINVAL, 0 },
		{ "-1s", -EINVAL, 0 },
		{ "1 s", -EINVAL, 0 },
		{ "1d", -EINVAL, 0 },
		{ "1S", -EINVAL, 0 },
	};
	uint64_t ns;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cli_time_ns(cases[i].word, &ns) != cases[i].ret)
			fail_msg("'%s'", cases[i].word);
		if (!cases[i].ret)
			assert_int_equal(ns, cases[i].ns);
	}
}

static void test_duration(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} cases[] = {
		{ 0, "0.0s" },
		{ 1999999999, "1.9s" },
		{ 60000000000, "1m00s" },
		{ 3599000000000, "59m59s" },
		{ 3600000000000, "1h00m" },
		{ 90061000000000, "1d01h01m" },
	};
	char text[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cli_text_duration(text, sizeof(text), cases[i].ns);
		assert_string_equal(text, cases[i].text);
	}
}

static void check_clean(char *(*clean)(const char *), const char *text,
			const char *wanted)
{
	char *got = clean(text);

	assert_non_null(got);
	assert_string_equal(got, wanted);
	free(got);
}

static void test_escape(void **state)
{
	(void)state;
	check_clean(cli_escape, "", "");
	check_clean(cli_escape, "plain ~!\"'", "plain ~!\"'");
	check_clean(cli_escape, "a\nb\tc\\d", "a\\nb\\tc\\\\d");
	check_clean(cli_escape, "\x1b[2J\x7f\xff", "\\x1b[2J\\x7f\\xff");
}

static void test_utf8(void **state)
{
	(void)state;
	check_clean(cli_utf8, "", "");
	check_clean(cli_utf8, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
		    "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	/* Alone, cut, too long, surrogate, above the last one. */
	check_clean(cli_utf8, "\xff", "\xef\xbf\xbd");
	check_clean(cli_utf8, "\xc3", "\xef\xbf\xbd");
	check_clean(cli_utf8, "\xc3" "a", "\xef\xbf\xbd" "a");
	check_clean(cli_utf8, "\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd");
	check_clean(cli_utf8, "\xe0\x80\x80",
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	check_clean(cli_utf8, "\xed\xa0\x80",
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	check_clean(cli_utf8, "\xf4\x90\x80\x80",
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests_name("cli-number", tests, NULL, NULL);
}
