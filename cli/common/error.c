// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the tools say no: one line on stderr, as text or as JSON, never a word
 * on stdout.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const char *cli_errno_name(int err)
{
	static char number[16];
	const char *name;

	name = strerrorname_np(err);
	if (name)
		return name;
	snprintf(number, sizeof(number), "E%d", err);
	return number;
}

/* Key by key and by hand, so that it also works when memory is short. */
static void print_json_string(FILE *out, const char *text)
{
	char *clean = text ? cli_utf8(text) : NULL;
	struct json_object *string;
	const char *json;

	string = clean ? json_object_new_string(clean) : NULL;
	json = string ? json_object_to_json_string_ext(string,
			JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;
	fputs(json ? json : "null", out);
	json_object_put(string);
	free(clean);
}

static void print_error(struct cli *cli, int err, const char *attr,
			const char *message)
{
	char *clean;

	if (cli->json) {
		fputs("{\"error\":{\"errno\":", cli->err);
		print_json_string(cli->err, cli_errno_name(err));
		fputs(",\"message\":", cli->err);
		print_json_string(cli->err, message);
		fputs(",\"attr\":", cli->err);
		print_json_string(cli->err, attr);
		fputs("}}\n", cli->err);
		return;
	}
	clean = cli_escape(message);
	fprintf(cli->err, "%s: %s%s%s\n", cli->prog, cli->where,
		*cli->where ? ": " : "", clean ? clean : "out of memory");
	free(clean);
}

static int vfail(struct cli *cli, int code, int err, const char *attr,
		 const char *hint, const char *fmt, va_list ap)
{
	char *message = NULL, *whole = NULL;

	if (vasprintf(&message, fmt, ap) < 0)
		message = NULL;
	if (message && hint && asprintf(&whole, "%s%s", message, hint) < 0)
		whole = NULL;
	print_error(cli, err, attr, whole ? whole :
		    message ? message : "out of memory");
	free(whole);
	free(message);
	return code;
}

int cli_fail(struct cli *cli, int code, int err, const char *attr,
	     const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = vfail(cli, code, err, attr, NULL, fmt, ap);
	va_end(ap);
	return ret;
}

int cli_usage(struct cli *cli, const char *fmt, ...)
{
	char hint[sizeof(cli->try_help) + 16];
	va_list ap;
	int ret;

	snprintf(hint, sizeof(hint), ", try '%s'", cli->try_help);
	va_start(ap, fmt);
	ret = vfail(cli, CLI_USAGE, EINVAL, NULL, hint, fmt, ap);
	va_end(ap);
	return ret;
}

void cli_debug(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	if (!cli->debug)
		return;
	fprintf(cli->err, "%s: debug: ", cli->prog);
	va_start(ap, fmt);
	vfprintf(cli->err, fmt, ap);
	va_end(ap);
	fputc('\n', cli->err);
}

int cli_finish(struct cli *cli, int code)
{
	if (fflush(cli->out) || ferror(cli->out))
		return cli_fail(cli, code ? code : CLI_REFUSED, EIO, NULL,
				"can't write the output");
	return code;
}
