// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace merge: brings recordings into one order of time, proves that it
 * is the right one, and keeps them together.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "kvmrt-trace.h"
#include "merge.h"

static const char usage[] =
	"usage: kvmrt-trace merge [OPTION]... -o OUT DIR...\n"
	"Brings recordings of one host and its guests, or of several machines, into\n"
	"one order of time.  DIR is what 'kvmrt-trace run' recorded, a file that a\n"
	"flush saved in it, or a file of trace-cmd recorded with clock x86-tsc.\n"
	"\n"
	"Options:\n"
	"  -o OUT        the directory to make; it holds all that the other commands\n"
	"                need (links to the recordings, or copies)\n"
	"  -t CLOCK      tsc: exact, by each vCPU's TSC offset and ratio (the default,\n"
	"                for one host and its guests); tod: by time of day, as good as\n"
	"                the machines' clocks agree\n"
	"  --unproven    merge also where ping pairs don't prove the order\n"
	"  -j, --json    print what was found as JSON\n"
	"  -h, --help    print this help\n"
	"\n"
	"Prints for each recording the ping pairs and the bound that they prove: the\n"
	"guest's events may be that much too early or too late beside its host's.\n"
	"Without a proof nothing is made, and the exit code is 1.\n";

static const char words[] = "-o -t --unproven -j --json -h --help";

void kt_complete_merge(FILE *out, int argc, char **argv)
{
	const char *word = argc ? argv[argc - 1] : "";

	if (argc > 1 && !strcmp(argv[argc - 2], "-t"))
		cli_complete_words(out, "tsc tod", word);
	else if (*word == '-')
		cli_complete_words(out, words, word);
}

static int get_clock(struct kt_merge *m, const char *word)
{
	if (word && !strcmp(word, "tsc"))
		m->clock = KT_CLOCK_TSC;
	else if (word && !strcmp(word, "tod"))
		m->clock = KT_CLOCK_TOD;
	else
		return cli_usage(m->cli, "-t needs tsc or tod%s%s", word ? ", not " : "",
				 word ? word : "");
	return 0;
}

/* paths gets the directories in order; 0, CLI_USAGE, or -1 for help. */
static int parse(struct kt_merge *m, int argc, char **argv, const char **paths,
		 size_t *n)
{
	bool words_only = false;
	int i;

	for (i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (words_only || *word != '-') {
			paths[(*n)++] = word;
		} else if (!strcmp(word, "--")) {
			words_only = true;
		} else if (!strcmp(word, "-h") || !strcmp(word, "--help")) {
			return -1;
		} else if (!strcmp(word, "-j") || !strcmp(word, "--json")) {
			m->cli->json = true;
		} else if (!strcmp(word, "--unproven")) {
			m->unproven = true;
		} else if (!strcmp(word, "-o")) {
			m->out = argv[++i];
			if (!m->out || !*m->out)
				return cli_usage(m->cli, "-o needs a directory");
		} else if (!strcmp(word, "-t")) {
			if (get_clock(m, argv[++i]))
				return CLI_USAGE;
		} else {
			return cli_usage(m->cli, "unknown option '%s'", word);
		}
	}
	if (!*n)
		return cli_usage(m->cli, "no recording was named");
	if (!m->out)
		return cli_usage(m->cli, "-o OUT is missing");
	return 0;
}

/* What wasn't proved, one line for each source. */
static void explain(const struct kt_merge *m)
{
	size_t i;

	for (i = 0; i < m->stream->sources_n; i++) {
		const struct kt_src *src = &m->stream->sources[i];

		if (m->found[i].reason)
			fprintf(m->cli->err, "%s: %s: not proved: %s: %s\n",
				m->cli->prog, m->cli->where, src->dir, m->found[i].reason);
		if (src->guessed_vm)
			fprintf(m->cli->err, "%s: %s: %s: it doesn't say which VM it is; taken for VM %u, the host's only one\n",
				m->cli->prog, m->cli->where, src->dir, src->pub.vm_id);
	}
}

static int refuse(struct kt_merge *m)
{
	char text[1024] = "";
	size_t i, len;

	for (i = 0; i < m->stream->sources_n; i++) {
		len = strlen(text);
		if (m->found[i].reason)
			snprintf(text + len, sizeof(text) - len, "%s%s: %s", len ? "; " : "",
				 m->stream->sources[i].dir, m->found[i].reason);
	}
	return cli_fail(m->cli, CLI_REFUSED, EBADE, NULL,
			"the order is not proved: %s; --unproven merges nevertheless", text);
}

static int merge(struct kt_merge *m, const char *const *paths, size_t n)
{
	struct kt_error err = { .text = "" };
	size_t i;
	int ret;

	for (i = 0; i < n; i++) {
		if (kt_merged_is(paths[i]))
			return cli_fail(m->cli, CLI_REFUSED, EINVAL, NULL,
					"%s: this is merged already; name the recordings themselves",
					paths[i]);
	}
	ret = kt_stream_open_raw(&m->stream, paths, n, m->clock, 0, &err);
	if (ret)
		return kt_fail(m->cli, ret, &err);
	ret = kt_merge_find(m, &err);
	if (ret)
		return kt_fail(m->cli, ret, &err);
	if (!m->proven && !m->unproven) {
		/* JSON has its place on stdout only when it was done. */
		if (!m->cli->json)
			kt_merge_print(m);
		return refuse(m);
	}
	ret = kt_merge_write(m, &err);
	if (ret)
		return kt_fail(m->cli, ret, &err);
	explain(m);
	return kt_merge_print(m);
}

int kt_cmd_merge(int argc, char **argv)
{
	struct kt_merge m = { .clock = KT_CLOCK_TSC };
	const char **paths = calloc((size_t)argc + 1, sizeof(*paths));
	struct cli cli;
	size_t n = 0;
	int ret;

	kt_cli_init(&cli, "merge");
	m.cli = &cli;
	if (!paths)
		return cli_fail(&cli, CLI_REFUSED, ENOMEM, NULL, "out of memory");
	ret = parse(&m, argc, argv, paths, &n);
	if (ret < 0) {
		fputs(usage, cli.out);
		ret = CLI_DONE;
	} else if (!ret) {
		ret = merge(&m, paths, n);
		if (m.stream) {
			kt_merge_found_free(&m);
			kt_stream_close(m.stream);
		}
	}
	free(paths);
	return cli_finish(&cli, ret);
}
