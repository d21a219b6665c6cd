// SPDX-License-Identifier: GPL-2.0-only
/*
 * KEY VALUE pairs in any order, by a command's table of keys.
 *
 * A key that stands in the table twice may be given twice: `vm set name old
 * name new`, where the first selects and the second sets.
 */
#include <string.h>

#include "cli.h"

/* The key of that word that has no value yet, or, failing that, any. */
static int find_key(const struct cli_key *keys, const struct cli_args *args,
		    const char *word)
{
	int taken = -1, i;

	for (i = 0; keys && keys[i].name; i++) {
		if (strcmp(keys[i].name, word))
			continue;
		if (!args->value[i])
			return i;
		taken = i;
	}
	return taken;
}

/* The key of the same sort (VM, word) that was given already, or NULL. */
static const char *rival(const struct cli_key *keys,
			 const struct cli_args *args, int key)
{
	unsigned int sort = keys[key].flags & (CLI_VM | CLI_WORD);
	int i;

	for (i = 0; sort && keys[i].name; i++) {
		if (i != key && args->value[i] && keys[i].flags & sort)
			return keys[i].name;
	}
	return NULL;
}

/*
 * `vm set id 3 name web`: as the VM is named by its id, the name is the new
 * one.  So a way to name a VM makes room if its word has a second meaning.
 */
static bool give_way(const struct cli_key *keys, struct cli_args *args)
{
	const char *word;
	int i, other;

	for (i = 0; keys[i].name; i++) {
		if (!args->value[i] || !(keys[i].flags & CLI_VM))
			continue;
		word = args->value[i];
		other = find_key(keys, args, keys[i].name);
		if (other != i && !args->value[other] &&
		    rival(keys, args, i)) {
			args->value[i] = NULL;
			args->value[other] = word;
			return true;
		}
	}
	return false;
}

static int check_rivals(struct cli *cli, const struct cli_key *keys,
			struct cli_args *args)
{
	const char *other;
	int i;

	for (i = 0; keys[i].name; i++) {
		if (!args->value[i])
			continue;
		other = rival(keys, args, i);
		if (!other)
			continue;
		if (give_way(keys, args))
			return check_rivals(cli, keys, args);
		if (keys[i].flags & CLI_VM)
			return cli_usage(cli, "names the VM twice, by '%s' and '%s'",
					 keys[i].name, other);
		return cli_usage(cli, "takes only one of '%s' and '%s'",
				 keys[i].name, other);
	}
	return CLI_DONE;
}

static int check_required(struct cli *cli, const struct cli_key *keys,
			  const struct cli_args *args)
{
	bool need_vm = false, have_vm = false;
	int i;

	for (i = 0; keys[i].name; i++) {
		if (keys[i].flags & CLI_VM) {
			need_vm |= (keys[i].flags & CLI_REQUIRED) != 0;
			have_vm |= args->value[i] != NULL;
		}
	}
	if (need_vm && !have_vm)
		return cli_usage(cli, "no VM is named (id N, name NAME or pid PID)");

	for (i = 0; keys[i].name; i++) {
		if (keys[i].flags & CLI_REQUIRED && !args->value[i] &&
		    !(keys[i].flags & CLI_VM))
			return cli_usage(cli, "'%s %s' is missing",
					 keys[i].name, keys[i].value);
	}
	return CLI_DONE;
}

int cli_parse(struct cli *cli, const struct cli_command *command,
	      int argc, char **argv, struct cli_args *args)
{
	const struct cli_key *keys = command->keys;
	int i, key, ret;

	memset(args, 0, sizeof(*args));
	args->command = command;
	for (i = 0; i < argc; i++) {
		key = find_key(keys, args, argv[i]);
		if (key < 0 && argv[i][0] == '-' && argv[i][1])
			return cli_usage(cli, "unknown word '%s' (options come first)",
					 argv[i]);
		if (key < 0)
			return cli_usage(cli, "unknown word '%s'", argv[i]);
		if (args->value[key])
			return cli_usage(cli, "'%s' is given twice", argv[i]);
		if (keys[key].flags & CLI_WORD) {
			args->value[key] = argv[i];
			continue;
		}
		if (++i == argc)
			return cli_usage(cli, "'%s' needs a value (%s)",
					 keys[key].name, keys[key].value);
		args->value[key] = argv[i];
	}
	if (!keys)
		return CLI_DONE;
	ret = check_rivals(cli, keys, args);
	return ret ? ret : check_required(cli, keys, args);
}
