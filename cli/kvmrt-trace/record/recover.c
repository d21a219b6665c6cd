// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace recover: a recording out of what a killed recorder left: pages of
 * each CPU beside a trace.dat that has only its head, and, as long as nobody
 * else has recorded, the ring in the kernel.  Likewise out of what a recorder, or
 * we ourselves, could not complete because the disk was full.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <kvmrt/context.h>
#include <kvmrt/cpulist.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "dat_write.h"
#include "meta_write.h"
#include "run.h"
#include "run_args.h"

enum { OPT_HELP = 1 };

static const struct kt_option options[] = {
	{ OPT_HELP, 'h', "help", NULL, NULL, "print this help" },
	{ 0 }
};

/**
 * struct left - what the recorder left
 * @path: of its recording
 * @dirfd: the same
 * @dat: trace.dat
 * @meta: recording.json
 * @cpus: of its ring
 * @tsc_khz: 0 unknown
 * @same_boot: the machine was not started anew since
 * @again: it was begun already, by the recorder or by us
 */
struct left {
	char *path;
	int dirfd, dat;
	struct json_object *meta;
	unsigned int cpus;
	uint32_t tsc_khz;
	bool same_boot;
	bool again;
};

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace recover DIR\n"
	      "Completes the recording DIR, whose recorder was killed or had no room to.\n"
	      "Where this fails, it can be done again.\n",
	      out);
	kt_options_help(out, options);
}

void kt_complete_recover(FILE *out, int argc, char **argv)
{
	kt_options_complete(out, options, argc, argv);
}

static const char *str(struct json_object *obj, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(obj, key, &value) && value ?
		       json_object_get_string(value) :
		       "";
}

static int64_t num(struct json_object *obj, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(obj, key, &value) ?
		       json_object_get_int64(value) :
		       0;
}

static bool is_this_boot(const char *id)
{
	char *boot = kt_file_read("/proc/sys/kernel/random", "boot_id", NULL);
	bool same = boot && *id && !strncmp(boot, id, strlen(id));

	free(boot);
	return same;
}

/* Are pages there that wait to be moved? */
static bool has_pages(const struct left *left)
{
	char name[32];
	unsigned int i;

	for (i = 0; i < left->cpus; i++) {
		snprintf(name, sizeof(name), "cpu%u.raw", i);
		if (!faccessat(left->dirfd, name, F_OK, 0))
			return true;
		snprintf(name, sizeof(name), "cpu%u.frozen", i);
		if (!faccessat(left->dirfd, name, F_OK, 0))
			return true;
	}
	return false;
}

static int check_state(struct left *left, const char *dir, struct kt_error *err)
{
	const char *state = str(left->meta, "state");

	left->again = !strcmp(state, "incomplete");
	if (!left->again && strcmp(state, "recording"))
		return kt_error_set(err, -EALREADY,
				    "%s needs no recovery: it is %s", dir, state);
	/* A flight recorder's ring is gone with the recorder. */
	if (left->again && !has_pages(left))
		return kt_error_set(err, -ENODATA,
				    "%s is incomplete and has nothing to be completed from: what had no room was in the ring; what it has can be read",
				    dir);
	return 0;
}

static int open_left(struct left *left, const char *dir, struct kt_error *err)
{
	struct stat st;
	char *text;
	int ret;

	left->path = realpath(dir, NULL);
	if (!left->path)
		return kt_error_set(err, -errno, "can't find %s: %s", dir,
				    strerror(errno));
	left->dirfd = open(left->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	text = kt_file_read(left->path, "recording.json", NULL);
	if (left->dirfd < 0 || !text)
		return kt_error_set(err, -errno, "can't read %s/recording.json: %s",
				    dir, strerror(errno));
	left->meta = json_tokener_parse(text);
	free(text);
	if (!json_object_is_type(left->meta, json_type_object) ||
	    num(left->meta, "head_bytes") <= 0 || num(left->meta, "cpus") <= 0 ||
	    num(left->meta, "cpus") > KVMRT_CPULIST_CPUS)
		return kt_error_set(err, -EBADMSG,
				    "%s/recording.json was not left by a recorder",
				    dir);
	left->cpus = num(left->meta, "cpus");
	ret = check_state(left, dir, err);
	if (ret)
		return ret;
	left->dat = openat(left->dirfd, "trace.dat", O_RDWR | O_CLOEXEC);
	if (left->dat < 0 || fstat(left->dat, &st))
		return kt_error_set(err, -errno, "can't open %s/trace.dat: %s",
				    dir, strerror(errno));
	if (flock(left->dat, LOCK_EX | LOCK_NB))
		return kt_error_set(err, -EBUSY, "another process completes %s: %s",
				    dir, strerror(errno));
	if (st.st_size < num(left->meta, "head_bytes"))
		return kt_error_set(err, -EBADMSG,
				    "%s/trace.dat has lost its beginning", dir);
	left->tsc_khz = num(left->meta, "tsc_khz");
	left->same_boot = is_this_boot(str(left->meta, "boot_id"));
	return 0;
}

static void close_left(struct left *left)
{
	free(left->path);
	json_object_put(left->meta);
	if (left->dirfd >= 0)
		close(left->dirfd);
	if (left->dat >= 0)
		close(left->dat);
}

/* What a CPU's ring still holds, behind what was read from it. */
static int take_cpu(struct left *left, const char *dir, unsigned int cpu,
		    struct kt_pipe *pipe, struct kt_error *err)
{
	uint64_t bytes = 0;
	char name[32];
	int from, to, ret;
	off_t end;

	from = kt_cpu_file_open(dir, cpu, "trace_pipe_raw", O_RDONLY | O_NONBLOCK);
	if (from < 0)
		return 0;
	snprintf(name, sizeof(name), "cpu%u.raw", cpu);
	to = openat(left->dirfd, name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	end = to < 0 ? -1 : lseek(to, 0, SEEK_END);
	/* It may have been killed within a page. */
	if (end >= 0)
		end = lseek(to, end / KT_PAGE * KT_PAGE, SEEK_SET);
	ret = end < 0 ? -errno : kt_pages_move(from, to, pipe, true, &bytes);
	if (to >= 0)
		close(to);
	close(from);
	return ret ? kt_error_set(err, ret, "can't write %s: %s", name,
				  strerror(-ret)) :
		     0;
}

/*
 * What is taken from the ring is nowhere else until it is in a file: that there
 * is room for it is known before the first page is taken.
 */
static int check_room(const struct left *left, const char *dir,
		      struct kt_error *err)
{
	uint64_t wanted = 0, room;
	struct kt_cpu_stats stats;
	struct statvfs fs;
	unsigned int i;

	for (i = 0; i < left->cpus; i++) {
		/* And a page that isn't full. */
		if (!kt_cpu_stats(dir, i, &stats) && stats.entries)
			wanted += stats.bytes + KT_PAGE * 2;
	}
	if (fstatvfs(left->dirfd, &fs))
		return kt_error_set(err, -errno, "can't ask for room: %s",
				    strerror(errno));
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	return wanted <= room ? 0 :
	       kt_error_set(err, -ENOSPC, "the kernel still holds %llu bytes of the recording, there is room for %llu",
			    (unsigned long long)wanted,
			    (unsigned long long)room);
}

static int take_ring(struct left *left, struct json_object *record,
		     struct kt_error *err)
{
	struct json_object *undo;
	struct kt_pipe pipe;
	unsigned int i;
	const char *dir;
	int ret;

	if (!json_object_object_get_ex(record, "undo", &undo) || !undo ||
	    !left->same_boot)
		return 0;
	dir = str(undo, "dir");
	kt_file_write(dir, "tracing_on", "0");
	ret = check_room(left, dir, err);
	if (ret)
		return ret;
	ret = kt_pipe_open(&pipe);
	if (ret)
		return kt_error_set(err, ret, "can't open a pipe: %s",
				    strerror(-ret));
	for (i = 0; i < left->cpus && !ret; i++)
		ret = take_cpu(left, dir, i, &pipe, err);
	kt_pipe_close(&pipe);
	return ret;
}

/*
 * The machine's lock, if the killed recorder was the last one: then the kernel
 * is as it left it.  Another one's recording is none of our business.
 */
static int take_machine(struct left *left, int *lock,
			struct json_object **record, struct kt_error *err)
{
	struct json_object *running = kt_lock_read();
	bool ours = !strcmp(str(running, "recording"), left->path);
	long pid = num(running, "pid");
	int ret;

	json_object_put(running);
	if (ours)
		return kt_error_set(err, -EBUSY, "process %ld records to %s; end it with 'kvmrt-trace ctl stop'",
				    pid, left->path);
	ret = kt_lock_take(lock, record, err);
	if (ret == -EBUSY)
		return 0;
	if (!ret && strcmp(str(*record, "recording"), left->path)) {
		json_object_put(*record);
		*record = NULL;
		close(*lock);
		*lock = -1;
	}
	return ret;
}

/* From the first page that is moved on, readers may have what is there. */
static int save(struct left *left, struct kt_error *err)
{
	struct kt_dat_tail tail = {
		.cpus = left->cpus,
		.clock = str(left->meta, "clock"),
		.tsc_khz = left->tsc_khz,
	};
	char *tasks = NULL;
	int ret;

	kt_dir_unreserve(left->dirfd);
	json_object_object_add(left->meta, "state",
			       json_object_new_string("incomplete"));
	ret = kt_meta_write(left->meta, left->dirfd, err);
	if (ret)
		return ret;
	if (left->same_boot && kt_tracing_dir(NULL))
		tasks = kt_file_read(kt_tracing_dir(NULL), "saved_cmdlines", NULL);
	tail.tasks = tasks;
	ret = kt_save(left->dirfd, left->dat, num(left->meta, "head_bytes"), &tail,
		      err);
	free(tasks);
	return ret;
}

/* Another pair of TSC and time is as good as the one of the end. */
static void tell_end(struct left *left)
{
	struct json_object *started, *ended, *vms;
	struct kvmrt *ctx;

	json_object_object_add(left->meta, "error",
			       json_object_new_string("the recorder was killed"));
	if (!left->same_boot)
		return;
	ended = kt_meta_moment();
	json_object_object_add(left->meta, "ended", ended);
	if (!left->tsc_khz &&
	    json_object_object_get_ex(left->meta, "started", &started) && started) {
		left->tsc_khz = kt_tsc_khz_between(started, ended);
		json_object_object_add(left->meta, "tsc_khz",
				       json_object_new_int64(left->tsc_khz));
	}
	if (!json_object_object_get_ex(left->meta, "vms", &vms) ||
	    kvmrt_open(&ctx))
		return;
	kt_meta_vms(vms, ctx);
	kvmrt_close(ctx);
}

static int recover(struct left *left, const char *dir, struct kt_error *err)
{
	struct json_object *record = NULL;
	int lock = -1, ret;

	ret = open_left(left, dir, err);
	if (!ret)
		ret = take_machine(left, &lock, &record, err);
	/* The first time took the ring, and told the end. */
	if (!ret && record && !left->again)
		ret = take_ring(left, record, err);
	if (!ret) {
		if (!left->again)
			tell_end(left);
		ret = save(left, err);
	}
	if (!ret) {
		json_object_object_add(left->meta, "state",
				       json_object_new_string("recovered"));
		ret = kt_meta_write(left->meta, left->dirfd, err);
	}
	if (!ret)
		kt_dir_tidy(left->dirfd, left->cpus);
	if (!ret && record) {
		ret = kt_lock_clean(record, err);
		if (!ret)
			kt_lock_drop(lock);
	} else if (lock >= 0) {
		close(lock);
	}
	json_object_put(record);
	return ret;
}

int kt_cmd_recover(int argc, char **argv)
{
	struct left left = { .dirfd = -1, .dat = -1 };
	const char *value;
	struct kt_error err;
	struct cli cli;
	int at = 1, id, ret;

	kt_cli_init(&cli, "recover");
	id = kt_option_next(&cli, options, argc, argv, &at, &value);
	if (id == OPT_HELP) {
		help(cli.out);
		return cli_finish(&cli, CLI_DONE);
	}
	if (id < 0)
		return CLI_USAGE;
	if (argc - at != 1)
		return cli_usage(&cli, "it takes one folder, not %d", argc - at);
	ret = recover(&left, argv[at], &err);
	if (!ret)
		fprintf(stderr, "kvmrt-trace: recover: %s is a recording again\n",
			left.path);
	else if (ret == -ENOSPC || ret == -EDQUOT || ret == -EFBIG)
		snprintf(err.text + strlen(err.text),
			 sizeof(err.text) - strlen(err.text),
			 "; nothing is lost, make room and run this again");
	close_left(&left);
	return cli_finish(&cli, ret ? kt_fail(&cli, ret, &err) : CLI_DONE);
}
