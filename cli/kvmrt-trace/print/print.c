// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers, times and texts into a buffer: printf would cost more than reading
 * the event did.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "print.h"

int print_flush(struct print *p)
{
	if (!p->error && p->len && fwrite(p->buf, 1, p->len, p->out) != p->len)
		p->error = errno ? errno : EIO;
	p->len = 0;
	if (!p->error && fflush(p->out))
		p->error = errno ? errno : EIO;
	return -p->error;
}

void print_mem(struct print *p, const void *bytes, size_t n)
{
	size_t part;

	while (n) {
		if (p->len == PRINT_ROOM)
			print_flush(p);
		part = PRINT_ROOM - p->len < n ? PRINT_ROOM - p->len : n;
		memcpy(p->buf + p->len, bytes, part);
		p->len += part;
		bytes = (const char *)bytes + part;
		n -= part;
	}
}

void print_char(struct print *p, char c)
{
	if (p->len == PRINT_ROOM)
		print_flush(p);
	p->buf[p->len++] = c;
}

void print_str(struct print *p, const char *text)
{
	print_mem(p, text, strlen(text));
}

void print_pad(struct print *p, size_t n)
{
	while (n--)
		print_char(p, ' ');
}

static char *digits(char *end, uint64_t value)
{
	do {
		*--end = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return end;
}

void print_u64(struct print *p, uint64_t value)
{
	char buf[24], *at = digits(buf + sizeof(buf), value);

	print_mem(p, at, (size_t)(buf + sizeof(buf) - at));
}

void print_s64(struct print *p, int64_t value)
{
	if (value < 0)
		print_char(p, '-');
	print_u64(p, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

size_t print_time_text(char buf[32], int64_t ns)
{
	uint64_t value = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	char all[32], *end = all + sizeof(all), *at, *part;
	size_t n;

	part = digits(end, value % 1000000000);
	while (part > end - 9)
		*--part = '0';
	*--part = '.';
	at = digits(part, value / 1000000000);
	if (ns < 0)
		*--at = '-';
	n = (size_t)(end - at);
	memcpy(buf, at, n);
	buf[n] = '\0';
	return n;
}

size_t print_clean(struct print *p, const char *text, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t i, done = 0;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= ' ' && c < 0x7f && c != '\\') {
			print_char(p, (char)c);
			done++;
			continue;
		}
		print_char(p, '\\');
		if (c == '\n' || c == '\t' || c == '\\') {
			print_char(p, c == '\n' ? 'n' : c == '\t' ? 't' : '\\');
			done += 2;
			continue;
		}
		print_char(p, 'x');
		print_char(p, hex[c >> 4]);
		print_char(p, hex[c & 15]);
		done += 4;
	}
	return done;
}

/* Bytes of the character that begins here, 0 if it is none. */
static size_t utf8(const unsigned char *s, size_t n)
{
	static const struct {
		unsigned char mask, bits, low, high;
		size_t len;
	} kinds[] = {
		{ 0xff, 0xe0, 0xa0, 0xbf, 3 },	/* no longer than needed */
		{ 0xff, 0xed, 0x80, 0x9f, 3 },	/* no surrogates */
		{ 0xff, 0xf0, 0x90, 0xbf, 4 },
		{ 0xff, 0xf4, 0x80, 0x8f, 4 },	/* up to U+10FFFF */
		{ 0xf0, 0xe0, 0x80, 0xbf, 3 },
		{ 0xfc, 0xf0, 0x80, 0xbf, 4 },
		{ 0xe0, 0xc0, 0x80, 0xbf, 2 },
	};
	size_t i, k;

	if (s[0] < 0x80)
		return 1;
	if (s[0] == 0xc0 || s[0] == 0xc1)
		return 0;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((s[0] & kinds[i].mask) != kinds[i].bits)
			continue;
		if (n < kinds[i].len || s[1] < kinds[i].low || s[1] > kinds[i].high)
			return 0;
		for (k = 2; k < kinds[i].len; k++) {
			if ((s[k] & 0xc0) != 0x80)
				return 0;
		}
		return kinds[i].len;
	}
	return 0;
}

void print_json(struct print *p, const char *text, size_t n)
{
	char escape[8];
	size_t i, len;

	print_char(p, '"');
	for (i = 0; i < n; i += len) {
		unsigned char c = (unsigned char)text[i];

		len = utf8((const unsigned char *)text + i, n - i);
		if (!len) {
			print_str(p, "\xef\xbf\xbd");
			len = 1;
		} else if (c < ' ' || c == 0x7f) {
			snprintf(escape, sizeof(escape), "\\u%04x", c);
			print_str(p, escape);
		} else {
			if (c == '"' || c == '\\')
				print_char(p, '\\');
			print_mem(p, text + i, len);
		}
	}
	print_char(p, '"');
}

void print_hex(struct print *p, const uint8_t *bytes, size_t n)
{
	static const char hex[] = "0123456789abcdef";

	for (; n--; bytes++) {
		print_char(p, hex[*bytes >> 4]);
		print_char(p, hex[*bytes & 15]);
	}
}
