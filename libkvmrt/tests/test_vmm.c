// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/vmm.c. */
#include <unistd.h>

#include "child.h"
#include "test.h"

#define ARGS(...)	((char *const[]){ __VA_ARGS__, NULL })

static void check(char *const argv[], const char *want)
{
	char name[KVMRT_VM_NAME_BYTES] = "untouched";
	pid_t pid = child_start(argv);
	int ret;

	errno = 0;
	ret = kvmrt_vmm_name(pid, name, sizeof(name));
	child_end(pid);
	if (want) {
		assert_string_equal(name, want);
		assert_int_equal(ret, strlen(want));
	} else {
		assert_int_equal(ret, -ENOENT);
		assert_int_equal(errno, ENOENT);
		assert_string_equal(name, "untouched");
	}
}

static void qemu(void **state)
{
	(void)state;
	check(ARGS("qemu-system-x86_64", "-name", "rt1", "-m", "1G"), "rt1");
	check(ARGS("/usr/bin/qemu-system-x86_64", "-name",
		   "guest=rt1,debug-threads=on"), "rt1");
	check(ARGS("qemu-system-x86_64", "-name",
		   "debug-threads=on,guest=rt1,process=x"), "rt1");
	check(ARGS("qemu-system-x86_64", "-name", "rt1,process=x"), "rt1");
	check(ARGS("qemu-system-x86_64", "-name", "a,,b,process=x"), "a,b");
	check(ARGS("qemu-kvm", "--name", "guest=rt1"), "rt1");
	check(ARGS("kvm", "-name", "guest=rt1"), "rt1");
	/* Later options replace earlier ones. */
	check(ARGS("qemu-system-x86_64", "-name", "a", "-name", "b"), "b");
}

static void qemu_without_name(void **state)
{
	(void)state;
	check(ARGS("qemu-system-x86_64", "-m", "1G"), NULL);
	check(ARGS("qemu-system-x86_64", "-name", "debug-threads=on"), NULL);
	check(ARGS("qemu-system-x86_64", "-name", ""), NULL);
	check(ARGS("qemu-system-x86_64", "-name", "guest="), NULL);
	check(ARGS("qemu-system-x86_64", "-name"), NULL);
	check(ARGS("qemu-system-x86_64", "-names", "x"), NULL);
	check(ARGS("qemu-system-x86_64", "-name=x"), NULL);
	check(ARGS("qemu-system-x86_64"), NULL);
}

static void other_monitors(void **state)
{
	(void)state;
	check(ARGS("/srv/firecracker", "--id", "fc-1", "--api-sock", "/x"),
	      "fc-1");
	check(ARGS("firecracker", "--id=fc-1"), "fc-1");
	check(ARGS("lkvm", "run", "-n", "kt", "-c", "2"), "kt");
	check(ARGS("lkvm", "run", "--name", "kt"), "kt");
	check(ARGS("crosvm", "run", "--name", "cr"), "cr");
	check(ARGS("anything", "--name=a=b,c"), "a=b,c");
	/* Options of one mean nothing to another. */
	check(ARGS("anything", "--id", "x", "-n", "y"), NULL);
	/* A value is no option, whatever it looks like. */
	check(ARGS("lkvm", "-n", "--name", "b"), "--name");
}

static void long_and_hostile_names(void **state)
{
	char long_name[300];
	char cut[KVMRT_VM_NAME_BYTES];

	(void)state;
	memset(long_name, 'n', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	memset(cut, 'n', sizeof(cut) - 1);
	cut[sizeof(cut) - 1] = '\0';
	check(ARGS("qemu-system-x86_64", "-name", long_name), cut);
	check(ARGS("x", "--name", long_name), cut);
	check(ARGS("x", "--name", "a\x1b[2Jb\nc\x80"), "a?[2Jb?c?");
	check(ARGS("qemu", "-name", "guest=\x01,x=y"), "?");
	check(ARGS("", "--name", "empty argv0"), "empty argv0");
}

static void small_buffers(void **state)
{
	pid_t pid = child_start(ARGS("x", "--name", "abcdef"));
	char name[4];

	(void)state;
	assert_int_equal(kvmrt_vmm_name(pid, name, sizeof(name)), 3);
	assert_string_equal(name, "abc");
	assert_int_equal(kvmrt_vmm_name(pid, name, 1), 0);
	assert_string_equal(name, "");
	assert_int_equal(kvmrt_vmm_name(pid, name, 0), -EINVAL);
	child_end(pid);
}

static void no_process(void **state)
{
	pid_t pid = child_start(ARGS("x", "--name", "y"));
	char name[8];

	(void)state;
	child_end(pid);
	assert_int_equal(kvmrt_vmm_name(pid, name, sizeof(name)), -ESRCH);
	assert_int_equal(errno, ESRCH);
	assert_int_equal(kvmrt_vmm_name(0, name, sizeof(name)), -ESRCH);
	assert_int_equal(kvmrt_vmm_name(-1, name, sizeof(name)), -ESRCH);
	/* A kernel thread has no command line. */
	if (!access("/proc/2/cmdline", R_OK))
		assert_int_equal(kvmrt_vmm_name(2, name, sizeof(name)),
				 -ENOENT);
	fake_alloc_fails(1);
	assert_int_equal(kvmrt_vmm_name(getpid(), name, sizeof(name)),
			 -ENOMEM);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(qemu),
		TEST(qemu_without_name),
		TEST(other_monitors),
		TEST(long_and_hostile_names),
		TEST(small_buffers),
		TEST(no_process),
	};

	child_main();
	return cmocka_run_group_tests_name("vmm", tests, NULL, NULL);
}
