/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the scripted kernel's script and its sockets share. */
#ifndef FAKE_INTERNAL_H
#define FAKE_INTERNAL_H

#include <errno.h>
#include <libmnl/libmnl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_nl.h"

#define FAKE_DATAGRAM_BYTES	(80 * 1024)
#define FAKE_DATAGRAMS		64

/* First bytes of a datagram that stands for a failing recvmsg(2). */
#define FAKE_FAILURE		0x0badfa11u

struct fake_datagram {
	char *data;
	size_t len;
};

struct fake_request {
	char want[512] __attribute__((aligned(8)));
	int send_error;
	struct fake_datagram answer[FAKE_DATAGRAMS];
	int answers;
};

/* fake_script.c: the request that is expected next, NULL if none is. */
struct fake_request *fake_next_request(void);
void fake_request_came(void);

/* fake_socket.c: to the reader of the second socket. */
void fake_send_event(const void *data, size_t len);
void fake_sockets_reset(void);
/* Closes what is open; returns how many that were. */
int fake_sockets_close(void);

#endif /* FAKE_INTERNAL_H */
