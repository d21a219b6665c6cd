// SPDX-License-Identifier: GPL-2.0-only
/* Coverage of the kernel by KCOV, where the kernel has it. */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/kcov.h>
#include "fuzz.h"

#define ENTRIES (64 << 10)

static unsigned long *trace;
static unsigned char seen[1 << 16];

bool cover_open(void)
{
	int fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (ioctl(fd, KCOV_INIT_TRACE, ENTRIES))
		goto err_close;
	trace = mmap(NULL, ENTRIES * sizeof(*trace), PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	if (trace == MAP_FAILED)
		goto err_trace;
	if (!ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC))
		return true;
	munmap(trace, ENTRIES * sizeof(*trace));
err_trace:
	trace = NULL;
err_close:
	close(fd);
	return false;
}

void cover_begin(void)
{
	if (trace)
		__atomic_store_n(&trace[0], 0, __ATOMIC_RELAXED);
}

int cover_end(void)
{
	unsigned long count, i, previous = 0, edge;
	int fresh = 0;

	if (!trace)
		return 0;
	count = __atomic_load_n(&trace[0], __ATOMIC_RELAXED);
	for (i = 1; i <= count; i++) {
		edge = (trace[i] ^ previous << 1) * 0x9e3779b97f4a7c15ul >> 48;
		previous = trace[i];
		if (!seen[edge]) {
			seen[edge] = 1;
			fresh++;
		}
	}
	return fresh;
}
