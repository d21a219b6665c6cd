/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kvmrt-trace run: what was asked for, and the recorder that does it.
 */
#ifndef KVMRT_TRACE_RUN_H
#define KVMRT_TRACE_RUN_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "instance.h"
#include "kvmrt-trace.h"
#include "ring.h"

struct json_object;
struct kt_dat_tail;
struct kvmrt;
struct kvmrt_events;

#define KT_GUESTS_MAX 64

/**
 * struct kt_run_options - a command line
 * @overwrite: flight recorder: nothing is read before a flush or the end
 * @clock: of the events
 * @tod: times of day are wanted: they are computed from the TSC, by what both
 *	were at both ends
 * @events: the words of all -e, with commas between
 * @ring_kb: for each CPU
 * @dir: of the recording
 * @json: result as JSON; COMMAND's output then goes to stderr
 * @dry_run: check and tell only
 * @progress: tell how it goes, also where stderr is no terminal
 * @ready_fd: is told "ready" once it records, -1 none
 * @ssh: the program that reaches a guest
 * @guest: VM[=WHERE]
 * @guests: number of them
 * @command: ends with a NULL; empty: record until told to stop
 */
struct kt_run_options {
	bool overwrite;
	const char *clock;
	bool tod;
	char *events;
	uint64_t ring_kb;
	const char *dir;
	bool json;
	bool dry_run;
	bool progress;
	int ready_fd;
	const char *ssh;
	const char *guest[KT_GUESTS_MAX];
	size_t guests;
	char **command;
};

/* 0; CLI_USAGE after a message; -1 when the help was asked for and given. */
int kt_run_parse(struct cli *cli, int argc, char **argv,
		 struct kt_run_options *opt);
void kt_run_options_free(struct kt_run_options *opt);

/**
 * struct kt_recorder - a recording while it is made
 * @opt: how
 * @in: where
 * @events: what
 * @ctx: to kvmrt.ko, NULL if there is none
 * @vm_events: VMs that come and go, and flushes of guests, or NULL
 * @is_host: whether VMs are ours to know
 * @lock: who records on this machine, -1 if it isn't us
 * @undo: how the instance was
 * @dirfd: the recording's folder
 * @path: the same, as a whole path
 * @dat: trace.dat
 * @head: bytes of its head
 * @ring: the drains, NULL with @overwrite
 * @fail_fd: the drains' word that the disk is full
 * @meta: recording.json
 * @running: it records; false after stop
 * @broken: the first error that spoils the recording, negative
 * @tsc_khz: 0 unknown so far
 * @flushes: number of flush files
 * @lost: events lost, by CPU
 * @overwritten: events overwritten by newer ones as they should, by CPU
 * @seen: counters of the ring when last read, by CPU
 * @began: CLOCK_MONOTONIC when it was started, s
 */
struct kt_recorder {
	const struct kt_run_options *opt;
	struct kt_instance in;
	struct kt_events events;
	struct kvmrt *ctx;
	struct kvmrt_events *vm_events;
	bool is_host;
	int lock;
	struct json_object *undo;
	int dirfd;
	char *path;
	int dat;
	off_t head;
	struct kt_ring *ring;
	int fail_fd;
	struct json_object *meta;
	bool running;
	int broken;
	uint32_t tsc_khz;
	unsigned int flushes;
	uint64_t *lost, *overwritten;
	struct kt_cpu_stats *seen;
	time_t began;
};

/* -------------------------------------------------------- run_recorder.c */

/* Checks all, makes the folder and the instance; nothing is recorded yet. */
int kt_recorder_open(struct kt_recorder *rec, const struct kt_run_options *opt,
		     struct kt_error *err);
int kt_recorder_start(struct kt_recorder *rec, struct kt_error *err);
/* Ends the recording and completes its files. */
int kt_recorder_stop(struct kt_recorder *rec, struct kt_error *err);
/* Leaves the machine as it was found. */
int kt_recorder_close(struct kt_recorder *rec, struct kt_error *err);
/* The same before it was started, or when that failed; nothing stays. */
void kt_recorder_abandon(struct kt_recorder *rec);

/* ------------------------------------------------------------ run_lost.c */

/* Reads the ring's counters and adds what is new of them. */
void kt_recorder_count(struct kt_recorder *rec);
/* Sum of @lost. */
uint64_t kt_recorder_lost(const struct kt_recorder *rec);
/* "lost" and "overwritten" of recording.json. */
void kt_recorder_tell_lost(struct kt_recorder *rec);

/* ------------------------------------------------------------ run_save.c */

/*
 * Tail and pages of all CPUs into trace.dat behind its head.  After an error it
 * may be called again, also by another process: it goes on where it was.
 */
int kt_save(int dirfd, int dat, off_t head, const struct kt_dat_tail *tail,
	    struct kt_error *err);
/* What the ring holds into a file with trace.dat's head; ring_file of CPUs. */
int kt_save_ring(struct kt_recorder *rec, int to, const char *ring_file,
		 struct kt_error *err);
/* Names of tasks: the kernel's, those of the VMs and of ourselves. */
char *kt_task_names(const struct kt_recorder *rec);

/* ------------------------------------------------------------ run_lock.c */

/*
 * Takes the machine's recorder lock.  A recorder that was killed left a record
 * in it: *left receives that, and is the caller's.  -EBUSY names who has it.
 */
int kt_lock_take(int *lock, struct json_object **left, struct kt_error *err);
/* Says in the lock what we do, for who comes after us. */
int kt_lock_tell(int lock, struct json_object *record, struct kt_error *err);
/* The record of the recorder that runs; NULL if none does. */
struct json_object *kt_lock_read(void);
void kt_lock_drop(int lock);
/* Undoes what a killed recorder left behind. */
int kt_lock_clean(struct json_object *left, struct kt_error *err);

/* ------------------------------------------------------------- run_dir.c */

/* Makes the folder, or takes one that is empty; *path is the caller's. */
int kt_dir_make(const char *dir, int *dirfd, char **path, struct kt_error *err);
/* Bytes kept back for the end of a recording on a disk that is full then. */
int kt_dir_reserve(int dirfd, struct kt_error *err);
void kt_dir_unreserve(int dirfd);
/* Removes the files that are there only while it records. */
void kt_dir_tidy(int dirfd, unsigned int cpus);
/* Removes a recording that was not begun. */
void kt_dir_remove(int dirfd, const char *path, unsigned int cpus);

/* -------------------------------------------------------------- flush.c */

/*
 * Saves the ring of this moment as a flush file.  by: a record of who asked,
 * taken over.  frozen: the ring was swapped already, by a guest.
 */
int kt_flush(struct kt_recorder *rec, struct json_object *by, bool frozen,
	     struct kt_error *err);
/* Handles what kvmrt.ko has told; 0 or a negative errno after a message. */
int kt_flush_events(struct kt_recorder *rec, struct kt_error *err);

/* -------------------------------------------------------------- run_ctl.c */

/* struct kt_control - the control socket and who is connected to it */
struct kt_control;

/* A socket, an accepted peer each. */
#define KT_CONTROL_FDS 17

int kt_control_open(struct kt_control **ctl, struct kt_recorder *rec,
		    struct kt_error *err);
/* Descriptors for poll(2), at most KT_CONTROL_FDS; their number. */
int kt_control_fds(const struct kt_control *ctl, int *fds);
/*
 * One of them is readable.  *stop is set when somebody asked for the end.
 * 0, or the negative errno of what spoils the recording, with its message.
 */
int kt_control_ready(struct kt_control *ctl, int fd, bool *stop,
		     struct kt_error *err);
/* The recording is complete: tells those who asked for its end. */
void kt_control_done(struct kt_control *ctl, int ret, const struct kt_error *err);
void kt_control_close(struct kt_control *ctl);

/* ------------------------------------------------------------ run_loop.c */

/**
 * struct kt_run - one run of the command
 * @cli: for its messages
 * @rec: the recording
 * @ctl: who may control it
 * @signals: a signalfd
 * @child: the command, 0 if there is none (any more)
 * @status: its exit status
 * @stop: the recording is to end
 * @ticks: seconds so far
 * @next: the next of them
 * @line: how it goes stands on the terminal
 * @failed: what ended the recording, negative, and its message
 * @why: that message
 */
struct kt_run {
	struct cli *cli;
	struct kt_recorder *rec;
	struct kt_control *ctl;
	int signals;
	pid_t child;
	int status;
	bool stop;
	unsigned int ticks;
	struct timespec next;
	bool line;
	int failed;
	struct kt_error why;
};

/* Takes signals from now on; before anything that has to be undone. */
int kt_run_signals(struct kt_run *run, struct kt_error *err);
/*
 * Until the command has ended, somebody wants the end, or the recording can't
 * go on: then its negative errno, after a message.
 */
int kt_loop(struct kt_run *run, struct kt_error *err);
/* Until the command has ended, which may outlive its recording. */
void kt_loop_child(struct kt_run *run);

/* -------------------------------------------------------- run_progress.c */

/* struct kt_progress - how a recording goes, for people */
struct kt_progress {
	uint64_t seconds;
	uint64_t bytes;
	uint64_t lost;
	unsigned int flushes;
};

void kt_progress_get(const struct kt_recorder *rec, struct kt_progress *p);
/* "12 s, 3.4 MB, 2 flushes, 0 events lost" */
void kt_progress_text(char *text, size_t size, const struct kt_progress *p);

/* ----------------------------------------------------------- run_child.c */

/* Starts the command; its pid, or a negative errno after a message. */
pid_t kt_child_start(char **command, bool json, struct kt_error *err);
/* Its exit status as the shell counts: 128 + a signal. */
int kt_child_status(int wait_status);

#endif /* KVMRT_TRACE_RUN_H */
