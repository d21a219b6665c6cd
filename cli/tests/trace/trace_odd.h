/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording of events whose lengths, places, divisors and widths are lies, of
 * formats that libtraceevent would be hurt by, and of some that are as a kernel
 * writes them.
 */
#ifndef KVMRT_TEST_TRACE_ODD_H
#define KVMRT_TEST_TRACE_ODD_H

#include <stddef.h>
#include <stdint.h>

/* What most of them have: a length, and bytes of that length, or not. */
#define ODD_BYTES \
	"\tfield:u32 len;\toffset:8;\tsize:4;\tsigned:0;\n" \
	"\tfield:__data_loc u8[] data;\toffset:12;\tsize:4;\tsigned:0;\n"
#define ODD_FIXED \
	"\tfield:int len;\toffset:8;\tsize:4;\tsigned:1;\n" \
	"\tfield:u8 data[4];\toffset:12;\tsize:4;\tsigned:0;\n"
#define ODD_TEXT \
	"\tfield:u32 len;\toffset:8;\tsize:4;\tsigned:0;\n" \
	"\tfield:__data_loc char[] data;\toffset:12;\tsize:4;\tsigned:1;\n"

#define ODD_REL \
	"\tfield:u32 len;\toffset:8;\tsize:4;\tsigned:0;\n" \
	"\tfield:__rel_loc u8[] data;\toffset:12;\tsize:4;\tsigned:0;\n"

/**
 * struct odd_record - one event and its only record
 * @fields: of its format, behind the common ones
 * @print: how it is printed
 * @len: the record's first field
 * @place: the second one, a place or bytes
 * @bytes: what follows, four of them
 * @text: what view prints of it; NULL if it only must survive it
 */
struct odd_record {
	const char *fields, *print;
	uint32_t len, place;
	const char bytes[5];
	const char *text;
};

extern const struct odd_record odd_records[];
extern const size_t odd_records_n;

/* Makes the directory: recording.json and trace.dat, the records in their order. */
void odd_write(const char *dir);

#endif /* KVMRT_TEST_TRACE_ODD_H */
