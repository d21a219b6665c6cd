/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of nlfuzz: tables, messages, coverage. */
#ifndef SELFTESTS_NETLINK_FUZZ_H
#define SELFTESTS_NETLINK_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What scripts/gen-netlink makes tables of. */
enum fuzz_kind { FUZZ_NUMBER, FUZZ_STRING, FUZZ_BYTES, FUZZ_NEST };

struct fuzz_attr {
	int type;
	enum fuzz_kind kind;
	int size;		/* bytes of a number */
	const uint64_t *edges;	/* values of a number, lengths of others */
	int nr_edges;
};

struct fuzz_op {
	int cmd;
	bool can_do;
	bool can_dump;
	const struct fuzz_attr *attrs;
	int nr_attrs;
	uint64_t wanted;	/* bit n: attrs[n] belongs into a request */
};

struct fuzz_family {
	const char *name;
	int version;
	const struct fuzz_op *ops;
	int nr_ops;
	int max_cmd;
};

/* Longer than the longest value of any table, with room for several. */
#define FUZZ_MAX_MSG 12288

/* A message; what is in it may contradict @len. */
struct fuzz_msg {
	size_t len;		/* bytes to send */
	unsigned char data[FUZZ_MAX_MSG];
};

/* fuzz_gen.c */
extern const struct fuzz_family *const fuzz_all;
extern const int fuzz_nr_families;
void fuzz_seed(uint64_t seed);
uint32_t fuzz_random(uint32_t below);
void fuzz_generate(const struct fuzz_family *family, int number,
		   struct fuzz_msg *msg);
void fuzz_mutate(const struct fuzz_family *family, struct fuzz_msg *msg);

/* fuzz_cover.c */
bool cover_open(void);
void cover_begin(void);
/* Edges that no message went over before, since cover_begin(). */
int cover_end(void);

#endif /* SELFTESTS_NETLINK_FUZZ_H */
