// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-nl vcpu exits: tables, histograms, switching.
 */
/* requires: S01 */
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

static void test_show(void **state)
{
	(void)state;
	/* P99: the 99th of 100 is in the first bucket. */
	check_tool(tool, "vcpu exits", 0,
		   "VM  VCPU  REASON   COUNT    TOTAL  MEAN   WORST  AT  P99\n"
		   "1   0     npf      100      150us  1.5us  102ns  t9  <2.048us\n"
		   "    TO-USER-SPACE  COUNT  TOTAL  MEAN  WORST  AT\n"
		   "    KVM_EXIT_IO    3      6s     2s    5ms    t8\n"
		   "1   1     0x12345  4000000  6s     1.5us  4ms    t9  <2ns\n",
		   "");
	check_json(tool, "-j vcpu exits id 1",
		   "[{\"vm_id\":1,\"vcpu_id\":0,\"isa\":\"svm\",\"reason\":1024,\"reason_name\":\"npf\",\n"
		   "\"count\":100,\"total_ns\":150000,\"mean_ns\":1500,\"worst_ns\":102,\"worst_at_ns\":9000000000,\"worst_at_tsc\":18446744073709551615,\n"
		   "\"bucket\":[{\"log2_ns\":10,\"count\":99},{\"log2_ns\":39,\"count\":1}],\n"
		   "\"user\":[{\"reason\":2,\"reason_name\":\"KVM_EXIT_IO\",\"count\":3,\"total_ns\":6000000000,\"mean_ns\":2000000000,\"worst_ns\":5000000,\"worst_at_ns\":8000000000,\"worst_at_tsc\":8}]},\n"
		   "{\"vm_id\":1,\"vcpu_id\":1,\"isa\":\"svm\",\"reason\":74565,\"reason_name\":null,\n"
		   "\"count\":4000000,\"total_ns\":6000000000,\"mean_ns\":1500,\"worst_ns\":4000002,\"worst_at_ns\":9000000000,\"worst_at_tsc\":18446744073709551615,\n"
		   "\"bucket\":[{\"log2_ns\":0,\"count\":3999999},{\"log2_ns\":12,\"count\":1}],\"user\":[]}]");
	/* The last bucket has no upper end. */
	double_nl.nr_exits = 1;
	double_nl.exits[0].count = 2;
	double_nl.exits[0].user = 0;
	check_tool(tool, "vcpu exits show", 0,
		   "VM  VCPU  REASON  COUNT  TOTAL  MEAN   WORST  AT  P99\n"
		   "1   0     npf     2      3us    1.5us  4ns    t9  >549.8s\n",
		   "");
}

static void test_off(void **state)
{
	(void)state;
	check_tool(tool, "vcpu exits id 7", CLI_REFUSED, "",
		   "kvmrt-nl: vcpu exits: exit accounting of VM 7 is off; switch it on with 'kvmrt-nl vcpu exits on id 7'\n");
	/* On, and nothing happened yet. */
	double_nl.nr_exits = 0;
	check_json(tool, "-j vcpu exits", "[]");
	double_nl.accounted = 0;
	check_tool(tool, "vcpu exits show", CLI_REFUSED, "",
		   "kvmrt-nl: vcpu exits: exit accounting is off for every VM; switch it on with 'kvmrt-nl vcpu exits on'\n");
	check_tool(tool, "-j vcpu exits", CLI_REFUSED, "",
		   "{\"error\":{\"errno\":\"ENODATA\",\"message\":\"exit accounting is off for every VM; switch it on with 'kvmrt-nl vcpu exits on'\",\"attr\":null}}\n");
}

static void test_switch(void **state)
{
	(void)state;
	check_tool(tool, "vcpu exits on", 0,
		   "of       all VMs and those to come\nchanged  yes\n"
		   "SETTING          FROM  TO\nexit_accounting  no    yes\n", "");
	check_json(tool, "-j vcpu exits id 1 off",
		   "{\"vm_id\":1,\"dry_run\":false,\"change\":[{\"setting\":\"exit_accounting\",\"from\":true,\"to\":false}]}");
	check_json(tool, "-j vcpu exits reset id 1",
		   "{\"vm_id\":1,\"dry_run\":false,\"change\":[{\"setting\":\"counted_since_ns\",\"from\":77,\"to\":77}]}");
	check_tool(tool, "vcpu exits reset", 0, NULL, "");
	assert_string_equal(double_calls,
			    "account 0 1;find id 1;account 1 0;find id 1;reset 1;reset 0;");
	double_reset();
	check_json(tool, "-j -n vcpu exits name db on",
		   "{\"vm_id\":7,\"dry_run\":true,\"change\":[{\"setting\":\"exit_accounting\",\"from\":false,\"to\":true}]}");
	check_tool(tool, "-n vcpu exits id 1 reset", 0, NULL, "");
	check_tool(tool, "-n vcpu exits id 7 reset", CLI_REFUSED, "",
		   "kvmrt-nl: vcpu exits: exit accounting of VM 7 is off; switch it on with 'kvmrt-nl vcpu exits on id 7'\n");
	/* A dry run changes nothing. */
	assert_string_equal(double_calls, "find name db;find id 1;find id 7;");
}

static void test_fails(void **state)
{
	(void)state;
	check_tool(tool, "vcpu exits on off", CLI_USAGE, "", NULL);
	check_tool(tool, "vcpu exits maybe", CLI_USAGE, "", NULL);
	check_tool(tool, "vcpu exits id 3", CLI_NOT_FOUND, "", NULL);
	double_nl.set_ret = -EOPNOTSUPP;
	double_nl.text = "exit accounting is off";
	check_tool(tool, "vcpu exits on", CLI_MISSING, "",
		   "kvmrt-nl: vcpu exits: exit accounting is off; 'kvmrt-nl status' says what is off and why\n");
	double_nl.ret = -ENODEV;
	check_tool(tool, "vcpu exits", CLI_MISSING, "", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_show, setup),
		cmocka_unit_test_setup(test_off, setup),
		cmocka_unit_test_setup(test_switch, setup),
		cmocka_unit_test_setup(test_fails, setup),
	};

	return cmocka_run_group_tests_name("cli-exits", tests, NULL, NULL);
}
