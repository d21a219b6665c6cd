// SPDX-License-Identifier: GPL-2.0-only
/* Tests of info, and of what is checked before any command is looked at. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <linux/genetlink.h>
#include <linux/kvmrt_gs.h>
#include "client.h"

static int features, good_features;

static void count_feature(struct nlattr *nest)
{
	struct nlattr *attrs[KVMRT_A_FEATURE_MAX + 1];
	uint32_t state;

	features++;
	if (nla_parse_nested(attrs, KVMRT_A_FEATURE_MAX, nest, NULL) ||
	    !attrs[KVMRT_A_FEATURE_NAME] || !attrs[KVMRT_A_FEATURE_STATE])
		return;
	/* A reason if and only if it isn't on. */
	state = nla_get_u32(attrs[KVMRT_A_FEATURE_STATE]);
	if (attrs[KVMRT_A_FEATURE_REASON] ? state < KVMRT_FEATURE_STATE_ON :
					    state == KVMRT_FEATURE_STATE_ON)
		good_features++;
}

void test_info(struct bench *bench)
{
	struct nlc *nlc = &bench->nlc;
	struct nlc_answer answer;
	struct utsname name;
	struct nlattr *attr;
	int rest;

	if (!expect_done(bench, "info-get", nlc_msg(nlc, KVMRT_CMD_INFO_GET, 0),
			 &answer))
		return;
	uname(&name);
	nlc_verdict("info-kernel",
		    !strcmp(nlc_string(&answer, KVMRT_A_INFO_KERNEL), name.release),
		    "%s", nlc_string(&answer, KVMRT_A_INFO_KERNEL));
	nlc_verdict("info-version",
		    *nlc_string(&answer, KVMRT_A_INFO_MODULE_VERSION) != '\0',
		    "empty");
	nlc_verdict("info-abi",
		    nlc_number(&answer, KVMRT_A_INFO_ABI) == KVMRT_GS_ABI_VERSION,
		    "%llu", (long long)nlc_number(&answer, KVMRT_A_INFO_ABI));
	nlc_verdict("info-kvm-loaded",
		    nlc_number(&answer, KVMRT_A_INFO_KVM_LOADED) == 1, "not 1");
	nlc_verdict("info-vms", nlc_number(&answer, KVMRT_A_INFO_VMS) >= 2,
		    "%llu", (long long)nlc_number(&answer, KVMRT_A_INFO_VMS));
	nlc_verdict("info-missed", answer.attrs[KVMRT_A_INFO_MISSED] &&
		    !nlc_number(&answer, KVMRT_A_INFO_MISSED), "%llu",
		    (long long)nlc_number(&answer, KVMRT_A_INFO_MISSED));

	/* Repeated attributes: the table above has the last one only. */
	attr = answer.attrs[KVMRT_A_INFO_MODULE_VERSION];
	rest = 4096;
	for (; attr && nla_ok(attr, rest) && nla_type(attr); attr = nla_next(attr, &rest)) {
		if (nla_type(attr) == KVMRT_A_INFO_FEATURE)
			count_feature(attr);
		if (nla_type(attr) == KVMRT_A_INFO_MISSED)
			break;
	}
	nlc_verdict("info-features", features && features == good_features,
		    "%d of %d are well formed", good_features, features);
	expect_refused(bench, "info-get-takes-nothing",
		       nlc_u32(nlc_msg(nlc, KVMRT_CMD_INFO_GET, 0),
			       KVMRT_A_INFO_ABI, 1),
		       -EINVAL, NULL, KVMRT_A_INFO_ABI, -1);
	nlc_do(nlc, nlc_msg(nlc, KVMRT_CMD_INFO_GET, NLM_F_DUMP), &answer);
	nlc_verdict("info-get-no-dump", answer.error == -EOPNOTSUPP, "errno %d",
		    -answer.error);
}

void test_header(struct bench *bench)
{
	static const int no_request[] = {
		0, KVMRT_CMD_VM_ADD_NTF, KVMRT_CMD_GS_FLUSH_NTF,
		KVMRT_CMD_MAX + 1, 255
	};
	struct nlc *nlc = &bench->nlc;
	struct nlc_answer answer;
	struct genlmsghdr *hdr;
	struct nl_msg *msg;
	bool good = true;
	size_t i;

	for (i = 0; i < sizeof(no_request) / sizeof(no_request[0]); i++) {
		nlc_do(nlc, nlc_msg(nlc, no_request[i], 0), &answer);
		good &= answer.error == -EOPNOTSUPP;
	}
	nlc_verdict("unknown-command", good, "errno %d", -answer.error);

	msg = nlc_msg(nlc, KVMRT_CMD_INFO_GET, 0);
	hdr = nlmsg_data(nlmsg_hdr(msg));
	hdr->reserved = 1;
	nlc_do(nlc, msg, &answer);
	nlc_verdict("reserved-header-field", answer.error == -EINVAL,
		    "errno %d", -answer.error);
}
