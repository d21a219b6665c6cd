// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ABI of kvmrt_gs.h as a function: from a call to the results it may have.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "hcfuzz.h"

static const char * const class_texts[HC_RESULTS] = {
	"done", "EPERM", "EINVAL", "EMSGSIZE", "EFAULT", "EAGAIN", "ENOMEM",
	"ENODEV", "EBUSY", "EOPNOTSUPP", "ENOSYS",
};

/* A text that lives until the next call; there is one caller at a time. */
const char *hc_class_text(u32 classes)
{
	static char text[128];
	size_t at = 0;
	int i;

	text[0] = '\0';
	for (i = 0; i < HC_RESULTS; i++)
		if (classes & BIT(i))
			at += scnprintf(text + at, sizeof(text) - at, "%s%s",
					at ? "|" : "", class_texts[i]);
	return at ? text : "no result of the ABI";
}

static bool query_is_right(unsigned long item, long ret)
{
	switch (item) {
	case KVMRT_GS_QUERY_ABI:
		return ret == (KVMRT_GS_ABI_MAGIC | KVMRT_GS_ABI_VERSION);
	case KVMRT_GS_QUERY_FEATURES:
		return ret == hc_features;
	case KVMRT_GS_QUERY_MSG_MAX:
		return ret == hc_msg_max;
	case KVMRT_GS_QUERY_DATA_MAX:
		return ret == hc_data_max;
	case KVMRT_GS_QUERY_VM_ID:
		return ret == hc_vm_id && ret > 0;
	default:
		return false;
	}
}

/* Class of the result @ret, one bit, or 0 when the ABI has no such result. */
u32 hc_class(unsigned long fn, unsigned long a0, long ret)
{
	if (ret >= 0) {
		if (fn == KVMRT_GS_FN_QUERY)
			return query_is_right(a0, ret) ? HC_DONE : 0;
		return ret ? 0 : HC_DONE;
	}
	switch (-ret) {
	case EPERM:
		return HC_EPERM;
	case EINVAL:
		return HC_EINVAL;
	case EMSGSIZE:
		return HC_EMSGSIZE;
	case EFAULT:
		return HC_EFAULT;
	case EAGAIN:
		return HC_EAGAIN;
	case ENOMEM:
		return HC_ENOMEM;
	case ENODEV:
		return HC_ENODEV;
	case EBUSY:
		return HC_EBUSY;
	case EOPNOTSUPP:
		return HC_EOPNOTSUPP;
	default:
		return ret == -38 ? HC_UNKNOWN : 0;
	}
}

static enum hc_memory memory(u64 gpa, u64 len)
{
	u64 end = gpa + len;

	if (end < gpa || end > BIT_ULL(52))
		return HC_MEMORY_NO;
	if (gpa >= hc_buffer_gpa && end <= hc_buffer_gpa + HC_BUFFER_SIZE)
		return HC_MEMORY_YES;
	/*
	 * Guests of the tests have their memory in one piece below 2 GB, so the
	 * first byte past it is missing.
	 */
	if (hc_mem_end && gpa < hc_mem_end && end > hc_mem_end)
		return HC_MEMORY_NO;
	/* Nothing is mapped high up, and the I/O APIC is no memory. */
	if (gpa >= BIT_ULL(40) || (gpa >= 0xfec00000 && end <= 0xfec01000))
		return HC_MEMORY_NO;
	return HC_MEMORY_MAYBE;
}

static u32 allowed_log(u64 gpa, u64 len, u64 max)
{
	/* Which of several faults comes first is for the host to choose. */
	u32 bad = 0;

	if (!len)
		return HC_EINVAL | HC_EAGAIN;
	if (len > max)
		bad |= HC_EMSGSIZE;
	switch (memory(gpa, len)) {
	case HC_MEMORY_YES:
		break;
	case HC_MEMORY_NO:
		bad |= HC_EFAULT;
		break;
	case HC_MEMORY_MAYBE:
		if (!bad)
			return HC_DONE | HC_EFAULT | HC_EAGAIN | HC_ENOMEM;
		bad |= HC_EFAULT;
		break;
	}
	return (bad ? bad : HC_DONE | HC_ENOMEM) | HC_EAGAIN;
}

/* Classes of results that the ABI documents for a call. */
u32 hc_allowed(unsigned long fn, unsigned long a0, unsigned long a1)
{
	if (fn == KVMRT_GS_FN_QUERY)
		return a0 <= KVMRT_GS_QUERY_VM_ID ? HC_DONE : HC_EINVAL;
	if (fn >= KVMRT_GS_FN_MAX)
		return HC_UNKNOWN;
	if (!(hc_features & BIT(fn)))
		return HC_EPERM;
	switch (fn) {
	case KVMRT_GS_FN_PING:
		return HC_DONE;
	case KVMRT_GS_FN_LOG_MSG:
		return allowed_log(a0, a1, hc_msg_max);
	case KVMRT_GS_FN_LOG_DATA:
		return allowed_log(a0, a1, hc_data_max);
	default: /* TRACE_FLUSH */
		if (a0 > KVMRT_GS_SCOPE_CPU_ALL)
			return HC_EINVAL | HC_EAGAIN;
		return HC_DONE | HC_ENODEV | HC_EBUSY | HC_EAGAIN | HC_EOPNOTSUPP;
	}
}
