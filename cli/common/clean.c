// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text from elsewhere made fit to print.  Names of processes and command lines
 * are chosen by others and may hold anything.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

char *cli_escape(const char *text)
{
	char *copy, *to;

	copy = malloc(strlen(text) * 4 + 1);
	if (!copy)
		return NULL;
	for (to = copy; *text; text++) {
		unsigned char c = *text;

		if (c == '\\')
			to = stpcpy(to, "\\\\");
		else if (c == '\n')
			to = stpcpy(to, "\\n");
		else if (c == '\t')
			to = stpcpy(to, "\\t");
		else if (c < ' ' || c > '~')
			to += sprintf(to, "\\x%02x", c);
		else
			*to++ = c;
	}
	*to = '\0';
	return copy;
}

/* Bytes of the UTF-8 character at p, 0 if it is none. */
static size_t utf8_length(const unsigned char *p)
{
	uint32_t code;
	size_t len, i;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		len = 2;
		code = p[0] & 0x1f;
	} else if ((p[0] & 0xf0) == 0xe0) {
		len = 3;
		code = p[0] & 0x0f;
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		len = 4;
		code = p[0] & 0x07;
	} else {
		return 0;
	}
	for (i = 1; i < len; i++) {
		/* Stops at the NUL, too. */
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if ((len == 3 && code < 0x800) || (len == 4 && code < 0x10000) ||
	    code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return len;
}

char *cli_utf8(const char *text)
{
	char *copy, *to;
	size_t len;

	copy = malloc(strlen(text) * 3 + 1);
	if (!copy)
		return NULL;
	for (to = copy; *text; text += len) {
		len = utf8_length((const unsigned char *)text);
		if (len) {
			memcpy(to, text, len);
			to += len;
		} else {
			to = stpcpy(to, "\xef\xbf\xbd");
			len = 1;
		}
	}
	*to = '\0';
	return copy;
}
