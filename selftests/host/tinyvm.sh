# SPDX-License-Identifier: GPL-2.0-only
# Tiny VMs (tinyvm.c) for scenario scripts, beside the real guests of
# selftests/lib/guest.sh.  A scenario that uses them has, after l1.sh,
#	. "$KVMRT_TOP/selftests/host/tinyvm.sh"
# shellcheck shell=bash

PATH=$KVMRT_BUILD/selftests/host:$PATH
TINY=/run/kvmrt
declare -A TINY_PID TINY_IN TINY_OUT

command -v tinyvm >/dev/null || die "no tinyvm: make selftests-host"

# tiny_start NAME [OPTION...] : a VM that lives until tiny_kill and makes calls
# when tiny says so.  Its process is ${TINY_PID[NAME]}.
tiny_start() {
	local name=$1 pipe=$TINY/tiny-$1 word='' in out
	shift
	rm -f "$pipe.in" "$pipe.out"
	mkfifo "$pipe.in" "$pipe.out"
	# Held open by us, so that neither side waits for the other.
	exec {in}<>"$pipe.in" {out}<>"$pipe.out"
	TINY_IN[$name]=$in TINY_OUT[$name]=$out
	tinyvm -r "$@" <"$pipe.in" >"$pipe.out" 2>"$pipe.err" &
	TINY_PID[$name]=$!
	read -r -t "$(patient 20)" word <&"${TINY_OUT[$name]}"
	[[ $word == ready ]] && return 0
	fail "tiny vm $name" "did not start: $(cat "$pipe.err")"
	return 1
}

# tiny NAME CALL... : makes one call, prints what the guest found in RAX.
tiny() {
	local name=$1 answer=
	shift
	echo "$*" >&"${TINY_IN[$name]}"
	if ! read -r -t "$(patient 20)" answer <&"${TINY_OUT[$name]}"; then
		echo "no answer: $(cat "$TINY/tiny-$name.err")"
		return 1
	fi
	echo "${answer##*-> }"
}

# tiny_kill NAME [SIGNAL] : ends it the hard way and waits for it.
tiny_kill() {
	local name=$1 in=${TINY_IN[$1]} out=${TINY_OUT[$1]}
	kill -"${2:-KILL}" "${TINY_PID[$name]}"
	wait "${TINY_PID[$name]}" 2>/dev/null
	exec {in}>&- {out}>&-
	unset "TINY_PID[$name]" "TINY_IN[$name]" "TINY_OUT[$name]"
}

# hammer_start NAME [OPTION...] CALL... : calls without end from every vCPU.
hammer_start() {
	local name=$1
	shift
	tinyvm -H "$@" >"$TINY/hammer-$name" 2>&1 </dev/null &
	TINY_PID[$name]=$!
	wait_for 20 grep -q . "$TINY/hammer-$name"
	grep -q '^ready' "$TINY/hammer-$name" && return 0
	fail "hammer $name" "did not start: $(cat "$TINY/hammer-$name")"
	return 1
}

# hammer_stop NAME : ends it; its counts are in COUNTS then.  Its status.  Not for
# a subshell: the process is this shell's.
hammer_stop() {
	local name=$1 status=0
	kill -TERM "${TINY_PID[$name]}" 2>/dev/null
	wait "${TINY_PID[$name]}" 2>/dev/null || status=$?
	unset "TINY_PID[$name]"
	# shellcheck disable=SC2034 # for the caller
	COUNTS=$(sed 1d "$TINY/hammer-$name")
	return "$status"
}

hammer_alive() { kill -0 "${TINY_PID[$1]}" 2>/dev/null; }

# hammer_count COUNTS ANSWER : how often that answer came; 0 if never.
hammer_count() { awk -v a="$2" '$1 == a { n += $2 } END { print n + 0 }' <<<"$1"; }
