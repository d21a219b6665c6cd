// SPDX-License-Identifier: GPL-2.0-only
/*
 * A recording from its first check to its last file.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <kvmrt/context.h>
#include <kvmrt/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "dat_write.h"
#include "meta_write.h"
#include "run.h"

#define FORMAT 1

static int connect_module(struct kt_recorder *rec, struct kt_error *err)
{
	int ret;

	if (kvmrt_open(&rec->ctx))
		rec->ctx = NULL;
	rec->is_host = kt_is_host(rec->ctx);
	if (!rec->is_host || !rec->ctx)
		return 0;
	ret = kvmrt_events_open(rec->ctx, KVMRT_EVENTS_VM | KVMRT_EVENTS_GS,
				&rec->vm_events);
	if (ret == -ENODEV) {
		kvmrt_close(rec->ctx);
		rec->ctx = NULL;
		return 0;
	}
	return ret ? kt_error_set(err, ret, "can't hear of VMs: %s",
				  kvmrt_error_text(rec->ctx)) :
		     0;
}

/* Ours from here on; what a killed recorder left is out of the way. */
static int take_machine(struct kt_recorder *rec, struct kt_error *err)
{
	struct json_object *left = NULL, *dir;
	int ret;

	ret = kt_lock_take(&rec->lock, &left, err);
	if (ret || !left)
		return ret;
	if (json_object_object_get_ex(left, "recording", &dir))
		fprintf(stderr, "kvmrt-trace: the recorder of %s was killed; 'kvmrt-trace recover %s' completes what it left\n",
			json_object_get_string(dir), json_object_get_string(dir));
	ret = kt_lock_clean(left, err);
	json_object_put(left);
	return ret;
}

static int tell_lock(struct kt_recorder *rec, struct kt_error *err)
{
	struct json_object *record = json_object_new_object();
	int ret;

	json_object_object_add(record, "pid", json_object_new_int(getpid()));
	json_object_object_add(record, "recording",
			       rec->path ? json_object_new_string(rec->path) : NULL);
	json_object_object_add(record, "undo", json_object_get(rec->undo));
	ret = kt_lock_tell(rec->lock, record, err);
	json_object_put(record);
	return ret;
}

static struct json_object *words_of(char *const *words, size_t n)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_object_array_add(list, json_object_new_string(words[i]));
	return list;
}

static void add(struct json_object *json, const char *key, struct json_object *v)
{
	json_object_object_add(json, key, v);
}

static void describe(struct kt_recorder *rec)
{
	const struct kt_run_options *opt = rec->opt;
	struct json_object *json = json_object_new_object();
	const char *from;
	size_t words = 0;

	rec->meta = json;
	while (opt->command[words])
		words++;
	rec->tsc_khz = kt_tsc_khz(rec->ctx, &from);
	add(json, "format", json_object_new_int(FORMAT));
	kt_meta_machine(json, rec->is_host, rec->in.cpus);
	add(json, "clock", json_object_new_string(opt->clock));
	add(json, "time_of_day", json_object_new_boolean(opt->tod));
	add(json, "tsc_khz", rec->tsc_khz ? json_object_new_int64(rec->tsc_khz) : NULL);
	add(json, "tsc_khz_from", from ? json_object_new_string(from) : NULL);
	add(json, "mode", json_object_new_string(opt->overwrite ? "overwrite" : "stream"));
	add(json, "ring_kb", json_object_new_uint64(opt->ring_kb));
	add(json, "command", words_of(opt->command, words));
	add(json, "events", words_of(rec->events.name, rec->events.n));
	add(json, "state", json_object_new_string("recording"));
	add(json, "head_bytes", json_object_new_int64(rec->head));
	add(json, "started", NULL);
	add(json, "ended", NULL);
	add(json, "error", NULL);
	kt_recorder_tell_lost(rec);
	add(json, "flushes", json_object_new_array());
	if (!rec->is_host)
		return;
	add(json, "vms", json_object_new_array());
	add(json, "module", json_object_new_boolean(rec->ctx != NULL));
}

static void update_vms(struct kt_recorder *rec)
{
	struct json_object *vms;

	if (rec->ctx && json_object_object_get_ex(rec->meta, "vms", &vms))
		kt_meta_vms(vms, rec->ctx);
}

static int make_files(struct kt_recorder *rec, struct kt_error *err)
{
	int ret;

	rec->dat = openat(rec->dirfd, "trace.dat",
			  O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (rec->dat < 0)
		return kt_error_set(err, -errno, "can't write %s/trace.dat: %s",
				    rec->path, strerror(errno));
	ret = kt_dat_head(rec->dat, &rec->events, err);
	if (!ret)
		ret = kt_dir_reserve(rec->dirfd, err);
	if (ret)
		return ret;
	rec->head = lseek(rec->dat, 0, SEEK_CUR);
	describe(rec);
	return kt_meta_write(rec->meta, rec->dirfd, err);
}

static int open_all(struct kt_recorder *rec, struct kt_error *err)
{
	struct kt_setup setup = {
		.clock = rec->opt->clock,
		.ring_kb = rec->opt->ring_kb,
		.overwrite = rec->opt->overwrite,
	};
	int ret;

	ret = connect_module(rec, err);
	if (!ret)
		ret = kt_events_add(&rec->events, rec->opt->events, rec->is_host,
				    err);
	if (!ret)
		ret = take_machine(rec, err);
	if (!ret)
		ret = kt_instance_open(&rec->in, &rec->undo, err);
	if (!ret)
		ret = tell_lock(rec, err);
	if (!ret)
		ret = kt_instance_setup(&rec->in, &setup, err);
	if (ret || rec->opt->dry_run)
		return ret;
	rec->lost = calloc(rec->in.cpus, sizeof(*rec->lost));
	rec->overwritten = calloc(rec->in.cpus, sizeof(*rec->overwritten));
	rec->seen = calloc(rec->in.cpus, sizeof(*rec->seen));
	rec->fail_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!rec->lost || !rec->overwritten || !rec->seen || rec->fail_fd < 0)
		return kt_error_set(err, -ENOMEM, "out of memory");
	ret = kt_dir_make(rec->opt->dir, &rec->dirfd, &rec->path, err);
	if (!ret)
		ret = tell_lock(rec, err);
	if (!ret)
		ret = make_files(rec, err);
	return ret;
}

int kt_recorder_open(struct kt_recorder *rec, const struct kt_run_options *opt,
		     struct kt_error *err)
{
	*rec = (struct kt_recorder){
		.opt = opt,
		.lock = -1,
		.dirfd = -1,
		.dat = -1,
		.fail_fd = -1,
	};
	return open_all(rec, err);
}

int kt_recorder_start(struct kt_recorder *rec, struct kt_error *err)
{
	struct timespec now;
	int ret;

	if (!rec->opt->overwrite) {
		ret = kt_ring_start(&rec->ring, &rec->in, rec->dirfd,
				    rec->fail_fd, err);
		if (ret)
			return ret;
	}
	/* Before the events are on: a TSC that changes from now on is one. */
	update_vms(rec);
	clock_gettime(CLOCK_MONOTONIC, &now);
	rec->began = now.tv_sec;
	add(rec->meta, "started", kt_meta_moment());
	ret = kt_meta_write(rec->meta, rec->dirfd, err);
	if (!ret)
		ret = kt_events_enable(&rec->in, &rec->events, err);
	if (!ret)
		ret = kt_instance_write(&rec->in, "tracing_on", "1", err);
	rec->running = !ret;
	return ret;
}

static void tell_end(struct kt_recorder *rec)
{
	struct json_object *started, *ended;

	kt_recorder_tell_lost(rec);
	if (rec->tsc_khz)
		return;
	json_object_object_get_ex(rec->meta, "started", &started);
	json_object_object_get_ex(rec->meta, "ended", &ended);
	rec->tsc_khz = kt_tsc_khz_between(started, ended);
	add(rec->meta, "tsc_khz", json_object_new_int64(rec->tsc_khz));
	add(rec->meta, "tsc_khz_from", json_object_new_string("measured"));
}

static int save_all(struct kt_recorder *rec, struct kt_error *err)
{
	struct kt_dat_tail tail = {
		.cpus = rec->in.cpus,
		.clock = rec->opt->clock,
		.tsc_khz = rec->tsc_khz,
	};
	char *tasks;
	int ret;

	if (rec->opt->overwrite)
		return kt_save_ring(rec, rec->dat, "trace_pipe_raw", err);
	tasks = kt_task_names(rec);
	tail.tasks = tasks;
	ret = kt_save(rec->dirfd, rec->dat, rec->head, &tail, err);
	free(tasks);
	if (ret && err)
		snprintf(err->text + strlen(err->text),
			 sizeof(err->text) - strlen(err->text),
			 "; what was recorded is kept, make room and complete it with 'kvmrt-trace recover %s'",
			 rec->path);
	return ret;
}

static const char *state_of(const struct kt_recorder *rec, int saved)
{
	return saved ? "incomplete" : rec->broken ? "cut short" :
						    "complete";
}

int kt_recorder_stop(struct kt_recorder *rec, struct kt_error *err)
{
	struct kt_error why = { "" };
	int saved, ret;

	kt_file_write(rec->in.dir, "tracing_on", "0");
	add(rec->meta, "ended", kt_meta_moment());
	kt_file_write(rec->in.dir, "set_event", "");
	update_vms(rec);
	kt_recorder_count(rec);
	kt_ring_stop(rec->ring);
	rec->ring = NULL;
	rec->running = false;
	kt_dir_unreserve(rec->dirfd);
	tell_end(rec);
	saved = save_all(rec, &why);
	ret = saved ? saved : rec->broken;
	if (!saved && rec->broken)
		kt_error_set(&why, 0, "the recording in %s ends early: %s; what was recorded until then is in it",
			     rec->path, strerror(-rec->broken));
	add(rec->meta, "state", json_object_new_string(state_of(rec, saved)));
	if (ret)
		add(rec->meta, "error", json_object_new_string(why.text));
	/* What could not be moved stays as it is. */
	if (!saved)
		kt_dir_tidy(rec->dirfd, rec->in.cpus);
	if (kt_meta_write(rec->meta, rec->dirfd, ret ? NULL : &why) && !ret)
		ret = -EIO;
	if (ret)
		*err = why;
	return ret;
}

int kt_recorder_close(struct kt_recorder *rec, struct kt_error *err)
{
	int ret = 0;

	if (rec->ring)
		kt_ring_stop(rec->ring);
	if (rec->undo)
		ret = kt_instance_undo(rec->undo, err);
	json_object_put(rec->undo);
	json_object_put(rec->meta);
	kt_instance_close(&rec->in);
	kt_events_free(&rec->events);
	kvmrt_events_close(rec->vm_events);
	kvmrt_close(rec->ctx);
	kt_lock_drop(rec->lock);
	if (rec->dat >= 0)
		close(rec->dat);
	if (rec->dirfd >= 0)
		close(rec->dirfd);
	if (rec->fail_fd >= 0)
		close(rec->fail_fd);
	free(rec->path);
	free(rec->lost);
	free(rec->overwritten);
	free(rec->seen);
	return ret;
}

void kt_recorder_abandon(struct kt_recorder *rec)
{
	if (rec->ring)
		kt_ring_stop(rec->ring);
	rec->ring = NULL;
	if (rec->path)
		kt_dir_remove(rec->dirfd, rec->path, rec->in.cpus);
	kt_recorder_close(rec, NULL);
}
