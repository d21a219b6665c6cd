// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-nl: what each command prints, asks for and returns.
 */
#include <errno.h>
#include <unistd.h>

#include "double.h"
#include "kvmrt-nl.h"
#include "testing.h"

static int tool(struct cli *cli, int argc, char **argv)
{
	return cli_run(cli, &nl_program, argc, argv);
}

static int setup(void **state)
{
	(void)state;
	double_reset();
	return 0;
}

static void test_status(void **state)
{
	(void)state;
	check_tool(tool, "status", 0,
		   "kvmrt.ko           0.1.0\n"
		   "guest ABI          1\n"
		   "kernel             6.12\n"
		   "kvm.ko loaded      yes\n"
		   "VMs                2\n"
		   "VMs, vCPUs missed  0\n"
		   "FEATURE    STATE  REASON\n"
		   "registry   on     -\n"
		   "hypercall  off    livepatched\n", "");
	check_json(tool, "-j status",
		   "{\"module_version\":\"0.1.0\",\"abi\":1,\"kernel\":\"6.12\",\n"
		   "\"kvm_loaded\":true,\"vms\":2,\"missed\":0,\"feature\":[\n"
		   "{\"name\":\"registry\",\"state\":\"on\",\"reason\":null},\n"
		   "{\"name\":\"hypercall\",\"state\":\"off\",\"reason\":\"livepatched\"}]}");
	check_json(tool, "-j --version",
		   "{\"tool\":\"" KVMRT_CLI_VERSION "\",\"library\":\"9.9.9\",\"module\":\"0.1.0\"}");
}

#define WEB_JSON "{\"id\":1,\"name\":\"web\",\"name_source\":\"given\","	\
	"\"pid\":100,\"comm\":\"qemu-system-x86\",\"start_time_ns\":5000000000," \
	"\"uptime_ns\":60000000000,\"vcpus\":2,\"vcpu\":"
#define WEB_VCPUS "[{\"vm_id\":1,\"id\":0,\"index\":0,\"tid\":101,"	\
	"\"tsc_offset\":-12345,\"tsc_ratio\":4294967296,"		\
	"\"tsc_ratio_frac_bits\":32,\"tsc_khz\":2500000},"		\
	"{\"vm_id\":1,\"id\":1,\"index\":1,\"tid\":null,"		\
	"\"tsc_offset\":-12345,\"tsc_ratio\":6442450944,"		\
	"\"tsc_ratio_frac_bits\":32,\"tsc_khz\":3750000}]"
#define DB_JSON "{\"id\":7,\"name\":\"db\",\"name_source\":\"vmm\","	\
	"\"pid\":200,\"comm\":\"firecracker\",\"start_time_ns\":9000000000," \
	"\"uptime_ns\":56000000000,\"vcpus\":1,\"vcpu\":"
#define DB_VCPUS "[{\"vm_id\":7,\"id\":0,\"index\":0,\"tid\":201,"	\
	"\"tsc_offset\":-9223372036854775808,\"tsc_ratio\":0,"		\
	"\"tsc_ratio_frac_bits\":0,\"tsc_khz\":null}]"

static void test_vm_show(void **state)
{
	(void)state;
	check_tool(tool, "vm show", 0,
		   "VM  NAME      PID  COMM             STARTED  UP     VCPUS\n"
		   "1   web       100  qemu-system-x86  day 5    1m00s  2\n"
		   "    VCPU  INDEX  TID  TSC-OFFSET  TSC-RATIO  TSC-KHZ\n"
		   "    0     0      101  -12345      1          2500000\n"
		   "    1     1      -    -12345      1.5        3750000\n"
		   "7   db (vmm)  200  firecracker      day 9    56.0s  1\n"
		   "    VCPU  INDEX  TID  TSC-OFFSET            TSC-RATIO       TSC-KHZ\n"
		   "    0     0      201  -9223372036854775808  1 (no scaling)  -\n",
		   "");
	check_json(tool, "-j vm show",
		   "[" WEB_JSON WEB_VCPUS "}," DB_JSON DB_VCPUS "}]");
	check_json(tool, "-j vm show pid 200", "[" DB_JSON DB_VCPUS "}]");
	check_json(tool, "-j vcpu show name db", DB_VCPUS);
	assert_string_equal(double_calls, "find pid 200;find name db;");
	double_nl.nr_vms = 0;
	double_nl.nr_vcpus = 0;
	check_json(tool, "-j vm show", "[]");
	check_tool(tool, "vm show", 0,
		   "VM  NAME  PID  COMM  STARTED  UP  VCPUS\n", "");
}

static void test_vm_set(void **state)
{
	(void)state;
	check_json(tool, "-j vm set id 7 name sql",
		   "{\"vm_id\":7,\"dry_run\":false,\"change\":[{\"setting\":\"name\",\"from\":null,\"to\":\"sql\"}]}");
	assert_string_equal(double_calls, "find id 7;set_name 7 'sql';");
	double_reset();
	check_tool(tool, "vm|set|name|web|name|", 0,
		   "of       VM 1\nchanged  yes\n"
		   "SETTING  FROM  TO\nname     web   -\n", "");
	assert_string_equal(double_calls, "find name web;set_name 1 '';");
	double_reset();
	check_tool(tool, "-n vm set id 7 name sql", 0,
		   "of       VM 7\nchanged  no, this is a dry run\n"
		   "SETTING  FROM  TO\nname     -     sql\n", "");
	check_tool(tool, "-n vm set id 7 name web", CLI_REFUSED, "",
		   "kvmrt-nl: vm set: VM 1 has the name 'web'\n");
	check_tool(tool, "-n vm set id 1 name web", 0, NULL, "");
	check_tool(tool, "-n vm set id 2 name web", CLI_NOT_FOUND, "", NULL);
	check_tool(tool, "vm set id 7 name a\"b", CLI_USAGE, "", NULL);
	check_tool(tool, "vm set id 7 name a\x1b", CLI_USAGE, "", NULL);
	check_tool(tool, "vm set id 7 name 0123456789012345678901234567890123456789012345678901234567890123",
		   CLI_USAGE, "", NULL);
	/* A dry run asks, but changes nothing. */
	assert_string_equal(double_calls,
			    "find id 7;find id 7;find id 1;find id 2;");
}

static void test_gs_show(void **state)
{
	(void)state;
	check_tool(tool, "gs show", 0,
		   "VM       ENABLED  ALLOWED                                  LOG/S  DATA/S  FLUSH/S  ACCEPTED  REFUSED  DROPPED  UNKNOWN\n"
		   "default  yes      query,ping,log_msg,trace_flush,log_data  10     100     1        -         -        -        -\n"
		   "1        yes      query,ping                               20     200     2        300       305      310      40\n"
		   "7        -        query                                    30     300     3        100       105      110      0\n",
		   "");
	check_tool(tool, "gs show id 7", 0,
		   "VM                      7\n"
		   "enabled                 -\n"
		   "allowed                 query\n"
		   "log_msg per second      30\n"
		   "log_data per second     300\n"
		   "trace_flush per second  3\n"
		   "most bytes of log_msg   256\n"
		   "most bytes of log_data  4096\n"
		   "unknown functions       0\n"
		   "FUNCTION     ACCEPTED  REFUSED  DROPPED\n"
		   "query        0         1        2\n"
		   "ping         10        11       12\n"
		   "log_msg      20        21       22\n"
		   "trace_flush  30        31       32\n"
		   "log_data     40        41       42\n", "");
	double_nl.nr_confs = 1;
	check_json(tool, "-j gs show",
		   "[{\"vm_id\":null,\"enabled\":true,\"allow\":\"0x1f\",\n"
		   "\"allow_functions\":[\"query\",\"ping\",\"log_msg\",\"trace_flush\",\"log_data\"],\n"
		   "\"log_rate\":10,\"data_rate\":100,\"flush_rate\":1,\n"
		   "\"msg_max\":256,\"data_max\":4096,\"counter\":null,\"unknown\":null}]");
}

static void test_gs_set(void **state)
{
	(void)state;
	check_json(tool, "-j gs set allow ping,log_msg rate 50 id 1",
		   "{\"vm_id\":1,\"dry_run\":false,\"change\":[\n"
		   "{\"setting\":\"allow\",\"from\":[\"query\",\"ping\"],\"to\":[\"ping\",\"log_msg\"]},\n"
		   "{\"setting\":\"log_rate\",\"from\":20,\"to\":50}]}");
	check_tool(tool, "gs set enabled off flush-rate 9 data-rate 0x10", 0,
		   "of       module and VMs to come\nchanged  yes\n"
		   "SETTING     FROM  TO\n"
		   "enabled     yes   no\n"
		   "data_rate   100   16\n"
		   "flush_rate  1     9\n", "");
	check_tool(tool, "gs set allow all", 0, NULL, "");
	check_tool(tool, "gs set allow none", 0, NULL, "");
	assert_string_equal(double_calls,
			    "find id 1;set 1 allow=6 log=32;"
			    "set 0 enabled=0 data=10 flush=9;"
			    "set 0 allow=1f;set 0 allow=0;");
	double_reset();
	check_json(tool, "-n -j gs set rate 50",
		   "{\"vm_id\":null,\"dry_run\":true,\"change\":[\n"
		   "{\"setting\":\"log_rate\",\"from\":10,\"to\":50}]}");
	check_tool(tool, "gs set", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set id 1", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set id 1 enabled 1", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set enabled yes", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set rate 0", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set rate 1000001", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set rate 4294967297", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set rate x", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set allow ping,", CLI_USAGE, "", NULL);
	check_tool(tool, "gs set allow ping,all", CLI_USAGE, "", NULL);
	check_tool(tool, "gs|set|allow|", CLI_USAGE, "", NULL);
	assert_string_equal(double_calls, "");
	double_nl.set_ret = -EPERM;
	check_tool(tool, "gs set rate 5", CLI_REFUSED, "", NULL);
}

static void test_errors(void **state)
{
	static const struct {
		int ret;
		const char *text;
		const char *attr;
		int code;
		const char *err;
	} cases[] = {
		{ -ENODEV, "kvmrt.ko is not loaded", NULL, CLI_MISSING,
		  "kvmrt-nl: vm show: the module isn't loaded; load it with 'modprobe kvmrt'\n" },
		{ -EPERM, "Operation not permitted", NULL, CLI_REFUSED,
		  "kvmrt-nl: vm show: not permitted; run it as root or with CAP_NET_ADMIN\n" },
		{ -ESTALE, "loaded anew", NULL, CLI_REFUSED,
		  "kvmrt-nl: vm show: loaded anew; try again\n" },
		{ -ENOENT, "no vm 3", "id", CLI_NOT_FOUND,
		  "kvmrt-nl: vm show: no vm 3\n" },
		{ -EOPNOTSUPP, "it is off", NULL, CLI_MISSING,
		  "kvmrt-nl: vm show: it is off; 'kvmrt-nl status' says what is off and why\n" },
		{ -ENOMEM, "", NULL, CLI_REFUSED,
		  "kvmrt-nl: vm show: Cannot allocate memory\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double_nl.ret = cases[i].ret;
		double_nl.text = cases[i].text;
		double_nl.attr = cases[i].attr;
		check_tool(tool, "vm show", cases[i].code, "", cases[i].err);
	}
	double_nl.ret = -EBUSY;
	double_nl.text = "cpu 3 is owned";
	double_nl.attr = "cpu";
	check_tool(tool, "-j vm show", CLI_REFUSED, "",
		   "{\"error\":{\"errno\":\"EBUSY\",\"message\":\"cpu 3 is owned\",\"attr\":\"cpu\"}}\n");
	double_nl.ret = 0;
	check_tool(tool, "-j vm show name no", CLI_NOT_FOUND, "",
		   "{\"error\":{\"errno\":\"ENOENT\",\"message\":\"no VM has the name no; 'kvmrt-nl vm show' lists them\",\"attr\":\"name\"}}\n");
	check_tool(tool, "vm show id 0", CLI_USAGE, "", NULL);
	check_tool(tool, "vm show id 4294967296", CLI_USAGE, "", NULL);
	check_tool(tool, "vm show pid x", CLI_USAGE, "", NULL);
	check_tool(tool, "vm|show|name|", CLI_USAGE, "", NULL);
	double_nl.ret = -ENOTUNIQ;
	check_tool(tool, "vm show name db", CLI_REFUSED, "", NULL);
}

static void test_monitor(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	double_nl.fd = fds[0];
	double_nl.events[0] = (struct kvmrt_event){
		KVMRT_EVENT_VM_ADD, "vm_add", &double_nl.vms[1], NULL, NULL };
	double_nl.events[1] = (struct kvmrt_event){
		KVMRT_EVENT_GS_CHANGE, "gs_change", NULL,
		&double_nl.confs[2], NULL };
	double_nl.events[2] = (struct kvmrt_event){
		KVMRT_EVENT_GS_FLUSH, "gs_flush", NULL, NULL, NULL };
	double_nl.events[3] = (struct kvmrt_event){
		KVMRT_EVENT_LOST, "lost", NULL, NULL, NULL };
	double_nl.nr_events = 4;
	check_tool(tool, "monitor count 4", 0,
		   "t65 vm_add vm=7 name=db (vmm) pid=200 comm=firecracker vcpus=1\n"
		   "t65 gs_change vm=7 allow=query rate=30 data-rate=300 flush-rate=3\n"
		   "t64 gs_flush vm=7 vcpu=0 scope=all cpus=0,2-3 seq=4\n"
		   "t65 lost\n", "");
	check_json(tool, "-j monitor vm count 1",
		   "{\"time_ns\":65000000000,\"event\":\"vm_add\",\"vm\":"
		   DB_JSON "null},\"gs\":null,\"flush\":null,\"account\":null}");
	check_tool(tool, "monitor gs count 5 timeout 1ms", CLI_REFUSED, NULL,
		   "kvmrt-nl: monitor: time is up after 4 of 5 events\n");
	check_tool(tool, "monitor timeout 1ms", 0, NULL, "");
	assert_string_equal(double_calls,
			    "events 7;events 1;events 2;events 7;");
	check_tool(tool, "monitor count 0", CLI_USAGE, "", NULL);
	check_tool(tool, "monitor timeout 0", CLI_USAGE, "", NULL);
	check_tool(tool, "monitor vm gs", CLI_USAGE, "", NULL);
	check_tool(tool, "monitor gs account", CLI_USAGE, "", NULL);
	close(fds[0]);
	close(fds[1]);
}

static void test_monitor_account(void **state)
{
	const struct kvmrt_account accounts[] = { { 7 }, { 0 } };
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	double_nl.fd = fds[0];
	double_nl.accounted = 7;
	double_nl.events[0] = (struct kvmrt_event){
		KVMRT_EVENT_ACCOUNT_CHANGE, "account_change", NULL, NULL,
		&accounts[0] };
	double_nl.events[1] = (struct kvmrt_event){
		KVMRT_EVENT_ACCOUNT_CHANGE, "account_change", NULL, NULL,
		&accounts[1] };
	double_nl.nr_events = 2;
	check_tool(tool, "monitor account count 2", 0,
		   "t65 account_change vm=7 enabled=yes since=t0\n"
		   "t65 account_change enabled=no\n", "");
	check_json(tool, "-j monitor account count 1",
		   "{\"time_ns\":65000000000,\"event\":\"account_change\",\"vm\":null,\"gs\":null,\"flush\":null,"
		   "\"account\":{\"vm_id\":7,\"enabled\":true,\"since_ns\":77}}");
	assert_string_equal(double_calls, "events 4;events 4;");
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_status, setup),
		cmocka_unit_test_setup(test_vm_show, setup),
		cmocka_unit_test_setup(test_vm_set, setup),
		cmocka_unit_test_setup(test_gs_show, setup),
		cmocka_unit_test_setup(test_gs_set, setup),
		cmocka_unit_test_setup(test_errors, setup),
		cmocka_unit_test_setup(test_monitor, setup),
		cmocka_unit_test_setup(test_monitor_account, setup),
	};

	return cmocka_run_group_tests_name("cli-nl", tests, NULL, NULL);
}
