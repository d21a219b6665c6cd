// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/events.c and src/event.c. */
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

#include "test.h"

static struct kvmrt_events *subscribe(unsigned int groups)
{
	struct kvmrt_events *events = NULL;
	struct kvmrt *ctx = test_open();

	fake_expect_family();
	assert_int_equal(kvmrt_events_open(ctx, groups, &events), 0);
	/* It keeps no tie to the context. */
	kvmrt_close(ctx);
	return events;
}

static struct kvmrt_event *next(struct kvmrt_events *events)
{
	struct kvmrt_event *event = NULL;

	assert_int_equal(kvmrt_events_read(events, 0, &event), 1);
	assert_non_null(event);
	return event;
}

static void none(struct kvmrt_events *events)
{
	struct kvmrt_event *event = NULL;

	assert_int_equal(kvmrt_events_read(events, 0, &event), 0);
	assert_null(event);
}

/* The next event is of a kind, and has nothing else than that. */
static void next_is(struct kvmrt_events *events, enum kvmrt_event_kind kind,
		    const char *name)
{
	struct kvmrt_event *event = next(events);

	assert_int_equal(kvmrt_event_kind(event), kind);
	assert_string_equal(kvmrt_event_name(event), name);
	kvmrt_event_free(event);
}

static void put_vm(uint8_t cmd, uint32_t id)
{
	fake_reply(cmd);
	fake_u32(KVMRT_A_VM_ID, id);
	fake_string(KVMRT_A_VM_NAME, "rt1");
	fake_u32(KVMRT_A_VM_VCPUS, 2);
}

static void put_flush(const char *cpus)
{
	fake_reply(KVMRT_CMD_GS_FLUSH_NTF);
	fake_u32(KVMRT_A_FLUSH_VM_ID, 3);
	fake_u32(KVMRT_A_FLUSH_VCPU_ID, 1);
	fake_u32(KVMRT_A_FLUSH_SCOPE, 2);
	fake_string(KVMRT_A_FLUSH_CPUS, cpus);
	fake_u32(KVMRT_A_FLUSH_SEQ, 17);
	fake_u64(KVMRT_A_FLUSH_TIME_NS, UINT64_C(123456789012));
}

static void groups_are_joined(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_ALL);

	(void)state;
	assert_int_equal(fake_joined(GENL_ID_CTRL), 1);
	assert_int_equal(fake_joined(FAKE_GROUP_VM), 1);
	assert_int_equal(fake_joined(FAKE_GROUP_GS), 1);
	assert_int_equal(fake_joined(FAKE_GROUP_ACCOUNT), 1);
	kvmrt_events_close(events);
	kvmrt_events_close(NULL);

	fake_restart();
	events = subscribe(KVMRT_EVENTS_GS);
	assert_int_equal(fake_joined(FAKE_GROUP_VM), 0);
	assert_int_equal(fake_joined(FAKE_GROUP_GS), 1);
	assert_int_equal(fake_joined(FAKE_GROUP_ACCOUNT), 0);
	kvmrt_events_close(events);

	fake_restart();
	events = subscribe(KVMRT_EVENTS_ACCOUNT);
	assert_int_equal(fake_joined(FAKE_GROUP_GS), 0);
	assert_int_equal(fake_joined(FAKE_GROUP_ACCOUNT), 1);
	kvmrt_events_close(events);
}

static void vm_events(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_VM);
	const struct kvmrt_vm *vm;
	struct kvmrt_event *event;

	(void)state;
	none(events);
	fake_event_begin();
	put_vm(KVMRT_CMD_VM_ADD_NTF, 8);
	/* Two in one datagram. */
	put_vm(KVMRT_CMD_VM_CHANGE_NTF, 8);
	fake_flush();
	put_vm(KVMRT_CMD_VM_DEL_NTF, 8);
	fake_event_end();

	event = next(events);
	assert_int_equal(kvmrt_event_kind(event), KVMRT_EVENT_VM_ADD);
	assert_string_equal(kvmrt_event_name(event), "vm_add");
	vm = kvmrt_event_vm(event);
	assert_int_equal(kvmrt_vm_id(vm), 8);
	assert_string_equal(kvmrt_vm_name(vm), "rt1");
	assert_null(kvmrt_event_gs_conf(event));
	assert_null(kvmrt_event_account(event));
	assert_string_equal(kvmrt_event_flush_cpus(event), "");
	kvmrt_event_free(event);
	next_is(events, KVMRT_EVENT_VM_CHANGE, "vm_change");
	next_is(events, KVMRT_EVENT_VM_DEL, "vm_del");
	none(events);
	kvmrt_events_close(events);
	kvmrt_event_free(NULL);
}

static void gs_events(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_GS);
	struct kvmrt_event *event;
	char cpus[8192];

	(void)state;
	memset(cpus, '1', sizeof(cpus) - 1);
	cpus[sizeof(cpus) - 1] = '\0';
	fake_event_begin();
	fake_reply(KVMRT_CMD_GS_CHANGE_NTF);
	fake_u32(KVMRT_A_GS_ENABLED, 1);
	fake_u32(KVMRT_A_GS_ALLOW, 3);
	fake_flush();
	fake_reply(KVMRT_CMD_GS_DROP_NTF);
	fake_u32(KVMRT_A_GS_VM_ID, 6);
	fake_u32(KVMRT_A_GS_ALLOW, 3);
	fake_flush();
	put_flush("0,2-5");
	fake_flush();
	/* A list as long as the host is large. */
	put_flush(cpus);
	fake_event_end();

	event = next(events);
	assert_int_equal(kvmrt_event_kind(event), KVMRT_EVENT_GS_CHANGE);
	assert_string_equal(kvmrt_event_name(event), "gs_change");
	assert_null(kvmrt_event_vm(event));
	assert_int_equal(kvmrt_gs_conf_enabled(kvmrt_event_gs_conf(event)), 1);
	kvmrt_event_free(event);

	event = next(events);
	assert_string_equal(kvmrt_event_name(event), "gs_drop");
	assert_int_equal(kvmrt_gs_conf_vm_id(kvmrt_event_gs_conf(event)), 6);
	kvmrt_event_free(event);

	event = next(events);
	assert_int_equal(kvmrt_event_kind(event), KVMRT_EVENT_GS_FLUSH);
	assert_string_equal(kvmrt_event_name(event), "gs_flush");
	assert_null(kvmrt_event_gs_conf(event));
	assert_int_equal(kvmrt_event_flush_vm_id(event), 3);
	assert_int_equal(kvmrt_event_flush_vcpu_id(event), 1);
	assert_int_equal(kvmrt_event_flush_scope(event), 2);
	assert_string_equal(kvmrt_event_flush_cpus(event), "0,2-5");
	assert_int_equal(kvmrt_event_flush_seq(event), 17);
	assert_int_equal(kvmrt_event_flush_time_ns(event),
			 UINT64_C(123456789012));
	kvmrt_event_free(event);

	event = next(events);
	assert_string_equal(kvmrt_event_flush_cpus(event), cpus);
	kvmrt_event_free(event);
	kvmrt_events_close(events);
}

static void loss_is_told(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_ALL);

	(void)state;
	fake_event_begin();
	put_vm(KVMRT_CMD_VM_ADD_NTF, 1);
	fake_receive_fails(ENOBUFS);
	put_vm(KVMRT_CMD_VM_DEL_NTF, 1);
	fake_event_end();
	/* The module is still the one that it was. */
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST, CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY);
	fake_flush();
	next_is(events, KVMRT_EVENT_VM_ADD, "vm_add");
	next_is(events, KVMRT_EVENT_LOST, "lost");
	next_is(events, KVMRT_EVENT_VM_DEL, "vm_del");
	none(events);
	assert_int_equal(fake_joined(FAKE_GROUP_VM), 1);
	kvmrt_events_close(events);
}

/* The module went, or was loaded anew, among the events that were lost. */
static void loss_hides_the_module(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_ALL);

	(void)state;
	fake_event_begin();
	fake_receive_fails(ENOBUFS);
	fake_event_end();
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST, CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY + 1);
	fake_flush();
	next_is(events, KVMRT_EVENT_LOST, "lost");
	next_is(events, KVMRT_EVENT_MODULE_BACK, "module_back");
	assert_int_equal(fake_joined(FAKE_GROUP_VM), 2);

	fake_event_begin();
	fake_receive_fails(ENOBUFS);
	fake_event_end();
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST, CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_error(ENOENT, NULL, 0, 0);
	fake_flush();
	next_is(events, KVMRT_EVENT_LOST, "lost");
	next_is(events, KVMRT_EVENT_MODULE_GONE, "module_gone");
	none(events);
	kvmrt_events_close(events);
}

static void module_goes_and_comes(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_VM);

	(void)state;
	fake_event_begin();
	/* Other families don't matter. */
	fake_message(GENL_ID_CTRL, 0, CTRL_CMD_DELFAMILY);
	fake_string(CTRL_ATTR_FAMILY_NAME, "other");
	fake_u16(CTRL_ATTR_FAMILY_ID, 99);
	fake_flush();
	fake_message(GENL_ID_CTRL, 0, CTRL_CMD_NEWMCAST_GRP);
	fake_flush();
	fake_family(CTRL_CMD_DELFAMILY, FAKE_FAMILY);
	fake_flush();
	/* Said twice, told once. */
	fake_family(CTRL_CMD_DELFAMILY, FAKE_FAMILY);
	fake_flush();
	/* Of a family that is gone there is no more to come. */
	put_vm(KVMRT_CMD_VM_DEL_NTF, 1);
	fake_flush();
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY + 1);
	fake_flush();
	fake_message(FAKE_FAMILY + 1, 0, KVMRT_CMD_VM_ADD_NTF);
	fake_u32(KVMRT_A_VM_ID, 1);
	fake_event_end();
	next_is(events, KVMRT_EVENT_MODULE_GONE, "module_gone");
	next_is(events, KVMRT_EVENT_MODULE_BACK, "module_back");
	next_is(events, KVMRT_EVENT_VM_ADD, "vm_add");
	none(events);
	assert_int_equal(fake_joined(FAKE_GROUP_VM), 2);
	assert_int_equal(fake_joined(FAKE_GROUP_GS), 0);
	kvmrt_events_close(events);
}

/* It went again before its groups could be joined. */
static void module_comes_for_a_moment(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_VM);

	(void)state;
	fake_event_begin();
	fake_family(CTRL_CMD_DELFAMILY, FAKE_FAMILY);
	fake_flush();
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY + 1);
	fake_flush();
	fake_family(CTRL_CMD_DELFAMILY, FAKE_FAMILY + 1);
	fake_event_end();
	next_is(events, KVMRT_EVENT_MODULE_GONE, "module_gone");
	fake_call_fails(FAKE_OPTION, 1, ENOENT);
	none(events);
	kvmrt_events_close(events);
}

static void bad_messages_are_skipped(void **state)
{
	static const struct nlmsghdr bare = {
		.nlmsg_len = sizeof(bare), .nlmsg_type = FAKE_FAMILY,
	};
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_ALL);
	struct kvmrt_event *event = NULL;
	struct nlmsghdr nlh = bare;
	int bad = 0;

	(void)state;
	fake_event_begin();
	fake_raw(&bare, sizeof(bare));
	bad++;
	nlh.nlmsg_type = GENL_ID_CTRL;
	fake_raw(&nlh, sizeof(nlh));
	bad++;
	nlh.nlmsg_type = NLMSG_ERROR;
	fake_raw(&nlh, sizeof(nlh));
	bad++;
	fake_message(GENL_ID_CTRL, 0, CTRL_CMD_NEWFAMILY);
	bad++;
	fake_flush();
	fake_reply(KVMRT_CMD_VM_ADD_NTF);	/* of no VM */
	bad++;
	fake_reply(KVMRT_CMD_GS_FLUSH_NTF);	/* of nothing */
	bad++;
	fake_flush();
	fake_raw("bad", 3);
	bad++;
	fake_flush();
	fake_receive_fails(ENOSPC);
	bad++;
	/* A newer module's notification is no error. */
	fake_reply(200);
	fake_flush();
	put_vm(KVMRT_CMD_VM_ADD_NTF, 1);
	fake_event_end();
	while (bad--) {
		errno = 0;
		assert_int_equal(kvmrt_events_read(events, 0, &event),
				 -EBADMSG);
		assert_int_equal(errno, EBADMSG);
		assert_null(event);
	}
	next_is(events, KVMRT_EVENT_VM_ADD, "vm_add");
	kvmrt_events_close(events);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void waiting(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_VM);
	const struct sigaction action = { .sa_handler = on_alarm };
	const struct itimerval timer = { .it_value.tv_usec = 20000 };
	struct kvmrt_event *event = NULL;
	struct pollfd pollfd = {
		.fd = kvmrt_events_fd(events), .events = POLLIN,
	};
	int64_t start = now_ns();

	(void)state;
	assert_int_equal(kvmrt_events_read(events, 30000000, &event), 0);
	assert_true(now_ns() - start >= 30000000);
	assert_int_equal(poll(&pollfd, 1, 0), 0);

	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
	assert_int_equal(kvmrt_events_read(events, -1, &event), -EINTR);
	assert_int_equal(errno, EINTR);
	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
	assert_int_equal(kvmrt_events_read(events, INT64_MAX, &event), -EINTR);

	fake_event_begin();
	put_vm(KVMRT_CMD_VM_ADD_NTF, 1);
	fake_event_end();
	assert_int_equal(poll(&pollfd, 1, 0), 1);
	assert_int_equal(kvmrt_events_read(events, INT64_MAX, &event), 1);
	kvmrt_event_free(event);
	kvmrt_events_close(events);
}

static void open_refuses(void **state)
{
	struct kvmrt_events *events = NULL;
	struct kvmrt *ctx = test_open();
	int i;

	(void)state;
	assert_fails(ctx, EINVAL, kvmrt_events_open(ctx, 0, &events));
	assert_fails(ctx, EINVAL, kvmrt_events_open(ctx, 8, &events));
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_events_open(ctx, 1, &events));
	fake_call_fails(FAKE_OPEN, 1, EMFILE);
	assert_fails(ctx, EMFILE, kvmrt_events_open(ctx, 1, &events));
	/* Three options, the controller's group, then the module's. */
	for (i = 4; i <= 5; i++) {
		if (i == 5)
			fake_expect_family();
		fake_call_fails(FAKE_OPTION, i, EPERM);
		assert_fails(ctx, EPERM, kvmrt_events_open(ctx, 1, &events));
		assert_int_equal(fake_open_sockets(), 1);
	}
	kvmrt_close(ctx);

	fake_restart();
	ctx = test_open();
	fake_expect_family();
	fake_call_fails(FAKE_OPTION, 5, ENOENT);
	assert_fails(ctx, ENODEV, kvmrt_events_open(ctx, 1, &events));
	/* Loaded anew since. */
	fake_expect(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK,
		    CTRL_CMD_GETFAMILY);
	fake_expect_string(CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	fake_family(CTRL_CMD_NEWFAMILY, FAKE_FAMILY + 1);
	fake_ack();
	assert_fails(ctx, ESTALE, kvmrt_events_open(ctx, 1, &events));
	assert_null(events);
	kvmrt_close(ctx);
}

static void no_memory(void **state)
{
	struct kvmrt_events *events = subscribe(KVMRT_EVENTS_ALL);
	struct kvmrt_event *event = NULL;
	int nth;

	(void)state;
	/* The event, the list of CPUs. */
	for (nth = 1; nth <= 2; nth++) {
		fake_event_begin();
		put_flush("0");
		fake_event_end();
		fake_alloc_fails(nth);
		assert_int_equal(kvmrt_events_read(events, 0, &event),
				 -ENOMEM);
		assert_null(event);
	}
	none(events);
	kvmrt_events_close(events);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(groups_are_joined),
		TEST(vm_events),
		TEST(gs_events),
		TEST(loss_is_told),
		TEST(loss_hides_the_module),
		TEST(module_goes_and_comes),
		TEST(module_comes_for_a_moment),
		TEST(bad_messages_are_skipped),
		TEST(waiting),
		TEST(open_refuses),
		TEST(no_memory),
	};

	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
