// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options that choose events.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cli.h"
#include "view.h"

static int add_events(struct cli *cli, char **events, const char *value)
{
	char *all;

	if (asprintf(&all, "%s%s%s", *events ? *events : "", *events ? "," : "",
		     value) < 0)
		return -cli_fail(cli, CLI_REFUSED, ENOMEM, NULL, "out of memory");
	free(*events);
	*events = all;
	return 0;
}

int view_filter_option(struct cli *cli, struct filter_spec *spec, char **events,
		       const struct view_opt *opt, const char *value)
{
	const struct {
		const char *name;
		const char **value;
	} places[] = {
		{ "vm", &spec->vm },
		{ "vcpu", &spec->vcpu },
		{ "cpu", &spec->cpu },
		{ "host", &spec->host },
		{ "from", &spec->from },
		{ "to", &spec->to },
		{ "around", &spec->around },
		{ "window", &spec->window },
	};
	size_t i;
	int ret;

	if (!strcmp(opt->name, "event")) {
		ret = add_events(cli, events, value);
		spec->events = *events;
		return ret;
	}
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (strcmp(opt->name, places[i].name))
			continue;
		if (*places[i].value)
			return -cli_usage(cli, "option '--%s' is given twice", opt->name);
		*places[i].value = value;
		return 0;
	}
	return 1;
}

static const char *clock_of(const struct kt_stream *s)
{
	const struct kt_source *const *list;
	struct json_object *clock;

	if (!kt_stream_sources(s, &list) ||
	    !json_object_object_get_ex(list[0]->meta, "clock", &clock) ||
	    !json_object_is_type(clock, json_type_string))
		return "";
	return json_object_get_string(clock);
}

bool view_ticks(const struct kt_stream *s)
{
	static const char *const clocks[] = { "x86-tsc", "counter", "uptime" };
	size_t i;

	if (kt_stream_clock(s) != KT_CLOCK_RAW)
		return false;
	for (i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		if (!strcmp(clock_of(s), clocks[i]))
			return true;
	}
	return false;
}

int view_ticks_error(const struct kt_stream *s, struct kt_error *err)
{
	return kt_error_set(err, -ENODATA,
			    "the recording doesn't say how fast its clock %s is, so it has stamps but no times; 'kvmrt-trace run' notes that",
			    clock_of(s));
}

void view_filter_help(FILE *out)
{
	fputs("\n"
	      "A TIME is 1.5, 300us or 20ms since the recordings begin, or @17.000000001\n"
	      "of the common clock.\n", out);
}
