/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose event is it: the VM and the vCPU that a host's thread or a guest's CPU
 * belongs to.  recording.json knows the threads; our own events, which name VM
 * and vCPU, teach those that it doesn't.
 */
#ifndef KVMRT_TRACE_FILTER_WHO_H
#define KVMRT_TRACE_FILTER_WHO_H

#include <stdbool.h>
#include <stdint.h>

#include "stream.h"

#define WHO_NONE UINT32_MAX

struct who;

/* struct who_is - WHO_NONE where it is nobody's or unknown */
struct who_is {
	uint32_t vm;
	uint32_t vcpu;
};

/* NULL if out of memory.  The stream must outlive it. */
struct who *who_open(const struct kt_stream *s);
void who_close(struct who *w);

/* Of a thread of a host. */
struct who_is who_thread(const struct who *w, const struct kt_source *host,
			 int tid);
/* Of an event: of the thread it happened in, or that it says. */
struct who_is who_event(struct who *w, const struct kt_event *e);
/* Of data whose events are gone: @vm and @vcpu as they said, of a host. */
struct who_is who_data(const struct who *w, const struct kt_event *e, int pid,
		       uint32_t vm, uint32_t vcpu);
/*
 * Of the threads that a scheduler's event is about besides its own: next,
 * woken.  WHO_NONE for all other events.
 */
struct who_is who_other(const struct who *w, const struct kt_event *e);

/* The i-th VM that a host's recorder knew, NULL behind the last; its id. */
struct json_object *who_vm(const struct kt_source *host, size_t i);
uint32_t who_vm_id(const struct json_object *vm);
/* What a VM is called, NULL if it has no name; borrowed from the stream. */
const char *who_vm_name(const struct kt_source *host, uint32_t vm);
/* The source whose VMs this one's are: a guest's host, or itself. */
const struct kt_source *who_host(const struct kt_source *source);

#endif /* KVMRT_TRACE_FILTER_WHO_H */
