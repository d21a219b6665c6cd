#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# `make demo`: prepares what is missing, boots a host with Debian's own kernel and
# a guest in it, and shows what the programs say.  Status 0 only when the events
# of host and guest were proven to lie right in one clock.
set -euo pipefail

top=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
export KVMRT_BUILD=${KVMRT_BUILD:-$top/build}
kernel=${KERNEL:-6.12}
out=$KVMRT_BUILD/logs/$kernel/demo
cd "$top"
say() { printf 'demo: [%d s] %s\n' "$SECONDS" "$*"; }

scripts/setup packages build lab
say "kernel of host and guest: Debian's $kernel, unpatched"
scripts/setup kernel "$kernel"
say "building library, tools and modules"
make --no-print-directory -s lib cli
make --no-print-directory -s modules KERNEL="$kernel"

say "booting a host under emulation and a guest under its KVM (20 to 60 s)"
mkdir -p "$out"
# The output of the last demonstration must not be shown as this one's.
rm -f "$out/demo.txt"
selftests/vm/run "$kernel" selftests/scenarios/demo.sh --out "$out" --smp 1 \
	>"$out/verdicts" </dev/null &
run=$!
trap 'kill $run 2>/dev/null || true' EXIT
tail --pid="$run" --retry -q -n +1 -F "$out/demo.txt" 2>/dev/null || true
status=0
wait "$run" || status=$?
trap - EXIT
echo
if ((status)); then
	sed -n '/^FAIL/p' "$out/verdicts"
	say "failed; logs are in $out"
else
	say "all as it should be: $(grep -c '^PASS' "$out/verdicts") checks passed; logs are in $out"
fi
exit "$status"
