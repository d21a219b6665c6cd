/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stand-ins for libkvmrt and the guest's device, told by a test what to answer;
 * they note what they were asked.  The real ones are in the lab's scenarios.
 */
#ifndef KVMRT_CLI_DOUBLE_H
#define KVMRT_CLI_DOUBLE_H

#include <kvmrt/kvmrt.h>
#include <linux/kvmrt_guest.h>
#include <stdbool.h>
#include <stddef.h>

#define DOUBLE_MAX 4

/* What was called, with arguments, each followed by ';'. */
extern char double_calls[1024];
__attribute__((format(printf, 1, 2)))
void double_note(const char *fmt, ...);

/* Guest's side: answers to the questions, results of the calls. */
extern struct double_gs {
	bool available;
	long ping;
	long log_msg;
	long flush;
	long log_data;
	long event;
	int gate;
	int status_ret;
	struct kvmrt_guest_status status;
} double_gs;

struct kvmrt_vm {
	uint32_t id;
	const char *given;
	const char *name;
	const char *comm;
	pid_t pid;
	uint64_t start_ns;
	uint32_t vcpus;
};

struct kvmrt_vcpu {
	uint32_t vm_id;
	uint32_t id;
	pid_t tid;
	int64_t offset;
	uint64_t ratio;
	uint32_t bits;
	uint32_t khz;
};

struct kvmrt_gs_conf {
	uint32_t vm_id;
	int enabled;
	uint32_t allow;
	uint32_t rates[3];
	uint64_t count;		/* accepted; + 1 refused, + 2 dropped */
};

struct kvmrt_exit {
	uint32_t vm_id;
	uint32_t vcpu_id;
	uint32_t isa;
	uint32_t reason;
	uint64_t count;		/* total is + 1, worst + 2, its time + 3, + 4 */
	uint32_t buckets[2];	/* their log2_ns, with 1 and the rest */
	uint32_t user;		/* the only cause; 0 for none */
};

struct kvmrt_account {
	uint32_t vm_id;
};

struct kvmrt_event {
	enum kvmrt_event_kind kind;
	const char *name;
	const struct kvmrt_vm *vm;
	const struct kvmrt_gs_conf *conf;
	const struct kvmrt_account *account;
};

/* Host's side. */
extern struct double_nl {
	int ret;		/* of every request */
	const char *text;
	const char *attr;
	int set_ret;		/* of every request that changes something */
	struct kvmrt_vm vms[DOUBLE_MAX];
	size_t nr_vms;
	struct kvmrt_vcpu vcpus[DOUBLE_MAX];
	size_t nr_vcpus;
	struct kvmrt_gs_conf confs[DOUBLE_MAX];	/* [0] is the module's */
	size_t nr_confs;
	struct kvmrt_event events[DOUBLE_MAX];
	size_t nr_events;
	struct kvmrt_exit exits[DOUBLE_MAX];
	size_t nr_exits;
	uint32_t accounted;	/* id of the VM that is, 0 for none */
	int fd;
} double_nl;

/* Two VMs with three vCPUs, services on; all calls succeed. */
void double_reset(void);

#endif /* KVMRT_CLI_DOUBLE_H */
