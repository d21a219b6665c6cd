// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's side of the library, and the device's STATUS.
 */
#include <kvmrt/custom.h>
#include <kvmrt/gs.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "double.h"

int __wrap_gs_device_status(struct kvmrt_guest_status *status);

char double_calls[1024];
struct double_gs double_gs;

void double_note(const char *fmt, ...)
{
	size_t len = strlen(double_calls);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(double_calls + len, sizeof(double_calls) - len - 1, fmt, ap);
	va_end(ap);
	strcat(double_calls, ";");
}

bool kvmrt_gs_available(void)
{
	double_note("available");
	return double_gs.available;
}

bool kvmrt_gs_ping_available(void)
{
	double_note("ping_available");
	return double_gs.available;
}

bool kvmrt_gs_log_msg_available(void)
{
	double_note("log_msg_available");
	return double_gs.available;
}

bool kvmrt_gs_xtrace_flush_available(void)
{
	double_note("flush_available");
	return double_gs.available;
}

bool kvmrt_gs_xtrace_log_data_available(void)
{
	double_note("log_data_available");
	return double_gs.available;
}

long kvmrt_gs_ping(unsigned long cookie)
{
	double_note("ping %lx", cookie);
	return double_gs.ping;
}

long kvmrt_gs_log_msg(char *msg)
{
	double_note("log_msg %s", msg);
	return double_gs.log_msg;
}

long kvmrt_gs_xtrace_flush(unsigned long scope)
{
	double_note("flush %lu", scope);
	return double_gs.flush;
}

long kvmrt_gs_xtrace_log_data(void *data, long size)
{
	double_note("log_data %ld %.*s", size, (int)size, (char *)data);
	return double_gs.log_data;
}

long kvmrt_gs_custom_event(uint32_t type, const void *data, size_t length)
{
	double_note("event %u %zu %.*s", type, length, (int)length,
		    data ? (const char *)data : "");
	return double_gs.event;
}

int kvmrt_gate_set(struct kvmrt *ctx, uint32_t gates, bool open)
{
	(void)ctx;
	double_note("gate %u %d", gates, open);
	return double_gs.gate;
}

int __wrap_gs_device_status(struct kvmrt_guest_status *status)
{
	if (!double_gs.status_ret)
		*status = double_gs.status;
	return double_gs.status_ret;
}
