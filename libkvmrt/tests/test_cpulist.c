// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/cpulist.c. */
#include <stdio.h>
#include <stdlib.h>

#include "test.h"

#define MAX	(KVMRT_CPULIST_CPUS - 1)

static void parse(void **state)
{
	unsigned int cpus[8] = { 0 };

	(void)state;
	assert_int_equal(kvmrt_cpulist_parse("", NULL, 0), 0);
	assert_int_equal(kvmrt_cpulist_parse("0", cpus, 8), 1);
	assert_int_equal(cpus[0], 0);
	assert_int_equal(kvmrt_cpulist_parse("7,2-4,3,0002", cpus, 8), 4);
	assert_int_equal(cpus[0], 2);
	assert_int_equal(cpus[1], 3);
	assert_int_equal(cpus[2], 4);
	assert_int_equal(cpus[3], 7);
	assert_int_equal(kvmrt_cpulist_parse("5-5", cpus, 8), 1);
	assert_int_equal(cpus[0], 5);
	/* What doesn't fit is counted. */
	cpus[1] = 42;
	assert_int_equal(kvmrt_cpulist_parse("1,3", cpus, 1), 2);
	assert_int_equal(cpus[0], 1);
	assert_int_equal(cpus[1], 42);
	assert_int_equal(kvmrt_cpulist_parse("0-8191", NULL, 0),
			 KVMRT_CPULIST_CPUS);
}

static void parse_refuses(void **state)
{
	static const char *const bad[] = {
		",", "1,", ",1", "1,,2", "-", "-1", "1-", "2-1", "1-2-3", " 1",
		"1 ", "1 2", "a", "1a", "0x1", "+1", "1\n", "1:2",
	};
	static const char *const large[] = {
		"8192", "0-8192", "8192-1", "99999999999999999999", "1,9000",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		errno = 0;
		assert_int_equal(kvmrt_cpulist_parse(bad[i], NULL, 0), -EINVAL);
		assert_int_equal(errno, EINVAL);
	}
	for (i = 0; i < sizeof(large) / sizeof(large[0]); i++) {
		errno = 0;
		assert_int_equal(kvmrt_cpulist_parse(large[i], NULL, 0),
				 -ERANGE);
		assert_int_equal(errno, ERANGE);
	}
}

static void format(void **state)
{
	static const unsigned int cpus[] = { MAX, 3, 0, 2, 3, 5, 4, MAX - 1 };
	const unsigned int too_large[] = { 0, MAX + 1 };
	static const char want[] = "0,2-5,8190-8191";
	char list[32];
	size_t size;

	(void)state;
	assert_int_equal(kvmrt_cpulist_format(cpus, 8, list, sizeof(list)),
			 strlen(want));
	assert_string_equal(list, want);
	assert_int_equal(kvmrt_cpulist_format(NULL, 0, list, sizeof(list)), 0);
	assert_string_equal(list, "");
	assert_int_equal(kvmrt_cpulist_format(too_large, 2, list, 32),
			 -ERANGE);
	/* Any size: cut, ended, and nothing written behind it. */
	assert_int_equal(kvmrt_cpulist_format(cpus, 8, NULL, 0), strlen(want));
	for (size = 1; size <= sizeof(want); size++) {
		memset(list, '#', sizeof(list));
		assert_int_equal(kvmrt_cpulist_format(cpus, 8, list, size),
				 strlen(want));
		assert_int_equal(strlen(list), size - 1);
		assert_memory_equal(list, want, size - 1);
		assert_int_equal(list[size], '#');
	}
}

/* What one writes the other reads, for any set. */
static void round_trip(void **state)
{
	static unsigned int in[KVMRT_CPULIST_CPUS];
	static unsigned int out[KVMRT_CPULIST_CPUS];
	static char list[KVMRT_CPULIST_CPUS * 6];
	int round;

	(void)state;
	srand(1);
	for (round = 0; round < 200; round++) {
		int density = rand() % 100 + 1;
		size_t count = 0;
		unsigned int cpu;

		for (cpu = 0; cpu < KVMRT_CPULIST_CPUS; cpu++)
			if (rand() % 100 < density)
				in[count++] = cpu;
		assert_in_range(kvmrt_cpulist_format(in, count, list,
						     sizeof(list)),
				0, sizeof(list) - 1);
		assert_int_equal(kvmrt_cpulist_parse(list, out,
						     KVMRT_CPULIST_CPUS),
				 count);
		assert_memory_equal(in, out, count * sizeof(in[0]));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(parse),
		TEST(parse_refuses),
		TEST(format),
		TEST(round_trip),
	};

	return cmocka_run_group_tests_name("cpulist", tests, NULL, NULL);
}
