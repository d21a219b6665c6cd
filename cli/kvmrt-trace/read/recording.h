/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One recording on disk: a directory with recording.json and trace.dat, or one
 * file, which has its recording.json beside it unless trace-cmd made it.
 * Nothing in these files is believed: they may be truncated, from another
 * program or made to harm.
 */
#ifndef KVMRT_TRACE_RECORDING_H
#define KVMRT_TRACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kt_error.h"

struct json_object;
struct tep_event;
struct tep_format_field;
struct tep_handle;

/**
 * struct kt_tsc - a vCPU's TSC from some moment on
 * @at_tsc: the host's TSC at that moment
 * @offset: two's complement
 * @ratio: of the guest's TSC to the host's, times 2^@frac_bits; not 0
 * @frac_bits: 0 to 63
 *
 * guest TSC = ((host TSC * ratio) >> frac_bits) + offset
 */
struct kt_tsc {
	uint64_t at_tsc;
	uint64_t offset;
	uint64_t ratio;
	uint32_t frac_bits;
};

/* A vCPU as the host's recorder knew it; its changes in order of time. */
struct kt_vcpu {
	uint32_t id;
	struct kt_tsc *tsc;
	size_t tsc_n;
};

struct kt_vm {
	uint32_t id;
	struct kt_vcpu *vcpus;
	size_t vcpus_n;
};

/* Time of day and the recording's clock, read together within width ticks. */
struct kt_moment {
	uint64_t realtime_ns;
	uint64_t tsc;
	uint64_t width_tsc;
	bool known;
};

/**
 * struct kt_meta - what recording.json says, checked
 * @json: all of it
 * @host: name of the machine
 * @is_guest: recorded inside of a VM
 * @is_tsc: the stamps are the TSC as it is
 * @tsc_khz: 0 if unknown
 * @vm_id: of a guest, the host's id of its VM, 0 unknown
 * @started: both clocks at the beginning
 * @ended: and at the end
 * @vms: of a host
 * @vms_n: their number
 * @apic_ids: of a guest, those of its CPUs in order: KVM's vCPU ids
 * @apic_ids_n: their number, 0 unknown
 */
struct kt_meta {
	struct json_object *json;
	const char *host;
	bool is_guest;
	bool is_tsc;
	uint64_t tsc_khz;
	uint32_t vm_id;
	struct kt_moment started, ended;
	struct kt_vm *vms;
	size_t vms_n;
	uint32_t *apic_ids;
	size_t apic_ids_n;
};

/**
 * struct kt_segment - ring pages of one CPU, one after the other
 * @cpu: which
 * @compressed: they are in chunks, see recording_chunk.c
 * @offset: where they begin in the file
 * @size: bytes; of compressed ones 0 until the chunks were listed
 */
struct kt_segment {
	unsigned int cpu;
	bool compressed;
	uint64_t offset;
	uint64_t size;
};

/* Events that the merge itself looks at. */
enum kt_kind {
	KT_KIND_OTHER,
	KT_KIND_HC_START,
	KT_KIND_HC_END,
	KT_KIND_PING_GUEST,
	KT_KIND_PING_HOST,
	KT_KIND_VCPU_TSC,
};

#define KT_FIELD_CACHE 16

/* May an event's records be given to libtraceevent for printing? */
enum kt_printing {
	KT_PRINTING_UNKNOWN,	/* nobody asked yet */
	KT_PRINTING_ALWAYS,
	KT_PRINTING_EACH,	/* depends on what the record says */
	KT_PRINTING_NEVER,
};

/**
 * struct kt_format - a format of an event, and what it demands of a record
 * @event: never NULL
 * @kind: one of ours, by system and name
 * @size: bytes that its fixed fields take
 * @dynamic: its dynamic fields
 * @dynamic_n: their number
 * @printing: print_guard.c found out
 * @cache: fields found by name, by address of the name
 */
struct kt_format {
	struct tep_event *event;
	enum kt_kind kind;
	uint32_t size;
	struct tep_format_field **dynamic;
	size_t dynamic_n;
	enum kt_printing printing;
	struct {
		const char *name;
		struct tep_format_field *field;
	} cache[KT_FIELD_CACHE];
};

/* No x86 kernel has more. */
#define KT_CPUS_MAX 8192

enum kt_compression { KT_COMPRESS_NONE, KT_COMPRESS_ZSTD, KT_COMPRESS_ZLIB };

/**
 * struct kt_recording - an open one
 * @path: what the user called it
 * @file: path of its trace.dat
 * @is_dir: @path is a directory, not a file
 * @has_json: there is a recording.json, so our recorder made it
 * @fd: of @file
 * @file_size: of @file when it was opened
 * @meta: what recording.json says, or made up from @file
 * @tep: the formats
 * @version: of the file's format, 6 or 7
 * @page_size: of the ring's pages
 * @commit_offset: where a page has its length
 * @commit_size: bytes of that
 * @data_offset: where a page's events begin
 * @compression: of a file of version 7
 * @print: how events are printed is wanted, and harmless
 * @cpus: of the machine
 * @segments: the ring's pages
 * @segments_n: their number
 * @formats: by id, NULL where there is none
 * @formats_n: highest id + 1
 */
struct kt_recording {
	char *path;
	char *file;
	bool is_dir;
	bool has_json;
	int fd;
	uint64_t file_size;
	struct kt_meta meta;
	struct tep_handle *tep;
	unsigned int version;
	uint32_t page_size;
	uint32_t commit_offset, commit_size, data_offset;
	enum kt_compression compression;
	bool print;
	uint32_t cpus;
	struct kt_segment *segments;
	size_t segments_n;
	struct kt_format **formats;
	size_t formats_n;
};

/* enum kt_load - parts that not everybody needs and that cost time to read */
enum kt_load {
	KT_LOAD_SYMBOLS = 1 << 0,	/* the kernel's symbols, for printing */
	KT_LOAD_PRINT = 1 << 1,		/* how events are printed */
};

/*
 * Opens a directory of ours or a file of trace-cmd.  Sets *rec, which is ended
 * with kt_recording_close(); 0 or a negative errno, after a message.
 */
int kt_recording_open(struct kt_recording **rec, const char *path,
		      unsigned int load, struct kt_error *err);
void kt_recording_close(struct kt_recording *rec);

/* ------------------------------------------------------- recording_meta.c */

/* Reads and checks recording.json; 0 or a negative errno, after a message. */
int kt_meta_read(struct kt_meta *meta, const char *file, struct kt_error *err);
/* Takes json over; where only says which file the message is about. */
int kt_meta_parse(struct kt_meta *meta, struct json_object *json,
		  const char *where, struct kt_error *err);
void kt_meta_free(struct kt_meta *meta);
/* One element of a "tsc" list; 0 or -EBADMSG, after a message. */
int kt_meta_tsc(struct kt_tsc *tsc, struct json_object *json,
		const char *where, struct kt_error *err);

/* ------------------------------------------------------- recording_json.c */

/* A file's one object; *json is the caller's.  Errors name the file. */
int kt_json_read(struct json_object **json, const char *file,
		 struct kt_error *err);
/*
 * A number of an object: 1, or 0 if it is null or absent, or -EINVAL if it is
 * no whole number.  Negative ones come as two's complement.
 */
int kt_json_u64(struct json_object *json, const char *key, uint64_t *value);
/* Likewise, of at most max; -EINVAL above that. */
int kt_json_u32(struct json_object *json, const char *key, uint32_t max,
		uint32_t *value);
/* NULL if it is absent or of another type. */
const char *kt_json_str(struct json_object *json, const char *key);
struct json_object *kt_json_array(struct json_object *json, const char *key);

/* ------------------------------------------------------- recording_file.c */

/* struct kt_cursor - reads a file, or bytes in memory, and never beyond */
struct kt_cursor {
	const struct kt_recording *rec;
	const uint8_t *bytes;	/* NULL: the file's own */
	uint64_t at, end;
	struct kt_error *err;
};

/* All return 0 or a negative errno after a message that names what. */
int kt_cursor_read(struct kt_cursor *c, void *to, uint64_t n, const char *what);
int kt_cursor_u16(struct kt_cursor *c, uint16_t *value, const char *what);
int kt_cursor_u32(struct kt_cursor *c, uint32_t *value, const char *what);
int kt_cursor_u64(struct kt_cursor *c, uint64_t *value, const char *what);
/* Up to a NUL, of at most size - 1 characters. */
int kt_cursor_str(struct kt_cursor *c, char *to, size_t size, const char *what);
/* n bytes and a NUL behind; *to is the caller's.  At most max of them. */
int kt_cursor_text(struct kt_cursor *c, char **to, uint64_t n, uint64_t max,
		   const char *what);
/* An error about this place of the file. */
int kt_cursor_bad(struct kt_cursor *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ----------------------------------------- recording_v6.c, recording_v7.c */

/* The file behind its first 12 bytes and page size, into rec. */
int kt_recording_v6(struct kt_recording *rec, struct kt_cursor *c,
		    unsigned int load);
int kt_recording_v7(struct kt_recording *rec, struct kt_cursor *c,
		    unsigned int load);
int kt_recording_add_segment(struct kt_recording *rec, struct kt_cursor *c,
			     const struct kt_segment *segment);
/* An option that both versions have: clock and rate of a file without json. */
int kt_recording_option(struct kt_recording *rec, unsigned int id,
			const char *bytes, uint32_t size);

/* ----------------------------------------------------- recording_format.c */

/* The blocks of text that describe the events; each takes it from c. */
int kt_formats_header(struct kt_recording *rec, struct kt_cursor *c);
int kt_formats_ftrace(struct kt_recording *rec, struct kt_cursor *c);
int kt_formats_events(struct kt_recording *rec, struct kt_cursor *c);
int kt_formats_symbols(struct kt_recording *rec, struct kt_cursor *c, bool use);
int kt_formats_printk(struct kt_recording *rec, struct kt_cursor *c);
int kt_formats_tasks(struct kt_recording *rec, struct kt_cursor *c);
/* After all of them: the table by id. */
int kt_formats_index(struct kt_recording *rec, struct kt_error *err);
void kt_formats_free(struct kt_recording *rec);
/* NULL, or why this record can't be of its format. */
const char *kt_format_check(const struct kt_format *format,
			    const uint8_t *data, uint32_t size);

/* ------------------------------------------------------ recording_field.c */

/* False if an event's format is damaged before its "print fmt:". */
bool kt_fields_whole(const char *text);

/* ------------------------------------------------------ recording_print.c */

/* False if the text behind "print fmt:" is damaged. */
bool kt_print_format_whole(const char *text);

/* ---------------------------------------------------- recording_convert.c */

/**
 * struct kt_convert - a conversion of a printf format
 * @letter: its last character
 * @star: an argument before its own is its width or precision
 * @modified: it says how long its argument is, as "%ld" does
 */
struct kt_convert {
	char letter;
	bool star, modified;
};

/*
 * The next one from *at on, which then is behind it: 1, 0 if there is none, -1
 * if it is one that must not be given to printf().
 */
int kt_convert_next(const char **at, struct kt_convert *convert);

/* ------------------------------------------------------ recording_chunk.c */

/* struct kt_chunk - a piece of a compressed segment */
struct kt_chunk {
	uint64_t offset;	/* in the file */
	uint64_t start;		/* of its bytes in the segment */
	uint32_t packed, size;
};

/* Lists a segment's chunks, *list is the caller's, and sets its size. */
int kt_chunks_list(const struct kt_recording *rec, struct kt_segment *segment,
		   struct kt_chunk **list, size_t *n, struct kt_error *err);
/* Unpacks from memory; to has room for size bytes, which it must give. */
int kt_unpack(enum kt_compression how, const void *from, uint32_t packed,
	      void *to, uint32_t size);

#endif /* KVMRT_TRACE_RECORDING_H */
