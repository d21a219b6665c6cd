// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-nl: see kvmrt-nl(8).
 */
#include "kvmrt-nl.h"

int main(int argc, char **argv)
{
	struct cli cli = { .out = stdout, .err = stderr };

	if (!argc)
		return CLI_USAGE;
	return cli_run(&cli, &nl_program, argc, argv);
}
