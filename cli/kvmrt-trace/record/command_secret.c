// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_secret.h"
#include "qemu_args.h"

bool kt_secret_option(const char *option)
{
	static const char *const names[] = { "append", "fw_cfg", "prom-env",
					     "smbios" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(option, names[i]))
			return true;
	}
	return false;
}

/* Of "file.password" the last part counts. */
static bool is_secret(const char *key)
{
	static const char *const names[] = {
		"cookie", "data", "key", "osk", "passwd", "password",
		"rxcookie", "string", "txcookie", "value",
	};
	const char *dot = strrchr(key, '.');
	size_t i;

	key = dot ? dot + 1 : key;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(key, names[i]))
			return true;
	}
	return false;
}

/* USER:PASSWORD@ and ?TOKEN of an URL. */
static void put_url(FILE *out, const char *text, const char *host)
{
	size_t len = strcspn(host, "/?");
	const char *at = memrchr(host, '@', len);

	if (at) {
		fprintf(out, "%.*s" KT_HIDDEN, (int)(host - text), text);
		text = at;
	}
	len = strcspn(text, "?");
	fprintf(out, "%.*s%s", (int)len, text, text[len] ? "?" KT_HIDDEN : "");
}

/* As QEMU names an image of Ceph: "rbd:POOL/IMAGE:OPTION=VALUE:...". */
static void put_rbd(FILE *out, const char *text)
{
	const char *key = strstr(text, ":key="), *end;

	if (!key) {
		fputs(text, out);
		return;
	}
	for (end = key + 5; *end && *end != ':'; end++)
		end += *end == '\\' && end[1];
	fprintf(out, "%.*s:key=" KT_HIDDEN "%s", (int)(key - text), text, end);
}

/* A value without what is secret in any value. */
static char *hide_value(const char *text)
{
	const char *host = strstr(text, "://");
	char *copy = NULL;
	size_t size;
	FILE *out = open_memstream(&copy, &size);

	if (!out)
		return NULL;
	/* An image that is described in JSON, inside of a name. */
	if (!strncmp(text, "json:", 5))
		fputs("json:" KT_HIDDEN, out);
	else if (!strncmp(text, "rbd:", 4))
		put_rbd(out, text);
	else if (host)
		put_url(out, text, host + 3);
	else
		fputs(text, out);
	if (fclose(out)) {
		free(copy);
		return NULL;
	}
	return copy;
}

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == ',')
			fputc(',', out);
		fputc(*text, out);
	}
}

/* KEY=VALUE, or one of a name that only looks like it: "http://host/?a=b". */
static bool put_pair(FILE *out, const char *key, const char *value)
{
	bool is_key = key && !strpbrk(key, ":/?");
	char *whole = NULL, *shown;

	if (is_key && is_secret(key)) {
		fprintf(out, "%s=" KT_HIDDEN, key);
		return true;
	}
	if (key && !is_key && asprintf(&whole, "%s=%s", key, value) < 0)
		return false;
	shown = hide_value(whole ? whole : value);
	free(whole);
	if (!shown)
		return false;
	if (is_key)
		fprintf(out, "%s=", key);
	put_escaped(out, shown);
	free(shown);
	return true;
}

static char *hide_pairs(const char *arg)
{
	char *key, *value, *copy = NULL;
	bool whole = true, comma;
	size_t size;
	FILE *out = open_memstream(&copy, &size);
	int ret = 1;

	if (!out)
		return NULL;
	while (whole && (ret = kt_qemu_pair(&arg, &key, &value, &comma)) > 0) {
		whole = put_pair(out, key, value);
		if (comma)
			fputc(',', out);
		free(value);
		free(key);
	}
	if (fclose(out) || !whole || ret < 0) {
		free(copy);
		return NULL;
	}
	return copy;
}

/* A copy of a JSON value; its depth is the parser's, 32 at most. */
static struct json_object *hide_json(struct json_object *value)
{
	struct json_object *copy, *item;
	char *text;
	size_t i;

	switch (json_object_get_type(value)) {
	case json_type_object:
		copy = json_object_new_object();
		json_object_object_foreach(value, name, member) {
			item = is_secret(name) ? json_object_new_string(KT_HIDDEN) :
						 hide_json(member);
			json_object_object_add(copy, name, item);
		}
		return copy;
	case json_type_array:
		copy = json_object_new_array();
		for (i = 0; i < json_object_array_length(value); i++)
			json_object_array_add(copy, hide_json(json_object_array_get_idx(value, i)));
		return copy;
	case json_type_string:
		text = hide_value(json_object_get_string(value));
		copy = text ? json_object_new_string(text) : NULL;
		free(text);
		return copy;
	default:
		return json_object_get(value);
	}
}

char *kt_secret_hide(const char *arg)
{
	struct json_object *args, *copy;
	char *text;

	if (*arg != '{')
		return hide_pairs(arg);
	args = kt_qemu_args(arg, NULL);
	/* Who knows what would be hidden. */
	if (!args)
		return strdup(KT_HIDDEN);
	copy = hide_json(args);
	text = strdup(json_object_to_json_string_ext(copy, JSON_C_TO_STRING_PLAIN |
						     JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(copy);
	json_object_put(args);
	return text;
}
