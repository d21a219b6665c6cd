// SPDX-License-Identifier: GPL-2.0-only
/* Each allocation of each request to the family "kvmrt". */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <fcntl.h>
#include <unistd.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/kvm.h>
#include <linux/kvmrt.h>
#include "failnth.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

struct attr {
	uint16_t type;
	uint32_t number;
	const char *text;	/* in place of the number */
};

static const struct request {
	const char *name;
	uint8_t cmd;
	bool dump;
	struct attr attr[3];
} requests[] = {
	{ "info-get", KVMRT_CMD_INFO_GET, .dump = false },
	{ "vm-get", KVMRT_CMD_VM_GET, .attr = { { KVMRT_A_VM_ID, 1 } } },
	{ "vm-get dump", KVMRT_CMD_VM_GET, .dump = true },
	{ "vm-set", KVMRT_CMD_VM_SET,
	  .attr = { { KVMRT_A_VM_ID, 1 }, { KVMRT_A_VM_NAME, 0, "x" } } },
	{ "vcpu-get", KVMRT_CMD_VCPU_GET,
	  .attr = { { KVMRT_A_VCPU_VM_ID, 1 }, { KVMRT_A_VCPU_ID, 0 } } },
	{ "vcpu-get dump", KVMRT_CMD_VCPU_GET, .dump = true },
	{ "gs-get", KVMRT_CMD_GS_GET, .attr = { { KVMRT_A_GS_VM_ID, 1 } } },
	{ "gs-get dump", KVMRT_CMD_GS_GET, .dump = true },
	{ "gs-set", KVMRT_CMD_GS_SET,
	  .attr = { { KVMRT_A_GS_VM_ID, 1 }, { KVMRT_A_GS_LOG_RATE, 50 } } },
	{ "gs-set default", KVMRT_CMD_GS_SET,
	  .attr = { { KVMRT_A_GS_ENABLED, 1 } } },
};

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID)) {
		perror("failnth: netlink");
		return NULL;
	}
	return nl;
}

struct family {
	uint16_t id;
	uint32_t groups[8];
	unsigned int n_groups;
};

static int read_group_field(const struct nlattr *attr, void *data)
{
	struct family *family = data;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
	    family->n_groups < ARRAY_SIZE(family->groups))
		family->groups[family->n_groups++] = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int read_group(const struct nlattr *attr, void *data)
{
	return mnl_attr_parse_nested(attr, read_group_field, data);
}

static int read_attr(const struct nlattr *attr, void *data)
{
	struct family *family = data;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
		family->id = mnl_attr_get_u16(attr);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
		return mnl_attr_parse_nested(attr, read_group, family);
	return MNL_CB_OK;
}

static int read_family(const struct nlmsghdr *nlh, void *data)
{
	return mnl_attr_parse(nlh, GENL_HDRLEN, read_attr, data);
}

/* 0 or an errno: the first answer, up to its end. */
static int receive(struct mnl_socket *nl, mnl_cb_t cb, void *data)
{
	char buf[65536];
	ssize_t len;
	int ret;

	do {
		len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (len < 0)
			return errno;
		ret = mnl_cb_run(buf, len, 0, mnl_socket_get_portid(nl), cb,
				 data);
		if (ret < 0)
			return errno;
	} while (ret > 0);
	return 0;
}

static int find_family(struct mnl_socket *nl, struct family *family)
{
	char buf[256];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, KVMRT_GENL_NAME);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	if (receive(nl, read_family, family) || !family->id) {
		fprintf(stderr, "failnth: no family %s\n", KVMRT_GENL_NAME);
		return -1;
	}
	return 0;
}

/* Sends it with the @nth allocation failing; 0 or an errno. */
static int ask(struct mnl_socket *nl, const struct family *family,
	       const struct request *request, unsigned int nth, bool *injected)
{
	char buf[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	const struct attr *attr;
	struct genlmsghdr *genl;
	ssize_t sent;

	nlh->nlmsg_type = family->id;
	nlh->nlmsg_flags = NLM_F_REQUEST | (request->dump ? NLM_F_DUMP : NLM_F_ACK);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = request->cmd;
	genl->version = KVMRT_GENL_VERSION;
	for (attr = request->attr; attr->type; attr++) {
		if (attr->text)
			mnl_attr_put_strz(nlh, attr->type, attr->text);
		else
			mnl_attr_put_u32(nlh, attr->type, attr->number);
	}
	/* The request is served inside this call. */
	if (nth)
		failnth_arm(nth);
	sent = mnl_socket_sendto(nl, nlh, nlh->nlmsg_len);
	*injected = nth && failnth_disarm();
	return sent < 0 ? errno : receive(nl, NULL, NULL);
}

static int try_request(struct mnl_socket *nl, const struct family *family,
		       const struct request *request)
{
	unsigned int nth, refused = 0;
	bool injected;
	int error;

	for (nth = 1; nth < FAILNTH_MAX; nth++) {
		error = ask(nl, family, request, nth, &injected);
		if (error && error != ENOMEM && error != ENOBUFS) {
			fprintf(stderr, "failnth: %s, allocation %u: %s\n",
				request->name, nth, strerror(error));
			return -1;
		}
		refused += !!error;
		if (!injected)
			break;
	}
	failnth_report(request->name, nth - 1, refused);
	error = ask(nl, family, request, 0, &injected);
	if (error) {
		fprintf(stderr, "failnth: %s, afterwards: %s\n", request->name,
			strerror(error));
		return -1;
	}
	return 0;
}

int failnth_netlink(void)
{
	struct mnl_socket *nl = open_socket(), *listener = open_socket();
	struct family family = {};
	unsigned int i;
	int ret = 0;

	if (!nl || !listener || find_family(nl, &family))
		return -1;
	/* Notifications are made only when somebody hears them. */
	for (i = 0; i < family.n_groups; i++)
		mnl_socket_setsockopt(listener, NETLINK_ADD_MEMBERSHIP,
				      &family.groups[i],
				      sizeof(family.groups[i]));
	for (i = 0; i < ARRAY_SIZE(requests); i++)
		ret |= try_request(nl, &family, &requests[i]);
	mnl_socket_close(listener);
	mnl_socket_close(nl);
	return ret;
}
