// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Exit accounting of a running VM, by the library and the real module.
 * Usage: exits VM_ID; one line of verdict for each thing looked at.
 */
/* requires: S01 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <kvmrt/kvmrt.h>

static struct kvmrt *ctx;

static void verdict(const char *name, bool good)
{
	if (good)
		printf("PASS %s\n", name);
	else
		printf("FAIL %s: \"%s\", errno %d\n", name,
		       kvmrt_error_text(ctx), errno);
	fflush(stdout);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void check_off(uint32_t vm_id)
{
	struct kvmrt_exit_list *list = NULL;
	struct kvmrt_account *account;

	verdict("off-get", !kvmrt_account_get(ctx, vm_id, &account) &&
		!kvmrt_account_enabled(account) &&
		!kvmrt_account_since_ns(account));
	verdict("off-read", kvmrt_exit_list_get(ctx, vm_id, &list) == -ENODATA);
	verdict("off-reset", kvmrt_account_reset(ctx, vm_id) == -ENODATA);
	verdict("no-vm", kvmrt_exit_list_get(ctx, 4000000, &list) == -ENOENT &&
		kvmrt_account_enable(ctx, 4000000, true) == -ENOENT);
}

/* What has to hold of every row, whatever the guest does. */
static bool row_holds(const struct kvmrt_exit *row, uint32_t vm_id,
		      uint64_t since_ns)
{
	uint64_t sum = 0, users = 0;
	uint32_t i;
	size_t u;

	for (i = 0; i < KVMRT_EXIT_BUCKETS; i++)
		sum += kvmrt_exit_bucket(row, i);
	for (u = 0; u < kvmrt_exit_users(row); u++) {
		const struct kvmrt_exit_user *user = kvmrt_exit_user_at(row, u);

		users += kvmrt_exit_user_count(user);
		if (!kvmrt_user_exit_name(kvmrt_exit_user_reason(user)) ||
		    kvmrt_exit_user_worst_ns(user) > kvmrt_exit_worst_ns(row))
			return false;
	}
	return kvmrt_exit_vm_id(row) == vm_id && sum == kvmrt_exit_count(row) &&
	       sum > 0 && users <= sum &&
	       kvmrt_exit_reason_name(kvmrt_exit_isa(row),
				      kvmrt_exit_reason(row)) &&
	       kvmrt_exit_worst_ns(row) <= kvmrt_exit_total_ns(row) &&
	       kvmrt_exit_total_ns(row) / sum <= kvmrt_exit_worst_ns(row) &&
	       /*
		* One that was under way counts, too.  The conversion of clocks
		* is good to a few microseconds.
		*/
	       kvmrt_exit_worst_at_ns(row) + kvmrt_exit_worst_ns(row) +
	       10000000 > since_ns &&
	       kvmrt_exit_worst_at_ns(row) < now_ns();
}

/* Rows of a VM; the number of exits, 0 if a row doesn't hold. */
static uint64_t exits_of(uint32_t vm_id, uint64_t since_ns, bool *to_user)
{
	struct kvmrt_exit_list *list;
	uint64_t count = 0;
	size_t i;

	*to_user = false;
	if (kvmrt_exit_list_get(ctx, vm_id, &list))
		return 0;
	for (i = 0; i < kvmrt_exit_list_count(list); i++) {
		const struct kvmrt_exit *row = kvmrt_exit_list_at(list, i);

		if (!row_holds(row, vm_id, since_ns)) {
			printf("FAIL row: vcpu %" PRIu32 " reason 0x%" PRIx32
			       " count %" PRIu64 " total %" PRIu64
			       " worst %" PRIu64 " at %" PRIu64 "\n",
			       kvmrt_exit_vcpu_id(row), kvmrt_exit_reason(row),
			       kvmrt_exit_count(row), kvmrt_exit_total_ns(row),
			       kvmrt_exit_worst_ns(row),
			       kvmrt_exit_worst_at_ns(row));
			count = 0;
			break;
		}
		count += kvmrt_exit_count(row);
		*to_user |= kvmrt_exit_users(row) > 0;
	}
	kvmrt_exit_list_free(list);
	return count;
}

/* A Linux guest exits, and goes to user space, within a few seconds. */
static uint64_t wait_exits(uint32_t vm_id, uint64_t since_ns, bool *to_user)
{
	uint64_t count = 0;
	int i;

	for (i = 0; i < 600; i++) {
		count = exits_of(vm_id, since_ns, to_user);
		if (count > 100 && *to_user)
			break;
		usleep(100000);
	}
	return count;
}

/* Is the next event the switching of this VM, or a reset of it? */
static bool told(struct kvmrt_events *events, uint32_t vm_id, bool enabled,
		 uint64_t since_ns)
{
	const struct kvmrt_account *account;
	struct kvmrt_event *event;
	bool good;

	if (kvmrt_events_read(events, 10000000000, &event) != 1)
		return false;
	account = kvmrt_event_account(event);
	good = kvmrt_event_kind(event) == KVMRT_EVENT_ACCOUNT_CHANGE &&
	       account && kvmrt_account_vm_id(account) == vm_id &&
	       kvmrt_account_enabled(account) == enabled &&
	       (enabled ? kvmrt_account_since_ns(account) >= since_ns :
			  !kvmrt_account_since_ns(account));
	kvmrt_event_free(event);
	return good;
}

static void check_told(uint32_t vm_id)
{
	struct kvmrt_events *events;
	struct kvmrt_event *event;
	uint64_t before_ns;

	if (kvmrt_events_open(ctx, KVMRT_EVENTS_ACCOUNT, &events)) {
		verdict("told-open", false);
		return;
	}
	before_ns = now_ns();
	verdict("told-on", !kvmrt_account_enable(ctx, vm_id, true) &&
		told(events, vm_id, true, before_ns));
	before_ns = now_ns();
	verdict("told-reset", !kvmrt_account_reset(ctx, vm_id) &&
		told(events, vm_id, true, before_ns));
	verdict("told-off", !kvmrt_account_enable(ctx, vm_id, false) &&
		told(events, vm_id, false, 0));
	/* Of all VMs, once. */
	verdict("told-all", !kvmrt_account_enable(ctx, 0, true) &&
		told(events, 0, true, 0) &&
		!kvmrt_account_enable(ctx, 0, false) &&
		told(events, 0, false, 0));
	/* Refused: nothing is told. */
	verdict("told-refused", kvmrt_account_reset(ctx, vm_id) == -ENODATA &&
		!kvmrt_events_read(events, 0, &event));
	kvmrt_events_close(events);
}

static void check_on(uint32_t vm_id)
{
	uint64_t before_ns = now_ns(), since_ns = 0;
	struct kvmrt_account *account;
	uint64_t count, after;
	bool to_user;

	verdict("on", !kvmrt_account_enable(ctx, vm_id, true));
	if (!kvmrt_account_get(ctx, vm_id, &account)) {
		verdict("on-get", kvmrt_account_enabled(account) &&
			kvmrt_account_vm_id(account) == vm_id);
		since_ns = kvmrt_account_since_ns(account);
		kvmrt_account_free(account);
	}
	verdict("since", since_ns >= before_ns && since_ns <= now_ns());
	count = wait_exits(vm_id, before_ns, &to_user);
	verdict("counts", count > 0);
	verdict("to-user-space", to_user);
	verdict("on-again", !kvmrt_account_enable(ctx, vm_id, true) &&
		exits_of(vm_id, before_ns, &to_user) >= count);
	before_ns = now_ns();
	verdict("reset", !kvmrt_account_reset(ctx, vm_id));
	after = wait_exits(vm_id, before_ns, &to_user);
	verdict("counts-anew", after > 0);
	verdict("off", !kvmrt_account_enable(ctx, vm_id, false));
}

int main(int argc, char **argv)
{
	uint32_t vm_id;

	if (argc != 2 || kvmrt_open(&ctx)) {
		fprintf(stderr, "usage: exits VM_ID\n");
		return 2;
	}
	vm_id = (uint32_t)strtoul(argv[1], NULL, 10);
	check_off(vm_id);
	check_on(vm_id);
	check_told(vm_id);
	check_off(vm_id);
	kvmrt_close(ctx);
	return 0;
}
