// SPDX-License-Identifier: GPL-2.0-only
/*
 * view: lines, fields, filters, times, losses, data in chunks, bad words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <kvmrt/custom.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kvmrt-trace.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_tool.h"

/* 1 ms per 10^6 ticks: a GHz, so stamps are nanoseconds. */
#define HOST_JSON \
	"{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"started\": {\"realtime_ns\": 1000000000000000000," \
	" \"tsc\": 0, \"width_tsc\": 0}, \"vms\": [" \
	"{\"id\": 5, \"pid\": 70, \"name\": \"five\", \"vcpus\": [{\"id\": 0, \"tid\": 71, \"tsc\":" \
	" [{\"at_tsc\": 0, \"offset\": 1000, \"ratio\": 4294967296, \"frac_bits\": 32}]}]}," \
	"{\"id\": 6, \"pid\": 80, \"name\": \"six\", \"vcpus\": [{\"id\": 3, \"tid\": 81, \"tsc\": []}]}]}"
#define GUEST_JSON \
	"{\"format\": 1, \"host\": \"g\", \"kind\": \"guest\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"vm_id\": 5}"

static void enter(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		  int pid, uint32_t vm, uint32_t vcpu)
{
	uint32_t fields[3] = { vm, 70, vcpu };

	gen_event(g, cpu, stamp, GEN_ENTER, pid, fields, sizeof(fields));
}

static void chunk(struct trace_gen *g, uint64_t stamp, int pid, uint32_t total,
		  uint32_t offset, const void *bytes, uint32_t n)
{
	struct {
		uint32_t vm, vm_pid, vcpu, total, offset, where;
		uint8_t bytes[1024];
	} e = { 5, 70, 0, total, offset, n << 16 | 32, { 0 } };

	memcpy(e.bytes, bytes, n);
	gen_event(g, 0, stamp, GEN_DATA, pid, &e, 24 + n);
}

static void make(const char *dir)
{
	struct trace_gen *g = gen_new(2);

	gen_json(dir_path(dir, "h"), HOST_JSON);
	gen_tick(g, 0, 2000000000, 7);
	enter(g, 0, 2000000500, 71, 5, 0);
	gen_lost(g, 1, 3);
	enter(g, 1, 2000001000, 81, 6, 3);
	gen_ping_host(g, 0, 2000002000, 5, 0, 0x2a);
	gen_ping_host(g, 0, 2500000000, 5, 0, 0x2b);
	gen_lost(g, 0, UINT64_MAX);
	gen_note(g, 0, 3000000000, "bad\033[31m \xff");
	gen_write(g, dir_path(dir, "h/trace.dat"));
	g = gen_new(1);
	gen_json(dir_path(dir, "g"), GUEST_JSON);
	gen_ping_guest(g, 0, 2000001900 + 1000, 9, 0x2a);
	gen_write(g, dir_path(dir, "g/trace.dat"));
}

static void test_text(void **state)
{
	make(*state);
	tool_check(kt_cmd_view, *state, "view h g", 0,
		   "   0.000000000 h   0 tick                 [value=7 small=-7 name=tick]\n"
		   "   0.000000500 h   0 kvm_enter_vm_pid     [vm=5 vm_pid=70 vcpu=0]\n"
		   "   0.000001000 h   1 LOST 3 events\n"
		   "   0.000001000 h   1 kvm_enter_vm_pid     [vm=6 vm_pid=70 vcpu=3]\n"
		   "   0.000001900 g   0 gs_ping_guest        [cookie 0x2a]\n"
		   "   0.000002000 h   0 gs_ping_host         [vm=5 vm_pid=4711 vcpu=0 cookie=0x2a]\n"
		   "   0.500000000 h   0 gs_ping_host         [vm=5 vm_pid=4711 vcpu=0 cookie=0x2b]\n"
		   "   1.000000000 h   0 LOST an unknown number of events\n"
		   "   1.000000000 h   0 note                 [bad\\x1b[31m \\xff]\n", NULL);
	tool_check(kt_cmd_view, *state, "view -t -n 2 -F abs,delta,vm,vmname,vcpu,pid,task,stamp,system h", 0,
		   "               abs        delta  vm vmname       vcpu     pid task                        stamp system\n"
		   "       2.000000000  0.000000000   - -               -       1 init                   2000000000 kvmrt\n"
		   "       2.000000500  0.000000500   5 five            0      71 <...>                  2000000500 kvmrt\n",
		   NULL);
}

static void test_json(void **state)
{
	make(*state);
	tool_check(kt_cmd_view, *state, "view -j --from 1us --to 0.0000019 h g", 0,
		   "{\"time_ns\":1000,\"abs_ns\":2000001000,\"host\":\"h\",\"cpu\":1,\"task\":\"-\",\"pid\":null,\"vm\":null,\"vcpu\":null,\"event\":null,\"system\":null,\"args\":{\"lost\":3},\"stamp\":2000001000}\n"
		   "{\"time_ns\":1000,\"abs_ns\":2000001000,\"host\":\"h\",\"cpu\":1,\"task\":\"<...>\",\"pid\":81,\"vm\":6,\"vcpu\":3,\"event\":\"kvm_enter_vm_pid\",\"system\":\"kvmrt\",\"args\":{\"vm\":6,\"vm_pid\":70,\"vcpu\":3},\"stamp\":2000001000}\n"
		   "{\"time_ns\":1900,\"abs_ns\":2000001900,\"host\":\"g\",\"cpu\":0,\"task\":\"<...>\",\"pid\":9,\"vm\":5,\"vcpu\":0,\"event\":\"gs_ping_guest\",\"system\":\"kvmrt\",\"args\":{\"cookie\":42},\"stamp\":2000002900}\n",
		   NULL);
	tool_check(kt_cmd_view, *state, "view --json -e note -F args,info,tod h", 0,
		   "{\"args\":{\"lost\":3},\"info\":null,\"tod_ns\":1000000002000001000}\n"
		   "{\"args\":{\"lost\":null},\"info\":null,\"tod_ns\":1000000003000000000}\n"
		   "{\"args\":{\"text\":\"bad\\u001b[31m \xef\xbf\xbd\"},\"info\":\"bad\\u001b[31m \xef\xbf\xbd\",\"tod_ns\":1000000003000000000}\n",
		   NULL);
}

static void test_filters(void **state)
{
	static const struct {
		const char *line, *out;
	} cases[] = {
		{ "view -F stamp -e gs_ping_* --host h h g",
		  "      2000001000 LOST 3 events\n      2000002000\n      2500000000\n"
		  "      3000000000 LOST an unknown number of events\n" },
		{ "view -F stamp --cpu 0 --host g h g", "      2000002900\n" },
		{ "view -F stamp --vm five --cpu 0 --to @2.1 h g",
		  "      2000000500\n      2000002900\n      2000002000\n" },
		{ "view -F stamp --vm 6 --cpu 1 h", "      2000001000 LOST 3 events\n      2000001000\n" },
		{ "view -F stamp --vcpu 3 --cpu 1 -n 2 h", "      2000001000 LOST 3 events\n      2000001000\n" },
		{ "view -F stamp --around gs_ping_host#1 --window 100ns h g",
		  "      2000002900\n      2000002000\n" },
		{ "view -F stamp --around gs_ping_host#-1 --window 0 h g", "      2500000000\n" },
		{ "view -F stamp --around kvmrt:gs_ping_host --window 1ns h", "      2000002000\n      2500000000\n" },
		{ "view -F stamp -e tick -e note --from 0.2 h",
		  "      3000000000 LOST an unknown number of events\n      3000000000\n" },
		{ "view -F stamp --from 2 h", "" },
	};
	size_t i;

	make(*state);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tool_check(kt_cmd_view, *state, cases[i].line, 0, cases[i].out, NULL);
}

static void test_refusals(void **state)
{
	static const struct {
		const char *line;
		int status;
		const char *err;
	} cases[] = {
		{ "view", 2, "directory is missing, try 'kvmrt-trace view --help'" },
		{ "view -F time,evnt h", 2, "no field 'evnt'; near: event" },
		{ "view -F time,time h", 2, "named twice" },
		{ "view -F tod g", 1, "what time of day" },
		{ "view -e kvm_enter_vmpid h", 1, "near: kvm_enter_vm_pid" },
		{ "view -e gs_pnig h", 1, "near: gs_ping" },
		{ "view -e tick, h", 2, "empty event name" },
		{ "view --evnt tick h", 2, "did you mean '--event'" },
		{ "view --event", 2, "option '--event' needs EVENTS" },
		{ "view --json=1 h", 2, "takes no value" },
		{ "view -x h", 2, "unknown option '-x'" },
		{ "view --vm seven h", 4, "no VM 'seven'" },
		{ "view --vm 7 --host g h g", 4, "no VM 7" },
		{ "view --vm 5 --vm 6 h", 2, "given twice" },
		{ "view --host k h", 1, "no machine 'k' in these recordings; near: h" },
		{ "view --cpu 1-0 h", 2, "no list" },
		{ "view --from soon h", 2, "'soon' is no time" },
		{ "view --from 1.0000000001 h", 2, "is no time" },
		{ "view --from 2 --to 1 h", 2, "--to 1 is before --from 2" },
		{ "view --window 1 h", 2, "needs --around" },
		{ "view --around tick --from 1 h", 2, "exclude each other" },
		{ "view --around tick#0 h", 2, "no number of an event" },
		{ "view --around gs_ping_host#3 h", 1, "recorded 2 times only" },
		{ "view --around gs_ping_guest h", 1, "no event 'gs_ping_guest' was recorded" },
		{ "view -n 0 h", 2, "no number above 0" },
		{ "view nothing", 1, "nothing" },
	};
	size_t i;

	make(*state);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tool_check(kt_cmd_view, *state, cases[i].line, cases[i].status, "",
			   cases[i].err);
}

static void test_data(void **state)
{
	uint8_t payload[64], bytes[2100];
	struct trace_gen *g = gen_new(1);
	char *text;
	int n;

	memset(bytes, 'x', sizeof(bytes));
	gen_json(dir_path(*state, "h"), HOST_JSON);
	chunk(g, 10, 71, 2100, 0, bytes, 1024);
	chunk(g, 11, 81, 3, 0, "abc", 3);	/* another thread in between */
	chunk(g, 12, 71, 2100, 1024, bytes, 1024);
	chunk(g, 13, 71, 2100, 2048, bytes, 52);
	chunk(g, 14, 71, 1500, 0, "", 1);	/* the rest is lost */
	chunk(g, 15, 71, 2, 0, "\1\2", 2);
	n = kvmrt_custom_build(77, "hi", 3, payload, sizeof(payload));
	assert_true(n > 0);
	chunk(g, 16, 71, (uint32_t)n, 0, payload, (uint32_t)n);
	chunk(g, 17, 71, 4000000000u, 0, "zz", 2);	/* no call is that long */
	chunk(g, 18, 71, 100, 97, "end", 3);	/* the beginning is lost */
	chunk(g, 19, 71, 1500, 0, "y", 1);	/* the recording ends */
	gen_write(g, dir_path(*state, "h/trace.dat"));
	assert_true(asprintf(&text,
		"              11 [vm=5 vm_pid=70 vcpu=0 total=3 text=abc]\n"
		"              13 [vm=5 vm_pid=70 vcpu=0 total=2100 text=%.2100s]\n"
		"              14 [vm=5 vm_pid=70 vcpu=0 total=1500 INCOMPLETE, recorded=1 hex=00]\n"
		"              15 [vm=5 vm_pid=70 vcpu=0 total=2 hex=0102]\n"
		"              16 [vm=5 vm_pid=70 vcpu=0 total=%d custom=77 text=hi]\n"
		"              17 [vm=5 total=4000000000 offset=0]\n"
		"              18 [vm=5 vm_pid=70 vcpu=0 total=100 INCOMPLETE, recorded=0 hex=]\n"
		"              19 [vm=5 vm_pid=70 vcpu=0 total=1500 INCOMPLETE, recorded=1 text=y]\n",
		(const char *)bytes, n) > 0);
	tool_check(kt_cmd_view, *state, "view -F stamp,args h", 0, text, NULL);
	free(text);
	tool_check(kt_cmd_view, *state, "view -j -F stamp,args --from @15ns --to @16ns h", 0,
		   "{\"stamp\":15,\"args\":{\"vm\":5,\"vm_pid\":70,\"vcpu\":0,\"total\":2,\"recorded\":2,\"custom\":null,\"data\":\"0102\"}}\n"
		   "{\"stamp\":16,\"args\":{\"vm\":5,\"vm_pid\":70,\"vcpu\":0,\"total\":19,\"recorded\":19,\"custom\":77,\"data\":\"686900\"}}\n",
		   NULL);
	tool_check(kt_cmd_view, *state, "view --chunks -F stamp --to 3ns h", 0,
		   "              10\n              11\n              12\n              13\n",
		   NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_text, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_json, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_filters, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_refusals, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_data, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace view", tests, NULL, NULL);
}
