// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-nl irq rules: the file, importing, and what becomes of each rule, with
 * /etc and /sys in a folder of the test's own.
 */
/* requires: J14 O02 G04 */
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "double.h"
#include "host.h"
#include "kvmrt-nl.h"
#include "testing.h"

static char root[] = "/tmp/kvmrt-test-rules-XXXXXX";

static int tool(struct cli *cli, int argc, char **argv)
{
	return cli_run(cli, &nl_program, argc, argv);
}

/* Folders of a path below the root. */
static void make_folders(const char *path)
{
	char whole[PATH_MAX], *slash;

	host_path(whole, sizeof(whole), path);
	for (slash = whole + strlen(root) + 1; (slash = strchr(slash, '/'));
	     *slash++ = '/') {
		*slash = '\0';
		mkdir(whole, 0755);
	}
}

static void put_file(const char *path, const char *text)
{
	char whole[PATH_MAX];
	FILE *file;

	make_folders(path);
	host_path(whole, sizeof(whole), path);
	file = fopen(whole, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void put_link(const char *path, const char *target)
{
	char whole[PATH_MAX];

	make_folders(path);
	host_path(whole, sizeof(whole), path);
	assert_int_equal(symlink(target, whole), 0);
}

static void put_rules(const char *text)
{
	put_file("/etc/kvmrt/irq.conf", text);
}

static void check_file(const char *path, const char *text)
{
	char buf[4096] = "";
	FILE *file = host_open(path);

	assert_non_null(file);
	assert_true(fread(buf, 1, sizeof(buf) - 1, file) > 0);
	fclose(file);
	assert_string_equal(buf, text);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* A NIC with a virtio device in between, a disk, an old one with a wire. */
static int setup(void **state)
{
	(void)state;
	strcpy(root + sizeof(root) - 7, "XXXXXX");
	assert_non_null(mkdtemp(root));
	host_root = root;
	double_reset();
	put_file("/sys/devices/system/cpu/possible", "0-3\n");
	put_file("/sys/devices/pci0000:00/0000:02:00.0/virtio1/net/eth0/mtu",
		 "1500\n");
	put_file("/sys/devices/pci0000:00/0000:02:00.0/msi_irqs/30", "msix\n");
	put_file("/sys/devices/pci0000:00/0000:01:00.0/msi_irqs/24", "msix\n");
	put_file("/sys/devices/pci0000:00/0000:03:00.0/irq", "9\n");
	put_link("/sys/bus/pci/devices/0000:01:00.0",
		 "../../../devices/pci0000:00/0000:01:00.0");
	put_link("/sys/bus/pci/devices/0000:02:00.0",
		 "../../../devices/pci0000:00/0000:02:00.0");
	put_link("/sys/bus/pci/devices/0000:03:00.0",
		 "../../../devices/pci0000:00/0000:03:00.0");
	put_link("/sys/class/net/eth0/device",
		 "../../../devices/pci0000:00/0000:02:00.0/virtio1");
	put_link("/sys/bus/pci/drivers/nvme/0000:01:00.0",
		 "../../../../devices/pci0000:00/0000:01:00.0");
	put_file("/sys/bus/pci/drivers/nvme/bind", "");
	put_link("/sys/bus/virtio/drivers/virtio_net/virtio1",
		 "../../../../devices/pci0000:00/0000:02:00.0/virtio1");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void test_show(void **state)
{
	(void)state;
	put_rules("# ours\n\n"
		  "0-1 : eth0   # the slow one\n"
		  "  1:24\n"
		  "2,3 : 03:00.0\n"
		  "0 : 0000:01:00.0\n"
		  "0 : name nvme0q*\n"
		  "1 : xhci*\n"
		  "0 : driver nvme\n"
		  "0 : nic eth1\n"
		  "1 : irq 9\n"
		  "1 : pci 0000:04:00.7\n"
		  "2-3 : guard\n"
		  "0-1\t:\tdefault\n");
	check_tool(tool, "irq rules", 0,
		   "LINE  CPUS  KIND     TARGET\n"
		   "3     0-1   auto     eth0\n"
		   "4     1     irq      24\n"
		   "5     2,3   pci      0000:03:00.0\n"
		   "6     0     pci      0000:01:00.0\n"
		   "7     0     name     nvme0q*\n"
		   "8     1     name     xhci*\n"
		   "9     0     driver   nvme\n"
		   "10    0     nic      eth1\n"
		   "11    1     irq      9\n"
		   "12    1     pci      0000:04:00.7\n"
		   "13    2-3   guard    guard\n"
		   "14    0-1   default  default\n", "");
	check_tool(tool, "irq rules check", 0,
		   "file   /etc/kvmrt/irq.conf\nrules  12\n", "");
	put_file("/etc/other", "0:9\n");
	check_json(tool, "-j irq rules show file /etc/other",
		   "[{\"line\":1,\"cpus\":\"0\",\"cpu_list\":[0],\"kind\":\"irq\",\"target\":\"9\"}]");
	put_rules("");
	check_json(tool, "-j irq rules", "[]");
	/* None of this asks the module. */
	assert_string_equal(double_calls, "");
}

static void test_strict(void **state)
{
	static const char *const cases[][2] = {
		{ "0-1 eth0", "no ':' between CPUs and target" },
		{ ": eth0", "no CPUs before the ':'" },
		{ "0-1 :", "no target behind the ':'" },
		{ "1-0 : eth0", "'1-0' is no list of CPUs (0,2-5)" },
		{ "0x3 : eth0", "'0x3' is no list of CPUs (0,2-5)" },
		{ "0, 1 : eth0", "'0, 1' is no list of CPUs (0,2-5)" },
		{ "9000 : eth0", "'9000' has a CPU above 8191" },
		{ "1 : 024", "'024' is no number of an IRQ" },
		{ "1 : 24x", "'24x' is no number of an IRQ" },
		{ "1 : 4294967296", "'4294967296' is no number of an IRQ" },
		{ "1 : irq eth0", "'eth0' is no number of an IRQ" },
		{ "1 : irq", "'irq' needs a word behind it" },
		{ "1 : 00:1f:2", "'00:1f:2' is no PCI address (0000:03:00.0)" },
		{ "1 : 0000:00:1f.9", "'0000:00:1f.9' is no PCI address (0000:03:00.0)" },
		{ "1 : pci eth0", "'eth0' is no PCI address (0000:03:00.0)" },
		{ "1 : nic ../../x", "'../../x' is no name of a network interface" },
		{ "1 : driver a b", "'a b' is no name of a driver" },
		{ "1 : ../x", "'../x' is no name of a device" },
		{ "1 : dev eth0", "'dev' is none of irq, name, nic, pci, driver" },
		{ "1 : eth0 eth1", "'eth0' is none of irq, name, nic, pci, driver" },
		{ "1 : eth\x1b", "the target has bytes that are no printable ASCII" },
		{ "1 : guard 2", "'guard' is none of irq, name, nic, pci, driver" },
	};
	char text[128], err[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "# one\n0 : 9\n%s\n0 : 10\n",
			 cases[i][0]);
		put_rules(text);
		snprintf(err, sizeof(err),
			 "kvmrt-nl: irq rules: /etc/kvmrt/irq.conf:3: %s\n",
			 cases[i][1]);
		check_tool(tool, "irq rules apply", CLI_REFUSED, "", err);
	}
	put_rules("0 : eth0\n1 : 9\n\n1 : eth0\n");
	check_tool(tool, "irq rules check", CLI_REFUSED, "",
		   "kvmrt-nl: irq rules: /etc/kvmrt/irq.conf:4: 'eth0' has CPUs already, by line 1\n");
	put_rules("0 : eth0\n1-4 : 9\n");
	check_tool(tool, "irq rules check", CLI_REFUSED, "",
		   "kvmrt-nl: irq rules: /etc/kvmrt/irq.conf:2: this machine has no CPU 4, only 0-3\n");
	check_tool(tool, "irq rules file /no/such", CLI_NOT_FOUND, "", NULL);
	check_tool(tool, "irq rules from /x", CLI_USAGE, "", NULL);
	check_tool(tool, "irq rules show apply", CLI_USAGE, "", NULL);
	check_tool(tool, "-n irq rules follow", CLI_USAGE, "", NULL);
	/* Of a bad file nothing at all is applied. */
	assert_string_equal(double_calls, "");
}

static void test_apply(void **state)
{
	(void)state;
	put_rules("3 : eth0\n"
		  "1 : driver nvme\n"
		  "0 : 9\n"
		  "2 : nvme0\n"
		  "2 : eth7\n"
		  "1-3 : guard\n"
		  "0,1 : default\n"
		  "1 : 03:00.0\n");
	check_tool(tool, "irq rules apply", 0,
		   "LINE  CPUS  KIND     TARGET        IRQ  DEVICE        ACTION   RESULT     REASON\n"
		   "1     3     auto     eth0          -    0000:02:00.0  bind     done       -\n"
		   "2     1     driver   nvme          -    0000:01:00.0  bind     done       -\n"
		   "3     0     irq      9             9    -             move     done       -\n"
		   "4     2     auto     nvme0         24   0000:01:00.0  move     done       -\n"
		   "4     2     auto     nvme0         25   0000:01:00.0  move     unchanged  -\n"
		   "4     2     auto     nvme0         26   0000:01:00.0  move     waits      it is not in use\n"
		   "5     2     auto     eth7          -    -             none     waits      it is not there\n"
		   "8     1     pci      0000:03:00.0  9    -             move     unchanged  -\n"
		   "8     1     pci      0000:03:00.0  -    0000:03:00.0  bind     done       -\n"
		   "6     1-3   guard    guard         -    -             guard    done       -\n"
		   "7     0,1   default  default       -    -             default  unchanged  -\n",
		   "");
	assert_string_equal(double_calls,
			    "bind 0000:02:00.0 3;bind 0000:01:00.0 1;move 9 0;move 24 2;bind 0000:03:00.0 1;guard cpus=1-3;");
	double_reset();
	put_rules("1 : virtio_net\n0 : name eth0-??\n");
	check_json(tool, "-nj irq rules apply",
		   "[{\"line\":1,\"cpus\":\"1\",\"cpu_list\":[1],\"kind\":\"auto\",\"target\":\"virtio_net\",\"irq\":null,\"device\":\"0000:02:00.0\",\"action\":\"bind\",\"result\":\"unchanged\",\"reason\":null},\n"
		   "{\"line\":2,\"cpus\":\"0\",\"cpu_list\":[0],\"kind\":\"name\",\"target\":\"eth0-??\",\"irq\":30,\"device\":\"0000:02:00.0\",\"action\":\"move\",\"result\":\"would change\",\"reason\":null}]");
	assert_string_equal(double_calls, "");
}

static void test_apply_fails(void **state)
{
	(void)state;
	put_rules("0 : hpet1\n2 : 9\n");
	double_nl.set_ret = -ENOSPC;
	double_nl.text = "no vector is left";
	check_tool(tool, "irq rules apply", CLI_REFUSED,
		   "LINE  CPUS  KIND  TARGET  IRQ  DEVICE  ACTION  RESULT  REASON\n"
		   "1     0     auto  hpet1   40   -       move    failed  its driver forbids moving it\n"
		   "2     2     irq   9       9    -       move    failed  no vector is left\n",
		   "kvmrt-nl: irq rules: 2 of what the rules want could not be done, see the list\n");
	double_nl.ret = -ENODEV;
	check_tool(tool, "irq rules apply", CLI_MISSING, "",
		   "kvmrt-nl: irq rules: the module isn't loaded; load it with 'modprobe kvmrt'\n");
}

#define SHIELD "/etc/sysconfig/shield"
#define HEAD "# Interrupts and their CPUs, see kvmrt-irq.conf(5).\n" \
	"# Imported from /etc/sysconfig/shield.\n"

static void test_import(void **state)
{
	(void)state;
	put_file(SHIELD,
		 "# shield\n"
		 "PROCS=\"2-3\"\n"
		 "IRQ_ASSIGN=\"1:77; \"\n"
		 "IRQ_ASSIGN='0-1:24; 2:eth0'\n"
		 "export IRQ_ASSIGN+=\"3:nvme*; 0:\\\n03:00.0;\n 1:9\" # more\n"
		 "EMPTY=; LTMRS=2-3\n");
	check_tool(tool, "-n irq rules import", 0, NULL, "");
	check_tool(tool, "irq rules", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq rules: can't read /etc/kvmrt/irq.conf: No such file or directory; write it, or 'kvmrt-nl irq rules import' it\n");
	check_tool(tool, "irq rules import", 0,
		   "from     /etc/sysconfig/shield\n"
		   "file     /etc/kvmrt/irq.conf\n"
		   "dry run  no\n"
		   "LINE  CPUS  KIND  TARGET\n"
		   "4     0-1   irq   24\n"
		   "4     2     auto  eth0\n"
		   "5     3     name  nvme*\n"
		   "5     0     pci   0000:03:00.0\n"
		   "5     1     irq   9\n"
		   "LINE  NOT-IMPORTED\n"
		   "2     PROCS\n"
		   "8     EMPTY\n"
		   "8     LTMRS\n", "");
	check_file("/etc/kvmrt/irq.conf", HEAD
		   "0-1 : 24\n2 : eth0\n3 : name nvme*\n0 : 0000:03:00.0\n1 : 9\n");
	/* What was imported is read as it was meant. */
	check_tool(tool, "irq rules check", 0, NULL, "");
	check_tool(tool, "irq rules import", CLI_REFUSED, "",
		   "kvmrt-nl: irq rules: /etc/kvmrt/irq.conf is there already; say 'replace' to lose it\n");
	put_file(SHIELD, "IRQ_ASSIGN=\"0:5;\"\n");
	check_json(tool, "-j irq rules import replace",
		   "{\"from\":\"/etc/sysconfig/shield\",\"file\":\"/etc/kvmrt/irq.conf\",\"dry_run\":false,\n"
		   "\"rule\":[{\"line\":1,\"cpus\":\"0\",\"kind\":\"irq\",\"target\":\"5\"}],\"ignored\":[]}");
	check_file("/etc/kvmrt/irq.conf", HEAD "0 : 5\n");
	check_tool(tool, "irq rules import file /etc/a/b.conf", 0, NULL, "");
}

static void test_import_strict(void **state)
{
	static const char *const cases[][2] = {
		{ "IRQ_ASSIGN=\"1:24\n", "4: a quote is not closed" },
		{ "IRQ_ASSIGN=\"$CPUS:24\"\n",
		  "3: what a shell would compute can't be imported" },
		{ "IRQ_ASSIGN=`ls`\n",
		  "3: what a shell would compute can't be imported" },
		{ "IRQ_ASSIGN=(1 2)\n", "3: this is no assignment of a text" },
		{ "if true\n", "3: this is no assignment (NAME=VALUE)" },
		{ "IRQ_ASSIGN=\"24\"\n", "3: no ':' in '24'" },
		{ "IRQ_ASSIGN=\"1-:24\"\n",
		  "3: '1-' is no list of CPUs (0,2-5)" },
		{ "IRQ_ASSIGN=\"1:9\"\n",
		  NULL },
	};
	char text[128], err[256];
	size_t i;

	(void)state;
	for (i = 0; cases[i][1]; i++) {
		snprintf(text, sizeof(text), "# shield\nIRQ_ASSIGN=\n%s",
			 cases[i][0]);
		put_file(SHIELD, text);
		snprintf(err, sizeof(err),
			 "kvmrt-nl: irq rules: /etc/sysconfig/shield:%s\n",
			 cases[i][1]);
		check_tool(tool, "irq rules import", CLI_REFUSED, "", err);
	}
	put_file(SHIELD, "IRQ_ASSIGN=\"1:9;\"\nIRQ_ASSIGN+=\"2:9;\"\n");
	check_tool(tool, "irq rules import", CLI_REFUSED, "",
		   "kvmrt-nl: irq rules: /etc/sysconfig/shield:2: '9' has CPUs already, by line 1\n");
	put_file(SHIELD, "PROCS=1\n");
	check_tool(tool, "irq rules import", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq rules: /etc/sysconfig/shield has no IRQ_ASSIGN\n");
	check_tool(tool, "irq rules import from /no/such", CLI_NOT_FOUND, "",
		   "kvmrt-nl: irq rules: can't read /no/such: No such file or directory\n");
	/* Nothing was written. */
	check_tool(tool, "irq rules", CLI_NOT_FOUND, "", NULL);
}

/* The last one: it ends by a signal, which the process remembers. */
static void test_follow(void **state)
{
	int fds[2], status;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
	double_nl.fd = fds[0];
	double_nl.events[0] = (struct kvmrt_event){
		.kind = KVMRT_EVENT_MODULE_GONE, .name = "module_gone" };
	double_nl.events[1] = (struct kvmrt_event){
		.kind = KVMRT_EVENT_MODULE_BACK, .name = "module_back" };
	double_nl.nr_events = 2;
	put_rules("3 : eth0\n1 : eth7\n");
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		usleep(200000);
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	/* What waits is told once. */
	check_tool(tool, "irq rules follow", CLI_INTERRUPTED,
		   "LINE=1 CPUS=3 KIND=auto TARGET=eth0 DEVICE=0000:02:00.0 ACTION=bind RESULT=done\n"
		   "LINE=2 CPUS=1 KIND=auto TARGET=eth7 ACTION=none RESULT=waits REASON=it is not there\n"
		   "LINE=1 CPUS=3 KIND=auto TARGET=eth0 DEVICE=0000:02:00.0 ACTION=bind RESULT=done\n",
		   "");
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_string_equal(double_calls,
			    "events 4;bind 0000:02:00.0 3;bind 0000:02:00.0 3;");
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_show, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strict, setup, teardown),
		cmocka_unit_test_setup_teardown(test_apply, setup, teardown),
		cmocka_unit_test_setup_teardown(test_apply_fails, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_import, setup, teardown),
		cmocka_unit_test_setup_teardown(test_import_strict, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_follow, setup, teardown),
	};

	return cmocka_run_group_tests_name("cli-irq-rules", tests, NULL, NULL);
}
