// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_args.h"

/* Up to a comma that stands alone. */
static char *piece(const char **at)
{
	const char *from = *at, *end = from;
	char *text, *to;

	while (*end && (*end != ',' || end[1] == ','))
		end += *end == ',' ? 2 : 1;
	text = malloc((size_t)(end - from) + 1);
	if (!text)
		return NULL;
	for (to = text; from < end; from++) {
		from += *from == ',';
		*to++ = *from;
	}
	*to = 0;
	*at = end;
	return text;
}

int kt_qemu_pair(const char **at, char **key, char **value, bool *comma)
{
	size_t len = strcspn(*at, "=,");

	*key = *value = NULL;
	if (!**at)
		return 0;
	if ((*at)[len] == '=') {
		*key = strndup(*at, len);
		if (!*key)
			return -ENOMEM;
		*at += len + 1;
	}
	*value = piece(at);
	if (!*value) {
		free(*key);
		*key = NULL;
		return -ENOMEM;
	}
	*comma = **at == ',';
	*at += *comma;
	return 1;
}

static struct json_object *from_json(const char *text)
{
	struct json_object *args = json_tokener_parse(text);

	if (args && !json_object_is_type(args, json_type_object)) {
		json_object_put(args);
		args = NULL;
	}
	return args;
}

struct json_object *kt_qemu_args(const char *text, const char *implied)
{
	struct json_object *args;
	char *key, *value;
	bool first = true, comma;

	if (*text == '{')
		return from_json(text);
	args = json_object_new_object();
	while (args && kt_qemu_pair(&text, &key, &value, &comma) > 0) {
		if (key)
			json_object_object_add(args, key,
					       json_object_new_string(value));
		else if (first && implied)
			json_object_object_add(args, implied,
					       json_object_new_string(value));
		else
			json_object_object_add(args, value,
					       json_object_new_string("on"));
		first = false;
		free(key);
		free(value);
	}
	return args;
}

const char *kt_qemu_str(struct json_object *args, const char *key)
{
	struct json_object *value;
	const char *text;

	if (!args || !json_object_object_get_ex(args, key, &value) || !value)
		return "";
	text = json_object_get_string(value);
	return text ? text : "";
}

bool kt_qemu_has(struct json_object *args, const char *key)
{
	return *kt_qemu_str(args, key);
}

static bool one_of(const char *word, const char *const words[])
{
	for (; *words; words++) {
		if (!strcmp(word, *words))
			return true;
	}
	return false;
}

bool kt_qemu_is_on(struct json_object *args, const char *key)
{
	static const char *const words[] = { "on", "yes", "true", "y", NULL };

	return one_of(kt_qemu_str(args, key), words);
}

bool kt_qemu_is_off(struct json_object *args, const char *key)
{
	static const char *const words[] = { "off", "no", "false", "n", NULL };

	return one_of(kt_qemu_str(args, key), words);
}

bool kt_qemu_is(const char *program)
{
	static const char *const names[] = { "qemu", "qemu-kvm", "kvm",
					     "kvm-spice", NULL };
	const char *name = strrchr(program, '/');

	name = name ? name + 1 : program;
	return !strncmp(name, "qemu-system-", 12) || one_of(name, names);
}

const char *kt_qemu_option(const char *word, bool *next)
{
	/* All others take one, of all versions. */
	static const char *const alone[] = {
		"S", "alt-grab", "audio-help", "ctrl-grab", "curses",
		"daemonize", "enable-kvm", "enable-sync-profile", "full-screen",
		"h", "help", "mem-prealloc", "no-acpi", "no-fd-bootchk",
		"no-frame", "no-hpet", "no-kvm", "no-kvm-irqchip",
		"no-kvm-pit", "no-kvm-pit-reinjection", "no-quit", "no-reboot",
		"no-shutdown", "no-user-config", "nodefaults", "nodefconfig",
		"nographic", "nouserconfig", "old-param",
		"one-insn-per-tb", "only-migratable", "portrait", "preconfig",
		"rtc-td-hack", "s", "sdl", "semihosting", "singlestep",
		"show-cursor", "snapshot", "tdf", "usb", "version",
		"win2k-hack", "xen-attach", "xen-domid-restrict", NULL
	};

	*next = false;
	if (*word != '-' || !word[1])
		return NULL;
	word += word[1] == '-' ? 2 : 1;
	*next = !one_of(word, alone);
	return word;
}
