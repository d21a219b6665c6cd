// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the events of a vCPU's way into the guest and out come to be, and who
 * listens to them.
 *
 * The two that come with every exit have a short way to ftrace's ring buffer:
 * right from KVM's tracepoint, without our own tracepoint between, which is
 * for perf, BPF and others.
 */
#include <linux/bitops.h>
#include <linux/trace_events.h>

#include "kvm_tp.h"
#include "kvmrt.h"
#include "last_vcpu.h"
#include "trace_kvm_listen.h"

#define CREATE_TRACE_POINTS
#include "trace_kvm.h"

static unsigned long listeners;		/* bits of enum kvmrt_listen, atomic */

/*
 * Called by the kernel for the first that listens to an event and after the
 * last, under its lock of tracepoints, so that we can't attach from here.
 */
static int listen(enum kvmrt_listen bit)
{
	set_bit(bit, &listeners);
	kvmrt_kvm_tp_kick();
	return 0;
}

static void unlisten(enum kvmrt_listen bit)
{
	clear_bit(bit, &listeners);
	kvmrt_kvm_tp_kick();
}

#define LISTEN(name, BIT)						\
	int kvmrt_listen_##name(void)					\
	{								\
		return listen(KVMRT_LISTEN_##BIT);			\
	}								\
	void kvmrt_unlisten_##name(void)				\
	{								\
		unlisten(KVMRT_LISTEN_##BIT);				\
	}

LISTEN(enter, ENTER)
LISTEN(exit, EXIT)
LISTEN(handler, HANDLER)
LISTEN(tsc, TSC)

/*
 * perf and others come by here: when they are told "on", it is on.  perf also
 * says here, where nobody may sleep, which CPU it counts on.
 */
static int reg_and_wait(struct trace_event_call *event, enum trace_reg type,
			void *data)
{
	int ret = trace_event_reg(event, type, data);

	switch (type) {
	case TRACE_REG_REGISTER:
	case TRACE_REG_UNREGISTER:
	case TRACE_REG_PERF_REGISTER:
	case TRACE_REG_PERF_UNREGISTER:
		kvmrt_kvm_tp_flush();
		return ret;
	default:
		return ret;
	}
}

static int reg_ring(struct trace_event_call *event, enum trace_reg type,
		    void *data, enum kvmrt_ring ring)
{
	switch (type) {
	case TRACE_REG_REGISTER:
		return kvmrt_kvm_tp_ring_add(ring, data);
	case TRACE_REG_UNREGISTER:
		kvmrt_kvm_tp_ring_del(ring, data);
		return 0;
	default:
		return reg_and_wait(event, type, data);
	}
}

static int reg_enter(struct trace_event_call *event, enum trace_reg type,
		     void *data)
{
	return reg_ring(event, type, data, KVMRT_RING_ENTER);
}

static int reg_exit(struct trace_event_call *event, enum trace_reg type,
		    void *data)
{
	return reg_ring(event, type, data, KVMRT_RING_EXIT);
}

/**
 * kvmrt_trace_kvm_init() - before anybody listens
 */
void kvmrt_trace_kvm_init(void)
{
	event_class_kvm_enter_vm_pid.reg = reg_enter;
	event_class_kvm_exit_vm_pid.reg = reg_exit;
	event_class_kvm_exit_handler.reg = reg_and_wait;
	event_class_kvm_vcpu_tsc.reg = reg_and_wait;
}

/**
 * kvmrt_trace_kvm_listeners() - which events are listened to
 *
 * Return: bits of enum kvmrt_listen.
 */
unsigned long kvmrt_trace_kvm_listeners(void)
{
	return READ_ONCE(listeners);
}

/* Filters, triggers and the like have code in the kernel: its own way then. */
#define SPECIAL	(EVENT_FILE_FL_FILTERED | EVENT_FILE_FL_SOFT_DISABLED |	\
		 EVENT_FILE_FL_TRIGGER_MODE | EVENT_FILE_FL_TRIGGER_COND | \
		 EVENT_FILE_FL_PID_FILTER)

static __always_inline bool is_special(const struct trace_event_file *file)
{
	return unlikely(READ_ONCE(file->flags) & SPECIAL);
}

/*
 * The state that a record's header tells.  This is a thread in KVM_RUN: never
 * an interrupt; the tracepoint itself has added one to the preemption count.
 */
static __always_inline unsigned int context(unsigned int flags)
{
	unsigned int depth = preempt_count() & PREEMPT_MASK;

	if (IS_ENABLED(CONFIG_PREEMPTION))
		depth--;
	if (tif_need_resched())
		flags |= TRACE_FLAG_NEED_RESCHED;
	if (test_preempt_need_resched())
		flags |= TRACE_FLAG_PREEMPT_RESCHED;
	return flags << 16 | min(depth, 0xfU) |
	       min_t(unsigned int, current->migration_disabled, 0xf) << 4;
}

/* Of one that was reserved just now; small ones need no call to find it. */
static __always_inline void *data_of(struct ring_buffer_event *event)
{
	if (likely(event->type_len &&
		   event->type_len <= RINGBUF_TYPE_DATA_TYPE_LEN_MAX))
		return event->array;
	return ring_buffer_event_data(event);
}

static __always_inline void *reserve(struct trace_event_buffer *buffer,
				     struct trace_event_file *file,
				     size_t size, unsigned int flags)
{
	unsigned int ctx = context(flags);

	buffer->event =
		trace_event_buffer_lock_reserve(&buffer->buffer, file,
						file->event_call->event.type,
						size, ctx);
	if (!buffer->event)
		return NULL;
	buffer->trace_file = file;
	buffer->trace_ctx = ctx;
	buffer->regs = NULL;
	buffer->entry = data_of(buffer->event);
	return buffer->entry;
}

static noinline struct kvmrt_tag tag_of_unknown(const struct kvm_vcpu *vcpu)
{
	return (struct kvmrt_tag){
		.vm_pid = vcpu->kvm->userspace_pid,
		.vcpu = vcpu->vcpu_id,
	};
}

static noinline void special_entry(struct trace_event_file *file,
				   const struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_vcpu *vcpu = kvmrt_last_vcpu_is(kvm_vcpu);
	struct kvmrt_tag tag = vcpu ? vcpu->tag : tag_of_unknown(kvm_vcpu);

	trace_event_raw_event_kvm_enter_vm_pid(file, &tag);
}

void kvmrt_ring_entry(void *data, struct kvm_vcpu *kvm_vcpu)
{
	struct kvmrt_vcpu *vcpu = kvmrt_last_vcpu_is(kvm_vcpu);
	struct trace_event_raw_kvm_enter_vm_pid *entry;
	struct trace_event_buffer buffer;

	if (unlikely(!vcpu) || is_special(data)) {
		special_entry(data, kvm_vcpu);
		return;
	}

	/* KVM enters with interrupts off. */
	entry = reserve(&buffer, data, sizeof(*entry), TRACE_FLAG_IRQS_OFF);
	if (!entry)
		return;
	entry->vm = vcpu->tag.vm;
	entry->vm_pid = vcpu->tag.vm_pid;
	entry->vcpu = vcpu->tag.vcpu;
	trace_event_buffer_commit(&buffer);
}

static noinline void special_exit(struct trace_event_file *file,
				  struct kvm_vcpu *kvm_vcpu, u32 isa)
{
	struct kvmrt_vcpu *vcpu = kvmrt_last_vcpu_is(kvm_vcpu);
	struct kvmrt_tag tag = vcpu ? vcpu->tag : tag_of_unknown(kvm_vcpu);
	struct kvmrt_trip trip;

	kvmrt_probe_exit_info(kvm_vcpu, &trip);
	trace_event_raw_event_kvm_exit_vm_pid(file, &tag, isa, trip.reason);
}

void kvmrt_ring_exit(void *data, struct kvm_vcpu *kvm_vcpu, u32 isa)
{
	struct kvmrt_vcpu *vcpu = kvmrt_last_vcpu_is(kvm_vcpu);
	struct trace_event_raw_kvm_exit_vm_pid *entry;
	struct trace_event_buffer buffer;
	u32 intr_info, error_code;
	u64 info1, info2;

	if (unlikely(!vcpu) || is_special(data)) {
		special_exit(data, kvm_vcpu, isa);
		return;
	}

	entry = reserve(&buffer, data, sizeof(*entry),
			irqs_disabled() ? TRACE_FLAG_IRQS_OFF : 0);
	if (!entry)
		return;
	entry->vm = vcpu->tag.vm;
	entry->vm_pid = vcpu->tag.vm_pid;
	entry->vcpu = vcpu->tag.vcpu;
	entry->isa = isa;
	kvmrt_ksym_kvm.x86_ops->get_exit_info(kvm_vcpu, &entry->reason, &info1,
					      &info2, &intr_info, &error_code);
	trace_event_buffer_commit(&buffer);
}
