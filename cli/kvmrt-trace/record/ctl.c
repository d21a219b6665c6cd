// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace ctl: tells a recorder what to do.
 */
#include <errno.h>
#include <json-c/json.h>
#include <kvmrt/cpulist.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/record.h"
#include "control.h"
#include "run.h"
#include "run_args.h"

#define WORDS_MAX 64

enum {
	OPT_CPUS = 1, OPT_INTERACTIVE, OPT_JSON, OPT_HELP,
};

static const struct kt_option options[] = {
	{ OPT_CPUS, 'c', "cpus", "LIST", NULL,
	  "pause, resume or flush these CPUs only, as in 0,2-3" },
	{ OPT_INTERACTIVE, 'i', "interactive", NULL, NULL,
	  "read lines of words from standard input, also without a word" },
	{ OPT_JSON, 'j', "json", NULL, NULL, "print the answers as JSON" },
	{ OPT_HELP, 'h', "help", NULL, NULL, "print this help" },
	{ 0 }
};

static const struct cli_field answer_fields[] = {
	{ .key = "word" },
	{ .key = "error" },
	{ .key = "recording", .title = "recording" },
	{ .key = "mode", .title = "mode" },
	{ .key = "state", .title = "state" },
	{ .key = "paused_cpus", .title = "paused CPUs" },
	{ .key = "seconds", .title = "seconds" },
	{ .key = "bytes", .title = "bytes" },
	{ .key = "flushes", .title = "flushes" },
	{ .key = "lost", .title = "events lost" },
	{ 0 }
};

static const char words_help[] =
	"Words, done in order until one fails:\n"
	"  flush    save what the ring holds now\n"
	"  pause    record nothing until 'resume'\n"
	"  resume   go on\n"
	"  status   tell how it goes\n"
	"  stop     end the recording, and wait until it is complete\n";

/**
 * struct request - one line of words
 * @word: what to do
 * @n: number of them
 * @cpus: for which CPUs, NULL all
 */
struct request {
	enum kt_word word[WORDS_MAX];
	size_t n;
	struct json_object *cpus;
};

static void help(FILE *out)
{
	fputs("usage: kvmrt-trace ctl [OPTION]... [DIR] WORD...\n"
	      "       kvmrt-trace ctl [OPTION]... [DIR]\n"
	      "Controls the recorder of this machine, whose recording is DIR.  Without a word\n"
	      "it reads lines of words from standard input.\n"
	      "\n",
	      out);
	fputs(words_help, out);
	kt_options_help(out, options);
}

void kt_complete_ctl(FILE *out, int argc, char **argv)
{
	int word;

	if (kt_options_complete(out, options, argc, argv))
		return;
	for (word = 0; word < KT_WORDS; word++)
		cli_complete_words(out, kt_word_name(word),
				   argc ? argv[argc - 1] : "");
}

static int read_cpus(struct cli *cli, const char *list, struct json_object **cpus)
{
	unsigned int *cpu = calloc(KVMRT_CPULIST_CPUS, sizeof(*cpu));
	int n = cpu ? kvmrt_cpulist_parse(list, cpu, KVMRT_CPULIST_CPUS) : -ENOMEM;
	int i;

	if (n <= 0) {
		free(cpu);
		return n == -ENOMEM ?
			       cli_fail(cli, CLI_REFUSED, ENOMEM, NULL, "out of memory") :
			       cli_usage(cli, "'%s' is no list of CPUs, such as 0,2-3",
					 list);
	}
	json_object_put(*cpus);
	*cpus = json_object_new_array();
	for (i = 0; i < n; i++)
		json_object_array_add(*cpus, json_object_new_int64(cpu[i]));
	free(cpu);
	return 0;
}

/* The whole line, before any of it is done. */
static int read_words(struct cli *cli, int argc, char **argv,
		      struct request *request)
{
	int i, word;

	for (i = 0; i < argc; i++) {
		word = kt_word_find(argv[i]);
		if (word < 0)
			return cli_usage(cli, "unknown word '%s'", argv[i]);
		if (request->cpus && !kt_word_takes_cpus(word))
			return cli_usage(cli, "'%s' is about all CPUs, not some",
					 argv[i]);
		if (request->n == WORDS_MAX)
			return cli_usage(cli, "more than %d words", WORDS_MAX);
		if (request->n && request->word[request->n - 1] == KT_WORD_STOP)
			return cli_usage(cli, "'%s' can't be done after 'stop'",
					 argv[i]);
		request->word[request->n++] = word;
	}
	return 0;
}

static int tell_answer(struct cli *cli, struct json_object *list,
		       enum kt_word word, struct json_object *answer)
{
	struct json_object *record = cli_record(answer_fields), *value;
	const struct cli_field *field;

	cli_set_str(record, "word", kt_word_name(word));
	for (field = answer_fields; field->key; field++) {
		if (json_object_object_get_ex(answer, field->key, &value) && value)
			cli_set_obj(record, field->key, json_object_get(value));
	}
	if (cli->json) {
		cli_add(list, record);
		return CLI_DONE;
	}
	if (word == KT_WORD_STATUS)
		return cli_emit(cli, CLI_RECORD, answer_fields, record);
	json_object_put(record);
	return CLI_DONE;
}

static int ask(struct cli *cli, int fd, enum kt_word word,
	       struct json_object *cpus, struct json_object *list)
{
	struct json_object *packet = json_object_new_object(), *value;
	struct kt_error err;
	int ret;

	json_object_object_add(packet, "word",
			       json_object_new_string(kt_word_name(word)));
	json_object_object_add(packet, "cpus", json_object_get(cpus));
	ret = kt_control_send(fd, packet);
	json_object_put(packet);
	packet = ret ? NULL : kt_control_receive(fd, &ret);
	if (!packet)
		return cli_fail(cli, CLI_REFUSED, ret ? -ret : EPIPE, NULL,
				"%s: no answer: %s", kt_word_name(word),
				ret ? strerror(-ret) : "the recorder is gone");
	if (json_object_object_get_ex(packet, "errno", &value))
		ret = -json_object_get_int(value);
	if (ret) {
		json_object_object_get_ex(packet, "error", &value);
		kt_error_set(&err, ret, "%s: %s", kt_word_name(word),
			     value ? json_object_get_string(value) : strerror(-ret));
		ret = kt_fail(cli, ret == -EINVAL ? ret : -EIO, &err);
	} else {
		ret = tell_answer(cli, list, word, packet);
	}
	json_object_put(packet);
	return ret;
}

static int ask_all(struct cli *cli, int fd, const struct request *request)
{
	struct json_object *list = cli->json ? cli_list() : NULL;
	int code = CLI_DONE;
	size_t i;

	for (i = 0; i < request->n && !code; i++)
		code = ask(cli, fd, request->word[i], request->cpus, list);
	if (list && json_object_array_length(list))
		return cli_emit(cli, CLI_TABLE, answer_fields, list) | code;
	json_object_put(list);
	return code;
}

/* A line, "--cpus LIST" before its words if it likes. */
static int one_line(struct cli *cli, int fd, char *line)
{
	struct request request = { .n = 0 };
	char *argv[WORDS_MAX + 2], *word;
	int argc = 0, at = 0, code = 0;

	while ((word = strsep(&line, " \t\n"))) {
		if (*word && argc < WORDS_MAX + 2)
			argv[argc++] = word;
	}
	if (argc && !strcmp(argv[0], "help")) {
		fputs(words_help, cli->out);
		return CLI_DONE;
	}
	if (argc > 1 && (!strcmp(argv[0], "--cpus") || !strcmp(argv[0], "-c"))) {
		code = read_cpus(cli, argv[1], &request.cpus);
		at = 2;
	}
	if (!code)
		code = read_words(cli, argc - at, argv + at, &request);
	if (!code)
		code = ask_all(cli, fd, &request);
	if (!code && request.n && request.word[request.n - 1] == KT_WORD_STOP)
		code = -1;
	json_object_put(request.cpus);
	return code;
}

/* Its code is the last line's that failed. */
static int interactive(struct cli *cli, int fd)
{
	bool terminal = isatty(STDIN_FILENO);
	int code = CLI_DONE, ret = 0;
	char *line = NULL;
	size_t size = 0;

	while (ret >= 0) {
		if (terminal)
			fputs("ctl> ", stderr);
		if (getline(&line, &size, stdin) < 0 || !strcmp(line, "quit\n"))
			break;
		ret = one_line(cli, fd, line);
		fflush(cli->out);
		code = ret > 0 ? ret : code;
	}
	free(line);
	return code;
}

/* The recording that is made now; the caller's. */
static char *current_dir(struct kt_error *err, int *ret)
{
	struct json_object *record, *value;
	char *dir = NULL;

	*ret = 0;
	if (geteuid()) {
		*ret = kt_error_set(err, -EPERM, "a recorder answers to root only; run this as root");
		return NULL;
	}
	record = kt_lock_read();
	if (json_object_object_get_ex(record, "recording", &value) && value)
		dir = strdup(json_object_get_string(value));
	json_object_put(record);
	if (!dir)
		*ret = kt_error_set(err, -ENOENT,
				    "nobody records on this machine; 'kvmrt-trace run' does");
	return dir;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/*
 * Where the recorder of a recording is; with guests, that is beside it until
 * all are merged.  The caller's, or NULL if there is no such folder.
 */
static char *folder_of(const char *named)
{
	char *parts;

	if (asprintf(&parts, "%s.parts/host", named) < 0)
		return NULL;
	if (is_folder(parts))
		return parts;
	free(parts);
	return is_folder(named) ? strdup(named) : NULL;
}

static int with_recorder(struct cli *cli, const char *named, bool lines,
			 const struct request *request)
{
	struct kt_error err;
	char *dir;
	int fd, ret = -ENOMEM, code;

	kt_error_set(&err, ret, "out of memory");
	dir = named ? folder_of(named) : current_dir(&err, &ret);
	if (!dir)
		return kt_fail(cli, ret, &err);
	fd = kt_control_connect(dir, &err);
	free(dir);
	if (fd < 0)
		return kt_fail(cli, fd, &err);
	code = ask_all(cli, fd, request);
	if (lines && !code)
		code = interactive(cli, fd);
	close(fd);
	return code;
}

static int parse_and_do(struct cli *cli, int argc, char **argv,
			struct request *request)
{
	const char *value, *dir = NULL;
	char *folder;
	bool lines = false;
	int at = 1, id, ret = 0;

	while ((id = kt_option_next(cli, options, argc, argv, &at, &value))) {
		if (id == OPT_CPUS)
			ret = read_cpus(cli, value, &request->cpus);
		else if (id == OPT_INTERACTIVE)
			lines = true;
		else if (id == OPT_JSON)
			cli->json = true;
		else if (id == OPT_HELP)
			help(cli->out);
		if (id < 0 || ret)
			return CLI_USAGE;
		if (id == OPT_HELP)
			return CLI_DONE;
	}
	if (at < argc && kt_word_find(argv[at]) < 0) {
		folder = folder_of(argv[at]);
		free(folder);
		if (!folder)
			return cli_usage(cli, "'%s' is neither a word nor the folder of a recording",
					 argv[at]);
		dir = argv[at++];
	}
	ret = read_words(cli, argc - at, argv + at, request);
	if (ret)
		return ret;
	if (!request->n && request->cpus)
		return cli_usage(cli, "'--cpus' needs a word");
	return with_recorder(cli, dir, lines || !request->n, request);
}

int kt_cmd_ctl(int argc, char **argv)
{
	struct request request = { .n = 0 };
	struct cli cli;
	int code;

	kt_cli_init(&cli, "ctl");
	code = parse_and_do(&cli, argc, argv, &request);
	json_object_put(request.cpus);
	return cli_finish(&cli, code);
}
