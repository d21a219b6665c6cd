// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Any bytes as the chunks of LOG_DATA events, and what they make as a custom
 * event: what a guest's program or a broken trace file may hold.
 * Usage: fuzz_custom [-runs=N] [-seed=N]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kvmrt/custom.h>

static void die(const char *what)
{
	fprintf(stderr, "fuzz_custom: %s\n", what);
	abort();
}

static unsigned int dice(unsigned int sides)
{
	return (unsigned int)rand() % sides;
}

/* Bytes at the very end of an allocation, so that a sanitizer sees one more. */
static unsigned char *random_bytes(size_t bytes)
{
	unsigned char *data = malloc(bytes ? bytes : 1);
	size_t i;

	if (!data)
		die("no memory");
	for (i = 0; i < bytes; i++)
		data[i] = (unsigned char)dice(256);
	return data;
}

static unsigned int look(const struct kvmrt_custom *custom)
{
	const unsigned char *data = custom->data;
	unsigned int sum = custom->type;
	size_t i;

	for (i = 0; i < custom->length; i++)
		sum += data[i];
	return sum;
}

/* A good one, spoilt in few places or cut: 1 if it was taken all the same. */
static int fuzz_parse(void)
{
	size_t length = dice(64), bytes, cut, i, spoilt = dice(4);
	struct kvmrt_custom custom = { 0 };
	unsigned char *data = random_bytes(length);
	unsigned char *payload = random_bytes(length + 16);
	unsigned char *copy;
	unsigned int type = (unsigned int)rand();
	volatile unsigned int sink;
	int ret;

	ret = kvmrt_custom_build(type, data, length, payload, length + 16);
	if (ret != (int)length + 16)
		die("a payload can't be built");
	for (i = 0; i < spoilt; i++)
		payload[dice(16)] = (unsigned char)(dice(2) ? dice(256) :
						    dice(3));
	bytes = length + 16;
	cut = dice(3) ? 0 : dice((unsigned int)bytes + 1);
	copy = random_bytes(bytes - cut);
	memcpy(copy, payload, bytes - cut);
	ret = kvmrt_custom_parse(copy, bytes - cut, &custom);
	if (!ret) {
		sink = look(&custom);
		(void)sink;
		if (custom.length + 16 != bytes - cut)
			die("the length isn't what came");
	}
	if (!spoilt && !cut &&
	    (ret || custom.type != type || memcmp(custom.data, data, length)))
		die("what was built isn't parsed");
	free(copy);
	free(payload);
	free(data);
	return !ret;
}

static int fuzz_chunks(struct kvmrt_log_data *call)
{
	uint32_t total = dice(20) ? dice(300) : (uint32_t)rand() * 2;
	uint32_t offset = dice(2) ? 0 : dice(300);
	struct kvmrt_custom custom;
	const void *data;
	size_t bytes = dice(100);
	unsigned char *chunk;
	volatile unsigned int sink;
	int ret;

	/* Mostly what fits, so that calls become whole. */
	if (dice(3) && bytes)
		total = (uint32_t)bytes + (dice(2) ? dice(100) : 0);
	chunk = random_bytes(bytes);
	ret = kvmrt_log_data_add(call, total, offset, chunk, bytes);
	free(chunk);
	data = kvmrt_log_data_bytes(call, &bytes);
	if (ret == 1 ? !data : !!data)
		die("whole, and yet not");
	if (data) {
		const unsigned char *p = data;

		if (bytes != total)
			die("whole, with another length");
		sink = p[0] + p[bytes - 1];
		(void)sink;
		kvmrt_custom_parse(data, bytes, &custom);
	}
	return ret == 1;
}

int main(int argc, char **argv)
{
	unsigned long runs = 100000, parsed = 0, whole = 0, i;
	struct kvmrt_log_data *call;
	unsigned int seed = 1;
	int arg;

	for (arg = 1; arg < argc; arg++) {
		if (!strncmp(argv[arg], "-runs=", 6))
			runs = strtoul(argv[arg] + 6, NULL, 10);
		else if (!strncmp(argv[arg], "-seed=", 6))
			seed = (unsigned int)strtoul(argv[arg] + 6, NULL, 10);
	}
	srand(seed);
	if (kvmrt_log_data_new(&call))
		die("no memory");
	for (i = 0; i < runs; i++) {
		parsed += (unsigned long)fuzz_parse();
		whole += (unsigned long)fuzz_chunks(call);
	}
	kvmrt_log_data_free(call);
	/* A fuzzer that only ever meets the first check finds nothing. */
	if (runs > 1000 && (parsed < runs / 100 || whole < runs / 100))
		die("too little came through");
	printf("%lu payloads, %lu parsed, %lu calls whole, seed %u\n", runs,
	       parsed, whole, seed);
	return 0;
}
