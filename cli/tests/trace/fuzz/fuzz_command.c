// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz_command.h"
#include "kvmrt-trace.h"

/* Far beyond what the largest of these files takes. */
#define END_S 60
#define WORDS_MAX 24
#define REPORT 99

static const char *const lines[] = {
	"view",
	[FUZZ_REPORT] = "report",
	[FUZZ_REPORT_JSON] = "report --json",
	"export -q --perfetto perfetto",
	"export -q --dat dat",
	"view --json -F time,host,cpu,pid,event,args,info",
	"report --json --at 1ms --window 1s",
	"report --around tick --window 1s --events 50",
	"export -q --perfetto perfetto --dat dat -e kvmrt:*",
	"merge -o merged",
};

unsigned int fuzz_commands(void)
{
	return sizeof(lines) / sizeof(lines[0]);
}

/* The same for every process of a run; a leak counts like a wrong access. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "exitcode=99:hard_rss_limit_mb=4096:allocator_may_return_null=1:detect_leaks=1";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "exitcode=99:print_suppressions=0";
}

/* libtraceevent forgets some memory when it gives up a format. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libtraceevent\n";
}

static void child(const char *dir, const char *line, const char *paths)
{
	char words[1024], *argv[WORDS_MAX], *next = words;
	int argc = 0, out, err;

	snprintf(words, sizeof(words), "%s %s", line, paths);
	while (argc < WORDS_MAX - 1 && (argv[argc] = strsep(&next, " ")))
		argc++;
	argv[argc] = NULL;
	if (chdir(dir))
		_exit(98);
	out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
	err = open("err", O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(98);
	close(out);
	close(err);
	alarm(END_S);
	if (!strncmp(line, "view", 4))
		argc = kt_cmd_view(argc, argv);
	else if (!strncmp(line, "report", 6))
		argc = kt_cmd_report(argc, argv);
	else if (!strncmp(line, "export", 6))
		argc = kt_cmd_export(argc, argv);
	else
		argc = kt_cmd_merge(argc, argv);
	/* Leaks are looked for on the way. */
	exit(argc);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void clear(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool is_empty(const char *dir, const char *name)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return stat(path, &st) || !st.st_size;
}

static const char *judge(const char *dir, const char *line, int status)
{
	bool is_report = !strncmp(line, "report", 6);

	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGALRM ? "has no end" : strsignal(WTERMSIG(status));
	switch (WEXITSTATUS(status)) {
	case CLI_DONE:
		return NULL;
	case CLI_REFUSED:
	case CLI_USAGE:
	case CLI_MISSING:
	case CLI_NOT_FOUND:
		/* A report of what comes before the damage says so itself. */
		return is_empty(dir, "err") && !(is_report && !is_empty(dir, "out")) ?
			"fails without a message" : NULL;
	case REPORT:
		return "a sanitizer's report";
	default:
		return "an exit status that it doesn't have";
	}
}

const char *fuzz_command(const char *dir, const char *paths, unsigned int which)
{
	static const char *const made[] = { "perfetto", "dat", "merged", "out", "err" };
	const char *line = lines[which % fuzz_commands()], *wrong;
	int status;
	size_t i;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		perror("fork");
		exit(2);
	}
	if (!pid)
		child(dir, line, paths);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			exit(2);
	}
	wrong = judge(dir, line, status);
	if (wrong)
		fprintf(stderr, "kvmrt-trace %s %s: %s; see %s/err\n", line, paths, wrong, dir);
	for (i = 0; !wrong && i < sizeof(made) / sizeof(made[0]); i++)
		clear(dir, made[i]);
	return wrong;
}
