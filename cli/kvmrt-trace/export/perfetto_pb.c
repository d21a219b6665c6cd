// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protobuf: fields are a number and a kind, then a value; messages inside of
 * messages begin with their length.
 */
#include <stdlib.h>
#include <string.h>

#include "perfetto_pb.h"

enum wire { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2 };

/* Room for the length of a message that isn't known yet: up to 256 MiB. */
#define LENGTH_SIZE 4

static bool room(struct pb *pb, size_t n)
{
	size_t size = pb->room ? pb->room : 512;
	uint8_t *buf;

	if (pb->failed)
		return false;
	if (pb->room - pb->len >= n)
		return true;
	while (size - pb->len < n)
		size *= 2;
	buf = realloc(pb->buf, size);
	pb->failed = !buf;
	if (!buf)
		return false;
	pb->buf = buf;
	pb->room = size;
	return true;
}

static void varint(struct pb *pb, uint64_t value)
{
	if (!room(pb, 10))
		return;
	while (value >= 0x80) {
		pb->buf[pb->len++] = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	pb->buf[pb->len++] = (uint8_t)value;
}

static void tag(struct pb *pb, unsigned int field, enum wire wire)
{
	varint(pb, field << 3 | wire);
}

void pb_clear(struct pb *pb)
{
	pb->len = 0;
}

void pb_free(struct pb *pb)
{
	free(pb->buf);
	memset(pb, 0, sizeof(*pb));
}

void pb_u64(struct pb *pb, unsigned int field, uint64_t value)
{
	tag(pb, field, WIRE_VARINT);
	varint(pb, value);
}

void pb_fixed64(struct pb *pb, unsigned int field, uint64_t value)
{
	int i;

	tag(pb, field, WIRE_FIXED64);
	if (!room(pb, 8))
		return;
	for (i = 0; i < 64; i += 8)
		pb->buf[pb->len++] = (uint8_t)(value >> i);
}

void pb_bytes(struct pb *pb, unsigned int field, const void *bytes, size_t n)
{
	tag(pb, field, WIRE_BYTES);
	varint(pb, n);
	if (!n || !room(pb, n))
		return;
	memcpy(pb->buf + pb->len, bytes, n);
	pb->len += n;
}

void pb_str(struct pb *pb, unsigned int field, const char *text)
{
	pb_bytes(pb, field, text, strlen(text));
}

size_t pb_open(struct pb *pb, unsigned int field)
{
	tag(pb, field, WIRE_BYTES);
	if (room(pb, LENGTH_SIZE))
		pb->len += LENGTH_SIZE;
	return pb->len;
}

void pb_close(struct pb *pb, size_t at)
{
	size_t n = pb->len - at;
	int i;

	if (pb->failed)
		return;
	/* A number may be written longer than it needs to be. */
	for (i = 0; i < LENGTH_SIZE; i++)
		pb->buf[at - LENGTH_SIZE + (size_t)i] = (uint8_t)
			((n >> 7 * i & 0x7f) | (i < LENGTH_SIZE - 1 ? 0x80 : 0));
}
