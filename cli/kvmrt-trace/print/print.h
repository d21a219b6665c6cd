/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output of many small pieces.  What comes from a recording is cleaned on its
 * way, so that neither a terminal nor a reader of JSON can be misled by it.
 */
#ifndef KVMRT_TRACE_PRINT_H
#define KVMRT_TRACE_PRINT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define PRINT_ROOM 65536

/**
 * struct print - a buffer before a file
 * @out: where it goes
 * @len: bytes in it
 * @error: errno of the first write that failed; nothing is written after that
 * @buf: the bytes
 */
struct print {
	FILE *out;
	size_t len;
	int error;
	char buf[PRINT_ROOM];
};

/* 0 or a negative errno, also of an earlier write. */
int print_flush(struct print *p);
void print_mem(struct print *p, const void *bytes, size_t n);
void print_char(struct print *p, char c);
void print_str(struct print *p, const char *text);
void print_pad(struct print *p, size_t n);
void print_u64(struct print *p, uint64_t value);
void print_s64(struct print *p, int64_t value);
/* Seconds with nine decimals, such as -0.000000001; how many characters. */
size_t print_time_text(char buf[32], int64_t ns);
/* Printable ASCII as it is, the rest as \n, \t, \\, \xNN; characters written. */
size_t print_clean(struct print *p, const char *text, size_t n);
/* In quotes; a byte that isn't UTF-8 becomes U+FFFD. */
void print_json(struct print *p, const char *text, size_t n);
/* Pairs of digits. */
void print_hex(struct print *p, const uint8_t *bytes, size_t n);

#endif /* KVMRT_TRACE_PRINT_H */
