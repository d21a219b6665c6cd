// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers and times from the command line.  Whatever isn't exactly a number is
 * refused: no sign, no blanks, nothing behind it, no wrapping around.
 */
#include <errno.h>
#include <string.h>

#include "cli.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Digits at *word up to the first that is none; moves *word behind them. */
static int take_digits(const char **word, unsigned int base, uint64_t max,
		       uint64_t *value)
{
	const char *p = *word;
	uint64_t sum = 0;
	bool over = false;

	for (; digit(*p) >= 0 && (unsigned int)digit(*p) < base; p++) {
		if (__builtin_mul_overflow(sum, (uint64_t)base, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)digit(*p), &sum))
			over = true;
	}
	if (p == *word)
		return -EINVAL;
	*word = p;
	if (over || sum > max)
		return -ERANGE;
	*value = sum;
	return 0;
}

int cli_number(const char *word, uint64_t max, uint64_t *value)
{
	unsigned int base = 10;
	uint64_t sum = 0;
	int ret;

	if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
		base = 16;
		word += 2;
	} else if (word[0] == '0' && word[1]) {
		base = 8;
		word++;
	}
	ret = take_digits(&word, base, max, &sum);
	if (*word)
		return -EINVAL;
	if (!ret)
		*value = sum;
	return ret;
}

int cli_time_ns(const char *word, uint64_t *ns)
{
	static const struct {
		const char *unit;
		uint64_t ns;
	} units[] = {
		{ "", 1000000000 }, { "s", 1000000000 }, { "ms", 1000000 },
		{ "us", 1000 }, { "ns", 1 }, { "m", 60ULL * 1000000000 },
		{ "h", 3600ULL * 1000000000 },
	};
	uint64_t count = 0;
	size_t i;
	int ret;

	ret = take_digits(&word, 10, UINT64_MAX, &count);
	if (ret == -EINVAL)
		return ret;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(word, units[i].unit))
			continue;
		if (ret || __builtin_mul_overflow(count, units[i].ns, ns) ||
		    *ns > INT64_MAX)
			return -ERANGE;
		return 0;
	}
	return -EINVAL;
}

int cli_arg_u32(struct cli *cli, const char *key, const char *word,
		uint32_t min, uint32_t max, uint32_t *value)
{
	uint64_t wide = 0;
	int ret;

	ret = cli_number(word, max, &wide);
	if (ret == -EINVAL)
		return cli_usage(cli, "'%s' of '%s' is no number", word, key);
	if (ret || wide < min)
		return cli_usage(cli, "%s of '%s' is not within %u to %u",
				 word, key, min, max);
	*value = wide;
	return 0;
}
