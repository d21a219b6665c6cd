// SPDX-License-Identifier: GPL-2.0-only
/*
 * report on Intel: a recording with the events as VMX makes them, from their
 * formats on: names of reasons, causes in user space, stages.
 * requires: S01 S05
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <asm/vmx.h>
#include <linux/kvm.h>
#include <string.h>

#include "kvmrt-trace.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_tool.h"

/* A GHz, so stamps are nanoseconds; the guest's TSC is 1000 s behind. */
#define JSON \
	"{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"vms\": [" \
	"{\"id\": 5, \"pid\": 70, \"name\": \"five\", \"vcpus\": [{\"id\": 0, \"tid\": 71," \
	" \"tsc\": [{\"at_tsc\": 0, \"offset\": -1000000000000, \"ratio\": 281474976710656," \
	" \"frac_bits\": 48}]}]}]}"
#define START 5000000000000
#define BEHIND 1000000000000
#define TID 71
#define VMX 1
#define TIMER 0xec
#define HRTIMER 0xffff888100001000
#define MSR_TSC_DEADLINE 0x6e0

static void enter(struct trace_gen *g, uint64_t ns)
{
	uint32_t fields[3] = { 5, 70, 0 };

	gen_event(g, 0, START + ns, GEN_ENTER, TID, fields, sizeof(fields));
}

static void leave(struct trace_gen *g, uint64_t ns, uint32_t reason)
{
	uint32_t fields[5] = { 5, 70, 0, VMX, reason };

	gen_event(g, 0, START + ns, GEN_EXIT, TID, fields, sizeof(fields));
}

static void handler(struct trace_gen *g, uint64_t ns, struct gen_handler h)
{
	h.vm = 5;
	h.vm_pid = 70;
	h.isa = VMX;
	gen_event(g, 0, START + ns, GEN_HANDLER, TID, &h, sizeof(h));
}

#define HANDLER(g, ns, ...) handler(g, ns, (struct gen_handler){ __VA_ARGS__ })

static void vector(struct trace_gen *g, uint64_t ns, uint16_t id, uint32_t vec)
{
	struct {
		uint32_t vector;
		uint8_t soft, reinjected;
	} e = { vec, 0, 0 };

	gen_event(g, 0, START + ns, id, TID, &e,
		  id == GEN_INJECT ? sizeof(e) : sizeof(e.vector));
}

static void accept(struct trace_gen *g, uint64_t ns, unsigned int cpu, int pid,
		   uint8_t vec)
{
	struct {
		uint32_t apicid;
		uint16_t dm, tm;
		uint8_t vec;
	} e = { .vec = vec };

	gen_event(g, cpu, START + ns, GEN_ACCEPT, pid, &e, sizeof(e));
}

static void arm(struct trace_gen *g, uint64_t ns, int64_t expires)
{
	struct {
		uint64_t hrtimer, function;
		int64_t expires;
	} e = { HRTIMER, GEN_APIC_TIMER_FN, expires };

	gen_event(g, 0, START + ns, GEN_HRTIMER_START, TID, &e, sizeof(e));
}

static void expire(struct trace_gen *g, uint64_t ns, int64_t now)
{
	struct {
		uint64_t hrtimer;
		int64_t now;
		uint64_t function;
	} e = { HRTIMER, now, GEN_APIC_TIMER_FN };

	gen_event(g, 0, START + ns, GEN_HRTIMER_EXPIRE, TID, &e, sizeof(e));
}

static void mmio(struct trace_gen *g, uint64_t ns, uint64_t gpa)
{
	struct {
		uint32_t type, len;
		uint64_t gpa, val;
	} e = { 2, 4, gpa, 1 };

	gen_event(g, 0, START + ns, GEN_MMIO, TID, &e, sizeof(e));
}

/* The guest sets its timer; the host's interrupts it; it is injected. */
static void by_hrtimer(struct trace_gen *g, uint64_t ns)
{
	enter(g, ns);
	leave(g, ns + 1000, EXIT_REASON_MSR_WRITE);
	arm(g, ns + 1050, 77000);
	HANDLER(g, ns + 1100, .reason = EXIT_REASON_MSR_WRITE,
		.msr = MSR_TSC_DEADLINE, .msr_access = 2,
		.msr_value = START + ns + 2900 - BEHIND);
	enter(g, ns + 1200);
	leave(g, ns + 3000, EXIT_REASON_EXTERNAL_INTERRUPT);
	vector(g, ns + 3010, GEN_TIMER_ENTRY, TIMER);
	expire(g, ns + 3050, 77100);
	vector(g, ns + 3110, GEN_TIMER_EXIT, TIMER);
	HANDLER(g, ns + 3200, .reason = EXIT_REASON_EXTERNAL_INTERRUPT,
		.intr_info = 0x800000ec);
	accept(g, ns + 3300, 0, TID, TIMER);
	vector(g, ns + 3350, GEN_INJECT, TIMER);
	enter(g, ns + 3400);
}

/* VMX counts down for the guest itself: no interrupt of the host. */
static void by_preemption_timer(struct trace_gen *g, uint64_t ns)
{
	leave(g, ns, EXIT_REASON_PREEMPTION_TIMER);
	HANDLER(g, ns + 60, .reason = EXIT_REASON_PREEMPTION_TIMER);
	accept(g, ns + 100, 0, TID, TIMER);
	vector(g, ns + 150, GEN_INJECT, TIMER);
	enter(g, ns + 250);
}

/* A device's interrupt, which the guest keeps waiting. */
static void by_window(struct trace_gen *g, uint64_t ns)
{
	accept(g, ns, 1, 900, 0x31);
	leave(g, ns + 100, EXIT_REASON_EXTERNAL_INTERRUPT);
	HANDLER(g, ns + 150, .reason = EXIT_REASON_EXTERNAL_INTERRUPT,
		.intr_info = 0x800000f2);
	enter(g, ns + 200);
	leave(g, ns + 800, EXIT_REASON_INTERRUPT_WINDOW);
	HANDLER(g, ns + 850, .reason = EXIT_REASON_INTERRUPT_WINDOW);
	vector(g, ns + 900, GEN_INJECT, 0x31);
	enter(g, ns + 1000);
}

static void to_user(struct trace_gen *g, uint64_t ns)
{
	/* "out" of one byte to 0x3f8; "in" of four from 0xcf8 */
	leave(g, ns, EXIT_REASON_IO_INSTRUCTION);
	HANDLER(g, ns + 100, .reason = EXIT_REASON_IO_INSTRUCTION, .to_user = 1,
		.user_reason = KVM_EXIT_IO, .info1 = 0x3f80040);
	enter(g, ns + 400);
	leave(g, ns + 1000, EXIT_REASON_IO_INSTRUCTION);
	HANDLER(g, ns + 1100, .reason = EXIT_REASON_IO_INSTRUCTION,
		.to_user = 1, .user_reason = KVM_EXIT_IO, .info1 = 0xcf8004b);
	enter(g, ns + 1500);
	/* No information word has the address: KVM's own event has. */
	leave(g, ns + 2000, EXIT_REASON_EPT_MISCONFIG);
	mmio(g, ns + 2050, 0xfec00010);
	HANDLER(g, ns + 2100, .reason = EXIT_REASON_EPT_MISCONFIG, .to_user = 1,
		.user_reason = KVM_EXIT_MMIO);
	enter(g, ns + 2600);
	leave(g, ns + 3000, EXIT_REASON_MSR_READ);
	HANDLER(g, ns + 3100, .reason = EXIT_REASON_MSR_READ, .to_user = 1,
		.user_reason = KVM_EXIT_X86_RDMSR, .msr = 0x1a4,
		.msr_access = 1);
	enter(g, ns + 3700);
	/* In an enclave, with a bus lock: the reason is the same one. */
	leave(g, ns + 4000, EXIT_REASON_HLT | 1u << 27 | 1u << 26);
	HANDLER(g, ns + 4050, .reason = EXIT_REASON_HLT | 1u << 27 | 1u << 26);
	enter(g, ns + 4100);
	leave(g, ns + 4200, EXIT_REASON_HLT);
	enter(g, ns + 4300);
	leave(g, ns + 4500, EXIT_REASON_INVALID_STATE | 1u << 31);
	HANDLER(g, ns + 4550, .reason = EXIT_REASON_INVALID_STATE | 1u << 31,
		.to_user = 1, .user_reason = KVM_EXIT_FAIL_ENTRY);
	enter(g, ns + 5000);
	leave(g, ns + 5100, 199);
	enter(g, ns + 5200);
}

#define check(dir, ...) tool_prints(kt_cmd_report, dir, __VA_ARGS__)

#define STAGE(name, ns) "{\"stage\":\"" name "\",\"min_ns\":" #ns ",\"mean_ns\":" #ns \
	",\"worst_ns\":" #ns ",\"in_worst_ns\":" #ns "}"

static void test_hrtimer(void **state)
{
	struct trace_gen *g = gen_new(2);

	gen_json(dir_path(*state, "h"), JSON);
	by_hrtimer(g, 0);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	/* From the deadline that the guest wrote on. */
	check(*state, "report -j h",
	      "\"interrupt\":\"timer\",\"count\":1,\"ends_with\":\"entry: guest not recorded\"",
	      STAGE("VM exit", 100) "," STAGE("after exit", 10) ","
	      STAGE("host ISR", 100) "," STAGE("host scheduling", 0) ","
	      STAGE("before entry", 290) "," STAGE("entry", 0) ","
	      STAGE("total", 500),
	      "\"paths\":[{\"path\":\"running: exit\",\"count\":1}]",
	      "\"begins\":[{\"begin\":\"guest's TSC deadline\",\"count\":1}]",
	      "\"exit\":\"EXTERNAL_INTERRUPT\",\"count\":1,\"timed\":1,\"total_ns\":400",
	      "\"exit\":\"MSR_WRITE\",\"count\":1,\"timed\":1,\"total_ns\":200",
	      "\"vector\":\"0xec\"", "\"not_reconstructed\":[]", NULL);
}

static void test_preemption_timer(void **state)
{
	struct trace_gen *g = gen_new(2);

	gen_json(dir_path(*state, "h"), JSON);
	enter(g, 0);
	by_preemption_timer(g, 4000);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	check(*state, "report -j h",
	      "\"interrupt\":\"timer\",\"count\":1",
	      STAGE("VM exit", 0) "," STAGE("after exit", 0) ","
	      STAGE("host ISR", 0) "," STAGE("host scheduling", 0) ","
	      STAGE("before entry", 250) "," STAGE("entry", 0),
	      "\"begins\":[{\"begin\":\"exit\",\"count\":1}]",
	      "\"exit\":\"PREEMPTION_TIMER\",\"count\":1,\"timed\":1,\"total_ns\":250",
	      "\"not_reconstructed\":[]", NULL);
}

static void test_window(void **state)
{
	struct trace_gen *g = gen_new(2);

	gen_json(dir_path(*state, "h"), JSON);
	enter(g, 0);
	by_window(g, 4000);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	check(*state, "report -j h",
	      "\"interrupt\":\"device\",\"count\":1,\"ends_with\":\"entry: guest not recorded\",\"window\":1",
	      "\"exit\":\"INTERRUPT_WINDOW\",\"count\":1",
	      STAGE("VM exit", 100) "," STAGE("after exit", 0) ","
	      STAGE("host ISR", 0) "," STAGE("host scheduling", 0) ","
	      STAGE("before entry", 300) "," STAGE("entry", 600), NULL);
}

static void test_user(void **state)
{
	struct trace_gen *g = gen_new(2);

	gen_json(dir_path(*state, "h"), JSON);
	enter(g, 0);
	to_user(g, 4000);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	check(*state, "report -j h",
	      "{\"isa\":\"VMX\",\"code\":30,\"exit\":\"IO_INSTRUCTION\",\"count\":2",
	      "\"exit\":\"EPT_MISCONFIG\",\"count\":1",
	      "{\"isa\":\"VMX\",\"code\":12,\"exit\":\"HLT\",\"count\":2",
	      "\"exit\":\"INVALID_STATE FAILED_VMENTRY\",\"count\":1",
	      "\"code\":199,\"exit\":\"0xc7\",\"count\":1",
	      "{\"reason\":\"KVM_EXIT_IO\",\"cause\":\"out port 0x3f8\",\"count\":1,\"total_ns\":300",
	      "{\"reason\":\"KVM_EXIT_IO\",\"cause\":\"in port 0xcf8\",\"count\":1,\"total_ns\":400",
	      "{\"reason\":\"KVM_EXIT_MMIO\",\"cause\":\"write 0xfec00010\",\"count\":1,\"total_ns\":500",
	      "{\"reason\":\"KVM_EXIT_X86_RDMSR\",\"cause\":\"read MSR 0x1a4\",\"count\":1,\"total_ns\":600",
	      "{\"reason\":\"KVM_EXIT_FAIL_ENTRY\",\"cause\":null,\"count\":1,\"total_ns\":450",
	      NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_hrtimer, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_preemption_timer, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_window, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_user, dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests_name("trace-report-vmx", tests, NULL, NULL);
}
