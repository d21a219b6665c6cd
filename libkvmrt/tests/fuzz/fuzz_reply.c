// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Any bytes as what the kernel sends: answers to every kind of request, and
 * events.  Built with libFuzzer, or with fuzz_main.c where there is none.
 *
 * The first byte chooses the call.  The rest goes out in datagrams, each with
 * its length before it (two bytes), to whoever reads.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/kvmrt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kvmrt/kvmrt.h>

#define FAMILY	0x1234
#define PORTID	77

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *input;
static size_t left;
static uint32_t last_seq;
static int family_asked;

/* The library's sockets: one for requests, one for events, no difference. */
struct mnl_socket {
	int fd;
};

static struct mnl_socket the_socket = { -1 };

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags);
int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups,
			   int pid);
int __wrap_mnl_socket_close(struct mnl_socket *nl);
int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl);
unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl);
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
				 size_t size);
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size);
int __wrap_mnl_socket_setsockopt(struct mnl_socket *nl, int type, void *buf,
				 unsigned int len);
int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      unsigned int len);
int __wrap_kvmrt_vmm_name(int pid, char *name, size_t size);

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags)
{
	(void)bus;
	(void)flags;
	return &the_socket;
}

int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, int pid)
{
	(void)nl;
	(void)groups;
	(void)pid;
	return 0;
}

int __wrap_mnl_socket_close(struct mnl_socket *nl)
{
	(void)nl;
	return 0;
}

int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return nl->fd;
}

unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl)
{
	(void)nl;
	return PORTID;
}

int __wrap_mnl_socket_setsockopt(struct mnl_socket *nl, int type, void *buf,
				 unsigned int len)
{
	(void)nl;
	(void)type;
	(void)buf;
	(void)len;
	return 0;
}

int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      unsigned int len)
{
	(void)fd;
	(void)level;
	(void)option;
	(void)value;
	(void)len;
	return 0;
}

/* Command lines of whatever process has the number are not what we look at. */
int __wrap_kvmrt_vmm_name(int pid, char *name, size_t size)
{
	(void)pid;
	(void)name;
	(void)size;
	return -ENOENT;
}

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
				 size_t size)
{
	const struct nlmsghdr *nlh = req;

	(void)nl;
	last_seq = nlh->nlmsg_seq;
	family_asked = nlh->nlmsg_type == GENL_ID_CTRL;
	return (ssize_t)size;
}

static size_t put_family(char *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	struct nlmsghdr *ack;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_seq = last_seq;
	nlh->nlmsg_pid = PORTID;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_NEWFAMILY;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAMILY);
	ack = mnl_nlmsg_put_header(buf + NLMSG_ALIGN(nlh->nlmsg_len));
	ack->nlmsg_type = NLMSG_ERROR;
	ack->nlmsg_seq = last_seq;
	ack->nlmsg_pid = PORTID;
	mnl_nlmsg_put_extra_header(ack, sizeof(struct nlmsgerr));
	return NLMSG_ALIGN(nlh->nlmsg_len) + ack->nlmsg_len;
}

/* Without this nearly everything would be dropped as another's answer. */
static void stamp(char *buf, size_t len)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
	int rest = (int)len;

	while (rest >= (int)sizeof(*nlh) && nlh->nlmsg_len >= sizeof(*nlh) &&
	       nlh->nlmsg_len <= (uint32_t)rest) {
		if (!nlh->nlmsg_seq)
			nlh->nlmsg_seq = last_seq;
		if (!nlh->nlmsg_pid)
			nlh->nlmsg_pid = PORTID;
		nlh = mnl_nlmsg_next(nlh, &rest);
	}
}

ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size)
{
	size_t len;

	(void)nl;
	/* The first question for the family is answered well, to get past. */
	if (family_asked == 1) {
		family_asked = 0;
		return (ssize_t)put_family(buf);
	}
	if (left < 2) {
		errno = EAGAIN;
		return -1;
	}
	len = (size_t)(input[0] | input[1] << 8);
	input += 2;
	left -= 2;
	if (len > left)
		len = left;
	if (len > size)
		len = size;
	memcpy(buf, input, len);
	input += len;
	left -= len;
	stamp(buf, len);
	if (!len) {
		errno = ENOBUFS;
		return -1;
	}
	return (ssize_t)len;
}

/* Everything is looked at, so that a sanitizer sees what isn't there. */
static size_t look_vm(const struct kvmrt_vm *vm)
{
	const char *given = kvmrt_vm_given_name(vm);

	return strlen(kvmrt_vm_name(vm)) + strlen(kvmrt_vm_comm(vm)) +
	       (given ? strlen(given) : 0) + kvmrt_vm_id(vm) +
	       kvmrt_vm_vcpus(vm) + (size_t)kvmrt_vm_pid(vm);
}

static size_t look_gs(const struct kvmrt_gs_conf *conf)
{
	size_t sum = 0;
	uint32_t fn;

	for (fn = 0; fn <= KVMRT_GS_FUNCTIONS; fn++)
		sum += kvmrt_gs_conf_accepted(conf, fn) +
		       kvmrt_gs_conf_refused(conf, fn) +
		       kvmrt_gs_conf_dropped(conf, fn);
	return sum + (size_t)kvmrt_gs_conf_enabled(conf);
}

static size_t status(struct kvmrt *ctx)
{
	struct kvmrt_status *status;
	size_t sum = 0;
	size_t i;

	if (kvmrt_status_get(ctx, &status))
		return 0;
	for (i = 0; i < kvmrt_status_features(status); i++) {
		const struct kvmrt_feature *f = kvmrt_status_feature(status, i);
		const char *reason = kvmrt_feature_reason(f);

		sum += strlen(kvmrt_feature_name(f)) +
		       strlen(kvmrt_feature_state_name(f)) +
		       (reason ? strlen(reason) : 0);
	}
	sum += strlen(kvmrt_status_kernel(status)) +
	       strlen(kvmrt_status_module_version(status));
	kvmrt_status_free(status);
	return sum;
}

static size_t vms(struct kvmrt *ctx)
{
	struct kvmrt_vm_list *list;
	size_t sum = 0;
	size_t i;

	if (kvmrt_vm_list_get(ctx, &list))
		return 0;
	for (i = 0; i < kvmrt_vm_list_count(list); i++)
		sum += look_vm(kvmrt_vm_list_at(list, i));
	kvmrt_vm_list_free(list);
	return sum;
}

static size_t vcpus(struct kvmrt *ctx)
{
	struct kvmrt_vcpu_list *list;
	size_t sum = 0;
	size_t i;

	if (kvmrt_vcpu_list_get(ctx, 0, &list))
		return 0;
	for (i = 0; i < kvmrt_vcpu_list_count(list); i++)
		sum += kvmrt_vcpu_guest_tsc(kvmrt_vcpu_list_at(list, i),
					    UINT64_MAX);
	kvmrt_vcpu_list_free(list);
	return sum;
}

static size_t gs(struct kvmrt *ctx)
{
	struct kvmrt_gs_conf_list *list;
	size_t sum = 0;
	size_t i;

	if (kvmrt_gs_conf_list_get(ctx, &list))
		return 0;
	for (i = 0; i < kvmrt_gs_conf_list_count(list); i++)
		sum += look_gs(kvmrt_gs_conf_list_at(list, i));
	kvmrt_gs_conf_list_free(list);
	return sum;
}

static size_t look_exit(const struct kvmrt_exit *row)
{
	size_t sum = kvmrt_exit_count(row);
	uint32_t i;

	for (i = 0; i <= KVMRT_EXIT_BUCKETS; i++)
		sum += kvmrt_exit_bucket(row, i);
	for (i = 0; i < kvmrt_exit_users(row); i++)
		sum += kvmrt_exit_user_count(kvmrt_exit_user_at(row, i));
	return sum + !!kvmrt_exit_reason_name(kvmrt_exit_isa(row),
					      kvmrt_exit_reason(row));
}

static size_t exits(struct kvmrt *ctx)
{
	struct kvmrt_exit_list *list;
	size_t sum = 0;
	size_t i;

	if (kvmrt_exit_list_get(ctx, 0, &list))
		return 0;
	for (i = 0; i < kvmrt_exit_list_count(list); i++)
		sum += look_exit(kvmrt_exit_list_at(list, i));
	kvmrt_exit_list_free(list);
	return sum;
}

static size_t look_account(const struct kvmrt_account *account)
{
	return kvmrt_account_vm_id(account) + kvmrt_account_since_ns(account) +
	       kvmrt_account_enabled(account);
}

static size_t account(struct kvmrt *ctx)
{
	struct kvmrt_account *account;
	size_t sum;

	if (kvmrt_account_get(ctx, 0, &account))
		return 0;
	sum = look_account(account);
	kvmrt_account_free(account);
	return sum;
}

static size_t events(struct kvmrt *ctx)
{
	struct kvmrt_events *events;
	struct kvmrt_event *event;
	size_t sum = 0;
	int ret;

	if (kvmrt_events_open(ctx, KVMRT_EVENTS_VM, &events))
		return 0;
	/* Questions of the subscription are not answered out of order. */
	family_asked = 0;
	while ((ret = kvmrt_events_read(events, 0, &event)) != 0) {
		family_asked = 0;
		if (ret < 0)
			continue;
		sum += strlen(kvmrt_event_name(event)) +
		       strlen(kvmrt_event_flush_cpus(event));
		if (kvmrt_event_vm(event))
			sum += look_vm(kvmrt_event_vm(event));
		if (kvmrt_event_gs_conf(event))
			sum += look_gs(kvmrt_event_gs_conf(event));
		if (kvmrt_event_account(event))
			sum += look_account(kvmrt_event_account(event));
		kvmrt_event_free(event);
	}
	kvmrt_events_close(events);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static size_t (*const calls[])(struct kvmrt *) = {
		status, vms, vcpus, gs, events, exits, account,
	};
	struct kvmrt_vm *vm;
	static size_t sink;
	struct kvmrt *ctx;

	if (!size || kvmrt_open(&ctx))
		return 0;
	input = data + 1;
	left = size - 1;
	family_asked = 0;
	if (data[0] % 8 < 7) {
		sink += calls[data[0] % 8](ctx);
	} else if (!kvmrt_vm_get(ctx, 1, &vm)) {
		sink += look_vm(vm);
		kvmrt_vm_free(vm);
	}
	sink += strlen(kvmrt_error_text(ctx));
	kvmrt_close(ctx);
	return 0;
}
