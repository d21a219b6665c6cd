// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records whose lengths, places, divisors and widths are lies, and formats that
 * libtraceevent would be hurt by: each is printed, by its fields where the
 * kernel's text can't be had; well-formed ones in the kernel's words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "kvmrt-trace.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_odd.h"
#include "trace_tool.h"

#define HOST "{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 1000000}"

static void test_view(void **state)
{
	char *line, *next, want[128];
	struct tool t;
	size_t i;

	odd_write(dir_path(*state, "h"));
	t = tool_run(kt_cmd_view, *state, "view -F args h");
	if (t.status)
		fail_msg("status %d: %s", t.status, t.err);
	next = t.out;
	for (i = 0; i < odd_records_n; i++) {
		line = strsep(&next, "\n");
		snprintf(want, sizeof(want), "[%s]", odd_records[i].text);
		if (!line || (odd_records[i].text && strcmp(line, want)))
			fail_msg("%s of %u: '%s', not '%s'", odd_records[i].print, odd_records[i].len,
				 line ? line : "nothing", odd_records[i].text);
	}
	tool_free(&t);
}

/* All ways to print go the same way. */
static void test_others(void **state)
{
	struct tool t;

	odd_write(dir_path(*state, "h"));
	tool_check(kt_cmd_view, *state, "view --json -F info h", 0, NULL, "");
	t = tool_run(kt_cmd_report, *state, "report --at 1ms --window 10ms h");
	if (t.status || !strstr(t.out, "len=4294967295 data=61626364") ||
	    !strstr(t.out, "61 62 63 64"))
		fail_msg("status %d: %s%s", t.status, t.out, t.err);
	tool_free(&t);
	tool_check(kt_cmd_export, *state, "export --perfetto x h", 0, "", "events to x");
	tool_check(kt_cmd_export, *state, "export --dat y h", 0, "", "events to y");
}

/* The reason of an exit is a word of its text. */
static void test_word(void **state)
{
	struct trace_gen *g = gen_new(1);
	uint32_t record[] = { 0x7fffffff, 0x64636261 };
	uint16_t id;

	gen_json(dir_path(*state, "h"), HOST);
	id = gen_format(g, "kvm_exit", ODD_FIXED, "\"reason %s\", __print_hex(REC->data, REC->len)");
	gen_event(g, 0, 1000, id, 71, record, sizeof(record));
	record[0] = 1;
	gen_event(g, 0, 1001, id, 71, record, sizeof(record));
	gen_write(g, dir_path(*state, "h/trace.dat"));
	tool_check(kt_cmd_view, *state, "view -F args h", 0,
		   "[len=2147483647 data=61626364]\n[reason 61]\n", NULL);
	tool_check(kt_cmd_export, *state, "export --perfetto x h", 0, "", "2 events to x");
}

/* trace_printk(): its formats are in the file, their arguments in the records. */
static void test_printk(void **state)
{
	static const char *const lines[] = {
		"0x1 : \"n %d\\n\"", "0x2 : \"text %s|\\n\"", "0x3 : \"wide %ls\"",
		"0x4 : \"blanks %*d\"", "0x5 : \"ends in %\"", "0x6 : \"ends in \\\"",
		"0x7 : \"long %lu %lu\"",
	};
	static const char *const texts[] = {
		": n 7", ": text abcd|", "(NO FORMAT FOUND at 3)",
		"(NO FORMAT FOUND at 4)", "(NO FORMAT FOUND at 5)",
		"(NO FORMAT FOUND at 6)", NULL,
	};
	struct trace_gen *g = gen_new(1);
	char all[512] = "";
	struct {
		uint64_t ip, fmt;
		char bytes[8];
	} record = { .ip = 0xffffffff81001000 };
	char *line, *next;
	struct tool t;
	uint64_t i;

	gen_json(dir_path(*state, "h"), HOST);
	for (i = 0; i < 7; i++) {
		strcat(strcat(all, lines[i]), "\n");
		record.fmt = i + 1;
		memcpy(record.bytes, i ? "abcd" : "\7\0\0\0", 4);
		gen_event(g, 0, 1000 + i, GEN_PRINTK, 71, &record, 20);
	}
	gen_printk(g, all);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	t = tool_run(kt_cmd_view, *state, "view -F args h");
	if (t.status)
		fail_msg("status %d: %s", t.status, t.err);
	next = t.out;
	for (i = 0; i < 7; i++) {
		line = strsep(&next, "\n");
		if (!line || (texts[i] && !strstr(line, texts[i])))
			fail_msg("%s: '%s'", lines[i], line ? line : "nothing");
	}
	tool_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_view, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_others, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_word, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_printk, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
