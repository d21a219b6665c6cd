// SPDX-License-Identifier: GPL-2.0-only
/* Words of a command line to registers of a hypercall, and to its buffer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/kvmrt_gs.h>
#include "call.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

const char call_help[] =
	"  CALL  query ITEM | ping COOKIE | flush SCOPE |\n"
	"        log WORD... | log-hex HEX | log-size BYTES | log-at GPA BYTES | log-hole |\n"
	"        data-hex HEX | data-size BYTES | data-at GPA BYTES |\n"
	"        raw RAX [RBX [RCX [RDX [RSI]]]]\n";

int call_number(const char *word, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(word, &end, 0);
	if (errno || end == word || *end) {
		fprintf(stderr, "tinyvm: '%s' is no number\n", word);
		return -1;
	}
	return 0;
}

static int buffer(struct vm_call *call, uint64_t fn, uint64_t gpa, uint64_t len)
{
	call->rbx = fn;
	call->rcx = gpa;
	call->rdx = len;
	return 0;
}

/* The words, joined by blanks. */
static int put_text(struct vm *vm, char *const *words, int n, uint64_t fn,
		    struct vm_call *call)
{
	size_t len = 0, size;
	int i;

	for (i = 0; i < n; i++) {
		size = strlen(words[i]);
		if (VM_GPA_DATA + len + size + 1 > VM_MEM_SIZE) {
			fprintf(stderr, "tinyvm: message too long\n");
			return -1;
		}
		if (i)
			vm->mem[VM_GPA_DATA + len++] = ' ';
		memcpy(vm->mem + VM_GPA_DATA + len, words[i], size);
		len += size;
	}
	return buffer(call, fn, VM_GPA_DATA, len);
}

static int put_hex(struct vm *vm, const char *hex, uint64_t fn,
		   struct vm_call *call)
{
	size_t len = strlen(hex) / 2, i;
	unsigned int byte;

	if (strlen(hex) % 2 || VM_GPA_DATA + len > VM_MEM_SIZE)
		goto bad;
	for (i = 0; i < len; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			goto bad;
		vm->mem[VM_GPA_DATA + i] = byte;
	}
	return buffer(call, fn, VM_GPA_DATA, len);
bad:
	fprintf(stderr, "tinyvm: '%s' is no hex\n", hex);
	return -1;
}

/* A size may be beyond all memory; what there is of it is filled. */
static int put_size(struct vm *vm, const char *word, uint64_t fn,
		    struct vm_call *call)
{
	uint64_t len;

	if (call_number(word, &len))
		return -1;
	memset(vm->mem + VM_GPA_DATA, 'x', VM_MEM_SIZE - VM_GPA_DATA);
	return buffer(call, fn, VM_GPA_DATA, len);
}

static int put_at(char *const *words, uint64_t fn, struct vm_call *call)
{
	uint64_t gpa, len;

	if (call_number(words[0], &gpa) || call_number(words[1], &len))
		return -1;
	return buffer(call, fn, gpa, len);
}

static int parse_raw(char *const *words, int n, struct vm_call *call)
{
	uint64_t *const regs[] = {
		&call->rax, &call->rbx, &call->rcx, &call->rdx, &call->rsi
	};
	int i;

	if (n > (int)ARRAY_SIZE(regs)) {
		fprintf(stderr, "tinyvm: raw takes 5 numbers at most\n");
		return -1;
	}
	for (i = 0; i < n; i++)
		if (call_number(words[i], regs[i]))
			return -1;
	return 0;
}

/* "log..." and "data...": one function of ours each. */
static int parse_buffer(struct vm *vm, const char *form, char *const *words,
			int n, uint64_t fn, struct vm_call *call)
{
	if (!strcmp(form, "") && n)
		return put_text(vm, words, n, fn, call);
	if (!strcmp(form, "-hex") && n == 1)
		return put_hex(vm, words[0], fn, call);
	if (!strcmp(form, "-size") && n == 1)
		return put_size(vm, words[0], fn, call);
	if (!strcmp(form, "-at") && n == 2)
		return put_at(words, fn, call);
	if (!strcmp(form, "-hole") && !n)
		return buffer(call, fn, VM_GPA_HOLE, 16);
	fprintf(stderr, "tinyvm: no such call, or wrong arguments\n");
	return -1;
}

int call_parse(struct vm *vm, char *const *words, int n, struct vm_call *call)
{
	static const struct { const char *name; uint64_t fn; } plain[] = {
		{ "query", KVMRT_GS_FN_QUERY },
		{ "ping", KVMRT_GS_FN_PING },
		{ "flush", KVMRT_GS_FN_TRACE_FLUSH },
	};
	const char *name = words[0];
	size_t i;

	memset(call, 0, sizeof(*call));
	call->rax = KVMRT_GS_HC_NR;
	for (i = 0; i < ARRAY_SIZE(plain); i++) {
		if (n == 2 && !strcmp(name, plain[i].name)) {
			call->rbx = plain[i].fn;
			return call_number(words[1], &call->rcx);
		}
	}
	if (n >= 2 && !strcmp(name, "raw"))
		return parse_raw(words + 1, n - 1, call);
	if (!strncmp(name, "log", 3))
		return parse_buffer(vm, name + 3, words + 1, n - 1,
				    KVMRT_GS_FN_LOG_MSG, call);
	if (!strncmp(name, "data", 4))
		return parse_buffer(vm, name + 4, words + 1, n - 1,
				    KVMRT_GS_FN_LOG_DATA, call);
	fprintf(stderr, "tinyvm: no such call, or wrong arguments: %s\n", name);
	return -1;
}
