// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes of LOG_DATA: a custom event with its type, or just bytes; a text if
 * they are one, otherwise hex.
 */
#include <errno.h>
#include <kvmrt/custom.h>
#include <string.h>

#include "view_custom.h"

/* A line stays a line; all bytes are in JSON. */
#define HEX_MAX 64

static bool is_host(const struct view_data *data)
{
	return !strcmp(data->event.format->name, "gs_log_data_host");
}

static bool is_text(const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if ((bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\t') ||
		    bytes[i] >= 0x7f)
			return false;
	}
	return len;
}

static void number(struct print *p, const char *key, int64_t value)
{
	print_str(p, key);
	print_s64(p, value);
}

static void bytes_text(struct print *p, const uint8_t *bytes, size_t len)
{
	/* A C string has its NUL with it. */
	size_t text = len && !bytes[len - 1] ? len - 1 : len;

	if (is_text(bytes, text)) {
		print_str(p, " text=");
		print_clean(p, (const char *)bytes, text);
		return;
	}
	print_str(p, " hex=");
	print_hex(p, bytes, len < HEX_MAX ? len : HEX_MAX);
	if (len > HEX_MAX)
		print_str(p, "...");
}

void view_custom_text(struct print *p, const struct view_data *data)
{
	struct kvmrt_custom custom;

	if (is_host(data)) {
		number(p, "vm=", data->vm);
		number(p, " vm_pid=", data->vm_pid);
		number(p, " vcpu=", data->vcpu);
		print_char(p, ' ');
	}
	number(p, "total=", data->total);
	if (data->len < data->total)
		number(p, " INCOMPLETE, recorded=", (int64_t)data->len);
	switch (kvmrt_custom_parse(data->bytes, data->len, &custom)) {
	case 0:
		number(p, " custom=", custom.type);
		bytes_text(p, custom.data, custom.length);
		return;
	case -EPROTONOSUPPORT:
		print_str(p, " custom=(of a later version)");
		break;
	case -EBADMSG:
		print_str(p, " custom=(damaged)");
		break;
	default:
		break;
	}
	bytes_text(p, data->bytes, data->len);
}

void view_custom_json(struct print *p, const struct view_data *data)
{
	struct kvmrt_custom custom;
	bool is_custom = !kvmrt_custom_parse(data->bytes, data->len, &custom);

	print_char(p, '{');
	if (is_host(data)) {
		number(p, "\"vm\":", data->vm);
		number(p, ",\"vm_pid\":", data->vm_pid);
		number(p, ",\"vcpu\":", data->vcpu);
		print_char(p, ',');
	}
	number(p, "\"total\":", data->total);
	number(p, ",\"recorded\":", (int64_t)data->len);
	print_str(p, ",\"custom\":");
	if (is_custom)
		print_u64(p, custom.type);
	else
		print_str(p, "null");
	print_str(p, ",\"data\":\"");
	if (is_custom)
		print_hex(p, custom.data, custom.length);
	else
		print_hex(p, data->bytes, data->len);
	print_str(p, "\"}");
}
