# SPDX-License-Identifier: GPL-2.0-only
# Which scenario runs on which kernel: header lines of selftests/scenarios/*.sh,
# "# key: value" before the first line of code.
#   title     one line for people
#   requires  identifiers of REQUIREMENTS that it proves
#   class     core (every kernel), full (6.12 and debug) or once (6.12: what tests
#             user space or the lab more than the modules); make check-all, and
#             a topic that was asked for with ONLY: every
#   kernels   all, or the flavours it can run on
#   only      topics that select it (make check ONLY=...), beside its own name
#   smp mem timeout append guests icount      options of selftests/vm/run
# Reads the caller's top (root of the tree), ALL, KERNELS and ONLY.
# shellcheck shell=bash disable=SC2034,SC2154

SCENARIOS=$top/selftests/scenarios
HOSTS=(6.12 debug 6.1 6.1-rt 6.12-rt)
FULL_HOSTS=(6.12 debug)

# header SCENARIO KEY [DEFAULT]
header() {
	local value
	value=$(sed -n "/^[^#]/q; s/^# $2: *//p" "$SCENARIOS/$1.sh")
	echo "${value:-${3:-}}"
}

scenario_names() {
	local file
	for file in "$SCENARIOS"/*.sh; do
		[[ ! -e $file ]] || basename "$file" .sh
	done
}

# topics : every word that ONLY may hold.
topics() {
	local name
	echo unit
	for name in $(scenario_names); do
		echo "$name"
		header "$name" only | tr -s ', ' '\n'
	done | sort -u
}

# has_word WORD LIST...
has_word() {
	local word=$1
	shift
	[[ " $* " == *" $word "* ]]
}

# is_wanted SCENARIO : by ONLY.
is_wanted() {
	local topic
	[[ $ONLY ]] || return 0
	for topic in $1 $(header "$1" only | tr ',' ' '); do
		# shellcheck disable=SC2086 # a list of words
		has_word "$topic" $ONLY && return 0
	done
	return 1
}

# runs_on SCENARIO KERNEL
runs_on() {
	local kernels
	kernels=$(header "$1" kernels all)
	# shellcheck disable=SC2086
	[[ $kernels == all ]] || has_word "$2" $kernels || return 1
	[[ -z $ALL && -z $ONLY ]] || return 0
	case $(header "$1" class full) in
	core) ;;
	full) has_word "$2" "${FULL_HOSTS[@]}" ;;
	*) [[ $2 == "${FULL_HOSTS[0]}" ]] ;;
	esac
}

# plan : lines "KERNEL SCENARIO", the longest first, so that none runs alone at
# the end.
plan() {
	local kernel name limit
	# shellcheck disable=SC2153
	for kernel in $KERNELS; do
		for name in $(scenario_names); do
			is_wanted "$name" || continue
			runs_on "$name" "$kernel" || continue
			limit=$(header "$name" timeout 240)
			case $kernel in
			debug) limit=$((limit * 5)) ;;
			*-rt) limit=$((limit * 2)) ;;
			esac
			echo "$limit $kernel $name"
		done
	done | sort -k 1,1nr -s | cut -d ' ' -f 2-
}

# guests_of KERNEL SCENARIO : kernels of the guests that it boots.
guests_of() {
	local default=$1
	[[ $1 != debug ]] || default=plain
	header "$2" guests "$default" | sed "s/\bdefault\b/$default/"
}

# options_of KERNEL SCENARIO : the scenario's options for selftests/vm/run, one
# per line.
options_of() {
	local key value
	printf '%s\n' --guests "$(guests_of "$1" "$2")"
	[[ -z $ALL ]] || printf '%s\n' --env CHECK_ALL=1
	for key in smp mem timeout append; do
		value=$(header "$2" "$key")
		[[ -z $value ]] || printf '%s\n' "--$key" "$value"
	done
	[[ -z $(header "$2" icount) ]] || echo --icount
}
