// SPDX-License-Identifier: GPL-2.0-only
/*
 * The warning about accesses to devices that user space emulates: one sentence
 * for all vCPUs of the report.
 */
#include <string.h>

#include "report.h"
#include "user_device.h"

static void add_name(char *names, const char *name)
{
	size_t used = strlen(names);

	if (!strstr(names, name))
		snprintf(names + used, KT_LOCK_NAMES - used, "%s%s",
			 used ? ", " : "", name);
}

void kt_report_lock_add(struct kt_lock_sum *sum, const struct kt_watch *v)
{
	const struct kt_device *device;
	const struct kt_user *u;
	unsigned int i;

	for (i = 0; i < v->budget.n_users; i++) {
		u = &v->budget.users[i];
		if (!kt_user_locks(u))
			continue;
		sum->count += u->count;
		if (u->worst > sum->worst)
			sum->worst = u->worst;
		device = kt_user_device(u);
		add_name(sum->names, device ? device->name : "unknown");
	}
}

void kt_report_lock_note(struct kt_report *r, const struct kt_lock_sum *sum)
{
	if (!sum->count)
		return;
	kt_report_note(r, "%llu exits to user space were accesses to devices (%s), the longest %lld.%03lld us; QEMU serves them under its global lock and waits for it while a disk, the network, a terminal, graphics or the dirty log has it: take these devices from a real-time VM, or keep its vCPUs from using them",
		       (unsigned long long)sum->count, sum->names,
		       (long long)(sum->worst / 1000),
		       (long long)(sum->worst % 1000));
}
