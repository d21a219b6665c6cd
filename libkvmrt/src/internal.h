/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What crosses files inside the library's host side. */
#ifndef KVMRT_INTERNAL_H
#define KVMRT_INTERNAL_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kvmrt/kvmrt.h>

/* Not reached through the tables that make symbols replaceable. */
#pragma GCC visibility push(hidden)

/* Symbols are hidden by default; these are the library's interface. */
#define KVMRT_API	__attribute__((visibility("default")))

#define KVMRT_ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Holds any message: the kernel builds none above 32 KiB for a dump. */
#define KVMRT_NL_BUF_BYTES	(64 * 1024)

/* Holds any of our requests: the largest has a name of 63 bytes. */
#define KVMRT_NL_REQUEST_BYTES	256

/* ------------------------------------------------------------- context.c */

struct kvmrt {
	struct mnl_socket *sock;
	uint16_t family;	/* id of the family, 0: not looked for yet */
	uint32_t seq;
	const char *attr;	/* of the last error, NULL: none */
	char text[256];		/* of the last error */
	char buf[KVMRT_NL_BUF_BYTES] __attribute__((aligned(8)));
};

/* Sets errno, text and no attribute; returns -err. */
__attribute__((format(printf, 3, 4)))
int kvmrt_fail(struct kvmrt *ctx, int err, const char *fmt, ...);

/* Sets errno; returns -err.  For functions without a context. */
int kvmrt_errno(int err);

/* ---------------------------------------------------------------- text.c */

/*
 * Copies what fits, with a NUL and with '?' for each byte that is no printable
 * ASCII.  Returns the bytes written without the NUL; @size is above 0.
 */
size_t kvmrt_copy_printable(char *dst, const char *src, size_t size);

/* ----------------------------------------------------------- nl_socket.c */

/**
 * kvmrt_nl_socket_open() - a bound generic netlink socket with our options
 * @flags: SOCK_* beside SOCK_CLOEXEC
 * @rcvbuf: bytes that its receive buffer should hold
 * @sock: receives it; end it with mnl_socket_close()
 *
 * Returns 0 or a negative errno.
 */
int kvmrt_nl_socket_open(int flags, int rcvbuf, struct mnl_socket **sock);

/* ------------------------------------------------------------- nl_attr.c */

enum kvmrt_nl_kind {
	KVMRT_NL_U32,
	KVMRT_NL_U64,		/* signed too */
	KVMRT_NL_STRING,	/* char[], one that doesn't fit is refused */
	KVMRT_NL_TEXT,		/* char[], one that doesn't fit is cut */
	KVMRT_NL_NEST,
};

/**
 * struct kvmrt_nl_field - where an attribute goes in an object
 * @type: of the attribute
 * @kind: of the value
 * @required: the object makes no sense without it
 * @offset: of the member
 * @size: of the member
 * @nest: for KVMRT_NL_NEST: takes the attributes inside, returns 0 or -errno
 */
struct kvmrt_nl_field {
	uint16_t type;
	enum kvmrt_nl_kind kind;
	bool required;
	size_t offset;
	size_t size;
	int (*nest)(const void *attrs, size_t len, void *object);
};

#define KVMRT_NL_FIELD(type_, kind_, required_, struct_, member_)	\
	{								\
		.type = (type_), .kind = (kind_), .required = (required_), \
		.offset = offsetof(struct_, member_),			\
		.size = sizeof(((struct_ *)0)->member_),		\
	}

/* Attributes without a row are skipped.  Returns 0 or -EBADMSG. */
int kvmrt_nl_fields(const void *attrs, size_t len,
		    const struct kvmrt_nl_field *fields, size_t count,
		    void *object);

/* The same for a generic netlink message. */
int kvmrt_nl_message_fields(const struct nlmsghdr *nlh,
			    const struct kvmrt_nl_field *fields, size_t count,
			    void *object);

/*
 * Is there a whole message in the next @left bytes?  libmnl's own function
 * takes lengths above INT32_MAX for negative ones, up to version 1.0.4.
 */
static inline bool kvmrt_nl_message_ok(const struct nlmsghdr *nlh, int left)
{
	return left >= (int)sizeof(*nlh) && nlh->nlmsg_len >= sizeof(*nlh) &&
	       nlh->nlmsg_len <= (uint32_t)left;
}

/* ------------------------------------------------------------ nl_error.c */

/* Takes over errno @err and what the kernel said about it. */
int kvmrt_nl_refused(struct kvmrt *ctx, const struct nlmsghdr *request,
		     const struct nlmsghdr *reply, int err);

/* Name of a request's attribute in the specification, NULL if unknown. */
const char *kvmrt_nl_attr_name(uint8_t cmd, uint32_t type);

/* ------------------------------------------------------------- nl_call.c */

/* Room for a request, aligned as netlink wants it. */
union kvmrt_nl_request {
	struct nlmsghdr nlh;
	char buf[KVMRT_NL_REQUEST_BYTES];
};

/* Takes one message of the answer: 0 or -errno. */
typedef int (*kvmrt_nl_take_fn)(const struct nlmsghdr *nlh, void *data);

/**
 * kvmrt_nl_exchange() - send a request and take the whole answer
 * @ctx: the context
 * @request: complete but for its sequence number
 * @take: called for every message of the answer, may be NULL
 * @data: for @take
 *
 * Returns 0; 1 if a dump was inconsistent; or a negative errno with the
 * error's text set.
 */
int kvmrt_nl_exchange(struct kvmrt *ctx, struct nlmsghdr *request,
		      kvmrt_nl_take_fn take, void *data);

/* ----------------------------------------------------------- nl_family.c */

/* What a message of the controller says of our family. */
struct kvmrt_nl_family {
	char name[GENL_NAMSIZ];
	uint16_t id;
	uint32_t group_vm;	/* 0: it has no such group */
	uint32_t group_gs;
	uint32_t group_account;
};

/* Builds the question for the family. */
void kvmrt_nl_family_request(union kvmrt_nl_request *request);

/* Returns 0 or -EBADMSG. */
int kvmrt_nl_family_parse(const struct nlmsghdr *nlh,
			  struct kvmrt_nl_family *family);

/* Asks the kernel: 0, -ENODEV if the module isn't loaded, other errors. */
int kvmrt_nl_family_get(struct kvmrt *ctx, struct kvmrt_nl_family *family);

/* The id of another module's family; likewise. */
int kvmrt_nl_family_id(struct kvmrt *ctx, const char *name, const char *module,
		       uint16_t *id);

/* ---------------------------------------------------------- nl_request.c */

/* Starts a request to our family. */
void kvmrt_nl_request_init(union kvmrt_nl_request *request, uint8_t cmd);

/* Sends a request that has no answer but success or failure. */
int kvmrt_nl_set(struct kvmrt *ctx, union kvmrt_nl_request *request);

/* Makes an object of one message: 0 or -EBADMSG. */
typedef int (*kvmrt_nl_parse_fn)(const struct nlmsghdr *nlh, void *object);

/* Sends a request that is answered by one object. */
int kvmrt_nl_get(struct kvmrt *ctx, union kvmrt_nl_request *request,
		 kvmrt_nl_parse_fn parse, void *object);

/*
 * The same for a VM's object, or with @vm_id 0 for the module's own; @attr is the
 * attribute for the id.  The parser stores the answer's id in *@answered: another
 * VM's object is refused.
 */
int kvmrt_nl_get_of_vm(struct kvmrt *ctx, union kvmrt_nl_request *request,
		       uint16_t attr, uint32_t vm_id, kvmrt_nl_parse_fn parse,
		       void *object, const uint32_t *answered);

/* A growing array of plain objects; zeroed but for @parse and @size. */
struct kvmrt_nl_array {
	kvmrt_nl_parse_fn parse;
	size_t size;		/* of one object */
	size_t count;
	size_t room;
	void *items;		/* from malloc, NULL while there are none */
};

/* Fills an array from a dump; on failure it holds nothing. */
int kvmrt_nl_dump(struct kvmrt *ctx, union kvmrt_nl_request *request,
		  struct kvmrt_nl_array *array);

/* --------------------------------------------------------------- objects */

struct kvmrt_vm {
	uint32_t id;
	uint32_t pid;
	uint32_t vcpus;
	uint64_t start_time_ns;
	char comm[32];
	char given_name[KVMRT_VM_NAME_BYTES];
	char name[KVMRT_VM_NAME_BYTES];
};

/* vm.c; @object is a struct kvmrt_vm */
int kvmrt_vm_from_nl(const struct nlmsghdr *nlh, void *object);

struct kvmrt_gs_counts {
	uint32_t function;
	uint64_t accepted;
	uint64_t refused;
	uint64_t dropped;
};

struct kvmrt_gs_conf {
	uint32_t vm_id;
	uint32_t enabled;	/* UINT32_MAX: not told */
	uint32_t allow;
	uint32_t log_rate;
	uint32_t data_rate;
	uint32_t flush_rate;
	uint32_t msg_max;
	uint32_t data_max;
	uint64_t unknown;
	struct kvmrt_gs_counts counts[KVMRT_GS_FUNCTIONS];
};

/* gs_conf.c; @object is a struct kvmrt_gs_conf */
int kvmrt_gs_conf_from_nl(const struct nlmsghdr *nlh, void *object);

struct kvmrt_account {
	uint32_t vm_id;
	uint32_t enabled;
	uint64_t since_ns;
};

/* account.c; @object is a struct kvmrt_account */
int kvmrt_account_from_nl(const struct nlmsghdr *nlh, void *object);

#pragma GCC visibility pop

#endif /* KVMRT_INTERNAL_H */
