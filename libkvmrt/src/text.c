// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text of strangers, made fit for a screen. */
#include "internal.h"

size_t kvmrt_copy_printable(char *dst, const char *src, size_t size)
{
	size_t i;

	for (i = 0; i + 1 < size && src[i]; i++)
		dst[i] = src[i] >= ' ' && src[i] <= '~' ? src[i] : '?';
	dst[i] = '\0';
	return i;
}
