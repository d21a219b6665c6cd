// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests /dev/kvmrt_gs from user space, with ioctl() alone.
 *
 *   gsuser status               the status, one NAME VALUE per line
 *   gsuser bad                  table of bad input: PASS and FAIL lines
 *   gsuser expect ERRNO         every call must answer ERRNO (a name), or "ok"
 *   gsuser cpl3                 hypercalls from user space must be refused
 *   gsuser hammer N S [CALL]    N threads for S seconds, all calls or one of
 *                               ping advise msg data flush status; counts
 *   gsuser ping C | msg TEXT | data BYTES | flush SCOPE     one call
 *
 * Status: 0 good, 1 a test failed or the call was refused, 2 usage.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <linux/kvmrt_gs.h>
#include <linux/kvmrt_guest.h>

#define ERRNO_END 140

static int failures;

static void verdict(bool good, const char *name, int got, int wanted)
{
	if (good) {
		printf("PASS %s\n", name);
		return;
	}
	failures++;
	printf("FAIL %s: got %s, wanted %s\n", name, got ? strerrorname_np(got) : "0",
	       wanted ? strerrorname_np(wanted) : "0");
}

static int open_device(void)
{
	int fd = open(KVMRT_GUEST_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		fprintf(stderr, "gsuser: %s: %s\n", KVMRT_GUEST_DEVICE, strerror(errno));
		exit(1);
	}
	return fd;
}

/* 0 or the errno. */
static int call(int fd, unsigned long cmd, unsigned long arg)
{
	return ioctl(fd, cmd, arg) ? errno : 0;
}

/* PING by its shorter way. */
static int advise(int fd, unsigned long cookie, int advice)
{
	return syscall(SYS_fadvise64, fd, cookie, 0, advice) ? errno : 0;
}

static int call_buf(int fd, unsigned long cmd, const void *addr, uint32_t len)
{
	struct kvmrt_guest_buf buf = { .addr = (uintptr_t)addr, .len = len };

	return call(fd, cmd, (uintptr_t)&buf);
}

static void get_status(int fd, struct kvmrt_guest_status *status)
{
	int err = call(fd, KVMRT_GUEST_IOC_STATUS, (uintptr_t)status);

	if (err) {
		fprintf(stderr, "gsuser: status: %s\n", strerror(err));
		exit(1);
	}
}

static int show_status(void)
{
	struct kvmrt_guest_status s;

	get_status(open_device(), &s);
	printf("host %u\ngates %u\nfeatures 0x%x\nabi %u\nmsg_max %u\ndata_max %u\nvm_id %u\n",
	       s.host, s.gates, s.features, s.abi, s.msg_max, s.data_max, s.vm_id);
	return 0;
}

static void bad_buffers(int fd, const char *fn, unsigned long cmd, uint32_t max)
{
	static const char good[65536] = "good";
	const long page = sysconf(_SC_PAGESIZE);
	struct kvmrt_guest_buf buf = { .addr = (uintptr_t)good, .len = 4, .reserved = 1 };
	char *edge = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct {
		const char *name;
		const void *addr;
		uint32_t len;
		int wanted;
	} table[] = {
		{ "len-0", good, 0, EINVAL },
		{ "len-1", good, 1, 0 },
		{ "len-max", good, max, 0 },
		{ "len-max+1", good, max + 1, EMSGSIZE },
		{ "len-65536", good, 65536, EMSGSIZE },
		{ "len-2^31", good, 1U << 31, EMSGSIZE },
		{ "len-all-ones", good, UINT32_MAX, EMSGSIZE },
		{ "null", NULL, 4, EFAULT },
		{ "kernel-half", (void *)0xffff888000000000UL, 4, EFAULT },
		{ "non-canonical", (void *)0x8000000000000000UL, 4, EFAULT },
		{ "all-ones", (void *)~0UL, 4, EFAULT },
		{ "runs-into-a-hole", edge + page - 2, 4, EFAULT },
		{ "ends-at-a-hole", edge + page - 4, 4, 0 },
	};
	char name[64];

	if (edge == MAP_FAILED) {
		perror("gsuser: mmap");
		exit(1);
	}
	munmap(edge + page, page);
	memset(edge, 'e', page);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int err = call_buf(fd, cmd, table[i].addr, table[i].len);

		snprintf(name, sizeof(name), "%s-%s", fn, table[i].name);
		verdict(err == table[i].wanted, name, err, table[i].wanted);
	}
	snprintf(name, sizeof(name), "%s-reserved", fn);
	verdict(call(fd, cmd, (uintptr_t)&buf) == EINVAL, name, call(fd, cmd, (uintptr_t)&buf),
		EINVAL);
	snprintf(name, sizeof(name), "%s-argument-null", fn);
	verdict(call(fd, cmd, 0) == EFAULT, name, call(fd, cmd, 0), EFAULT);
	munmap(edge, page);
}

/* Needs a host that serves, with rates that the table does not exceed. */
static int bad(void)
{
	static const struct {
		const char *name;
		unsigned long cmd;
		unsigned long arg;
		int wanted;
	} table[] = {
		{ "ping-0", KVMRT_GUEST_IOC_PING, 0, 0 },
		{ "ping-all-ones", KVMRT_GUEST_IOC_PING, ~0UL, 0 },
		{ "flush-3", KVMRT_GUEST_IOC_FLUSH, 3, EINVAL },
		{ "flush-all-ones", KVMRT_GUEST_IOC_FLUSH, ~0UL, EINVAL },
		{ "status-null", KVMRT_GUEST_IOC_STATUS, 0, EFAULT },
		{ "status-kernel-half", KVMRT_GUEST_IOC_STATUS, 0xffff888000000000UL, EFAULT },
		{ "unknown", _IO('k', 0xef), 0, ENOTTY },
		{ "wrong-size", _IOW('k', 0xe3, int), 0, ENOTTY },
		{ "foreign", _IO('T', 1), 0, ENOTTY },
		{ "zero", 0, 0, ENOTTY },
	};
	struct kvmrt_guest_status status;
	int fd = open_device();

	get_status(fd, &status);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int err = call(fd, table[i].cmd, table[i].arg);

		verdict(err == table[i].wanted, table[i].name, err, table[i].wanted);
	}
	verdict(!advise(fd, 1, KVMRT_GUEST_ADVISE_PING), "advise-ping", errno, 0);
	verdict(!advise(fd, ~0UL, KVMRT_GUEST_ADVISE_PING), "advise-ping-all-ones", errno, 0);
	verdict(advise(fd, 1, 4) == EINVAL, "advise-other", errno, EINVAL);
	verdict(advise(fd, 1, -1) == EINVAL, "advise-all-ones", errno, EINVAL);
	verdict(advise(STDOUT_FILENO, 1, KVMRT_GUEST_ADVISE_PING) != 0, "advise-foreign", errno,
		EINVAL);
	bad_buffers(fd, "msg", KVMRT_GUEST_IOC_LOG_MSG, status.msg_max);
	bad_buffers(fd, "data", KVMRT_GUEST_IOC_LOG_DATA, status.data_max);
	return failures ? 1 : 0;
}

static int expect(const char *wanted_name)
{
	int wanted = 0, fd = open_device(), err;

	if (strcmp(wanted_name, "ok")) {
		for (wanted = 1; wanted < ERRNO_END; wanted++) {
			const char *name = strerrorname_np(wanted);

			if (name && !strcmp(name, wanted_name))
				break;
		}
	}
	err = call(fd, KVMRT_GUEST_IOC_PING, 1);
	verdict(err == wanted, "ping", err, wanted);
	err = advise(fd, 1, KVMRT_GUEST_ADVISE_PING);
	verdict(err == wanted, "ping-advise", err, wanted);
	err = call_buf(fd, KVMRT_GUEST_IOC_LOG_MSG, "expected", 8);
	verdict(err == wanted, "msg", err, wanted);
	err = call_buf(fd, KVMRT_GUEST_IOC_LOG_DATA, "expected", 8);
	verdict(err == wanted, "data", err, wanted);
	/* Which errors a flush that is served may have is not the question here. */
	err = call(fd, KVMRT_GUEST_IOC_FLUSH, KVMRT_GS_SCOPE_CPU_ALL + !wanted);
	verdict(err == (wanted ? wanted : EINVAL), "flush", err, wanted ? wanted : EINVAL);
	return failures ? 1 : 0;
}

static bool cpu_is_amd(void)
{
	uint32_t name[3], eax = 0;

	asm volatile("cpuid" : "+a"(eax), "=b"(name[0]), "=d"(name[1]), "=c"(name[2]));
	return !memcmp(name, "AuthenticAMD", 12) || !memcmp(name, "HygonGenuine", 12);
}

/* KVM refuses whatever comes from above CPL 0 with -EPERM of its own. */
static int cpl3(void)
{
	static const struct {
		const char *name;
		unsigned long nr;
	} table[] = {
		{ "cpl3-ours", KVMRT_GS_HC_NR },
		{ "cpl3-unknown", 77 },
		{ "cpl3-kick", 5 },
	};
	char page[64] = "hypercall from user space";

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (unsigned long fn = 0; fn < KVMRT_GS_FN_MAX; fn++) {
			long ret = table[i].nr;
			char name[32];

			if (cpu_is_amd())
				asm volatile("vmmcall" : "+a"(ret)
					     : "b"(fn), "c"(page), "d"(8UL), "S"(0UL) : "memory");
			else
				asm volatile("vmcall" : "+a"(ret)
					     : "b"(fn), "c"(page), "d"(8UL), "S"(0UL) : "memory");
			snprintf(name, sizeof(name), "%s-%lu", table[i].name, fn);
			verdict(ret == -1, name, -ret, 1);
		}
	}
	return failures ? 1 : 0;
}

static atomic_ulong counts[ERRNO_END];
static atomic_bool over;
static const char *hammer_call;

static void *hammer_thread(void *arg)
{
	static const char * const calls[] = {
		"ping", "advise", "msg", "data", "flush", "status"
	};
	struct kvmrt_guest_status status;
	unsigned int i = (uintptr_t)arg;
	char data[4096];
	int fd = open_device(), err = 0;

	memset(data, 'h', sizeof(data));
	while (!over) {
		const char *what = hammer_call ? hammer_call : calls[i++ % 6];

		switch (what[0]) {
		case 'p':
			err = call(fd, KVMRT_GUEST_IOC_PING, i);
			break;
		case 'a':
			err = advise(fd, i, KVMRT_GUEST_ADVISE_PING);
			break;
		case 'm':
			err = call_buf(fd, KVMRT_GUEST_IOC_LOG_MSG, "hammered\nforged", 15);
			break;
		case 'd':
			err = call_buf(fd, KVMRT_GUEST_IOC_LOG_DATA, data, sizeof(data));
			break;
		case 'f':
			err = call(fd, KVMRT_GUEST_IOC_FLUSH, i % 3);
			break;
		default:
			err = call(fd, KVMRT_GUEST_IOC_STATUS, (uintptr_t)&status);
			break;
		}
		counts[err < ERRNO_END ? err : 0]++;
	}
	close(fd);
	return NULL;
}

static int hammer(int threads, int seconds)
{
	pthread_t ids[64];
	unsigned long total = 0;
	int n;

	if (threads > 64)
		threads = 64;
	for (n = 0; n < threads; n++) {
		if (pthread_create(&ids[n], NULL, hammer_thread, (void *)(uintptr_t)n)) {
			perror("gsuser: pthread_create");
			return 1;
		}
	}
	nanosleep(&(struct timespec){ .tv_sec = seconds }, NULL);
	over = true;
	while (n--)
		pthread_join(ids[n], NULL);
	for (n = 0; n < ERRNO_END; n++) {
		total += counts[n];
		if (counts[n])
			printf("%s %lu\n", n ? strerrorname_np(n) : "ok", counts[n]);
	}
	printf("total %lu\n", total);
	return 0;
}

static int one(const char *what, const char *arg)
{
	static char data[1 << 16];
	int fd = open_device(), err;

	if (!strcmp(what, "ping")) {
		err = call(fd, KVMRT_GUEST_IOC_PING, strtoul(arg, NULL, 0));
	} else if (!strcmp(what, "flush")) {
		err = call(fd, KVMRT_GUEST_IOC_FLUSH, strtoul(arg, NULL, 0));
	} else if (!strcmp(what, "msg")) {
		err = call_buf(fd, KVMRT_GUEST_IOC_LOG_MSG, arg, strlen(arg));
	} else {
		for (size_t i = 0; i < sizeof(data); i++)
			data[i] = i * 7 + (i >> 8);
		err = call_buf(fd, KVMRT_GUEST_IOC_LOG_DATA, data, strtoul(arg, NULL, 0));
	}
	printf("%s\n", err ? strerrorname_np(err) : "ok");
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "status") && argc == 2)
		return show_status();
	if (!strcmp(what, "bad") && argc == 2)
		return bad();
	if (!strcmp(what, "cpl3") && argc == 2)
		return cpl3();
	if (!strcmp(what, "expect") && argc == 3)
		return expect(argv[2]);
	if (!strcmp(what, "hammer") && (argc == 4 || argc == 5)) {
		hammer_call = argc == 5 ? argv[4] : NULL;
		return hammer(atoi(argv[2]), atoi(argv[3]));
	}
	if (argc == 3 && (!strcmp(what, "ping") || !strcmp(what, "flush") ||
			  !strcmp(what, "msg") || !strcmp(what, "data")))
		return one(what, argv[2]);
	fprintf(stderr, "gsuser: wrong arguments, see the head of gsuser.c\n");
	return 2;
}
