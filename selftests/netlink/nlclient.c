// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlclient: the family "kvmrt" as an independent client sees it, with VMs made
 * by itself.  Needs root, /dev/kvm and kvmrt.ko with its gate open.  One line
 * per test: PASS name, FAIL name: reason, SKIP name: reason.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "client.h"

bool expect_done(struct bench *bench, const char *name, struct nl_msg *msg,
		 struct nlc_answer *answer)
{
	struct nlc_answer unused;

	if (!answer)
		answer = &unused;
	nlc_do(&bench->nlc, msg, answer);
	return nlc_verdict(name, !answer->error, "%s: \"%s\"",
			   strerror(-answer->error), answer->text);
}

/* Before 6.6, generic netlink lost the words about a dump that was refused. */
static bool wordless(const struct nl_msg *msg)
{
	int major, minor;
	struct utsname name;

	uname(&name);
	if (sscanf(name.release, "%d.%d", &major, &minor) != 2)
		return false;
	return (major < 6 || (major == 6 && minor < 6)) &&
	       nlmsg_hdr((struct nl_msg *)msg)->nlmsg_flags & NLM_F_DUMP;
}

void expect_refused(struct bench *bench, const char *name, struct nl_msg *msg,
		    int error, const char *text, int bad_attr, int missing)
{
	bool good, errno_only = wordless(msg);
	struct nlc_answer answer;

	nlc_do(&bench->nlc, msg, &answer);
	if (errno_only) {
		nlc_verdict(name, answer.error == error, "wanted errno %d, got %d",
			    -error, -answer.error);
		return;
	}
	good = answer.error == error && answer.bad_attr == bad_attr &&
	       answer.missing == missing && answer.text[0] &&
	       (!text || !strncmp(answer.text, text, strlen(text))) &&
	       strlen(answer.text) < 80;
	nlc_verdict(name, good,
		    "wanted errno %d \"%s\" attr %d missing %d, got %d \"%s\" %d %d",
		    -error, text ? text : "...", bad_attr, missing,
		    -answer.error, answer.text, answer.bad_attr, answer.missing);
}

static void take_first_new(struct nlattr **attrs, void *arg)
{
	struct bench *bench = arg;
	uint32_t pid = 0;

	if (attrs[KVMRT_A_VM_PID])
		pid = nla_get_u32(attrs[KVMRT_A_VM_PID]);
	if (pid != (uint32_t)getpid() || !attrs[KVMRT_A_VM_ID])
		return;
	bench->id[bench->id[0] ? 1 : 0] = nla_get_u32(attrs[KVMRT_A_VM_ID]);
}

static int set_up(struct bench *bench)
{
	struct nlc_answer answer;

	if (nlc_open(&bench->nlc) || testvm_create(&bench->vm[0], 2) ||
	    testvm_create(&bench->vm[1], 1))
		return -1;
	/* A dump must show both at once: nothing waits for anything here. */
	nlc_send(&bench->nlc, nlc_msg(&bench->nlc, KVMRT_CMD_VM_GET, NLM_F_DUMP));
	nlc_read(&bench->nlc, &answer, take_first_new, bench);
	nlc_verdict("vm-get-dump-shows-new-vms", bench->id[0] && bench->id[1] &&
		    bench->id[0] < bench->id[1] && !answer.error,
		    "ids %u and %u, %d objects, errno %d", bench->id[0],
		    bench->id[1], answer.objects, -answer.error);
	return bench->id[1] ? 0 : -1;
}

int main(void)
{
	static struct bench bench;

	if (set_up(&bench)) {
		nlc_verdict("set-up", false, "no family or no VM");
		return 1;
	}
	test_header(&bench);
	test_info(&bench);
	test_vm(&bench);
	test_vcpu(&bench);
	test_gs(&bench);
	test_event(&bench);
	test_perm(&bench);
	testvm_destroy(&bench.vm[0]);
	testvm_destroy(&bench.vm[1]);
	nlc_close(&bench.nlc);
	return nlc_status;
}
