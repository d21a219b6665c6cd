// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output through the user's pager.
 */
#include <stdlib.h>
#include <unistd.h>

#include "view.h"

FILE *view_pager_open(void)
{
	const char *command = getenv("PAGER");

	if (!isatty(STDOUT_FILENO))
		return NULL;
	if (!command || !*command)
		command = "less";
	/* Short output needs no key to leave; long lines are not folded. */
	setenv("LESS", "FRSX", 0);
	return popen(command, "we");
}

void view_pager_close(FILE *pager)
{
	pclose(pager);
}
