// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The payload of custom events.  Payloads come from programs in guests: every
 * byte of one may be hostile.  Needs no libmnl, as the guest's side uses it.
 */
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <kvmrt/custom.h>

#define KVMRT_API	__attribute__((visibility("default")))

#define MAGIC	0x43456b4b	/* the bytes "KkEC" */
#define VERSION	1

/* Little-endian on any machine; read by copying, as nothing is aligned. */
struct header {
	uint32_t magic;
	uint16_t version;
	uint16_t reserved;
	uint32_t type;
	uint32_t length;
};

_Static_assert(sizeof(struct header) == KVMRT_CUSTOM_HEADER_BYTES &&
	       KVMRT_CUSTOM_DATA_MAX + KVMRT_CUSTOM_HEADER_BYTES <= INT_MAX,
	       "the header is what the manual says");

static int fail(int err)
{
	errno = err;
	return -err;
}

KVMRT_API int kvmrt_custom_parse(const void *payload, size_t bytes,
				 struct kvmrt_custom *custom)
{
	struct header header;

	if (bytes < sizeof(header.magic))
		return fail(ENOMSG);
	memcpy(&header.magic, payload, sizeof(header.magic));
	if (le32toh(header.magic) != MAGIC)
		return fail(ENOMSG);
	if (bytes < sizeof(header))
		return fail(EBADMSG);
	memcpy(&header, payload, sizeof(header));
	if (le16toh(header.version) != VERSION || header.reserved)
		return fail(EPROTONOSUPPORT);
	if (le32toh(header.length) != bytes - sizeof(header))
		return fail(EBADMSG);
	custom->type = le32toh(header.type);
	custom->data = (const char *)payload + sizeof(header);
	custom->length = bytes - sizeof(header);
	return 0;
}

KVMRT_API int kvmrt_custom_build(uint32_t type, const void *data,
				 size_t length, void *payload, size_t size)
{
	const struct header header = {
		.magic = htole32(MAGIC),
		.version = htole16(VERSION),
		.type = htole32(type),
		.length = htole32((uint32_t)length),
	};

	if (!data && length)
		return fail(EINVAL);
	if (length > KVMRT_CUSTOM_DATA_MAX || size < sizeof(header) ||
	    size - sizeof(header) < length)
		return fail(EMSGSIZE);
	memcpy(payload, &header, sizeof(header));
	if (length)
		memcpy((char *)payload + sizeof(header), data, length);
	return (int)(sizeof(header) + length);
}
