// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's side of the library: guest services' settings, and events.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"

struct kvmrt_gs_change {
	char text[256];
};

int kvmrt_gs_conf_get(struct kvmrt *ctx, uint32_t vm_id,
		      struct kvmrt_gs_conf **conf)
{
	size_t i;

	(void)ctx;
	if (double_nl.ret)
		return double_nl.ret;
	for (i = 0; i < double_nl.nr_confs; i++) {
		if (double_nl.confs[i].vm_id == vm_id) {
			*conf = &double_nl.confs[i];
			return 0;
		}
	}
	return -ENOENT;
}

void kvmrt_gs_conf_free(struct kvmrt_gs_conf *conf) { (void)conf; }

int kvmrt_gs_conf_list_get(struct kvmrt *ctx, struct kvmrt_gs_conf_list **list)
{
	*list = (struct kvmrt_gs_conf_list *)ctx;
	return double_nl.ret;
}

void kvmrt_gs_conf_list_free(struct kvmrt_gs_conf_list *list) { (void)list; }

size_t kvmrt_gs_conf_list_count(const struct kvmrt_gs_conf_list *list)
{
	(void)list;
	return double_nl.nr_confs - 1;
}

const struct kvmrt_gs_conf *
kvmrt_gs_conf_list_at(const struct kvmrt_gs_conf_list *list, size_t index)
{
	(void)list;
	return &double_nl.confs[index + 1];
}

uint32_t kvmrt_gs_conf_vm_id(const struct kvmrt_gs_conf *c) { return c->vm_id; }
int kvmrt_gs_conf_enabled(const struct kvmrt_gs_conf *c) { return c->enabled; }
uint32_t kvmrt_gs_conf_allow(const struct kvmrt_gs_conf *c) { return c->allow; }

uint32_t kvmrt_gs_conf_log_rate(const struct kvmrt_gs_conf *conf)
{
	return conf->rates[0];
}

uint32_t kvmrt_gs_conf_data_rate(const struct kvmrt_gs_conf *conf)
{
	return conf->rates[1];
}

uint32_t kvmrt_gs_conf_flush_rate(const struct kvmrt_gs_conf *conf)
{
	return conf->rates[2];
}

uint32_t kvmrt_gs_conf_msg_max(const struct kvmrt_gs_conf *conf)
{
	(void)conf;
	return 256;
}

uint32_t kvmrt_gs_conf_data_max(const struct kvmrt_gs_conf *conf)
{
	(void)conf;
	return 4096;
}

uint64_t kvmrt_gs_conf_accepted(const struct kvmrt_gs_conf *conf,
				uint32_t function)
{
	return conf->count + function * 10;
}

uint64_t kvmrt_gs_conf_refused(const struct kvmrt_gs_conf *conf,
			       uint32_t function)
{
	return conf->count + function * 10 + 1;
}

uint64_t kvmrt_gs_conf_dropped(const struct kvmrt_gs_conf *conf,
			       uint32_t function)
{
	return conf->count + function * 10 + 2;
}

uint64_t kvmrt_gs_conf_unknown(const struct kvmrt_gs_conf *conf)
{
	return conf->count;
}

int kvmrt_gs_change_new(struct kvmrt_gs_change **change)
{
	*change = calloc(1, sizeof(**change));
	return *change ? 0 : -ENOMEM;
}

void kvmrt_gs_change_free(struct kvmrt_gs_change *change) { free(change); }

static void add(struct kvmrt_gs_change *change, const char *what, uint32_t to)
{
	size_t len = strlen(change->text);

	snprintf(change->text + len, sizeof(change->text) - len, " %s=%x", what,
		 to);
}

void kvmrt_gs_change_enabled(struct kvmrt_gs_change *change, bool enabled)
{
	add(change, "enabled", enabled);
}

void kvmrt_gs_change_allow(struct kvmrt_gs_change *change, uint32_t mask)
{
	add(change, "allow", mask);
}

void kvmrt_gs_change_log_rate(struct kvmrt_gs_change *change, uint32_t rate)
{
	add(change, "log", rate);
}

void kvmrt_gs_change_data_rate(struct kvmrt_gs_change *change, uint32_t rate)
{
	add(change, "data", rate);
}

void kvmrt_gs_change_flush_rate(struct kvmrt_gs_change *change, uint32_t rate)
{
	add(change, "flush", rate);
}

int kvmrt_gs_conf_set(struct kvmrt *ctx, uint32_t vm_id,
		      const struct kvmrt_gs_change *change)
{
	(void)ctx;
	double_note("set %u%s", vm_id, change->text);
	return double_nl.set_ret;
}

static size_t next_event;

int kvmrt_events_open(struct kvmrt *ctx, unsigned int groups,
		      struct kvmrt_events **events)
{
	double_note("events %u", groups);
	next_event = 0;
	*events = (struct kvmrt_events *)ctx;
	return double_nl.ret;
}

void kvmrt_events_close(struct kvmrt_events *events) { (void)events; }

int kvmrt_events_fd(const struct kvmrt_events *events)
{
	(void)events;
	return double_nl.fd;
}

int kvmrt_events_read(struct kvmrt_events *events, int64_t timeout_ns,
		      struct kvmrt_event **event)
{
	(void)events;
	(void)timeout_ns;
	if (next_event >= double_nl.nr_events)
		return 0;
	*event = &double_nl.events[next_event++];
	return 1;
}

void kvmrt_event_free(struct kvmrt_event *event) { (void)event; }

enum kvmrt_event_kind kvmrt_event_kind(const struct kvmrt_event *event)
{
	return event->kind;
}

const char *kvmrt_event_name(const struct kvmrt_event *e) { return e->name; }

const struct kvmrt_vm *kvmrt_event_vm(const struct kvmrt_event *event)
{
	return event->vm;
}

const struct kvmrt_gs_conf *
kvmrt_event_gs_conf(const struct kvmrt_event *event)
{
	return event->conf;
}

const struct kvmrt_account *
kvmrt_event_account(const struct kvmrt_event *event)
{
	return event->account;
}

uint32_t kvmrt_event_flush_vm_id(const struct kvmrt_event *event)
{
	(void)event;
	return 7;
}

uint32_t kvmrt_event_flush_vcpu_id(const struct kvmrt_event *event)
{
	(void)event;
	return 0;
}

uint32_t kvmrt_event_flush_scope(const struct kvmrt_event *event)
{
	(void)event;
	return 2;
}

const char *kvmrt_event_flush_cpus(const struct kvmrt_event *event)
{
	(void)event;
	return "0,2-3";
}

uint32_t kvmrt_event_flush_seq(const struct kvmrt_event *event)
{
	(void)event;
	return 4;
}

uint64_t kvmrt_event_flush_time_ns(const struct kvmrt_event *event)
{
	(void)event;
	return 64000000000;
}
