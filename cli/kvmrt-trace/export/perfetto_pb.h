/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages in protobuf's wire format, in a buffer that grows. */
#ifndef KVMRT_TRACE_PERFETTO_PB_H
#define KVMRT_TRACE_PERFETTO_PB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* struct pb - bytes; once out of memory, nothing is added any more */
struct pb {
	uint8_t *buf;
	size_t len, room;
	bool failed;
};

void pb_clear(struct pb *pb);
void pb_free(struct pb *pb);
void pb_u64(struct pb *pb, unsigned int field, uint64_t value);
void pb_fixed64(struct pb *pb, unsigned int field, uint64_t value);
void pb_bytes(struct pb *pb, unsigned int field, const void *bytes, size_t n);
void pb_str(struct pb *pb, unsigned int field, const char *text);
/* A message inside of this one, up to pb_close() with what this returned. */
size_t pb_open(struct pb *pb, unsigned int field);
void pb_close(struct pb *pb, size_t at);

#endif /* KVMRT_TRACE_PERFETTO_PB_H */
