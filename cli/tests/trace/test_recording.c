// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that are no good: each is refused with its name and the reason, and
 * none does harm.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stream.h"
#include "trace_dir.h"
#include "trace_gen.h"

static struct kt_error err;

/* Opens path and reads all of it; 0 or the first error. */
static int read_all(const char *path)
{
	const struct kt_event *e;
	struct kt_stream *s;
	int ret;

	err.text[0] = '\0';
	ret = kt_stream_open(&s, &path, 1, &err);
	if (ret) {
		assert_null(s);
		return ret;
	}
	while ((ret = kt_stream_next(s, &e)) > 0)
		;
	if (ret)
		snprintf(err.text, sizeof(err.text), "%s", kt_stream_error(s));
	kt_stream_close(s);
	return ret;
}

static void refused(const char *path, const char *why)
{
	if (read_all(path) >= 0)
		fail_msg("nothing wrong with '%s'", why);
	if (!strstr(err.text, why) || !strstr(err.text, strrchr(path, '/')))
		fail_msg("'%s' isn't about '%s' and '%s'", err.text, path, why);
}

static char *slurp(const char *path, size_t *n)
{
	FILE *file = fopen(path, "re");
	char *bytes = malloc(1 << 20);

	assert_non_null(file);
	assert_non_null(bytes);
	*n = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

static void spill(const char *path, const char *bytes, size_t n)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static void make(const char *path)
{
	struct trace_gen *g = gen_new(2);
	uint64_t i;

	for (i = 0; i < 300; i++) {
		gen_tick(g, (unsigned int)(i & 1), 1000 + i, i);
		gen_note(g, (unsigned int)(i & 1), 1000 + i, "a note");
	}
	gen_write(g, path);
}

/* The place of text in bytes. */
static size_t find(const char *bytes, size_t n, const char *text)
{
	const char *at = memmem(bytes, n, text, strlen(text));

	assert_non_null(at);
	return (size_t)(at - bytes);
}

static void test_truncated(void **state)
{
	const char *good = dir_path(*state, "good.dat");
	size_t n, k;
	char *bytes;

	make(good);
	assert_int_equal(read_all(good), 0);
	bytes = slurp(good, &n);
	for (k = 0; k < n; k += k < 9000 ? 1 : 401) {
		spill(dir_path(*state, "cut.dat"), bytes, k);
		refused(dir_path(*state, "cut.dat"), "cut.dat");
	}
	free(bytes);
}

static void test_header(void **state)
{
	const char *good = dir_path(*state, "good.dat"), *bad = dir_path(*state, "bad.dat");
	static const struct {
		const char *text;	/* where */
		int at;			/* from there */
		const char *bytes;
		size_t n;
		const char *why;
	} cases[] = {
		{ "\027\010Dtracing", 0, "\177ELF", 4, "not a trace.dat" },
		{ "tracing6", 7, "9", 1, "version \"9\"" },
		{ "tracing6", 9, "\001", 1, "byte order" },
		{ "tracing6", 10, "\003", 1, "long has 3 bytes" },
		{ "tracing6", 11, "\001\0\0\0", 4, "ring pages of 1 bytes" },
		{ "tracing6", 11, "\0\0\0\xff", 4, "ring pages of" },
		{ "header_page", 0, "H", 1, "header_page" },
		{ "header_page", 12, "\xff\xff\xff\xff", 4, "more than a kernel" },
		{ " commit", 0, "xcommit", 7, "no timestamp, commit or data" },
		{ "header_event", 0, "H", 1, "header_event" },
		{ "name: tick", 0, "\0", 1, "NUL inside" },
		{ "flyrecord", 0, "latency  ", 9, "latency" },
		{ "flyrecord", 0, "flyrecorD", 9, "neither options nor" },
		{ "options  ", -4, "\0\0\0\0", 4, "0 CPUs" },
		{ "options  ", -4, "\xff\xff\0\0", 4, "65535 CPUs" },
		{ "flyrecord", 10, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, "pages of CPU 0" },
		{ "flyrecord", 18, "\xff\xff\xff\xff\xff\xff\xff\x7f", 8, "pages of CPU 0" },
		{ "flyrecord", 18, "\1", 1, "no whole pages" },
		{ "offset:20;\tsize:8", 0, "offset:99", 9, "shorter than its fields" },
		{ "name[8];\toffset:20;", 8, "offset:0;size:99999;signed:1;", 29, "outside of any record" },
		{ "common_type", 0, "common_typo", 11, "no common_type" },
		{ "ID: 307", 4, "306", 3, "the number 306" },
		{ "ID: 307", 4, "399", 3, "number 307, whose format" },
	};
	size_t n, i;
	char *bytes, *copy;

	make(good);
	bytes = slurp(good, &n);
	copy = malloc(n);
	assert_non_null(copy);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t at = (size_t)((ssize_t)find(bytes, n, cases[i].text) + cases[i].at);

		memcpy(copy, bytes, n);
		memcpy(copy + at, cases[i].bytes, cases[i].n);
		spill(bad, copy, n);
		refused(bad, cases[i].why);
	}
	free(copy);
	free(bytes);
}

/* Page 0 of CPU 0 begins at the last but so many pages of the file. */
static void test_pages(void **state)
{
	const char *good = dir_path(*state, "good.dat"), *bad = dir_path(*state, "bad.dat");
	static const struct {
		size_t at;
		uint32_t word;
		const char *why;
	} cases[] = {
		{ 8, 4081, "longer than a page" },
		{ 8, 0x7ffffff, "longer than a page" },
		{ 8, 1u << 31 | 1u << 30 | 4080, "no room for the number" },
		{ 8, 4074, "beyond its end" },
		{ 16, 28 << 0 | 0u << 5, "number" },
		{ 16, 0, "an event of number 1," },
		{ 16, 1, "shorter than its fields" },
		{ 16, 29 | 5u << 5, "beyond its end" },
	};
	size_t n, i, begin;
	char *bytes, *copy;

	make(good);
	bytes = slurp(good, &n);
	memcpy(&begin, bytes + find(bytes, n, "flyrecord") + 10, 8);
	copy = malloc(n);
	assert_non_null(copy);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(copy, bytes, n);
		memcpy(copy + begin + cases[i].at, &cases[i].word, 4);
		spill(bad, copy, n);
		refused(bad, cases[i].why);
	}
	free(copy);
	free(bytes);
}

static void test_dynamic(void **state)
{
	const char *path = dir_path(*state, "bad.dat");
	struct trace_gen *g = gen_new(1);
	uint32_t place = 100u << 16 | 12;

	gen_event(g, 0, 1, GEN_NOTE, 1, &place, sizeof(place));
	gen_write(g, path);
	refused(path, "note of CPU 0 has a field beyond its end");
}

static void test_json(void **state)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
		{ "", "not a JSON object" },
		{ "[]", "not a JSON object" },
		{ "{\"format\": 1", "ends too early" },
		{ "{}", "its format is 0" },
		{ "{\"format\": 2}", "its format is 2" },
		{ "{\"format\": \"1\"}", "\"format\" is not a number" },
		{ "{\"format\": 1}", "\"host\"" },
		{ "{\"format\": 1, \"host\": \"h\"}", "\"kind\"" },
		{ "{\"format\": 1, \"host\": \"h\", \"kind\": \"dog\"}", "\"kind\"" },
		{ "{\"format\": 1, \"host\": \"h\", \"kind\": \"host\"}", "\"clock\"" },
#define HEAD "{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\", "
		{ HEAD "\"tsc_khz\": -1}", "tsc_khz" },
		{ HEAD "\"tsc_khz\": 1.5}", "tsc_khz" },
		{ HEAD "\"vm_id\": 4294967296}", "vm_id" },
		{ HEAD "\"started\": 1}", "started" },
		{ HEAD "\"started\": {\"realtime_ns\": -1, \"tsc\": 1}}", "started" },
		{ HEAD "\"vms\": [1]}", "vms" },
		{ HEAD "\"vms\": [{\"id\": 1, \"vcpus\": [null]}]}", "vcpus" },
#define TSC HEAD "\"vms\": [{\"id\": 1, \"vcpus\": [{\"id\": 0, \"tsc\": ["
		{ TSC "0]}]}]}", "tsc" },
		{ TSC "{\"at_tsc\": 1}]}]}]}", "offset" },
		{ TSC "{\"offset\": 1, \"ratio\": 0, \"frac_bits\": 32}]}]}]}", "ratio" },
		{ TSC "{\"offset\": 1, \"ratio\": 1, \"frac_bits\": 64}]}]}]}", "frac_bits" },
		{ TSC "{\"at_tsc\": 5, \"offset\": 1}, {\"at_tsc\": 4, \"offset\": 1}]}]}]}", "at_tsc" },
		{ HEAD "\"apic_ids\": [0, -1]}", "apic_ids" },
	};
	const char *dir = dir_path(*state, "d");
	size_t i;

	gen_json(dir, " ");
	make(dir_path(*state, "d/trace.dat"));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gen_json(dir, "%s", cases[i].json);
		assert_true(read_all(dir) < 0);
		if (!strstr(err.text, cases[i].why) || !strstr(err.text, "recording.json"))
			fail_msg("'%s' isn't about '%s'", err.text, cases[i].why);
	}
	gen_json(dir, HEAD "\"tsc_khz\": 3000000}");
	assert_int_equal(read_all(dir), 0);
	/* A file of a recording has that recording's clock. */
	assert_int_equal(read_all(dir_path(*state, "d/trace.dat")), 0);
}

static void test_places(void **state)
{
	const char *dir = dir_path(*state, "empty");

	refused(dir_path(*state, "nothing"), "No such file");
	mkdir(dir, 0777);
	refused(dir, "no recording.json");
	gen_json(dir, HEAD "\"tsc_khz\": 3000000}");
	refused(dir, "trace.dat: No such file");
	mkdir(dir_path(*state, "empty/trace.dat"), 0777);
	refused(dir, "not a regular file");
	assert_int_equal(mkfifo(dir_path(*state, "pipe"), 0600), 0);
	refused(dir_path(*state, "pipe"), "not a regular file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_truncated, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_header, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_pages, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_dynamic, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_json, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_places, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace recording", tests, NULL, NULL);
}
