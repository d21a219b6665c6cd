// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The library against the real module.  Each subcommand is a situation that
 * library.sh has brought about; one line of verdict for each thing looked at.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <kvmrt/kvmrt.h>

static struct kvmrt *ctx;

static void verdict(const char *name, bool good)
{
	if (good)
		printf("PASS %s\n", name);
	else
		printf("FAIL %s: \"%s\", attribute %s, errno %d\n", name,
		       kvmrt_error_text(ctx),
		       kvmrt_error_attr(ctx) ? kvmrt_error_attr(ctx) : "none",
		       errno);
	fflush(stdout);
}

/* Refused with this error, naming this attribute (NULL: none), in words. */
static void refused(const char *name, int ret, int err, const char *attr)
{
	const char *got = kvmrt_error_attr(ctx);

	verdict(name, ret == -err && errno == err &&
		kvmrt_error_text(ctx)[0] &&
		(attr ? got && !strcmp(got, attr) : !got));
}

static int set_rate(uint32_t vm_id, uint32_t rate)
{
	struct kvmrt_gs_change *change;
	int ret;

	ret = kvmrt_gs_change_new(&change);
	if (ret)
		return ret;
	kvmrt_gs_change_log_rate(change, rate);
	ret = kvmrt_gs_conf_set(ctx, vm_id, change);
	kvmrt_gs_change_free(change);
	return ret;
}

/* No module. */
static int absent(char **args)
{
	struct kvmrt_gs_conf_list *confs;
	struct kvmrt_events *events;
	struct kvmrt_status *status;
	struct kvmrt_vcpu_list *vcpus;
	struct kvmrt_vm_list *vms;

	(void)args;
	refused("absent-status", kvmrt_status_get(ctx, &status), ENODEV, NULL);
	refused("absent-vms", kvmrt_vm_list_get(ctx, &vms), ENODEV, NULL);
	refused("absent-vcpus", kvmrt_vcpu_list_get(ctx, 0, &vcpus), ENODEV,
		NULL);
	refused("absent-gs", kvmrt_gs_conf_list_get(ctx, &confs), ENODEV,
		NULL);
	refused("absent-set", kvmrt_vm_set_name(ctx, 1, "x"), ENODEV, NULL);
	refused("absent-events",
		kvmrt_events_open(ctx, KVMRT_EVENTS_ALL, &events), ENODEV,
		NULL);
	return 0;
}

static void check_status(void)
{
	struct kvmrt_status *status;
	size_t i;
	int ret;

	ret = kvmrt_status_get(ctx, &status);
	verdict("status", !ret);
	if (ret)
		return;
	verdict("status-version",
		kvmrt_status_module_version(status)[0] &&
		kvmrt_status_kernel(status)[0] &&
		kvmrt_status_abi(status) == 1);
	verdict("status-kvm", kvmrt_status_kvm_loaded(status));
	verdict("status-features", kvmrt_status_features(status) > 0);
	for (i = 0; i < kvmrt_status_features(status); i++) {
		const struct kvmrt_feature *f = kvmrt_status_feature(status, i);

		/* Whatever is not on says why. */
		verdict(kvmrt_feature_name(f),
			!kvmrt_feature_reason(f) ==
			(kvmrt_feature_state(f) == KVMRT_FEATURE_ON));
	}
	kvmrt_status_free(status);
}

/* The module, and no VM. */
static int empty(char **args)
{
	const uint32_t none = 4000000000;
	struct kvmrt_vcpu_list *vcpus;
	struct kvmrt_gs_conf *conf;
	struct kvmrt_vm_list *vms;
	struct kvmrt_vm *vm;
	int ret;

	(void)args;
	check_status();
	ret = kvmrt_vm_list_get(ctx, &vms);
	verdict("no-vms", !ret && !kvmrt_vm_list_count(vms));
	if (!ret)
		kvmrt_vm_list_free(vms);
	ret = kvmrt_vcpu_list_get(ctx, 0, &vcpus);
	verdict("no-vcpus", !ret && !kvmrt_vcpu_list_count(vcpus));
	if (!ret)
		kvmrt_vcpu_list_free(vcpus);
	refused("no-such-id", kvmrt_vm_get(ctx, none, &vm), ENOENT, "id");
	refused("no-such-pid", kvmrt_vm_get_by_pid(ctx, 1, &vm), ENOENT,
		"pid");
	refused("no-such-name", kvmrt_vm_get_by_name(ctx, "nobody", &vm),
		ENOENT, NULL);
	refused("impossible-name", kvmrt_vm_get_by_name(ctx, "no\nbody", &vm),
		ENOENT, NULL);
	refused("no-such-vcpus", kvmrt_vcpu_list_get(ctx, none, &vcpus),
		ENOENT, "vm_id");
	refused("no-such-gs", kvmrt_gs_conf_get(ctx, none, &conf), ENOENT,
		"vm_id");
	refused("no-such-set", kvmrt_vm_set_name(ctx, none, "x"), ENOENT,
		"id");
	refused("rate-0", set_rate(0, 0), ERANGE, "log_rate");
	refused("rate-too-high", set_rate(0, 1000001), ERANGE, "log_rate");

	verdict("default-rate", !set_rate(0, 77));
	ret = kvmrt_gs_conf_get(ctx, 0, &conf);
	verdict("default-gs", !ret && kvmrt_gs_conf_log_rate(conf) == 77 &&
		kvmrt_gs_conf_enabled(conf) == 1 &&
		!kvmrt_gs_conf_vm_id(conf) &&
		kvmrt_gs_conf_msg_max(conf) > 0);
	if (!ret)
		kvmrt_gs_conf_free(conf);
	return 0;
}

static void check_vcpus(uint32_t id, pid_t pid, uint32_t count)
{
	struct kvmrt_vcpu_list *vcpus;
	bool threads = true;
	bool clocks = true;
	size_t i;
	int ret;

	ret = kvmrt_vcpu_list_get(ctx, id, &vcpus);
	verdict("vcpus", !ret && kvmrt_vcpu_list_count(vcpus) == count);
	if (ret)
		return;
	for (i = 0; i < kvmrt_vcpu_list_count(vcpus); i++) {
		const struct kvmrt_vcpu *vcpu = kvmrt_vcpu_list_at(vcpus, i);
		uint64_t tsc = (uint64_t)kvmrt_vcpu_tsc_offset(vcpu);
		char task[64];

		snprintf(task, sizeof(task), "/proc/%d/task/%d", (int)pid,
			 (int)kvmrt_vcpu_tid(vcpu));
		threads = threads && kvmrt_vcpu_vm_id(vcpu) == id &&
			  kvmrt_vcpu_index(vcpu) == i && !access(task, F_OK);
		clocks = clocks && kvmrt_vcpu_guest_tsc(vcpu, 0) == tsc &&
			 kvmrt_vcpu_tsc_khz(vcpu) > 0;
	}
	verdict("vcpu-threads", threads);
	verdict("vcpu-clocks", clocks);
	kvmrt_vcpu_list_free(vcpus);
}

static bool is_called(uint32_t id, const char *name)
{
	struct kvmrt_vm *vm;
	const char *given;
	bool is;

	if (kvmrt_vm_get(ctx, id, &vm))
		return false;
	given = kvmrt_vm_given_name(vm);
	is = name ? given && !strcmp(given, name) : !given;
	kvmrt_vm_free(vm);
	return is;
}

static void check_names(uint32_t id)
{
	struct kvmrt_vm *vm;
	int ret;

	verdict("name-set", !kvmrt_vm_set_name(ctx, id, "live one") &&
		is_called(id, "live one"));
	ret = kvmrt_vm_get_by_name(ctx, "live one", &vm);
	verdict("name-found", !ret && kvmrt_vm_id(vm) == id);
	if (!ret)
		kvmrt_vm_free(vm);
	refused("name-bad", kvmrt_vm_set_name(ctx, id, "a\"b"), EINVAL,
		"name");
	refused("name-control", kvmrt_vm_set_name(ctx, id, "a\x1b"), EINVAL,
		"name");
	verdict("name-kept", is_called(id, "live one"));
	verdict("name-gone", !kvmrt_vm_set_name(ctx, id, NULL) &&
		is_called(id, NULL));
}

static void check_gs(uint32_t id)
{
	const uint32_t allow = KVMRT_GS_ALLOW(KVMRT_GS_FUNCTION_PING) |
			       KVMRT_GS_ALLOW(KVMRT_GS_FUNCTION_LOG_MSG);
	struct kvmrt_gs_conf_list *list;
	struct kvmrt_gs_change *change;
	struct kvmrt_gs_conf *conf;
	int ret;

	ret = kvmrt_gs_conf_get(ctx, id, &conf);
	verdict("gs-default", !ret && kvmrt_gs_conf_log_rate(conf) == 77);
	if (!ret)
		kvmrt_gs_conf_free(conf);

	if (kvmrt_gs_change_new(&change))
		return;
	kvmrt_gs_change_allow(change, allow);
	kvmrt_gs_change_data_rate(change, 12);
	verdict("gs-set", !kvmrt_gs_conf_set(ctx, id, change));
	/* The gate is the module's, not a VM's. */
	kvmrt_gs_change_enabled(change, false);
	refused("gs-gate-of-vm", kvmrt_gs_conf_set(ctx, id, change), EINVAL,
		"enabled");
	kvmrt_gs_change_free(change);

	ret = kvmrt_gs_conf_list_get(ctx, &list);
	verdict("gs-list", !ret && kvmrt_gs_conf_list_count(list) == 1);
	if (ret)
		return;
	conf = (struct kvmrt_gs_conf *)kvmrt_gs_conf_list_at(list, 0);
	/* QUERY may be told as permitted: it always is. */
	verdict("gs-kept", conf && kvmrt_gs_conf_vm_id(conf) == id &&
		(kvmrt_gs_conf_allow(conf) & ~1U) == allow &&
		kvmrt_gs_conf_data_rate(conf) == 12 &&
		kvmrt_gs_conf_log_rate(conf) == 77);
	kvmrt_gs_conf_list_free(list);
}

/* PID VCPUS: one VM, of that process. */
static int one_vm(char **args)
{
	pid_t pid = (pid_t)atoi(args[0]);
	uint32_t vcpus = (uint32_t)atoi(args[1]);
	struct kvmrt_vm_list *vms;
	struct timespec now;
	struct kvmrt_vm *vm;
	uint32_t id;
	int ret;

	ret = kvmrt_vm_find(ctx, "pid", args[0], &vm);
	verdict("vm-by-pid", !ret);
	if (ret)
		return 1;
	id = kvmrt_vm_id(vm);
	clock_gettime(CLOCK_BOOTTIME, &now);
	verdict("vm", kvmrt_vm_pid(vm) == pid && kvmrt_vm_vcpus(vm) == vcpus &&
		!kvmrt_vm_given_name(vm));
	verdict("vm-comm", !strcmp(kvmrt_vm_comm(vm), "tinyvm"));
	verdict("vm-name", !strcmp(kvmrt_vm_name(vm), "tinyvm"));
	verdict("vm-start", kvmrt_vm_start_time_ns(vm) > 0 &&
		kvmrt_vm_start_time_ns(vm) / 1000000000 <=
		(uint64_t)now.tv_sec);
	kvmrt_vm_free(vm);

	ret = kvmrt_vm_list_get(ctx, &vms);
	verdict("vm-list", !ret && kvmrt_vm_list_count(vms) == 1 &&
		kvmrt_vm_id(kvmrt_vm_list_at(vms, 0)) == id);
	if (!ret)
		kvmrt_vm_list_free(vms);
	check_vcpus(id, pid, vcpus);
	check_names(id);
	check_gs(id);
	return 0;
}

/* Without privilege. */
static int powerless(char **args)
{
	struct kvmrt_events *events;
	struct kvmrt_status *status;
	struct kvmrt_vm_list *vms;
	int ret;

	(void)args;
	ret = kvmrt_status_get(ctx, &status);
	verdict("powerless-status", !ret);
	if (!ret)
		kvmrt_status_free(status);
	refused("powerless-vms", kvmrt_vm_list_get(ctx, &vms), EPERM, NULL);
	refused("powerless-events",
		kvmrt_events_open(ctx, KVMRT_EVENTS_VM, &events), EPERM, NULL);
	refused("powerless-set", set_rate(0, 5), EPERM, NULL);
	return 0;
}

/* The module is loaded anew while it waits for a line. */
static int stale(char **args)
{
	struct kvmrt_vm_list *vms;
	int ret;

	(void)args;
	ret = kvmrt_vm_list_get(ctx, &vms);
	verdict("stale-before", !ret);
	if (!ret)
		kvmrt_vm_list_free(vms);
	puts("ready");
	fflush(stdout);
	getchar();
	refused("stale", kvmrt_vm_list_get(ctx, &vms), ESTALE, NULL);
	ret = kvmrt_vm_list_get(ctx, &vms);
	verdict("stale-after", !ret);
	if (!ret)
		kvmrt_vm_list_free(vms);
	return 0;
}

/* COUNT SECONDS: prints that many events, one a line. */
static int watch(char **args)
{
	int count = atoi(args[0]);
	int64_t timeout_ns = (int64_t)atoi(args[1]) * 1000000000;
	struct kvmrt_events *events;
	struct kvmrt_event *event;

	if (kvmrt_events_open(ctx, KVMRT_EVENTS_ALL, &events)) {
		verdict("watch", false);
		return 1;
	}
	puts("ready");
	fflush(stdout);
	while (count-- > 0 &&
	       kvmrt_events_read(events, timeout_ns, &event) > 0) {
		const struct kvmrt_gs_conf *conf = kvmrt_event_gs_conf(event);
		const struct kvmrt_vm *vm = kvmrt_event_vm(event);
		const struct kvmrt_account *account = kvmrt_event_account(event);

		printf("%s %" PRIu32 "\n", kvmrt_event_name(event),
		       vm ? kvmrt_vm_id(vm) :
		       conf ? kvmrt_gs_conf_vm_id(conf) :
		       account ? kvmrt_account_vm_id(account) :
		       kvmrt_event_flush_vm_id(event));
		fflush(stdout);
		kvmrt_event_free(event);
	}
	kvmrt_events_close(events);
	return 0;
}

/* A rate of the module's defaults changes COUNT times, and nobody reads. */
static int lost(char **args)
{
	int count = atoi(args[0]);
	struct kvmrt_events *events;
	struct kvmrt_event *event;
	int small = 4096;
	bool was_lost = false;
	int left = 0;
	int ret;
	int i;

	if (kvmrt_events_open(ctx, KVMRT_EVENTS_GS, &events)) {
		verdict("lost", false);
		return 1;
	}
	/* The library's own buffer takes long to fill. */
	if (setsockopt(kvmrt_events_fd(events), SOL_SOCKET, SO_RCVBUF, &small,
		       sizeof(small)))
		perror("live");
	for (i = 1; i <= count; i++)
		if (set_rate(0, (uint32_t)i))
			break;
	verdict("lost-changes", i > count);
	while ((ret = kvmrt_events_read(events, 0, &event)) > 0) {
		was_lost = was_lost ||
			   kvmrt_event_kind(event) == KVMRT_EVENT_LOST;
		left++;
		kvmrt_event_free(event);
	}
	verdict("lost-told", !ret && was_lost && left > 0 && left < count);
	/* It goes on. */
	set_rate(0, 77);
	ret = kvmrt_events_read(events, 5000000000, &event);
	verdict("lost-goes-on",
		ret == 1 && kvmrt_event_kind(event) == KVMRT_EVENT_GS_CHANGE);
	if (ret == 1)
		kvmrt_event_free(event);
	kvmrt_events_close(events);
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **args);
} commands[] = {
	{ "absent", 0, absent },
	{ "empty", 0, empty },
	{ "one-vm", 2, one_vm },
	{ "powerless", 0, powerless },
	{ "stale", 0, stale },
	{ "watch", 2, watch },
	{ "lost", 1, lost },
};

int main(int argc, char **argv)
{
	size_t i;
	int ret;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc > 1 && !strcmp(argv[1], commands[i].name) &&
		    argc - 2 == commands[i].args)
			break;
	if (i == sizeof(commands) / sizeof(commands[0])) {
		fputs("live: no such command\n", stderr);
		return 2;
	}
	if (kvmrt_open(&ctx)) {
		perror("live");
		return 1;
	}
	ret = commands[i].run(argv + 2);
	kvmrt_close(ctx);
	return ret;
}
