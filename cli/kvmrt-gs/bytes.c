// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text or hex bytes.  Which of the two a word is depends on its first letters
 * only, never on whether the rest happens to look like hex.
 */
#include <errno.h>
#include <kvmrt/custom.h>
#include <stdlib.h>
#include <string.h>

#include "kvmrt-gs.h"

static const char text_prefix[] = "text:";

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int parse_hex(struct cli *cli, struct gs_step *step, const char *prefix,
		     const char *digits)
{
	size_t count = strlen(digits), i;

	for (i = 0; i < count; i++) {
		if (hex_digit(digits[i]) < 0)
			return cli_usage(cli,
					 "'%c' behind '%s' is no hex digit (text that starts so is written text:%s...)",
					 digits[i], prefix, prefix);
	}
	if (!count)
		return cli_usage(cli, "no bytes behind '%s'", prefix);
	if (count % 2)
		return cli_usage(cli,
				 "%zu hex digits behind '%s' make no whole bytes",
				 count, prefix);

	step->len = count / 2;
	step->bytes = calloc(1, step->len + 1);
	if (!step->bytes)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	for (i = 0; i < step->len; i++)
		step->bytes[i] = hex_digit(digits[2 * i]) << 4 |
				 hex_digit(digits[2 * i + 1]);
	return CLI_DONE;
}

int gs_parse_bytes(struct cli *cli, struct gs_step *step, const char *arg)
{
	static const char *const hex_prefixes[] = { "hex:", "0x" };
	size_t i;

	for (i = 0; i < sizeof(hex_prefixes) / sizeof(hex_prefixes[0]); i++) {
		const char *prefix = hex_prefixes[i];

		if (!strncmp(arg, prefix, strlen(prefix)))
			return parse_hex(cli, step, prefix,
					 arg + strlen(prefix));
	}
	if (!strncmp(arg, text_prefix, strlen(text_prefix)))
		arg += strlen(text_prefix);
	if (!*arg)
		return cli_usage(cli, "the text is empty");
	step->bytes = strdup(arg);
	if (!step->bytes)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	step->len = strlen(arg);
	return CLI_DONE;
}

int gs_parse_message(struct cli *cli, struct gs_step *step, const char *arg)
{
	int ret = gs_parse_bytes(cli, step, arg);

	if (!ret && strlen(step->bytes) != step->len)
		return cli_usage(cli,
				 "byte %zu is 00, which ends a message (xtrace_log_data takes it)",
				 strlen(step->bytes));
	return ret;
}

static int read_file(struct cli *cli, struct gs_step *step, const char *path)
{
	FILE *file;
	int err;

	/* One more, to see that there is more. */
	step->bytes = calloc(1, KVMRT_CUSTOM_DATA_MAX + 2);
	if (!step->bytes)
		return cli_fail(cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	file = fopen(path, "re");
	if (!file)
		return cli_fail(cli, CLI_REFUSED, errno, NULL, "%s: %s", path,
				strerror(errno));
	errno = 0;
	step->len = fread(step->bytes, 1, KVMRT_CUSTOM_DATA_MAX + 1, file);
	err = ferror(file) ? errno : 0;
	fclose(file);
	if (err)
		return cli_fail(cli, CLI_REFUSED, err, NULL, "%s: %s", path,
				strerror(err));
	if (step->len > KVMRT_CUSTOM_DATA_MAX)
		return cli_fail(cli, CLI_REFUSED, EMSGSIZE, NULL,
				"%s: has more than %d bytes, the most of an event",
				path, KVMRT_CUSTOM_DATA_MAX);
	return CLI_DONE;
}

int gs_parse_event(struct cli *cli, struct gs_step *step, const char *arg)
{
	static const char prefix[] = "file:";

	if (!strcmp(arg, text_prefix))
		return CLI_DONE;
	if (strncmp(arg, prefix, strlen(prefix)))
		return gs_parse_bytes(cli, step, arg);
	arg += strlen(prefix);
	if (!*arg)
		return cli_usage(cli, "no path behind '%s'", prefix);
	return read_file(cli, step, arg);
}
