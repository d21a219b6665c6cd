// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that change between two looks at them.
 */
#include <string.h>

#include "double.h"
#include "host.h"

const char *const *double_interrupts;

FILE *__real_host_open(const char *path);
FILE *__wrap_host_open(const char *path);

FILE *__wrap_host_open(const char *path)
{
	const char *text;

	if (!double_interrupts || strcmp(path, "/proc/interrupts"))
		return __real_host_open(path);
	text = *double_interrupts;
	if (double_interrupts[1])
		double_interrupts++;
	return fmemopen((char *)text, strlen(text), "r");
}
