// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of a VM's monitor: what devices it has is in there.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kvmrt-trace.h"
#include "command_secret.h"
#include "meta_write.h"
#include "qemu_args.h"

/* Its words, each with a NUL behind it; *cut if there are more. */
static char *words_read(pid_t pid, size_t *len, bool *cut)
{
	char *text = malloc(KT_COMMAND_BYTES + 1), path[32];
	ssize_t n = 1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	fd = text ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	*len = 0;
	while (fd >= 0 && n > 0 && *len <= KT_COMMAND_BYTES) {
		n = read(fd, text + *len, KT_COMMAND_BYTES + 1 - *len);
		*len += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	*cut = *len > KT_COMMAND_BYTES;
	/* No half of a word: what is secret in it might not be seen. */
	while (*len && text[*len - 1])
		(*len)--;
	if (!*len) {
		free(text);
		return NULL;
	}
	return text;
}

static struct json_object *word(const char *text)
{
	char *clean = text ? cli_utf8(text) : NULL;
	struct json_object *json = json_object_new_string(clean ? clean : KT_HIDDEN);

	free(clean);
	return json;
}

static void add_options(struct json_object *list, const char *at,
			const char *end, bool *cut)
{
	bool next = false, secret = false;
	const char *option;
	char *shown;

	for (; at < end; at += strlen(at) + 1) {
		if (json_object_array_length(list) == KT_COMMAND_WORDS) {
			*cut = true;
			return;
		}
		shown = secret ? strdup(KT_HIDDEN) : kt_secret_hide(at);
		json_object_array_add(list, word(shown));
		free(shown);
		/* Whose argument is next, also behind an option that is not known. */
		option = secret ? NULL : kt_qemu_option(at, &next);
		secret = option && kt_secret_option(option);
	}
}

struct json_object *kt_meta_command(pid_t pid, bool *cut)
{
	struct json_object *list;
	char *text;
	size_t len;

	*cut = false;
	text = pid > 0 ? words_read(pid, &len, cut) : NULL;
	if (!text)
		return NULL;
	list = json_object_new_array();
	json_object_array_add(list, word(text));
	/* Nobody looks at the rest of another monitor's. */
	if (kt_qemu_is(text))
		add_options(list, text + strlen(text) + 1, text + len, cut);
	free(text);
	return list;
}
