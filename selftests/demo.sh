#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# `make demo`: prepares what is missing, boots hosts with Debian's own kernel and
# guests in them, and shows what the programs say.  One demonstration for each
# topic; ONLY='gs trace' chooses, all without it, at the same time where there are
# CPUs enough.  Status 0 only when every check in them passed.
set -euo pipefail

top=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
export KVMRT_BUILD=${KVMRT_BUILD:-$top/build}
kernel=${KERNEL:-6.12}
logs=$KVMRT_BUILD/logs/$kernel
TOPICS=(gs trace)
cd "$top"
say() { printf 'demo: [%d s] %s\n' "$SECONDS" "$*"; }

declare -A SCENARIO=([gs]=demo [trace]=demo-trace)
declare -A TITLE=(
	[gs]='a guest talks to its host'
	[trace]='a loop in a guest misses its deadline: where was the time?'
)
read -r -a topics <<<"${ONLY:-${TOPICS[*]}}"
for topic in "${topics[@]}"; do
	if [[ -z ${SCENARIO[$topic]:-} ]]; then
		echo "demo: no topic '$topic' in ONLY (known: ${TOPICS[*]})" >&2
		exit 2
	fi
done

scripts/setup packages build lab
say "kernel of hosts and guests: Debian's $kernel, unpatched"
scripts/setup kernel "$kernel"
say "building library, tools and modules"
make --no-print-directory -s lib cli
make --no-print-directory -s modules KERNEL="$kernel"
make --no-print-directory -s selftests-guest

declare -A RUN=()
# start TOPIC : boots its host; what it shows goes to a file.
start() {
	local out=$logs/${SCENARIO[$1]}
	mkdir -p "$out"
	# The output of the last demonstration must not be shown as this one's.
	rm -rf "$out/demo.txt" "$out"/missed.pftrace
	selftests/vm/run "$kernel" "selftests/scenarios/${SCENARIO[$1]}.sh" --out "$out" --smp 1 \
		--timeout 240 >"$out/verdicts" </dev/null &
	RUN[$1]=$!
}

# show TOPIC : what it says, as it comes; returns its status.
failed=0
show() {
	local out=$logs/${SCENARIO[$1]} status=0
	say "$1: ${TITLE[$1]}"
	tail --pid="${RUN[$1]}" --retry -q -n +1 -F "$out/demo.txt" 2>/dev/null || true
	wait "${RUN[$1]}" || status=$?
	unset "RUN[$1]"
	echo
	if ((status)); then
		sed -n '/^FAIL/p' "$out/verdicts"
		say "$1: failed; logs are in $out"
		failed=$status
		return
	fi
	say "$1: all as it should be: $(grep -c '^PASS' "$out/verdicts") checks passed; logs are in $out"
	[[ ! -e $out/missed.pftrace ]] ||
		say "$1: the viewer of Perfetto (ui.perfetto.dev) opens $out/missed.pftrace"
}

# shellcheck disable=SC2317 # the trap calls it
stop() { ((${#RUN[@]} == 0)) || kill "${RUN[@]}" 2>/dev/null || true; }
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "booting under emulation, with guests under its KVM (20 to 60 s)"
if (($(nproc) >= 4)); then
	for topic in "${topics[@]}"; do start "$topic"; done
fi
for topic in "${topics[@]}"; do
	[[ ${RUN[$topic]:-} ]] || start "$topic"
	show "$topic"
done
exit "$failed"
