// SPDX-License-Identifier: GPL-2.0-only
/*
 * report's part about what QEMU serves under its global lock, from recordings on
 * disk: by the command line, and what the vCPUs were seen to touch.
 * requires: S03
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "kvmrt-trace.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_tool.h"

#define HEAD \
	"{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"vms\": [" \
	"{\"id\": 5, \"pid\": 70, \"name\": \"five\", \"vcpus\": [{\"id\": 0, \"tid\": 71," \
	" \"tsc\": []}]"
#define START 1000000000
#define TID 71
#define SVM 2
#define SVM_IOIO 0x7b

/* An exit to user space for each of these ports. */
static void make(const char *dir, const char *command, const uint16_t *ports,
		 size_t n, bool handlers)
{
	struct trace_gen *g = gen_new(1);
	uint64_t at = START;
	size_t i;

	gen_json(dir_path(dir, "h"), HEAD "%s", command);
	for (i = 0; i <= n; i++) {
		uint32_t enter[3] = { 5, 70, 0 };
		uint32_t leave[5] = { 5, 70, 0, SVM, SVM_IOIO };
		struct gen_handler h = { .vm = 5, .vm_pid = 70, .isa = SVM,
					 .reason = SVM_IOIO, .to_user = 1,
					 .user_reason = 2 };

		gen_event(g, 0, at += 1000, GEN_ENTER, TID, enter, sizeof(enter));
		if (i == n)
			break;
		h.info1 = (uint64_t)ports[i] << 16;
		gen_event(g, 0, at += 1000, GEN_EXIT, TID, leave, sizeof(leave));
		if (handlers)
			gen_event(g, 0, at += 1000, GEN_HANDLER, TID, &h, sizeof(h));
	}
	gen_tick(g, 0, at + 1000, 1);
	gen_write(g, dir_path(dir, "h/trace.dat"));
}

/* The part is in what that command line prints; or it isn't. */
static void check(const char *dir, const char *line, const char *part, bool is)
{
	struct tool t = tool_run(kt_cmd_report, dir, line);

	if (t.status || !strstr(t.out, part) == is)
		print_error("%s: %s in: %s %s\n", line, part, t.out, t.err);
	assert_int_equal(t.status, 0);
	assert_int_equal(strstr(t.out, part) != NULL, is);
	tool_free(&t);
}

#define QEMU \
	", \"command_cut\": false, \"command\": [\"/usr/bin/qemu-system-x86_64\", \"-M\"," \
	" \"q35,hpet=off,i8042=off,rtc=off\", \"-nodefaults\", \"-display\", \"none\"," \
	" \"-serial\", \"pty\", \"-device\", \"virtio-blk-pci,drive=d,id=slow\"," \
	" \"-device\", \"virtio-blk-pci,drive=e,id=fast,iothread=io\"]}]}"

static void test_touched(void **state)
{
	static const uint16_t ports[] = { 0x3f8, 0x3f8, 0x2f9, 0x70, 0xc040 };

	make(*state, QEMU, ports, 5, true);
	check(*state, "report -j h",
	      "\"vms\":[{\"host\":\"h\",\"vm\":5,\"name\":\"five\",\"vm_pid\":70,\"vmm\":\"qemu-system-x86_64\",\"note\":\"what was plugged in", true);
	check(*state, "report -j h",
	      "{\"device\":\"serial0\",\"model\":\"isa-serial\",\"class\":\"terminal\",\"touched\":3,\"touched_what\":\"serial port\",\"way_out\":\"-serial none\",\"why\":\"emulated port,", true);
	check(*state, "report -j h",
	      "{\"device\":\"slow\",\"model\":\"virtio-blk-pci\",\"class\":\"disk\",\"touched\":1,\"touched_what\":\"any PCI device\",\"way_out\":\"iothread=\",", true);
	check(*state, "report -j h", "fast", false);
	check(*state, "report h", "UNDER-QEMU'S-GLOBAL-LOCK  MODEL ", true);
	check(*state, "report --vm five h", "slow", true);
	check(*state, "report --vcpu 0 h", "slow", true);
}

/* Nothing is said of what can't have been seen. */
static void test_untouched(void **state)
{
	static const uint16_t ports[] = { 0x70, 0x70 };

	make(*state, QEMU, ports, 2, true);
	check(*state, "report -j h", "\"class\":\"terminal\",\"touched\":0,\"touched_what\":\"serial port\"", true);
	check(*state, "report -j h", "\"class\":\"disk\",\"touched\":0,", true);
	make(*state, QEMU, ports, 2, false);
	check(*state, "report -j h", "\"class\":\"terminal\",\"touched\":null,\"touched_what\":null", true);
}

static void test_others(void **state)
{
	static const uint16_t ports[] = { 0x70 };

	make(*state, ", \"command\": [\"/opt/firecracker\"]}]}", ports, 1, true);
	check(*state, "report -j h", "\"vmm\":\"firecracker\",\"note\":\"not QEMU: not looked at\",\"devices\":null}]", true);
	make(*state, "}]}", ports, 1, true);
	check(*state, "report -j h", "\"vmm\":null,\"note\":\"its command line is not in the recording: not looked at\",\"devices\":null}]", true);
	make(*state, ", \"command\": [\"qemu-kvm\", 7]}]}", ports, 1, true);
	check(*state, "report -j h", "\"note\":\"its command line is damaged in the recording\",\"devices\":null}]", true);
	make(*state, ", \"command\": {\"qemu-kvm\": 7}}]}", ports, 1, true);
	check(*state, "report -j h", "\"note\":\"its command line is not in the recording", true);
	make(*state, ", \"command\": [\"kvm\", \"-M\", \"none\"], \"command_cut\": true}]}", ports, 1, true);
	check(*state, "report -j h", "\"note\":\"its command line is longer than what was looked at;", true);
	check(*state, "report -j h", "\"devices\":[]}]", true);
	make(*state, ", \"command\": [\"kvm\", \"-readconfig\", \"/etc/vm\"]}]}", ports, 1, true);
	check(*state, "report -j h", "\"note\":\"the file of its -readconfig was not looked at;", true);
	make(*state, ", \"command\": [\"kvm\", \"-set\", \"device.d.iothread=i\"]}]}", ports, 1, true);
	check(*state, "report -j h", "\"note\":\"its -set was not looked at;", true);
	/* What a terminal would take for more than text. */
	make(*state, ", \"command\": [\"kvm\", \"-device\", \"VGA,id=\\u001b[2J\"]}]}", ports, 1, true);
	check(*state, "report h", "\\x1b[2J", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_touched, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_untouched, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_others, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace-report-vmm", tests, NULL, NULL);
}
