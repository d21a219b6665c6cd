// SPDX-License-Identifier: GPL-2.0-only
/*
 * May this record be printed by libtraceevent?
 *
 * Of most formats the answer is the same for all records, and is kept with the
 * format.  Where lengths, places in arrays, divisors or widths come from the record,
 * the same expressions are evaluated here first.
 */
#include <string.h>

#include "print_guard.h"
#include "stream_impl.h"

static const struct tep_format_field *field_named(struct tep_event *event,
						  const char *name, int size_max)
{
	const struct tep_format_field *field = tep_find_field(event, name);

	return field && field->size <= size_max &&
		!(field->flags & TEP_FIELD_IS_DYNAMIC) ? field : NULL;
}

/*
 * trace_printk(): the library remembers where the first such event has its fields,
 * and uses that for all.
 */
static enum kt_printing of_printk(struct tep_event *event)
{
	int i, n = tep_get_events_count(event->tep);

	for (i = 0; i < n; i++) {
		const struct tep_event *other = tep_get_event(event->tep, i);

		if (other != event && other->flags & TEP_EVENT_FL_ISBPRINT)
			return KT_PRINTING_NEVER;
	}
	return field_named(event, "fmt", 8) && field_named(event, "ip", 8) &&
		field_named(event, "buf", UINT16_MAX) ? KT_PRINTING_ALWAYS :
							KT_PRINTING_NEVER;
}

static enum kt_printing of_format(struct tep_event *event)
{
	const struct tep_print_arg *arg;
	struct kt_convert convert;
	const char *at = event->print_fmt.format;
	bool varies = false, star = false, odd = false;
	int ret;

	/* It prints the fields one by one then. */
	if (event->flags & (int)TEP_EVENT_FL_FAILED)
		return KT_PRINTING_ALWAYS;
	if (event->flags & TEP_EVENT_FL_ISBPRINT)
		return of_printk(event);
	if (!at)
		return KT_PRINTING_NEVER;
	while ((ret = kt_convert_next(&at, &convert)) > 0) {
		star = star || convert.star;
		odd = odd || !strchr("pduixXos", convert.letter);
	}
	/* Versions of the library differ in whether "%c" takes an argument. */
	if (ret || (star && odd))
		return KT_PRINTING_NEVER;
	varies = star;
	for (arg = event->print_fmt.args; arg; arg = arg->next) {
		if (!guard_shape(event, arg, &varies))
			return KT_PRINTING_NEVER;
	}
	return varies ? KT_PRINTING_EACH : KT_PRINTING_ALWAYS;
}

/* Conversions take the arguments in order; one with a star two of them. */
static bool each(const struct kt_event *e)
{
	const struct tep_print_arg *arg = e->format->print_fmt.args;
	const char *at = e->format->print_fmt.format;
	struct kt_convert convert;
	struct guard_num num;

	while (kt_convert_next(&at, &convert) > 0) {
		if (convert.star) {
			if (!arg || !guard_eval(e, arg, &num) || !num.known ||
			    num.value > GUARD_WIDTH_MAX)
				return false;
			arg = arg->next;
		}
		if (arg)
			arg = arg->next;
	}
	for (arg = e->format->print_fmt.args; arg; arg = arg->next) {
		if (!guard_eval(e, arg, &num))
			return false;
	}
	return true;
}

bool print_guard(const struct kt_event *e)
{
	const struct kt_src *src = (const struct kt_src *)e->source;
	struct kt_format *format = src->rec->formats[e->format->id];

	if (format->printing == KT_PRINTING_UNKNOWN)
		format->printing = of_format(format->event);
	return format->printing == KT_PRINTING_ALWAYS ||
		(format->printing == KT_PRINTING_EACH && each(e));
}
