# SPDX-License-Identifier: GPL-2.0-only
# What every part of scripts/setup shares: where the cache is, how progress is
# told, how a long command is run, and the locks.
# Variables here are used by the other parts.
# shellcheck shell=bash disable=SC2034

KVMRT_CACHE=${KVMRT_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kvmrt}
DEBS=$KVMRT_CACHE/debs
KERNELS=$KVMRT_CACHE/kernels
PACKED=$KVMRT_CACHE/packed
SETUP_LOGS=$KVMRT_CACHE/logs

STOCK_FLAVOURS=(6.1 6.1-rt 6.12 6.12-rt)
BUILT_FLAVOURS=(debug plain)

say() { printf 'setup: %s\n' "$*" >&2; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
usage_error() { printf 'setup: %s (try scripts/setup help)\n' "$*" >&2; exit 2; }

# run_logged LABEL CMD... : runs CMD with its output in a log file of the cache,
# says every 15 s that it is still at work, and shows the end of the log when
# it fails.  Returns CMD's status.
run_logged() {
	local label=$1 log pid start=$SECONDS ret=0 tick=0
	shift
	log=$SETUP_LOGS/${label//[^a-zA-Z0-9.+-]/_}.log
	mkdir -p "$SETUP_LOGS"
	say "$label ..."
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.2
		tick=$((tick + 1))
		if ((tick % 75 == 0)); then
			say "  $label: $((SECONDS - start)) s, $(wc -l <"$log") lines of output"
		fi
	done
	wait "$pid" || ret=$?
	if ((ret)); then
		say "$label failed with status $ret; the end of $log:"
		tail -n 25 "$log" | sed 's/^/  | /' >&2
		return "$ret"
	fi
	say "$label: done in $((SECONDS - start)) s"
}

# with_lock NAME FUNCTION ARGS... : one at a time per NAME, over all processes
# that use this cache.  Whoever comes second finds the work done.
with_lock() {
	local name=$1 fd
	shift
	mkdir -p "$KVMRT_CACHE/locks"
	exec {fd}>"$KVMRT_CACHE/locks/$name"
	if ! flock -n "$fd"; then
		say "waiting for another set-up of $name"
		flock "$fd"
	fi
	# Children must not keep the lock alive when we are gone.
	("$@") {fd}>&- || { local ret=$?; exec {fd}>&-; return "$ret"; }
	exec {fd}>&-
}

# need_free_mb MB WHAT : refuses early when the cache's file system is too small.
need_free_mb() {
	local have
	have=$(df --output=avail -m "$KVMRT_CACHE" | tail -n 1)
	((have >= $1)) || die "$2 needs $1 MB in $KVMRT_CACHE, only $have MB are free"
}
