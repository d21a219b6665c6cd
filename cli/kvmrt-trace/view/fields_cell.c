// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fields, each with what it shows of a line.
 */
#include "fields.h"

static void cell_time(const struct fields *f, const struct row *row,
		      struct cell *cell)
{
	cell->kind = CELL_TIME;
	cell->s = row->event->time_ns - f->start_ns;
}

static void cell_abs(const struct fields *f, const struct row *row,
		     struct cell *cell)
{
	(void)f;
	cell->kind = CELL_TIME;
	cell->s = row->event->time_ns;
}

static void cell_tod(const struct fields *f, const struct row *row,
		     struct cell *cell)
{
	if (!f->tod_known)
		return;
	cell->kind = CELL_TOD;
	cell->s = row->event->time_ns + f->tod_ns;
}

static void cell_delta(const struct fields *f, const struct row *row,
		       struct cell *cell)
{
	(void)f;
	cell->kind = CELL_TIME;
	cell->s = row->delta_ns;
}

static void cell_host(const struct fields *f, const struct row *row,
		      struct cell *cell)
{
	(void)f;
	cell->kind = CELL_TEXT;
	cell->text = row->event->source->name;
}

static void cell_cpu(const struct fields *f, const struct row *row,
		     struct cell *cell)
{
	(void)f;
	cell->kind = CELL_U64;
	cell->u = row->event->cpu;
}

static void cell_task(const struct fields *f, const struct row *row,
		      struct cell *cell)
{
	(void)f;
	cell->kind = CELL_TEXT;
	cell->text = row->lost || row->pid < 0 ? "-" :
		tep_data_comm_from_pid(row->event->source->tep, row->pid);
}

static void cell_pid(const struct fields *f, const struct row *row,
		     struct cell *cell)
{
	(void)f;
	if (row->lost || row->pid < 0)
		return;
	cell->kind = CELL_S64;
	cell->s = row->pid;
}

static void cell_vm(const struct fields *f, const struct row *row,
		    struct cell *cell)
{
	(void)f;
	if (row->who.vm == WHO_NONE)
		return;
	cell->kind = CELL_U64;
	cell->u = row->who.vm;
}

static void cell_vmname(const struct fields *f, const struct row *row,
			struct cell *cell)
{
	const char *name;

	(void)f;
	name = row->who.vm == WHO_NONE ? NULL :
		who_vm_name(who_host(row->event->source), row->who.vm);
	if (!name)
		return;
	cell->kind = CELL_TEXT;
	cell->text = name;
}

static void cell_vcpu(const struct fields *f, const struct row *row,
		      struct cell *cell)
{
	(void)f;
	if (row->who.vcpu == WHO_NONE)
		return;
	cell->kind = CELL_U64;
	cell->u = row->who.vcpu;
}

static void cell_event(const struct fields *f, const struct row *row,
		       struct cell *cell)
{
	(void)f;
	cell->kind = row->lost ? CELL_NONE : CELL_TEXT;
	cell->text = row->event->format->name;
}

static void cell_system(const struct fields *f, const struct row *row,
			struct cell *cell)
{
	(void)f;
	cell->kind = row->lost ? CELL_NONE : CELL_TEXT;
	cell->text = row->event->format->system;
}

static void cell_args(const struct fields *f, const struct row *row,
		      struct cell *cell)
{
	(void)f;
	(void)row;
	cell->kind = CELL_ARGS;
}

static void cell_info(const struct fields *f, const struct row *row,
		      struct cell *cell)
{
	(void)f;
	(void)row;
	cell->kind = CELL_INFO;
}

static void cell_stamp(const struct fields *f, const struct row *row,
		       struct cell *cell)
{
	(void)f;
	cell->kind = CELL_U64;
	cell->u = row->event->stamp;
}

const struct field fields_table[] = {
	{ "time", "time_ns", "time since the recordings begin", 14, false, cell_time },
	{ "abs", "abs_ns", "time of the common clock", 18, false, cell_abs },
	{ "tod", "tod_ns", "date and time of day, as the host had it", 29, false,
	  cell_tod },
	{ "delta", "delta_ns", "time since the line before", 12, false, cell_delta },
	{ "host", "host", "name of the machine", -8, false, cell_host },
	{ "cpu", "cpu", "CPU of that machine", 3, false, cell_cpu },
	{ "task", "task", "name of the task", -16, true, cell_task },
	{ "pid", "pid", "its thread id", 7, true, cell_pid },
	{ "vm", "vm", "number of the VM", 3, true, cell_vm },
	{ "vmname", "vm_name", "name of the VM", -12, true, cell_vmname },
	{ "vcpu", "vcpu", "number of the vCPU", 4, true, cell_vcpu },
	{ "event", "event", "name of the event", -20, true, cell_event },
	{ "system", "system", "the event's trace system", -10, true, cell_system },
	{ "args", "args", "its arguments", 0, true, cell_args },
	{ "info", "info", "its arguments, in JSON as a text", 0, true, cell_info },
	{ "stamp", "stamp", "the time as it was recorded", 16, false, cell_stamp },
	{ 0 }
};
