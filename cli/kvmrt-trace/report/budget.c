// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of exits and of exits to user space.  The names are those of the
 * kernel's own headers.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <string.h>

#include "budget.h"

#define ISA_VMX 1
#define ISA_SVM 2
#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

struct name {
	uint32_t code;
	const char *name;
};

static const struct name vmx_names[] = { VMX_EXIT_REASONS };
static const struct name svm_names[] = { SVM_EXIT_REASONS };

static const char *const user_names[] = {
	[KVM_EXIT_UNKNOWN] = "UNKNOWN",
	[KVM_EXIT_EXCEPTION] = "EXCEPTION",
	[KVM_EXIT_IO] = "IO",
	[KVM_EXIT_HYPERCALL] = "HYPERCALL",
	[KVM_EXIT_DEBUG] = "DEBUG",
	[KVM_EXIT_HLT] = "HLT",
	[KVM_EXIT_MMIO] = "MMIO",
	[KVM_EXIT_IRQ_WINDOW_OPEN] = "IRQ_WINDOW_OPEN",
	[KVM_EXIT_SHUTDOWN] = "SHUTDOWN",
	[KVM_EXIT_FAIL_ENTRY] = "FAIL_ENTRY",
	[KVM_EXIT_INTR] = "INTR",
	[KVM_EXIT_SET_TPR] = "SET_TPR",
	[KVM_EXIT_TPR_ACCESS] = "TPR_ACCESS",
	[KVM_EXIT_NMI] = "NMI",
	[KVM_EXIT_INTERNAL_ERROR] = "INTERNAL_ERROR",
	[KVM_EXIT_OSI] = "OSI",
	[KVM_EXIT_WATCHDOG] = "WATCHDOG",
	[KVM_EXIT_SYSTEM_EVENT] = "SYSTEM_EVENT",
	[KVM_EXIT_IOAPIC_EOI] = "IOAPIC_EOI",
	[KVM_EXIT_HYPERV] = "HYPERV",
	[KVM_EXIT_X86_RDMSR] = "X86_RDMSR",
	[KVM_EXIT_X86_WRMSR] = "X86_WRMSR",
	[KVM_EXIT_DIRTY_RING_FULL] = "DIRTY_RING_FULL",
	[KVM_EXIT_AP_RESET_HOLD] = "AP_RESET_HOLD",
	[KVM_EXIT_X86_BUS_LOCK] = "X86_BUS_LOCK",
	[KVM_EXIT_XEN] = "XEN",
	[KVM_EXIT_NOTIFY] = "NOTIFY",
};

static const char *find(const struct name *names, size_t n, uint32_t code)
{
	for (; n--; names++) {
		if (names->code == code)
			return names->name;
	}
	return NULL;
}

const char *kt_exit_name(uint32_t isa, uint32_t reason)
{
	const char *name;

	if (isa == ISA_VMX) {
		/* The high bits say how it failed, or came from where. */
		name = find(vmx_names, ROWS(vmx_names), reason & 0xffff);
		return name;
	}
	if (isa != ISA_SVM)
		return NULL;
	name = find(svm_names, ROWS(svm_names), reason);
	if (name && !strncmp(name, "SVM_EXIT_", 9))
		name += 9;
	return name;
}

const char *kt_user_name(uint32_t reason)
{
	return reason < ROWS(user_names) ? user_names[reason] : NULL;
}

/* The same words in both: port above, what it is below; other bits differ. */
static void port(struct kt_user *u, uint32_t isa, uint64_t info1)
{
	u->detail = KT_DETAIL_PORT;
	u->value = (info1 >> 16) & 0xffff;
	u->write = !(info1 & (isa == ISA_VMX ? 1 << 3 : 1 << 0));
}

struct kt_user kt_user_cause(uint32_t isa, uint32_t exit, uint64_t info1,
			     uint64_t info2, uint32_t user_reason,
			     uint32_t msr, bool is_msr)
{
	struct kt_user u = { .reason = user_reason };

	switch (user_reason) {
	case KVM_EXIT_IO:
		if ((isa == ISA_VMX && exit == EXIT_REASON_IO_INSTRUCTION) ||
		    (isa == ISA_SVM && exit == SVM_EXIT_IOIO))
			port(&u, isa, info1);
		break;
	case KVM_EXIT_MMIO:
		/* VMX has the address in no information word. */
		if (isa == ISA_SVM && exit == SVM_EXIT_NPF) {
			u.detail = KT_DETAIL_ADDRESS;
			u.value = info2;
			u.write = info1 & 2;
		}
		break;
	case KVM_EXIT_X86_RDMSR:
	case KVM_EXIT_X86_WRMSR:
		if (is_msr) {
			u.detail = KT_DETAIL_MSR;
			u.value = msr;
			u.write = user_reason == KVM_EXIT_X86_WRMSR;
		}
		break;
	}
	return u;
}

struct kt_exit *kt_budget_exit(struct kt_budget *b, uint32_t isa,
			       uint32_t reason)
{
	struct kt_exit *e;
	unsigned int i;

	for (i = 0; i < b->n_exits; i++) {
		e = &b->exits[i];
		if (e->isa == isa && e->reason == reason)
			return e;
	}
	if (b->n_exits == KT_EXITS_MAX)
		return &b->exits[KT_EXITS_MAX - 1];
	e = &b->exits[b->n_exits++];
	/* The last row takes all that came after it. */
	e->isa = b->n_exits == KT_EXITS_MAX ? 0 : isa;
	e->reason = b->n_exits == KT_EXITS_MAX ? UINT32_MAX : reason;
	return e;
}

void kt_budget_exit_time(struct kt_exit *e, int64_t from, int64_t to,
			 int64_t blocked)
{
	int64_t time = to - from;

	e->timed++;
	e->total += time;
	e->blocked += blocked;
	if (e->timed == 1 || time > e->worst) {
		e->worst = time;
		e->worst_at = from;
	}
}

static bool same(const struct kt_user *a, const struct kt_user *b)
{
	return a->reason == b->reason && a->detail == b->detail &&
	       a->value == b->value && a->write == b->write;
}

static struct kt_user *user_row(struct kt_budget *b, const struct kt_user *u)
{
	struct kt_user *row;
	unsigned int i;

	for (i = 0; i < b->n_users; i++) {
		if (same(&b->users[i], u))
			return &b->users[i];
	}
	if (b->n_users == KT_USERS_MAX)
		return &b->users[KT_USERS_MAX - 1];
	row = &b->users[b->n_users++];
	*row = *u;
	if (b->n_users == KT_USERS_MAX)
		*row = (struct kt_user){ .reason = UINT32_MAX };
	return row;
}

void kt_budget_user(struct kt_budget *b, const struct kt_user *cause,
		    int64_t ns, bool counts)
{
	b->user = NULL;
	if (!counts)
		return;
	b->user = user_row(b, cause);
	b->user->count++;
	b->user_since = ns;
}

void kt_budget_user_end(struct kt_budget *b, int64_t ns, bool counts)
{
	struct kt_user *u = b->user;
	int64_t time = ns - b->user_since;

	b->user = NULL;
	if (!u || !counts)
		return;
	u->total += time;
	if (time > u->worst) {
		u->worst = time;
		u->worst_at = b->user_since;
	}
}

void kt_budget_state(struct kt_budget *b, enum kt_state state, int64_t from,
		     int64_t to, int64_t from_window, int64_t to_window)
{
	if (from < from_window)
		from = from_window;
	if (to > to_window)
		to = to_window;
	if (to > from)
		b->in_state[state] += to - from;
}
