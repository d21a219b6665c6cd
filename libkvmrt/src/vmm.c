// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a VM's monitor calls the VM, from the monitor's command line. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* Command lines of QEMU have some 10 KiB; beyond this the rest is ignored. */
#define CMDLINE_BYTES	(256 * 1024)

/* How a monitor spells the option that has the VM's name. */
struct spelling {
	const char *program;	/* start of the program's name, NULL: any */
	const char *option;
	bool list;		/* value is QEMU's: guest=NAME,key=value... */
};

/* The first row that fits both the program and an argument counts. */
static const struct spelling spellings[] = {
	{ "firecracker", "--id", false },
	{ "lkvm", "-n", false },
	{ "qemu", "--name", true },
	{ NULL, "-name", true },
	{ NULL, "--name", false },
};

/* Bytes read, with a NUL behind them; or -errno. */
static ssize_t read_cmdline(pid_t pid, char *buf, size_t size)
{
	char path[64];
	size_t len = 0;
	ssize_t ret;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	do {
		ret = read(fd, buf + len, size - 1 - len);
		if (ret > 0)
			len += (size_t)ret;
	} while ((ret > 0 && len < size - 1) || (ret < 0 && errno == EINTR));
	if (ret < 0)
		ret = -errno;
	close(fd);
	buf[len] = '\0';
	return ret < 0 ? ret : (ssize_t)len;
}

/* The value of an argument under a spelling; NULL: it isn't the option. */
static const char *value_of(const struct spelling *spelling, const char *arg,
			    const char *next)
{
	size_t len = strlen(spelling->option);

	if (strncmp(arg, spelling->option, len) != 0)
		return NULL;
	if (!arg[len])
		return next;
	/* "--name=X", but not "-name=X", which nobody takes. */
	if (arg[len] == '=' && arg[1] == '-')
		return arg + len + 1;
	return NULL;
}

/* One item of QEMU's list, where ",," stands for a comma; returns the next. */
static const char *list_item(const char *list, char *item, size_t size)
{
	size_t len = 0;

	for (; *list; list++) {
		if (*list == ',') {
			list++;
			if (*list != ',')
				break;
		}
		if (len + 1 < size)
			item[len++] = *list;
	}
	item[len] = '\0';
	return list;
}

/* "guest=NAME", or a first item that has no key. */
static void name_of_list(const char *list, char *name, size_t size)
{
	static const char key[] = "guest=";
	char item[KVMRT_VM_NAME_BYTES + sizeof(key)];
	bool first = true;

	name[0] = '\0';
	for (; *list; first = false) {
		list = list_item(list, item, sizeof(item));
		if (!strncmp(item, key, strlen(key)))
			kvmrt_copy_printable(name, item + strlen(key), size);
		else if (first && !strchr(item, '='))
			kvmrt_copy_printable(name, item, size);
	}
}

static bool program_fits(const struct spelling *spelling, const char *argv0)
{
	const char *slash = strrchr(argv0, '/');
	const char *base = slash ? slash + 1 : argv0;

	return !spelling->program ||
	       !strncmp(base, spelling->program, strlen(spelling->program));
}

/* Looks for the option among the arguments; the last one counts. */
static void find_name(const char *cmdline, size_t len, char *name, size_t size)
{
	const char *end = cmdline + len;
	const char *arg = cmdline + strlen(cmdline) + 1;
	const struct spelling *s;

	name[0] = '\0';
	for (; arg < end; arg += strlen(arg) + 1) {
		const char *next = arg + strlen(arg) + 1;
		const char *value = NULL;

		if (next >= end)
			next = NULL;
		for (s = spellings;
		     s < spellings + KVMRT_ARRAY_SIZE(spellings); s++) {
			if (!program_fits(s, cmdline))
				continue;
			value = value_of(s, arg, next);
			if (value)
				break;
		}
		if (!value)
			continue;
		if (s->list)
			name_of_list(value, name, size);
		else
			kvmrt_copy_printable(name, value, size);
		/* What was taken for a value is no option itself. */
		if (value == next)
			arg = next;
	}
}

KVMRT_API int kvmrt_vmm_name(pid_t pid, char *name, size_t size)
{
	char found[KVMRT_VM_NAME_BYTES];
	char *cmdline;
	ssize_t len;

	if (!size)
		return kvmrt_errno(EINVAL);
	if (pid <= 0)
		return kvmrt_errno(ESRCH);

	cmdline = malloc(CMDLINE_BYTES);
	if (!cmdline)
		return kvmrt_errno(ENOMEM);
	len = read_cmdline(pid, cmdline, CMDLINE_BYTES);
	if (len >= 0)
		find_name(cmdline, (size_t)len, found, sizeof(found));
	free(cmdline);
	if (len < 0)
		return kvmrt_errno((int)-len);
	if (!found[0])
		return kvmrt_errno(ENOENT);

	return (int)kvmrt_copy_printable(name, found, size);
}
