// SPDX-License-Identifier: GPL-2.0-only
/*
 * report, from a recording on disk to its output: exits, user space, who took
 * the CPU, windows and moments, lost events, bad words.
 * requires: S01
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "kvmrt-trace.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_tool.h"

/* A GHz, so stamps are nanoseconds. */
#define JSON \
	"{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"vms\": [" \
	"{\"id\": 5, \"pid\": 70, \"name\": \"five\", \"vcpus\": [{\"id\": 0, \"tid\": 71," \
	" \"tsc\": []}]}]}"
#define START 1000000000
#define TID 71
#define SVM 2

static void enter(struct trace_gen *g, uint64_t ns)
{
	uint32_t fields[3] = { 5, 70, 0 };

	gen_event(g, 0, START + ns, GEN_ENTER, TID, fields, sizeof(fields));
}

static void leave(struct trace_gen *g, uint64_t ns, uint32_t reason)
{
	uint32_t fields[5] = { 5, 70, 0, SVM, reason };

	gen_event(g, 0, START + ns, GEN_EXIT, TID, fields, sizeof(fields));
}

static void to_user(struct trace_gen *g, uint64_t ns, uint32_t reason,
		    uint32_t user_reason)
{
	struct gen_handler fields = { .vm = 5, .vm_pid = 70, .isa = SVM,
				      .reason = reason, .to_user = 1,
				      .user_reason = user_reason };

	gen_event(g, 0, START + ns, GEN_HANDLER, TID, &fields, sizeof(fields));
}

static void task_switch(struct trace_gen *g, uint64_t ns, const char *from,
			int from_pid, uint64_t state, const char *to, int to_pid)
{
	struct {
		char prev_comm[16];
		int32_t prev_pid, pad;
		uint64_t prev_state;
		char next_comm[16];
		int32_t next_pid;
	} e = { .prev_pid = from_pid, .prev_state = state, .next_pid = to_pid };

	memcpy(e.prev_comm, from, strlen(from));
	memcpy(e.next_comm, to, strlen(to));
	gen_event(g, 0, START + ns, GEN_SWITCH, from_pid, &e, sizeof(e));
}

/* Three exits: one that sleeps, one to user space, one that loses its CPU. */
static void make(const char *dir)
{
	struct trace_gen *g = gen_new(1);

	gen_json(dir_path(dir, "h"), JSON);
	enter(g, 0);
	leave(g, 3000, 0x78);
	task_switch(g, 3500, "vcpu", TID, 1, "swapper", 0);
	task_switch(g, 7500, "swapper", 0, 0, "vcpu", TID);
	enter(g, 8000);
	leave(g, 9000, 0x7b);
	to_user(g, 9500, 0x7b, 2);
	enter(g, 12000);
	leave(g, 13000, 0x60);
	task_switch(g, 13500, "vcpu", TID, 0, "hog", 90);
	task_switch(g, 15500, "hog", 90, 0, "vcpu", TID);
	enter(g, 16000);
	gen_tick(g, 0, START + 20000, 1);
	gen_write(g, dir_path(dir, "h/trace.dat"));
}

#define check(dir, ...) tool_prints(kt_cmd_report, dir, __VA_ARGS__)

static void test_all(void **state)
{
	make(*state);
	check(*state, "report -j h",
	      "\"start_ns\":1000000000,\"from_ns\":0,\"to_ns\":20000",
	      "\"host\":\"h\",\"vm\":5,\"name\":\"five\",\"vm_pid\":70,\"vcpu\":0,\"tid\":71",
	      /* 20000 in all */
	      "{\"state\":\"in guest\",\"time_ns\":9000,\"share_ppm\":450000}",
	      "{\"state\":\"host kernel\",\"time_ns\":2500,\"share_ppm\":125000}",
	      "{\"state\":\"user space\",\"time_ns\":2500,\"share_ppm\":125000}",
	      "{\"state\":\"preempted\",\"time_ns\":2000,\"share_ppm\":100000}",
	      "{\"state\":\"asleep\",\"time_ns\":4000,\"share_ppm\":200000}",
	      "{\"isa\":\"SVM\",\"code\":120,\"exit\":\"hlt\",\"count\":1,\"timed\":1,\"total_ns\":5000,\"worst_ns\":5000,\"worst_at_ns\":3000,\"asleep_ns\":4000}",
	      "{\"reason\":\"KVM_EXIT_IO\",\"cause\":\"out port 0x0\",\"count\":1,\"total_ns\":2500,\"worst_ns\":2500,\"worst_at_ns\":9500,\"device\":\"DMA controller\",\"device_class\":\"disk\"}",
	      "\"lost\":[]",
	      "\"waits\":[{\"vcpu_was\":\"running\",\"count\":1,\"total_ns\":2000,\"worst_ns\":2000,\"worst_at_ns\":13500}]",
	      "{\"by\":\"hog\",\"pid\":90,\"vcpu_was\":\"running\",\"count\":1,\"total_ns\":2000,\"worst_ns\":2000,\"worst_at_ns\":13500}",
	      "1 exits to user space were accesses to devices (DMA controller), the longest 2.500 us; QEMU",
	      NULL);
	check(*state, "report h", "CPU-TAKEN-BY", "hog  ", "hlt  ", NULL);
}

static void test_window(void **state)
{
	make(*state);
	/* An exit counts if it begins in the window; time is cut to it. */
	check(*state, "report -j --from 8500ns --to 14500ns h",
	      "\"from_ns\":8500,\"to_ns\":14500",
	      "{\"state\":\"in guest\",\"time_ns\":1500,\"share_ppm\":250000}",
	      "{\"state\":\"preempted\",\"time_ns\":1000,\"share_ppm\":166666}",
	      "\"exits\":[{\"isa\":\"SVM\",\"code\":123,",
	      /* Who has the CPU when the window ends is named. */
	      "{\"by\":\"hog\",\"pid\":90,\"vcpu_was\":\"running\",\"count\":1,\"total_ns\":1000,\"worst_ns\":1000,\"worst_at_ns\":13500}",
	      NULL);
	/* A moment by its event, and by its time. */
	check(*state, "report -j --around tick --window 5us h",
	      "\"from_ns\":15000,\"to_ns\":20000",
	      "\"relative_ns\":-4000,\"stage\":null,\"host\":\"h\",\"cpu\":0,\"pid\":71,\"event\":\"kvm_enter_vm_pid\"",
	      NULL);
	check(*state, "report -j --around sched_switch#2 --window 1us h",
	      "\"from_ns\":6500,\"to_ns\":7500", NULL);
	check(*state, "report -j --at 13500ns --window 1us --vm five h",
	      "\"from_ns\":12500,\"to_ns\":13500", "\"relative_ns\":0", NULL);
}

/* Where, and that what the vCPU did there isn't known. */
static void test_lost(void **state)
{
	struct trace_gen *g = gen_new(1);
	struct tool t;
	int i;

	gen_json(dir_path(*state, "h"), JSON);
	enter(g, 0);
	leave(g, 3000, 0x78);
	gen_tick(g, 0, START + 4000, 1);
	gen_lost(g, 0, 17);
	gen_tick(g, 0, START + 104000, 1);
	enter(g, 105000);
	gen_lost(g, 0, ~0ULL);
	gen_tick(g, 0, START + 205000, 1);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	check(*state, "report -j h",
	      "\"lost\":[{\"host\":\"h\",\"cpu\":0,\"events\":17,\"from_ns\":4000,\"to_ns\":104000},"
	      "{\"host\":\"h\",\"cpu\":0,\"events\":null,\"from_ns\":105000,\"to_ns\":205000}]",
	      "17 events and an unknown number more were lost in 2 places, all below",
	      "{\"state\":\"not known\",\"time_ns\":201000,",
	      "{\"state\":\"in guest\",\"time_ns\":3000,",
	      "{\"state\":\"host kernel\",\"time_ns\":1000,", NULL);
	check(*state, "report h", "LOST-ON  CPU  EVENTS  FROM-S       TO-S\n"
	      "h        0    17      0.000004000  0.000104000\n"
	      "h        0    -       0.000105000  0.000205000\n", NULL);
	/* The event that tells of it comes after the window. */
	check(*state, "report -j --to 50us h",
	      "\"lost\":[{\"host\":\"h\",\"cpu\":0,\"events\":17,\"from_ns\":4000,\"to_ns\":104000}]",
	      "{\"state\":\"not known\",\"time_ns\":46000,", NULL);
	check(*state, "report -j --from 104500ns --to 104600ns h", "\"lost\":[]",
	      NULL);
	/* The time line of a moment shows it, too. */
	check(*state, "report --at 104us --window 101us h",
	      "(events before this were LOST) value=1", NULL);
	/* More than are kept: the longest. */
	g = gen_new(1);
	enter(g, 0);
	for (i = 1; i < 100; i++) {
		gen_lost(g, 0, 1);
		enter(g, (uint64_t)i * 1000 + (i == 50 ? 999 : 0));
	}
	gen_write(g, dir_path(*state, "h/trace.dat"));
	t = tool_run(kt_cmd_report, *state, "report -j h");
	assert_int_equal(t.status, 0);
	assert_non_null(strstr(t.out, "99 events were lost in 99 places, the longest are below"));
	assert_non_null(strstr(t.out, "\"from_ns\":49000,\"to_ns\":50999"));
	tool_free(&t);
}

static void test_refused(void **state)
{
	make(*state);
	tool_check(kt_cmd_report, *state, "report", 2, "", "a directory");
	tool_check(kt_cmd_report, *state, "report --frob h", 2, "", "--frob");
	tool_check(kt_cmd_report, *state, "report --vm 6 h", 4, "", "no VM 6");
	tool_check(kt_cmd_report, *state, "report --vcpu 1 h", 4, "", "vCPU 1");
	tool_check(kt_cmd_report, *state, "report --at 1 --around tick h", 2, "",
		   "leave out the other");
	tool_check(kt_cmd_report, *state, "report --at soon h", 2, "",
		   "'soon' is no time");
	tool_check(kt_cmd_report, *state, "report --window 1ms h", 2, "",
		   "--at or --around");
	tool_check(kt_cmd_report, *state, "report --around tick#2 h", 1, "",
		   "1 such events");
	tool_check(kt_cmd_report, *state, "report --around nothing h", 1, "",
		   "nothing");
	tool_check(kt_cmd_report, *state, "report --from 2 --to 1 h", 2, "",
		   "before it begins");
	tool_check(kt_cmd_report, *state, "report --from 1h h", 1, "",
		   "no event is in that window");
	tool_check(kt_cmd_report, *state, "report --events 1 h", 2, "",
		   "2 to 16384");
	tool_check(kt_cmd_report, *state, "report --timer-vector 999 h", 2, "",
		   "16 to 255");
	tool_check(kt_cmd_report, *state, "report none", 1, "", "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_window, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_lost, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_refused, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace-report", tests, NULL, NULL);
}
