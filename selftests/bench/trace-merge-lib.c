// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: trace-merge-lib FILE...
 * Merges trace.dat files the way trace-cmd does, by its library, and does
 * nothing with the events: what is left of `trace-cmd report` without printing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <trace-cmd.h>

static unsigned long events;

static int count(struct tracecmd_input *handle, struct tep_record *record,
		 int cpu, void *data)
{
	(void)handle;
	(void)record;
	(void)cpu;
	(void)data;
	events++;
	return 0;
}

int main(int argc, char **argv)
{
	struct tracecmd_input **handles = calloc((size_t)argc, sizeof(*handles));
	int i;

	for (i = 1; handles && i < argc; i++) {
		handles[i - 1] = tracecmd_open(argv[i], 0);
		if (!handles[i - 1]) {
			fprintf(stderr, "%s: can't be opened\n", argv[i]);
			return 1;
		}
	}
	if (!handles || tracecmd_iterate_events_multi(handles, argc - 1, count, NULL) < 0)
		return 1;
	printf("%lu\n", events);
	return 0;
}
