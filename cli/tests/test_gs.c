// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-gs: forms of arguments, order, what stops a line, reasons.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "double.h"
#include "kvmrt-gs.h"
#include "testing.h"

static int setup(void **state)
{
	(void)state;
	double_reset();
	return 0;
}

static void test_bytes(void **state)
{
	static const struct {
		const char *arg;
		size_t len;
		const char *bytes;	/* NULL: refused */
	} cases[] = {
		{ "hello", 5, "hello" },
		{ " ", 1, " " },
		{ "hex:48656c6c6f", 5, "Hello" },
		{ "0x48656c6C6F", 5, "Hello" },
		{ "hex:00ff00", 3, "\0\xff\0" },
		{ "text:0x48", 4, "0x48" },
		{ "text:hex:48", 6, "hex:48" },
		{ "text:text:", 5, "text:" },
		/* Nothing but the prefix decides. */
		{ "48656c6c6f", 10, "48656c6c6f" },
		{ "0X48", 4, "0X48" },
		{ "Hex:48", 6, "Hex:48" },
		{ "x0x48", 5, "x0x48" },
		{ "", 0, NULL },
		{ "text:", 0, NULL },
		{ "hex:", 0, NULL },
		{ "0x", 0, NULL },
		{ "hex:4", 0, NULL },
		{ "0x486", 0, NULL },
		{ "hex:4g", 0, NULL },
		{ "0xzz", 0, NULL },
		{ "hex:48 65", 0, NULL },
		{ "hex:-1", 0, NULL },
	};
	struct gs_step step;
	struct run run;
	size_t i;
	int ret;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&step, 0, sizeof(step));
		run_begin(&run);
		ret = gs_parse_bytes(&run.cli, &step, cases[i].arg);
		run_end(&run);
		if (!cases[i].bytes) {
			assert_int_equal(ret, CLI_USAGE);
			assert_string_not_equal(run.err, "");
			assert_null(step.bytes);
		} else {
			assert_int_equal(ret, CLI_DONE);
			assert_int_equal(step.len, cases[i].len);
			assert_memory_equal(step.bytes, cases[i].bytes,
					    cases[i].len + 1);
		}
		free(step.bytes);
		run_free(&run);
	}
}

static void test_line(void **state)
{
	(void)state;
	check_tool(gs_tool, "available|ping|0x2a|log_msg|hello from vm1", 0,
		   "available: yes\nping: ok\nlog_msg: ok\n", "");
	assert_string_equal(double_calls,
			    "available;ping 2a;log_msg hello from vm1;");
	double_reset();
	check_tool(gs_tool, "ping 0 xtrace_flush all xtrace_flush 1 xtrace_log_data hex:4142",
		   0, NULL, "");
	assert_string_equal(double_calls,
			    "ping 0;flush 2;flush 1;log_data 2 AB;");
	double_reset();
	/* An argument is never taken for a command. */
	check_tool(gs_tool, "log_msg available", 0, "log_msg: ok\n", "");
	assert_string_equal(double_calls, "log_msg available;");
	check_json(gs_tool, "-j ping 1 log_msg_available",
		   "[{\"command\":\"ping\",\"result\":\"ok\",\"status\":null},\n"
		   "{\"command\":\"log_msg_available\",\"result\":\"yes\",\"status\":null}]");
}

/* Whatever is wrong with the last word, nothing was done before. */
static void test_usage(void **state)
{
	static const char *const lines[][2] = {
		{ "", "no command is given" },
		{ "ping|1|pin", "unknown command 'pin'" },
		{ "ping|1|-j", "unknown command '-j' (options come first)" },
		{ "ping|1|ping", "ping: COOKIE is missing" },
		{ "ping|1|ping|x", "ping: COOKIE 'x' is no number" },
		{ "ping|1|ping|18446744073709551616",
		  "ping: COOKIE 18446744073709551616 is above 18446744073709551615" },
		{ "ping|1|xtrace_flush|3",
		  "xtrace_flush: SCOPE '3' is none of 0, current, 1, vm, 2, all" },
		{ "ping|1|xtrace_flush|0x1",
		  "xtrace_flush: SCOPE '0x1' is none of 0, current, 1, vm, 2, all" },
		{ "ping|1|log_msg|hex:410042",
		  "log_msg: byte 1 is 00, which ends a message (xtrace_log_data takes it)" },
		{ "ping|1|xtrace_log_data|hex:4",
		  "xtrace_log_data: 1 hex digits behind 'hex:' make no whole bytes" },
		{ "ping|1|help", "unknown command 'help'" },
	};
	char err[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(err, sizeof(err),
			 "kvmrt-gs: %s, try 'kvmrt-gs help'\n", lines[i][1]);
		check_tool(gs_tool, lines[i][0], CLI_USAGE, "", err);
	}
	assert_string_equal(double_calls, "");
}

static void test_stops(void **state)
{
	(void)state;
	double_gs.log_msg = -EAGAIN;
	check_tool(gs_tool, "ping 1 log_msg a ping 2", CLI_REFUSED,
		   "ping: ok\n",
		   "kvmrt-gs: log_msg: over the rate that the host permits; wait, or there 'kvmrt-nl gs set id 7 rate N' (command 2 of 3)\n");
	assert_string_equal(double_calls, "ping 1;log_msg a;");
	check_tool(gs_tool, "-j ping 1 log_msg a ping 2", CLI_REFUSED, "",
		   "{\"error\":{\"errno\":\"EAGAIN\",\"message\":\"over the rate that the host permits; wait, or there 'kvmrt-nl gs set id 7 rate N' (command 2 of 3)\",\"attr\":\"log_msg\"}}\n");
	double_reset();
	double_gs.available = false;
	double_gs.status.features = 0x1d;
	check_tool(gs_tool, "ping_available ping 1", CLI_REFUSED,
		   "ping_available: no\n", NULL);
	assert_string_equal(double_calls, "ping_available;");
}

/* Too long for the host: known before the first command runs. */
static void test_too_long(void **state)
{
	(void)state;
	double_gs.status.msg_max = 4;
	check_tool(gs_tool, "ping 1 log_msg 12345", CLI_REFUSED, "",
		   "kvmrt-gs: log_msg: 5 bytes are more than the host takes (4); nothing was sent, send less at once (command 2 of 2)\n");
	assert_string_equal(double_calls, "");
	check_tool(gs_tool, "log_msg 1234", 0, "log_msg: ok\n", "");
	check_tool(gs_tool, "xtrace_log_data 12345", 0,
		   "xtrace_log_data: ok\n", "");
}

static void test_reasons(void **state)
{
	static const struct {
		const char *line;
		long ret;
		int status_ret;
		struct kvmrt_guest_status status;
		int code;
		const char *says;
	} cases[] = {
		{ "ping 1", -ENODEV, -ENODEV, { 0 }, CLI_MISSING,
		  "kvmrt_guest isn't loaded" },
		{ "available", 0, -ENODEV, { 0 }, CLI_REFUSED,
		  "kvmrt_guest isn't loaded" },
		{ "ping 1", -EACCES, -EACCES, { 0 }, CLI_REFUSED,
		  "may not open /dev/kvmrt_gs" },
		{ "ping 1", -EPERM, 0, { .host = 6 }, CLI_REFUSED,
		  "gate gs_hc_guest_enabled is closed; as root open it with 'kvmrt-gs gate hc on'" },
		{ "ping 1", -EPERM, 0, { .host = 3, .gates = 1 }, CLI_REFUSED,
		  "gate gs_syscall_enabled is closed; as root open it with 'kvmrt-gs gate syscall on'" },
		{ "ping 1", -EPERM, 0, { .host = 3, .gates = 3, .vm_id = 5 },
		  CLI_REFUSED, "this VM; there, see 'kvmrt-nl gs show id 5'" },
		{ "ping 1", -EOPNOTSUPP, 0, { .host = 2, .gates = 3 },
		  CLI_MISSING, "the host offers none" },
		{ "ping 1", -EOPNOTSUPP, 0, { .host = 0, .gates = 3 },
		  CLI_MISSING, "no hypervisor answers" },
		{ "ping 1", -EOPNOTSUPP, 0, { .host = 1, .gates = 3 },
		  CLI_MISSING, "the hypervisor is not KVM" },
		{ "ping 1", -EOPNOTSUPP, 0, { .host = 5, .gates = 3 },
		  CLI_MISSING, "version is unknown" },
		{ "available", 0, 0, { .host = 2, .gates = 3 }, CLI_REFUSED,
		  "the host offers none" },
		{ "xtrace_flush 0", -ENODEV, 0,
		  { .host = 3, .gates = 3, .features = 31 }, CLI_MISSING,
		  "the host records no trace" },
		{ "xtrace_flush 0", -EBUSY, 0,
		  { .host = 3, .gates = 3, .features = 31 }, CLI_REFUSED,
		  "try again" },
		{ "xtrace_flush 0", -EOPNOTSUPP, 0,
		  { .host = 3, .gates = 3, .features = 31 }, CLI_MISSING,
		  "can't take snapshots" },
		{ "status", 0, -ENODEV, { 0 }, CLI_MISSING,
		  "kvmrt_guest isn't loaded" },
	};
	struct run run;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *copy = strdup(cases[i].line), *rest = copy;
		char *argv[4] = { (char *)"tool" };
		int argc = 1, code;

		while (rest && argc < 4)
			argv[argc++] = strsep(&rest, " ");
		double_gs.available = false;
		double_gs.ping = cases[i].ret;
		double_gs.flush = cases[i].ret;
		double_gs.status_ret = cases[i].status_ret;
		double_gs.status = cases[i].status;
		run_begin(&run);
		code = gs_tool(&run.cli, argc, argv);
		run_end(&run);
		if (!strstr(run.err, cases[i].says))
			fail_msg("case %zu says '%s'", i, run.err);
		assert_int_equal(code, cases[i].code);
		run_free(&run);
		free(copy);
	}
}

static void test_event(void **state)
{
	static const struct {
		const char *line;
		const char *says;
	} bad[] = {
		{ "event", "event: TYPE is missing" },
		{ "event|5", "event: DATA is missing" },
		{ "event|x|a", "event: TYPE 'x' is no number from 0 to 4294967295" },
		{ "event|4294967296|a",
		  "event: TYPE '4294967296' is no number from 0 to 4294967295" },
		{ "event|5|file:", "event: no path behind 'file:'" },
	};
	char path[] = "/tmp/kvmrt-test-XXXXXX";
	char err[256], line[128], byte = 'x';
	size_t i;
	int fd;

	(void)state;
	check_tool(gs_tool, "event|5|hi there|ping|1", 0,
		   "event: ok\nping: ok\n", "");
	check_tool(gs_tool, "event 0xffffffff hex:4142 event 0 text:", 0, NULL,
		   "");
	assert_string_equal(double_calls,
			    "event 5 8 hi there;ping 1;event 4294967295 2 AB;event 0 0 ;");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(err, sizeof(err),
			 "kvmrt-gs: %s, try 'kvmrt-gs help'\n", bad[i].says);
		check_tool(gs_tool, bad[i].line, CLI_USAGE, "", err);
	}

	double_reset();
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a\nb", 3), 3);
	snprintf(line, sizeof(line), "event 5 file:%s", path);
	check_tool(gs_tool, line, 0, "event: ok\n", "");
	assert_string_equal(double_calls, "event 5 3 a\nb;");
	/* The header counts too. */
	double_gs.status.data_max = 18;
	check_tool(gs_tool, line, CLI_REFUSED, "",
		   "kvmrt-gs: event: 19 bytes are more than the host takes (18); nothing was sent, send less at once\n");
	assert_int_equal(pwrite(fd, &byte, 1, 4080), 1);
	check_tool(gs_tool, line, CLI_REFUSED, "", NULL);
	close(fd);
	unlink(path);
	check_tool(gs_tool, line, CLI_REFUSED, "", NULL);
	check_tool(gs_tool, "event 5 file:/", CLI_REFUSED, "", NULL);
	assert_string_equal(double_calls, "event 5 3 a\nb;");
}

static void test_gate(void **state)
{
	(void)state;
	check_tool(gs_tool, "gate hc on gate syscall off gate all on", 0,
		   "gate: ok\ngate: ok\ngate: ok\n", "");
	assert_string_equal(double_calls, "gate 1 1;gate 2 0;gate 3 1;");
	check_tool(gs_tool, "gate hx on", CLI_USAGE, "",
		   "kvmrt-gs: gate: GATE 'hx' is none of hc, syscall, all, try 'kvmrt-gs help'\n");
	check_tool(gs_tool, "gate hc 1", CLI_USAGE, "",
		   "kvmrt-gs: gate: STATE '1' is neither on nor off, try 'kvmrt-gs help'\n");
	check_tool(gs_tool, "gate hc", CLI_USAGE, "", NULL);
	/* Not the service's EPERM: gates that are closed are no reason. */
	double_gs.status.gates = 0;
	double_gs.gate = -EPERM;
	check_tool(gs_tool, "gate hc on", CLI_REFUSED, "",
		   "kvmrt-gs: gate: not permitted; run it as root or with CAP_NET_ADMIN\n");
	double_gs.gate = -ENODEV;
	check_tool(gs_tool, "status gate hc on", CLI_MISSING, NULL,
		   "kvmrt-gs: gate: kvmrt_guest isn't loaded in this guest; load it with 'modprobe kvmrt_guest' (command 2 of 2)\n");
	double_gs.gate = -ETIMEDOUT;
	check_tool(gs_tool, "gate hc on", CLI_REFUSED, "", NULL);
}

static void test_status(void **state)
{
	(void)state;
	check_json(gs_tool, "-j status",
		   "[{\"command\":\"status\",\"result\":\"ok\",\"status\":{\n"
		   "\"host\":\"serves\",\"abi\":1,\"vm_id\":7,\n"
		   "\"gs_hc_guest_enabled\":true,\"gs_syscall_enabled\":true,\n"
		   "\"features\":\"0x1f\",\"functions\":[\"ping\",\"log_msg\",\"xtrace_flush\",\"xtrace_log_data\"],\n"
		   "\"msg_max\":256,\"data_max\":4096}}]");
	memset(&double_gs.status, 0, sizeof(double_gs.status));
	double_gs.status.host = 99;
	check_json(gs_tool, "-j status",
		   "[{\"command\":\"status\",\"result\":\"ok\",\"status\":{\n"
		   "\"host\":null,\"abi\":null,\"vm_id\":null,\n"
		   "\"gs_hc_guest_enabled\":false,\"gs_syscall_enabled\":false,\n"
		   "\"features\":\"0x0\",\"functions\":[],\n"
		   "\"msg_max\":null,\"data_max\":null}}]");
	check_tool(gs_tool, "status", 0, NULL, "");
}

static void test_complete(void **state)
{
	static const char *const cases[][2] = {
		{ "--complete|pi", "ping_available\nping\n" },
		{ "--complete|h", "help\n" },
		{ "--complete|ping|1|h", "" },
		{ "--complete|ping|", "" },
		{ "--complete|-j|ping|1|xtrace_flush|", "0\n1\n2\ncurrent\nvm\nall\n" },
		{ "--complete|log_msg|te", "text:\n" },
		{ "--complete|log_msg|ping|st", "status\n" },
		{ "--complete|event|5|", "text:\nhex:\nfile:\n" },
		{ "--complete|event|5|x|st", "status\n" },
		{ "--complete|event|", "" },
		{ "--complete|gate|", "hc\nsyscall\nall\n" },
		{ "--complete|gate|hc|", "on\noff\n" },
		{ "--complete|gate|hc|on|gat", "gate\n" },
		{ "--complete|bad|", "" },
		{ "--complete|--v", "--version\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_tool(gs_tool, cases[i][0], 0, cases[i][1], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_bytes, setup),
		cmocka_unit_test_setup(test_line, setup),
		cmocka_unit_test_setup(test_usage, setup),
		cmocka_unit_test_setup(test_stops, setup),
		cmocka_unit_test_setup(test_too_long, setup),
		cmocka_unit_test_setup(test_reasons, setup),
		cmocka_unit_test_setup(test_event, setup),
		cmocka_unit_test_setup(test_gate, setup),
		cmocka_unit_test_setup(test_status, setup),
		cmocka_unit_test_setup(test_complete, setup),
	};

	return cmocka_run_group_tests_name("cli-gs", tests, NULL, NULL);
}
