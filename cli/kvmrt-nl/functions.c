// SPDX-License-Identifier: GPL-2.0-only
/*
 * Masks of the functions that a guest may call, as words.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "kvmrt-nl.h"

#define ALL (KVMRT_GS_ALLOW(KVMRT_GS_FUNCTIONS) - 1)

int nl_functions_parse(struct cli *cli, const char *list, uint32_t *mask)
{
	char *copy, *rest, *word;
	int fn, ret = CLI_DONE;

	if (!strcmp(list, "all") || !strcmp(list, "none")) {
		*mask = *list == 'a' ? ALL : 0;
		return CLI_DONE;
	}
	copy = strdup(list);
	if (!copy)
		return cli_usage(cli, "out of memory");
	*mask = 0;
	rest = copy;
	while (!ret && (word = strsep(&rest, ","))) {
		fn = kvmrt_gs_function_parse(word);
		if (fn < 0)
			ret = cli_usage(cli, "unknown function '%s' of 'allow'",
					word);
		else
			*mask |= KVMRT_GS_ALLOW(fn);
	}
	free(copy);
	return ret;
}

struct json_object *nl_functions_list(uint32_t mask)
{
	struct json_object *list = cli_list();
	uint32_t fn;

	for (fn = 0; fn < KVMRT_GS_FUNCTIONS; fn++) {
		if (mask & KVMRT_GS_ALLOW(fn))
			cli_add_str(list, kvmrt_gs_function_name(fn));
	}
	return list;
}
