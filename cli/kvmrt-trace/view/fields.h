/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a line of `view` may show.  One table says what each field is; text and
 * JSON are two ways to write the same cells.
 */
#ifndef KVMRT_TRACE_FIELDS_H
#define KVMRT_TRACE_FIELDS_H

#include "filter_who.h"
#include "print.h"
#include "stream.h"
#include "view_log.h"

#define FIELDS_MAX 32

struct field;
struct print_event;

/**
 * struct fields - the fields of each line, and what they need to know
 * @list: the fields, in order
 * @n: how many
 * @start_ns: what relative times count from
 * @tod_known: time of day can be told
 * @tod_ns: time of day at the common clock's zero
 * @ticks: times are no nanoseconds, as the rate of the recording's clock is
 *	unknown
 * @host_width: of the longest name of a machine
 * @text: prints arguments
 */
struct fields {
	const struct field *list[FIELDS_MAX];
	size_t n;
	int64_t start_ns;
	bool tod_known;
	int64_t tod_ns;
	bool ticks;
	size_t host_width;
	struct print_event *text;
};

/**
 * struct row - one line
 * @event: with its record, unless @data or @lost is set
 * @who: whose event it is
 * @pid: of the thread, -1 unknown
 * @delta_ns: since the line before, 0 in the first one
 * @lost: that many events were lost just before @event, which isn't shown by
 *	this line
 * @data: what LOG_DATA sent, instead of a record
 */
struct row {
	const struct kt_event *event;
	struct who_is who;
	int pid;
	int64_t delta_ns;
	uint64_t lost;
	const struct view_data *data;
};

/*
 * Names separated by commas; NULL: the usual ones.  0 or -EINVAL, after a
 * message that lists near ones.
 */
int fields_parse(struct fields *f, const char *names, bool json,
		 struct kt_error *err);
/* Widths and clocks; -ENODATA if a field needs a time of day nobody knows. */
int fields_prepare(struct fields *f, const struct kt_stream *s,
		   int64_t start_ns, struct kt_error *err);
void fields_close(struct fields *f);
/* All their names, separated by blanks, for help and completion. */
const char *fields_words(void);
void fields_help(FILE *out);

void fields_text(struct print *p, struct fields *f, const struct row *row);
/* One object in one line. */
void fields_json(struct print *p, struct fields *f, const struct row *row);
/* A line of titles. */
void fields_titles(struct print *p, const struct fields *f);

/* --------------------------------------------------------- fields_cell.c */

enum cell_kind { CELL_NONE, CELL_TIME, CELL_TOD, CELL_U64, CELL_S64, CELL_TEXT,
		 CELL_ARGS, CELL_INFO };

/* struct cell - a field of one line */
struct cell {
	enum cell_kind kind;
	int64_t s;
	uint64_t u;
	const char *text;
};

/**
 * struct field - one column
 * @name: what -F calls it
 * @key: in JSON, with the unit
 * @brief: for the help
 * @width: in text; negative: to the left
 * @of_event: is left out where only a loss is told
 * @cell: fills in the cell, which is CELL_NONE
 */
struct field {
	const char *name;
	const char *key;
	const char *brief;
	int width;
	bool of_event;
	void (*cell)(const struct fields *f, const struct row *row,
		     struct cell *cell);
};

extern const struct field fields_table[];

/* --------------------------------------------------------- fields_args.c */

/* "a=1 b=2", as the kernel prints the event. */
void fields_args_text(struct print *p, struct fields *f, const struct row *row);
/* {"a":1,"b":2}, by the record's own fields. */
void fields_args_json(struct print *p, const struct row *row);
/* The text, as a string; null where there is no record. */
void fields_info_json(struct print *p, struct fields *f, const struct row *row);

#endif /* KVMRT_TRACE_FIELDS_H */
