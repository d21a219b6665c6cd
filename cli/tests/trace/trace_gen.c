// SPDX-License-Identifier: GPL-2.0-only
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "trace_gen.h"

#define PAGE 4096u
#define HEADER 16u
#define ROOM (PAGE - HEADER)

struct gen_cpu {
	FILE *file;
	uint8_t page[PAGE];
	uint32_t length;
	uint64_t stamp;
	uint64_t pages;
	uint64_t lost;
};

struct format {
	int id;
	const char *name, *fields, *print;
};

struct trace_gen {
	unsigned int cpus;
	struct format odd[GEN_ODD_MAX];
	size_t odd_n;
	const char *printk;
	struct gen_cpu cpu[];
};

static const char header_page[] =
	"\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
	"\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
	"\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
	"\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";

#define COMMON \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
#define LONG(name, at) \
	"\tfield:unsigned long " name ";\toffset:" #at ";\tsize:8;\tsigned:0;\n"
#define VCPU \
	"\tfield:u32 vm;\toffset:8;\tsize:4;\tsigned:0;\n" \
	"\tfield:s32 vm_pid;\toffset:12;\tsize:4;\tsigned:1;\n" \
	"\tfield:u32 vcpu;\toffset:16;\tsize:4;\tsigned:0;\n"
#define U32(name, at) \
	"\tfield:u32 " name ";\toffset:" #at ";\tsize:4;\tsigned:0;\n"
#define U64(name, at) \
	"\tfield:u64 " name ";\toffset:" #at ";\tsize:8;\tsigned:0;\n"

#define U8(name, at) \
	"\tfield:u8 " name ";\toffset:" #at ";\tsize:1;\tsigned:0;\n"
#define S32(name, at) \
	"\tfield:int " name ";\toffset:" #at ";\tsize:4;\tsigned:1;\n"
#define S64(name, at) \
	"\tfield:s64 " name ";\toffset:" #at ";\tsize:8;\tsigned:1;\n"

static const struct format bprint = {
	GEN_PRINTK, "bprint",
	LONG("ip", 8) "\tfield:const char * fmt;\toffset:16;\tsize:8;\tsigned:0;\n"
	"\tfield:u32 buf[];\toffset:24;\tsize:0;\tsigned:0;\n",
	"\"%ps: %s\", (void *)REC->ip, REC->fmt",
};

static const struct format formats[] = {
	{ GEN_HC_START, "kvm_guest_hc_start",
	  LONG("fn", 8) LONG("a0", 16) LONG("a1", 24) LONG("a2", 32),
	  "\"fn %lu a0 0x%lx\", REC->fn, REC->a0" },
	{ GEN_HC_END, "kvm_guest_hc_end",
	  LONG("fn", 8) "\tfield:long ret;\toffset:16;\tsize:8;\tsigned:1;\n",
	  "\"fn %lu ret %ld\", REC->fn, REC->ret" },
	{ GEN_PING_GUEST, "gs_ping_guest", LONG("cookie", 8),
	  "\"cookie 0x%lx\", REC->cookie" },
	{ GEN_PING_HOST, "gs_ping_host", VCPU U64("cookie", 24),
	  "\"vm=%u vm_pid=%d vcpu=%u cookie=0x%llx\", REC->vm, REC->vm_pid, REC->vcpu, REC->cookie" },
	{ GEN_VCPU_TSC, "kvm_vcpu_tsc",
	  VCPU U64("offset", 24) U64("ratio", 32)
	  "\tfield:u32 frac_bits;\toffset:40;\tsize:4;\tsigned:0;\n",
	  "\"vm=%u vcpu=%u offset=%llu\", REC->vm, REC->vcpu, REC->offset" },
	{ GEN_NOTE, "note",
	  "\tfield:__data_loc char[] text;\toffset:8;\tsize:4;\tsigned:1;\n",
	  "\"%s\", __get_str(text)" },
	{ GEN_TICK, "tick",
	  U64("value", 8) "\tfield:s32 small;\toffset:16;\tsize:4;\tsigned:1;\n"
	  "\tfield:char name[8];\toffset:20;\tsize:8;\tsigned:1;\n",
	  "\"value=%llu small=%d name=%s\", REC->value, REC->small, REC->name" },
	{ GEN_ENTER, "kvm_enter_vm_pid", VCPU,
	  "\"vm=%u vm_pid=%d vcpu=%u\", REC->vm, REC->vm_pid, REC->vcpu" },
	{ GEN_EXIT, "kvm_exit_vm_pid",
	  VCPU U32("isa", 20) U32("reason", 24),
	  "\"vm=%u reason=%s\", REC->vm, __print_symbolic(REC->reason, { 120, \"hlt\" }, { 123, \"io\" })" },
	{ GEN_HANDLER, "kvm_exit_handler",
	  VCPU U32("isa", 20) U32("reason", 24) U64("info1", 32) U64("info2", 40)
	  U32("intr_info", 48) U32("error_code", 52) U32("msr", 56)
	  U64("msr_value", 64) U8("msr_access", 72) U8("to_user", 73)
	  U32("user_reason", 76),
	  "\"vm=%u user=%s\", REC->vm, REC->to_user ? __print_symbolic(REC->user_reason, { 2, \"IO\" }) : \"no\"" },
	{ GEN_DATA, "gs_log_data_host",
	  VCPU U32("total", 20) U32("offset", 24)
	  "\tfield:__data_loc u8[] data;\toffset:28;\tsize:4;\tsigned:0;\n",
	  "\"vm=%u total=%u offset=%u\", REC->vm, REC->total, REC->offset" },
};

static const struct format sched_formats[] = {
	{ GEN_SWITCH, "sched_switch",
	  "\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:1;\n"
	  "\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;\n"
	  "\tfield:long prev_state;\toffset:32;\tsize:8;\tsigned:1;\n"
	  "\tfield:char next_comm[16];\toffset:40;\tsize:16;\tsigned:1;\n"
	  "\tfield:pid_t next_pid;\toffset:56;\tsize:4;\tsigned:1;\n",
	  "\"%s -> %s\", REC->prev_comm, REC->next_comm" },
	{ GEN_WAKING, "sched_waking",
	  "\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:1;\n"
	  S32("pid", 24) S32("prio", 28) S32("target_cpu", 32),
	  "\"%s:%d\", REC->comm, REC->pid" },
};

static const struct format kvm_formats[] = {
	{ GEN_INJECT, "kvm_inj_virq",
	  U32("vector", 8) U8("soft", 12) U8("reinjected", 13),
	  "\"0x%x\", REC->vector" },
	{ GEN_ACCEPT, "kvm_apic_accept_irq",
	  U32("apicid", 8)
	  "\tfield:u16 dm;\toffset:12;\tsize:2;\tsigned:0;\n"
	  "\tfield:u16 tm;\toffset:14;\tsize:2;\tsigned:0;\n" U8("vec", 16),
	  "\"apicid %x vec %u\", REC->apicid, REC->vec" },
	{ GEN_MMIO, "kvm_mmio",
	  U32("type", 8) U32("len", 12) U64("gpa", 16) U64("val", 24),
	  "\"gpa 0x%llx\", REC->gpa" },
};

static const struct format vector_formats[] = {
	{ GEN_TIMER_ENTRY, "local_timer_entry", S32("vector", 8),
	  "\"vector=%d\", REC->vector" },
	{ GEN_TIMER_EXIT, "local_timer_exit", S32("vector", 8),
	  "\"vector=%d\", REC->vector" },
};

static const struct format timer_formats[] = {
	{ GEN_HRTIMER_START, "hrtimer_start",
	  U64("hrtimer", 8) U64("function", 16) S64("expires", 24),
	  "\"hrtimer=%llx\", REC->hrtimer" },
	{ GEN_HRTIMER_EXPIRE, "hrtimer_expire_entry",
	  U64("hrtimer", 8) S64("now", 16) U64("function", 24),
	  "\"hrtimer=%llx\", REC->hrtimer" },
};

#define FORMATS(list) list, sizeof(list) / sizeof((list)[0])

static const struct {
	const char *name;
	const struct format *list;
	size_t n;
} systems[] = {
	{ "kvmrt", FORMATS(formats) },
	{ "sched", FORMATS(sched_formats) },
	{ "kvm", FORMATS(kvm_formats) },
	{ "irq_vectors", FORMATS(vector_formats) },
	{ "timer", FORMATS(timer_formats) },
};

static const char symbols[] = "ffffffff81001000 t apic_timer_fn\n"
	"ffffffff81002000 t tick_sched_timer\n";

static void put(FILE *file, const void *bytes, size_t n)
{
	size_t done = fwrite(bytes, 1, n, file);

	assert(done == n);
}

static void put32(FILE *file, uint32_t value)
{
	put(file, &value, sizeof(value));
}

static void put64(FILE *file, uint64_t value)
{
	put(file, &value, sizeof(value));
}

static void put_text(FILE *file, const char *text)
{
	put64(file, strlen(text));
	put(file, text, strlen(text));
}

struct trace_gen *gen_new(unsigned int cpus)
{
	struct trace_gen *g = calloc(1, sizeof(*g) + cpus * sizeof(g->cpu[0]));
	unsigned int i;

	assert(g);
	g->cpus = cpus;
	for (i = 0; i < cpus; i++) {
		g->cpu[i].file = tmpfile();
		assert(g->cpu[i].file);
	}
	return g;
}

static void flush_page(struct gen_cpu *c)
{
	uint32_t commit;

	if (!c->length)
		return;
	memcpy(&commit, c->page + 8, sizeof(commit));
	/* The number of lost events stands behind the last one. */
	if (c->lost && c->lost != UINT64_MAX)
		memcpy(c->page + HEADER + c->length, &c->lost, sizeof(c->lost));
	commit |= c->length;
	memcpy(c->page + 8, &commit, sizeof(commit));
	put(c->file, c->page, PAGE);
	memset(c->page, 0, PAGE);
	c->pages++;
	c->length = 0;
	c->lost = 0;
}

void gen_page(struct trace_gen *g, unsigned int cpu)
{
	flush_page(&g->cpu[cpu]);
}

void gen_lost(struct trace_gen *g, unsigned int cpu, uint64_t n)
{
	struct gen_cpu *c = &g->cpu[cpu];
	uint32_t flags = 1u << 31 | (n == UINT64_MAX ? 0 : 1u << 30);

	flush_page(c);
	c->lost = n;
	memcpy(c->page + 8, &flags, sizeof(flags));
}

static void add32(struct gen_cpu *c, uint32_t word)
{
	memcpy(c->page + HEADER + c->length, &word, sizeof(word));
	c->length += 4;
}

void gen_event(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
	       uint16_t id, int pid, const void *fields, size_t size)
{
	struct gen_cpu *c = &g->cpu[cpu];
	uint8_t common[8] = { 0 };
	uint32_t all = (uint32_t)(8 + size + 3) & ~3u;
	/* a time extend, the long form, the record, and the lost number */
	uint32_t room = 8 + 8 + all + 8;
	uint64_t delta;
	bool begin;

	assert(room < ROOM);
	if (c->length + room > ROOM)
		flush_page(c);
	begin = !c->length;
	if (begin) {
		memcpy(c->page, &stamp, sizeof(stamp));
		c->stamp = stamp;
	}
	assert(stamp >= c->stamp);
	delta = stamp - c->stamp;
	c->stamp = stamp;
	if (delta >> 27) {
		add32(c, 30u | (uint32_t)(delta & ((1u << 27) - 1)) << 5);
		add32(c, (uint32_t)(delta >> 27));
		delta = 0;
	}
	if (all / 4 <= 28) {
		add32(c, all / 4 | (uint32_t)delta << 5);
	} else {
		add32(c, (uint32_t)delta << 5);
		add32(c, all + 4);
	}
	memcpy(common, &id, sizeof(id));
	memcpy(common + 4, &pid, sizeof(pid));
	memcpy(c->page + HEADER + c->length, common, 8);
	memcpy(c->page + HEADER + c->length + 8, fields, size);
	c->length += all;
}

uint16_t gen_format(struct trace_gen *g, const char *name, const char *fields,
		    const char *print)
{
	struct format *format = &g->odd[g->odd_n];

	assert(g->odd_n < GEN_ODD_MAX);
	*format = (struct format){ GEN_ODD + (int)g->odd_n++, name, fields, print };
	return (uint16_t)format->id;
}

void gen_printk(struct trace_gen *g, const char *lines)
{
	g->printk = lines;
}

static void put_list(FILE *file, const struct format *list, size_t n)
{
	char text[4096];
	size_t i;

	put32(file, (uint32_t)n);
	for (i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "name: %s\nID: %d\nformat:\n" COMMON "%s\nprint fmt: %s\n",
			 list[i].name, list[i].id, list[i].fields, list[i].print);
		put_text(file, text);
	}
}

static void put_system(FILE *file, const char *system,
		       const struct format *list, size_t n)
{
	put(file, system, strlen(system) + 1);
	put_list(file, list, n);
}

static void put_formats(FILE *file, const struct trace_gen *g)
{
	size_t i, n = sizeof(systems) / sizeof(systems[0]);

	put_list(file, &bprint, g->printk ? 1 : 0);
	put32(file, (uint32_t)n + (g->odd_n ? 1 : 0));
	for (i = 0; i < n; i++)
		put_system(file, systems[i].name, systems[i].list,
			   systems[i].n);
	if (g->odd_n)
		put_system(file, "odd", g->odd, g->odd_n);
}

static void copy(FILE *from, FILE *to)
{
	static char buf[1 << 16];
	size_t n;

	rewind(from);
	while ((n = fread(buf, 1, sizeof(buf), from)))
		put(to, buf, n);
}

void gen_write(struct trace_gen *g, const char *path)
{
	static const char magic[] = "\027\010Dtracing6";
	static const char tasks[] = "1 init\n4711 qemu-system-x86\n";
	FILE *file = fopen(path, "we");
	uint64_t at, begin;
	unsigned int i;

	assert(file);
	put(file, magic, sizeof(magic));
	put(file, "\0\010", 2);
	put32(file, PAGE);
	put(file, "header_page", 12);
	put_text(file, header_page);
	put(file, "header_event", 13);
	put_text(file, "# compressed entry header\n");
	put_formats(file, g);
	put32(file, sizeof(symbols) - 1);
	put(file, symbols, sizeof(symbols) - 1);
	put32(file, g->printk ? (uint32_t)strlen(g->printk) : 0);
	if (g->printk)
		put(file, g->printk, strlen(g->printk));
	put_text(file, tasks);
	put32(file, g->cpus);
	/* None, but trace-cmd wants to see that. */
	put(file, "options  ", 10);
	put(file, "\0", 2);
	put(file, "flyrecord", 10);
	begin = (uint64_t)ftell(file) + 16 * g->cpus;
	begin = (begin + PAGE - 1) / PAGE * PAGE;
	for (i = 0, at = begin; i < g->cpus; i++) {
		flush_page(&g->cpu[i]);
		put64(file, at);
		put64(file, g->cpu[i].pages * PAGE);
		at += g->cpu[i].pages * PAGE;
	}
	while ((uint64_t)ftell(file) < begin)
		putc(0, file);
	for (i = 0; i < g->cpus; i++) {
		copy(g->cpu[i].file, file);
		fclose(g->cpu[i].file);
	}
	i = fclose(file);
	assert(!i);
	free(g);
}

void gen_call(struct trace_gen *g, unsigned int cpu, uint64_t stamp, int pid,
	      uint16_t id, uint64_t fn)
{
	uint64_t fields[4] = { fn, 0, 0, 0 };

	gen_event(g, cpu, stamp, id, pid, fields, id == GEN_HC_START ? 32 : 16);
}

void gen_ping_guest(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		    int pid, uint64_t cookie)
{
	gen_event(g, cpu, stamp, GEN_PING_GUEST, pid, &cookie, sizeof(cookie));
}

void gen_ping_host(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		   uint32_t vm, uint32_t vcpu, uint64_t cookie)
{
	struct {
		uint32_t vm, pid, vcpu, hole;
		uint64_t cookie;
	} fields = { vm, 4711, vcpu, 0, cookie };

	gen_event(g, cpu, stamp, GEN_PING_HOST, 4711, &fields, sizeof(fields));
}

void gen_vcpu_tsc(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		  uint32_t vm, uint32_t vcpu, uint64_t offset, uint64_t ratio,
		  uint32_t frac_bits)
{
	struct {
		uint32_t vm, pid, vcpu, hole;
		uint64_t offset, ratio;
		uint32_t frac_bits, hole2;
	} fields = { vm, 4711, vcpu, 0, offset, ratio, frac_bits, 0 };

	gen_event(g, cpu, stamp, GEN_VCPU_TSC, 4711, &fields, sizeof(fields));
}

void gen_note(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
	      const char *text)
{
	uint8_t fields[1024] = { 0 };
	size_t len = strlen(text) + 1;
	uint32_t place = (uint32_t)len << 16 | 12;

	assert(len + 4 <= sizeof(fields));
	memcpy(fields, &place, sizeof(place));
	memcpy(fields + 4, text, len);
	gen_event(g, cpu, stamp, GEN_NOTE, 1, fields, 4 + len);
}

void gen_tick(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
	      uint64_t value)
{
	struct {
		uint64_t value;
		int32_t small;
		char name[8];
		uint32_t hole;
	} fields = { value, -(int32_t)(value & 0xff), "tick", 0 };

	gen_event(g, cpu, stamp, GEN_TICK, 1, &fields, 20);
}

void gen_json(const char *dir, const char *fmt, ...)
{
	char path[4096];
	va_list args;
	FILE *file;
	int n;

	mkdir(dir, 0777);
	n = snprintf(path, sizeof(path), "%s/recording.json", dir);
	assert(n > 0 && n < (int)sizeof(path));
	file = fopen(path, "we");
	assert(file);
	va_start(args, fmt);
	vfprintf(file, fmt, args);
	va_end(args);
	n = fclose(file);
	assert(!n);
}
