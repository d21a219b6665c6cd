// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: fuzz_trace ROUNDS SECONDS SEED FILE...
 * Damages copies of the FILEs (trace.dat, recording.json, merged.json) in many
 * ways, and those of a recording of its own that is odd already, and makes up
 * command lines of VMs, and reads them with all that reads recordings, until one
 * of the limits; 0 ROUNDS are no limit.
 * Built with the address and undefined behaviour sanitizers, which end it at the
 * first mistake; the file that did it stays in the directory that was printed.
 * A round's damage depends on SEED and the round's number only.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz_command.h"
#include "fuzz_vmm.h"
#include "stream_impl.h"
#include "trace_gen.h"
#include "trace_odd.h"

#define SIZE_MAX_BYTES (8 << 20)
/* An hour-long file of a few bytes is a bug, too. */
#define EVENTS_MAX 10000000

struct input {
	const char *name;
	char *bytes;
	size_t n;
	bool is_json;
};

static uint64_t state;
/* Where a search for leaks finds them in every process. */
static struct input *in;
static char *bytes;
static char dir[64];

/* So that one round can be had again without those before it. */
static void begin_round(uint64_t seed, uint64_t round)
{
	state = (seed * 0x9e3779b97f4a7c15ULL ^ (round + 1) * 0xbf58476d1ce4e5b9ULL) | 1;
}

static uint64_t draw(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

static void slurp(struct input *input, const char *name)
{
	FILE *file = fopen(name, "re");

	input->name = name;
	input->bytes = malloc(SIZE_MAX_BYTES);
	if (!file || !input->bytes) {
		perror(name);
		exit(2);
	}
	input->n = fread(input->bytes, 1, SIZE_MAX_BYTES, file);
	fclose(file);
	input->is_json = input->n && *input->bytes == '{';
}

static void number(char *at, size_t room)
{
	static const uint64_t edges[] = {
		0, 1, 2, 3, 4, 7, 8, 27, 28, 29, 30, 31, 255, 4080, 4081, 4095, 4096,
		4097, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7ffffff, 0x8000000,
		0x7fffffff, 0x80000000, 0xc0000000, 0xffffffff, 0x100000000,
		0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
	};
	uint64_t value = edges[draw(sizeof(edges) / sizeof(edges[0]))];
	size_t width = 1u << draw(4);

	memcpy(at, &value, width < room ? width : room);
}

/* Most of what a file's readers decide by is at its beginning. */
static size_t place(size_t n)
{
	return draw(2) ? draw(n) : draw(n < 12000 ? n : 12000);
}

static size_t damage(const struct input *input, char *to)
{
	size_t n = input->n, at, len;
	unsigned int times = 1 + (unsigned int)draw(draw(4) ? 3 : 30);

	memcpy(to, input->bytes, n);
	while (times-- && n) {
		at = place(n);
		switch (draw(7)) {
		case 0:
			to[at] = (char)draw(256);
			break;
		case 1:
			to[at] ^= (char)(1 << draw(8));
			break;
		case 2:
			number(to + at, n - at);
			break;
		case 3:
			/* at a page's header */
			at = at / 4096 * 4096 + draw(3) * 8;
			if (at < n)
				number(to + at, n - at);
			break;
		case 4:
			n = draw(8) ? n : at;
			break;
		case 5:
			len = draw(n - at < 64 ? n - at : 64);
			memmove(to + place(n - len), to + at, len);
			break;
		default:
			/* digits in texts and JSON */
			for (len = at; len < n && (to[len] < '0' || to[len] > '9'); len++)
				;
			if (len < n)
				to[len] = "0123456789-.e\"[{x"[draw(17)];
			break;
		}
	}
	return n;
}

static void spill(const char *name, size_t n)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "we");
	if (!file || fwrite(bytes, 1, n, file) != n) {
		perror(path);
		exit(2);
	}
	fclose(file);
}

static unsigned int opened, finished;

static void read_all(const char *const *paths, size_t n, bool in_merged)
{
	static const char *const names[] = { "value", "text", "vm", "common_pid" };
	const struct kt_event *e;
	struct kt_stream *s;
	struct kt_error err = { .text = "" };
	uint64_t events = 0, value;
	size_t i, len;
	int ret;

	/* The child that tries how events are printed takes most of the time. */
	if (!draw(32) || in_merged)
		ret = kt_stream_open(&s, paths, n, &err);
	else
		ret = kt_stream_open_raw(&s, paths, n, n == 1 ? KT_CLOCK_RAW : (enum kt_clock)draw(2),
					 KT_LOAD_SYMBOLS, &err);
	if (ret) {
		/* Every refusal says why. */
		if (!err.text[0] || s)
			abort();
		return;
	}
	opened++;
	kt_stream_seek(s, (int64_t)draw(1ULL << 40));
	while ((ret = kt_stream_next(s, &e)) > 0 && events++ < EVENTS_MAX) {
		for (i = 0; i < 4; i++) {
			kt_field_u64(e, names[i], &value);
			kt_field_str(e, names[i]);
			kt_field_bytes(e, names[i], &len);
		}
	}
	if (ret < 0 && !kt_stream_error(s)[0])
		abort();
	finished += !ret;
	kt_stream_close(s);
}

/* A small recording that has all events, beside which the damaged one is. */
static void neighbour(void)
{
	char path[128];
	struct trace_gen *g = gen_new(2);
	uint64_t i;

	for (i = 1; i < 50; i++) {
		gen_ping_host(g, (unsigned int)(i & 1), i * 1000, 1, 0, i);
		gen_vcpu_tsc(g, (unsigned int)(i & 1), i * 1000 + 1, 1, 0, i, 1ULL << 32, 32);
	}
	snprintf(path, sizeof(path), "%s/h", dir);
	gen_json(path, "{\"format\": 1, \"host\": \"h\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 3000000, \"vms\": [{\"id\": 1, \"vcpus\": [{\"id\": 0, \"tsc\": [{\"offset\": 5, \"ratio\": 1}]}]}]}");
	snprintf(path, sizeof(path), "%s/h/trace.dat", dir);
	gen_write(g, path);
}

/* One of the commands, on the same files. */
static bool one_command(const char *paths)
{
	return !fuzz_command(dir, paths, (unsigned int)draw(fuzz_commands()));
}

static bool one_round(const struct input *input)
{
	char a[128], b[128];
	const char *paths[2] = { a, b };
	bool is_vmm = !strcmp(input->name, "vmm");
	size_t n = is_vmm ? fuzz_vmm(bytes, SIZE_MAX_BYTES, draw) : damage(input, bytes);

	snprintf(a, sizeof(a), "%s/d", dir);
	snprintf(b, sizeof(b), "%s/h", dir);
	if (!input->is_json) {
		spill("d/trace.dat", n);
		read_all(paths, 2, false);
		snprintf(a, sizeof(a), "%s/d/trace.dat", dir);
		read_all(paths, 1, false);
		return one_command(draw(2) ? "d" : draw(2) ? "d h" : "d/trace.dat");
	}
	if (strstr(input->name, "merged")) {
		spill("m/merged.json", n);
		snprintf(a, sizeof(a), "%s/m", dir);
		read_all(paths, 1, true);
		return one_command("m");
	}
	spill("j/recording.json", n);
	snprintf(a, sizeof(a), "%s/j", dir);
	/* What command lines say is for the report. */
	if (is_vmm)
		return !fuzz_command(dir, "j", draw(2) ? FUZZ_REPORT : FUZZ_REPORT_JSON);
	read_all(paths, 2, false);
	read_all(paths, 1, false);
	return one_command(draw(2) ? "j" : "j h");
}

static void good(const char *name, bool guest)
{
	char path[128];
	struct trace_gen *g = gen_new(1);
	uint64_t i;

	for (i = 1; i < 20; i++)
		gen_tick(g, 0, i * 1000, i);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	gen_json(path, "{\"format\": 1, \"host\": \"%s\", \"kind\": \"%s\", \"clock\": \"x86-tsc\", \"tsc_khz\": 3000000, \"vm_id\": 1}",
		 name, guest ? "guest" : "host");
	snprintf(path, sizeof(path), "%s/%s/trace.dat", dir, name);
	gen_write(g, path);
}

/* As merged.json of the inputs names them. */
static void merged(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/m", dir);
	mkdir(path, 0777);
	good("m/g1", true);
	good("m/host", false);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static time_t now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

int main(int argc, char **argv)
{
	unsigned long rounds, i, n = 0;
	char path[128];
	uint64_t seed;
	time_t end;

	in = calloc((size_t)argc + 2, sizeof(*in));
	bytes = malloc(SIZE_MAX_BYTES);
	if (argc < 5 || !in || !bytes)
		return 2;
	rounds = strtoul(argv[1], NULL, 0);
	end = now_s() + (time_t)strtoul(argv[2], NULL, 0);
	seed = strtoull(argv[3], NULL, 0);
	for (i = 4; i < (unsigned long)argc; i++)
		slurp(&in[n++], argv[i]);
	strcpy(dir, "/tmp/kvmrt-fuzz-XXXXXX");
	if (!mkdtemp(dir))
		return 2;
	neighbour();
	good("d", true);
	good("j", true);
	merged();
	snprintf(path, sizeof(path), "%s/odd", dir);
	odd_write(path);
	strcat(path, "/trace.dat");
	slurp(&in[n++], path);
	in[n++] = (struct input){ .name = "vmm", .is_json = true };
	printf("in %s, seed %s\n", dir, argv[3]);
	fflush(stdout);
	for (i = 0; (!rounds || i < rounds) && now_s() < end; i++) {
		begin_round(seed, i);
		if (!one_round(&in[i % n])) {
			fprintf(stderr, "round %lu, a copy of %s\n", i, in[i % n].name);
			return 1;
		}
	}
	printf("%lu damaged files: %u could be opened, %u read to their end\n",
	       i, opened, finished);
	while (n--)
		free(in[n].bytes);
	free(in);
	free(bytes);
	return nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) ? 2 : 0;
}
