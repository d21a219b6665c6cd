// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who controls a recording: the recorder's end of the control socket.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "run.h"

#define PEERS (KT_CONTROL_FDS - 1)

/**
 * struct kt_control - the control socket and who is connected to it
 * @rec: what is controlled
 * @listen: the socket
 * @peer: those connected, -1 none
 * @waits: they asked for the end, and are told when it is there
 * @paused: all of it is
 * @cpu_off: by CPU: so is this one
 */
struct kt_control {
	struct kt_recorder *rec;
	int listen;
	int peer[PEERS];
	bool waits[PEERS];
	bool paused;
	bool *cpu_off;
};

int kt_control_open(struct kt_control **out, struct kt_recorder *rec,
		    struct kt_error *err)
{
	struct kt_control *ctl = calloc(1, sizeof(*ctl));
	int i;

	if (ctl)
		ctl->cpu_off = calloc(rec->in.cpus, sizeof(*ctl->cpu_off));
	if (!ctl || !ctl->cpu_off) {
		free(ctl);
		return kt_error_set(err, -ENOMEM, "out of memory");
	}
	ctl->rec = rec;
	for (i = 0; i < PEERS; i++)
		ctl->peer[i] = -1;
	ctl->listen = kt_control_listen(rec->dirfd, err);
	if (ctl->listen < 0) {
		i = ctl->listen;
		free(ctl->cpu_off);
		free(ctl);
		return i;
	}
	*out = ctl;
	return 0;
}

int kt_control_fds(const struct kt_control *ctl, int *fds)
{
	int i, n = 0;

	fds[n++] = ctl->listen;
	for (i = 0; i < PEERS; i++) {
		/* Who waits for the end has nothing more to say. */
		if (ctl->peer[i] >= 0 && !ctl->waits[i])
			fds[n++] = ctl->peer[i];
	}
	return n;
}

static void drop(struct kt_control *ctl, int i)
{
	close(ctl->peer[i]);
	ctl->peer[i] = -1;
	ctl->waits[i] = false;
}

/* The socket is for root only; so is what comes through it. */
static void take_peer(struct kt_control *ctl)
{
	struct timeval limit = { .tv_sec = 1 };
	struct ucred who = { .uid = -1 };
	socklen_t size = sizeof(who);
	int fd = accept4(ctl->listen, NULL, NULL, SOCK_CLOEXEC), i;

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	for (i = 0; i < PEERS && ctl->peer[i] >= 0; i++)
		;
	if (i == PEERS ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) ||
	    (who.uid != 0 && who.uid != geteuid()))
		close(fd);
	else
		ctl->peer[i] = fd;
}

/* Which CPUs a request is about, by CPU; NULL for all of them. */
static int read_cpus(struct kt_control *ctl, struct json_object *request,
		     bool **cpus, struct kt_error *err)
{
	unsigned int n = ctl->rec->in.cpus;
	struct json_object *list;
	int64_t cpu;
	size_t i;

	*cpus = NULL;
	if (!json_object_object_get_ex(request, "cpus", &list) || !list)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return kt_error_set(err, -EBADMSG, "the CPUs are no list");
	*cpus = calloc(n, sizeof(**cpus));
	if (!*cpus)
		return kt_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < json_object_array_length(list); i++) {
		cpu = json_object_get_int64(json_object_array_get_idx(list, i));
		if (cpu < 0 || cpu >= n) {
			free(*cpus);
			*cpus = NULL;
			return kt_error_set(err, -EINVAL,
					    "no CPU %lld; this machine has 0-%u",
					    (long long)cpu, n - 1);
		}
		(*cpus)[cpu] = true;
	}
	return 0;
}

/* The kernel's form: words of 32 CPUs in hex, the highest first. */
static int write_mask(struct kt_control *ctl, struct kt_error *err)
{
	unsigned int n = ctl->rec->in.cpus, words = (n + 31) / 32, i;
	uint32_t *mask = calloc(words, sizeof(*mask));
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int ret = -ENOMEM;

	if (mask && out) {
		for (i = 0; i < n; i++) {
			if (!ctl->cpu_off[i])
				mask[i / 32] |= UINT32_C(1) << i % 32;
		}
		for (i = words; i-- > 0;)
			fprintf(out, "%08x%s", mask[i], i ? "," : "");
	}
	if (out)
		fclose(out);
	if (mask && text)
		ret = kt_instance_write(&ctl->rec->in, "tracing_cpumask", text, err);
	else
		kt_error_set(err, ret, "out of memory");
	free(mask);
	free(text);
	return ret;
}

static int pause_cpus(struct kt_control *ctl, const bool *cpus, bool off,
		      struct kt_error *err)
{
	unsigned int i;
	int ret;

	if (cpus) {
		for (i = 0; i < ctl->rec->in.cpus; i++)
			ctl->cpu_off[i] = cpus[i] ? off : ctl->cpu_off[i];
		return write_mask(ctl, err);
	}
	if (off) {
		ctl->paused = true;
		return kt_instance_write(&ctl->rec->in, "tracing_on", "0", err);
	}
	/* Without a list it goes on with all of them. */
	memset(ctl->cpu_off, 0, ctl->rec->in.cpus * sizeof(*ctl->cpu_off));
	ret = write_mask(ctl, err);
	if (!ret)
		ret = kt_instance_write(&ctl->rec->in, "tracing_on", "1", err);
	ctl->paused = ctl->paused && ret;
	return ret;
}

static void add(struct json_object *json, const char *key, struct json_object *v)
{
	json_object_object_add(json, key, v);
}

static void tell_status(struct kt_control *ctl, struct json_object *answer)
{
	struct kt_recorder *rec = ctl->rec;
	struct json_object *off = json_object_new_array();
	struct kt_progress p;
	unsigned int i;

	kt_recorder_count(rec);
	kt_progress_get(rec, &p);
	for (i = 0; i < rec->in.cpus; i++) {
		if (ctl->cpu_off[i])
			json_object_array_add(off, json_object_new_int64(i));
	}
	add(answer, "recording", json_object_new_string(rec->path));
	add(answer, "mode", json_object_new_string(rec->opt->overwrite ? "overwrite" : "stream"));
	add(answer, "state", json_object_new_string(ctl->paused ? "paused" : "recording"));
	add(answer, "paused_cpus", off);
	add(answer, "seconds", json_object_new_uint64(p.seconds));
	add(answer, "bytes", json_object_new_uint64(p.bytes));
	add(answer, "flushes", json_object_new_int64(p.flushes));
	add(answer, "lost", json_object_new_uint64(p.lost));
}

static int flush(struct kt_control *ctl, struct json_object *request,
		 struct kt_error *err)
{
	struct json_object *by = json_object_new_object(), *cpus = NULL;

	add(by, "kind", json_object_new_string("ctl"));
	json_object_object_get_ex(request, "cpus", &cpus);
	add(by, "cpus", json_object_get(cpus));
	/* Guests that were first: theirs is frozen, and has to be saved. */
	if (ctl->rec->vm_events) {
		int ret = kt_flush_events(ctl->rec, err);

		if (ret) {
			json_object_put(by);
			return ret;
		}
	}
	return kt_flush(ctl->rec, by, false, err);
}

static int obey(struct kt_control *ctl, struct json_object *request,
		struct json_object *answer, bool *stop, struct kt_error *err)
{
	struct json_object *value;
	bool *cpus = NULL;
	int word = -1, ret;

	if (json_object_object_get_ex(request, "word", &value) && value)
		word = kt_word_find(json_object_get_string(value));
	if (word < 0)
		return kt_error_set(err, -EBADMSG, "no such word; is the recorder of another version?");
	ret = read_cpus(ctl, request, &cpus, err);
	if (ret)
		return ret;
	switch ((enum kt_word)word) {
	case KT_WORD_FLUSH:
		ret = flush(ctl, request, err);
		break;
	case KT_WORD_PAUSE:
	case KT_WORD_RESUME:
		ret = pause_cpus(ctl, cpus, word == KT_WORD_PAUSE, err);
		break;
	case KT_WORD_STATUS:
		tell_status(ctl, answer);
		break;
	case KT_WORD_STOP:
		*stop = true;
		break;
	case KT_WORDS:
		break;
	}
	free(cpus);
	return ret;
}

static void tell_error(struct json_object *answer, int ret,
		       const struct kt_error *err)
{
	add(answer, "errno", json_object_new_int(-ret));
	add(answer, "error", ret ? json_object_new_string(err->text) : NULL);
}

/* A disk that is full ends the recording, whoever noticed. */
static bool spoils(int ret)
{
	return ret == -ENOSPC || ret == -EIO || ret == -EDQUOT || ret == -EROFS;
}

static int serve(struct kt_control *ctl, int i, bool *stop, struct kt_error *err)
{
	struct json_object *request, *answer;
	struct kt_error why = { "" };
	bool end = false;
	int ret;

	request = kt_control_receive(ctl->peer[i], &ret);
	if (!request) {
		drop(ctl, i);
		return 0;
	}
	answer = json_object_new_object();
	ret = obey(ctl, request, answer, &end, &why);
	json_object_put(request);
	if (end) {
		ctl->waits[i] = true;
		*stop = true;
	} else {
		tell_error(answer, ret, &why);
		if (kt_control_send(ctl->peer[i], answer))
			drop(ctl, i);
	}
	json_object_put(answer);
	if (!spoils(ret))
		return 0;
	ctl->rec->broken = ret;
	*err = why;
	return ret;
}

int kt_control_ready(struct kt_control *ctl, int fd, bool *stop,
		     struct kt_error *err)
{
	int i;

	if (fd == ctl->listen) {
		take_peer(ctl);
		return 0;
	}
	for (i = 0; i < PEERS; i++) {
		if (ctl->peer[i] == fd)
			return serve(ctl, i, stop, err);
	}
	return 0;
}

void kt_control_done(struct kt_control *ctl, int ret, const struct kt_error *err)
{
	struct json_object *answer = json_object_new_object();
	int i;

	tell_error(answer, ret, err);
	for (i = 0; i < PEERS; i++) {
		if (ctl->waits[i])
			kt_control_send(ctl->peer[i], answer);
	}
	json_object_put(answer);
}

void kt_control_close(struct kt_control *ctl)
{
	int i;

	if (!ctl)
		return;
	for (i = 0; i < PEERS; i++) {
		if (ctl->peer[i] >= 0)
			drop(ctl, i);
	}
	close(ctl->listen);
	free(ctl->cpu_off);
	free(ctl);
}
