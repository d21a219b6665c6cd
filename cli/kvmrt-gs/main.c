// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-gs: see kvmrt-gs(1).
 */
#include "kvmrt-gs.h"

int main(int argc, char **argv)
{
	struct cli cli = { .out = stdout, .err = stderr };

	if (!argc)
		return CLI_USAGE;
	return gs_tool(&cli, argc, argv);
}
