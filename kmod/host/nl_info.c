// SPDX-License-Identifier: GPL-2.0-only
/*
 * Object info: the module itself.  The only one that needs no privilege, so
 * nothing here may tell of a single VM.
 */
#include <linux/utsname.h>
#include "nl.h"

static int put_feature(struct sk_buff *skb, enum kvmrt_feature feature)
{
	struct kvmrt_feature_info info;
	struct nlattr *nest;

	kvmrt_feature_get(feature, &info);
	nest = nla_nest_start(skb, KVMRT_A_INFO_FEATURE);
	if (!nest)
		return -EMSGSIZE;
	if (nla_put_string(skb, KVMRT_A_FEATURE_NAME, info.name) ||
	    nla_put_u32(skb, KVMRT_A_FEATURE_STATE, info.state) ||
	    (info.reason[0] &&
	     nla_put_string(skb, KVMRT_A_FEATURE_REASON, info.reason)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_info(struct sk_buff *skb, const void *unused)
{
	unsigned int i;

	if (nla_put_string(skb, KVMRT_A_INFO_MODULE_VERSION, KVMRT_VERSION) ||
	    nla_put_u32(skb, KVMRT_A_INFO_ABI, KVMRT_GS_ABI_VERSION) ||
	    nla_put_string(skb, KVMRT_A_INFO_KERNEL, init_utsname()->release) ||
	    nla_put_u32(skb, KVMRT_A_INFO_KVM_LOADED, kvmrt_kvm_loaded()) ||
	    nla_put_u32(skb, KVMRT_A_INFO_VMS, kvmrt_registry_count()))
		return -EMSGSIZE;
	for (i = 0; i < KVMRT_NR_FEATURES; i++)
		if (put_feature(skb, i))
			return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, KVMRT_A_INFO_MISSED, kvmrt_scan_missed(),
			      KVMRT_A_INFO_PAD))
		return -EMSGSIZE;
	return 0;
}

int kvmrt_nl_info_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return kvmrt_nl_reply(info, fill_info, NULL);
}
