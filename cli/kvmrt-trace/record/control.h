/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between kvmrt-trace ctl and the recorder: a socket in the recording's folder,
 * a packet for each word and one for its answer, JSON both ways.
 *
 *	{"word": "pause", "cpus": [0, 2]}	cpus may be null: all
 *	{"error": null, "errno": 0, ...}	with more for status, stop
 */
#ifndef KVMRT_TRACE_CONTROL_H
#define KVMRT_TRACE_CONTROL_H

#include <stdbool.h>

#include "kt_error.h"

struct json_object;

#define KT_CONTROL_NAME "control"
#define KT_CONTROL_MAX 65536

/* What can be asked for; the words' order is the table's. */
enum kt_word {
	KT_WORD_FLUSH,
	KT_WORD_PAUSE,
	KT_WORD_RESUME,
	KT_WORD_STATUS,
	KT_WORD_STOP,
	KT_WORDS,
};

/* -1 if it is none. */
int kt_word_find(const char *word);
const char *kt_word_name(enum kt_word word);
/* May it be of some CPUs only? */
bool kt_word_takes_cpus(enum kt_word word);

/* A packet; 0 or a negative errno. */
int kt_control_send(int fd, struct json_object *packet);
/* The next packet; NULL with 0 in *ret if there will be none. */
struct json_object *kt_control_receive(int fd, int *ret);
/* The socket's address is short however long the folder's path is. */
int kt_control_listen(int dirfd, struct kt_error *err);
int kt_control_connect(const char *dir, struct kt_error *err);

#endif /* KVMRT_TRACE_CONTROL_H */
