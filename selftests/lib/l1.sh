# SPDX-License-Identifier: GPL-2.0-only
# For scenario scripts that run in L1 (selftests/vm/run): verdicts, waiting,
# modules, kernel log.  Guests are in guest.sh, which this includes.  A scenario
# begins with
#	. "$KVMRT_TOP/selftests/lib/l1.sh"
# and needs no clean-up for the machine's sake: the machine goes away.
# shellcheck shell=bash

set -uo pipefail

: "${KVMRT_TOP:?this runs in L1 only, see selftests/vm/run --help}"
KMOD=$KVMRT_BUILD/kmod/$KVMRT_FLAVOUR
OUT=/out
PATH=$KVMRT_BUILD/cli:$KVMRT_BUILD/selftests:$PATH
export LD_LIBRARY_PATH=$KVMRT_BUILD/lib
# shellcheck disable=SC2034 # for scenarios
TRACING=/sys/kernel/tracing

# --- verdicts: one line each on the machine's own channel -------------------

tell() { echo "$*" >"$KVMRT_VERDICT"; }

note() {
	local uptime
	read -r uptime _ </proc/uptime
	echo "[$uptime] $*"
}

# ok NAME / fail NAME REASON / skip NAME REASON : one test, one call of these.
# NAME is said with the scenario's name before it.  They return 0.
ok() {
	note "PASS $1"
	tell "PASS $KVMRT_NAME/${1// /-}"
}

fail() {
	local reason=${2:-no reason given}
	((${#reason} <= 1000)) || reason="${reason:0:1000} ... (${#reason} characters)"
	note "FAIL $1: $reason"
	tell "FAIL $KVMRT_NAME/${1// /-}: ${reason//$'\n'/ | }"
}

skip() {
	note "SKIP $1: $2"
	tell "SKIP $KVMRT_NAME/${1// /-}: $2"
}

# die REASON : a failure without which nothing that follows makes sense.
die() {
	fail "${DIE_NAME:-setup}" "$*"
	exit 1
}

# check NAME CMD... : PASS when CMD succeeds, else FAIL with its last words.
# Returns CMD's status.
check() {
	local name=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	if ((status)); then
		fail "$name" "'$*' ended with status $status: $(tail -n 4 <<<"$output")"
	else
		ok "$name"
	fi
	return "$status"
}

# check_status NAME WANTED CMD... : like check, for a CMD that has to end with
# the status WANTED.
check_status() {
	local name=$1 wanted=$2 output status=0
	shift 2
	output=$("$@" 2>&1) || status=$?
	if ((status != wanted)); then
		fail "$name" "'$*' ended with status $status, not $wanted: $(tail -n 4 <<<"$output")"
		return 1
	fi
	ok "$name"
}

# same NAME GOT WANTED : PASS when the two texts are equal.
same() {
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		fail "$1" "got '$2', wanted '$3'"
		return 1
	fi
}

# like NAME GOT ERE : PASS when GOT matches the extended regular expression.
like() {
	if [[ $2 =~ $3 ]]; then
		ok "$1"
	else
		fail "$1" "'$2' does not match '$3'"
		return 1
	fi
}

# --- waiting ----------------------------------------------------------------

# patient SECONDS : a time limit, longer on kernels that are slow here.
patient() { echo $(($1 * ${KVMRT_PATIENCE:-1})); }

# nap SECONDS : sleep without a process: a read from a pipe that nobody writes to.
exec {NAP}<> <(:)
nap() { read -r -t "$1" -u "$NAP" || true; }

# wait_for SECONDS CMD... : until CMD succeeds.  Returns 1 when it never does.
wait_for() {
	local end=$((SECONDS + $1 * ${KVMRT_PATIENCE:-1}))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		nap 0.1
	done
}

# --- modules ----------------------------------------------------------------

# load_kvm : the stock KVM.
load_kvm() { modprobe kvm && modprobe kvm-amd; }
unload_kvm() { modprobe -r kvm-amd kvm; }

is_loaded() { [[ -d /sys/module/$1 ]]; }

# load_module FILE [PARAM...] : a module of ours, by path or by its name in
# build/kmod/<kernel>.  Says so first: from here on no run is repeated.
load_module() {
	local file=$1
	shift
	[[ $file == */* ]] || file=$KMOD/${file%.ko}.ko
	tell "LOADING $(basename "$file") $*"
	insmod "$file" "$@"
}

# HOST_PARAMS : kvmrt.ko with its services on, and with its events also where there
# is no BTF to check them (the debug kernel).
HOST_PARAMS=(gs_hc_host_enabled=1)
[[ -e /sys/kernel/btf/vmlinux ]] || HOST_PARAMS+=(tracepoints_unchecked=1)

# load_host [PARAM...] : kvmrt.ko; without parameters with HOST_PARAMS.
load_host() {
	(($#)) || set -- "${HOST_PARAMS[@]}"
	load_module kvmrt "$@"
}
unload_host() { rmmod kvmrt; }

# --- kernel log -------------------------------------------------------------

# dmesg_mark : prints a mark for dmesg_since, which prints what came after it.
DMESG_MARKS=0
dmesg_mark() {
	local mark
	DMESG_MARKS=$((DMESG_MARKS + 1))
	mark="kvmrt-lab mark $BASHPID.$RANDOM.$DMESG_MARKS"
	echo "<6>$mark" >/dev/kmsg
	echo "$mark"
}
dmesg_since() { dmesg | awk -v mark="$1" 'seen; index($0, mark) { seen = 1 }'; }

# allow_log ERE : lines of kernel logs that match are no reason to call this run
# bad.  For warnings that a test provokes; as narrow as can be.
allow_log() { echo "$1" >>$OUT/allow-log; }

# shellcheck source=selftests/lib/guest.sh
. "$KVMRT_TOP/selftests/lib/guest.sh"
