// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of a trace.  The numbers are those of Perfetto's trace_packet.proto,
 * track_event.proto, track_descriptor.proto, interned_data.proto and
 * debug_annotation.proto, which promise not to change them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cli.h"
#include "perfetto.h"
#include "perfetto_pb.h"

enum { TRACE_PACKET = 1 };

enum packet_field {
	PACKET_TIMESTAMP = 8,
	PACKET_SEQUENCE_ID = 10,
	PACKET_TRACK_EVENT = 11,
	PACKET_INTERNED_DATA = 12,
	PACKET_SEQUENCE_FLAGS = 13,
	PACKET_TRACK_DESCRIPTOR = 60,
};

enum sequence_flags { STATE_CLEARED = 1, NEEDS_STATE = 2 };

enum descriptor_field {
	DESCRIPTOR_UUID = 1,
	DESCRIPTOR_NAME = 2,
	DESCRIPTOR_PARENT = 5,
	DESCRIPTOR_CHILD_ORDERING = 11,
	DESCRIPTOR_RANK = 12,
};

enum { ORDERING_EXPLICIT = 3 };

enum event_field {
	EVENT_ANNOTATION = 4,
	EVENT_TYPE = 9,
	EVENT_NAME_IID = 10,
	EVENT_TRACK = 11,
	EVENT_NAME = 23,
	EVENT_FLOW = 47,
	EVENT_LAST_FLOW = 48,
};

enum annotation_field {
	ANNOTATION_NAME_IID = 1,
	ANNOTATION_UINT = 3,
	ANNOTATION_INT = 4,
	ANNOTATION_STRING = 6,
	ANNOTATION_POINTER = 7,
	ANNOTATION_NAME = 10,
};

enum interned_field {
	INTERNED_EVENT_NAME = 2,
	INTERNED_ANNOTATION_NAME = 3,
};

enum { NAME_IID = 1, NAME_TEXT = 2 };

/* All packets are of one writer. */
#define SEQUENCE 1

struct perfetto {
	FILE *out;
	int error;
	bool begun;
	struct pb packet, interned;
	size_t packet_at, event_at;
	struct perfetto_names *events, *args;
};

struct perfetto *perfetto_open(FILE *out)
{
	struct perfetto *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->out = out;
	p->events = perfetto_names_open();
	p->args = perfetto_names_open();
	if (p->events && p->args)
		return p;
	perfetto_close(p);
	return NULL;
}

int perfetto_error(const struct perfetto *p)
{
	return p->error;
}

int perfetto_close(struct perfetto *p)
{
	int error = p->error;

	pb_free(&p->packet);
	pb_free(&p->interned);
	perfetto_names_close(p->events);
	perfetto_names_close(p->args);
	free(p);
	return error;
}

static void begin(struct perfetto *p)
{
	pb_clear(&p->packet);
	pb_clear(&p->interned);
	p->packet_at = pb_open(&p->packet, TRACE_PACKET);
	pb_u64(&p->packet, PACKET_SEQUENCE_ID, SEQUENCE);
	/* Names that were given numbers count from here on. */
	pb_u64(&p->packet, PACKET_SEQUENCE_FLAGS,
	       p->begun ? NEEDS_STATE : STATE_CLEARED | NEEDS_STATE);
	p->begun = true;
}

static void end(struct perfetto *p)
{
	if (p->interned.len)
		pb_bytes(&p->packet, PACKET_INTERNED_DATA, p->interned.buf,
			 p->interned.len);
	pb_close(&p->packet, p->packet_at);
	if (p->error)
		return;
	if (p->packet.failed || p->interned.failed)
		p->error = -ENOMEM;
	else if (fwrite(p->packet.buf, 1, p->packet.len, p->out) != p->packet.len)
		p->error = errno ? -errno : -EIO;
}

static bool plain(const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
	}
	return true;
}

/* Texts in protobuf have to be UTF-8. */
static void text(struct pb *pb, unsigned int field, const char *bytes, size_t n)
{
	char *copy, *clean;

	if (plain(bytes, n)) {
		pb_bytes(pb, field, bytes, n);
		return;
	}
	copy = strndup(bytes, n);
	clean = copy ? cli_utf8(copy) : NULL;
	if (clean)
		pb_str(pb, field, clean);
	else
		pb->failed = true;
	free(clean);
	free(copy);
}

/* A name by its number, which is told when it is used first. */
static void name(struct perfetto *p, struct perfetto_names *names,
		 const char *word, unsigned int by_id, unsigned int in_full,
		 unsigned int interned)
{
	bool fresh;
	uint64_t id = perfetto_names_get(names, word, &fresh);
	size_t at;

	if (!id) {
		text(&p->packet, in_full, word, strlen(word));
		return;
	}
	pb_u64(&p->packet, by_id, id);
	if (!fresh)
		return;
	at = pb_open(&p->interned, interned);
	pb_u64(&p->interned, NAME_IID, id);
	text(&p->interned, NAME_TEXT, word, strlen(word));
	pb_close(&p->interned, at);
}

void perfetto_track(struct perfetto *p, uint64_t id, uint64_t parent,
		    int32_t rank, const char *track_name)
{
	size_t at;

	begin(p);
	at = pb_open(&p->packet, PACKET_TRACK_DESCRIPTOR);
	pb_u64(&p->packet, DESCRIPTOR_UUID, id);
	if (parent)
		pb_u64(&p->packet, DESCRIPTOR_PARENT, parent);
	text(&p->packet, DESCRIPTOR_NAME, track_name, strlen(track_name));
	pb_u64(&p->packet, DESCRIPTOR_CHILD_ORDERING, ORDERING_EXPLICIT);
	pb_u64(&p->packet, DESCRIPTOR_RANK, (uint64_t)(int64_t)rank);
	pb_close(&p->packet, at);
	end(p);
}

void perfetto_event(struct perfetto *p, enum perfetto_type type,
		    uint64_t track, int64_t time_ns, const char *event_name)
{
	begin(p);
	pb_u64(&p->packet, PACKET_TIMESTAMP, (uint64_t)time_ns);
	p->event_at = pb_open(&p->packet, PACKET_TRACK_EVENT);
	pb_u64(&p->packet, EVENT_TYPE, type);
	pb_u64(&p->packet, EVENT_TRACK, track);
	if (event_name)
		name(p, p->events, event_name, EVENT_NAME_IID, EVENT_NAME,
		     INTERNED_EVENT_NAME);
}

void perfetto_done(struct perfetto *p)
{
	pb_close(&p->packet, p->event_at);
	end(p);
}

static size_t annotation(struct perfetto *p, const char *arg)
{
	size_t at = pb_open(&p->packet, EVENT_ANNOTATION);

	name(p, p->args, arg, ANNOTATION_NAME_IID, ANNOTATION_NAME,
	     INTERNED_ANNOTATION_NAME);
	return at;
}

void perfetto_u64(struct perfetto *p, const char *arg, uint64_t value)
{
	size_t at = annotation(p, arg);

	pb_u64(&p->packet, ANNOTATION_UINT, value);
	pb_close(&p->packet, at);
}

void perfetto_s64(struct perfetto *p, const char *arg, int64_t value)
{
	size_t at = annotation(p, arg);

	pb_u64(&p->packet, ANNOTATION_INT, (uint64_t)value);
	pb_close(&p->packet, at);
}

void perfetto_hex(struct perfetto *p, const char *arg, uint64_t value)
{
	size_t at = annotation(p, arg);

	pb_u64(&p->packet, ANNOTATION_POINTER, value);
	pb_close(&p->packet, at);
}

void perfetto_str(struct perfetto *p, const char *arg, const char *value,
		  size_t n)
{
	size_t at = annotation(p, arg);

	text(&p->packet, ANNOTATION_STRING, value, n);
	pb_close(&p->packet, at);
}

void perfetto_flow(struct perfetto *p, uint64_t flow, bool last)
{
	pb_fixed64(&p->packet, last ? EVENT_LAST_FLOW : EVENT_FLOW, flow);
}
