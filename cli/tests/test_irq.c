// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-nl irq: show, move, restore, evacuate, guard, bind.
 */
/* requires: J02 J06 T04 */
#include <errno.h>

#include "double.h"
#include "kvmrt-nl.h"
#include "testing.h"

static int setup(void **state)
{
	(void)state;
	double_reset();
	return 0;
}

static int tool(struct cli *cli, int argc, char **argv)
{
	return cli_run(cli, &nl_program, argc, argv);
}

#define HEAD "IRQ  NAME     DEVICE        CHIP      KIND     HOME  PERMITTED  CPU  THREAD  COUNT  ARRIVALS  STATE\n"

static void test_show(void **state)
{
	(void)state;
	check_tool(tool, "irq show", 0, HEAD
		   "9    acpi     -             IO-APIC   other    0-3   0-3        1    yes     0      -         at home\n"
		   "24   nvme0q0  0000:01:00.0  PCI-MSIX  msi      0-3   0          0    no      7      0         moved\n"
		   "25   nvme0q1  0000:01:00.0  PCI-MSIX  managed  2-3   2-3        2    no      103    -         at home\n"
		   "26   nvme0q2  0000:01:00.0  PCI-MSIX  managed  3     3          -    no      0      -         it is not in use\n"
		   "30   eth0-rx  0000:02:00.0  PCI-MSI   msi      0-3   0-3        3    no      8      -         at home\n"
		   "40   hpet1    -             HPET      other    1     1          1    no      4      -         its driver forbids moving it\n",
		   "");
	check_json(tool, "-j irq show 24",
		   "[{\"irq\":24,\"name\":\"nvme0q0\",\"device\":\"0000:01:00.0\",\"chip\":\"PCI-MSIX\",\"kind\":\"msi\",\n"
		   "\"home\":\"0-3\",\"home_list\":[0,1,2,3],\"affinity\":\"0\",\"affinity_list\":[0],\"cpu\":0,\"node\":0,\n"
		   "\"threaded\":false,\"remapped\":false,\"pending\":false,\"moved\":true,\"reserved\":0,\"moves\":1,\"retaken\":0,\n"
		   "\"total\":7,\"count\":[{\"cpu\":0,\"count\":7}],\"arrivals\":0,\"hold\":\"none\",\"state\":\"moved\"}]");
	check_tool(tool, "irq show cpu 2-3 dev 0000:02:00.0", 0,
		   "IRQ  NAME     DEVICE        CHIP     KIND  HOME  PERMITTED  CPU  THREAD  COUNT  ARRIVALS  STATE\n"
		   "30   eth0-rx  0000:02:00.0  PCI-MSI  msi   0-3   0-3        3    no      8      -         at home\n",
		   "");
	check_tool(tool, "irq show name nvme0q[12]", 0, NULL, "");
	check_tool(tool, "irq show moved", 0, NULL, "");
	check_json(tool, "-j irq show cpu 3 moved", "[]");
}

static void test_choose(void **state)
{
	(void)state;
	check_tool(tool, "irq show 24,99", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq show: there is no IRQ 99; 'kvmrt-nl irq show' lists them\n");
	check_tool(tool, "irq show name usb*", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq show: no interrupt has the name 'usb*'; 'kvmrt-nl irq show' lists them\n");
	check_tool(tool, "irq show 24 dev 0000:01:00.0", CLI_USAGE, "",
		   "kvmrt-nl: irq show: takes only one of numbers, 'dev' and 'name', try 'kvmrt-nl irq help'\n");
	check_tool(tool, "irq show 24,", CLI_USAGE, "", NULL);
	check_tool(tool, "irq show 4294967296", CLI_USAGE, "", NULL);
	check_tool(tool, "irq show cpu 3-", CLI_USAGE, "",
		   "kvmrt-nl: irq show: '3-' of 'cpu' is no list of CPUs (0,2-5), try 'kvmrt-nl irq help'\n");
	check_tool(tool, "irq show cpu 9999", CLI_USAGE, "", NULL);
	check_tool(tool, "irq|show|cpu|", CLI_USAGE, "", NULL);
	double_nl.ret = -ENODEV;
	check_tool(tool, "irq show", CLI_MISSING, "", NULL);
}

static void test_move(void **state)
{
	(void)state;
	check_tool(tool, "irq move 25,30 to 0-1", 0,
		   "to       0-1\ndry run  no\nmoved    2\nstayed   0\n"
		   "IRQ  NAME     DEVICE        KIND     FROM  TO  ACTION  REASON\n"
		   "25   nvme0q1  0000:01:00.0  managed  2     0   move    -\n"
		   "30   eth0-rx  0000:02:00.0  msi      3     0   move    -\n",
		   "");
	assert_string_equal(double_calls, "move 25 0-1;move 30 0-1;");
	double_reset();
	/* By device, what is idle stays, and is listed. */
	check_json(tool, "-j irq move dev 0000:01:00.0 to 1",
		   "{\"to\":\"1\",\"to_list\":[1],\"dry_run\":false,\"moved\":2,\"stayed\":1,\"irq\":[\n"
		   "{\"irq\":24,\"name\":\"nvme0q0\",\"device\":\"0000:01:00.0\",\"kind\":\"msi\",\"cpu\":0,\"target\":1,\"action\":\"move\",\"hold\":\"none\",\"reason\":null},\n"
		   "{\"irq\":25,\"name\":\"nvme0q1\",\"device\":\"0000:01:00.0\",\"kind\":\"managed\",\"cpu\":2,\"target\":1,\"action\":\"move\",\"hold\":\"none\",\"reason\":null},\n"
		   "{\"irq\":26,\"name\":\"nvme0q2\",\"device\":\"0000:01:00.0\",\"kind\":\"managed\",\"cpu\":null,\"target\":null,\"action\":\"stay\",\"hold\":\"idle\",\"reason\":\"it is not in use\"}]}");
	double_reset();
	check_json(tool, "-j irq move name acpi to 3",
		   "{\"to\":\"3\",\"to_list\":[3],\"dry_run\":false,\"moved\":1,\"stayed\":0,\"irq\":[\n"
		   "{\"irq\":9,\"name\":\"acpi\",\"device\":null,\"kind\":\"other\",\"cpu\":1,\"target\":1,\"action\":\"defer\",\"hold\":\"none\",\"reason\":null}]}");
	double_reset();
	check_tool(tool, "-n irq move all to 0-1", 0, NULL, "");
	check_tool(tool, "-n irq move 25 to 1-2", CLI_REFUSED, "",
		   "kvmrt-nl: irq move: CPU 2 is guarded\n");
	/* A dry run changes nothing. */
	assert_string_equal(double_calls, "");
}

static void test_move_fails(void **state)
{
	(void)state;
	check_tool(tool, "irq move to 1", CLI_USAGE, "", NULL);
	check_tool(tool, "irq move 25", CLI_USAGE, "",
		   "kvmrt-nl: irq move: 'to CPUS' is missing, try 'kvmrt-nl irq help'\n");
	/* What can't be moved is seen before anything is. */
	check_tool(tool, "irq move 25,40 to 1", CLI_REFUSED, "",
		   "kvmrt-nl: irq move: IRQ 40 can't be moved: its driver forbids moving it; nothing was moved\n");
	check_tool(tool, "irq move name hpet1 to 0", CLI_REFUSED, "", NULL);
	assert_string_equal(double_calls, "");
	double_nl.set_ret = -ENOSPC;
	double_nl.refused_irq = 30;
	double_nl.text = "no vector is left";
	check_tool(tool, "irq move 24,25,30 to 1", CLI_REFUSED, "",
		   "kvmrt-nl: irq move: IRQ 30: no vector is left; 2 were moved before it\n");
	double_nl.set_ret = -EPERM;
	double_nl.text = "a cpu of the list is guarded: 3";
	check_tool(tool, "-j irq move 30 to 3", CLI_REFUSED, "",
		   "{\"error\":{\"errno\":\"EPERM\",\"message\":\"IRQ 30: a cpu of the list is guarded: 3\",\"attr\":\"irq\"}}\n");
	double_nl.text = "not permitted, needs CAP_NET_ADMIN";
	check_tool(tool, "irq move 30 to 3", CLI_REFUSED, "",
		   "kvmrt-nl: irq move: not permitted; run it as root or with CAP_NET_ADMIN\n");
	double_nl.set_ret = -ENXIO;
	double_nl.text = "cpu is offline: 3";
	check_tool(tool, "irq move 30 to 3", CLI_REFUSED, "",
		   "kvmrt-nl: irq move: IRQ 30: cpu is offline: 3\n");
}

static void test_restore(void **state)
{
	(void)state;
	check_tool(tool, "irq restore 24", 0,
		   "dry run   no\nrestored  1\nstayed    0\n"
		   "IRQ  NAME     DEVICE        KIND  FROM  TO  ACTION   REASON\n"
		   "24   nvme0q0  0000:01:00.0  msi   0     0   restore  -\n", "");
	check_tool(tool, "irq restore 25", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq restore: IRQ 25 was not moved\n");
	check_tool(tool, "irq restore", CLI_USAGE, "", NULL);
	assert_string_equal(double_calls, "restore 24;");
	double_reset();
	check_json(tool, "-j irq restore dev 0000:02:00.0",
		   "{\"dry_run\":false,\"moved\":0,\"stayed\":0,\"irq\":[]}");
	double_nl.result.moved = 1;
	check_json(tool, "-j irq restore all",
		   "{\"dry_run\":false,\"moved\":1,\"stayed\":0,\"irq\":[\n"
		   "{\"irq\":24,\"name\":\"nvme0q0\",\"device\":\"0000:01:00.0\",\"kind\":\"msi\",\"cpu\":0,\"target\":0,\"action\":\"restore\",\"hold\":\"none\",\"reason\":null}]}");
	assert_string_equal(double_calls, "restore all;");
	double_reset();
	check_tool(tool, "-n irq restore all", 0, NULL, "");
	check_tool(tool, "-n irq restore 24", 0, NULL, "");
	assert_string_equal(double_calls, "");
	double_nl.set_ret = -EHOSTDOWN;
	double_nl.text = "its cpus are offline";
	check_tool(tool, "irq restore 24", CLI_REFUSED, "",
		   "kvmrt-nl: irq restore: IRQ 24: its cpus are offline\n");
	check_tool(tool, "irq restore all", CLI_REFUSED, "", NULL);
}

static void test_evacuate(void **state)
{
	(void)state;
	check_tool(tool, "irq evacuate 2-3 guard", 0,
		   "from         2-3\nto           -\npolicy       spread\n"
		   "best effort  no\nguard        yes\ndry run      no\n"
		   "moved        2\nnarrowed     0\ndeferred     0\nstayed       0\n"
		   "IRQ  NAME     DEVICE        KIND     FROM  TO  ACTION   REASON\n"
		   "25   nvme0q1  0000:01:00.0  managed  2     1   reserve  -\n"
		   "30   eth0-rx  0000:02:00.0  msi      3     0   move     -\n",
		   "");
	assert_string_equal(double_calls,
			    "plan 2-3 spread guard;evacuate 2-3 spread guard;");
	double_reset();
	check_json(tool, "-nj irq evacuate policy numa to 0,1 2-3",
		   "{\"from\":\"2-3\",\"from_list\":[2,3],\"to\":\"0,1\",\"to_list\":[0,1],\"policy\":\"numa\",\n"
		   "\"best_effort\":false,\"guard\":false,\"dry_run\":true,\"moved\":2,\"narrowed\":0,\"deferred\":0,\"stayed\":0,\"irq\":[\n"
		   "{\"irq\":25,\"name\":\"nvme0q1\",\"device\":\"0000:01:00.0\",\"kind\":\"managed\",\"cpu\":2,\"target\":1,\"action\":\"reserve\",\"hold\":\"none\",\"reason\":null},\n"
		   "{\"irq\":30,\"name\":\"eth0-rx\",\"device\":\"0000:02:00.0\",\"kind\":\"msi\",\"cpu\":3,\"target\":0,\"action\":\"move\",\"hold\":\"none\",\"reason\":null}]}");
	assert_string_equal(double_calls, "plan 2-3 to 0,1 numa;");
	double_reset();
	/* One was planned to move, and stayed after all. */
	double_nl.result = (struct kvmrt_irq_result){ 1, 0, 0, 2 };
	double_nl.steps_after[0] = double_nl.steps[1];
	double_nl.steps_after[0].action = KVMRT_IRQ_STAY;
	double_nl.steps_after[0].hold = KVMRT_IRQ_HELD_BUSY;
	double_nl.steps_after[1] = (struct kvmrt_irq_step){
		40, "hpet1", NULL, KVMRT_IRQ_OTHER, KVMRT_IRQ_STAY, 3, -1,
		KVMRT_IRQ_HELD_PINNED };
	double_nl.nr_steps_after = 2;
	check_tool(tool, "irq evacuate 2-3 best-effort guard", 0,
		   "from         2-3\nto           -\npolicy       spread\n"
		   "best effort  yes\nguard        yes\ndry run      no\n"
		   "moved        1\nnarrowed     0\ndeferred     0\nstayed       2\n"
		   "IRQ  NAME     DEVICE        KIND     FROM  TO  ACTION   REASON\n"
		   "25   nvme0q1  0000:01:00.0  managed  2     1   reserve  -\n"
		   "30   eth0-rx  0000:02:00.0  msi      3     0   stay     its last move is not over\n"
		   "40   hpet1    -             other    3     -   stay     its driver forbids moving it\n",
		   "");
	assert_string_equal(double_calls,
			    "plan 2-3 spread best guard;evacuate 2-3 spread best guard;plan 2-3 spread best;");
}

static void test_evacuate_fails(void **state)
{
	(void)state;
	check_tool(tool, "irq evacuate", CLI_USAGE, "",
		   "kvmrt-nl: irq evacuate: CPUS is missing, try 'kvmrt-nl irq help'\n");
	check_tool(tool, "irq evacuate gaurd", CLI_USAGE, "",
		   "kvmrt-nl: irq evacuate: 'gaurd' of 'evacuate' is no list of CPUs (0,2-5), try 'kvmrt-nl irq help'\n");
	check_tool(tool, "irq evacuate 2-3 gaurd", CLI_USAGE, "",
		   "kvmrt-nl: irq evacuate: unknown word 'gaurd', try 'kvmrt-nl irq help'\n");
	check_tool(tool, "irq evacuate 2-3 policy best", CLI_USAGE, "", NULL);
	check_tool(tool, "irq evacuate 2-3 to x", CLI_USAGE, "", NULL);
	/* The plan is refused, the deed says why. */
	double_nl.plan_ret = -ENOSPC;
	double_nl.set_ret = -ENOSPC;
	double_nl.text = "vectors are missing: 12";
	check_tool(tool, "irq evacuate 2-3", CLI_REFUSED, "",
		   "kvmrt-nl: irq evacuate: vectors are missing: 12\n");
	assert_string_equal(double_calls, "plan 2-3 spread;evacuate 2-3 spread;");
	check_tool(tool, "-n irq evacuate 2-3", CLI_REFUSED, "", NULL);
	double_nl.set_ret = -EOPNOTSUPP;
	double_nl.text = "no sign to guard by";
	check_tool(tool, "irq evacuate 2-3 guard", CLI_MISSING, "", NULL);
	double_nl.set_ret = -EPERM;
	double_nl.text = "a cpu of the destination is guarded: 1";
	check_tool(tool, "irq evacuate 2-3 to 1", CLI_REFUSED, "",
		   "kvmrt-nl: irq evacuate: a cpu of the destination is guarded: 1\n");
}

static void test_guard(void **state)
{
	(void)state;
	check_tool(tool, "irq guard", 0,
		   "guarded CPUs           2-3\n"
		   "interrupts go to       all others\n"
		   "policy                 spread\n"
		   "new ones begin on      0-1\n"
		   "attempts to take back  4\n"
		   "moved off again        3\n"
		   "worst time of that     4.0 us\n", "");
	check_json(tool, "-j irq guard",
		   "{\"cpus\":\"2-3\",\"cpu_list\":[2,3],\"to\":\"\",\"to_list\":[],\"policy\":\"spread\",\n"
		   "\"default_cpus\":\"0-1\",\"seen\":4,\"retaken\":3,\"worst_ns\":4000}");
	check_json(tool, "-j irq guard 1-3 to 0 policy pack default 0",
		   "{\"dry_run\":false,\"change\":[{\"setting\":\"cpus\",\"from\":\"2-3\",\"to\":\"1-3\"},\n"
		   "{\"setting\":\"to\",\"from\":\"\",\"to\":\"0\"},{\"setting\":\"policy\",\"from\":\"spread\",\"to\":\"pack\"},\n"
		   "{\"setting\":\"default_cpus\",\"from\":\"0-1\",\"to\":\"0\"}]}");
	check_tool(tool, "irq guard off", 0, NULL, "");
	check_tool(tool, "irq guard to others", 0, NULL, "");
	assert_string_equal(double_calls,
			    "guard cpus=1-3 to=0 policy=pack default=0;guard cpus=;guard to=;");
	double_reset();
	check_tool(tool, "-n irq guard off", 0,
		   "changed  no, this is a dry run\n"
		   "SETTING  FROM  TO\ncpus     2-3\n", "");
	assert_string_equal(double_calls, "");
	check_tool(tool, "irq guard none", CLI_USAGE, "", NULL);
	check_tool(tool, "irq guard default 0-", CLI_USAGE, "", NULL);
	double_nl.set_ret = -EINVAL;
	double_nl.text = "no cpu would be left";
	check_tool(tool, "irq guard 0-3", CLI_REFUSED, "",
		   "kvmrt-nl: irq guard: no cpu would be left\n");
}

static void test_bind(void **state)
{
	(void)state;
	check_tool(tool, "irq bind", 0,
		   "DEVICE        CPUS\n0000:02:00.0  1\n", "");
	check_json(tool, "-j irq bind 0000:02:00.0",
		   "[{\"device\":\"0000:02:00.0\",\"cpus\":\"1\",\"cpu_list\":[1]}]");
	check_tool(tool, "irq bind 0000:01:00.0", CLI_NOT_FOUND, "", NULL);
	check_json(tool, "-j irq bind 0000:01:00.0 to 3",
		   "{\"dry_run\":false,\"change\":[{\"setting\":\"0000:01:00.0\",\"from\":null,\"to\":\"3\"}]}");
	check_json(tool, "-j irq bind to off 0000:02:00.0",
		   "{\"dry_run\":false,\"change\":[{\"setting\":\"0000:02:00.0\",\"from\":\"1\",\"to\":null}]}");
	assert_string_equal(double_calls,
			    "bind 0000:01:00.0 3;bind 0000:02:00.0 ;");
	check_tool(tool, "irq bind 0000:01:00.0 to off", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq bind: '0000:01:00.0' is not bound\n");
	check_tool(tool, "irq bind to 3", CLI_USAGE, "", NULL);
	check_tool(tool, "irq bind 0123456789abcdef0123456789abcdef to 3",
		   CLI_USAGE, "", NULL);
}

static void test_events(void **state)
{
	static const struct kvmrt_irq gone = { .number = 33,
					       .kind = UINT32_MAX };
	static const struct kvmrt_event events[] = {
		{ .kind = KVMRT_EVENT_IRQ_RETAKE, .name = "irq_retake",
		  .irq = &double_nl.irqs[4] },
		{ .kind = KVMRT_EVENT_IRQ_MOVE, .name = "irq_move",
		  .irq = &gone },
		{ .kind = KVMRT_EVENT_IRQ_GUARD, .name = "irq_guard",
		  .guard = &double_nl.guard },
		{ .kind = KVMRT_EVENT_IRQ_BIND, .name = "irq_bind",
		  .bind = &double_nl.binds[0] },
	};
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		double_nl.events[i] = events[i];
	double_nl.nr_events = 4;
	check_tool(tool, "monitor irq count 4", 0,
		   "t65 irq_retake irq=30 name=eth0-rx device=0000:02:00.0 kind=msi cpu=3 state=at home\n"
		   "t65 irq_move irq=33 state=gone\n"
		   "t65 irq_guard cpus=2-3 to= policy=spread default=0-1 seen=4 retaken=3 worst_ns=4000\n"
		   "t65 irq_bind device=0000:02:00.0 cpus=1\n", "");
	assert_string_equal(double_calls, "events 4;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_show, setup),
		cmocka_unit_test_setup(test_choose, setup),
		cmocka_unit_test_setup(test_move, setup),
		cmocka_unit_test_setup(test_move_fails, setup),
		cmocka_unit_test_setup(test_restore, setup),
		cmocka_unit_test_setup(test_evacuate, setup),
		cmocka_unit_test_setup(test_evacuate_fails, setup),
		cmocka_unit_test_setup(test_guard, setup),
		cmocka_unit_test_setup(test_bind, setup),
		cmocka_unit_test_setup(test_events, setup),
	};

	return cmocka_run_group_tests_name("cli-irq", tests, NULL, NULL);
}
