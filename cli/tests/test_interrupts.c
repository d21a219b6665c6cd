// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/interrupts: reading it, `irq watch`, and `irq show local`.
 */
/* requires: J09 T04 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"
#include "interrupts.h"
#include "kvmrt-nl.h"
#include "testing.h"

/* CPU 1 is offline; one row has fewer counts than there are CPUs. */
static const char first[] =
	"            CPU0       CPU2       CPU3       \n"
	"   9:          0          4          0  IO-APIC   9-fasteoi   acpi\n"
	"  24:          7          0          1 PCI-MSIX-0000:00:01.0   0-edge      virtio0-config\n"
	"  25:        100 18446744073709551615          0  IR-PCI-MSI 524288-edge      i801_smbus, ahci[0000:00:1f.2]\n"
	"  26:          0          0          0 PCI-MSIX-0000:00:01.0   1-edge    \n"
	" NMI:          0          0          0   Non-maskable interrupts\n"
	" LOC:       1000       2000       3000   Local timer interrupts\n"
	" ERR:          5\n"
	"no row at all\n";

static const char second[] =
	"            CPU0       CPU2       CPU3       \n"
	"   9:          0          4          0  IO-APIC   9-fasteoi   acpi\n"
	"  24:         10          0          1 PCI-MSIX-0000:00:01.0   0-edge      virtio0-config\n"
	"  25:          2          0          0  PCI-MSI 1-edge      other\n"
	" LOC:       1001       2000       3500   Local timer interrupts\n"
	" ERR:          5\n";

/* CPU 1 came meanwhile. */
static const char third[] =
	"            CPU0       CPU1       CPU2       CPU3       \n"
	"  24:         10          9          0          1 PCI-MSIX-0000:00:01.0   0-edge      virtio0-config\n";

static int setup(void **state)
{
	(void)state;
	double_reset();
	double_interrupts = NULL;
	return 0;
}

static int tool(struct cli *cli, int argc, char **argv)
{
	return cli_run(cli, &nl_program, argc, argv);
}

static void test_read(void **state)
{
	static const char *const texts[] = { first, NULL };
	const struct interrupts_row *row;
	struct interrupts *all;

	(void)state;
	double_interrupts = texts;
	all = interrupts_read();
	assert_non_null(all);
	assert_int_equal(all->nr_cpus, 3);
	assert_int_equal(all->cpus[1], 2);
	assert_int_equal(all->nr_rows, 7);
	row = interrupts_find(all, "25");
	assert_non_null(row);
	assert_true(row->is_irq);
	assert_string_equal(row->name, "i801_smbus, ahci[0000:00:1f.2]");
	assert_true(row->counts[1] == UINT64_MAX);
	assert_string_equal(interrupts_find(all, "26")->name, "");
	assert_string_equal(interrupts_find(all, "9")->name, "acpi");
	row = interrupts_find(all, "LOC");
	assert_false(row->is_irq);
	assert_string_equal(row->name, "Local timer interrupts");
	assert_int_equal(row->counts[2], 3000);
	row = interrupts_find(all, "ERR");
	assert_string_equal(row->name, "");
	assert_int_equal(row->counts[0], 5);
	assert_int_equal(row->counts[1], 0);
	assert_null(interrupts_find(all, "2"));
	interrupts_free(all);
	interrupts_free(NULL);
}

static void test_unreadable(void **state)
{
	static const char *const bad[] = {
		"no head\n", "   CPUx\n", "  CPU99999\n", "\n",
	};
	const char *texts[2] = { NULL, NULL };
	size_t i;

	(void)state;
	double_interrupts = texts;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		texts[0] = bad[i];
		errno = 0;
		assert_null(interrupts_read());
		assert_int_equal(errno, EBADMSG);
	}
	check_tool(tool, "irq watch count 1", CLI_REFUSED, "",
		   "kvmrt-nl: irq watch: can't read /proc/interrupts: Bad message\n");
}

static void test_watch(void **state)
{
	static const char *const texts[] = { first, second, third, NULL };

	(void)state;
	double_interrupts = texts;
	/* 25 was given to another device: it counts from 0. */
	check_tool(tool, "irq watch every 1ms count 2", 0,
		   "IRQ  NAME                    TOTAL      CPU0    CPU2    CPU3\n"
		   "24   virtio0-config          3             3       0       0\n"
		   "25   other                   2             2       0       0\n"
		   "LOC  Local timer interrupts  501           1       0     500\n"
		   "\n"
		   "IRQ  NAME            TOTAL      CPU0    CPU1    CPU2    CPU3\n"
		   "24   virtio0-config  9             0       9       0       0\n"
		   "\n", "");
	double_interrupts = texts;
	check_tool(tool, "irq watch cpu 2 every 1ms count 1 all", 0,
		   "IRQ  NAME                    TOTAL      CPU2\n"
		   "9    acpi                    0             0\n"
		   "24   virtio0-config          0             0\n"
		   "25   other                   0             0\n"
		   "LOC  Local timer interrupts  0             0\n"
		   "ERR                          0             0\n"
		   "\n", "");
}

static void test_watch_json(void **state)
{
	static const char *const texts[] = { first, second, NULL };
	char *argv[] = { (char *)"tool", (char *)"-j", (char *)"irq",
			 (char *)"watch", (char *)"every", (char *)"1ms",
			 (char *)"count", (char *)"1", (char *)"cpu",
			 (char *)"0-2" };
	const char *rest, *from;
	struct run run;

	(void)state;
	double_interrupts = texts;
	run_begin(&run);
	assert_int_equal(tool(&run.cli, 10, argv), 0);
	run_end(&run);
	from = "{\"time_ns\":65000000000,\"interval_ns\":";
	assert_int_equal(strncmp(run.out, from, strlen(from)), 0);
	assert_true(strtoull(run.out + strlen(from), NULL, 10) >= 1000000);
	rest = strchr(run.out + strlen(from), ',');
	assert_string_equal(rest,
		",\"cpus\":[0,2],\"irq\":["
		"{\"irq\":24,\"label\":\"24\",\"name\":\"virtio0-config\",\"total\":3,\"delta\":[{\"cpu\":0,\"count\":3},{\"cpu\":2,\"count\":0}]},"
		"{\"irq\":25,\"label\":\"25\",\"name\":\"other\",\"total\":2,\"delta\":[{\"cpu\":0,\"count\":2},{\"cpu\":2,\"count\":0}]},"
		"{\"irq\":null,\"label\":\"LOC\",\"name\":\"Local timer interrupts\",\"total\":1,\"delta\":[{\"cpu\":0,\"count\":1},{\"cpu\":2,\"count\":0}]}]}\n");
	run_free(&run);
}

/* More CPUs than columns: only those where something arrived. */
static void test_watch_many(void **state)
{
	char head[512] = "   ", before[2048], after[2048];
	const char *texts[] = { before, after, NULL };
	size_t i, len = 3;

	(void)state;
	for (i = 0; i < 20; i++)
		len += snprintf(head + len, sizeof(head) - len, " CPU%zu", i);
	snprintf(before, sizeof(before), "%s\n  5: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 X  5-edge  disk\n", head);
	snprintf(after, sizeof(after), "%s\n  5: 0 0 7 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 X  5-edge  disk\n", head);
	double_interrupts = texts;
	check_tool(tool, "irq watch every 1ms count 1", 0,
		   "IRQ  NAME  TOTAL  CPU:COUNT\n5    disk  8      2:7 19:1\n\n",
		   "");
}

static void test_watch_words(void **state)
{
	(void)state;
	check_tool(tool, "irq watch every 0", CLI_USAGE, "", NULL);
	check_tool(tool, "irq watch every soon", CLI_USAGE, "",
		   "kvmrt-nl: irq watch: 'soon' of 'every' is no time (1s, 500ms), try 'kvmrt-nl irq help'\n");
	check_tool(tool, "irq watch count 0", CLI_USAGE, "", NULL);
	check_tool(tool, "irq watch cpu a", CLI_USAGE, "", NULL);
}

static void test_local(void **state)
{
	static const char *const texts[] = { first, NULL };

	(void)state;
	double_interrupts = texts;
	double_nl.nr_irqs = 1;
	check_tool(tool, "irq show local", 0,
		   "IRQ  NAME  DEVICE  CHIP     KIND   HOME  PERMITTED  CPU  THREAD  COUNT  ARRIVALS  STATE\n"
		   "9    acpi  -       IO-APIC  other  0-3   0-3        1    yes     0      -         at home\n"
		   "-    NMI   -       -        local  -     -          -    -       0      -         Non-maskable interrupts\n"
		   "-    LOC   -       -        local  -     -          -    -       6000   -         Local timer interrupts\n"
		   "-    ERR   -       -        local  -     -          -    -       5      -\n",
		   "");
	double_nl.nr_irqs = 0;
	check_json(tool, "-j irq show", "[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read, setup),
		cmocka_unit_test_setup(test_unreadable, setup),
		cmocka_unit_test_setup(test_watch, setup),
		cmocka_unit_test_setup(test_watch_json, setup),
		cmocka_unit_test_setup(test_watch_many, setup),
		cmocka_unit_test_setup(test_watch_words, setup),
		cmocka_unit_test_setup(test_local, setup),
	};

	return cmocka_run_group_tests_name("cli-interrupts", tests, NULL, NULL);
}
