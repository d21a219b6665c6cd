// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Attributes into members of plain structs, by table.  Nothing here trusts a
 * length, though the messages come from the kernel.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

static int take_number(const void *payload, size_t len, size_t want,
		       void *member)
{
	if (len != want)
		return -EBADMSG;
	memcpy(member, payload, want);
	return 0;
}

static int take_string(const void *payload, size_t len, size_t size, bool cut,
		       char *member)
{
	len = strnlen(payload, len);
	if (len >= size) {
		if (!cut)
			return -EBADMSG;
		len = size - 1;
	}
	memcpy(member, payload, len);
	member[len] = '\0';
	return 0;
}

static int take(const struct kvmrt_nl_field *field, const void *payload,
		size_t len, void *object)
{
	void *member = (char *)object + field->offset;

	switch (field->kind) {
	case KVMRT_NL_U32:
		return take_number(payload, len, sizeof(uint32_t), member);
	case KVMRT_NL_U64:
		return take_number(payload, len, sizeof(uint64_t), member);
	case KVMRT_NL_STRING:
		return take_string(payload, len, field->size, false, member);
	case KVMRT_NL_TEXT:
		return take_string(payload, len, field->size, true, member);
	case KVMRT_NL_NEST:
		return field->nest(payload, len, object);
	}
	return -EBADMSG;
}

/* Index of the row for a type, @count if there is none. */
static size_t row(const struct kvmrt_nl_field *fields, size_t count,
		  uint16_t type)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (fields[i].type == type)
			break;
	return i;
}

int kvmrt_nl_fields(const void *attrs, size_t len,
		    const struct kvmrt_nl_field *fields, size_t count,
		    void *object)
{
	const char *pos = attrs;
	uint64_t seen = 0;
	size_t i;
	int ret;

	while (len > 0) {
		struct nlattr attr;
		size_t step;

		if (len < sizeof(attr))
			return -EBADMSG;
		memcpy(&attr, pos, sizeof(attr));
		if (attr.nla_len < sizeof(attr) || attr.nla_len > len)
			return -EBADMSG;

		i = row(fields, count, attr.nla_type & NLA_TYPE_MASK);
		if (i < count) {
			ret = take(&fields[i], pos + sizeof(attr),
				   attr.nla_len - sizeof(attr), object);
			if (ret)
				return ret;
			seen |= UINT64_C(1) << i;
		}
		/* The last one may come without its padding. */
		step = NLA_ALIGN(attr.nla_len);
		if (step > len)
			step = len;
		pos += step;
		len -= step;
	}

	for (i = 0; i < count; i++)
		if (fields[i].required && !(seen & UINT64_C(1) << i))
			return -EBADMSG;
	return 0;
}

int kvmrt_nl_message_fields(const struct nlmsghdr *nlh,
			    const struct kvmrt_nl_field *fields, size_t count,
			    void *object)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh);

	if (len < GENL_HDRLEN)
		return -EBADMSG;
	return kvmrt_nl_fields(mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
			       len - GENL_HDRLEN, fields, count, object);
}
