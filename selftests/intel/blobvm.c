// SPDX-License-Identifier: GPL-2.0-only
/*
 * blobvm: a VM whose guest is a few instructions that make hypercalls.  It
 * stands where no guest kernel can: in an emulated host without disks, and in
 * the modes and privilege levels that a kernel's hypercalls never come from.
 *
 * It prints one line for each call: its words, " -> ", RAX as signed decimal.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/kvmrt_gs.h>
#include "vm.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define MAX_WORDS	8

/* By enum vm_mode. */
static const char *const mode_names[] = { "long", "prot", "user" };

static int parse_number(const char *word, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(word, &end, 0);
	if (errno || end == word || *end) {
		fprintf(stderr, "blobvm: '%s' is no number\n", word);
		return -1;
	}
	return 0;
}

/* "log": the message goes to guest memory; its words are joined by blanks. */
static int parse_log(struct vm *vm, char *const *words, int n,
		     struct vm_call *call)
{
	size_t len = 0, size;
	int i;

	for (i = 0; i < n; i++) {
		size = strlen(words[i]);
		if (VM_GPA_DATA + len + size + 1 > VM_MEM_SIZE) {
			fprintf(stderr, "blobvm: message too long\n");
			return -1;
		}
		if (i)
			vm->mem[VM_GPA_DATA + len++] = ' ';
		memcpy(vm->mem + VM_GPA_DATA + len, words[i], size);
		len += size;
	}
	call->rbx = KVMRT_GS_FN_LOG_MSG;
	call->rcx = VM_GPA_DATA;
	call->rdx = len;
	return 0;
}

/* Calls with one number, and what that number is. */
static const struct {
	const char *name;
	enum kvmrt_gs_fn fn;
	int is_len;	/* of a buffer in the guest's memory, full of 'x' */
} simple_calls[] = {
	{ "query", KVMRT_GS_FN_QUERY, 0 },
	{ "ping", KVMRT_GS_FN_PING, 0 },
	{ "flush", KVMRT_GS_FN_TRACE_FLUSH, 0 },
	{ "log-size", KVMRT_GS_FN_LOG_MSG, 1 },
	{ "data-size", KVMRT_GS_FN_LOG_DATA, 1 },
};

static int parse_simple(struct vm *vm, size_t i, const char *number,
			struct vm_call *call)
{
	call->rbx = simple_calls[i].fn;
	if (!simple_calls[i].is_len)
		return parse_number(number, &call->rcx);
	memset(vm->mem + VM_GPA_DATA, 'x', VM_MEM_SIZE - VM_GPA_DATA);
	call->rcx = VM_GPA_DATA;
	return parse_number(number, &call->rdx);
}

static int parse_raw(char *const *words, int n, struct vm_call *call)
{
	uint64_t *const regs[] = {
		&call->rax, &call->rbx, &call->rcx, &call->rdx, &call->rsi
	};
	int i;

	if (n > (int)ARRAY_SIZE(regs)) {
		fprintf(stderr, "blobvm: raw: too many registers\n");
		return -1;
	}
	for (i = 0; i < n; i++)
		if (parse_number(words[i], regs[i]))
			return -1;
	return 0;
}

static int parse_call(struct vm *vm, char *const *words, int n,
		      struct vm_call *call)
{
	size_t i;

	memset(call, 0, sizeof(*call));
	call->rax = KVMRT_GS_HC_NR;
	for (i = 0; i < ARRAY_SIZE(simple_calls); i++)
		if (n == 2 && !strcmp(words[0], simple_calls[i].name))
			return parse_simple(vm, i, words[1], call);
	if (n >= 2 && !strcmp(words[0], "log"))
		return parse_log(vm, words + 1, n - 1, call);
	if (n >= 2 && !strcmp(words[0], "raw"))
		return parse_raw(words + 1, n - 1, call);
	if (n == 1 && !strcmp(words[0], "log-hole")) {
		call->rbx = KVMRT_GS_FN_LOG_MSG;
		call->rcx = VM_GPA_HOLE;
		call->rdx = 16;
		return 0;
	}
	fprintf(stderr, "blobvm: no such call, or wrong arguments: %s\n",
		words[0]);
	return -1;
}

static int do_line(struct vm *vm, char *line)
{
	char *words[MAX_WORDS], *save = NULL, *word;
	struct vm_call call;
	int n = 0, i;

	for (word = strtok_r(line, " \n", &save); word && n < MAX_WORDS;
	     word = strtok_r(NULL, " \n", &save))
		words[n++] = word;
	if (!n)
		return 0;
	if (word) {
		fprintf(stderr, "blobvm: too many words\n");
		return -1;
	}
	if (parse_call(vm, words, n, &call) || vm_run(vm, &call))
		return -1;
	for (i = 0; i < n; i++)
		printf("%s ", words[i]);
	printf("-> %" PRId64 "\n", (int64_t)call.rax);
	/* Whoever writes our standard input waits for this line. */
	fflush(stdout);
	return 0;
}

static void usage(FILE *to)
{
	fprintf(to,
		"usage: blobvm [-m long|prot|user] [CALL]...\n"
		"Makes hypercalls in a new VM and prints RAX of each.  Without CALL they are\n"
		"read from standard input, one per line, and the VM lives until its end.\n"
		"  CALL  \"query ITEM\" | \"ping COOKIE\" | \"flush SCOPE\" | \"log WORD...\" |\n"
		"        \"log-size BYTES\" | \"log-hole\" | \"data-size BYTES\" |\n"
		"        \"raw RAX [RBX [RCX [RDX [RSI]]]]\"\n"
		"  -m    long: 64-bit, CPL 0 (default); prot: 32-bit, CPL 0; user: 64-bit, CPL 3\n");
}

static int parse_mode(const char *name, enum vm_mode *mode)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mode_names); i++) {
		if (!strcmp(name, mode_names[i])) {
			*mode = i;
			return 0;
		}
	}
	fprintf(stderr, "blobvm: unknown mode '%s' (try -h)\n", name);
	return -1;
}

int main(int argc, char **argv)
{
	enum vm_mode mode = VM_LONG;
	struct vm vm;
	char line[512];
	int opt, i;

	while ((opt = getopt(argc, argv, "m:h")) != -1) {
		switch (opt) {
		case 'm':
			if (parse_mode(optarg, &mode))
				return 2;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (vm_create(&vm, mode))
		return 1;
	for (i = optind; i < argc; i++)
		if (do_line(&vm, argv[i]))
			return 1;
	if (optind == argc)
		while (fgets(line, sizeof(line), stdin))
			if (do_line(&vm, line))
				return 1;
	return 0;
}
