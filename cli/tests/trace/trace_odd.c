// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_odd.h"

#define HOST \
	"{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 1000000," \
	" \"vms\": [{\"id\": 5, \"pid\": 70, \"vcpus\": [{\"id\": 0, \"tid\": 71}]}]}"

#define PLACE(len, at) ((uint32_t)(len) << 16 | (at))

#define DATA PLACE(4, 16)
#define ABCD 0x64636261

const struct odd_record odd_records[] = {
	/* as a kernel writes them */
	{ ODD_BYTES, "\"%s\", __print_hex(__get_dynamic_array(data), REC->len)", 4, DATA, "abcd", "61 62 63 64" },
	{ ODD_BYTES, "\"%s\", __print_hex_str(__get_dynamic_array(data), __get_dynamic_array_len(data))", 9, DATA, "abcd", "61626364" },
	{ ODD_BYTES, "\"%s\", __print_array(__get_dynamic_array(data), REC->len / 2, 2)", 4, DATA, "\1\0\2\0", "1 2" },
	{ ODD_BYTES, "\"%*ph\", REC->len, __get_dynamic_array(data)", 4, DATA, "abcd", "61 62 63 64" },
	{ ODD_FIXED, "\"%d %d\", REC->data[REC->len], 100 / REC->len", 2, ABCD, "", "99 50" },
	{ ODD_FIXED, "\"[%*d]\", REC->len, 7", 3, 0, "", "[  7]" },
	{ ODD_TEXT, "\"%s\", __get_str(data)", 0, PLACE(4, 16), "abc", "abc" },
	{ ODD_TEXT, "\"%.*s\", REC->len, __get_str(data)", 2, PLACE(4, 16), "abc", "ab" },
	{ ODD_FIXED, "\"%s\", REC->len ? \"some\" : \"none\"", 0, 0, "", "none" },
	/* lengths */
	{ ODD_BYTES, "\"%s\", __print_hex(__get_dynamic_array(data), REC->len)", 5, DATA, "abcd", "len=5 data=61626364" },
	{ ODD_BYTES, "\"%s\", __print_hex(__get_dynamic_array(data), REC->len)", 0xffffffff, DATA, "abcd", "len=4294967295 data=61626364" },
	{ ODD_BYTES, "\"%s\", __print_hex_str(__get_dynamic_array(data), REC->len * 4096)", 0x100000, DATA, "abcd", "len=1048576 data=61626364" },
	{ ODD_FIXED, "\"%s\", __print_hex(REC->data, REC->len)", 0x7fffffff, ABCD, "", "len=2147483647 data=61626364" },
	{ ODD_BYTES, "\"%s\", __print_array(__get_dynamic_array(data), REC->len, 8)", 0x10000000, DATA, "abcd", "len=268435456 data=61626364" },
	{ ODD_BYTES, "\"%s\", __print_array(__get_dynamic_array(data), 1, REC->len)", 0x40000000, DATA, "abcd", "len=1073741824 data=61626364" },
	{ ODD_BYTES, "\"%s\", __get_bitmask(data)", 0, PLACE(0, 16), "abcd", "len=0 data=" },
	/* places */
	{ ODD_FIXED, "\"%d\", REC->data[REC->len]", 0xf0000000, ABCD, "", "len=-268435456 data=61626364" },
	{ ODD_BYTES, "\"%d\", ((u8 *)__get_dynamic_array(data))[REC->len]", 0xfff00000, DATA, "abcd", "len=4293918720 data=61626364" },
	/* no end */
	{ ODD_TEXT, "\"%s\", __get_str(data)", 0, PLACE(4, 16), "abcd", "abcd" },
	/* divisors */
	{ ODD_FIXED, "\"%d\", 100 / REC->len", 0, ABCD, "", "len=0 data=61626364" },
	{ ODD_FIXED, "\"%d\", 100 % REC->len", 0, ABCD, "", "len=0 data=61626364" },
	/* widths */
	{ ODD_TEXT, "\"%.*s\", REC->len, __get_str(data)", 0xffffffff, PLACE(4, 16), "abc", "len=4294967295 data=abc" },
	{ ODD_FIXED, "\"%*d\", REC->len, 7", 0x7fffffff, ABCD, "", "len=2147483647 data=61626364" },
	/* formats */
	{ ODD_TEXT, "\"%ls\", __get_str(data)", 0, PLACE(4, 16), "abcd", "len=0 data=abcd" },
	{ ODD_FIXED, "\"%1999999999d\", REC->len", 1, ABCD, "", "len=1 data=61626364" },
	{ ODD_FIXED, "\"%s\", __print_hex(REC->len + 1, 4)", 1, ABCD, "", NULL },
	{ ODD_REL, "\"%d\", __get_dynamic_array_len(data)", 0, PLACE(4, 0), "abcd", "len=0 data=61626364" },
	{ ODD_REL, "\"%s\", __print_hex(__get_rel_dynamic_array(data), 4)", 0, PLACE(4, 0), "abcd", "61 62 63 64" },
	{ ODD_FIXED, "\"%s\", __get_str(len)", 0x10000, ABCD, "", "len=65536 data=61626364" },
	{ ODD_FIXED, "\"%s\", __get_bitmask(len)", 0xffff0000, ABCD, "", "len=-65536 data=61626364" },
};

#define N (sizeof(odd_records) / sizeof(odd_records[0]))

const size_t odd_records_n = N;

void odd_write(const char *dir)
{
	struct trace_gen *g = gen_new(1);
	static char names[N][8];
	struct {
		uint32_t len, place;
		char bytes[4];
	} record;
	uint16_t id;
	size_t i;

	gen_json(dir, HOST);
	for (i = 0; i < N; i++) {
		snprintf(names[i], sizeof(names[i]), "e%zu", i);
		id = gen_format(g, names[i], odd_records[i].fields, odd_records[i].print);
		record.len = odd_records[i].len;
		record.place = odd_records[i].place;
		memcpy(record.bytes, odd_records[i].bytes, sizeof(record.bytes));
		gen_event(g, 0, 1000 + i, id, 71, &record, sizeof(record));
	}
	gen_write(g, dir_path(dir, "trace.dat"));
}
