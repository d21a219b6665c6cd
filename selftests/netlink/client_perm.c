// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what somebody without privilege may do: info-get and nothing else. */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "client.h"

#define NOBODY 65534

static void as_nobody(void)
{
	static const struct { int cmd, flags; const char *name; } refused[] = {
		{ KVMRT_CMD_VM_GET, 0, "eperm-vm-get" },
		{ KVMRT_CMD_VM_GET, NLM_F_DUMP, "eperm-vm-get-dump" },
		{ KVMRT_CMD_VM_SET, 0, "eperm-vm-set" },
		{ KVMRT_CMD_VCPU_GET, 0, "eperm-vcpu-get" },
		{ KVMRT_CMD_VCPU_GET, NLM_F_DUMP, "eperm-vcpu-get-dump" },
		{ KVMRT_CMD_GS_GET, 0, "eperm-gs-get" },
		{ KVMRT_CMD_GS_GET, NLM_F_DUMP, "eperm-gs-get-dump" },
		{ KVMRT_CMD_GS_SET, 0, "eperm-gs-set" },
	};
	static const char *const groups[] = { KVMRT_MCGRP_VM, KVMRT_MCGRP_GS };
	struct nlc_answer answer;
	struct nlc nlc;
	char name[32];
	size_t i;
	int ret;

	if (nlc_open(&nlc)) {
		nlc_verdict("nobody-finds-family", false, "no family");
		return;
	}
	nlc_do(&nlc, nlc_msg(&nlc, KVMRT_CMD_INFO_GET, 0), &answer);
	nlc_verdict("nobody-info-get", !answer.error &&
		    answer.attrs[KVMRT_A_INFO_MODULE_VERSION], "errno %d",
		    -answer.error);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		nlc_do(&nlc, nlc_msg(&nlc, refused[i].cmd, refused[i].flags),
		       &answer);
		nlc_verdict(refused[i].name, answer.error == -EPERM &&
			    !answer.objects, "errno %d", -answer.error);
	}
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		snprintf(name, sizeof(name), "eperm-group-%s", groups[i]);
		ret = nlc_join(&nlc, groups[i]);
		nlc_verdict(name, ret == -EPERM, "%d", ret);
	}
	nlc_close(&nlc);
}

void test_perm(struct bench *bench)
{
	int status;
	pid_t pid;

	(void)bench;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		nlc_status = 0;
		if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
			nlc_verdict("drop-privilege", false, "%s", strerror(errno));
		else
			as_nobody();
		fflush(stdout);
		_exit(nlc_status);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		nlc_status = 1;
}
