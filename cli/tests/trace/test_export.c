// SPDX-License-Identifier: GPL-2.0-only
/*
 * export: slices, arrows and instants, read by a program that knows nothing of
 * ours; trace.dat with other times and the same records; a full disk.
 */
#include <libgen.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kvmrt-trace.h"
#include "stream.h"
#include "trace_dir.h"
#include "trace_gen.h"
#include "trace_tool.h"

static char judge[4096];

#define HOST_JSON \
	"{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"vms\": [{\"id\": 5, \"pid\": 70, \"name\": \"five\", \"vcpus\":" \
	" [{\"id\": 0, \"tid\": 71, \"tsc\": [{\"at_tsc\": 0, \"offset\": 1000, \"ratio\": 4294967296, \"frac_bits\": 32}]}]}]}"
#define GUEST_JSON \
	"{\"format\": 1, \"host\": \"g\", \"kind\": \"guest\", \"clock\": \"x86-tsc\"," \
	" \"tsc_khz\": 1000000, \"vm_id\": 5}"

static void step(struct trace_gen *g, uint64_t stamp, uint16_t id,
		 uint32_t reason, uint32_t user)
{
	struct gen_handler e = { .vm = 5, .vm_pid = 70, .isa = 2,
				 .reason = reason, .to_user = !!user,
				 .user_reason = user };

	gen_event(g, 0, stamp, id, 71, &e, sizeof(e));
}

static void switch_to(struct trace_gen *g, unsigned int cpu, uint64_t stamp,
		      const char *prev, int prev_pid, uint64_t state,
		      const char *next, int next_pid)
{
	struct {
		char prev_comm[16];
		int32_t prev_pid, pad;
		uint64_t prev_state;
		char next_comm[16];
		int32_t next_pid;
	} e = { .prev_pid = prev_pid, .prev_state = state, .next_pid = next_pid };

	snprintf(e.prev_comm, sizeof(e.prev_comm), "%s", prev);
	snprintf(e.next_comm, sizeof(e.next_comm), "%s", next);
	gen_event(g, cpu, stamp, GEN_SWITCH, prev_pid, &e, sizeof(e));
}

static void make(const char *dir)
{
	struct trace_gen *g = gen_new(2);

	gen_json(dir_path(dir, "h"), HOST_JSON);
	step(g, 100, GEN_ENTER, 0, 0);
	step(g, 110, GEN_EXIT, 123, 0);
	step(g, 120, GEN_HANDLER, 123, 2);
	step(g, 150, GEN_ENTER, 0, 0);
	step(g, 160, GEN_EXIT, 120, 0);
	switch_to(g, 0, 170, "CPU 0/KVM", 71, 0x100, "other", 33);
	gen_tick(g, 1, 175, 9);
	switch_to(g, 0, 180, "other", 33, 1, "CPU 0/KVM", 71);
	step(g, 190, GEN_HANDLER, 120, 0);
	step(g, 190, GEN_ENTER, 0, 0);
	gen_lost(g, 0, 2);
	step(g, 250, GEN_EXIT, 120, 0);
	gen_write(g, dir_path(dir, "h/trace.dat"));
	g = gen_new(1);
	gen_json(dir_path(dir, "g"), GUEST_JSON);
	switch_to(g, 0, 1105, "swapper/0", 0, 0, "loop\xff", 9);
	gen_write(g, dir_path(dir, "g/trace.dat"));
}

static char *judged(const char *dir, const char *file)
{
	char command[8192], *text = calloc(1, 65536);
	size_t n;
	FILE *out;

	assert_non_null(text);
	snprintf(command, sizeof(command), "cd %s && %s --dump %s | sed 's/{.*//' 2>&1",
		 dir, judge, file);
	out = popen(command, "r");
	assert_non_null(out);
	n = fread(text, 1, 65535, out);
	text[n] = '\0';
	assert_int_equal(pclose(out), 0);
	snprintf(command, sizeof(command), "cd %s && %s %s >/dev/null", dir, judge, file);
	assert_int_equal(system(command), 0);
	return text;
}

static void test_perfetto(void **state)
{
	char *text;

	make(*state);
	tool_check(kt_cmd_export, *state, "export --perfetto x h g", 0, "",
		   "12 events to x");
	text = judged(*state, "x");
	assert_string_equal(text,
		"100 B host h/CPU 0|<...>|\n"
		"100 B host h/VM 5 five/vCPU 0 (thread 71)|guest|\n"
		"100 B host h/CPU 0|guest VM 5 vCPU 0|\n"
		/* The guest's own, in the host's time. */
		"105 B guest g (VM 5)/CPU 0|loop\xef\xbf\xbd|\n"
		"110 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"110 B host h/VM 5 five/vCPU 0 (thread 71)|exit io|\n"
		"110 B host h/VM 5 five/vCPU 0 handlers|handle io|\n"
		"110 E host h/CPU 0||\n"
		"120 E host h/VM 5 five/vCPU 0 handlers||\n"
		"120 B host h/VM 5 five/vCPU 0 handlers|user space IO|\n"
		"150 E host h/VM 5 five/vCPU 0 handlers||\n"
		"150 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"150 B host h/VM 5 five/vCPU 0 (thread 71)|guest|\n"
		"150 B host h/CPU 0|guest VM 5 vCPU 0|\n"
		"160 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"160 B host h/VM 5 five/vCPU 0 (thread 71)|exit hlt|\n"
		"160 B host h/VM 5 five/vCPU 0 handlers|handle hlt|\n"
		"160 E host h/CPU 0||\n"
		"170 E host h/CPU 0||\n"
		"170 B host h/CPU 0|other|\n"
		"170 B host h/VM 5 five/vCPU 0 (thread 71)|preempted by other|\n"
		"175 B host h/CPU 1|init|\n"
		"175 I host h/CPU 1 events|tick|\n"
		"180 E host h/CPU 0||\n"
		"180 B host h/CPU 0|CPU 0/KVM|\n"
		"180 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"190 E host h/VM 5 five/vCPU 0 handlers||\n"
		"190 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"190 B host h/VM 5 five/vCPU 0 (thread 71)|guest|\n"
		"190 B host h/CPU 0|guest VM 5 vCPU 0|\n"
		/* Nobody knows what was in between. */
		"190 E host h/CPU 0||\n"
		"190 E host h/CPU 0||\n"
		"190 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"250 I host h/CPU 0 events|events LOST|\n"
		"250 B host h/CPU 0|<...>|\n"
		"250 B host h/VM 5 five/vCPU 0 (thread 71)|exit hlt|\n"
		"250 B host h/VM 5 five/vCPU 0 handlers|handle hlt|\n"
		"250 E host h/VM 5 five/vCPU 0 handlers||\n"
		"250 E host h/VM 5 five/vCPU 0 (thread 71)||\n"
		"250 E host h/CPU 0||\n"
		"250 E host h/CPU 1||\n"
		"105 E guest g (VM 5)/CPU 0||\n");
	free(text);
}

/* Ours reads back what ours wrote; trace-cmd does so in the lab. */
static void same_events(const char *const a[], size_t na, const char *const b[],
			size_t nb, bool times)
{
	const struct kt_event *ea, *eb;
	struct kt_stream *sa, *sb;
	struct kt_error err;
	size_t n = 0;
	int ret;

	assert_int_equal(kt_stream_open(&sa, a, na, &err), 0);
	assert_int_equal(kt_stream_open(&sb, b, nb, &err), 0);
	while ((ret = kt_stream_next(sa, &ea)) > 0) {
		assert_int_equal(kt_stream_next(sb, &eb), 1);
		if (times)
			assert_int_equal(eb->stamp, ea->time_ns);
		assert_int_equal(eb->cpu, ea->cpu);
		assert_int_equal(eb->lost, ea->lost);
		assert_string_equal(eb->format->name, ea->format->name);
		assert_int_equal(eb->record->size, ea->record->size);
		assert_memory_equal(eb->record->data, ea->record->data, ea->record->size);
		n++;
	}
	assert_int_equal(ret, 0);
	assert_int_equal(kt_stream_next(sb, &eb), 0);
	assert_true(n > 2000);
	kt_stream_close(sa);
	kt_stream_close(sb);
}

static void test_dat(void **state)
{
	struct trace_gen *g = gen_new(3);
	const char *from[1], *to[1];
	char text[900];
	uint64_t stamp = 5000000;
	unsigned int i;

	gen_json(dir_path(*state, "h"),
		 "{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 400000, \"vms\": []}");
	for (i = 0; i < 3000; i++) {
		/* Slower than 1 GHz, so that times take more room than stamps did. */
		stamp += i % 50 ? i % 977 : 120000000;
		if (i % 700 == 699)
			gen_lost(g, i % 3, i % 2 ? i : UINT64_MAX);
		memset(text, 'a' + (int)(i % 26), sizeof(text));
		text[i % 13 ? i % 113 : sizeof(text) - 1] = '\0';
		gen_note(g, i % 3, stamp, text);
	}
	gen_write(g, dir_path(*state, "h/trace.dat"));
	tool_check(kt_cmd_export, *state, "export -q --dat one.dat h", 0, "", "");
	from[0] = dir_path(*state, "h");
	to[0] = dir_path(*state, "one.dat");
	same_events(from, 1, to, 1, true);
}

static void test_machines(void **state)
{
	make(*state);
	tool_check(kt_cmd_export, *state, "export --dat d h g", 0, "", "12 events to d");
	assert_int_equal(access(dir_path(*state, "d/h.dat"), R_OK), 0);
	assert_int_equal(access(dir_path(*state, "d/g.dat"), R_OK), 0);
	tool_check(kt_cmd_export, *state, "export --dat d.dat h g", 2, "", "need a directory");
	tool_check(kt_cmd_export, *state, "export --dat h/trace.dat h", 2, "",
		   "one of the recordings");
	tool_check(kt_cmd_export, *state, "export --perfetto h/trace.dat h", 2, "",
		   "one of the recordings");
	tool_check(kt_cmd_export, *state, "export h", 2, "", "say what to write");
	tool_check(kt_cmd_export, *state, "export --perfetto x", 2, "", "directory is missing");
	tool_check(kt_cmd_export, *state, "export --perfetto no/x h", 1, "", "can't write no/x");
	tool_check(kt_cmd_export, *state, "export --perfetto /dev/full h", 1, "", "No space");
}

/* As on a disk that is full; for itself alone. */
static int small_disk(int argc, char **argv)
{
	struct rlimit limit = { 8192, 8192 };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	return kt_cmd_export(argc, argv);
}

static void test_full(void **state)
{
	struct trace_gen *g = gen_new(1);
	struct stat st;
	FILE *old;
	int i;

	gen_json(dir_path(*state, "h"), HOST_JSON);
	for (i = 0; i < 10000; i++)
		gen_tick(g, 0, 1000 + (uint64_t)i, 1);
	gen_write(g, dir_path(*state, "h/trace.dat"));
	old = fopen(dir_path(*state, "x"), "w");
	assert_non_null(old);
	fputs("old", old);
	fclose(old);
	tool_check(small_disk, *state, "export --perfetto x h", 1, "", "File too large");
	tool_check(small_disk, *state, "export --dat d h", 1, "", "File too large");
	/* What was there is whole, of what wasn't there is nothing. */
	assert_int_equal(stat(dir_path(*state, "x"), &st), 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(rmdir(dir_path(*state, "d")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_perfetto, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_dat, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_machines, dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(test_full, dir_setup, dir_teardown),
	};
	char here[] = __FILE__, *real = realpath(dirname(here), NULL);

	if (!real)
		return 1;
	snprintf(judge, sizeof(judge), "%s/check-perfetto", real);
	free(real);
	return cmocka_run_group_tests_name("trace export", tests, NULL, NULL);
}
