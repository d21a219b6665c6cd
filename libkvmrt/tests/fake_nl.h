/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel of the test's making below libmnl's socket functions, which the
 * linker replaces by these (--wrap).  A test writes down the requests that it
 * expects and the answers to them; whatever comes otherwise, or is left over,
 * fails the test.  Bytes go through a real socket, so that poll(2) works.
 */
#ifndef FAKE_NL_H
#define FAKE_NL_H

#include <linux/genetlink.h>
#include <linux/kvmrt.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Id of the family "kvmrt", and of its groups, unless a test says otherwise. */
#define FAKE_FAMILY	0x1234
#define FAKE_GROUP_VM	21
#define FAKE_GROUP_GS	22
#define FAKE_GROUP_ACCOUNT	24

/* Starts a test; ends it, with the checks. */
int fake_setup(void **state);
int fake_teardown(void **state);
/* Both, within a test. */
void fake_restart(void);

/* ------------------------------------------------------------- requests */

/* The next request has this type, these flags, this command, no attribute. */
void fake_expect(uint16_t type, uint16_t flags, uint8_t cmd);
/* ... but these, in this order. */
void fake_expect_u32(uint16_t attr, uint32_t value);
void fake_expect_string(uint16_t attr, const char *value);
/* The usual one to our family. */
void fake_expect_do(uint8_t cmd);
void fake_expect_dump(uint8_t cmd);
/* The question for the family, answered. */
void fake_expect_family(void);
/* Sending the next expected request fails. */
void fake_send_fails(int err);

/* -------------------------------------------------------------- answers */

/*
 * Messages of the answer to the last expected request.  They go out with that
 * request's sequence number, several in one datagram until fake_flush().
 */
void fake_message(uint16_t type, uint16_t flags, uint8_t cmd);
void fake_reply(uint8_t cmd);		/* from our family */
void fake_u16(uint16_t attr, uint16_t value);
void fake_u32(uint16_t attr, uint32_t value);
void fake_u64(uint16_t attr, uint64_t value);
void fake_string(uint16_t attr, const char *value);
void fake_bytes(uint16_t attr, const void *data, size_t len);
void fake_nest(uint16_t attr);
void fake_nest_end(void);
void fake_ack(void);
void fake_done(void);
/* Refused: with a text, an offset and a missing attribute unless NULL or 0. */
void fake_error(int err, const char *text, uint32_t offset, uint32_t missing);
void fake_done_error(int err, const char *text);
/* Flags to add to the message begun last. */
void fake_flags(uint16_t flags);
/* Any bytes as they are; the header's sequence number is set all the same. */
void fake_raw(const void *data, size_t len);
/* The message begun last was left over from another request, or reader. */
void fake_foreign_seq(void);
void fake_foreign_portid(void);
/* The message's length in its header is this, whatever its bytes are. */
void fake_wrong_length(uint32_t len);
/* Ends the datagram. */
void fake_flush(void);
/* A recvmsg(2) that fails, in its place among the datagrams. */
void fake_receive_fails(int err);

/* --------------------------------------------------------------- events */

/* What is written down next goes to the second socket's reader, at once. */
void fake_event_begin(void);
void fake_event_end(void);
/* Message of the controller about our family. */
void fake_family(uint8_t cmd, uint16_t id);

/* -------------------------------------------------------------- sockets */

/* The n-th call from now of a socket function fails. */
enum fake_call { FAKE_OPEN, FAKE_BIND, FAKE_OPTION, FAKE_CALLS };
void fake_call_fails(enum fake_call call, int nth, int err);
/* How often a group was joined on the second socket. */
int fake_joined(uint32_t group);
/* Sockets that are open. */
int fake_open_sockets(void);
/* Is an option set on the n-th socket? */
bool fake_option(int socket, int option);

#endif /* FAKE_NL_H */
