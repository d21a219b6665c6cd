// SPDX-License-Identifier: GPL-2.0-only
/*
 * tinyvm: a VM whose guest is a few instructions that make hypercalls.  It
 * stands where no guest kernel can: in an emulated host without disks, in the
 * modes and privilege levels that a kernel's hypercalls never come from, and
 * where a VM has to come and go in milliseconds.
 *
 * It prints one line for each call: its words, " -> ", RAX as signed decimal.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "call.h"
#include "hammer.h"
#include "vm.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* A guest that loops, or a host that never answers, ends the program. */
#define TIMEOUT_S	60

static const char *const mode_names[] = {
	[VM_LONG] = "long", [VM_PROT] = "prot", [VM_USER] = "user",
	[VM_REAL] = "real",
};

static const char *const kind_names[] = {
	[VM_PLAIN] = "plain", [VM_HYPERV] = "hyperv", [VM_XEN] = "xen",
};

struct setup {
	struct vm_options vm;
	bool hammer;
	bool say_ready;
	unsigned int seconds;
	int64_t answers[VM_ANSWERS];
	unsigned int n_answers;
};

/* Number of words of a line, -1 when there are too many. */
static int split(char *line, char **words)
{
	char *save = NULL, *word;
	int n = 0;

	for (word = strtok_r(line, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save)) {
		if (n == CALL_WORDS_MAX) {
			fprintf(stderr, "tinyvm: too many words\n");
			return -1;
		}
		words[n++] = word;
	}
	return n;
}

/* "on N" in front of a call names the vCPU. */
static int take_vcpu(struct vm *vm, char ***words, int *n, uint64_t *index)
{
	*index = 0;
	if (*n < 2 || strcmp((*words)[0], "on"))
		return 0;
	if (call_number((*words)[1], index))
		return -1;
	if (*index >= vm->options.vcpus) {
		fprintf(stderr, "tinyvm: no vCPU %" PRIu64 "\n", *index);
		return -1;
	}
	*words += 2;
	*n -= 2;
	return 0;
}

static int do_line(struct vm *vm, char *line)
{
	char *buf[CALL_WORDS_MAX], **words = buf;
	struct vm_call call;
	enum vm_end end;
	uint64_t index;
	int n, i;

	n = split(line, words);
	if (n <= 0)
		return n;
	if (take_vcpu(vm, &words, &n, &index) || !n ||
	    call_parse(vm, words, n, &call))
		return -1;
	alarm(TIMEOUT_S);
	end = vm_run(vm, index, &call);
	alarm(0);
	if (end == VM_END_ERROR)
		return -1;
	for (i = 0; i < n; i++)
		printf("%s ", words[i]);
	if (end == VM_END_XEN)
		printf("-> exit-xen\n");
	else
		printf("-> %" PRId64 "\n", (int64_t)call.rax);
	/* Whoever writes our standard input waits for this line. */
	fflush(stdout);
	return 0;
}

static int do_hammer(struct vm *vm, const struct setup *setup, char **lines,
		     int n)
{
	static struct vm_call calls[VM_VCPUS_MAX];
	char *words[CALL_WORDS_MAX];
	int i, n_words;

	if (n < 1 || n > VM_VCPUS_MAX || setup->vm.mode != VM_LONG) {
		fprintf(stderr, "tinyvm: -H takes 1 to %d calls, and long mode\n",
			VM_VCPUS_MAX);
		return 2;
	}
	for (i = 0; i < n; i++) {
		n_words = split(lines[i], words);
		if (n_words < 1 || call_parse(vm, words, n_words, &calls[i]))
			return 2;
	}
	return hammer_run(vm, calls, n, setup->answers, setup->n_answers,
			  setup->seconds);
}

static void usage(FILE *to)
{
	fprintf(to,
		"usage: tinyvm [OPTION]... [CALL]...\n"
		"Makes hypercalls in a new VM and prints RAX of each.  Without CALL they are\n"
		"read from standard input, one per line, and the VM lives until its end.\n"
		"\"on N CALL\" makes it on vCPU N instead of 0.\n%s"
		"  -m MODE    long: 64-bit, CPL 0 (default); prot: 32-bit; real: 16-bit;\n"
		"             user: 64-bit, CPL 3\n"
		"  -k KIND    plain (default); hyperv, xen: a guest whose hypercalls are those\n"
		"  -n N       vCPUs (default 1)\n"
		"  -t OFFSET  TSC offset of every vCPU\n"
		"  -r         say \"ready\" when the VM exists\n"
		"  -H         hammer: every vCPU makes its CALL without end; prints \"ready\", and\n"
		"             \"RAX COUNT\" for each answer after SIGTERM or -s SECONDS\n"
		"  -a V,V..   answers that are right there (default 0,-11,-1000)\n",
		call_help);
}

static int parse_name(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return i;
	fprintf(stderr, "tinyvm: unknown '%s' (try -h)\n", name);
	return -1;
}

static int parse_answers(char *list, struct setup *setup)
{
	char *save = NULL, *word;
	uint64_t value;

	setup->n_answers = 0;
	for (word = strtok_r(list, ",", &save); word;
	     word = strtok_r(NULL, ",", &save)) {
		if (setup->n_answers == VM_ANSWERS ||
		    call_number(word, &value))
			return -1;
		setup->answers[setup->n_answers++] = value;
	}
	return setup->n_answers ? 0 : -1;
}

static int parse_option(int opt, struct setup *setup)
{
	uint64_t value = 0;
	int index;

	switch (opt) {
	case 'm':
		index = parse_name(mode_names, ARRAY_SIZE(mode_names), optarg);
		setup->vm.mode = index;
		return index < 0 ? -1 : 0;
	case 'k':
		index = parse_name(kind_names, ARRAY_SIZE(kind_names), optarg);
		setup->vm.kind = index;
		return index < 0 ? -1 : 0;
	case 'n':
		if (call_number(optarg, &value) || !value ||
		    value > VM_VCPUS_MAX)
			return -1;
		setup->vm.vcpus = value;
		return 0;
	case 't':
		setup->vm.has_tsc_offset = true;
		if (call_number(optarg, &value))
			return -1;
		setup->vm.tsc_offset = value;
		return 0;
	case 's':
		if (call_number(optarg, &value))
			return -1;
		setup->seconds = value;
		return 0;
	case 'a':
		return parse_answers(optarg, setup);
	case 'r':
		setup->say_ready = true;
		return 0;
	case 'H':
		setup->hammer = true;
		return 0;
	default:
		return -1;
	}
}

int main(int argc, char **argv)
{
	struct setup setup = {
		.vm.vcpus = 1,
		.answers = { 0, -11, -1000 },
		.n_answers = 3,
	};
	static struct vm vm;
	char line[4096];
	int opt, i;

	while ((opt = getopt(argc, argv, "m:k:n:t:s:a:rHh")) != -1) {
		if (opt == 'h') {
			usage(stdout);
			return 0;
		}
		if (parse_option(opt, &setup)) {
			usage(stderr);
			return 2;
		}
	}
	if (vm_create(&vm, &setup.vm))
		return 1;
	if (setup.hammer)
		return do_hammer(&vm, &setup, argv + optind, argc - optind);
	if (setup.say_ready) {
		printf("ready\n");
		fflush(stdout);
	}
	for (i = optind; i < argc; i++)
		if (do_line(&vm, argv[i]))
			return 1;
	if (optind == argc)
		while (fgets(line, sizeof(line), stdin))
			if (do_line(&vm, line))
				return 1;
	return 0;
}
