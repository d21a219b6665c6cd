// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_args.h"
#include "vmm_command.h"

/* Options whose keys count, and the key that their first word is the value of. */
static const struct {
	const char *name, *implied;
} keyed[] = {
	{ "M", "type" },
	{ "accel", "accel" },
	{ "audio", "driver" },
	{ "blockdev", "driver" },
	{ "chardev", "backend" },
	{ "device", "driver" },
	{ "display", "type" },
	{ "drive", NULL },
	{ "machine", "type" },
	{ "mon", "chardev" },
	{ "net", "type" },
	{ "netdev", "type" },
	{ "nic", "type" },
	{ "rtc", NULL },
};

static void add_keys(struct json_object *to, struct json_object *from)
{
	json_object_object_foreach(from, key, value)
		json_object_object_add(to, key, json_object_get(value));
}

static void add_named(struct json_object *to, const char *key,
		      struct json_object *args)
{
	if (kt_qemu_has(args, key))
		json_object_object_add(to, kt_qemu_str(args, key),
				       json_object_get(args));
}

static void index_option(struct kt_vmm_command *c,
			 const struct kt_vmm_option *o)
{
	if (!strcmp(o->name, "machine") || !strcmp(o->name, "M") ||
	    !strcmp(o->name, "accel"))
		add_keys(c->machine, o->args);
	else if (!strcmp(o->name, "netdev"))
		add_named(c->netdevs, "id", o->args);
	else if (!strcmp(o->name, "chardev"))
		add_named(c->chardevs, "id", o->args);
	else if (!strcmp(o->name, "drive"))
		add_named(c->drives, "id", o->args);
}

static int add_option(struct kt_vmm_command *c, const char *name,
		      const char *text)
{
	struct kt_vmm_option *o = &c->options[c->n++];
	size_t i;

	*o = (struct kt_vmm_option){ .name = name, .text = text };
	for (i = 0; i < sizeof(keyed) / sizeof(*keyed); i++) {
		if (strcmp(keyed[i].name, name))
			continue;
		o->args = kt_qemu_args(text, keyed[i].implied);
		/* Damaged JSON is an option without keys. */
		if (!o->args)
			o->args = json_object_new_object();
		if (!o->args)
			return -ENOMEM;
		index_option(c, o);
	}
	return 0;
}

static enum kt_vmm_machine machine_kind(const char *type)
{
	if (strstr(type, "q35"))
		return KT_MACHINE_Q35;
	if (!strncmp(type, "microvm", 7))
		return KT_MACHINE_MICROVM;
	return strcmp(type, "none") ? KT_MACHINE_PC : KT_MACHINE_NONE;
}

static const char *word_at(struct json_object *words, size_t i)
{
	struct json_object *word = json_object_array_get_idx(words, i);

	return json_object_is_type(word, json_type_string) ?
		       json_object_get_string(word) : NULL;
}

static int parse(struct kt_vmm_command *c, struct json_object *words, size_t n)
{
	const char *word, *name, *text;
	size_t i, bytes = 0;
	bool next;

	for (i = 1; i < n; i++) {
		word = word_at(words, i);
		if (!word)
			return -EINVAL;
		name = kt_qemu_option(word, &next);
		text = name ? "" : word;
		if (next && i + 1 < n) {
			text = word_at(words, ++i);
			if (!text)
				return -EINVAL;
		}
		bytes += strlen(word) + strlen(text);
		if (bytes > 2 * KT_COMMAND_BYTES) {
			c->cut = true;
			return 0;
		}
		if (add_option(c, name ? name : "", text))
			return -ENOMEM;
	}
	return 0;
}

int kt_vmm_command_parse(struct kt_vmm_command *c, struct json_object *words)
{
	size_t n;
	int ret;

	memset(c, 0, sizeof(*c));
	if (!json_object_is_type(words, json_type_array) ||
	    !json_object_array_length(words))
		return -EINVAL;
	n = json_object_array_length(words);
	if (n > KT_COMMAND_WORDS) {
		n = KT_COMMAND_WORDS;
		c->cut = true;
	}
	c->options = calloc(n, sizeof(*c->options));
	c->machine = json_object_new_object();
	c->netdevs = json_object_new_object();
	c->chardevs = json_object_new_object();
	c->drives = json_object_new_object();
	if (!c->options || !c->machine || !c->netdevs || !c->chardevs ||
	    !c->drives)
		return -ENOMEM;
	ret = parse(c, words, n);
	c->kind = machine_kind(kt_qemu_str(c->machine, "type"));
	return ret;
}

void kt_vmm_command_clear(struct kt_vmm_command *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		json_object_put(c->options[i].args);
	free(c->options);
	json_object_put(c->machine);
	json_object_put(c->netdevs);
	json_object_put(c->chardevs);
	json_object_put(c->drives);
	memset(c, 0, sizeof(*c));
}

const struct kt_vmm_option *kt_vmm_option(const struct kt_vmm_command *c,
					  const char *name)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (!strcmp(c->options[i].name, name))
			return &c->options[i];
	}
	return NULL;
}

struct json_object *kt_vmm_named(struct json_object *by_id, const char *id)
{
	struct json_object *args = NULL;

	json_object_object_get_ex(by_id, id, &args);
	return args;
}
