// SPDX-License-Identifier: GPL-2.0-only
/*
 * kshark-list FILE... : what KernelShark makes of trace.dat files, by its own
 * library and in its order: it opens, loads and merges them as its windows do.
 *	FILE-NUMBER CPU TIME-NS EVENT TASK-PID INFO
 * Status 0 when all opened and every entry could be told, 1 when not, 2 usage.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libkshark.h>

/* What KernelShark says in place of what it can't tell. */
static const char *const helpless[] = { "Unknown", "[UNKNOWN", "[FAILED TO PARSE]", NULL };

static bool is_told(const char *text)
{
	size_t i;

	for (i = 0; helpless[i]; i++)
		if (strstr(text, helpless[i]))
			return false;
	return true;
}

/* list() - one line for an entry; false when KernelShark couldn't tell it */
static bool list(const struct kshark_entry *entry)
{
	char *event = kshark_get_event_name(entry);
	char *task = kshark_get_task(entry);
	char *info = kshark_get_info(entry);
	bool told = event && task && info && is_told(event) && is_told(info);

	printf("%d %d %" PRId64 " %s %s-%d %s\n", entry->stream_id, entry->cpu, entry->ts,
	       event ? event : "?", task ? task : "?", kshark_get_pid(entry), info ? info : "?");
	free(event);
	free(task);
	free(info);
	return told;
}

int main(int argc, char **argv)
{
	struct kshark_context *context = NULL;
	struct kshark_entry **rows = NULL;
	size_t untold = 0;
	ssize_t count, i;

	if (argc < 2) {
		fprintf(stderr, "usage: kshark-list FILE...\n");
		return 2;
	}
	if (!kshark_instance(&context))
		return 1;
	for (i = 1; i < argc; i++) {
		int stream = kshark_open(context, argv[i]);

		if (stream < 0) {
			fprintf(stderr, "kshark-list: %s does not open: %d\n", argv[i], stream);
			return 1;
		}
	}
	count = kshark_load_all_entries(context, &rows);
	if (count < 0) {
		fprintf(stderr, "kshark-list: loading failed: %zd\n", count);
		return 1;
	}
	for (i = 0; i < count; i++) {
		if (!list(rows[i]))
			untold++;
		free(rows[i]);
	}
	free(rows);
	kshark_close_all(context);
	kshark_free(context);
	if (untold)
		fprintf(stderr, "kshark-list: %zu of %zd entries can't be told\n", untold, count);
	return untold ? 1 : 0;
}
