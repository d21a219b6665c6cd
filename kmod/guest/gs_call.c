// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls: gates, events, hypercall, in this order and as short as can be.
 *
 * Bytes go to the host by guest-physical address.  User memory is no such
 * thing, so each CPU has a page for them, made at load: no call allocates.
 */
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/percpu.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include "guest.h"
#include "hypercall.h"
#include "trace.h"

/* Memory that goes away as fast as it is faulted in is not worth more tries. */
#define COPY_TRIES	8

/**
 * struct gs_page - a CPU's page for bytes on their way to the host
 * @lock: whoever holds it owns the page's content.  It is a mutex because the
 *	  holder may be preempted and may move to another CPU: "per CPU" only
 *	  keeps callers out of each other's way.  Nobody waits for user memory
 *	  while holding it, or a caller with slow memory would stop the others.
 * @page: the page, physically contiguous by nature
 */
struct gs_page {
	struct mutex lock; /* owns what @page holds, see above */
	void *page;
};

static DEFINE_PER_CPU(struct gs_page, gs_pages);

static __always_inline long finish(enum kvmrt_gs_fn fn, long ret)
{
	trace_kvm_guest_hc_end(fn, ret);
	if (likely(!ret))
		return 0;
	return kvmrt_host_refusal(ret);
}

/**
 * kvmrt_gs_ping() - leave a pair of events
 * @cookie: what both of them carry
 *
 * Return: 0 or a negative errno, as kvmrt_guest.h says.
 */
long kvmrt_gs_ping(unsigned long cookie)
{
	long ret;

	if (unlikely(READ_ONCE(kvmrt_guest_ready) != KVMRT_GUEST_READY)) {
		ret = kvmrt_host_check();
		if (ret)
			return ret;
	}
	trace_kvm_guest_hc_start(KVMRT_GS_FN_PING, cookie, 0, 0);
	trace_gs_ping_guest(cookie);
	ret = kvmrt_hypercall(KVMRT_GS_FN_PING, cookie, 0);
	return finish(KVMRT_GS_FN_PING, ret);
}

/**
 * kvmrt_gs_flush() - freeze the host's trace
 * @scope: enum kvmrt_gs_scope; the host judges it
 *
 * Return: 0 or a negative errno, as kvmrt_guest.h says.
 */
long kvmrt_gs_flush(unsigned long scope)
{
	long ret;

	ret = kvmrt_host_check();
	if (ret)
		return ret;
	trace_kvm_guest_hc_start(KVMRT_GS_FN_TRACE_FLUSH, scope, 0, 0);
	trace_gs_flush_guest(scope);
	ret = kvmrt_hypercall(KVMRT_GS_FN_TRACE_FLUSH, scope, 0);
	return finish(KVMRT_GS_FN_TRACE_FLUSH, ret);
}

static void trace_data(const u8 *data, u32 len)
{
	u32 at;

	if (!trace_gs_log_data_guest_enabled())
		return;
	for (at = 0; at < len; at += KVMRT_GS_DATA_CHUNK)
		trace_gs_log_data_guest(len, at, data + at,
					min_t(u32, len - at, KVMRT_GS_DATA_CHUNK));
}

static long send_page(enum kvmrt_gs_fn fn, struct gs_page *to, u32 len)
{
	unsigned long gpa = virt_to_phys(to->page);
	long ret;

	lockdep_assert_held(&to->lock);
	trace_kvm_guest_hc_start(fn, gpa, len, 0);
	if (fn == KVMRT_GS_FN_LOG_DATA)
		trace_data(to->page, len);
	ret = kvmrt_hypercall(fn, gpa, len);
	/* Finish without the lock: a refusal may ask the host again. */
	mutex_unlock(&to->lock);
	return finish(fn, ret);
}

static long check_len(enum kvmrt_gs_fn fn, u32 len)
{
	int ret;

	ret = kvmrt_host_check();
	if (ret)
		return ret;
	if (!len)
		return -EINVAL;
	return len > kvmrt_host_limit(fn, len) ? -EMSGSIZE : 0;
}

/**
 * kvmrt_gs_log() - a message or data in kernel memory
 * @fn: KVMRT_GS_FN_LOG_MSG or KVMRT_GS_FN_LOG_DATA
 * @from: the bytes
 * @len: number of them
 *
 * Return: 0 or a negative errno, as kvmrt_guest.h says.
 */
long kvmrt_gs_log(enum kvmrt_gs_fn fn, const void *from, u32 len)
{
	struct gs_page *to = raw_cpu_ptr(&gs_pages);
	long ret;

	ret = check_len(fn, len);
	if (ret)
		return ret;
	mutex_lock(&to->lock);
	memcpy(to->page, from, len);
	return send_page(fn, to, len);
}

/**
 * kvmrt_gs_log_user() - a message or data in the caller's memory
 * @fn: KVMRT_GS_FN_LOG_MSG or KVMRT_GS_FN_LOG_DATA
 * @from: the bytes
 * @len: number of them
 *
 * Return: 0 or a negative errno, as kvmrt_guest.h says.
 */
long kvmrt_gs_log_user(enum kvmrt_gs_fn fn, const void __user *from, u32 len)
{
	struct gs_page *to = raw_cpu_ptr(&gs_pages);
	int tries;
	long ret;

	ret = check_len(fn, len);
	if (ret)
		return ret;
	for (tries = 0; tries < COPY_TRIES; tries++) {
		mutex_lock(&to->lock);
		pagefault_disable();
		ret = copy_from_user(to->page, from, len);
		pagefault_enable();
		if (!ret)
			return send_page(fn, to, len);
		mutex_unlock(&to->lock);
		if (fault_in_readable(from, len))
			break;
	}
	return -EFAULT;
}

/**
 * kvmrt_gs_exit() - free the pages; nobody may call any more
 */
void kvmrt_gs_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		free_page((unsigned long)per_cpu(gs_pages, cpu).page);
}

/**
 * kvmrt_gs_init() - make the pages of all CPUs, also of those yet to come
 *
 * Return: 0 or -ENOMEM.
 */
int kvmrt_gs_init(void)
{
	struct page *page;
	int cpu;

	for_each_possible_cpu(cpu) {
		struct gs_page *gs_page = per_cpu_ptr(&gs_pages, cpu);

		mutex_init(&gs_page->lock);
		page = alloc_pages_node(cpu_to_node(cpu), GFP_KERNEL | __GFP_ZERO, 0);
		if (!page) {
			kvmrt_gs_exit();
			return -ENOMEM;
		}
		gs_page->page = page_address(page);
	}
	return 0;
}
