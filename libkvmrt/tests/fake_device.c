// SPDX-License-Identifier: LGPL-2.1-or-later
/* The guest's device: see fake_device.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "fake_device.h"

struct fake_device fake_device;

static void take_signals(void);

void fake_device_reset(void)
{
	take_signals();
	memset(&fake_device, 0, sizeof(fake_device));
	fake_device.open_path = "/dev/null";
	fake_device.status = (struct kvmrt_guest_status){
		.host = KVMRT_GUEST_HOST_SERVES,
		.gates = KVMRT_GUEST_GATE_HC | KVMRT_GUEST_GATE_SYSCALL,
		.features = 0x1f,
		.abi = 1,
		.msg_max = 256,
		.data_max = 4096,
	};
}

/* The description remembers its generation, through dup3(2) too. */
static int mark(int generation)
{
	return SIGRTMIN + generation;
}

/* Before the C library's for the whole process. */
int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;
	int fd;

	va_start(args, flags);
	mode = (mode_t)va_arg(args, int);
	va_end(args);
	if (strcmp(path, KVMRT_GUEST_DEVICE) != 0)
		return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);

	__atomic_add_fetch(&fake_device.opens, 1, __ATOMIC_RELAXED);
	fake_device.open_flags = flags;
	if (fake_device.open_error) {
		errno = fake_device.open_error;
		return -1;
	}
	fd = (int)syscall(SYS_openat, AT_FDCWD, fake_device.open_path, flags,
			  0);
	if (fd >= 0)
		fcntl(fd, F_SETSIG, mark(fake_device.generation));
	return fd;
}

static bool is_device(int fd)
{
	struct stat device;
	struct stat st;

	return !stat(fake_device.open_path, &device) && !fstat(fd, &st) &&
	       st.st_rdev == device.st_rdev;
}

/* On the signal stack of the thread that made the call. */
static long answer(int fd, unsigned long request, unsigned long arg)
{
	__atomic_add_fetch(&fake_device.ioctls, 1, __ATOMIC_RELAXED);
	fake_device.ioctl_fd = fd;
	if (fcntl(fd, F_GETFD) < 0)
		return -EBADF;
	if (!is_device(fd))
		return -ENOTTY;
	if (fcntl(fd, F_GETSIG) != mark(fake_device.generation))
		return -ENODEV;
	if (fake_device.eintr) {
		fake_device.eintr--;
		return -EINTR;
	}
	if (request == KVMRT_GUEST_IOC_STATUS) {
		memcpy((void *)arg, &fake_device.status,
		       sizeof(fake_device.status));
		return fake_device.status_result;
	}
	fake_device.request = request;
	fake_device.arg = arg;
	if (request == KVMRT_GUEST_IOC_LOG_MSG ||
	    request == KVMRT_GUEST_IOC_LOG_DATA) {
		struct kvmrt_guest_buf *buf = &fake_device.buf;
		size_t len;

		memcpy(buf, (void *)arg, sizeof(*buf));
		len = buf->len;
		if (len > sizeof(fake_device.bytes))
			len = sizeof(fake_device.bytes);
		memcpy(fake_device.bytes, (void *)(uintptr_t)buf->addr, len);
	}
	return fake_device.result;
}

#ifdef __x86_64__

static void on_sigsys(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	int before = errno;

	(void)signal;
	(void)info;
	regs[REG_RAX] = answer((int)regs[REG_RDI],
			       (unsigned long)regs[REG_RSI],
			       (unsigned long)regs[REG_RDX]);
	errno = before;
}

/* cmocka has its own handlers for failures, which jump back into it. */
static void take_signals(void)
{
	static const int failures[] = { SIGFPE, SIGILL, SIGSEGV, SIGBUS };
	const struct sigaction action = {
		.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO,
	};
	size_t i;

	sigaction(SIGSYS, &action, NULL);
	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		signal(failures[i], SIG_DFL);
}

bool fake_device_init(void)
{
	/* ioctls of type 'k' with numbers 0xe0 to 0xef are ours. */
	static struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[1])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 'k' << 8 | 0xe0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	static const struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]), .filter = filter,
	};

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

static void take_signals(void)
{
}

bool fake_device_init(void)
{
	return false;
}

#endif
