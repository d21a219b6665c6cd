// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads that drain the rings of CPUs into files.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "ring.h"

#define THREADS_MAX	8
/* How often a thread looks: rarely while little comes, else more and more. */
#define PERIOD_MIN_MS	2
#define PERIOD_MAX_MS	100

struct cpu {
	int raw;
	int file;
	atomic_uint_fast64_t bytes;
};

struct worker {
	struct kt_ring *ring;
	unsigned int first;
	struct kt_pipe pipe;
	pthread_t thread;
};

/**
 * struct kt_ring - the drains
 * @lock: protects @round, @done and @stop; never held while a page is moved
 * @wake: @round or @stop changed
 * @idle: @done changed
 * @round: counts the drains that were asked for
 * @done: workers that have done this round
 * @ring_bytes: of one CPU's ring
 * @error: of the first file that couldn't be written, negative
 */
struct kt_ring {
	struct cpu *cpu;
	unsigned int cpus, workers;
	struct worker worker[THREADS_MAX];
	pthread_mutex_t lock;
	pthread_cond_t wake, idle;
	unsigned int round, done;
	bool stop;
	uint64_t ring_bytes;
	int fail_fd;
	atomic_int error;
};

static void failed(struct kt_ring *ring, int error)
{
	uint64_t one = 1;
	int none = 0;

	if (atomic_compare_exchange_strong(&ring->error, &none, error) &&
	    write(ring->fail_fd, &one, sizeof(one)) < 0)
		return;
}

/* The most that one of the CPUs had, in bytes. */
static uint64_t drain_cpus(struct worker *w, bool partial)
{
	struct kt_ring *ring = w->ring;
	uint64_t most = 0, bytes;
	unsigned int i;
	int ret;

	for (i = w->first; i < ring->cpus && !ring->error; i += ring->workers) {
		if (ring->cpu[i].raw < 0)
			continue;
		bytes = 0;
		ret = kt_pages_move(ring->cpu[i].raw, ring->cpu[i].file,
				    &w->pipe, partial, &bytes);
		ring->cpu[i].bytes += bytes;
		if (ret)
			failed(ring, ret);
		if (bytes > most)
			most = bytes;
	}
	return most;
}

static unsigned int next_period(const struct kt_ring *ring, unsigned int ms,
				uint64_t most)
{
	if (most > ring->ring_bytes / 4)
		ms /= 2;
	else if (most < ring->ring_bytes / 16)
		ms *= 2;
	return ms < PERIOD_MIN_MS ? PERIOD_MIN_MS :
	       ms > PERIOD_MAX_MS ? PERIOD_MAX_MS : ms;
}

static void deadline_in(struct timespec *ts, unsigned int ms)
{
	clock_gettime(CLOCK_MONOTONIC, ts);
	ts->tv_nsec += ms * 1000000L;
	ts->tv_sec += ts->tv_nsec / 1000000000L;
	ts->tv_nsec %= 1000000000L;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct kt_ring *ring = w->ring;
	unsigned int round = 0, ms = PERIOD_MAX_MS / 4;
	bool stop = false, all;
	struct timespec ts;

	while (!stop) {
		deadline_in(&ts, ms);
		pthread_mutex_lock(&ring->lock);
		while (ring->round == round && !ring->stop &&
		       pthread_cond_timedwait(&ring->wake, &ring->lock, &ts) != ETIMEDOUT)
			;
		stop = ring->stop;
		all = ring->round != round || stop;
		round = ring->round;
		pthread_mutex_unlock(&ring->lock);

		ms = next_period(ring, ms, drain_cpus(w, all));
		if (!all)
			continue;
		pthread_mutex_lock(&ring->lock);
		ring->done++;
		pthread_cond_signal(&ring->idle);
		pthread_mutex_unlock(&ring->lock);
	}
	return NULL;
}

static int open_cpu(struct kt_ring *ring, const struct kt_instance *in,
		    unsigned int i, int dirfd, struct kt_error *err)
{
	char name[32];

	ring->cpu[i].raw = kt_cpu_file_open(in->dir, i, "trace_pipe_raw",
					    O_RDONLY | O_NONBLOCK);
	/* A number that no CPU has. */
	if (ring->cpu[i].raw == -ENOENT)
		return 0;
	if (ring->cpu[i].raw < 0)
		return kt_error_set(err, ring->cpu[i].raw,
				    "can't open %s/per_cpu/cpu%u/trace_pipe_raw: %s",
				    in->dir, i, strerror(-ring->cpu[i].raw));
	snprintf(name, sizeof(name), "cpu%u.raw", i);
	ring->cpu[i].file = openat(dirfd, name,
				   O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (ring->cpu[i].file < 0)
		return kt_error_set(err, -errno, "can't write %s: %s", name,
				    strerror(errno));
	return 0;
}

static void free_ring(struct kt_ring *ring)
{
	unsigned int i;

	for (i = 0; i < ring->cpus; i++) {
		if (ring->cpu[i].raw >= 0)
			close(ring->cpu[i].raw);
		if (ring->cpu[i].file >= 0)
			close(ring->cpu[i].file);
	}
	free(ring->cpu);
	free(ring);
}

/* Signals are the main thread's. */
static int start_worker(struct kt_ring *ring, unsigned int i)
{
	struct worker *w = &ring->worker[i];
	sigset_t all, old;
	int ret;

	w->ring = ring;
	w->first = i;
	ret = kt_pipe_open(&w->pipe);
	if (ret)
		return ret;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = -pthread_create(&w->thread, NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (ret)
		kt_pipe_close(&w->pipe);
	return ret;
}

int kt_ring_start(struct kt_ring **out, const struct kt_instance *in,
		  int dirfd, int fail_fd, struct kt_error *err)
{
	struct kt_ring *ring = calloc(1, sizeof(*ring));
	pthread_condattr_t attr;
	unsigned int i, wanted;
	char *kb;
	int ret = 0;

	if (ring)
		ring->cpu = calloc(in->cpus, sizeof(*ring->cpu));
	if (!ring || !ring->cpu) {
		free(ring);
		return kt_error_set(err, -ENOMEM, "out of memory");
	}
	for (i = 0; i < in->cpus; i++) {
		ring->cpu[i].raw = -1;
		ring->cpu[i].file = -1;
	}
	ring->cpus = in->cpus;
	ring->fail_fd = fail_fd;
	kb = kt_file_read(in->dir, "buffer_size_kb", NULL);
	ring->ring_bytes = kb ? strtoull(kb, NULL, 10) * 1024 : 1 << 20;
	free(kb);
	for (i = 0; i < in->cpus && !ret; i++)
		ret = open_cpu(ring, in, i, dirfd, err);
	if (ret) {
		free_ring(ring);
		return ret;
	}
	pthread_mutex_init(&ring->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ring->wake, &attr);
	pthread_cond_init(&ring->idle, &attr);
	wanted = in->cpus < THREADS_MAX ? in->cpus : THREADS_MAX;
	ring->workers = wanted;
	for (i = 0; i < wanted && !ret; i++)
		ret = start_worker(ring, i);
	if (ret) {
		/* Those that run serve their own CPUs only: give up. */
		ring->workers = i - 1;
		kt_ring_stop(ring);
		return kt_error_set(err, ret, "can't start a thread: %s",
				    strerror(-ret));
	}
	*out = ring;
	return 0;
}

static void wait_done(struct kt_ring *ring)
{
	while (ring->done < ring->workers)
		pthread_cond_wait(&ring->idle, &ring->lock);
}

void kt_ring_drain(struct kt_ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	ring->done = 0;
	ring->round++;
	pthread_cond_broadcast(&ring->wake);
	wait_done(ring);
	pthread_mutex_unlock(&ring->lock);
}

uint64_t kt_ring_cpu_bytes(const struct kt_ring *ring, unsigned int cpu)
{
	return cpu < ring->cpus ? ring->cpu[cpu].bytes : 0;
}

uint64_t kt_ring_bytes(const struct kt_ring *ring)
{
	uint64_t bytes = 0;
	unsigned int i;

	for (i = 0; i < ring->cpus; i++)
		bytes += ring->cpu[i].bytes;
	return bytes;
}

int kt_ring_error(const struct kt_ring *ring)
{
	return ring->error;
}

void kt_ring_stop(struct kt_ring *ring)
{
	unsigned int i;

	if (!ring)
		return;
	pthread_mutex_lock(&ring->lock);
	ring->stop = true;
	pthread_cond_broadcast(&ring->wake);
	pthread_mutex_unlock(&ring->lock);
	for (i = 0; i < ring->workers; i++) {
		pthread_join(ring->worker[i].thread, NULL);
		kt_pipe_close(&ring->worker[i].pipe);
	}
	pthread_mutex_destroy(&ring->lock);
	pthread_cond_destroy(&ring->wake);
	pthread_cond_destroy(&ring->idle);
	free_ring(ring);
}
