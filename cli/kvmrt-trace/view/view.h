/* SPDX-License-Identifier: GPL-2.0-only */
/* What `view` and `export` share: the options that choose events. */
#ifndef KVMRT_TRACE_VIEW_H
#define KVMRT_TRACE_VIEW_H

#include "filter.h"
#include "view_args.h"

/* Rows of a table of options. */
#define VIEW_FILTER_OPTIONS						\
	{ "event", 'e', "EVENTS", "only these; *, ? and SYSTEM:EVENT are understood", NULL }, \
	{ "vm", 0, "VMS", "only of these VMs, by number or name", NULL },	\
	{ "vcpu", 0, "LIST", "only of these vCPUs, as 0,2-3", NULL },	\
	{ "cpu", 0, "LIST", "only on these CPUs of the machines", NULL },	\
	{ "host", 0, "NAMES", "only of these machines, hosts or guests", NULL }, \
	{ "from", 0, "TIME", "only from then on", NULL },		\
	{ "to", 0, "TIME", "only up to then", NULL },			\
	{ "around", 0, "EVENT[#N]", "only near that event, or its Nth; -1 is the last", NULL }, \
	{ "window", 0, "TIME", "how near is near, usually 1ms before and after", NULL }

/*
 * Takes one of them; *events collects several -e, the caller frees it.
 * 0, 1 if it is another option, or a negative exit code after a message.
 */
int view_filter_option(struct cli *cli, struct filter_spec *spec, char **events,
		       const struct view_opt *opt, const char *value);
/*
 * The stamps of these recordings are ticks of an unknown rate; in err why no
 * time can be told.
 */
bool view_ticks(const struct kt_stream *s);
int view_ticks_error(const struct kt_stream *s, struct kt_error *err);
/* How times are written. */
void view_filter_help(FILE *out);

/* ---------------------------------------------------------- view_pager.c */

/* NULL if standard output is no terminal or there is no pager. */
FILE *view_pager_open(void);
/* Waits until it was read. */
void view_pager_close(FILE *pager);

#endif /* KVMRT_TRACE_VIEW_H */
