// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flushes: the ring of one moment, on the disk for good.
 *
 * As a flight recorder, each becomes a file of its own.  When we read along,
 * all of it goes to trace.dat anyway: what a guest froze is put back between
 * the pages before and behind it.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <kvmrt/event.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meta_write.h"
#include "run.h"

static void tell_flush(struct kt_recorder *rec, const char *file,
		       uint64_t tsc, struct json_object *by)
{
	struct json_object *list, *entry = json_object_new_object();

	json_object_object_add(entry, "file",
			       file ? json_object_new_string(file) : NULL);
	json_object_object_add(entry, "tsc", json_object_new_uint64(tsc));
	json_object_object_add(entry, "by", by);
	json_object_object_get_ex(rec->meta, "flushes", &list);
	json_object_array_add(list, entry);
}

/* The frozen ring, to be put in its place among the pages at the end. */
static int save_frozen(struct kt_recorder *rec, struct kt_error *err)
{
	struct kt_pipe pipe;
	uint64_t bytes = 0;
	unsigned int i;
	char name[32];
	int from, to, ret;

	ret = kt_pipe_open(&pipe);
	if (ret)
		return kt_error_set(err, ret, "can't open a pipe: %s",
				    strerror(-ret));
	for (i = 0; i < rec->in.cpus && !ret; i++) {
		from = kt_cpu_file_open(rec->in.dir, i, "snapshot_raw",
					O_RDONLY | O_NONBLOCK);
		if (from < 0)
			continue;
		snprintf(name, sizeof(name), "cpu%u.frozen", i);
		to = openat(rec->dirfd, name,
			    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		ret = to < 0 ? -errno :
			       kt_pages_move(from, to, &pipe, true, &bytes);
		if (ret)
			kt_error_set(err, ret, "can't write %s: %s", name,
				     strerror(-ret));
		if (to >= 0)
			close(to);
		close(from);
	}
	kt_pipe_close(&pipe);
	return ret;
}

static int save_file(struct kt_recorder *rec, const char *name,
		     struct kt_error *err)
{
	int fd, ret;

	fd = openat(rec->dirfd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return kt_error_set(err, -errno, "can't write %s: %s", name,
				    strerror(errno));
	ret = kt_save_ring(rec, fd, "snapshot_raw", err);
	close(fd);
	return ret;
}

static int swap_ring(struct kt_recorder *rec, struct kt_error *err)
{
	int ret;

	if (!rec->in.snapshots)
		return kt_error_set(err, -EOPNOTSUPP,
				    "this kernel can't flush while it records (CONFIG_TRACER_SNAPSHOT is off)");
	ret = kt_file_write(rec->in.dir, "snapshot", "1");
	return ret ? kt_error_set(err, ret, "can't swap the ring: %s; a guest's flush may be under way, try again",
				  strerror(-ret)) :
		     0;
}

int kt_flush(struct kt_recorder *rec, struct json_object *by, bool frozen,
	     struct kt_error *err)
{
	uint64_t tsc = kt_tsc_now();
	char name[32] = "";
	int ret = 0;

	/* Of the ring that goes, before its counters go with it. */
	if (!frozen)
		kt_recorder_count(rec);
	if (rec->opt->overwrite) {
		if (!frozen)
			ret = swap_ring(rec, err);
		snprintf(name, sizeof(name), "flush-%03u.dat", ++rec->flushes);
		if (!ret)
			ret = save_file(rec, name, err);
	} else if (frozen) {
		/* Swapping anew would bring older events behind newer ones. */
		ret = save_frozen(rec, err);
		kt_ring_drain(rec->ring);
	} else {
		kt_ring_drain(rec->ring);
		ret = kt_ring_error(rec->ring);
		if (ret)
			kt_error_set(err, ret, "can't write the recording: %s",
				     strerror(-ret));
	}
	/* What isn't cleared would come back with the next flush. */
	if (rec->opt->overwrite || frozen)
		kt_file_write(rec->in.dir, "snapshot", "2");
	kt_recorder_count(rec);
	if (ret) {
		json_object_put(by);
		return ret;
	}
	tell_flush(rec, *name ? name : NULL, tsc, by);
	return kt_meta_write(rec->meta, rec->dirfd, err);
}

static struct json_object *guest_of(const struct kvmrt_event *event)
{
	static const char *const scopes[] = { "current", "vm", "all" };
	struct json_object *by = json_object_new_object();
	uint32_t scope = kvmrt_event_flush_scope(event);

	json_object_object_add(by, "kind", json_object_new_string("guest"));
	json_object_object_add(by, "vm_id",
			       json_object_new_int64(kvmrt_event_flush_vm_id(event)));
	json_object_object_add(by, "vcpu",
			       json_object_new_int64(kvmrt_event_flush_vcpu_id(event)));
	json_object_object_add(by, "scope",
			       scope < 3 ? json_object_new_string(scopes[scope]) : NULL);
	json_object_object_add(by, "cpus",
			       json_object_new_string(kvmrt_event_flush_cpus(event)));
	json_object_object_add(by, "boottime_ns",
			       json_object_new_uint64(kvmrt_event_flush_time_ns(event)));
	return by;
}

int kt_flush_events(struct kt_recorder *rec, struct kt_error *err)
{
	struct kvmrt_event *event;
	bool vms = false;
	int got, ret = 0;

	while (!ret && (got = kvmrt_events_read(rec->vm_events, 0, &event))) {
		if (got == -EBADMSG || got == -EINTR)
			continue;
		if (got < 0)
			return kt_error_set(err, got, "can't hear of VMs: %s",
					    strerror(-got));
		switch (kvmrt_event_kind(event)) {
		case KVMRT_EVENT_GS_FLUSH:
			if (rec->running)
				ret = kt_flush(rec, guest_of(event), true, err);
			break;
		case KVMRT_EVENT_VM_ADD:
		case KVMRT_EVENT_VM_CHANGE:
		case KVMRT_EVENT_VM_DEL:
		case KVMRT_EVENT_LOST:
		case KVMRT_EVENT_MODULE_BACK:
			vms = true;
			break;
		default:
			break;
		}
		kvmrt_event_free(event);
	}
	if (vms) {
		struct json_object *list;

		if (json_object_object_get_ex(rec->meta, "vms", &list))
			kt_meta_vms(list, rec->ctx);
	}
	return ret;
}
