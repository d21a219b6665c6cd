// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Custom events out of a trace's text: puts LOG_DATA calls together and says
 * what they are.  Usage: custom <TRACE; reads lines of gs_log_data_host or
 * gs_log_data_guest, of one stream, and writes a line for each call:
 *   custom TYPE LENGTH SUM		SUM is that of the data
 *   bytes LENGTH			no custom event
 */
/* requires: M14 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kvmrt/custom.h>

/* "data=68 65" or "data 6865", as the kernel is: up to the line's end. */
static size_t hex(const char *text, unsigned char *bytes, size_t room)
{
	unsigned int byte;
	size_t count = 0;
	int used;

	while (count < room && sscanf(text, "%2x%n", &byte, &used) == 1) {
		bytes[count++] = (unsigned char)byte;
		text += used;
	}
	return count;
}

/* The number behind "NAME=" or "NAME ". */
static int field(const char *line, const char *name, uint32_t *value)
{
	const char *at = strstr(line, name);
	char *end;

	if (!at)
		return -1;
	*value = (uint32_t)strtoul(at + strlen(name) + 1, &end, 10);
	return end == at + strlen(name) + 1 ? -1 : 0;
}

static void print_call(const void *payload, size_t bytes)
{
	struct kvmrt_custom custom;
	unsigned long sum = 0;
	size_t i;

	if (kvmrt_custom_parse(payload, bytes, &custom)) {
		printf("bytes %zu\n", bytes);
		return;
	}
	for (i = 0; i < custom.length; i++)
		sum += ((const unsigned char *)custom.data)[i];
	printf("custom %" PRIu32 " %zu %lu\n", custom.type, custom.length, sum);
}

int main(void)
{
	static unsigned char chunk[8192];
	static char line[65536];
	struct kvmrt_log_data *call;
	uint32_t total, offset;
	const void *payload;
	const char *data;
	size_t bytes;
	int ret;

	if (kvmrt_log_data_new(&call))
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		data = strstr(line, " data");
		if (!strstr(line, "gs_log_data_") || !data ||
		    field(line, " total", &total) ||
		    field(line, " offset", &offset))
			continue;
		bytes = hex(data + strlen(" data="), chunk, sizeof(chunk));
		ret = kvmrt_log_data_add(call, total, offset, chunk, bytes);
		if (ret < 0)
			printf("bad chunk %" PRIu32 " of %" PRIu32 ": %s\n",
			       offset, total, strerror(-ret));
		payload = kvmrt_log_data_bytes(call, &bytes);
		if (ret == 1)
			print_call(payload, bytes);
	}
	printf("dropped %" PRIu64 "\n", kvmrt_log_data_dropped(call));
	kvmrt_log_data_free(call);
	return 0;
}
