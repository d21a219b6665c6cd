# SPDX-License-Identifier: GPL-2.0-only
# `make lab` without a terminal: runs the commands of its stdin, which the caller
# left in /out/commands, with the output in /out/output.
# shellcheck shell=bash
# shellcheck source=selftests/lib/lab-shell.sh
. "$KVMRT_TOP/selftests/lib/lab-shell.sh"
(
	# shellcheck source=/dev/null
	. "$OUT/commands"
) >"$OUT/output" 2>&1 </dev/null
echo $? >"$OUT/status"
