// SPDX-License-Identifier: GPL-2.0-only
/*
 * `kvmrt-nl irq rules import`: rules from /etc/sysconfig/shield, whose
 * IRQ_ASSIGN holds "CPUS:TARGET; CPUS:TARGET; ".  That file is one of
 * assignments for a shell; it is read, never run.
 */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"
#include "rules.h"

#define FILE_MAX_BYTES (256 * 1024)

static const struct cli_field rule_fields[] = {
	{ .key = "line", .title = "LINE" },
	{ .key = "cpus", .title = "CPUS" },
	{ .key = "kind", .title = "KIND" },
	{ .key = "target", .title = "TARGET" },
	{ 0 }
};

static const struct cli_field ignored_fields[] = {
	{ .key = "line", .title = "LINE" },
	{ .key = "setting", .title = "NOT-IMPORTED" },
	{ 0 }
};

static const struct cli_field import_fields[] = {
	{ .key = "from", .title = "from" },
	{ .key = "file", .title = "file" },
	{ .key = "dry_run", .title = "dry run" },
	{ .key = "rule", .title = "rule", .fields = rule_fields },
	{ .key = "ignored", .title = "ignored", .fields = ignored_fields },
	{ 0 }
};

/* A file being read. */
struct reader {
	struct cli *cli;
	const char *from;
	char *text;
	char *at;
	unsigned int line;
	struct rules rules;
	struct json_object *ignored;
};

static int fail(struct reader *r, const char *why)
{
	return cli_fail(r->cli, CLI_REFUSED, EINVAL, NULL, "%s:%u: %s",
			r->from, r->line, why);
}

static char next(struct reader *r)
{
	char c = *r->at;

	if (c)
		r->at++;
	if (c == '\n')
		r->line++;
	return c;
}

static void skip_blanks(struct reader *r)
{
	for (;;) {
		if (*r->at == '#')
			while (*r->at && *r->at != '\n')
				next(r);
		else if (*r->at == '\\' && r->at[1] == '\n')
			next(r);
		else if (!isspace((unsigned char)*r->at) && *r->at != ';')
			return;
		next(r);
	}
}

/*
 * The value of an assignment, with quotes taken off, in place.  What a shell
 * would compute is not known here, so it is refused.
 */
static int take_value(struct reader *r, char **value)
{
	char *to = r->at, quote = 0, c;

	*value = to;
	for (;;) {
		c = *r->at;
		if (!c && quote)
			return fail(r, "a quote is not closed");
		if (!c || (!quote && (isspace((unsigned char)c) || c == ';')))
			break;
		next(r);
		if (quote != '\'' && (c == '$' || c == '`'))
			return fail(r, "what a shell would compute can't be imported");
		if (!quote && (c == '(' || c == '&' || c == '|' || c == '<'))
			return fail(r, "this is no assignment of a text");
		if (quote != '\'' && c == '\\') {
			c = next(r);
			if (c && c != '\n')
				*to++ = c;
		} else if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
		} else {
			*to++ = c;
		}
	}
	if (*r->at)
		next(r);
	*to = '\0';
	return CLI_DONE;
}

static int take_items(struct reader *r, unsigned int line, char *value)
{
	char why[256], *item, *colon;
	int ret;

	while ((item = strsep(&value, ";"))) {
		struct rule rule = { .line = line };

		item = rules_trim(item);
		if (!*item)
			continue;
		colon = strchr(item, ':');
		if (!colon)
			return cli_fail(r->cli, CLI_REFUSED, EINVAL, NULL,
					"%s:%u: no ':' in '%.60s'", r->from,
					line, item);
		*colon = '\0';
		ret = rule_parse(&rule, rules_trim(item),
				 rules_trim(colon + 1), why, sizeof(why));
		if (!ret)
			ret = rules_add(&r->rules, &rule, why, sizeof(why));
		if (ret == -ENOMEM)
			return cli_fail(r->cli, CLI_REFUSED, ENOMEM, NULL,
					"out of memory");
		if (ret)
			return cli_fail(r->cli, CLI_REFUSED, EINVAL, NULL,
					"%s:%u: %s", r->from, line, why);
	}
	return CLI_DONE;
}

static void ignore(struct reader *r, unsigned int line, const char *name)
{
	struct json_object *rec = cli_record(ignored_fields);

	cli_set_u64(rec, "line", line);
	cli_set_str(rec, "setting", name);
	cli_add(r->ignored, rec);
}

static int take_assignment(struct reader *r)
{
	unsigned int line = r->line;
	char *name = r->at, *value;
	bool append;
	int ret;

	while (isalnum((unsigned char)*r->at) || *r->at == '_')
		r->at++;
	append = *r->at == '+' && r->at[1] == '=';
	if (name == r->at || (*r->at != '=' && !append))
		return fail(r, "this is no assignment (NAME=VALUE)");
	*r->at = '\0';
	r->at += append ? 2 : 1;
	ret = take_value(r, &value);
	if (ret)
		return ret;
	if (strcmp(name, "IRQ_ASSIGN")) {
		ignore(r, line, name);
		return CLI_DONE;
	}
	if (!append)
		rules_free(&r->rules);
	return take_items(r, line, value);
}

static int read_text(struct reader *r)
{
	FILE *file = host_open(r->from);
	size_t len = 0;

	if (!file)
		return cli_fail(r->cli, errno == ENOENT ? CLI_NOT_FOUND :
				CLI_REFUSED, errno, "from", "can't read %s: %s",
				r->from, strerror(errno));
	r->text = malloc(FILE_MAX_BYTES + 1);
	if (r->text)
		len = fread(r->text, 1, FILE_MAX_BYTES + 1, file);
	fclose(file);
	if (!r->text)
		return cli_fail(r->cli, CLI_REFUSED, ENOMEM, NULL,
				"out of memory");
	if (len > FILE_MAX_BYTES || memchr(r->text, '\0', len))
		return cli_fail(r->cli, CLI_REFUSED, EINVAL, "from",
				"%s is no file of settings", r->from);
	r->text[len] = '\0';
	r->at = r->text;
	r->line = 1;
	return CLI_DONE;
}

static int read_rules(struct reader *r)
{
	int ret = read_text(r);

	while (!ret) {
		skip_blanks(r);
		if (!*r->at)
			break;
		if (!strncmp(r->at, "export", 6) && isblank(r->at[6]))
			r->at += 6;
		else
			ret = take_assignment(r);
	}
	if (!ret && !r->rules.count)
		ret = cli_fail(r->cli, CLI_NOT_FOUND, ENOENT, "from",
			       "%s has no IRQ_ASSIGN", r->from);
	return ret;
}

static void write_rules(FILE *out, const struct reader *r)
{
	size_t i;

	fprintf(out, "# Interrupts and their CPUs, see kvmrt-irq.conf(5).\n"
		"# Imported from %s.\n", r->from);
	for (i = 0; i < r->rules.count; i++) {
		const struct rule *rule = &r->rules.rules[i];

		fprintf(out, "%s : %s%s\n", rule->cpus,
			rule->kind == RULE_NAME ? "name " : "", rule->target);
	}
}

static int make_folder(const char *path)
{
	char folder[PATH_MAX], *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (!slash || slash == folder)
		return 0;
	*slash = '\0';
	return mkdir(folder, 0755) && errno != EEXIST ? -errno : 0;
}

/* The file is there as a whole or not at all. */
static int write_file(struct cli *cli, const struct reader *r,
		      const char *path)
{
	char whole[PATH_MAX], fresh[PATH_MAX + 8];
	FILE *out = NULL;
	int ret;

	host_path(whole, sizeof(whole), path);
	snprintf(fresh, sizeof(fresh), "%s.new", whole);
	ret = make_folder(whole);
	if (!ret) {
		out = fopen(fresh, "we");
		ret = out ? 0 : -errno;
	}
	if (out) {
		write_rules(out, r);
		if (fflush(out) || fsync(fileno(out)))
			ret = -errno;
		if (fclose(out) && !ret)
			ret = -errno;
		if (!ret && rename(fresh, whole))
			ret = -errno;
		if (ret)
			unlink(fresh);
	}
	if (ret)
		return cli_fail(cli, CLI_REFUSED, -ret, "file",
				"can't write %s: %s", path, strerror(-ret));
	return CLI_DONE;
}

static int emit(struct cli *cli, struct reader *r, const char *file)
{
	struct json_object *rec = cli_record(import_fields), *list = cli_list();
	size_t i;

	for (i = 0; i < r->rules.count; i++) {
		struct json_object *row = cli_record(rule_fields);

		cli_set_u64(row, "line", r->rules.rules[i].line);
		cli_set_str(row, "cpus", r->rules.rules[i].cpus);
		cli_set_str(row, "kind",
			    rule_kind_name(r->rules.rules[i].kind));
		cli_set_str(row, "target", r->rules.rules[i].target);
		cli_add(list, row);
	}
	cli_set_str(rec, "from", r->from);
	cli_set_str(rec, "file", file);
	cli_set_bool(rec, "dry_run", cli->dry_run);
	cli_set_obj(rec, "rule", list);
	cli_set_obj(rec, "ignored", r->ignored);
	r->ignored = NULL;
	return cli_emit(cli, CLI_RECORD, import_fields, rec);
}

int rules_import(struct cli *cli, const char *from, const char *file,
		 bool replace)
{
	struct reader r = { .cli = cli, .from = from };
	char whole[PATH_MAX];
	int ret;

	r.ignored = cli_list();
	ret = read_rules(&r);
	host_path(whole, sizeof(whole), file);
	if (!ret && !replace && !access(whole, F_OK))
		ret = cli_fail(cli, CLI_REFUSED, EEXIST, "file",
			       "%s is there already; say 'replace' to lose it",
			       file);
	if (!ret && !cli->dry_run)
		ret = write_file(cli, &r, file);
	if (!ret)
		ret = emit(cli, &r, file);
	json_object_put(r.ignored);
	rules_free(&r.rules);
	free(r.text);
	return ret;
}
