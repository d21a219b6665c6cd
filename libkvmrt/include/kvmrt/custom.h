/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Custom events: records of an application's own kind, with a number for the
 * kind, in the traces of guest and host.  A guest's program sends them, a
 * program that reads a trace finds them in the LOG_DATA events.
 *
 * A LOG_DATA call becomes events gs_log_data_host and gs_log_data_guest, each
 * with a chunk: the fields total and offset, and the bytes.  How to read one:
 *
 *   1. Keep one struct kvmrt_log_data for each stream of calls: on the host's
 *      side for each pair of vm and vcpu, on the guest's for each thread
 *      (common_pid).  In the order of time, CPUs merged, the chunks of a call
 *      follow each other within a stream.
 *   2. Give each event to kvmrt_log_data_add().  When that returns 1, the call
 *      is whole: kvmrt_log_data_bytes().
 *   3. kvmrt_custom_parse() says whether it is a custom event and which.  All
 *      else is bytes that some program sent by kvmrt_gs_xtrace_log_data().
 *
 * The header's bytes are in Documentation/guest-abi.rst.
 */
#ifndef KVMRT_CUSTOM_H
#define KVMRT_CUSTOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** KVMRT_CUSTOM_HEADER_BYTES - what stands before the data in the payload */
#define KVMRT_CUSTOM_HEADER_BYTES	16

/** KVMRT_CUSTOM_DATA_MAX - most bytes of data; a host may permit less */
#define KVMRT_CUSTOM_DATA_MAX		(4096 - KVMRT_CUSTOM_HEADER_BYTES)

/* ------------------------------------------------------------ the guest */

/**
 * kvmrt_gs_custom_event() - leave a custom event in the traces of both sides
 * @type: a number of the application's choice
 * @data: its data, may be NULL if @length is 0
 * @length: bytes of @data, 0 to KVMRT_CUSTOM_DATA_MAX
 *
 * It is one LOG_DATA call; kvmrt_gs_xtrace_log_data_available() tells whether
 * it may be made.  Thread safe; allocates nothing.
 *
 * Returns as the functions of <kvmrt/gs.h>: 0 or a negative errno, in errno
 * too.  EINVAL: @data is NULL with a length.  EMSGSIZE: more than the host
 * takes; nothing was sent.
 */
long kvmrt_gs_custom_event(uint32_t type, const void *data, size_t length);

/* ------------------------------------------------- programs that read */

/**
 * struct kvmrt_custom - a custom event
 * @type: the application's number
 * @data: its data, within the payload
 * @length: bytes of it
 */
struct kvmrt_custom {
	uint32_t type;
	const void *data;
	size_t length;
};

/**
 * kvmrt_custom_parse() - take a whole LOG_DATA payload for a custom event
 * @payload: the bytes; of any alignment, from anybody
 * @bytes: how many
 * @custom: receives it; valid as long as @payload
 *
 * Returns 0, or with @custom untouched
 *   -ENOMSG           other bytes than a custom event
 *   -EPROTONOSUPPORT  a custom event of a version that this library lacks
 *   -EBADMSG          one whose length isn't what its header says
 */
int kvmrt_custom_parse(const void *payload, size_t bytes,
		       struct kvmrt_custom *custom);

/**
 * kvmrt_custom_build() - the payload of a custom event
 * @type: the application's number
 * @data: its data, may be NULL if @length is 0
 * @length: bytes of @data
 * @payload: receives the bytes
 * @size: room there
 *
 * Returns the bytes of the payload, -EINVAL for no data with a length, or
 * -EMSGSIZE if there is not room enough or @length is above
 * KVMRT_CUSTOM_DATA_MAX.
 */
int kvmrt_custom_build(uint32_t type, const void *data, size_t length,
		       void *payload, size_t size);

/** struct kvmrt_log_data - the LOG_DATA call that is being put together */
struct kvmrt_log_data;

/**
 * kvmrt_log_data_new() - nothing yet, for one stream of calls
 * @call: receives it; end it with kvmrt_log_data_free()
 *
 * Returns 0 or -ENOMEM.
 */
int kvmrt_log_data_new(struct kvmrt_log_data **call);

/** kvmrt_log_data_free() - end it; NULL is accepted */
void kvmrt_log_data_free(struct kvmrt_log_data *call);

/**
 * kvmrt_log_data_add() - the next event of the stream
 * @call: the call so far
 * @total: the event's field: bytes of the call
 * @offset: the event's field: where the chunk belongs
 * @chunk: the event's data
 * @bytes: how many
 *
 * Returns 1 when the call is whole; 0 if more is to come;
 *   -EILSEQ   it doesn't follow what came before, as events were lost; what
 *             was put together is dropped.  A chunk with offset 0 begins a new
 *             call even so, and then kvmrt_log_data_dropped() counts one more
 *   -EBADMSG  it doesn't fit into its own total, or is empty
 *   -EMSGSIZE @total is more than a call may have
 *   -ENOMEM   no memory
 */
int kvmrt_log_data_add(struct kvmrt_log_data *call, uint32_t total,
		       uint32_t offset, const void *chunk, size_t bytes);

/**
 * kvmrt_log_data_bytes() - the whole call
 * @call: the call, when kvmrt_log_data_add() returned 1
 * @bytes: receives how many bytes
 *
 * Valid until the next kvmrt_log_data_add().  NULL while it isn't whole.
 */
const void *kvmrt_log_data_bytes(const struct kvmrt_log_data *call,
				 size_t *bytes);

/** kvmrt_log_data_dropped() - calls that were begun and are not whole */
uint64_t kvmrt_log_data_dropped(const struct kvmrt_log_data *call);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_CUSTOM_H */
