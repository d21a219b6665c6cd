// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TSC: what it says now beside the time of day, and how fast it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <kvmrt/vcpu.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "instance.h"
#include "meta_write.h"

/* Enough to find one that no interrupt came into. */
#define TRIES	64

uint64_t kt_tsc_now(void)
{
	unsigned int cpu;

	_mm_lfence();
	return __rdtscp(&cpu);
}

static uint64_t realtime_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + ts.tv_nsec;
}

struct json_object *kt_meta_moment(void)
{
	uint64_t before, after, now, tsc = 0, ns = 0, width = UINT64_MAX;
	struct json_object *moment = json_object_new_object();
	int i;

	for (i = 0; i < TRIES; i++) {
		before = kt_tsc_now();
		now = realtime_ns();
		after = kt_tsc_now();
		if (after - before < width) {
			width = after - before;
			tsc = before + width / 2;
			ns = now;
		}
	}
	json_object_object_add(moment, "realtime_ns", json_object_new_uint64(ns));
	json_object_object_add(moment, "tsc", json_object_new_uint64(tsc));
	json_object_object_add(moment, "width_tsc", json_object_new_uint64(width));
	return moment;
}

static uint64_t get(struct json_object *moment, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(moment, key, &value) ?
	       json_object_get_uint64(value) : 0;
}

uint32_t kt_tsc_khz_between(struct json_object *from, struct json_object *to)
{
	uint64_t ns = get(to, "realtime_ns") - get(from, "realtime_ns");
	uint64_t tsc = get(to, "tsc") - get(from, "tsc");

	return ns ? (uint32_t)((__uint128_t)tsc * 1000000 / ns) : 0;
}

/* What the kernel tells programs that read the TSC: it has used no better. */
static uint32_t khz_of_perf(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY, .exclude_kernel = 1,
	};
	struct perf_event_mmap_page *page;
	uint32_t khz = 0;
	long fd;

	fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return 0;
	page = mmap(NULL, KT_PAGE, PROT_READ, MAP_SHARED, fd, 0);
	if (page != MAP_FAILED) {
		if (page->cap_user_time && page->time_mult)
			khz = (((__uint128_t)1000000 << page->time_shift) +
			       page->time_mult / 2) / page->time_mult;
		munmap(page, KT_PAGE);
	}
	close(fd);
	return khz;
}

/* "1234.567 MHz" before a word; the last line that says so is the best. */
static uint32_t mhz_before(const char *line, const char *word)
{
	const char *at = strstr(line, word);
	unsigned long mhz, khz;

	if (!at)
		return 0;
	while (at > line && (strchr("0123456789. ", at[-1])))
		at--;
	return sscanf(at, " %lu.%3lu", &mhz, &khz) == 2 ? mhz * 1000 + khz : 0;
}

static uint32_t khz_of_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	uint32_t refined = 0, detected = 0, khz;
	char line[1024];
	ssize_t n;

	if (fd < 0)
		return 0;
	/* A record that was overwritten meanwhile is EPIPE: go on. */
	while ((n = read(fd, line, sizeof(line) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		line[n > 0 ? n : 0] = '\0';
		if (!strstr(line, "tsc: "))
			continue;
		khz = mhz_before(line, " MHz");
		if (strstr(line, "Refined TSC"))
			refined = khz ? khz : refined;
		else if (strstr(line, "Detected"))
			detected = khz ? khz : detected;
	}
	close(fd);
	return refined ? refined : detected;
}

/* KVM tells a guest's rate, which is the host's where nothing is scaled. */
static uint32_t khz_of_vcpus(struct kvmrt *ctx)
{
	struct kvmrt_vcpu_list *list;
	const struct kvmrt_vcpu *vcpu;
	uint32_t khz = 0, bits;
	size_t i;

	if (!ctx || kvmrt_vcpu_list_get(ctx, 0, &list))
		return 0;
	for (i = 0; (vcpu = kvmrt_vcpu_list_at(list, i)) && !khz; i++) {
		bits = kvmrt_vcpu_tsc_ratio_frac_bits(vcpu);
		if (!bits || kvmrt_vcpu_tsc_ratio(vcpu) == UINT64_C(1) << bits)
			khz = kvmrt_vcpu_tsc_khz(vcpu);
	}
	kvmrt_vcpu_list_free(list);
	return khz;
}

uint32_t kt_tsc_khz(struct kvmrt *ctx, const char **from)
{
	uint32_t khz;

	*from = "perf";
	khz = khz_of_perf();
	if (!khz) {
		*from = "kvm";
		khz = khz_of_vcpus(ctx);
	}
	if (!khz) {
		*from = "kernel log";
		khz = khz_of_log();
	}
	if (!khz)
		*from = NULL;
	return khz;
}
