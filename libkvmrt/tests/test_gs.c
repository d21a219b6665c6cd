// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Tests of src/gs.c and src/gs_device.c.  Linked three times: with the static
 * library, with the shared one, and with the alias of the modelled product.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/kvmrt_gs.h>
#include TEST_HEADER

#include "fake_device.h"

/*
 * The library keeps its device for the life of a process, so that every test
 * has one of its own: the body of a CASE runs in a child.
 */
#define CHECK(condition)						\
	do {								\
		if (!(condition)) {					\
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#condition);				\
			_exit(1);					\
		}							\
	} while (0)

#define CASE(name)							\
	static void name##_body(void);					\
	static void name(void **state)					\
	{								\
		(void)state;						\
		run(name##_body);					\
	}								\
	static void name##_body(void)

static void run(void (*body)(void))
{
	int status;
	pid_t pid;

	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		fake_device_reset();
		body();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static char text[6] = "hello";

/* What a call that fails returns and leaves in errno. */
#define CHECK_FAILS(err, call)						\
	do {								\
		errno = 0;						\
		CHECK((call) == -(err));				\
		CHECK(errno == (err));					\
	} while (0)

static void check_all_fail(int err)
{
	CHECK_FAILS(err, kvmrt_gs_ping(1));
	CHECK_FAILS(err, kvmrt_gs_log_msg(text));
	CHECK_FAILS(err, kvmrt_gs_xtrace_flush(KVMRT_GS_XTRACE_CPU_VM));
	CHECK_FAILS(err, kvmrt_gs_xtrace_log_data(text, 5));
}

static bool any_available(void)
{
	return kvmrt_gs_available() || kvmrt_gs_ping_available() ||
	       kvmrt_gs_log_msg_available() ||
	       kvmrt_gs_xtrace_flush_available() ||
	       kvmrt_gs_xtrace_log_data_available();
}

CASE(device_does_not_open)
{
	static const int errors[][2] = {
		{ ENOENT, ENODEV }, { ENXIO, ENODEV }, { ENODEV, ENODEV },
		{ EACCES, EACCES }, { EPERM, EPERM }, { EMFILE, EMFILE },
	};
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		fake_device.open_error = errors[i][0];
		check_all_fail(errors[i][1]);
		errno = 42;
		CHECK(!any_available());
		CHECK(errno == 42);
	}
	CHECK(fake_device.ioctls == 0);
	/* It is looked for again at every call. */
	fake_device.open_error = 0;
	CHECK(kvmrt_gs_ping(1) == 0);
}

CASE(not_a_device)
{
	/* A file that somebody made before the module was loaded. */
	char path[] = "/tmp/kvmrt-test-XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	fake_device.open_path = path;
	check_all_fail(ENODEV);
	CHECK(fake_device.ioctls == 0);
	/* Nothing stays open. */
	CHECK(dup(fd) == fd + 1);
	unlink(path);
}

CASE(opened_once)
{
	int i;

	for (i = 0; i < 10; i++) {
		CHECK(kvmrt_gs_ping(1) == 0);
		CHECK(kvmrt_gs_available());
	}
	CHECK(fake_device.opens == 1);
	CHECK(fake_device.open_flags & O_CLOEXEC);
	CHECK(fcntl(fake_device.ioctl_fd, F_GETFD) & FD_CLOEXEC);
	CHECK(fake_device.ioctls == 20);
}

/* N07: one system call, whose argument is the cookie itself. */
CASE(ping)
{
	static const unsigned long cookies[] = {
		0, 1, 0x2a, ULONG_MAX, LONG_MAX, 0x123456789abcdef0,
	};
	size_t i;

	for (i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
		int before = fake_device.ioctls;

		CHECK(kvmrt_gs_ping(cookies[i]) == 0);
		CHECK(fake_device.request == KVMRT_GUEST_IOC_PING);
		CHECK(fake_device.arg == cookies[i]);
		CHECK(fake_device.ioctls == before + 1);
	}
}

/* A refusal is reported, not tried again: the host counts calls. */
CASE(refused_once)
{
	static const int errors[] = {
		EPERM, EOPNOTSUPP, EAGAIN, EINVAL, EMSGSIZE, EFAULT, EBUSY,
		ENOMEM,
	};
	size_t i;

	CHECK(kvmrt_gs_ping(1) == 0);
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		int before = fake_device.ioctls;

		fake_device.result = -errors[i];
		check_all_fail(errors[i]);
		CHECK(fake_device.ioctls == before + 4);
	}
	CHECK(fake_device.opens == 1);
}

CASE(interrupted)
{
	CHECK(kvmrt_gs_ping(1) == 0);
	fake_device.eintr = 3;
	CHECK(kvmrt_gs_ping(2) == 0);
	CHECK(fake_device.arg == 2);
	fake_device.eintr = 1;
	CHECK(kvmrt_gs_log_msg(text) == 0);
	fake_device.eintr = 1;
	fake_device.result = -EAGAIN;
	CHECK_FAILS(EAGAIN, kvmrt_gs_ping(3));
	CHECK(fake_device.eintr == 0);
}

/* N02 to N06: present, enabled and permitted, each for itself. */
CASE(availability)
{
	struct kvmrt_guest_status *status = &fake_device.status;
	unsigned int host;

	CHECK(kvmrt_gs_available() && kvmrt_gs_ping_available() &&
	      kvmrt_gs_log_msg_available() &&
	      kvmrt_gs_xtrace_flush_available() &&
	      kvmrt_gs_xtrace_log_data_available());

	status->features = 1U << KVMRT_GS_FN_QUERY;
	CHECK(kvmrt_gs_available() && !kvmrt_gs_ping_available() &&
	      !kvmrt_gs_log_msg_available() &&
	      !kvmrt_gs_xtrace_flush_available() &&
	      !kvmrt_gs_xtrace_log_data_available());
	status->features = 1U << KVMRT_GS_FN_PING;
	CHECK(kvmrt_gs_ping_available() && !kvmrt_gs_log_msg_available());
	status->features = 1U << KVMRT_GS_FN_LOG_MSG;
	CHECK(kvmrt_gs_log_msg_available() && !kvmrt_gs_ping_available());
	status->features = 1U << KVMRT_GS_FN_TRACE_FLUSH;
	CHECK(kvmrt_gs_xtrace_flush_available() &&
	      !kvmrt_gs_xtrace_log_data_available());
	status->features = 1U << KVMRT_GS_FN_LOG_DATA;
	CHECK(kvmrt_gs_xtrace_log_data_available() &&
	      !kvmrt_gs_xtrace_flush_available());

	status->features = UINT_MAX;
	for (host = 0; host <= KVMRT_GUEST_HOST_UNASKED + 1; host++) {
		status->host = host;
		CHECK(any_available() ==
		      (host == KVMRT_GUEST_HOST_SERVES ||
		       host == KVMRT_GUEST_HOST_SERVES_HIDDEN));
	}
	status->host = KVMRT_GUEST_HOST_SERVES;
	status->gates = KVMRT_GUEST_GATE_HC;
	CHECK(!any_available());
	status->gates = KVMRT_GUEST_GATE_SYSCALL;
	CHECK(!any_available());
	status->gates = UINT_MAX;
	CHECK(any_available());
	fake_device.status_result = -EFAULT;
	CHECK(!any_available());
}

CASE(log_msg)
{
	char empty[] = "";

	CHECK_FAILS(EINVAL, kvmrt_gs_log_msg(NULL));
	CHECK_FAILS(EINVAL, kvmrt_gs_log_msg(empty));
	CHECK(fake_device.opens == 0);

	CHECK(kvmrt_gs_log_msg(text) == 0);
	CHECK(fake_device.request == KVMRT_GUEST_IOC_LOG_MSG);
	CHECK(fake_device.buf.addr == (uintptr_t)text);
	CHECK(fake_device.buf.len == 5);
	CHECK(fake_device.buf.reserved == 0);
	CHECK(!memcmp(fake_device.bytes, "hello", 5));
}

CASE(log_data)
{
	char data[3] = { 0, 1, 2 };

	CHECK_FAILS(EINVAL, kvmrt_gs_xtrace_log_data(NULL, 1));
	CHECK_FAILS(EINVAL, kvmrt_gs_xtrace_log_data(data, 0));
	CHECK_FAILS(EINVAL, kvmrt_gs_xtrace_log_data(data, -1));
	CHECK_FAILS(EINVAL, kvmrt_gs_xtrace_log_data(data, LONG_MIN));
	CHECK_FAILS(EMSGSIZE, kvmrt_gs_xtrace_log_data(data, LONG_MAX));
	CHECK_FAILS(EMSGSIZE,
		    kvmrt_gs_xtrace_log_data(data, (long)UINT_MAX + 1));
	CHECK(fake_device.opens == 0);

	CHECK(kvmrt_gs_xtrace_log_data(data, 3) == 0);
	CHECK(fake_device.request == KVMRT_GUEST_IOC_LOG_DATA);
	CHECK(fake_device.buf.addr == (uintptr_t)data);
	CHECK(fake_device.buf.len == 3);
	CHECK(fake_device.buf.reserved == 0);
	CHECK(!memcmp(fake_device.bytes, data, 3));
}

/* The host judges scopes: it may know more of them. */
CASE(flush)
{
	static const unsigned long scopes[] = {
		KVMRT_GS_XTRACE_CPU_CURRENT, KVMRT_GS_XTRACE_CPU_VM,
		KVMRT_GS_XTRACE_CPU_ALL, 3, ULONG_MAX,
	};
	size_t i;

	for (i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		CHECK(kvmrt_gs_xtrace_flush(scopes[i]) == 0);
		CHECK(fake_device.request == KVMRT_GUEST_IOC_FLUSH);
		CHECK(fake_device.arg == scopes[i]);
	}
}

/* ENODEV is also what a host says that records no trace: no reason to retry. */
CASE(flush_without_trace)
{
	fake_device.result = -ENODEV;
	CHECK_FAILS(ENODEV, kvmrt_gs_xtrace_flush(0));
	CHECK(fake_device.opens == 1);
	/* The flush, and the question whether the device lives. */
	CHECK(fake_device.ioctls == 2);
}

CASE(module_reloaded)
{
	int fd;

	CHECK(kvmrt_gs_ping(1) == 0);
	fd = fake_device.ioctl_fd;
	fake_device.generation++;
	CHECK(kvmrt_gs_ping(2) == 0);
	CHECK(fake_device.arg == 2);
	CHECK(fake_device.opens == 2);
	/* In place, for the threads that have the number in a register. */
	CHECK(fake_device.ioctl_fd == fd);
	CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	fake_device.generation++;
	CHECK(kvmrt_gs_available());
	CHECK(fake_device.opens == 3);
}

CASE(module_unloaded)
{
	CHECK(kvmrt_gs_ping(1) == 0);
	fake_device.generation++;
	fake_device.open_error = ENOENT;
	check_all_fail(ENODEV);
	CHECK(!any_available());
	fake_device.open_error = 0;
	CHECK(kvmrt_gs_ping(2) == 0);
}

/* A daemon closed all its descriptors, and may have opened others since. */
CASE(descriptor_closed)
{
	int fd;

	CHECK(kvmrt_gs_ping(1) == 0);
	close(fake_device.ioctl_fd);
	CHECK(kvmrt_gs_ping(2) == 0);
	CHECK(fake_device.opens == 2);

	fd = fake_device.ioctl_fd;
	close(fd);
	CHECK(open("/etc/passwd", O_RDONLY) == fd);
	CHECK(kvmrt_gs_ping(3) == 0);
	CHECK(fake_device.opens == 3);
	CHECK(fake_device.ioctl_fd != fd);
	/* That one is not ours to close. */
	CHECK(fcntl(fd, F_GETFD) >= 0);

	close(fake_device.ioctl_fd);
	fake_device.open_error = EACCES;
	check_all_fail(EACCES);
}

/* An ioctl that this module lacks is no reason to open it anew. */
CASE(unknown_ioctl)
{
	fake_device.result = -ENOTTY;
	CHECK_FAILS(ENOTTY, kvmrt_gs_xtrace_flush(0));
	CHECK(fake_device.opens == 1);
	CHECK(fake_device.ioctls == 1);
}

#define THREADS	8

static pthread_barrier_t barrier;

static void *first_call(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&barrier);
	return (void *)kvmrt_gs_ping(1);
}

static int open_descriptors(void)
{
	int count = 0;
	int fd;

	for (fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* First calls of many threads at once leave one descriptor behind. */
CASE(threads)
{
	int before = open_descriptors();
	pthread_t threads[THREADS];
	void *ret;
	int i;

	CHECK(!pthread_barrier_init(&barrier, NULL, THREADS));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, first_call, NULL));
	for (i = 0; i < THREADS; i++) {
		CHECK(!pthread_join(threads[i], &ret));
		CHECK(!ret);
	}
	CHECK(kvmrt_gs_ping(2) == 0);
	CHECK(fake_device.opens >= 1 && fake_device.opens <= THREADS);
	CHECK(open_descriptors() == before + 1);
}

CASE(after_fork)
{
	int status;
	pid_t pid;

	CHECK(kvmrt_gs_ping(1) == 0);
	pid = fork();
	if (!pid) {
		CHECK(kvmrt_gs_ping(2) == 0);
		CHECK(fake_device.opens == 1);
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && !status);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_does_not_open),
		cmocka_unit_test(not_a_device),
		cmocka_unit_test(opened_once),
		cmocka_unit_test(ping),
		cmocka_unit_test(refused_once),
		cmocka_unit_test(interrupted),
		cmocka_unit_test(availability),
		cmocka_unit_test(log_msg),
		cmocka_unit_test(log_data),
		cmocka_unit_test(flush),
		cmocka_unit_test(flush_without_trace),
		cmocka_unit_test(module_reloaded),
		cmocka_unit_test(module_unloaded),
		cmocka_unit_test(descriptor_closed),
		cmocka_unit_test(unknown_ioctl),
		cmocka_unit_test(threads),
		cmocka_unit_test(after_fork),
	};

	if (!fake_device_init()) {
		puts("skipped: no seccomp filters for x86-64 here");
		return 0;
	}
	return cmocka_run_group_tests_name("gs " TEST_HEADER, tests, NULL,
					   NULL);
}
