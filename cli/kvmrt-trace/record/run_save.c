// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages into files that trace-cmd reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dat_write.h"
#include "run.h"

/* The CPU's pages follow those of the one before it, unless some are there. */
static int save_cpu(int dirfd, int dat, const struct kt_moved *moved,
		    unsigned int cpu, struct kt_error *err)
{
	off_t end = lseek(dat, 0, SEEK_CUR);
	struct kt_moved_cpu line;
	int pages, frozen, ret;
	uint64_t bytes;
	char name[32];

	ret = kt_moved_get(moved, cpu, &line, err);
	if (ret)
		return ret;
	if (!line.at)
		line = (struct kt_moved_cpu){ .at = end };
	snprintf(name, sizeof(name), "cpu%u.raw", cpu);
	pages = openat(dirfd, name, O_RDWR | O_CLOEXEC);
	snprintf(name, sizeof(name), "cpu%u.frozen", cpu);
	frozen = openat(dirfd, name, O_RDWR | O_CLOEXEC);
	ret = kt_dat_pages(dat, pages, frozen, moved, cpu, &line, err);
	if (pages >= 0)
		close(pages);
	if (frozen >= 0)
		close(frozen);
	/* What was written before the disk was full is in the file. */
	bytes = line.pages + line.frozen;
	if (bytes && kt_dat_cpu(dat, moved->table, cpu, line.at, bytes,
				ret ? NULL : err) && !ret)
		ret = -EIO;
	return ret;
}

static int save_tail(int dat, off_t head, struct kt_moved *moved,
		     const struct kt_dat_tail *tail, struct kt_error *err)
{
	off_t table;
	int ret;

	/* Nothing was moved: what is behind the head is half a tail. */
	if (ftruncate(dat, head) || lseek(dat, head, SEEK_SET) != head)
		return kt_error_set(err, -errno, "can't write the trace: %s",
				    strerror(errno));
	ret = kt_dat_tail(dat, tail, &table, err);
	return ret ? ret : kt_moved_begin(moved, table, err);
}

int kt_save(int dirfd, int dat, off_t head, const struct kt_dat_tail *tail,
	    struct kt_error *err)
{
	struct kt_moved moved;
	unsigned int i;
	int ret;

	ret = kt_moved_open(&moved, dirfd, tail->cpus, err);
	if (ret)
		return ret;
	if (!moved.table)
		ret = save_tail(dat, head, &moved, tail, err);
	else
		ret = kt_dat_place(dat, moved.table, tail->cpus, err);
	for (i = 0; i < tail->cpus && !ret; i++)
		ret = save_cpu(dirfd, dat, &moved, i, err);
	kt_moved_close(&moved);
	return ret;
}

static int save_ring_cpu(struct kt_recorder *rec, int to, const char *ring_file,
			 off_t table, unsigned int cpu, struct kt_pipe *pipe,
			 struct kt_error *err)
{
	off_t at = lseek(to, 0, SEEK_CUR);
	uint64_t bytes = 0;
	int from, ret;

	from = kt_cpu_file_open(rec->in.dir, cpu, ring_file,
				O_RDONLY | O_NONBLOCK);
	if (from == -ENOENT)
		return 0;
	if (from < 0)
		return kt_error_set(err, from, "can't open %s of CPU %u: %s",
				    ring_file, cpu, strerror(-from));
	ret = kt_pages_move(from, to, pipe, true, &bytes);
	close(from);
	bytes = bytes / KT_PAGE * KT_PAGE;
	if (bytes)
		kt_dat_cpu(to, table, cpu, at, bytes, NULL);
	if (ret)
		return kt_error_set(err, ret, "can't write what CPU %u recorded: %s",
				    cpu, strerror(-ret));
	return 0;
}

int kt_save_ring(struct kt_recorder *rec, int to, const char *ring_file,
		 struct kt_error *err)
{
	char *tasks = kt_task_names(rec);
	struct kt_dat_tail tail = {
		.cpus = rec->in.cpus,
		.clock = rec->opt->clock,
		.tsc_khz = rec->tsc_khz,
		.tasks = tasks,
	};
	struct kt_pipe pipe;
	unsigned int i;
	off_t table;
	int ret;

	if (to != rec->dat && lseek(to, 0, SEEK_CUR) == 0)
		ret = kt_dat_copy(rec->dat, to, rec->head, err);
	else
		ret = 0;
	if (!ret)
		ret = kt_dat_tail(to, &tail, &table, err);
	free(tasks);
	if (ret)
		return ret;
	ret = kt_pipe_open(&pipe);
	if (ret)
		return kt_error_set(err, ret, "can't open a pipe: %s",
				    strerror(-ret));
	for (i = 0; i < rec->in.cpus && !ret; i++)
		ret = save_ring_cpu(rec, to, ring_file, table, i, &pipe, err);
	kt_pipe_close(&pipe);
	return ret;
}

/* Names of vCPUs' threads, which slept when the kernel last looked. */
static void add_vcpus(FILE *out, struct json_object *vms)
{
	size_t i, k, n = vms ? json_object_array_length(vms) : 0;
	struct json_object *vcpus;
	char *name, path[64];
	long tid;

	for (i = 0; i < n; i++) {
		vcpus = json_object_object_get(json_object_array_get_idx(vms, i), "vcpus");
		for (k = 0; k < json_object_array_length(vcpus); k++) {
			tid = json_object_get_int64(json_object_object_get(
				json_object_array_get_idx(vcpus, k), "tid"));
			snprintf(path, sizeof(path), "/proc/%ld", tid);
			name = tid ? kt_file_read(path, "comm", NULL) : NULL;
			/* A line of the kernel's own form, with its newline. */
			if (name)
				fprintf(out, "%ld %s", tid, name);
			free(name);
		}
	}
}

char *kt_task_names(const struct kt_recorder *rec)
{
	char *kernel = kt_file_read(rec->in.dir, "../../saved_cmdlines", NULL);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return kernel;
	add_vcpus(out, json_object_object_get(rec->meta, "vms"));
	if (kernel)
		fputs(kernel, out);
	fclose(out);
	free(kernel);
	return text;
}
