/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes recordings: trace.dat of version 6 with ring pages as a kernel leaves
 * them, from events that a test or a measurement describes.
 */
#ifndef KVMRT_TEST_TRACE_GEN_H
#define KVMRT_TEST_TRACE_GEN_H

#include <stddef.h>
#include <stdint.h>

struct trace_gen;

/* Numbers of the events in the files that are made. */
enum {
	GEN_HC_START = 301,
	GEN_HC_END,
	GEN_PING_GUEST,
	GEN_PING_HOST,
	GEN_VCPU_TSC,
	GEN_NOTE,		/* a dynamic string */
	GEN_TICK,		/* u64 value, s32 small, char name[8] */
	GEN_ENTER,		/* as our modules and the kernel have them: */
	GEN_EXIT,
	GEN_HANDLER,
	GEN_DATA,
	GEN_SWITCH,
	GEN_WAKING,		/* char comm[16], s32 pid, prio, target_cpu */
	GEN_INJECT,		/* u32 vector, u8 soft, u8 reinjected */
	GEN_ACCEPT,		/* u32 apicid, u16 dm, tm, u8 vec */
	GEN_MMIO,		/* u32 type, len, u64 gpa, val */
	GEN_TIMER_ENTRY,	/* s32 vector */
	GEN_TIMER_EXIT,
	GEN_HRTIMER_START,	/* u64 hrtimer, function, s64 expires */
	GEN_HRTIMER_EXPIRE,	/* u64 hrtimer, s64 now, u64 function */
	GEN_ODD = 401,		/* the first of gen_format() */
	GEN_PRINTK = 6,		/* u64 ip, fmt, what it prints */
};

/* Of gen_format(). */
#define GEN_ODD_MAX 32

/* Where the made files' symbols have apic_timer_fn. */
#define GEN_APIC_TIMER_FN 0xffffffff81001000

/* kvm_exit_handler behind its common fields, as the compiler lays it out. */
struct gen_handler {
	uint32_t vm;
	int32_t vm_pid;
	uint32_t vcpu, isa, reason;
	uint64_t info1, info2;
	uint32_t intr_info, error_code, msr;
	uint64_t msr_value;
	uint8_t msr_access, to_user;
	uint32_t user_reason;
};

struct trace_gen *gen_new(unsigned int cpus);
/* Stamps of a CPU must not fall, unless with gen_page() before. */
void gen_event(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
	       uint16_t id, int pid, const void *fields, size_t size);
/* The CPU's next event begins a page. */
void gen_page(struct trace_gen *g, unsigned int cpu);
/* Before the CPU's next event n were lost; ~0: nobody knows how many. */
void gen_lost(struct trace_gen *g, unsigned int cpu, uint64_t n);
/*
 * One more event, odd:name; the texts are borrowed until the file is written, fields
 * begin at offset 8.  Its number.
 */
uint16_t gen_format(struct trace_gen *g, const char *name, const char *fields,
		    const char *print);
/* trace_printk() with these formats, lines of "0xADDRESS : \"TEXT\"". */
void gen_printk(struct trace_gen *g, const char *lines);
/* Writes the file and frees g. */
void gen_write(struct trace_gen *g, const char *path);

/* The events by their fields. */
void gen_call(struct trace_gen *g, unsigned int cpu, uint64_t stamp, int pid,
	      uint16_t id, uint64_t fn);
void gen_ping_guest(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		    int pid, uint64_t cookie);
void gen_ping_host(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		   uint32_t vm, uint32_t vcpu, uint64_t cookie);
void gen_vcpu_tsc(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		  uint32_t vm, uint32_t vcpu, uint64_t offset, uint64_t ratio,
		  uint32_t frac_bits);
void gen_note(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
	      const char *text);
void gen_tick(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
	      uint64_t value);

/* Makes dir and its recording.json, printed by fmt. */
__attribute__((format(printf, 2, 3)))
void gen_json(const char *dir, const char *fmt, ...);

#endif /* KVMRT_TEST_TRACE_GEN_H */
