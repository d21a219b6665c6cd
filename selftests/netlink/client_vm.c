// SPDX-License-Identifier: GPL-2.0-only
/* Tests of vm-get and vm-set. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "client.h"

#define NO_SUCH_ID	0x7fffffffu

static uint64_t boottime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void one_object(struct bench *bench)
{
	struct nlc *nlc = &bench->nlc;
	struct nlc_answer answer;
	char comm[32] = "";
	int fd;

	if (!expect_done(bench, "vm-get-by-id",
			 nlc_u32(nlc_msg(nlc, KVMRT_CMD_VM_GET, 0),
				 KVMRT_A_VM_ID, bench->id[0]), &answer))
		return;
	nlc_verdict("vm-id", nlc_number(&answer, KVMRT_A_VM_ID) == bench->id[0],
		    "%llu", (long long)nlc_number(&answer, KVMRT_A_VM_ID));
	nlc_verdict("vm-pid",
		    nlc_number(&answer, KVMRT_A_VM_PID) == (uint32_t)getpid(),
		    "%llu", (long long)nlc_number(&answer, KVMRT_A_VM_PID));
	fd = open("/proc/self/comm", O_RDONLY);
	if (read(fd, comm, sizeof(comm) - 1) > 0)
		comm[strcspn(comm, "\n")] = '\0';
	close(fd);
	nlc_verdict("vm-comm", !strcmp(nlc_string(&answer, KVMRT_A_VM_COMM), comm),
		    "%s", nlc_string(&answer, KVMRT_A_VM_COMM));
	nlc_verdict("vm-vcpus", nlc_number(&answer, KVMRT_A_VM_VCPUS) == 2,
		    "%llu", (long long)nlc_number(&answer, KVMRT_A_VM_VCPUS));
	nlc_verdict("vm-name-absent", !answer.attrs[KVMRT_A_VM_NAME], "is there");
	nlc_verdict("vm-start-time",
		    nlc_number(&answer, KVMRT_A_VM_START_TIME_NS) < boottime_ns() &&
		    nlc_number(&answer, KVMRT_A_VM_START_TIME_NS) +
		    600000000000ULL > boottime_ns(), "%llu ns",
		    (long long)nlc_number(&answer, KVMRT_A_VM_START_TIME_NS));
}

static struct nl_msg *get(struct bench *bench)
{
	return nlc_msg(&bench->nlc, KVMRT_CMD_VM_GET, 0);
}

static void refused_get(struct bench *bench)
{
	expect_refused(bench, "vm-get-without-vm", get(bench), -EINVAL,
		       "vm is missing", -1, -1);
	expect_refused(bench, "vm-get-two-keys",
		       nlc_u32(nlc_u32(get(bench), KVMRT_A_VM_ID, bench->id[0]),
			       KVMRT_A_VM_PID, getpid()),
		       -EINVAL, "vm is told twice", KVMRT_A_VM_PID, -1);
	expect_refused(bench, "vm-get-three-keys",
		       nlc_str(nlc_u32(nlc_u32(get(bench), KVMRT_A_VM_PID, 1),
				       KVMRT_A_VM_ID, 1), KVMRT_A_VM_NAME, "a"),
		       -EINVAL, "vm is told twice", KVMRT_A_VM_NAME, -1);
	expect_refused(bench, "vm-get-no-such-id",
		       nlc_u32(get(bench), KVMRT_A_VM_ID, NO_SUCH_ID),
		       -ENOENT, "no vm with this id", KVMRT_A_VM_ID, -1);
	expect_refused(bench, "vm-get-no-such-pid",
		       nlc_u32(get(bench), KVMRT_A_VM_PID, NO_SUCH_ID),
		       -ENOENT, "no vm of this pid", KVMRT_A_VM_PID, -1);
	expect_refused(bench, "vm-get-pid-of-no-vmm",
		       nlc_u32(get(bench), KVMRT_A_VM_PID, 1),
		       -ENOENT, "no vm of this pid", KVMRT_A_VM_PID, -1);
	expect_refused(bench, "vm-get-no-such-name",
		       nlc_str(get(bench), KVMRT_A_VM_NAME, "nobody"),
		       -ENOENT, "no vm with this name", KVMRT_A_VM_NAME, -1);
	expect_refused(bench, "vm-get-empty-name",
		       nlc_str(get(bench), KVMRT_A_VM_NAME, ""),
		       -EINVAL, "vm name is empty", KVMRT_A_VM_NAME, -1);
	expect_refused(bench, "vm-get-name-without-nul",
		       nlc_raw(get(bench), KVMRT_A_VM_NAME, "abcd", 4),
		       -EINVAL, NULL, KVMRT_A_VM_NAME, -1);
	expect_refused(bench, "vm-get-id-0",
		       nlc_u32(get(bench), KVMRT_A_VM_ID, 0),
		       -ERANGE, NULL, KVMRT_A_VM_ID, -1);
	expect_refused(bench, "vm-get-short-id",
		       nlc_raw(get(bench), KVMRT_A_VM_ID, "ab", 2),
		       -EINVAL, NULL, KVMRT_A_VM_ID, -1);
	expect_refused(bench, "vm-get-long-id",
		       nlc_raw(get(bench), KVMRT_A_VM_ID, "abcdefgh", 8),
		       -EINVAL, NULL, KVMRT_A_VM_ID, -1);
	expect_refused(bench, "vm-get-reply-attribute",
		       nlc_u32(get(bench), KVMRT_A_VM_VCPUS, 1),
		       -EINVAL, NULL, KVMRT_A_VM_VCPUS, -1);
	expect_refused(bench, "vm-get-unknown-attribute",
		       nlc_u32(get(bench), 99, 1), -EINVAL, NULL, 99, -1);
	expect_refused(bench, "vm-get-dump-with-id",
		       nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_VM_GET, NLM_F_DUMP),
			       KVMRT_A_VM_ID, bench->id[0]),
		       -EINVAL, "a dump does not take this attribute",
		       KVMRT_A_VM_ID, -1);
}

static struct nl_msg *set(struct bench *bench, int vm, const char *name)
{
	return nlc_str(nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_VM_SET, 0),
			       KVMRT_A_VM_ID, bench->id[vm]),
		       KVMRT_A_VM_NAME, name);
}

static void names(struct bench *bench)
{
	static const char longest[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!";
	static const char too_long[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!!";
	static const char *const bad[] = {
		"a\"b", "a\\b", "a\nb", "\x1b[31m", "a\x7f", "\xc3\xa9", "a\tb"
	};
	struct nlc_answer answer;
	char test[32];
	size_t i;

	expect_done(bench, "vm-set-name", set(bench, 0, "web 1.0"), NULL);
	if (expect_done(bench, "vm-get-by-name",
			nlc_str(get(bench), KVMRT_A_VM_NAME, "web 1.0"), &answer))
		nlc_verdict("vm-name-finds-vm",
			    nlc_number(&answer, KVMRT_A_VM_ID) == bench->id[0] &&
			    !strcmp(nlc_string(&answer, KVMRT_A_VM_NAME), "web 1.0"),
			    "id %llu \"%s\"",
			    (long long)nlc_number(&answer, KVMRT_A_VM_ID),
			    nlc_string(&answer, KVMRT_A_VM_NAME));
	expect_refused(bench, "vm-set-name-taken", set(bench, 1, "web 1.0"),
		       -EEXIST, "vm name belongs to another vm",
		       KVMRT_A_VM_NAME, -1);
	expect_done(bench, "vm-set-name-again", set(bench, 0, "web 1.0"), NULL);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(test, sizeof(test), "vm-set-bad-name-%zu", i);
		expect_refused(bench, test, set(bench, 0, bad[i]), -EINVAL,
			       "vm name has a character", KVMRT_A_VM_NAME, -1);
	}
	nlc_do(&bench->nlc, nlc_u32(get(bench), KVMRT_A_VM_ID, bench->id[0]),
	       &answer);
	nlc_verdict("vm-set-refused-changes-nothing",
		    !strcmp(nlc_string(&answer, KVMRT_A_VM_NAME), "web 1.0"),
		    "%s", nlc_string(&answer, KVMRT_A_VM_NAME));
	expect_done(bench, "vm-set-longest-name", set(bench, 0, longest), NULL);
	expect_refused(bench, "vm-set-name-too-long", set(bench, 0, too_long),
		       -EINVAL, NULL, KVMRT_A_VM_NAME, -1);
	expect_done(bench, "vm-set-no-name", set(bench, 0, ""), NULL);
	expect_done(bench, "vm-set-no-name-for-two", set(bench, 1, ""), NULL);
	expect_refused(bench, "vm-set-without-name",
		       nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_VM_SET, 0),
			       KVMRT_A_VM_ID, bench->id[0]),
		       -EINVAL, "vm name is missing", -1, KVMRT_A_VM_NAME);
	expect_refused(bench, "vm-set-without-id",
		       nlc_str(nlc_msg(&bench->nlc, KVMRT_CMD_VM_SET, 0),
			       KVMRT_A_VM_NAME, "a"),
		       -EINVAL, "vm id is missing", -1, KVMRT_A_VM_ID);
	expect_refused(bench, "vm-set-no-such-id",
		       nlc_str(nlc_u32(nlc_msg(&bench->nlc, KVMRT_CMD_VM_SET, 0),
				       KVMRT_A_VM_ID, NO_SUCH_ID),
			       KVMRT_A_VM_NAME, "a"),
		       -ENOENT, "no vm with this id", KVMRT_A_VM_ID, -1);
	expect_refused(bench, "vm-set-pid-is-no-key",
		       nlc_u32(set(bench, 0, "a"), KVMRT_A_VM_PID, getpid()),
		       -EINVAL, NULL, KVMRT_A_VM_PID, -1);
}

static void gone(struct bench *bench)
{
	struct nlc_answer answer;
	struct testvm vm;
	uint32_t id;

	if (testvm_create(&vm, 1))
		return;
	expect_done(bench, "vm-get-pid-of-several",
		    nlc_u32(get(bench), KVMRT_A_VM_PID, getpid()), NULL);
	nlc_do(&bench->nlc, nlc_u32(get(bench), KVMRT_A_VM_ID, bench->id[1] + 1),
	       &answer);
	id = nlc_number(&answer, KVMRT_A_VM_ID);
	nlc_verdict("vm-ids-ascend", id == bench->id[1] + 1, "errno %d",
		    -answer.error);
	testvm_destroy(&vm);
	expect_refused(bench, "vm-gone",
		       nlc_u32(get(bench), KVMRT_A_VM_ID, bench->id[1] + 1),
		       -ENOENT, "no vm with this id", KVMRT_A_VM_ID, -1);
	if (testvm_create(&vm, 1))
		return;
	expect_refused(bench, "vm-id-not-used-again",
		       nlc_u32(get(bench), KVMRT_A_VM_ID, bench->id[1] + 1),
		       -ENOENT, "no vm with this id", KVMRT_A_VM_ID, -1);
	testvm_destroy(&vm);
}

void test_vm(struct bench *bench)
{
	one_object(bench);
	refused_get(bench);
	names(bench);
	gone(bench);
}
