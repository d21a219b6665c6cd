// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's text made fit for the host's log: whatever a guest sends, one
 * line stays one line and begins where ours began it.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "kvmrt.h"
#include "visible.h"

static const char cut_off[] = "...";

static bool is_plain(char c)
{
	return isascii(c) && isprint(c) && c != '"' && c != '\\';
}

/* One byte as up to 4; the kernel's own words for the usual ones (\n, \t). */
static int escape_one(char *dst, char c)
{
	if (is_plain(c)) {
		*dst = c;
		return 1;
	}

	return string_escape_mem(&c, 1, dst, 4,
				 ESCAPE_SPACE | ESCAPE_SPECIAL | ESCAPE_HEX,
				 NULL);
}

/**
 * kvmrt_gs_escape() - printable ASCII of a guest's bytes
 * @dst: where to; always ends with a NUL
 * @size: bytes at @dst, at least 8
 * @src: the guest's bytes; the text ends at the first NUL among them
 * @len: how many
 *
 * Quotes and backslashes are escaped too, so that the text can be read back.
 * What doesn't fit is cut off behind a whole character, and "..." says so.
 *
 * Return: length of the text at @dst.
 */
size_t kvmrt_gs_escape(char *dst, size_t size, const char *src, size_t len)
{
	size_t room = size - sizeof(cut_off);
	size_t pos = 0, i;
	char one[4];
	int n;

	for (i = 0; i < len && src[i]; i++) {
		n = escape_one(one, src[i]);
		if (pos + n > room) {
			memcpy(dst + pos, cut_off, sizeof(cut_off));
			return pos + sizeof(cut_off) - 1;
		}
		memcpy(dst + pos, one, n);
		pos += n;
	}

	dst[pos] = '\0';
	return pos;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_gs_escape);
