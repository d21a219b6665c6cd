// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvmrt-trace: see kvmrt-trace(1).
 */
#include "kvmrt-trace.h"

int main(int argc, char **argv)
{
	if (!argc)
		return CLI_USAGE;
	return kt_tool(argc, argv);
}
